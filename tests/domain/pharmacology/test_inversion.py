"""Backward questions: the answer, put forward again, meets the level; and what is refused."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from euthymia.domain.pharmacology import (
    INFORMATION,
    Bolus,
    Event,
    Information,
    Patient,
    Pause,
    Rate,
    Refused,
    by_name,
    delay_under,
    rate_under,
    time_to_fall,
)
from euthymia.domain.pharmacology.curve import solve
from euthymia.domain.pharmacology.dosing import schedule
from euthymia.domain.pharmacology.forecast import apply
from euthymia.domain.quantities import Unusable

BOTH = ("kamp-2020", "abuhelwa-2022")
ANA = Patient(70.0, 45.0)
PLAN: list[Event] = [Rate(0, 52.5), Rate(40, 0)]
QUESTIONS = [time_to_fall, rate_under, delay_under]


def asked(question: Callable[..., Information | Refused], level: float = 200.0, **changes: Any) -> Any:
    arguments: dict[str, Any] = {
        "models": BOTH,
        "patient": ANA,
        "events": PLAN,
        "level_ng_per_ml": level,
        "from_min": 15.0,
        "within_min": 60.0,
        "inputs_as_of_min": 15.0,
    }
    return question(**{**arguments, **changes})


def highest(name: str, events: Any, start: float, end: float) -> float:
    corners = [event.at_min for event in events if start <= event.at_min <= end]
    times = np.concatenate([np.linspace(start, end, 1_001), corners])
    return float(solve(by_name(name), ANA, schedule(events), times).plasma_ng_per_ml.max())


class TestRate:
    @given(st.floats(120, 600), st.floats(1, 39))
    @settings(max_examples=12, deadline=None)
    def test_the_rate_put_forward_touches_the_level_and_does_not_pass_it(
        self, level: float, now: float
    ) -> None:
        found = asked(rate_under, level, from_min=now, inputs_as_of_min=now)
        for name, rate in found.by_model:
            if rate is None:
                assert highest(name, PLAN, now, now) > level
                continue
            top = highest(name, apply(Rate(now, rate), PLAN, now), now, now + 60)
            assert top <= level * (1 + 1e-9)
            at_start = highest(name, PLAN, now, now)
            assert top == pytest.approx(level, rel=1e-5) or at_start > 0.999 * level

    def test_a_level_already_passed_has_no_rate(self) -> None:
        found = asked(rate_under, 50.0)
        assert [value for _, value in found.by_model] == [None, None]
        assert found.cautious is None

    def test_a_planned_bolus_counts(self) -> None:
        plain = dict(asked(rate_under, 250.0).by_model)
        with_bolus = dict(asked(rate_under, 250.0, events=[*PLAN, Bolus(30, 2)]).by_model)
        assert all(with_bolus[name] < plain[name] for name in BOTH)

    def test_the_cautious_answer_is_the_least(self) -> None:
        found = asked(rate_under)
        assert found.cautious == min(value for _, value in found.by_model)
        assert found.unit == "mg/h"


class TestDelay:
    @pytest.mark.parametrize("level", [242.0, 247.0, 252.0])
    def test_the_plan_moved_by_the_delay_touches_the_level(self, level: float) -> None:
        for name, pause in asked(delay_under, level).by_model:
            assert pause is not None
            moved = PLAN if not pause else apply(Pause(pause), PLAN, 15.0)
            top = highest(name, moved, 15.0 + pause, 75.0 + pause)
            assert top <= level * (1 + 1e-12)
            if pause:
                assert top == pytest.approx(level, rel=1e-4)

    def test_a_plan_that_stays_under_needs_none(self) -> None:
        assert [value for _, value in asked(delay_under, 1000.0).by_model] == [0.0, 0.0]

    def test_with_nothing_left_to_give_there_is_nothing_to_delay(self) -> None:
        found = asked(delay_under, 60.0, events=PLAN, from_min=50.0, inputs_as_of_min=50.0)
        assert [value for _, value in found.by_model] == [0.0, 0.0]

    def test_a_level_that_no_pause_reaches_has_none(self) -> None:
        assert [value for _, value in asked(delay_under, 20.0).by_model] == [None, None]


class TestTime:
    def test_the_longest_is_the_cautious_one(self) -> None:
        found = asked(time_to_fall, 100.0, from_min=40.0, inputs_as_of_min=40.0, within_min=300.0)
        minutes = dict(found.by_model)
        assert minutes["abuhelwa-2022"] > minutes["kamp-2020"]
        assert found.cautious == minutes["abuhelwa-2022"]
        for name, value in minutes.items():
            assert highest(name, PLAN, 40.0 + value, 40.0 + value) == pytest.approx(100.0, rel=1e-9)


class TestEveryQuestion:
    @pytest.mark.parametrize("question", QUESTIONS)
    def test_it_says_what_it_rests_on_and_that_it_is_no_order(self, question: Any) -> None:
        found = asked(question)
        for wanted in (
            "200 ng/mL",
            "70 kg",
            "kamp-2020 version 1",
            "abuhelwa-2022 version 1",
            "typical curves",
        ):
            assert wanted in found.basis
        assert found.captions == INFORMATION
        assert "not an instruction" in INFORMATION[0]

    @pytest.mark.parametrize("question", QUESTIONS)
    @pytest.mark.parametrize(
        ("changes", "code"),
        [
            ({"inputs_as_of_min": None}, "stale-inputs"),
            ({"inputs_as_of_min": 5.0}, "stale-inputs"),
            ({"patient": Patient(None, 45.0)}, "missing-weight"),
            ({"patient": Patient(140.0, 45.0)}, "outside-population"),
            ({"within_min": 5.0}, "horizon-too-short"),
        ],
    )
    def test_it_is_refused_by_name_as_a_forecast_is(
        self, question: Any, changes: dict[str, Any], code: str
    ) -> None:
        found = asked(question, **changes)
        assert isinstance(found, Refused)
        assert {fault.code for fault in found.faults} == {code}

    @pytest.mark.parametrize("question", QUESTIONS)
    @pytest.mark.parametrize("models", [("kamp-2020",), ("kamp-2020", "kamp-2020"), ()])
    def test_one_model_is_no_basis(self, question: Any, models: tuple[str, ...]) -> None:
        with pytest.raises(Unusable) as refusal:
            asked(question, models=models)
        assert refusal.value.faults[0].code == "one-model"

    @pytest.mark.parametrize("question", QUESTIONS)
    @pytest.mark.parametrize("level", [0.0, -5.0, float("nan"), float("inf")])
    def test_what_is_no_level_is_refused(self, question: Any, level: float) -> None:
        with pytest.raises(Unusable) as refusal:
            asked(question, level)
        assert refusal.value.faults[0].code == "no-level"
