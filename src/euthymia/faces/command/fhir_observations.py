"""Observations and questionnaires of a FHIR R4 Bundle: vital signs, laboratory values, scores (LOINC, UCUM)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from euthymia.domain.quantities import Unusable

BLOOD_PRESSURE, SYSTOLIC, DIASTOLIC = ("85354-9", "55284-4"), "8480-6", "8462-4"
PREGNANCY_TEST, PREGNANCY_STATUS = "2106-3", "82810-3"
_NOT_MEANT = ("entered-in-error", "cancelled", "registered")
# LOINC → key of the case, and what each unit has to be multiplied by and added to.
VITALS: dict[str, tuple[str, dict[str, tuple[float, float]]]] = {
    "8867-4": ("hr_bpm", {"/min": (1, 0), "{beats}/min": (1, 0)}),
    "9279-1": ("rr_bpm", {"/min": (1, 0), "{breaths}/min": (1, 0)}),
    "59408-5": ("spo2_pct", {"%": (1, 0)}),
    "2708-6": ("spo2_pct", {"%": (1, 0)}),
    "8310-5": ("temp_c", {"Cel": (1, 0), "[degF]": (5 / 9, -160 / 9)}),
}
SIZE: dict[str, tuple[str, dict[str, tuple[float, float]]]] = {
    "29463-7": ("weight_kg", {"kg": (1, 0), "g": (0.001, 0), "[lb_av]": (0.45359237, 0)}),
    "8302-2": ("height_cm", {"cm": (1, 0), "m": (100, 0), "[in_i]": (2.54, 0)}),
}
LABS = {
    "1742-6": "alt",
    "1920-8": "ast",
    "6768-6": "alp",
    "2324-2": "ggt",
    "1975-2": "bilirubin",
    "2160-0": "creatinine",
    "62238-1": "egfr",
    "2823-3": "potassium",
    "2345-7": "glucose",
    "3016-3": "tsh",
    "718-7": "haemoglobin",
}
SCORES = {
    "44261-6": "phq-9",
    "55758-7": "phq-2",
    "70274-6": "gad-7",
    "101698-9": "pcl-5",
    "75626-2": "audit-c",
    "82667-7": "dast-10",
    "72172-0": "moca",
    "72514-3": "nrs",
    "38208-5": "nrs",
}
ITEM9 = "44260-8"
_UNITS = {"m[IU]/L": "mIU/L", "u[IU]/mL": "uIU/mL", "mL/min/{1.73_m2}": "mL/min/1.73m2"}
LAB_DAYS = 366
SIZE_DAYS = 30  # SS-02
_WHOLE_DAY = len("2026-11-20")


@dataclass(slots=True)
class Observed:
    """The parts of a case that observations fill."""

    patient: dict[str, Any] = field(default_factory=dict)
    self_report: dict[str, bool] = field(default_factory=dict)
    scores: dict[str, dict[str, Any]] = field(default_factory=dict)
    screening: dict[str, Any] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _One:
    """One measurement: its LOINC codes, when, and the resource at its place."""

    at: str
    codes: tuple[str, ...]
    when: str
    form: dict[str, Any]


def observed(resources: list[tuple[str, dict[str, Any]]], as_of: str) -> Observed:
    """What the observations say up to the day of the Bundle, the newest of each."""
    every = sorted(_measurements(resources), key=lambda one: one.when)
    every = [one for one in every if one.when[:10] <= as_of]
    found = Observed()
    _vitals(every, found)
    _size(every, found, (date.fromisoformat(as_of) - timedelta(days=SIZE_DAYS)).isoformat())
    _labs(every, found)
    _scores(every, found)
    _pregnancy(every, found)
    for one in every:
        if not any(code in _KNOWN for code in one.codes):
            found.notes.append(
                f"not read from the Bundle: Observation {', '.join(one.codes) or 'without LOINC code'}"
            )
    found.notes = sorted(set(found.notes))
    return found


_KNOWN = {
    *(*BLOOD_PRESSURE, SYSTOLIC, DIASTOLIC, PREGNANCY_TEST, PREGNANCY_STATUS, ITEM9),
    *VITALS,
    *SIZE,
    *LABS,
    *SCORES,
}


def _measurements(resources: list[tuple[str, dict[str, Any]]]) -> Iterator[_One]:
    for at, each in resources:
        if each.get("status") in _NOT_MEANT:
            continue
        if each["resourceType"] == "Observation":
            when = str(
                each.get("effectiveDateTime") or (each.get("effectivePeriod") or {}).get("start") or ""
            )
            yield _One(at, _loinc(each.get("code")), when, each)
        elif each["resourceType"] == "QuestionnaireResponse":
            yield from _answers(each.get("item"), at, str(each.get("authored") or ""))


def _answers(items: object, at: str, when: str) -> Iterator[_One]:
    """Answers with a number, by the LOINC code that ends their link id, as an observation of the same code."""
    for n, item in enumerate(items if isinstance(items, list) else []):
        if not isinstance(item, dict):
            continue
        place = f"{at}/item/{n}"
        yield from _answers(item.get("item"), place, when)
        code = str(item.get("linkId", "")).rpartition("/")[2]
        for answer in item.get("answer", [])[:1]:
            value = answer.get("valueInteger", answer.get("valueDecimal"))
            if value is not None and (code in SCORES or code == ITEM9):
                yield _One(place, (code,), when, {"valueQuantity": {"value": value}})


def _loinc(concept: object) -> tuple[str, ...]:
    codings = concept.get("coding", []) if isinstance(concept, dict) else []
    return tuple(
        str(each.get("code"))
        for each in codings
        if isinstance(each, dict) and each.get("system") == "http://loinc.org"
    )


def _vitals(every: list[_One], found: Observed) -> None:
    """Those of the newest day on which any was taken; pressures in their order."""
    mine = [one for one in every if one.when and set(one.codes) & {*VITALS, *BLOOD_PRESSURE}]
    if not mine:
        return
    day = mine[-1].when[:10]
    vitals: dict[str, Any] = {"taken": day}
    for one in (each for each in mine if each.when[:10] == day):
        for code in one.codes:
            if code in VITALS:
                key, units = VITALS[code]
                vitals[key] = _converted(one, units)
        if set(one.codes) & set(BLOOD_PRESSURE):
            vitals.setdefault("bp_mmhg", []).append(_pressure(one))
    found.screening["vitals"] = vitals


def _pressure(one: _One) -> list[float | None]:
    parts: dict[str, float | None] = {}
    for n, component in enumerate(one.form.get("component", [])):
        for code in _loinc(component.get("code")):
            place = _One(f"{one.at}/component/{n}", (code,), one.when, component)
            parts[code] = _converted(place, {"mm[Hg]": (1, 0)})
    return [parts.get(SYSTOLIC), parts.get(DIASTOLIC)]


def _size(every: list[_One], found: Observed, since: str) -> None:
    """Weight and height no older than a dose may rest on."""
    for one in (each for each in every if each.when[:10] >= since):
        for code in one.codes:
            if code in SIZE:
                key, units = SIZE[code]
                found.patient[key] = _converted(one, units)


def _labs(every: list[_One], found: Observed) -> None:
    """Every result whose day is known, each with that day; nothing older than a year before the newest."""
    mine = [one for one in every if set(one.codes) & set(LABS) and len(one.when) >= _WHOLE_DAY]
    if not mine:
        return
    since = (date.fromisoformat(mine[-1].when[:_WHOLE_DAY]) - timedelta(days=LAB_DAYS)).isoformat()
    values: dict[str, list[dict[str, Any]]] = {}
    for one in mine:
        for code in one.codes:
            if code in LABS and one.when >= since:
                values.setdefault(LABS[code], []).append(_lab(one))
    found.screening["labs"] = {"values": values}


def _lab(one: _One) -> dict[str, Any]:
    quantity = one.form.get("valueQuantity") or {}
    unit = quantity.get("code") or quantity.get("unit")
    limits: dict[str, Any] = next(iter(one.form.get("referenceRange") or []), {})
    return {
        "value": quantity.get("value"),
        "unit": None if unit is None else _UNITS.get(unit, unit),
        "lower": (limits.get("low") or {}).get("value"),
        "upper": (limits.get("high") or {}).get("value"),
        "collected": one.when[:10],
    }


def _scores(every: list[_One], found: Observed) -> None:
    for one in every:
        value = (one.form.get("valueQuantity") or {}).get("value", one.form.get("valueInteger"))
        for code in one.codes:
            day = one.when[:10] or None
            if code in SCORES:
                score = found.scores.setdefault(SCORES[code], {})
                if score.get("date") != day:
                    score.clear()
                score.update(date=day, total=value)
            elif code == ITEM9:
                score = found.scores.setdefault("phq-9", {})
                if score.get("date") not in (None, day):
                    score.clear()
                score.update(date=day, item9=value)


def _pregnancy(every: list[_One], found: Observed) -> None:
    for one in every:
        concept = one.form.get("valueCodeableConcept") or {}
        words = str(one.form.get("valueString") or concept.get("text") or "").lower()
        codes = {each.get("code"): str(each.get("display", "")).lower() for each in concept.get("coding", [])}
        said = " ".join((words, *codes.values()))
        if PREGNANCY_TEST in one.codes:
            result = (
                "positive" if "positive" in said else "negative" if "negative" in said else "inconclusive"
            )
            found.screening["pregnancy_test"] = {"date": one.when[:10] or None, "result": result}
        elif PREGNANCY_STATUS in one.codes and codes.keys() & {"77386006", "60001007"}:
            found.self_report = {**found.self_report, "pregnant": "77386006" in codes}


def _converted(one: _One, units: dict[str, tuple[float, float]]) -> float | None:
    quantity = one.form.get("valueQuantity") or {}
    value, unit = quantity.get("value"), quantity.get("code") or quantity.get("unit")
    if value is None:
        return None
    if unit not in units or isinstance(value, bool) or not isinstance(value, int | float):
        says = f"{value!r} {unit!r} is no value in a known unit"
        raise Unusable.one(f"{one.at}/valueQuantity", "unknown-unit", says, " ".join(units))
    factor, offset = units[unit]
    return round(value * factor + offset, 6)
