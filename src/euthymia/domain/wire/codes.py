"""The numbers monitors send: which channel a code is, and which UCUM unit.

The number counts, never the name printed beside it: monitors are known to print the name of one pressure
beside the number of another. MDC numbers are IEEE 11073-10101 context-free codes as found in the IHE PCD
framework, makers' messages and public nomenclature headers.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from euthymia.domain.quantities import Unusable

from .channels import short


@dataclass(frozen=True, slots=True)
class Metric:
    """`family` names what is measured together; `makers_unit` is the unit of a private code."""

    channel: str
    name: str
    family: str = ""
    makers_unit: str = ""


COMPOUND_NONINVASIVE = 150020  # heads the three pressures of one cuff measurement; never carries a number
ALARM_EVENT = "196616"  # OBR-4 of an alert

MDC: dict[int, Metric] = {
    147842: Metric("hr", "MDC_ECG_CARD_BEAT_RATE"),
    149522: Metric("pr", "MDC_PULS_RATE"),
    149530: Metric("pr", "MDC_PULS_OXIM_PULS_RATE"),
    149546: Metric("pr", "MDC_PULS_RATE_NON_INV"),
    150017: Metric("sbp", "MDC_PRESS_BLD_SYS", "blood-pressure"),
    150018: Metric("dbp", "MDC_PRESS_BLD_DIA", "blood-pressure"),
    150019: Metric("map", "MDC_PRESS_BLD_MEAN", "blood-pressure"),
    150021: Metric("sbp", "MDC_PRESS_BLD_NONINV_SYS", "noninvasive"),
    150022: Metric("dbp", "MDC_PRESS_BLD_NONINV_DIA", "noninvasive"),
    150023: Metric("map", "MDC_PRESS_BLD_NONINV_MEAN", "noninvasive"),
    150301: Metric("sbp", "MDC_PRESS_CUFF_SYS", "cuff"),
    150302: Metric("dbp", "MDC_PRESS_CUFF_DIA", "cuff"),
    150303: Metric("map", "MDC_PRESS_CUFF_MEAN", "cuff"),
    150344: Metric("temp", "MDC_TEMP"),
    150364: Metric("temp", "MDC_TEMP_BODY"),
    150456: Metric("spo2", "MDC_PULS_OXIM_SAT_O2"),
    151562: Metric("rr", "MDC_RESP_RATE"),
    151578: Metric("rr", "MDC_TTHOR_RESP_RATE"),
    151594: Metric("rr", "MDC_CO2_RESP_RATE"),
    151708: Metric("etco2", "MDC_AWAY_CO2_ET"),
}
_MDC_NAMES = {metric.name for metric in MDC.values()}

LOINC: dict[str, Metric] = {
    "8867-4": Metric("hr", "LOINC 8867-4"),
    "8889-8": Metric("pr", "LOINC 8889-8"),
    "59408-5": Metric("spo2", "LOINC 59408-5"),
    "2708-6": Metric("spo2", "LOINC 2708-6"),
    "8480-6": Metric("sbp", "LOINC 8480-6", "blood-pressure"),
    "8462-4": Metric("dbp", "LOINC 8462-4", "blood-pressure"),
    "8478-0": Metric("map", "LOINC 8478-0", "blood-pressure"),
    "9279-1": Metric("rr", "LOINC 9279-1"),
    "8310-5": Metric("temp", "LOINC 8310-5"),
}

# Mindray's realtime interface (HL7 2.3.1) numbers its parameters itself and leaves OBX-6 empty.
MINDRAY: dict[str, Metric] = {
    "101": Metric("hr", "MINDRAY 101", "", "/min"),
    "151": Metric("rr", "MINDRAY 151", "", "/min"),
    "160": Metric("spo2", "MINDRAY 160", "", "%"),
    "161": Metric("pr", "MINDRAY 161", "", "/min"),
    "170": Metric("sbp", "MINDRAY 170", "mindray-nibp", "mm[Hg]"),
    "171": Metric("dbp", "MINDRAY 171", "mindray-nibp", "mm[Hg]"),
    "172": Metric("map", "MINDRAY 172", "mindray-nibp", "mm[Hg]"),
    "200": Metric("temp", "MINDRAY 200", "", "Cel"),
    "201": Metric("temp", "MINDRAY 201", "", "Cel"),
    "220": Metric("etco2", "MINDRAY 220", "", "mm[Hg]"),
    "222": Metric("rr", "MINDRAY 222", "", "/min"),
    "250": Metric("etco2", "MINDRAY 250", "", "mm[Hg]"),
}

MDC_UNITS: dict[int, str] = {
    262656: "1",
    262688: "%",
    264864: "{beat}/min",
    264928: "{breath}/min",
    265987: "kPa",
    266016: "mm[Hg]",
    266560: "[degF]",
    268192: "Cel",
    268224: "[degF]",  # the number one maker's guide prints for Fahrenheit
}

# Spellings outside UCUM that mean one thing only in OBX-6 of a vital sign. A bare "C" is not among them.
_SPELLINGS = {
    "1/min": "/min",
    "bpm": "/min",
    "BPM": "/min",
    "{beats}/min": "{beat}/min",
    "{pulse}/min": "{beat}/min",
    "{breaths}/min": "{breath}/min",
    "{resp}/min": "{breath}/min",
    "rpm": "{breath}/min",
    "mmHg": "mm[Hg]",
    "mm(hg)": "mm[Hg]",
    "degC": "Cel",
    "°C": "Cel",
    "℃": "Cel",
    "degF": "[degF]",
    "°F": "[degF]",
    "℉": "[degF]",
}


@lru_cache(maxsize=256)
def metric(coded: tuple[str, ...], *, private_ids: bool) -> Metric | int | None:
    """What OBX-3 (its components) observes: a metric, the compound code's number, or None for what we do not read.

    `private_ids`: codes without a system are Mindray's. Raises `Unusable` for a known name without its number.
    """
    for code, name, system in _triplets(coded):
        if system == "MDC":
            if code.isascii() and code.isdigit() and len(code) <= 9:
                if int(code) == COMPOUND_NONINVASIVE:
                    return COMPOUND_NONINVASIVE
                if int(code) in MDC:
                    return MDC[int(code)]
            elif code in _MDC_NAMES or (not code and name in _MDC_NAMES):
                raise Unusable.one(
                    "", "no-code", f"{short(name or code)} without its number", "the number of an MDC code"
                )
        elif system == "LN" and code in LOINC:
            return LOINC[code]
        elif not system and private_ids and code in MINDRAY:
            return MINDRAY[code]
    return None


@lru_cache(maxsize=256)
def unit(coded: tuple[str, ...]) -> str:
    """The UCUM unit OBX-6 states; empty when it states none, the raw text when it is not one we know.

    Raises `Unusable` when two codings in the field state different units.
    """
    stated = [_unit(code, name, system) for code, name, system in _triplets(coded)]
    known = {candidate for candidate in stated if candidate}
    if len(known) > 1:
        raise Unusable.one(
            "",
            "unit",
            f"two different units in one field: {' and '.join(short(each) for each in sorted(known))}",
            "one unit",
        )
    return known.pop() if known else ""


def _unit(code: str, name: str, system: str) -> str:
    if code.isascii() and code.isdigit() and len(code) <= 9:
        if system == "UCUM":  # a local number with its UCUM code as the name
            return _SPELLINGS.get(name, name)
        return MDC_UNITS.get(int(code), f"unit code {code}")
    return _SPELLINGS.get(code or name, code or name)


def _triplets(coded: tuple[str, ...]) -> list[tuple[str, str, str]]:
    """Identifier, text, coding system; and the alternative ones behind them. MDC codes may come without system."""
    padded = [*(part.strip() for part in coded[:6]), *[""] * 6]
    found = []
    for start in (0, 3):
        code, name, system = padded[start : start + 3]
        if not (code or name):
            continue
        if not system and len(code) == 6 and code.isascii() and code.isdigit():
            system = "MDC"
        found.append((code, name, system.upper()))
    return found
