"""A change in a sentence: read strictly, applied from its moment on, against two models or more."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from euthymia.domain.pharmacology import Dosing, Pause, Rate, Stop, parse, predict
from euthymia.domain.pharmacology.what_if import answer_with, read_change
from euthymia.domain.quantities import Unusable


def dosing(**changes: Any) -> Dosing:
    document = {
        "drug": "ketamine",
        "patient": {"weight_kg": 70.0, "age_y": 45},
        "models": ["kamp-2020", "abuhelwa-2022"],
        "events": [{"at_min": 0, "rate_mg_per_h": 52.5}, {"at_min": 40, "rate_mg_per_h": 0}],
        "times_min": [60, 10, 20, 120],
    }
    return parse({**document, **changes})


@pytest.mark.parametrize(
    ("sentence", "from_min", "what_if"),
    [
        ("stop at 20 min", 20.0, Stop()),
        ("pause at 12.5 min for 5 min", 12.5, Pause(5.0)),
        ("30 mg/h at 20 min", 20.0, Rate(20.0, 30.0)),
        ("  stop   at 20min ", 20.0, Stop()),
    ],
)
def test_three_sentences_are_understood(sentence: str, from_min: float, what_if: Any) -> None:
    change = read_change(sentence)
    assert (change.from_min, change.what_if) == (from_min, what_if)


@pytest.mark.parametrize(
    "sentence",
    [
        "",
        "stop",
        "stop at -5 min",
        "stop at 20",
        "30 mg at 20 min",
        "double at 20 min",
        "stop at 1e3 min",
        "stop at \u0662\u0660 min",
        "pause at 20 min for 0 min",
    ],
)
def test_any_other_is_refused_not_repaired(sentence: str) -> None:
    with pytest.raises(Unusable, match="stop at 20 min, pause at"):
        read_change(sentence)


def test_the_answer_without_the_change_stays_and_the_one_with_it_stands_beside() -> None:
    answer = answer_with(dosing(), read_change("stop at 20 min"))
    without = predict(dosing())
    assert {key: answer[key] for key in without} == without
    then = answer["what_if"]
    assert (then["from_min"], then["delivered_mg"]) == (20.0, 17.5)
    stopped = dosing(events=[{"at_min": 0, "rate_mg_per_h": 52.5}, {"at_min": 20, "rate_mg_per_h": 0}])
    assert then["models"] == predict(stopped)["models"]
    assert then["events"] == [{"at_min": 0, "rate_mg_per_h": 52.5}, {"at_min": 20, "rate_mg_per_h": 0}]


def test_the_range_between_models_holds_each_of_them() -> None:
    then = answer_with(dosing(), read_change("30 mg/h at 20 min"))["what_if"]
    low, high = (np.array(then["between_models"][key]) for key in ("lowest_ng_per_ml", "highest_ng_per_ml"))
    for curve in then["models"].values():
        assert (low <= curve["plasma_ng_per_ml"]).all() and (curve["plasma_ng_per_ml"] <= high).all()


def test_it_says_which_doubt_dominates_after_a_stop() -> None:
    with_band = answer_with(dosing(interval=0.8), read_change("stop at 20 min"))["what_if"]
    assert "The difference between models dominates" in with_band["uncertainty"]
    plain = answer_with(dosing(), read_change("stop at 20 min"))["what_if"]
    assert "was not asked for" in plain["uncertainty"]
    late = answer_with(dosing(), read_change("stop at 500 min"))["what_if"]
    assert late["uncertainty"] is None


def test_the_sentence_does_not_depend_on_the_times_asked_for() -> None:
    change = read_change("stop at 20 min")
    few, many = dosing(interval=0.8), dosing(interval=0.8, times_min=list(range(121)))
    assert (
        answer_with(few, change)["what_if"]["uncertainty"]
        == answer_with(many, change)["what_if"]["uncertainty"]
    )


def test_one_model_is_no_basis() -> None:
    with pytest.raises(Unusable) as refusal:
        answer_with(dosing(models=["kamp-2020"]), read_change("stop at 20 min"))
    assert [(fault.at, fault.code) for fault in refusal.value.faults] == [("/models", "one-model")]
