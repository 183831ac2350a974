"""PK/PD models, delivered dose, predicted curve. Predictions stand beside the vital signs; they drive nothing."""

from .curve import solve
from .delivered import Given, RateStep, delivered_ug, reached_at, remaining_ug
from .dosing import Bolus, Dosing, Event, Rate, delivered_mg, from_sentence, parse, schedule
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
from .individual import Assay, Errors, Estimate, estimate, individual_curve
from .inversion import INFORMATION, Information, delay_under, rate_under, time_to_fall
from .model import Drug, Model, Patient, Sex
from .models import MODELS, NAMES, by_name
from .population import Crowd, Of, percentiles
from .predict import predict
from .uncertainty import Uncertainty

__all__ = [
    "CAPTIONS",
    "INFORMATION",
    "MODELS",
    "NAMES",
    "SITE_LIMITS",
    "Assay",
    "Bolus",
    "Crowd",
    "Dosing",
    "Drug",
    "Errors",
    "Estimate",
    "Event",
    "Forecast",
    "Given",
    "Information",
    "Limits",
    "Model",
    "Of",
    "Patient",
    "Pause",
    "Rate",
    "RateStep",
    "Refused",
    "Sex",
    "Stop",
    "Uncertainty",
    "by_name",
    "delay_under",
    "delivered_mg",
    "delivered_ug",
    "estimate",
    "forecast",
    "from_sentence",
    "individual_curve",
    "minutes_until_at_or_below",
    "parse",
    "percentiles",
    "predict",
    "rate_under",
    "reached_at",
    "remaining_ug",
    "schedule",
    "solve",
    "time_to_fall",
]
