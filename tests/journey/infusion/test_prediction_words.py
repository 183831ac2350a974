"""What stands in words beside the predicted curve: which numbers are doubtful, and which doubt is the larger."""

from __future__ import annotations

import pytest
from django.template.loader import render_to_string

from euthymia.domain import pharmacology as pk
from euthymia.domain.quantities import Fault
from euthymia.journey.infusion.prediction import INTERVAL, MODELS, Prediction


@pytest.fixture
def prediction() -> Prediction:
    found = pk.forecast(
        MODELS,
        pk.Patient(70.0, 45.0),
        pk.from_sentence("0.5 mg/kg over 40 min", 70.0),
        20.0,
        60.0,
        pk.Stop(),
        inputs_as_of_min=20.0,
        interval=INTERVAL,
    )
    assert isinstance(found, pk.Forecast)
    return Prediction(found, ())


def test_the_readout_names_the_model_with_single_source_numbers(prediction: Prediction) -> None:
    assert prediction.doubtful == "abuhelwa-2022"
    said = render_to_string("infusion/part_readout.html", {"prediction": prediction})
    assert "From one source, unverified: abuhelwa-2022." in said


def test_the_rate_dialog_says_which_doubt_dominates(prediction: Prediction) -> None:
    change = {
        "old_rate_ug_per_h": 52_500,
        "old_rate_ul_per_h": 5_250,
        "new_rate_ul_per_h": 0,
        "total_at_end_ug": 17_500,
    }
    context = {"change": change, "new_rate_ug_per_h": 0, "session": {"order": {"dose_ug": 35_000}}}
    said = render_to_string("infusion/part_preview.html", {**context, "prediction": prediction})
    assert "The difference between models dominates" in said
    assert "From one source, unverified: abuhelwa-2022." in said


def test_a_refusal_has_no_doubts() -> None:
    refused = Prediction(None, (Fault("inputs", "stale-inputs", "the inputs are 9 min old", "fresh ones"),))
    assert refused.doubtful == ""
    assert "the inputs are 9 min old" in render_to_string(
        "infusion/part_readout.html", {"prediction": refused}
    )
