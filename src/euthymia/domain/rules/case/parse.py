"""From the JSON case of `euthymia evaluate` to `Case`; refuses, never repairs."""

from __future__ import annotations

from datetime import date
from types import MappingProxyType
from typing import Any

from euthymia.domain.quantities import Unusable

from . import behaviour, plausible
from .facts import (
    Allergy,
    Capacity,
    Case,
    Consent,
    Goal,
    History,
    Indication,
    Medications,
    Objectives,
    Patient,
    Psychiatric,
    Score,
    Signer,
    StatedCondition,
    Status,
    Trial,
    When,
)
from .plausible import Range
from .reader import Faults, Reader, as_text, as_when, pointer, shown
from .screening import screening

_YEARS = range(1900, 2200)  # so that every age and every window of a rule can be counted from it
KEYS = (
    "as_of",
    "indication",
    "patient",
    "history",
    "psychiatric",
    "medications",
    "objectives",
    "screening",
    "consent",
    "notes",
)


def parse(document: object, *, today: date | None = None) -> Case:
    """The case that a JSON document describes.

    `today` stands for an absent `as_of`. Raises `Unusable` with every fault at its JSON pointer: unknown keys, wrong
    types, words that are not listed, and what cannot be (an age of 340, a date after `as_of`, a diastolic pressure
    above the systolic one). Absent and null are the same: not asked.
    """
    faults = Faults()
    if not isinstance(document, dict):
        raise Unusable.one("", "not-an-object", "a case is an object", "an object with " + " ".join(KEYS))
    top = Reader(document, "", faults, KEYS)
    as_of = top.day("as_of", future=True) or today
    if as_of is not None and as_of.year not in _YEARS:
        accepted = f"a day of the years {_YEARS.start} to {_YEARS.stop - 1}"
        faults.add("/as_of", "out-of-range", f"as_of is {as_of}: no case is of that day", accepted)
    faults.as_of = as_of
    if as_of is None and not faults.found:
        faults.add("/as_of", "missing", "there is no day of the case", "a date such as 2026-11-20")
    patient = _patient(document.get("patient"), faults)
    case = Case(
        as_of=as_of or date.max,
        indication=top.one_of("indication", Indication),
        patient=patient,
        history=_history(document.get("history"), faults),
        psychiatric=_psychiatric(document.get("psychiatric"), faults),
        medications=_medications(document.get("medications"), faults),
        objectives=_objectives(document.get("objectives"), faults),
        screening=screening(document.get("screening"), faults),
        consent=_consent(document.get("consent"), faults),
        notes=top.texts("notes"),
    )
    if faults.found:
        raise Unusable(faults.found)
    return case


def _patient(form: Any, faults: Faults) -> Patient:
    keys = (
        *("sex", "age_y", "weight_kg", "height_cm", "pregnancy_possible", "contraception", "postmenopausal"),
        *("breastfeeding", "postpartum_months", "weighed_on"),
    )
    read = Reader(form, "/patient", faults, keys)
    age = read.number("age_y", plausible.AGE_Y)
    kind = "child" if age is not None and age < plausible.ADULT_FROM_Y else "adult"
    patient = Patient(
        sex=read.word("sex", ("female", "male")),
        age_y=age,
        weight_kg=read.number("weight_kg", plausible.WEIGHT_KG[kind]),
        weighed_on=read.day("weighed_on"),
        height_cm=read.number("height_cm", plausible.HEIGHT_CM[kind]),
        pregnancy_possible=read.truth("pregnancy_possible"),
        contraception=read.text("contraception"),
        postmenopausal=read.truth("postmenopausal"),
        breastfeeding=read.truth("breastfeeding"),
        postpartum_months=read.number("postpartum_months", plausible.POSTPARTUM_MONTHS),
    )
    bmi, within = patient.bmi_kg_per_m2, plausible.BMI_KG_PER_M2[kind]
    if bmi is not None and bmi not in within:
        says = f"{patient.weight_kg:g} kg at {patient.height_cm:g} cm is a body mass index of {bmi:.0f}"
        read.refuse("weight_kg", "out-of-range", says, f"an index that is {within}")
    return patient


