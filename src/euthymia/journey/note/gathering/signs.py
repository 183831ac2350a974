"""Vital signs and scores of a watch: the extremes of each, and the resting values before the dose."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from euthymia.clinic.monitoring import queries as monitoring
from euthymia.clinic.monitoring.models import Sample, Watch
from euthymia.domain.notes.facts import Range, Reading
from euthymia.domain.notes.model import Source
from euthymia.journey.infusion.queries import BASELINE_FRESH


def ranges(watch: Watch, until: datetime) -> tuple[Range, ...]:
    """Lowest and highest value of each channel until then with their moments, the earliest of equals."""
    found = monitoring.peaks(watch, until)
    paired = _diastolic(watch, [one for each in found.values() for one in each[:2] if one.channel == "sbp"])
    return tuple(
        Range(channel, _reading(lowest, paired), _reading(highest, paired), n)
        for channel, (lowest, highest, n) in sorted(found.items())
    )


def resting(watch: Watch, at: datetime) -> dict[str, Reading]:
    """The newest value of each channel shortly before `at`: what the start was judged by."""
    rows = monitoring.newest_rows(watch, at - BASELINE_FRESH, at)
    paired = _diastolic(watch, [one for one in rows if one.channel == "sbp"])
    return {one.channel: _reading(one, paired) for one in rows}


def _diastolic(watch: Watch, systolic: Iterable[Sample]) -> dict[datetime, float]:
    """The diastolic values of the moments of these systolic ones."""
    moments = {one.measured_at for one in systolic}
    rows = monitoring.samples(watch).filter(channel="dbp", measured_at__in=moments)
    return {row.measured_at: row.value for row in rows.order_by("-value")}


def _reading(row: Sample, paired: dict[datetime, float]) -> Reading:
    pair = paired.get(row.measured_at) if row.channel == "sbp" else None
    return Reading(Source("sample", f"{row.watch_id}#{row.n}"), row.measured_at, row.value, pair)
