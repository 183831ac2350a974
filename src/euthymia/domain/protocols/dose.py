"""The figures of one infusion order, computed and checked in whole numbers.

Masses are micrograms of ketamine base, weights grams, volumes microlitres, rates micrograms or
microlitres an hour. Wherever a figure does not come out whole it is rounded towards less drug.
Sources: clinical.md 3D (formulae and worked examples V; rounding step and volume convention P).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, fields
from fractions import Fraction
from typing import Literal, TypeAlias, get_args

from euthymia.domain.quantities import (
    CONCENTRATION_MG_PER_ML,
    DOSE_MG_PER_KG,
    MASS_MG,
    RATE_MG_PER_H,
    RATE_ML_PER_H,
    VOLUME_ML,
    WEIGHT_KG,
    Confidence,
    Fault,
    Provenance,
    Unusable,
)

VolumeConvention: TypeAlias = Literal["to-final", "add-to-bag"]
WeightBasis: TypeAlias = Literal["actual", "ideal", "adjusted"]

STOCKS_UG_PER_ML = (10_000, 50_000, 100_000)
STOCKS_PROVENANCE = Provenance("KET-L: vials of 10, 50 and 100 mg/mL, as base", Confidence.V)

DOSE_STEPS_UG = (1, 500, 1_000)
"""A site rounds doses down to 0.5 or 1 mg; 1 microgram means it does not round."""
DOSE_STEPS_PROVENANCE = Provenance("clinical.md 3D: round to 0.5 or 1 mg, by site", Confidence.P)

PUMP_STEP_UL_PER_H = 100
PUMP_STEP_PROVENANCE = Provenance("a pump is set to 0.1 mL/h", Confidence.P)

CONCENTRATION_TOLERANCE_NG_PER_ML = 1_000
"""One in the last digit of a label in mg/mL with three decimals."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """The figures of an order as they stand on paper; they need not agree until `check` says so.

    `concentration_ng_per_ml` is the figure printed on the label; arithmetic uses the exact
    `concentration`. Raises `Unusable` when a figure is not a whole number above zero.
    """

    weight_g: int
    dose_ug_per_kg: int
    dose_ug: int
    stock_ug_per_ml: int
    drug_volume_ul: int
    diluent_volume_ul: int
    final_volume_ul: int
    concentration_ng_per_ml: int
    duration_min: int
    rate_ul_per_h: int
    rate_ug_per_h: int
    volume_convention: VolumeConvention = "to-final"
    dose_step_ug: int = 500
    weight_basis: WeightBasis = "actual"

    def __post_init__(self) -> None:
        figures = {
            field.name: getattr(self, field.name)
            for field in fields(self)
            if field.name not in ("volume_convention", "weight_basis")
        }
        # Undiluted drug in a syringe pump has no diluent; `judge` looks at its concentration.
        if self.diluent_volume_ul == 0:
            del figures["diluent_volume_ul"]
        faults = _not_figures(figures)
        faults += _unlisted("volume_convention", self.volume_convention, get_args(VolumeConvention))
        faults += _unlisted("weight_basis", self.weight_basis, get_args(WeightBasis))
        faults += _unlisted("dose_step_ug", self.dose_step_ug, DOSE_STEPS_UG)
        if faults:
            raise Unusable(faults)

    @property
    def unrounded_dose_ug(self) -> Fraction:
        """Dose by weight before rounding, exact."""
        return Fraction(self.dose_ug_per_kg * self.weight_g, 1_000)

    @property
    def concentration(self) -> Fraction:
        """Micrograms in a millilitre of the bag, exact; the same number as nanograms in a microlitre."""
        return Fraction(self.dose_ug * 1_000, self.final_volume_ul)

    @property
    def rate_ug_per_kg_per_min(self) -> Fraction:
        """The pump's dose rate, exact from `rate_ul_per_h`."""
        return self.rate_ul_per_h * self.concentration / self.weight_g / 60

    @property
    def rate_ug_per_kg_per_h(self) -> Fraction:
        return self.rate_ug_per_kg_per_min * 60


