"""Reading a DOSING: everything that is wrong is said at once, each with its place; nothing is repaired."""

from __future__ import annotations

from copy import deepcopy
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from euthymia.domain.pharmacology import (
    Bolus,
    Patient,
    Rate,
    by_name,
    delivered_mg,
    from_sentence,
    parse,
    solve,
)
from euthymia.domain.pharmacology.dosing import in_order, rate_at, schedule
from euthymia.domain.quantities import Unusable

WHOLE: dict[str, Any] = {
    "drug": "ketamine",
    "patient": {"weight_kg": 70.0, "age_y": 45, "sex": "female", "height_cm": 168.0},
    "models": ["kamp-2020", "abuhelwa-2022"],
    "events": [
        {"at_min": 0, "rate_mg_per_h": 52.5},
        {"at_min": 20, "rate_mg_per_h": 0},
        {"at_min": 0, "bolus_mg": 10},
    ],
    "times_min": [5, 10, 20, 40, 60, 120],
    "interval": 0.8,
}
GONE = object()


def with_(pointer: str, value: Any) -> dict[str, Any]:
    """The whole document with one place changed, or removed."""
    document = deepcopy(WHOLE)
    *path, last = pointer.strip("/").split("/")
    place: Any = document
    for step in path:
        place = place[int(step)] if isinstance(place, list) else place[step]
    key = int(last) if isinstance(place, list) else last
    if value is GONE:
        del place[key]
    else:
        place[key] = value
    return document


def faults(document: Any) -> set[tuple[str, str]]:
    with pytest.raises(Unusable) as refusal:
        parse(document)
    assert all(fault.says and fault.accepted for fault in refusal.value.faults)
    return {(fault.at, fault.code) for fault in refusal.value.faults}


def test_a_whole_document_is_read() -> None:
    dosing = parse(WHOLE)
    assert dosing.events == (Rate(0, 52.5), Rate(20, 0), Bolus(0, 10))
    assert dosing.models == ("kamp-2020", "abuhelwa-2022")
    assert dosing.times_min == (5, 10, 20, 40, 60, 120)
    assert (dosing.patient.weight_kg, dosing.patient.sex, dosing.interval) == (70.0, "female", 0.8)


@pytest.mark.parametrize("value", [None, GONE])
@pytest.mark.parametrize("pointer", ["/interval", "/patient/age_y", "/patient/sex", "/patient/height_cm"])
def test_what_may_be_unknown(pointer: str, value: Any) -> None:
    dosing, name = parse(with_(pointer, value)), pointer.rpartition("/")[2]
    assert getattr(dosing.patient if "patient" in pointer else dosing, name) is None


@pytest.mark.parametrize(
    ("pointer", "value", "code"),
    [
        ("/drug", "propofol", "unknown-drug"),
        ("/drug", ["ketamine"], "unknown-drug"),
        ("/drug", GONE, "missing"),
        ("/weight", 70, "unknown-key"),
        ("/patient/weight_lb", 150, "unknown-key"),
        ("/patient/weight_kg", GONE, "missing-weight"),
        ("/patient/weight_kg", None, "missing-weight"),
        ("/patient/weight_kg", "70", "not-a-number"),
        ("/patient/weight_kg", True, "not-a-number"),
        ("/patient/weight_kg", float("nan"), "not-finite"),
        ("/patient/weight_kg", float("inf"), "not-finite"),
        ("/patient/weight_kg", -70, "negative"),
        ("/patient/weight_kg", 0, "out-of-range"),
        ("/patient/weight_kg", 70000, "out-of-range"),
        ("/patient/age_y", -1, "negative"),
        ("/patient/age_y", False, "not-a-number"),
        ("/patient/age_y", 1945, "out-of-range"),
        ("/patient/sex", "F", "unknown-sex"),
        ("/patient/height_cm", "tall", "not-a-number"),
        ("/patient", [70], "not-an-object"),
        ("/models", GONE, "missing"),
        ("/models", [], "no-model"),
        ("/models", "kamp-2020", "not-a-list"),
        ("/models/1", "kamp", "unknown-model"),
        ("/models/1", "otto-2021", "wrong-drug"),
        ("/models/1", "perez-ruixo-2021", "wrong-drug"),
        ("/drug", "ketamine hydrochloride", "salt-not-base"),
        ("/drug", "Ketamine HCl", "salt-not-base"),
        ("/models/1", 3, "unknown-model"),
        ("/models/1", "kamp-2020", "model-twice"),
        ("/events", GONE, "missing"),
        ("/events", {}, "not-a-list"),
        ("/events/0", [0, 52.5], "not-an-object"),
        ("/events/0", {"at_min": 0}, "not-one-kind"),
        ("/events/0", {"at_min": 0, "rate_mg_per_h": 1, "bolus_mg": 1}, "not-one-kind"),
        ("/events/0/rate_ml_per_h", 5, "unknown-key"),
        ("/events/0/at_min", GONE, "missing"),
        ("/events/0/at_min", -5, "negative"),
        ("/events/0/at_min", True, "not-a-number"),
        ("/events/0/rate_mg_per_h", -1, "negative"),
        ("/events/0/rate_mg_per_h", "52,5", "not-a-number"),
        ("/events/0/rate_mg_per_h", 10**400, "out-of-range"),
        ("/events/2/bolus_mg", -10, "negative"),
        ("/events/2/bolus_mg", float("nan"), "not-finite"),
        ("/events/2/bolus_mg", 1e300, "out-of-range"),
        ("/times_min", GONE, "missing"),
        ("/times_min", [], "no-times"),
        ("/times_min", 5, "not-a-list"),
        ("/times_min/0", -0.5, "negative"),
        ("/times_min/0", None, "missing"),
        ("/times_min/0", "5", "not-a-number"),
        ("/interval", 0, "out-of-range"),
        ("/interval", 1, "out-of-range"),
        ("/interval", 1.5, "out-of-range"),
        ("/interval", float("nan"), "out-of-range"),
        ("/interval", "80%", "not-a-number"),
        ("/interval", True, "not-a-number"),
    ],
)
def test_one_thing_wrong_is_said_at_its_place(pointer: str, value: Any, code: str) -> None:
    found = faults(with_(pointer, value))
    place = "/events/0" if code == "not-one-kind" else pointer
    assert found == {(place, code)}


