"""Many patients on one grid: the values of the solver, wherever the times fall."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from euthymia.domain.pharmacology import MODELS, Bolus, Event, Model, Patient, Rate, by_name
from euthymia.domain.pharmacology.divided import Floats
from euthymia.domain.pharmacology.dosing import schedule
from euthymia.domain.pharmacology.grid import Grid, plasma
from euthymia.domain.pharmacology.solver import Disposition, Schedule, concentrations
from euthymia.domain.pharmacology.variability import factors

PLANS: dict[str, list[Event]] = {
    "an infusion": [Rate(0, 52.5), Rate(40, 0)],
    "bolus, changes, a pause": [Bolus(0, 10), Rate(0, 50), Rate(12.5, 30), Rate(20, 0), Rate(23.25, 41), Rate(40, 0)],
    "six infusions": [Rate(day * 1440.0 + m, r) for day in (0, 2, 4, 7, 9, 11) for m, r in ((0, 52.5), (40, 0))],
    "late": [Rate(30, 60), Bolus(31, 5), Rate(45, 0)],
    "nothing": [],
}  # fmt: skip
TIMES: dict[str, Floats] = {
    "even": np.linspace(0.0, 160.0, 1000),
    "a session each": np.concatenate([day * 1440.0 + np.linspace(0, 160, 200) for day in (0, 2, 4, 7, 9, 11)]),
    "uneven": np.array([0.0, 0.001, 1.0, 7.5, 12.5, 12.5, 40.0, 40.0, 61.25, 180.0, 300.0, 20_000.0]),
    "even, uneven, even": np.concatenate(
        [np.arange(0, 20, 0.5), [20.1, 20.7, 33.3], np.arange(40, 80, 2.0), [90, 97]]
    ),
    "one": np.array([40.0]),
    "thirty-three": np.linspace(0, 32, 33),
}  # fmt: skip


def some_patients(model: Model, count: int = 40) -> Disposition:
    parameters = model.parameters(Patient(70.0, 45.0))
    if model.variability is None:
        names, sizes = [number.name for number in model.typical], np.linspace(0.7, 1.4, count)
        return parameters.disposition({name: sizes for name in names})
    spread = {name: size[:count] for name, size in factors(model.variability).items()}
    return parameters.disposition({name: spread.get(name, np.ones(count)) for name in parameters.values()})


def assert_close(found: Floats, expected: Floats, disposition: Disposition, plan: Schedule) -> None:
    highest = plan.rate_mg_per_min.max(initial=0.0) * 60 / disposition.clearance_l_per_h * 1000
    floor = 1e-4 * highest[:, None] + 1e-12
    worst = float((np.abs(found - expected) / np.maximum(expected, floor)).max())
    assert worst <= 1e-11
    assert found.min() >= 0


@pytest.mark.parametrize("times", TIMES)
@pytest.mark.parametrize("plan", PLANS)
@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.name)
def test_it_equals_the_solver(model: Model, plan: str, times: str) -> None:
    disposition, given_plan = some_patients(model), schedule(PLANS[plan])
    expected = concentrations(disposition, given_plan, TIMES[times]).plasma_ng_per_ml
    assert_close(plasma(disposition, Grid.of(given_plan, TIMES[times])), expected, disposition, given_plan)


@given(
    st.lists(
        st.one_of(
            st.builds(Rate, st.floats(0, 100), st.floats(0, 200)),
            st.builds(Bolus, st.floats(0, 100), st.floats(0, 50)),
        ),
        max_size=6,
    ),
    st.floats(0, 50),
    st.floats(0.01, 3),
    st.integers(1, 120),
    st.lists(st.floats(0, 300), max_size=10),
)
@settings(max_examples=60, deadline=None)
def test_it_equals_the_solver_on_any_times(
    events: list[Event], start: float, step: float, count: int, more: list[float]
) -> None:
    times = np.sort(np.concatenate([start + step * np.arange(count), more]))
    disposition, plan = some_patients(by_name("kamp-2020"), 5), schedule(events)
    expected = concentrations(disposition, plan, times).plasma_ng_per_ml
    assert_close(plasma(disposition, Grid.of(plan, times)), expected, disposition, plan)


def test_where_an_input_begins_nothing_is_lost_of_what_was_left() -> None:
    # Two days after an infusion a millionth of the steady state is left, to the last digits.
    disposition, plan = some_patients(by_name("kamp-2020")), schedule(PLANS["six infusions"])
    times = 2 * 1440.0 + np.linspace(0, 160, 1000)
    expected = concentrations(disposition, plan, times).plasma_ng_per_ml
    np.testing.assert_allclose(plasma(disposition, Grid.of(plan, times)), expected, rtol=1e-10)


def test_it_writes_where_it_is_told_and_nowhere_else() -> None:
    disposition, plan = some_patients(by_name("abuhelwa-2022"), 3), schedule(PLANS["an infusion"])
    room = np.full((5, 45), -1.0)
    plasma(disposition, Grid.of(plan, np.linspace(0, 80, 45)), room[1:4])
    assert (room[[0, 4]] == -1).all() and (room[1:4] >= 0).all()


def test_a_rate_of_zero_goes_through_the_solver() -> None:
    kept = Disposition.of(np.array([10.0, 20.0]), np.zeros(2), np.full((2, 1), 0.3), np.full((2, 1), 0.1))
    plan, times = schedule(PLANS["an infusion"]), np.linspace(0, 60, 50)
    expected = concentrations(kept, plan, times).plasma_ng_per_ml
    np.testing.assert_array_equal(plasma(kept, Grid.of(plan, times)), expected)


@pytest.mark.parametrize("times", [[3.0, 1.0], [[0.0, 1.0]]])
def test_times_that_do_not_ascend_are_refused(times: Any) -> None:
    with pytest.raises(ValueError, match="ascending"):
        Grid.of(schedule([]), np.array(times))


def test_times_all_but_equal_never_fall_below_nothing() -> None:
    disposition, plan = some_patients(by_name("kamp-2020")), schedule([Rate(0, 60), Rate(40, 0)])
    for step in (5e-324, 1e-300, 1e-18, 1e-9):
        times = step * np.arange(40)
        expected = concentrations(disposition, plan, times).plasma_ng_per_ml
        found = plasma(disposition, Grid.of(plan, times))
        assert found.min() >= 0.0
        np.testing.assert_allclose(found, expected, rtol=1e-6, atol=1e-10)


def test_runs_of_a_course_that_are_not_equally_far_apart_are_drawn_where_they_belong() -> None:
    disposition = some_patients(by_name("kamp-2020"))
    days = (0, 2, 4, 7, 9, 11, 30)
    plan = schedule([Rate(day * 1440.0 + m, r) for day in days for m, r in ((0, 52.5), (40, 0))])
    one_by_one = [day * 1440.0 + 300.0 for day in (0, 4)]  # between some of them a time of its own
    times = np.sort(np.concatenate([*(day * 1440.0 + np.linspace(0, 160, 321) for day in days), one_by_one]))
    expected = concentrations(disposition, plan, times).plasma_ng_per_ml
    assert_close(plasma(disposition, Grid.of(plan, times)), expected, disposition, plan)
