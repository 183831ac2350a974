"""Two fences round an order: the outer refuses, the inner asks for a reason; and is the weight believable?

Nothing here prescribes. Fences are site settings carried by a protocol, each with its source and mark.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from decimal import ROUND_CEILING, Decimal
from enum import StrEnum
from fractions import Fraction

from euthymia.domain.quantities import (
    DOSE_MG_PER_KG,
    MASS_MG,
    RATE_ML_PER_H,
    WEIGHT_KG,
    Confidence,
    Guardrail,
    Provenance,
)

from .dose import STOCKS_PROVENANCE, STOCKS_UG_PER_ML, Order, check

ARITHMETIC = Provenance("the figures of one order must agree (clinical.md 3D)", Confidence.V)
WEIGHT_CHANGE = Provenance("clinical.md 3D: more than 5 % in 14 days or less is confirmed", Confidence.P)
WEIGHT_OFF_LAST = Provenance("compliance.md 7.3: compare with the last weight, 10 %", Confidence.P)
POUNDS = Provenance("clinical.md 3D: kilograms and pounds confused, ratio 2.2", Confidence.P)
STEP_UP = Provenance("clinical.md 3E: step at most 0.25 mg/kg", Confidence.P)
RATE_ABOVE_ORDER = Provenance(
    "clinical.md 3E: rates are lowered for distress; above the order asks", Confidence.P
)

RECENT_DAYS = 14
RECENT_CHANGE = Fraction(5, 100)
ANY_CHANGE = Fraction(10, 100)
POUNDS_PER_KG = Fraction(100_000_000, 45_359_237)
LARGEST_STEP_UG_PER_KG = 250


class Severity(StrEnum):
    REFUSE = "refuse"
    ASK = "ask"
    NOTE = "note"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing about an order. `refuse` cannot be signed, `ask` needs a reason, `note` is shown."""

    severity: Severity
    code: str
    at: str
    says: str
    provenance: Provenance


@dataclass(frozen=True, slots=True, kw_only=True)
class DoseGuardrails:
    """The fences of one protocol, in the units of the screen (all Decimal)."""

    weight_kg: Guardrail
    dose_mg_per_kg: Guardrail
    dose_mg: Guardrail
    duration_min: Guardrail
    rate_mg_per_kg_per_h: Guardrail
    concentration_mg_per_ml: Guardrail

    def each(self) -> tuple[tuple[str, Guardrail], ...]:
        return tuple((field.name, getattr(self, field.name)) for field in fields(self))


def judge(
    order: Order,
    guardrails: DoseGuardrails,
    last_weight_g: int | None = None,
    last_weight_days: int | None = None,
    *,
    actual_weight_g: int | None = None,
    last_dose_ug_per_kg: int | None = None,
) -> list[Finding]:
    """Everything to be said about an order, refusals first.

    Complete by itself: figures that disagree (`check`) are refusals here. `last_weight_days` is the age of
    the last weight; `actual_weight_g` is needed when the order is reckoned on another basis. What is not
    known is said, never passed over.
    """
    found = [Finding(Severity.REFUSE, fault.code, fault.at, fault.says, ARITHMETIC) for fault in check(order)]
    found += _stock(order)
    found += _fences(order, guardrails)
    found += _weight(order, guardrails, last_weight_g, last_weight_days, actual_weight_g)
    found += _step_up(order, last_dose_ug_per_kg)
    return sorted(found, key=lambda finding: list(Severity).index(finding.severity))


def judge_rate(order: Order, rate_ul_per_h: int, guardrails: DoseGuardrails) -> list[Finding]:
    """A new pump rate against the order and the fences; zero (a pause) has nothing against it."""
    if rate_ul_per_h == 0:
        return []
    per_h = rate_ul_per_h * order.concentration / order.weight_g
    found = _fence("rate_ul_per_h", guardrails.rate_mg_per_kg_per_h, _towards_more(per_h / 1_000))
    found = [finding for finding in found if "below" not in finding.code]
    if not found and rate_ul_per_h > order.rate_ul_per_h:
        says = (
            f"rate {RATE_ML_PER_H.format(rate_ul_per_h)} mL/h is above the ordered "
            f"{RATE_ML_PER_H.format(order.rate_ul_per_h)} mL/h: give a reason"
        )
        found = [Finding(Severity.ASK, "above-ordered-rate", "rate_ul_per_h", says, RATE_ABOVE_ORDER)]
    return found


def _stock(order: Order) -> list[Finding]:
    if order.stock_ug_per_ml not in STOCKS_UG_PER_ML:
        says = f"there is no vial of {MASS_MG.format(order.stock_ug_per_ml)} mg/mL: 10, 50 or 100 mg/mL"
        return [Finding(Severity.REFUSE, "no-such-vial", "stock_ug_per_ml", says, STOCKS_PROVENANCE)]
    if order.stock_ug_per_ml == STOCKS_UG_PER_ML[-1] and order.diluent_volume_ul == 0:
        says = "100 mg/mL must be diluted before it is given into a vein"
        return [
            Finding(
                Severity.REFUSE, "undiluted", "diluent_volume_ul", says, Provenance("KET-L", Confidence.V)
            )
        ]
    return []