def propose(
    *,
    weight_g: int,
    dose_ug_per_kg: int,
    stock_ug_per_ml: int,
    volume_ul: int,
    duration_min: int,
    volume_convention: VolumeConvention = "to-final",
    dose_step_ug: int = 500,
    weight_basis: WeightBasis = "actual",
) -> Order:
    """An order whose figures agree, from weight, dose by weight, vial, bag and minutes.

    `volume_ul` is the volume the bag is made up to ("to-final"), or the diluent the drug is added to
    ("add-to-bag"). The dose is rounded down to the site's step and to whole microlitres of stock, the
    pump rate down to 0.1 mL/h. Raises `Unusable` when an input cannot be used or nothing would be left
    to give; whether the dose is sensible is for `judge`.
    """
    _refuse_unusable_inputs(weight_g, dose_ug_per_kg, stock_ug_per_ml, volume_ul, duration_min, dose_step_ug)
    stock_ug_per_ul = stock_ug_per_ml // 1_000
    stepped_ug = dose_ug_per_kg * weight_g // (1_000 * dose_step_ug) * dose_step_ug
    drug_volume_ul = stepped_ug // stock_ug_per_ul
    dose_ug = drug_volume_ul * stock_ug_per_ul
    final_volume_ul = volume_ul if volume_convention == "to-final" else volume_ul + drug_volume_ul
    if dose_ug == 0:
        raise Unusable.one(
            "dose_ug_per_kg", "nothing-to-give", "the dose rounds down to nothing", "a larger dose"
        )
    if drug_volume_ul > final_volume_ul:
        raise Unusable.one(
            "volume_ul",
            "does-not-fit",
            f"{VOLUME_ML.format(drug_volume_ul)} mL of drug does not fit into "
            f"{VOLUME_ML.format(final_volume_ul)} mL",
            "a larger final volume",
        )
    exact_rate_ul_per_h = final_volume_ul * 60 // duration_min
    rate_ul_per_h = exact_rate_ul_per_h // PUMP_STEP_UL_PER_H * PUMP_STEP_UL_PER_H
    if rate_ul_per_h == 0:
        raise Unusable.one("duration_min", "no-rate", "the pump cannot run below 0.1 mL/h", "fewer minutes")
    return Order(
        weight_g=weight_g,
        dose_ug_per_kg=dose_ug_per_kg,
        dose_ug=dose_ug,
        stock_ug_per_ml=stock_ug_per_ml,
        drug_volume_ul=drug_volume_ul,
        diluent_volume_ul=final_volume_ul - drug_volume_ul,
        final_volume_ul=final_volume_ul,
        concentration_ng_per_ml=dose_ug * 1_000_000 // final_volume_ul,
        duration_min=duration_min,
        rate_ul_per_h=rate_ul_per_h,
        rate_ug_per_h=rate_ul_per_h * dose_ug // final_volume_ul,
        volume_convention=volume_convention,
        dose_step_ug=dose_step_ug,
        weight_basis=weight_basis,
    )


def check(order: Order) -> list[Fault]:
    """Every two figures of the order that disagree, as sentences; empty when all agree.

    Tolerances: dose, less than one rounding step below the unrounded dose and never above it; drug
    volume, one microlitre; volumes, none; label concentration, 0.001 mg/mL; pump rate, less than
    0.1 mL/h; dose rate, what 0.1 mL/h carries.
    """
    checks: tuple[Callable[[Order], Fault | None], ...] = (
        _dose_by_weight,
        _drug_volume,
        _final_volume,
        _concentration,
        _pump_rate,
        _dose_rate,
    )
    return [fault for one in checks if (fault := one(order)) is not None]


