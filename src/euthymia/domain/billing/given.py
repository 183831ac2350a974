"""What a session gave, and the lines of a bill that follow from it: time makes the codes, the drug book the amounts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from euthymia.domain.quantities import Confidence, Provenance, Unusable

from .codes import INFUSION_FIRST, INFUSION_MORE, UNCLASSIFIED_DRUG
from .money import MOST_CENTS

# An infusion begins to count as one after so many minutes; a further hour when more than half of it has run.
AN_INFUSION_OVER_MIN, FURTHER_HOUR_OVER_MIN = 15, 30
TIMES = Provenance("compliance.md 4.5", Confidence.V)


@dataclass(frozen=True, slots=True)
class Drug:
    """A drug out of one product. Volumes are microlitres of what is in the vial; `strength` as on its label."""

    name: str
    ndc: str
    strength: str
    given_ul: int
    wasted_ul: int
    given_ug: int
    wasted_ug: int
    single_dose: bool


@dataclass(frozen=True, slots=True)
class Given:
    """One session as it was: its own id, the clinic's day, start and end, minutes that the pump ran, the drugs."""

    session: str
    day: date
    started_at: datetime
    ended_at: datetime
    minutes: int
    drugs: tuple[Drug, ...]


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a bill. `volume_ul` is the amount of a drug, in microlitres, beside its NDC; None where there is none."""

    code: str
    units: int
    cents: int
    modifiers: tuple[str, ...] = ()
    ndc: str = ""
    volume_ul: int | None = None
    says: str = ""


def infusion_units(minutes: int) -> tuple[int, int]:
    """Units of the first hour and of further hours. Raises Unusable where it was too short to count as an infusion."""
    if minutes <= AN_INFUSION_OVER_MIN:
        raise Unusable.one(
            "minutes", "too-short", f"{minutes} min do not count as an infusion ({TIMES})",
            f"more than {AN_INFUSION_OVER_MIN} min; a shorter one is for a person to code",
        )  # fmt: skip
    over = max(minutes - 60, 0)
    return 1, over // 60 + (over % 60 > FURTHER_HOUR_OVER_MIN)


def infusion_lines(given: Given, cents: int, drug_cents: int, *, discards: bool) -> tuple[Line, ...]:
    """The lines of an infusion that add up to `cents`; `discards` asks for JW and JZ, as Medicare does.

    JW carries what the drug book says was wasted of a single-dose vial, and is never used of a multi-dose one.
    """
    first, more = infusion_units(given.minutes)
    drugs = [line for drug in given.drugs for line in _drug_lines(drug, discards)]
    for_drug = min(drug_cents, cents) if drugs else 0
    found = [Line(INFUSION_FIRST, first, cents - for_drug)]
    if more:
        found.append(Line(INFUSION_MORE, more, 0))
    for n, line in enumerate(drugs):
        charged = for_drug if n == 0 else 0
        found.append(
            Line(line.code, line.units, charged, line.modifiers, line.ndc, line.volume_ul, line.says)
        )
    return tuple(found)


def _drug_lines(drug: Drug, discards: bool) -> list[Line]:
    wasted = discards and drug.single_dose and drug.wasted_ul > 0
    none_left = discards and drug.single_dose and drug.wasted_ul == 0
    says = f"{drug.name} {drug.strength}"
    given = Line(UNCLASSIFIED_DRUG, 1, 0, ("JZ",) if none_left else (), drug.ndc, drug.given_ul, says)
    return (
        [given, Line(UNCLASSIFIED_DRUG, 1, 0, ("JW",), drug.ndc, drug.wasted_ul, says)] if wasted else [given]
    )


def service_lines(codes: tuple[str, ...], cents: int) -> tuple[Line, ...]:
    """The lines of anything else: the whole price stands on the first code, the others belong to it."""
    if not codes:
        raise Unusable.one(
            "codes", "missing", "no service code says what was done", "a service code in the price list"
        )
    if not 0 <= cents <= MOST_CENTS:
        raise Unusable.one("cents", "range", f"{cents} is no price", "whole cents")
    return tuple(Line(code, 1, cents if n == 0 else 0) for n, code in enumerate(codes))