def _fences(order: Order, guardrails: DoseGuardrails) -> list[Finding]:
    rate = order.rate_ug_per_kg_per_h / 1_000
    concentration = order.concentration / 1_000
    return [
        *_fence("dose_ug_per_kg", guardrails.dose_mg_per_kg, DOSE_MG_PER_KG.decimal(order.dose_ug_per_kg)),
        *_fence("dose_ug", guardrails.dose_mg, MASS_MG.decimal(order.dose_ug)),
        *_fence("duration_min", guardrails.duration_min, Decimal(order.duration_min)),
        *_fence("rate_ug_per_h", guardrails.rate_mg_per_kg_per_h, _towards_more(rate)),
        *_fence("concentration_ng_per_ml", guardrails.concentration_mg_per_ml, _towards_more(concentration)),
    ]


def _fence(at: str, guardrail: Guardrail, value: Decimal) -> list[Finding]:
    verdict = guardrail.classify(value)
    if not (verdict.refuses or verdict.asks):
        return []
    severity = Severity.REFUSE if verdict.refuses else Severity.ASK
    return [Finding(severity, verdict.value, at, guardrail.says(value), guardrail.provenance)]


def _weight(
    order: Order,
    guardrails: DoseGuardrails,
    last_g: int | None,
    last_days: int | None,
    actual_g: int | None,
) -> list[Finding]:
    if actual_g is None and order.weight_basis == "actual":
        actual_g = order.weight_g
    found = _fence("weight_g", guardrails.weight_kg, WEIGHT_KG.decimal(order.weight_g))
    if actual_g is None:
        says = f"the order is reckoned on {order.weight_basis} weight and the actual weight is not known: give a reason"
        return [*found, Finding(Severity.ASK, "actual-weight-unknown", "weight_g", says, WEIGHT_OFF_LAST)]
    if actual_g != order.weight_g:
        found += _fence("actual_weight_g", guardrails.weight_kg, WEIGHT_KG.decimal(actual_g))
        if order.weight_basis == "actual":
            says = f"the order is reckoned on {_kg(order.weight_g)} kg, the person weighs {_kg(actual_g)} kg"
            found.append(Finding(Severity.REFUSE, "other-weight", "weight_g", says, ARITHMETIC))
    if last_g is None:
        says = "there is no earlier weight to compare with"
        return [*found, Finding(Severity.NOTE, "no-last-weight", "weight_g", says, WEIGHT_OFF_LAST)]
    return found + against_last_weight(actual_g, last_g, last_days)


def against_last_weight(actual_g: int, last_g: int, last_days: int | None) -> list[Finding]:
    """A weight against an earlier one, so many days old; the ratio of pounds to kilograms is refused."""
    if last_g <= 0:
        says = f"the last weight {last_g} g is not a weight, so there is nothing to compare with"
        return [Finding(Severity.ASK, "last-weight-unusable", "last_weight_g", says, WEIGHT_OFF_LAST)]
    ratio = Fraction(actual_g, last_g)
    for confused in (ratio / POUNDS_PER_KG, 1 / ratio / POUNDS_PER_KG):
        if abs(confused - 1) <= ANY_CHANGE:
            says = (
                f"weight {_kg(actual_g)} kg against {_kg(last_g)} kg last time is the ratio of pounds to "
                "kilograms: weigh again and correct the wrong one"
            )
            return [Finding(Severity.REFUSE, "pounds", "weight_g", says, POUNDS)]
    change = abs(ratio - 1)
    percent = round(change * 100)
    if change > ANY_CHANGE:
        says = f"weight {_kg(actual_g)} kg is {percent} % off the last weight {_kg(last_g)} kg: confirm with a reason"
        return [Finding(Severity.ASK, "off-last-weight", "weight_g", says, WEIGHT_OFF_LAST)]
    if change > RECENT_CHANGE and (last_days is None or last_days <= RECENT_DAYS):
        when = "at a time not known" if last_days is None else f"{last_days} days ago"
        says = f"weight {_kg(actual_g)} kg is {percent} % off {_kg(last_g)} kg {when}: confirm with a reason"
        return [Finding(Severity.ASK, "quick-weight-change", "weight_g", says, WEIGHT_CHANGE)]
    return []


def _step_up(order: Order, last_ug_per_kg: int | None) -> list[Finding]:
    if last_ug_per_kg is None or order.dose_ug_per_kg - last_ug_per_kg <= LARGEST_STEP_UG_PER_KG:
        return []
    says = (
        f"dose {DOSE_MG_PER_KG.format(order.dose_ug_per_kg)} mg/kg is more than 0.25 mg/kg above the last "
        f"{DOSE_MG_PER_KG.format(last_ug_per_kg)} mg/kg: give a reason"
    )
    return [Finding(Severity.ASK, "large-step", "dose_ug_per_kg", says, STEP_UP)]


def _towards_more(exact: Fraction) -> Decimal:
    """To a thousandth, upwards, so that rounding never carries a value inside an upper fence."""
    thousandths = Decimal(exact.numerator * 1_000) / Decimal(exact.denominator)
    return thousandths.to_integral_value(ROUND_CEILING) / 1_000


def _kg(weight_g: int) -> str:
    return WEIGHT_KG.format(weight_g)