def check_vial(order: Order, stock_ug_per_ml: int) -> list[Fault]:
    """The vial in hand against the order: empty when it is the strength the order was computed for."""
    if stock_ug_per_ml == order.stock_ug_per_ml:
        return []
    would_hold_ug = Fraction(order.drug_volume_ul * stock_ug_per_ml, 1_000)
    return [
        Fault(
            "stock_ug_per_ml",
            _code("wrong-vial", would_hold_ug, order.dose_ug),
            f"the vial is {_strength(stock_ug_per_ml)}, the order is for {_strength(order.stock_ug_per_ml)}: "
            f"{VOLUME_ML.format(order.drug_volume_ul)} mL would hold {MASS_MG.format(int(would_hold_ug))} mg, "
            f"not {MASS_MG.format(order.dose_ug)} mg{_tenfold(would_hold_ug, order.dose_ug)}",
            f"a vial of {_strength(order.stock_ug_per_ml)}, or a new order",
        )
    ]


def _dose_by_weight(order: Order) -> Fault | None:
    expected = order.unrounded_dose_ug
    step_ug = max(order.dose_step_ug, order.stock_ug_per_ml // 1_000)
    if 0 <= expected - order.dose_ug < step_ug:
        return None
    return Fault(
        "dose_ug",
        _code("dose", order.dose_ug, expected),
        f"dose {MASS_MG.format(order.dose_ug)} mg is not {DOSE_MG_PER_KG.format(order.dose_ug_per_kg)} mg/kg × "
        f"{WEIGHT_KG.format(order.weight_g)} kg = {_mg(expected)} mg{_tenfold(order.dose_ug, expected)}",
        f"{_mg(expected)} mg, rounded down by less than {MASS_MG.format(step_ug)} mg",
    )


def _drug_volume(order: Order) -> Fault | None:
    held_ug = Fraction(order.drug_volume_ul * order.stock_ug_per_ml, 1_000)
    if abs(held_ug - order.dose_ug) < Fraction(order.stock_ug_per_ml, 1_000):
        return None
    others = [
        f"; at {_strength(stock)} it would be right, so look at the vial again"
        for stock in STOCKS_UG_PER_ML
        if stock != order.stock_ug_per_ml and order.drug_volume_ul * stock == order.dose_ug * 1_000
    ]
    return Fault(
        "drug_volume_ul",
        _code("drug-volume", held_ug, order.dose_ug),
        f"drug volume {VOLUME_ML.format(order.drug_volume_ul)} mL of {_strength(order.stock_ug_per_ml)} holds "
        f"{_mg(held_ug)} mg, not the dose {MASS_MG.format(order.dose_ug)} mg"
        f"{_tenfold(held_ug, order.dose_ug)}{''.join(others)}",
        f"{VOLUME_ML.format(order.dose_ug * 1_000 // order.stock_ug_per_ml)} mL, to 0.001 mL",
    )


def _final_volume(order: Order) -> Fault | None:
    together_ul = order.drug_volume_ul + order.diluent_volume_ul
    if together_ul == order.final_volume_ul:
        return None
    return Fault(
        "final_volume_ul",
        "final-volume",
        f"final volume {VOLUME_ML.format(order.final_volume_ul)} mL is not "
        f"{VOLUME_ML.format(order.drug_volume_ul)} mL of drug and {VOLUME_ML.format(order.diluent_volume_ul)} mL "
        f"of diluent = {VOLUME_ML.format(together_ul)} mL",
        f"{VOLUME_ML.format(together_ul)} mL",
    )


def _concentration(order: Order) -> Fault | None:
    expected = order.concentration * 1_000
    if abs(order.concentration_ng_per_ml - expected) <= CONCENTRATION_TOLERANCE_NG_PER_ML:
        return None
    stated = Fraction(order.concentration_ng_per_ml, 1_000)
    return Fault(
        "concentration_ng_per_ml",
        _code("concentration", stated, order.concentration),
        f"concentration {_mg(stated)} mg/mL is not {MASS_MG.format(order.dose_ug)} mg in "
        f"{VOLUME_ML.format(order.final_volume_ul)} mL = {_mg(order.concentration)} mg/mL"
        f"{_tenfold(stated, order.concentration)}",
        f"{_mg(order.concentration)} mg/mL, to 0.001 mg/mL",
    )


def _pump_rate(order: Order) -> Fault | None:
    expected = Fraction(order.final_volume_ul * 60, order.duration_min)
    if abs(order.rate_ul_per_h - expected) < PUMP_STEP_UL_PER_H:
        return None
    return Fault(
        "rate_ul_per_h",
        _code("pump-rate", order.rate_ul_per_h, expected),
        f"rate {RATE_ML_PER_H.format(order.rate_ul_per_h)} mL/h is not "
        f"{VOLUME_ML.format(order.final_volume_ul)} mL in {order.duration_min} min = {_mg(expected)} mL/h"
        f"{_tenfold(order.rate_ul_per_h, expected)}",
        f"{_mg(expected)} mL/h, to 0.1 mL/h",
    )


def _dose_rate(order: Order) -> Fault | None:
    expected = order.rate_ul_per_h * order.concentration / 1_000
    if abs(order.rate_ug_per_h - expected) <= PUMP_STEP_UL_PER_H * order.concentration / 1_000:
        return None
    return Fault(
        "rate_ug_per_h",
        _code("dose-rate", order.rate_ug_per_h, expected),
        f"rate {RATE_MG_PER_H.format(order.rate_ug_per_h)} mg/h is not "
        f"{RATE_ML_PER_H.format(order.rate_ul_per_h)} mL/h × {_mg(order.concentration)} mg/mL = "
        f"{_mg(expected)} mg/h{_tenfold(order.rate_ug_per_h, expected)}",
        f"{_mg(expected)} mg/h, to what 0.1 mL/h carries",
    )


def _refuse_unusable_inputs(
    weight_g: int,
    dose_ug_per_kg: int,
    stock_ug_per_ml: int,
    volume_ul: int,
    duration_min: int,
    dose_step_ug: int,
) -> None:
    faults = _not_figures(
        {
            "weight_g": weight_g,
            "dose_ug_per_kg": dose_ug_per_kg,
            "volume_ul": volume_ul,
            "duration_min": duration_min,
        }
    )
    faults += _unlisted("stock_ug_per_ml", stock_ug_per_ml, STOCKS_UG_PER_ML)
    faults += _unlisted("dose_step_ug", dose_step_ug, DOSE_STEPS_UG)
    if faults:
        raise Unusable(faults)


def _not_figures(named: dict[str, object]) -> list[Fault]:
    return [
        Fault(name, "not-a-figure", f"{name} is {value!r}", "a whole number above zero")
        for name, value in named.items()
        if isinstance(value, bool) or not isinstance(value, int) or value <= 0
    ]


def _unlisted(name: str, value: object, listed: tuple[object, ...]) -> list[Fault]:
    if value in listed:
        return []
    return [
        Fault(name, "not-listed", f"{name} is {value!r}", "one of " + ", ".join(str(one) for one in listed))
    ]


def _tenfold_factor(stated: Fraction | int, expected: Fraction | int) -> str:
    """Ten times or a tenth of what was expected, within 1 %: a slipped point or the wrong vial."""
    ratio = Fraction(stated) / Fraction(expected)
    for factor, words in ((Fraction(10), "ten times as much"), (Fraction(1, 10), "a tenth of it")):
        if abs(ratio / factor - 1) <= Fraction(1, 100):
            return words
    return ""


def _tenfold(stated: Fraction | int, expected: Fraction | int) -> str:
    words = _tenfold_factor(stated, expected)
    return f" ({words})" if words else ""


def _code(plain: str, stated: Fraction | int, expected: Fraction | int) -> str:
    return "tenfold" if _tenfold_factor(stated, expected) else plain


def _strength(stock_ug_per_ml: int) -> str:
    return f"{CONCENTRATION_MG_PER_ML.format(stock_ug_per_ml)} mg/mL"


def _mg(thousandths: Fraction) -> str:
    """A thousand of the small unit as one of the large, to three decimals, for a sentence."""
    return MASS_MG.format(round(thousandths))