def _history(form: Any, faults: Faults) -> History:
    keys = (
        *("conditions", "problem_list", "self_report", "symptoms", "family", "surgeries", "allergies"),
        "drug_responses",
    )
    read = Reader(form, "/history", faults, keys)
    return History(
        conditions=read.listed("conditions", lambda item, at: _condition(item, at, faults)),
        problem_list=read.texts("problem_list"),
        self_report=_self_report(read),
        symptoms=read.texts("symptoms"),
        family=read.texts("family"),
        surgeries=read.texts("surgeries"),
        allergies=read.listed("allergies", lambda item, at: _allergy(item, at, faults)),
        drug_responses=read.texts("drug_responses"),
    )


def _condition(form: Any, at: str, faults: Faults) -> StatedCondition | None:
    if not isinstance(form, dict):
        faults.add(
            at, "not-an-object", f"{shown(form)} is no condition", 'an object such as {"text": "asthma"}'
        )
        return None
    read = Reader(form, at, faults, ("text", "code", "status", "since", "note"))
    text, code = read.text("text"), read.text("code")
    if not (text or "").strip() and not (code or "").strip():
        faults.add(
            at, "empty", "the condition has neither text nor code", "a text, an ICD-10-CM code or both"
        )
        return None
    return StatedCondition(
        text=text,
        code=code,
        status=read.one_of("status", Status),
        since=read.when("since"),
        note=read.text("note"),
    )


def _allergy(form: Any, at: str, faults: Faults) -> Allergy | None:
    if not isinstance(form, dict):
        faults.add(
            at, "not-an-object", f"{shown(form)} is no allergy", 'an object such as {"text": "penicillin"}'
        )
        return None
    read = Reader(form, at, faults, ("text", "reaction"))
    text = as_text(form.get("text"), pointer(at, "text"), faults, required=True)
    reaction = read.text("reaction")
    return None if text is None else Allergy(text=text, reaction=reaction)


def _self_report(read: Reader) -> MappingProxyType[str, bool | None] | None:
    form = read.form.get("self_report")
    if form is None:
        return None
    if not isinstance(form, dict):
        read.refuse("self_report", "not-an-object", f"self_report is {shown(form)}", "an object or null")
        return None
    answers = Reader(form, pointer(read.at, "self_report"), read.faults, tuple(form))
    return MappingProxyType({key: answers.truth(key) for key in form})


def _psychiatric(form: Any, faults: Faults) -> Psychiatric:
    keys = (
        *("diagnosis", "established_by", "established_on", "scores", "trials", "capacity"),
        "last_drink",
    )
    read = Reader(form, "/psychiatric", faults, keys)
    return Psychiatric(
        diagnosis=read.text("diagnosis"),
        established_by=read.text("established_by"),
        established_on=read.day("established_on"),
        scores=_scores(read),
        trials=read.listed("trials", lambda item, at: _trial(item, at, faults)),
        capacity=read.one_of("capacity", Capacity),
        last_drink=read.day("last_drink"),
    )


def _scores(read: Reader) -> MappingProxyType[str, Score | None] | None:
    form = read.form.get("scores")
    if form is None:
        return None
    scores = Reader(form, pointer(read.at, "scores"), read.faults, tuple(plausible.TOTALS))
    return MappingProxyType(
        {
            name: _score(name, value, pointer(scores.at, name), read.faults)
            for name, value in scores.form.items()
            if name in plausible.TOTALS
        }
    )


_OWN_KEYS = {
    "phq-9": ("total", "item9"),
    "c-ssrs": ("ideation", "behaviour"),
    "asq": ("total", "acuity"),
}


