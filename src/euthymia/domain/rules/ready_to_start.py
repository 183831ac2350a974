"""Ready to start (N03): every condition of the first drop as one list of lights, each in words.

Each light is met, or is to be minded only, or asks for two people's override, or cannot be overridden at all. Not known is never met. What
a clinic keeps elsewhere is said to be kept elsewhere, and is not met either.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from euthymia.domain.quantities import Confidence, Fault, Provenance

_V, _V2, _K, _P = Confidence.V, Confidence.V2, Confidence.K, Confidence.P

SOLIDS_H = 6.0  # light meal
CLEAR_FLUIDS_H = 2.0
WEIGHT_DAYS = 30
FASTING_SOURCE = Provenance("SS-16: light meal 6 h, clear fluids 2 h (ASA sedation rule)", _K)


class Light(StrEnum):
    """What a condition says of the start."""

    MET = "met"
    APART = "apart"
    WARNS = "warns"
    ASKS = "asks"
    BLOCKS = "blocks"


@dataclass(frozen=True, slots=True)
class Condition:
    """One line of the list: what it is, whether it is met, why not, and what would meet it."""

    code: str
    title: str
    light: Light
    says: str
    fix: str
    provenance: Provenance

    @property
    def words(self) -> str:
        """The light in words: nobody has to see a colour."""
        return _LIGHTS[self.light]


_LIGHTS = {
    Light.MET: "met", Light.APART: "not kept here", Light.WARNS: "to mind, stops nothing", Light.ASKS: "two people decide", Light.BLOCKS: "stops the start",
}  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Ready:
    """What is known before the first drop. None is "not known".

    `parts_unsigned`, `decision` and `crisis` come from the evaluation; `tests_missing` are rule ids and words of tests
    that are missing or too old, `tests_of_today` of those that must be of the day; `pressure_asks` and `pressure_stops`
    are what the resting pressure says; `told_today` says that somebody has asked today what is new, `told_reasons`
    what of it nobody has gone through yet; `unlicensed` names whose licence is not in date. `account_kept` is whether
    the drug account is kept in this program; `syringe` is the one that waits, `syringe_problem` why none can be begun.
    """

    today: date
    parts_unsigned: Sequence[str] | None = None
    decision: str | None = None
    decision_in_force: bool = False
    crisis_open: bool = True
    consent: str | None = None
    consent_in_force: bool = False
    tests_missing: Sequence[str] | None = None
    tests_of_today: Sequence[str] | None = None
    solids_h: float | None = None
    clear_fluids_h: float | None = None
    escort: str | None = None
    told_today: bool = False
    told_reasons: Sequence[str] = ()
    pressure_known: bool = False
    pressure_asks: str | None = None
    pressure_stops: str | None = None
    weighed_on: date | None = None
    unlicensed: Sequence[str] | None = None
    account_kept: bool | None = None
    syringe: str | None = None
    syringe_problem: str | None = None


def conditions(ready: Ready) -> tuple[Condition, ...]:
    """The whole list, in the order it is read."""
    return (
        _parts(ready), _decision(ready), _crisis(ready), _consent(ready), _tests(ready), _today(ready), _new(ready), _fasting(ready),
        _escort(ready), _pressure(ready), _weight(ready), _licences(ready), _syringe(ready),
    )  # fmt: skip


def refusals(found: Iterable[Condition], overridden: Iterable[str] = ()) -> list[Fault]:
    """What refuses the start: every condition that is not met, but those that ask and were overridden."""
    passed = set(overridden)
    return [
        Fault(f"ready-{one.code}", one.code, one.says, one.fix)
        for one in found
        if one.light is Light.BLOCKS or (one.light is Light.ASKS and one.code not in passed)
    ]


def may_be_overridden(found: Iterable[Condition], codes: Iterable[str]) -> list[str]:
    """Of these codes, those that two people may decide on now."""
    asks = {one.code for one in found if one.light is Light.ASKS}
    return [code for code in codes if code in asks]


def _line(
    code: str, title: str, problem: str, met: str, fix: str, source: Provenance, worst: Light
) -> Condition:
    return Condition(code, title, worst if problem else Light.MET, problem or met, fix, source)


def _parts(ready: Ready) -> Condition:
    unsigned = ready.parts_unsigned
    problem = (
        "the five parts of the evaluation are not known" if unsigned is None
        else f"not signed as complete: {', '.join(unsigned)}" if unsigned else ""
    )  # fmt: skip
    return _line(
        "parts", "Five parts", problem, "all five parts are signed", "sign each part of the evaluation",
        Provenance("the five parts of the evaluation (clinical.md 1)", _P), Light.BLOCKS,
    )  # fmt: skip


def _decision(ready: Ready) -> Condition:
    problem = "" if ready.decision_in_force else ready.decision or "no decision has been signed"
    return _line(
        "decision", "Decision", problem, ready.decision or "a decision to treat is in force", "a prescriber decides and signs",
        Provenance("clinical.md: severity codes and outcome precedence", _P), Light.BLOCKS,
    )  # fmt: skip


def _crisis(ready: Ready) -> Condition:
    problem = "a crisis is open: dosing is locked" if ready.crisis_open else ""
    return _line("crisis", "Crisis path", problem, "no crisis is open", "a clinician closes the crisis with a reason",
                 Provenance("clinical.md 9B, step 1", _P), Light.BLOCKS)  # fmt: skip


def _consent(ready: Ready) -> Condition:
    problem = "" if ready.consent_in_force else f"consent: {ready.consent or 'not signed'}"
    return _line("consent", "Consent", problem, f"consent: {ready.consent or 'signed, in force'}", "the patient signs the current document",
                 Provenance("PS-17: consent (SAN17; ASKP)", _V2), Light.BLOCKS)  # fmt: skip


def _tests(ready: Ready) -> Condition:
    missing = ready.tests_missing
    problem = (
        "the tests are not known"
        if missing is None
        else f"missing or too old: {'; '.join(missing)}"
        if missing
        else ""
    )
    return _line("tests", "Tests in date", problem, "every required test is in date", "the test, or two people's reason",
                 Provenance("clinical.md 1E: tests and how old they may be", _P), Light.ASKS)  # fmt: skip


def _today(ready: Ready) -> Condition:
    missing = ready.tests_of_today
    problem = (
        "what has to be asked and tested today is not known" if missing is None
        else f"not done today: {'; '.join(missing)}" if missing else ""
    )  # fmt: skip
    return _line("today", "Asked and tested today", problem, "suicide risk asked, pregnancy test done where it applies",
                 "ask and test today", Provenance("SS-08, SS-14: the same day (SPR-L; KSET; OSM)", _V2), Light.BLOCKS)  # fmt: skip


def _new(ready: Ready) -> Condition:
    """What is new since the last time, as the patient tells it for this day (`day_check`)."""
    problem = (
        "nobody has asked today about new medicines, illness and how the patient feels" if not ready.told_today
        else "; ".join(ready.told_reasons)
    )  # fmt: skip
    return _line(
        "new", "New since last time", problem, "asked, nothing that stands against it", "ask, or go through it with the patient",
        Provenance("day-of check: medicines, illness, pregnancy, feelings (OSM; REMS; clinical.md 9A)", _V2), Light.ASKS,
    )  # fmt: skip


def _fasting(ready: Ready) -> Condition:
    solids, fluids = ready.solids_h, ready.clear_fluids_h
    if solids is None or fluids is None:
        problem = "nobody has asked when the patient ate and drank last"
    elif solids < SOLIDS_H or fluids < CLEAR_FLUIDS_H:
        problem = f"food {solids:g} h ago, clear drink {fluids:g} h ago: less than {SOLIDS_H:g} h and {CLEAR_FLUIDS_H:g} h"
    else:
        problem = ""
    met = "" if solids is None or fluids is None else f"food {solids:g} h ago, clear drink {fluids:g} h ago"
    return _line(
        "fasting", "Fasting", problem, met, "ask, wait, or two people's reason", FASTING_SOURCE, Light.ASKS
    )


def _escort(ready: Ready) -> Condition:
    named = (ready.escort or "").strip()
    return _line("escort", "Escort", "" if named else "nobody is named who takes the patient home", f"{named} takes the patient home",
                 "the name of a grown-up who comes", Provenance("TO-06: no dose without an escort (SPR-L; KET-CH)", _V), Light.BLOCKS)  # fmt: skip


def _pressure(ready: Ready) -> Condition:
    source = Provenance(
        "clinical.md 4C: above 140/90 no start without an override, from 180/110 no dose (SPR-L; KET-CH)", _V
    )
    if ready.pressure_stops:
        return Condition(
            "pressure", "Resting pressure", Light.BLOCKS, ready.pressure_stops, "medical review", source
        )
    problem = ready.pressure_asks or (
        "" if ready.pressure_known else "no blood pressure in the last 15 minutes"
    )
    return _line("pressure", "Resting pressure", problem, "measured, and not above the limit", "measure again, or give the reason to start",
                 source, Light.ASKS)  # fmt: skip


def _weight(ready: Ready) -> Condition:
    source = Provenance("SS-02: weight not older than 30 days, the dose rests on it", _P)
    if ready.weighed_on is None:
        problem = "no weight is known"
    elif ready.today - ready.weighed_on > timedelta(days=WEIGHT_DAYS):
        problem = f"the weight is of {ready.weighed_on.isoformat()}, more than {WEIGHT_DAYS} days ago"
    else:
        problem = ""
    met = f"weighed on {ready.weighed_on.isoformat()}" if ready.weighed_on else ""
    return _line("weight", "Weight", problem, met, "weigh the patient and order anew", source, Light.BLOCKS)


def _licences(ready: Ready) -> Condition:
    without = ready.unlicensed
    problem = (
        "the staff's licences are not known" if without is None
        else f"no licence verified and in date: {', '.join(without)}" if without else ""
    )  # fmt: skip
    return _line("licences", "Staff licences", problem, "the prescriber and whoever starts are licensed today",
                 "the owner verifies the licence", Provenance("compliance.md 1.1: who may handle and order", _P), Light.BLOCKS)  # fmt: skip


def _syringe(ready: Ready) -> Condition:
    source = Provenance(
        "compliance.md 2.2, 2.3 I9: nothing is given that was not drawn for this order and checked", _P
    )
    if ready.account_kept is False:
        says = "the drug account is not kept here: this clinic has no registration and no drug book in this program"
        return Condition("syringe", "Syringe", Light.APART, says, "the owner enters the registration", source)
    problem = ready.syringe_problem or ("" if ready.syringe else "nothing is known of a syringe")
    return _line(
        "syringe",
        "Syringe",
        problem,
        ready.syringe or "",
        "draw it up and have it checked",
        source,
        Light.BLOCKS,
    )
