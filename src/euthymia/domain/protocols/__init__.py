"""Infusion protocols as data with guardrails, and the exact arithmetic of an order."""

from .dose import (
    DOSE_STEPS_UG,
    PUMP_STEP_UL_PER_H,
    STOCKS_UG_PER_ML,
    Order,
    VolumeConvention,
    WeightBasis,
    check,
    check_vial,
    propose,
)
from .judge import DoseGuardrails, Finding, Severity, judge, judge_rate
from .library import iv_chronic_pain, iv_depression
from .protocol import Choice, Dilution, Medicine, Observation, ObservedScale, Protocol, ScaleStep, Series
from .rate import (
    RateChange,
    by_percent,
    ordered_dose_reached_at_s,
    rate_change,
    to_ug_per_h,
    to_ul_per_h,
)
from .weight import DosingWeight, Sex, dosing_weight

PROTOCOLS: tuple[Protocol, ...] = (iv_depression.PROTOCOL, iv_chronic_pain.PROTOCOL)


def protocol_named(id: str) -> Protocol:
    """The protocol with this id. Raises KeyError with the ids there are."""
    for one in PROTOCOLS:
        if one.id == id:
            return one
    raise KeyError(f"no protocol {id!r}: {', '.join(one.id for one in PROTOCOLS)}")


__all__ = [
    "DOSE_STEPS_UG",
    "PROTOCOLS",
    "PUMP_STEP_UL_PER_H",
    "STOCKS_UG_PER_ML",
    "Choice",
    "Dilution",
    "DoseGuardrails",
    "DosingWeight",
    "Finding",
    "Medicine",
    "Observation",
    "ObservedScale",
    "Order",
    "Protocol",
    "RateChange",
    "ScaleStep",
    "Series",
    "Severity",
    "Sex",
    "VolumeConvention",
    "WeightBasis",
    "by_percent",
    "check",
    "check_vial",
    "dosing_weight",
    "judge",
    "judge_rate",
    "ordered_dose_reached_at_s",
    "propose",
    "protocol_named",
    "rate_change",
    "to_ug_per_h",
    "to_ul_per_h",
]
