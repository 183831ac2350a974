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
from .library import (
    companion_psychotherapy,
    companion_tms,
    course_depression,
    course_pain,
    esketamine_spray,
    iv_chronic_pain,
    iv_depression,
)
from .programme import Kind, Programme
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
PROGRAMMES: tuple[Programme, ...] = (
    course_depression.PROGRAMME,
    course_pain.PROGRAMME,
    esketamine_spray.PROGRAMME,
    companion_tms.PROGRAMME,
    companion_psychotherapy.PROGRAMME,
)


def protocol_named(id: str) -> Protocol:
    """The protocol with this id. Raises KeyError with the ids there are."""
    for one in PROTOCOLS:
        if one.id == id:
            return one
    raise KeyError(f"no protocol {id!r}: {', '.join(one.id for one in PROTOCOLS)}")


def programme_named(id: str) -> Programme:
    """The programme with this id. Raises KeyError with the ids there are."""
    for one in PROGRAMMES:
        if one.id == id:
            return one
    raise KeyError(f"no programme {id!r}: {', '.join(one.id for one in PROGRAMMES)}")


__all__ = [
    "DOSE_STEPS_UG",
    "PROGRAMMES",
    "PROTOCOLS",
    "PUMP_STEP_UL_PER_H",
    "STOCKS_UG_PER_ML",
    "Choice",
    "Dilution",
    "DoseGuardrails",
    "DosingWeight",
    "Finding",
    "Kind",
    "Medicine",
    "Observation",
    "ObservedScale",
    "Order",
    "Programme",
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
    "programme_named",
    "propose",
    "protocol_named",
    "rate_change",
    "to_ug_per_h",
    "to_ul_per_h",
]