@pytest.mark.parametrize("key", ["rate_ml_per_h", "rate_ug_per_h", "bolus_ug", "bolus_mg_hydrochloride"])
def test_an_amount_in_another_unit_or_form_is_one_fault(key: str) -> None:
    assert faults(with_("/events/0", {"at_min": 0, key: 5})) == {(f"/events/0/{key}", "unknown-key")}


def test_every_fault_is_said_at_once() -> None:
    document = {
        "drug": "x",
        "patient": {"weight_kg": -1, "a/b~c": 1},
        "models": ["y"],
        "events": [1],
        "hm": 0,
    }
    assert faults(document) == {
        ("/drug", "unknown-drug"),
        ("/patient/weight_kg", "negative"),
        ("/patient/a~1b~0c", "unknown-key"),
        ("/models/0", "unknown-model"),
        ("/events/0", "not-an-object"),
        ("/times_min", "missing"),
        ("/hm", "unknown-key"),
    }


def test_esketamine_is_not_asked_of_a_model_of_the_racemate() -> None:
    assert faults(with_("/drug", "esketamine")) == {("/models/0", "wrong-drug"), ("/models/1", "wrong-drug")}


@pytest.mark.parametrize("document", [None, [], "0.5 mg/kg", 3])
def test_what_is_no_object_is_refused_whole(document: Any) -> None:
    assert faults(document) == {("", "not-an-object")}


def test_an_empty_list_of_events_is_accepted() -> None:
    assert parse(with_("/events", [])).events == ()


@given(st.recursive(st.none() | st.booleans() | st.floats() | st.integers() | st.text(), st.lists))
def test_rubbish_anywhere_is_refused_and_never_crashes(rubbish: Any) -> None:
    for pointer in ("/drug", "/patient", "/models", "/events", "/times_min", "/events/0", "/patient/sex"):
        try:
            parse(with_(pointer, rubbish))
        except Unusable as refusal:
            assert refusal.faults


