"""Limits are read strictly, with the place of every fault."""

from __future__ import annotations

from typing import Any

import pytest

from euthymia.domain.monitoring import Limit, Limits, Priority
from euthymia.domain.quantities import Unusable

GOOD: dict[str, Any] = {"low": 90, "high": None, "max_age_s": 10, "delay_s": 0, "priority": "high"}


def test_the_public_form_and_back() -> None:
    limits = Limits.from_json({"spo2": GOOD})
    assert limits["spo2"] == Limit(low=90, high=None, max_age_s=10, priority=Priority.HIGH)
    assert limits.to_json() == {"spo2": GOOD}


def test_a_side_and_the_delay_may_be_absent() -> None:
    limit = Limits.from_json({"hr": {"high": 120, "max_age_s": 10, "priority": "low"}})["hr"]
    assert (limit.low, limit.high, limit.delay_s, limit.latching) == (None, 120, 0, False)


@pytest.mark.parametrize(
    ("document", "places"),
    [
        (None, [""]),
        ([], [""]),
        ({}, [""]),
        ({"spo2": 90}, ["/spo2"]),
        ({"sp02": GOOD}, ["/sp02"]),
        ({"a/b~": GOOD}, ["/a~1b~0"]),
        ({"spo2": {**GOOD, "hihg": 3}}, ["/spo2/hihg"]),
        ({"spo2": {}}, ["/spo2/max_age_s", "/spo2/priority"]),
        ({"spo2": {**GOOD, "low": "90"}}, ["/spo2/low"]),
        ({"spo2": {**GOOD, "low": True}}, ["/spo2/low"]),
        ({"spo2": {**GOOD, "low": float("nan")}}, ["/spo2/low"]),
        ({"spo2": {**GOOD, "max_age_s": None}}, ["/spo2/max_age_s"]),
        ({"spo2": {**GOOD, "max_age_s": 0}}, ["/spo2/max_age_s"]),
        ({"spo2": {**GOOD, "max_age_s": 10**400}}, ["/spo2/max_age_s"]),
        ({"spo2": {**GOOD, "delay_s": -1}}, ["/spo2/delay_s"]),
        ({"spo2": {**GOOD, "delay_s": None}}, ["/spo2/delay_s"]),
        ({"spo2": {**GOOD, "escalate_after_s": 0}}, ["/spo2/escalate_after_s"]),
        ({"spo2": {**GOOD, "priority": "urgent"}}, ["/spo2/priority"]),
        ({"spo2": {**GOOD, "priority": "technical"}}, ["/spo2/priority"]),
        ({"spo2": {**GOOD, "latching": 1}}, ["/spo2/latching"]),
        ({"spo2": {**GOOD, "high": 90}}, ["/spo2/low"]),
        ({"spo2": {**GOOD, "urgent_low": 91}}, ["/spo2/urgent_low"]),
        ({"spo2": {**GOOD, "urgent_high": 91}}, ["/spo2/urgent_high"]),
        ({"spo2": {**GOOD, "low": "x"}, "hr": {**GOOD, "high": "y"}}, ["/spo2/low", "/hr/high"]),
    ],
)
def test_faults_with_their_places(document: object, places: list[str]) -> None:
    with pytest.raises(Unusable) as refusal:
        Limits.from_json(document)
    assert [fault.at for fault in refusal.value.faults] == places
    assert all(fault.accepted for fault in refusal.value.faults)
