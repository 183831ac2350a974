"""The band as it is drawn: close to the band as it is computed, and the same for as long as nothing happens."""

from __future__ import annotations

import numpy as np
import pytest

from euthymia.domain.pharmacology.dosing import Bolus, Event, Rate, schedule
from euthymia.domain.pharmacology.forecast import Forecast, forecast
from euthymia.domain.pharmacology.model import Patient
from euthymia.domain.pharmacology.models import by_name
from euthymia.domain.pharmacology.variability import band, outline

MODEL = by_name("kamp-2020")
PLANS: dict[str, tuple[Event, ...]] = {
    "as ordered": (Rate(0, 52.5), Rate(40, 0)),
    "changed and paused": (Rate(0, 52.5), Rate(15, 40), Rate(20, 0), Rate(25, 30), Rate(45, 0)),
    "bolus first": (Bolus(0, 20), Rate(0, 30), Rate(40, 0)),
    "bolus after an hour": (Rate(0, 40), Rate(30, 0), Bolus(90, 15)),
}


@pytest.mark.parametrize("name", PLANS)
@pytest.mark.parametrize("weight_kg", [50.0, 110.0])
@pytest.mark.parametrize("interval", [0.5, 0.8, 0.9])
def test_it_stays_within_a_hundredth_and_a_half_of_the_band(
    name: str, weight_kg: float, interval: float
) -> None:
    patient, plan = Patient(weight_kg, 45.0), PLANS[name]
    times = np.linspace(0.0, 150.0, 601)
    exact = band(MODEL, patient, schedule(plan), times, interval)
    drawn = outline(MODEL, patient, plan, interval, 0.0, 150.0)
    assert exact is not None and drawn is not None
    for edge, true in zip(drawn.at(times), exact, strict=True):
        assert np.abs(edge - true).max() <= 0.015 * exact.upper.max()


def test_before_a_bolus_it_is_where_the_drug_was() -> None:
    drawn = outline(MODEL, Patient(70.0, 45.0), PLANS["bolus after an hour"], 0.8, 0.0, 120.0)
    assert drawn is not None
    before, after = drawn.at(np.array([89.9, 90.0])).upper
    assert before < 0.2 * after


def test_as_long_as_nothing_happens_it_is_not_computed_again() -> None:
    outline.cache_clear()
    for now in (10.0, 10.5, 11.0, 12.0):
        drawn = forecast(
            ["kamp-2020"],
            Patient(70.0, 45.0),
            PLANS["as ordered"],
            now,
            60.0,
            inputs_as_of_min=now,
            interval=0.8,
        )
        assert isinstance(drawn, Forecast)
        assert drawn.models[0].base.band is not None
    assert outline.cache_info().misses == 1


def test_a_model_without_published_spread_has_none() -> None:
    assert outline(by_name("domino-1984"), Patient(70.0, 45.0), PLANS["as ordered"], 0.8, 0.0, 60.0) is None
