"""Every model against stored values of an independent solution at 50 digits (golden/generate.py)."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from euthymia.domain.pharmacology import NAMES, Bolus, Event, Patient, Rate, by_name
from euthymia.domain.pharmacology.curve import solve
from euthymia.domain.pharmacology.dosing import schedule

CASES: list[dict[str, Any]] = json.loads(
    (Path(__file__).parent / "golden" / "values.json").read_text("utf-8")
)
OUTPUTS = {
    "plasma_ng_per_ml": "plasma_ng_per_ml",
    "effect_site_ng_per_ml": "effect_site_ng_per_ml",
    "norketamine_ng_per_ml": "metabolite_ng_per_ml",
}


def events(case: dict[str, Any]) -> list[Event]:
    kinds = {"rate": Rate, "bolus": Bolus}
    return [kinds[kind](float(at), float(value)) for at, kind, value in case["events"]]


def test_there_are_golden_values_for_every_model() -> None:
    assert {case["model"] for case in CASES} == set(NAMES)


@pytest.mark.parametrize(
    "case", CASES, ids=lambda case: f"{case['model']}, {case['weight_kg']} kg, {case['dosing']}"
)
def test_it_equals_the_matrix_exponential(case: dict[str, Any]) -> None:
    found = solve(
        by_name(case["model"]),
        Patient(float(case["weight_kg"]), float(case["age_y"])),
        schedule(events(case)),
        np.array([float(time) for time in case["times_min"]]),
    )
    for output, attribute in OUTPUTS.items():
        values = getattr(found, attribute)
        if case[output] is None:
            assert values is None
        else:
            expected = [float(value) for value in case[output]]
            np.testing.assert_allclose(values, expected, rtol=1e-9, atol=1e-250)