class TestSchedule:
    def test_events_of_one_instant_share_a_row_and_the_later_rate_holds(self) -> None:
        plan = schedule([Rate(10, 30), Bolus(0, 5), Rate(0, 60), Bolus(0, 2), Rate(10, 12)])
        np.testing.assert_array_equal(plan.start_min, [0, 10])
        np.testing.assert_array_equal(plan.rate_mg_per_min, [1.0, 0.2])
        np.testing.assert_array_equal(plan.bolus_mg, [7, 0])

    def test_a_bolus_leaves_the_rate_as_it_is(self) -> None:
        np.testing.assert_array_equal(schedule([Rate(0, 60), Bolus(5, 1)]).rate_mg_per_min, [1.0, 1.0])

    def test_a_rate_replaces_and_never_adds_so_a_second_stop_is_harmless(self) -> None:
        plan = schedule([Rate(0, 60), Rate(10, 60), Rate(20, 0), Rate(20, 0), Rate(25, 0)])
        np.testing.assert_array_equal(plan.rate_mg_per_min, [1.0, 1.0, 0.0, 0.0])

    def test_order_is_by_time_then_as_written(self) -> None:
        events = [Rate(5, 1), Bolus(0, 1), Rate(5, 2), Bolus(5, 3)]
        assert in_order(events) == [Bolus(0, 1), Rate(5, 1), Rate(5, 2), Bolus(5, 3)]

    @pytest.mark.parametrize(("at", "rate"), [(0, 0), (5, 52.5), (19.9, 52.5), (20, 0), (99, 0)])
    def test_the_rate_in_force(self, at: float, rate: float) -> None:
        assert rate_at([Rate(20, 0), Rate(5, 52.5), Bolus(0, 1)], at) == rate


class TestDeliveredMg:
    @pytest.mark.parametrize(
        ("until", "expected"), [(0, 10.0), (10, 18.75), (20, 27.5), (120, 27.5), (1 / 3, 10 + 52.5 / 180)]
    )
    def test_rates_and_boluses_up_to_and_including_the_instant(self, until: float, expected: float) -> None:
        events = [Rate(0, 52.5), Rate(20, 0), Bolus(0, 10)]
        assert delivered_mg(events, until) == pytest.approx(expected, rel=1e-15)

    def test_before_the_first_event_and_without_one_nothing_was_given(self) -> None:
        assert delivered_mg([Bolus(5, 10)], 4.999) == 0.0
        assert delivered_mg([], 100) == 0.0


@pytest.mark.parametrize(
    "event",
    [
        Rate(0, -1),
        Rate(0, float("nan")),
        Rate(float("inf"), 1),
        Bolus(0, -1e-9),
        Bolus(0, float("inf")),
        Bolus(float("nan"), 1),
    ],
)
def test_what_cannot_be_given_has_no_schedule(event: Rate | Bolus) -> None:
    with pytest.raises(Unusable) as refusal:
        schedule([Rate(0, 50), event])
    assert [(fault.at, fault.code) for fault in refusal.value.faults] == [("/events/1", "not-an-event")]


@pytest.mark.parametrize("time", [float("nan"), float("inf")])
def test_a_time_that_is_no_number_has_no_concentration(time: float) -> None:
    with pytest.raises(Unusable, match="not a finite number"):
        solve(by_name("kamp-2020"), Patient(70.0), schedule([Rate(0, 50)]), np.array([1.0, time]))


class TestSentence:
    @pytest.mark.parametrize(
        ("sentence", "weight_kg", "rate", "minutes"),
        [
            ("0.5 mg/kg over 40 min", 70.0, 52.5, 40.0),
            ("  0.5 mg/kg  over 40 min ", 70, 52.5, 40.0),
            ("1 mg/kg over 60 min", 82.3, 82.3, 60.0),
            ("0.5 mg/kg over 40 min", 70.4, 52.8, 40.0),
        ],
    )
    def test_a_dose_by_weight_over_a_time(
        self, sentence: str, weight_kg: float, rate: float, minutes: float
    ) -> None:
        assert from_sentence(sentence, weight_kg) == (Rate(0.0, rate), Rate(minutes, 0.0))

    @pytest.mark.parametrize(
        "sentence",
        [
            "",
            "0.5 mg/kg",
            "0.5mg over 40 min",
            "-0.5 mg/kg over 40 min",
            "1.2.3 mg/kg over 40 min",
            "0.5 mcg/kg over 40 min",
            "0.5 mg/kg over 0 min",
            "0.5 mg/kg over 40 h",
            "0,5 mg/kg over 40 min",
            "0.5 mg/kg over 40 min please",
            "\u0660.\u0665 mg/kg over 40 min",
        ],
    )
    def test_any_other_sentence_is_refused_not_repaired(self, sentence: str) -> None:
        with pytest.raises(Unusable, match=r"0\.5 mg/kg over 40 min"):
            from_sentence(sentence, 70.0)

    @pytest.mark.parametrize("weight_kg", [0, -70, float("nan"), float("inf"), True, "70", 70000, None])
    def test_a_weight_that_is_none_is_refused(self, weight_kg: Any) -> None:
        with pytest.raises(Unusable):
            from_sentence("0.5 mg/kg over 40 min", weight_kg)
