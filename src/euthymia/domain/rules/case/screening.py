"""The part `screening` of a case: vital signs, laboratory values, ECG, drug screen, pregnancy test, fasting."""

from __future__ import annotations

from datetime import date
from types import MappingProxyType
from typing import Any

from . import plausible
from .facts import DrugScreen, Ecg, Fasting, Lab, Labs, PregnancyTest, Screening, Vitals
from .reader import DATE, Faults, Reader, as_number, as_text, pointer, shown

RESULTS = ("negative", "positive", "inconclusive", "pending")
_LABS = "/screening/labs"
_PAIR = "a pair such as [122, 76], systolic before diastolic"


def screening(form: Any, faults: Faults) -> Screening:
    keys = ("vitals", "labs", "ecg", "drug_screen", "pregnancy_test", "fasting")
    read = Reader(form, "/screening", faults, keys)
    return Screening(
        vitals=_vitals(read.form.get("vitals"), faults),
        labs=_labs(read.form.get("labs"), faults),
        ecg=_ecg(read.form.get("ecg"), faults),
        drug_screen=_drug_screen(read.form.get("drug_screen"), faults),
        pregnancy_test=_pregnancy_test(read.form.get("pregnancy_test"), faults),
        fasting=_fasting(read.form.get("fasting"), faults),
    )


def _vitals(form: Any, faults: Faults) -> Vitals:
    keys = ("taken", "bp_mmhg", "hr_bpm", "spo2_pct", "rr_bpm", "temp_c")
    read = Reader(form, "/screening/vitals", faults, keys)
    return Vitals(
        taken=read.day("taken"),
        bp_mmhg=read.listed("bp_mmhg", lambda item, at: _pressure(item, at, faults)),
        hr_bpm=read.number("hr_bpm", plausible.HR_BPM),
        spo2_pct=read.number("spo2_pct", plausible.SPO2_PCT),
        rr_bpm=read.number("rr_bpm", plausible.RR_BPM),
        temp_c=read.number("temp_c", plausible.TEMP_C),
    )


def _pressure(item: Any, at: str, faults: Faults) -> tuple[float, float] | None:
    if not isinstance(item, list) or len(item) != 2 or None in item:
        faults.add(at, "not-a-pair", f"{shown(item)} is no blood pressure", _PAIR)
        return None
    systolic = as_number(item[0], f"{at}/0", "systolic", plausible.SYSTOLIC_MMHG, faults)
    diastolic = as_number(item[1], f"{at}/1", "diastolic", plausible.DIASTOLIC_MMHG, faults)
    if systolic is None or diastolic is None:
        return None
    if diastolic >= systolic:
        says = f"diastolic {diastolic:g} is not below systolic {systolic:g}"
        faults.add(at, "contradicts", says, _PAIR)
        return None
    return systolic, diastolic


def _labs(form: Any, faults: Faults) -> Labs:
    read = Reader(form, _LABS, faults, ("collected", "values"))
    collected = read.day("collected")
    if read.form.get("values") is None:
        return Labs(collected=collected)
    values = Reader(read.form["values"], f"{_LABS}/values", faults, tuple(plausible.LABS))
    results = {
        name: _results(name, value, pointer(values.at, name), collected, faults)
        for name, value in values.form.items()
        if name in plausible.LABS
    }
    return Labs(
        collected=collected,
        values=MappingProxyType({name: found[0] if found else None for name, found in results.items()}),
        earlier=MappingProxyType({name: found[1:] for name, found in results.items() if found[1:]}),
    )


def _results(name: str, form: Any, at: str, collected: date | None, faults: Faults) -> tuple[Lab, ...]:
    """One result, or a list of them: newest first, those without a value last. Of one day the last in the list counts."""
    several = isinstance(form, list)
    forms = list(enumerate(form)) if several else [(0, form)]
    for n, each in forms if several else ():
        if each is None:
            faults.add(
                f"{at}/{n}", "not-an-object", "null is no result", "an object; leave out what there is not"
            )
    found = [
        one
        for n, each in forms
        if (one := _lab(name, each, f"{at}/{n}" if several else at, collected, faults)) is not None
    ]
    if len(found) > 1:
        for one in found:
            if one.collected is None:
                says = f"one of {len(found)} results of {name} has no day: which is the newest is not known"
                faults.add(f"{one.at}/collected", "missing", says, DATE)
    return tuple(sorted(reversed(found), key=_newness, reverse=True))