def _score(name: str, form: Any, at: str, faults: Faults) -> Score | None:
    if form is None:
        return None
    read = Reader(form, at, faults, ("date", *_OWN_KEYS.get(name, ("total",))))
    words = read.text("behaviour")
    score = Score(
        date=read.day("date"),
        total=read.number("total", plausible.TOTALS[name]),
        item9=read.whole("item9", plausible.ITEM9),
        ideation=read.whole("ideation", plausible.IDEATION),
        behaviour=words,
        behaviour_on=_behaviour_on(words, read),
        acuity=read.truth("acuity"),
    )
    if score.total is not None and score.item9 is not None:
        rest = score.total - score.item9
        if not 0 <= rest <= plausible.TOTALS["phq-9"].high - plausible.ITEM9.high:
            says = f"a total of {score.total:g} with item 9 at {score.item9} leaves {rest:g} for eight items"
            read.refuse("item9", "contradicts", says, "a total that is the sum of nine items of 0 to 3")
    return score


def _behaviour_on(words: str | None, read: Reader) -> When | None:
    """The newest date in the words of the last suicidal behaviour; one after the day of the case is refused."""
    if words is None:
        return None
    if not words.strip():
        read.refuse(
            "behaviour", "empty", "behaviour is empty", "never, or words with a date: attempt 2026-05-12"
        )
        return None
    for written in behaviour.dates(words):
        when = as_when(written)
        if when is None:
            read.refuse("behaviour", "not-a-date", f"{written} is no date", "a date such as 2026-05-12")
        elif read.faults.as_of is not None and when.earliest > read.faults.as_of:
            says = f"behaviour names {written}, after as_of"
            read.refuse("behaviour", "in-the-future", says, f"up to {read.faults.as_of}")
    return behaviour.last(words)


def _trial(form: Any, at: str, faults: Faults) -> Trial | None:
    if not isinstance(form, dict):
        faults.add(
            at, "not-an-object", f"{shown(form)} is no trial", 'an object such as {"drug": "sertraline"}'
        )
        return None
    keys = ("drug", "dose_mg_per_day", "weeks", "adherence", "result", "current_episode")
    read = Reader(form, at, faults, keys)
    return Trial(
        drug=read.text("drug"),
        dose_mg_per_day=read.number("dose_mg_per_day", plausible.DOSE_MG_PER_DAY),
        weeks=read.number("weeks", plausible.WEEKS),
        adherence=read.number("adherence", plausible.SHARE),
        result=read.text("result"),
        current_episode=read.truth("current_episode"),
    )


def _medications(form: Any, faults: Faults) -> Medications:
    read = Reader(form, "/medications", faults, ("reconciled", "pdmp_checked", "list"))
    return Medications(
        reconciled=read.day("reconciled"), pdmp_checked=read.day("pdmp_checked"), listed=read.texts("list")
    )


def _objectives(form: Any, faults: Faults) -> Objectives:
    keys = ("goals", "escort", "alternatives_discussed", "therapist", "expectations")
    read = Reader(form, "/objectives", faults, keys)
    return Objectives(
        goals=read.listed("goals", lambda item, at: _goal(item, at, faults)),
        escort=read.text("escort"),
        alternatives_discussed=read.truth("alternatives_discussed"),
        therapist=read.text("therapist"),
        expectations=read.word("expectations", ("realistic", "unrealistic")),
    )


def _goal(form: Any, at: str, faults: Faults) -> Goal | None:
    if not isinstance(form, dict):
        faults.add(at, "not-an-object", f"{shown(form)} is no goal", 'an object such as {"measure": "phq-9"}')
        return None
    read = Reader(form, at, faults, ("measure", "baseline", "target", "agreed"))
    measure = read.text("measure")
    within: Range = plausible.TOTALS.get((measure or "").strip().lower(), plausible.GOAL)
    return Goal(
        measure=measure,
        baseline=read.number("baseline", within),
        target=read.number("target", within),
        agreed=read.truth("agreed"),
    )


def _consent(form: Any, faults: Faults) -> Consent:
    read = Reader(form, "/consent", faults, ("signed", "signer"))
    return Consent(signed=read.day("signed"), signer=read.one_of("signer", Signer))
