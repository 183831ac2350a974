"""How far a fact may go before it is a slip of the pen: physical limits, and limits of what a person can be.

The limits of instruments are those of clinical.md 7A. The others are engineering conventions wide enough for every
patient and narrow enough for pounds, inches and a slipped decimal point.
"""

from __future__ import annotations

from dataclasses import dataclass

from euthymia.domain.quantities import Confidence, Provenance

SLIP = Provenance("engineering convention: beyond it a person or an instrument cannot be", Confidence.P)
INSTRUMENTS = Provenance("clinical.md 7A: the range of the instrument", Confidence.V)
ADULT_FROM_Y = 18


@dataclass(frozen=True, slots=True)
class Range:
    """Both ends are accepted. `whole` asks for an integer."""

    low: float
    high: float
    unit: str = ""
    whole: bool = False
    provenance: Provenance = SLIP

    def __contains__(self, value: float) -> bool:
        return self.low <= value <= self.high and not (self.whole and value != int(value))

    def __str__(self) -> str:
        kind = "a whole number from" if self.whole else "a number from"
        return f"{kind} {self.low:g} to {self.high:g} {self.unit}".rstrip()


AGE_Y = Range(0, 120, "years")
WEIGHT_KG = {"adult": Range(25, 400, "kg"), "child": Range(2, 300, "kg")}
HEIGHT_CM = {"adult": Range(80, 250, "cm"), "child": Range(40, 230, "cm")}
BMI_KG_PER_M2 = {"adult": Range(8, 150, "kg/m2"), "child": Range(5, 150, "kg/m2")}
POSTPARTUM_MONTHS = Range(0, 600, "months")
SYSTOLIC_MMHG = Range(40, 350, "mmHg")
DIASTOLIC_MMHG = Range(10, 250, "mmHg")
HR_BPM = Range(10, 350, "/min")
SPO2_PCT = Range(20, 100, "%")
RR_BPM = Range(1, 100, "/min")
TEMP_C = Range(25, 45, "degrees Celsius")
QTC_MS = Range(200, 900, "ms")
DOSE_MG_PER_DAY = Range(0, 10_000, "mg a day")
WEEKS = Range(0, 2_000, "weeks")
SHARE = Range(0, 1)
HOURS = Range(0, 72, "hours")
GOAL = Range(-1_000, 1_000)


def _instrument(high: float, *, whole: bool = True) -> Range:
    return Range(0, high, whole=whole, provenance=INSTRUMENTS)


TOTALS: dict[str, Range] = {
    "phq-9": _instrument(27),
    "phq-2": _instrument(6),
    "gad-7": _instrument(21),
    "pcl-5": _instrument(80),
    "qids-sr16": _instrument(27),
    "madrs": _instrument(60),
    "ham-d17": _instrument(52),
    "c-ssrs": _instrument(5),
    "asq": _instrument(4),
    "asrm": _instrument(20),
    "ymrs": _instrument(60),
    "audit-c": _instrument(12),
    "dast-10": _instrument(10),
    "moca": _instrument(30),
    "stop-bang": _instrument(8),
    "ciwa-ar": Range(0, 100, whole=True),
    "nrs": _instrument(10, whole=False),
    "peg": _instrument(10, whole=False),
}
ITEM9 = _instrument(3)
IDEATION = _instrument(5)


@dataclass(frozen=True, slots=True)
class LabForm:
    """The usual US unit of a laboratory value, what equals it (factor to it), and its range."""

    unit: str
    range: Range
    also: tuple[tuple[str, float], ...] = ()

    def factor(self, unit: str) -> float | None:
        """To the usual unit; None for a unit that is not known."""
        wanted = _plain(unit)
        if wanted == _plain(self.unit):
            return 1.0
        return next((factor for name, factor in self.also if _plain(name) == wanted), None)


def _plain(unit: str) -> str:
    return unit.strip().lower().replace("µ", "u").replace("μ", "u").replace("²", "2").replace(" ", "")


_MMOL = (("mEq/L", 1.0),)
_ENZYME = LabForm("U/L", Range(0, 100_000, "U/L"), (("IU/L", 1.0),))
LABS: dict[str, LabForm] = {
    "alt": _ENZYME,
    "ast": _ENZYME,
    "alp": _ENZYME,
    "ggt": _ENZYME,
    "bilirubin": LabForm("mg/dL", Range(0, 100, "mg/dL")),
    "creatinine": LabForm("mg/dL", Range(0.05, 40, "mg/dL")),
    "egfr": LabForm(
        "mL/min/1.73m2",
        Range(0, 250, "mL/min/1.73m2"),
        (("mL/min/{1.73_m2}", 1.0), ("mL/min", 1.0), ("mL/min/1.73 m2", 1.0)),
    ),
    "potassium": LabForm("mmol/L", Range(1, 12, "mmol/L"), _MMOL),
    "sodium": LabForm("mmol/L", Range(90, 200, "mmol/L"), _MMOL),
    "glucose": LabForm("mg/dL", Range(5, 2_000, "mg/dL")),
    "tsh": LabForm("mIU/L", Range(0, 1_000, "mIU/L"), (("uIU/mL", 1.0), ("mU/L", 1.0), ("uU/mL", 1.0))),
    "ft4": LabForm("ng/dL", Range(0, 30, "ng/dL")),
    "haemoglobin": LabForm("g/dL", Range(1, 30, "g/dL"), (("g/L", 0.1),)),
    "inr": LabForm("ratio", Range(0.3, 30), (("1", 1.0), ("", 1.0))),
    "albumin": LabForm("g/dL", Range(0.3, 10, "g/dL"), (("g/L", 0.1),)),
    "urinalysis": LabForm("", Range(0, 0)),
}
