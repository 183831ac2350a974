"""Entries that change what had been signed: corrections, and what was put in before the signature afterwards.

An addendum that says when it was written is the proper way, and is not flagged.
"""

from __future__ import annotations

from collections.abc import Iterator

from .chart import Act, Chart, Flag, Kind, flag, minutes


def look(chart: Chart, settings: object) -> Iterator[Flag]:
    signed_at = chart.signed_at
    if signed_at is None:
        return
    after = [act for act in chart.acts if act.entered_at > signed_at]
    corrections = [act for act in after if act.corrects is not None]
    put_in = [act for act in after if act.corrects is None and act.kind != "addendum" and act.at < signed_at]
    for acts, what in ((corrections, "corrected"), (put_in, "put in at an earlier time")):
        if acts:
            yield flag(Kind.AFTER_SIGNING, chart, acts, _says(acts, what, chart))


def _says(acts: list[Act], what: str, chart: Chart) -> str:
    assert chart.signed_at is not None
    first = minutes(min((act.entered_at - chart.signed_at).total_seconds() for act in acts))
    count = "1 entry was" if len(acts) == 1 else f"{len(acts)} entries were"
    return f"{count} {what} after the chart was signed, the first {first} later"
