"""Rates as they were measured last, written by `python -m docs.honesty`; a test counts some of them again."""

from __future__ import annotations

from .rates import Rate, Rates

MEASURED = Rates(
    seeds=2000,
    settings="4fe763eddda5",
    honest=Rate("honest", 4000, 31, 0, {"beside-monitor": 9, "copied-values": 16, "late-entries": 7}),
    fabricated=(
        Rate("straight", 2000, 2000, 2000, {"beside-monitor": 122, "copied-values": 1210, "late-entries": 2, "rounded-digits": 16, "straight-line": 2000}),
        Rate("copied", 2000, 2000, 2000, {"beside-monitor": 37, "copied-values": 2000, "late-entries": 2, "rounded-digits": 3, "straight-line": 14}),
        Rate("handed-on", 2000, 2000, 2000, {"beside-monitor": 200, "copied-values": 2000, "late-entries": 2, "rounded-digits": 34, "straight-line": 420}),
        Rate("rounded", 2000, 1949, 1949, {"beside-monitor": 16, "copied-values": 43, "late-entries": 2, "rounded-digits": 1949}),
        Rate("clockwork", 2000, 2000, 2000, {"copied-values": 9, "late-entries": 1183, "too-regular": 2000, "two-chairs": 287}),
        Rate("at-once", 2000, 2000, 2000, {"after-signing": 455, "beside-monitor": 5, "charted-at-once": 2000, "copied-values": 9, "impossible-time": 2, "late-entries": 2000, "too-regular": 1}),
        Rate("late", 2000, 2000, 2000, {"after-signing": 617, "beside-monitor": 5, "charted-at-once": 252, "copied-values": 9, "late-entries": 2000}),
        Rate("smoothed", 2000, 2000, 2000, {"beside-monitor": 2000, "copied-values": 16, "late-entries": 2}),
        Rate("invented", 2000, 1277, 1265, {"beside-monitor": 1265, "copied-values": 35, "late-entries": 2}),
        Rate("before-arrival", 2000, 2000, 2000, {"beside-monitor": 5, "copied-values": 9, "impossible-time": 2000, "late-entries": 1999}),
        Rate("after-signing", 2000, 2000, 2000, {"after-signing": 2000, "beside-monitor": 52, "copied-values": 10, "late-entries": 993}),
        Rate("two-chairs", 2000, 1964, 1949, {"beside-monitor": 1, "copied-values": 7, "late-entries": 404, "two-chairs": 1949}),
    ),
)  # fmt: skip
