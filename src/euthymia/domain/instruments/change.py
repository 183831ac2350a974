"""Has it changed, and is that a response? By each instrument's published definitions (clinical.md 7A, 8A)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TypeVar

from euthymia.domain.quantities import Confidence, Provenance

from .model import Better, Figure, Instrument, Number

PARTIAL_RESPONSE_PERCENT = 25
PARTIAL_RESPONSE = Provenance("clinical.md 8A: 25 to 49 %, CRT practice", Confidence.V2)
BASELINE_DAYS = 14
BASELINE = Provenance("clinical.md 7B: last complete score within 14 days before infusion 1", Confidence.P)
OVERLAP_MOST = 0.5
OVERLAP = Provenance(
    "clinical.md 7B: recall windows that overlap by more than half are not compared", Confidence.P
)
Scored = TypeVar("Scored")


@dataclass(frozen=True, slots=True)
class Change:
    """From a baseline to now. `better` is in points, positive when the person is better.

    `percent` is None with a baseline of zero; `response`, `partial`, `remission` and `worse` are None where
    nothing is published for the instrument, or where it cannot be worked out.
    """

    baseline: Number
    now: Number
    better: Number
    percent: float | None
    response: bool | None
    partial: bool | None
    remission: bool | None
    worse: bool | None
    noticeable: bool | None


def change(instrument: Instrument, baseline: Number, now: Number) -> Change:
    """Judge two totals of one instrument by its own definitions."""
    better = now - baseline if instrument.better is Better.HIGHER else baseline - now
    percent = None if baseline == 0 else 100 * better / baseline
    by_percent = instrument.response is not None and instrument.response.unit == "percent"
    responded = _reached(instrument.response, instrument, better, percent, now)
    partial = None
    if by_percent and percent is not None:
        partial = percent >= PARTIAL_RESPONSE_PERCENT and not responded
    return Change(
        baseline=baseline,
        now=now,
        better=better,
        percent=percent,
        response=responded,
        partial=partial,
        remission=_reached(instrument.remission, instrument, better, percent, now),
        worse=_worse(instrument, better, now),
        noticeable=_noticeable(instrument, better, percent),
    )


def baseline_of(
    scores: Iterable[tuple[date, bool, Scored]], first_infusion: date
) -> tuple[date, bool, Scored] | None:
    """The last (day, complete, score) with all items within 14 days before the first infusion, or None."""
    earliest = first_infusion - timedelta(days=BASELINE_DAYS)
    fitting = [one for one in scores if one[1] and earliest <= one[0] <= first_infusion]
    return max(fitting, key=lambda one: one[0], default=None)


def overlap(instrument: Instrument, earlier: datetime, later: datetime) -> float:
    """The share of the later recall window that the earlier one covers too: 0 to 1; 0 where there is none."""
    days = instrument.recall.days
    if not days:
        return 0.0
    apart = (later - earlier) / timedelta(days=1)
    return min(1.0, max(0.0, 1 - apart / days))


def comparable(instrument: Instrument, earlier: datetime, later: datetime) -> bool:
    """Whether the two are far enough apart to be compared. It is a remark, never a block."""
    return overlap(instrument, earlier, later) <= OVERLAP_MOST


def _reached(
    figure: Figure | None, instrument: Instrument, better: Number, percent: float | None, now: Number
) -> bool | None:
    if figure is None:
        return None
    if figure.unit == "value":
        return now >= figure.amount if instrument.better is Better.HIGHER else now <= figure.amount
    if figure.unit == "points":
        return better >= figure.amount
    # A rounding error of the percentage must not decide at the limit.
    return None if percent is None else percent >= figure.amount - 1e-9


def _worse(instrument: Instrument, better: Number, now: Number) -> bool | None:
    figure = instrument.worsening
    if figure is None:
        return None
    return now >= figure.amount if figure.unit == "value" else -better >= figure.amount


def _noticeable(instrument: Instrument, better: Number, percent: float | None) -> bool | None:
    """Whether it is at least the largest of the published minimal changes: the sources disagree."""
    if not instrument.minimal_change:
        return None
    points = [one.amount for one in instrument.minimal_change if one.unit == "points"]
    if points:
        return better >= max(points)
    needed = max(one.amount for one in instrument.minimal_change)
    return None if percent is None else percent >= needed - 1e-9
