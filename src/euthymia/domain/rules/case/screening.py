"""The part `screening` of a case: vital signs, laboratory values, ECG, drug screen, pregnancy test, fasting."""

from __future__ import annotations

from types import MappingProxyType
from typing import Any

from . import plausible
from .facts import DrugScreen, Ecg, Fasting, Lab, Labs, PregnancyTest, Screening, Vitals
from .reader import Faults, Reader, as_number, as_text, pointer, shown

RESULTS = ("negative", "positive", "inconclusive", "pending")
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
    read = Reader(form, "/screening/labs", faults, ("collected", "values"))
    collected = read.day("collected")
    if read.form.get("values") is None:
        return Labs(collected=collected)
    values = Reader(read.form["values"], "/screening/labs/values", faults, tuple(plausible.LABS))
    return Labs(
        collected=collected,
        values=MappingProxyType(
            {
                name: _lab(name, value, pointer(values.at, name), faults)
                for name, value in values.form.items()
                if name in plausible.LABS
            }
        ),
    )


def _lab(name: str, form: Any, at: str, faults: Faults) -> Lab | None:
    if form is None:
        return None
    read = Reader(form, at, faults, ("value", "unit", "lower", "upper"))
    if name == "urinalysis":
        read.text("unit")
        return Lab(value=as_text(read.form.get("value"), pointer(at, "value"), faults))
    known = plausible.LABS[name]
    unit = read.text("unit")
    factor = 1.0 if unit is None else known.factor(unit)
    if factor is None:
        others = " ".join(other for other, _ in known.also if other)
        read.refuse(
            "unit", "unknown-unit", f"the unit of {name} is {shown(unit)}", f"{known.unit} {others}".strip()
        )
        return None
    within = plausible.Range(known.range.low / factor, known.range.high / factor, unit or known.unit)
    value, lower, upper = (read.number(key, within) for key in ("value", "lower", "upper"))
    if lower is not None and upper is not None and lower >= upper:
        says = f"lower {lower:g} is not below upper {upper:g}"
        read.refuse("lower", "contradicts", says, "the laboratory's own limits")
    if upper == 0:
        read.refuse("upper", "out-of-range", "upper is 0", "the laboratory's upper limit, above 0")
    return Lab(
        value=None if value is None else value * factor,
        lower=None if lower is None else lower * factor,
        upper=None if upper is None else upper * factor,
    )


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
