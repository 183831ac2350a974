"""PK/PD models, delivered dose, predicted curve. Predictions stand beside the vital signs; they drive nothing."""

from .delivered import Given, RateStep, delivered_ug, reached_at, remaining_ug
from .dosing import Bolus, Dosing, Event, Rate, delivered_mg, from_sentence, parse
from .forecast import (
    CAPTIONS,
    SITE_LIMITS,
    Forecast,
    Limits,
    Pause,
    Refused,
    Stop,
    forecast,
    minutes_until_at_or_below,
)
from .model import Drug, Model, Patient, Sex
from .models import MODELS, NAMES, by_name
from .predict import predict

__all__ = [
    "CAPTIONS",
    "MODELS",
    "NAMES",
    "SITE_LIMITS",
    "Bolus",
    "Dosing",
    "Drug",
    "Event",
    "Forecast",
    "Given",
    "Limits",
    "Model",
    "Patient",
    "Pause",
    "Rate",
    "RateStep",
    "Refused",
    "Sex",
    "Stop",
    "by_name",
    "delivered_mg",
    "delivered_ug",
    "forecast",
    "from_sentence",
    "minutes_until_at_or_below",
    "parse",
    "predict",
    "reached_at",
    "remaining_ug",
]
