"""What a live chart draws: nothing that stands out is lost, whatever the order in which readings came."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from euthymia.clinic.monitoring import actions as watching
from euthymia.clinic.monitoring import queries as monitoring
from euthymia.journey.infusion import traces
from euthymia.journey.infusion.traces import COLUMN_S, Trace
from support import bedside
from support.cast import Cast

READINGS = st.lists(
    st.tuples(st.integers(0, 200).map(float), st.integers(40, 200).map(float)), unique_by=lambda one: one[0]
)


def traced(readings: list[tuple[float, float]], *, dense: bool = True) -> list[tuple[float, float]]:
    trace = Trace(dense=dense)
    for at_s, value in readings:
        trace.add(at_s, value)
    return trace.points()


@given(READINGS)
def test_every_column_keeps_its_lowest_and_highest_value(readings: list[tuple[float, float]]) -> None:
    points = traced(readings)
    assert set(points) <= set(readings)
    assert points == sorted(points)
    for column in {at_s // COLUMN_S for at_s, _ in readings}:
        values = [value for at_s, value in readings if at_s // COLUMN_S == column]
        kept = [value for at_s, value in points if at_s // COLUMN_S == column]
        assert (min(kept), max(kept)) == (min(values), max(values))
        assert len(kept) <= 2


@given(READINGS)
def test_pressures_and_scores_are_kept_whole(readings: list[tuple[float, float]]) -> None:
    assert traced(readings, dense=False) == sorted(readings)


@pytest.mark.django_db
def test_each_look_reads_on_from_the_last(cast: Cast, unit: Any, stopped: datetime) -> None:
    there = bedside.set_up(cast.lakeside, cast.ana_patient, cast.chairs[0], "ANA-1")
    for second, value in enumerate((70.0, 130.0, 71.0)):
        at = stopped + timedelta(seconds=second)
        with unit(cast.lakeside):
            one = watching.Measured("hr", value, "/min", at, at, device=there.device.pk)
            watching.record({there.watch.pk: [one]}, now=at)
            seen = traces.traces(monitoring.watch(cast.lakeside, there.watch.pk))
    assert [value for _, value in seen.by_channel()["hr"]] == [70.0, 130.0]
    assert (seen.n, seen.first_at, seen.last_received) == (3, stopped, at)


@pytest.mark.django_db
def test_what_nobody_looks_at_is_forgotten(cast: Cast, unit: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(traces, "_WATCHES_KEPT", 1)
    first = bedside.set_up(cast.lakeside, cast.ana_patient, cast.chairs[0], "ANA-1").watch
    second = bedside.set_up(cast.lakeside, cast.ben_patient, cast.chairs[1], "BEN-1").watch
    with unit(cast.lakeside):
        kept = traces.traces(first)
        assert traces.traces(first) is kept
        traces.traces(second)
        assert traces.traces(first) is not kept
