"""What a live chart draws: nothing that stands out is lost, whatever the order in which readings came."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from euthymia.clinic.monitoring import actions as watching
from euthymia.journey.infusion import traces
from euthymia.journey.infusion.traces import COLUMN_S, Trace
from euthymia.kit import units
from test_session_story import a_session  # type: ignore[import-not-found]

READINGS = st.lists(st.tuples(st.integers(0, 200).map(float), st.integers(40, 200).map(float)), unique_by=lambda one: one[0])


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