def _newness(one: Lab) -> tuple[bool, date]:
    return one.value is not None, one.collected or date.min


def _lab(name: str, form: Any, at: str, collected: date | None, faults: Faults) -> Lab | None:
    if form is None:
        return None
    words = name == "urinalysis"
    read = Reader(form, at, faults, _KEYS_OF_WORDS if words else _KEYS_OF_NUMBERS)
    own = read.day("collected")
    day, day_at = (own, f"{at}/collected") if own else (collected, f"{_LABS}/collected")
    if words:
        read.text("unit")
        said = as_text(read.form.get("value"), f"{at}/value", faults)
        return Lab(value=said, collected=day, at=at, collected_at=day_at)
    measured = _measured(plausible.LABS[name], name, read)
    if measured is None:
        return None
    value, lower, upper = measured
    return Lab(value=value, lower=lower, upper=upper, collected=day, at=at, collected_at=day_at)


_KEYS_OF_WORDS = ("value", "unit", "collected")
_KEYS_OF_NUMBERS = ("value", "unit", "lower", "upper", "collected")


def _measured(known: plausible.LabForm, name: str, read: Reader) -> tuple[float | None, ...] | None:
    """The number and its limits, in the usual unit."""
    unit = read.text("unit")
    factor = 1.0 if unit is None else known.factor(unit)
    if factor is None:
        others = " ".join(other for other, _ in known.also if other)
        read.refuse(
            "unit", "unknown-unit", f"the unit of {name} is {shown(unit)}", f"{known.unit} {others}".strip()
        )
        return None
    within = known.range
    if factor != 1.0:
        within = plausible.Range(within.low / factor, within.high / factor, unit or known.unit)
    value, lower, upper = (read.number(key, within) for key in ("value", "lower", "upper"))
    if lower is not None and upper is not None and lower >= upper:
        says = f"lower {lower:g} is not below upper {upper:g}"
        read.refuse("lower", "contradicts", says, "the laboratory's own limits")
    if upper == 0:
        read.refuse("upper", "out-of-range", "upper is 0", "the laboratory's upper limit, above 0")
    return tuple(None if each is None else each * factor for each in (value, lower, upper))


def _ecg(form: Any, faults: Faults) -> Ecg:
    read = Reader(form, "/screening/ecg", faults, ("date", "rhythm", "qtc_ms"))
    return Ecg(
        date=read.day("date"), rhythm=read.text("rhythm"), qtc_ms=read.number("qtc_ms", plausible.QTC_MS)
    )


def _drug_screen(form: Any, faults: Faults) -> DrugScreen:
    read = Reader(form, "/screening/drug_screen", faults, ("collected", "result", "positive"))
    screen = DrugScreen(
        collected=read.day("collected"), result=read.word("result", RESULTS), positive=read.texts("positive")
    )
    if screen.result == "negative" and screen.positive:
        says = "the result is negative and positive names " + shown(", ".join(screen.positive))
        read.refuse("result", "contradicts", says, "positive, or an empty list")
    return screen


def _pregnancy_test(form: Any, faults: Faults) -> PregnancyTest:
    read = Reader(form, "/screening/pregnancy_test", faults, ("date", "result"))
    return PregnancyTest(date=read.day("date"), result=read.word("result", RESULTS))


def _fasting(form: Any, faults: Faults) -> Fasting:
    read = Reader(form, "/screening/fasting", faults, ("solids_h", "clear_fluids_h"))
    return Fasting(
        solids_h=read.number("solids_h", plausible.HOURS),
        clear_fluids_h=read.number("clear_fluids_h", plausible.HOURS),
    )
