"""The channels of a watch: their UCUM unit, what a person or a sensor can physically show, and conversion."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

from euthymia.domain.quantities import Confidence, Provenance, Unusable

_PLAUSIBLE = Provenance("engineering plausibility, site setting", Confidence.P)
_NO_SIGNAL = (Decimal(-100), Decimal(-1000))  # "no sensor" of Mindray monitors, also written -100.00
_NUMBER = re.compile(r"[+-]?([0-9]{1,9}(\.[0-9]{0,9})?|\.[0-9]{1,9})")
LONGEST_NAME = 200
_CENT = Decimal("0.01")
_BEYOND_ANY_SENSOR = Decimal(10) ** 9  # refused before arithmetic, which would run out of digits


@dataclass(frozen=True, slots=True)
class Channel:
    """A value at either end of the range is inside it. `zero_is_no_signal`: the sensor is off or blind."""

    name: str
    title: str
    unit: str
    low: Decimal
    high: Decimal
    range_provenance: Provenance
    zero_is_no_signal: bool = False


def _channel(name: str, title: str, unit: str, low: int, high: int, source: str = "") -> Channel:
    provenance = Provenance(source, Confidence.P) if source else _PLAUSIBLE
    return Channel(name, title, unit, Decimal(low), Decimal(high), provenance, name == "spo2")


# Zero stays possible where a living or dying person can show it: asystole, apnoea. A cuff or an oximeter
# that found no pulse has measured nothing.
CHANNELS: dict[str, Channel] = {
    channel.name: channel
    for channel in (
        _channel("sbp", "systolic blood pressure", "mm[Hg]", 1, 350),
        _channel("dbp", "diastolic blood pressure", "mm[Hg]", 1, 300),
        _channel("map", "mean arterial pressure", "mm[Hg]", 1, 320),
        _channel("hr", "heart rate", "/min", 0, 350),
        _channel("pr", "pulse rate", "/min", 1, 350),
        _channel(
            "spo2",
            "oxygen saturation",
            "%",
            1,
            100,
            "upper end by definition (a share of the whole); lower end engineering plausibility, site setting",
        ),
        _channel("rr", "respiratory rate", "/min", 0, 150),
        _channel("etco2", "end-tidal carbon dioxide", "mm[Hg]", 0, 150),
        _channel(
            "temp",
            "body temperature",
            "Cel",
            10,
            45,
            "upper end as promised in the interface; lower end engineering plausibility, site setting",
        ),
    )
}
PRESSURES = ("sbp", "dbp", "map")

# Unit accepted for a channel → (factor, subtracted first). kPa as UCUM defines m[Hg] (133.322 kPa).
# {beat} and {breath} are kept apart: a beat rate offered as a breathing rate is a mapping error.
_AS_IT_IS = (Decimal(1), Decimal(0))
_PRESSURE_UNITS = {"mm[Hg]": _AS_IT_IS, "kPa": (1 / Decimal("0.133322"), Decimal(0))}
_BEAT_UNITS = {"/min": _AS_IT_IS, "{beat}/min": _AS_IT_IS}
_CONVERSIONS: dict[str, dict[str, tuple[Decimal, Decimal]]] = {
    "sbp": _PRESSURE_UNITS,
    "dbp": _PRESSURE_UNITS,
    "map": _PRESSURE_UNITS,
    "etco2": _PRESSURE_UNITS,
    "hr": _BEAT_UNITS,
    "pr": _BEAT_UNITS,
    "rr": {"/min": _AS_IT_IS, "{breath}/min": _AS_IT_IS},
    "spo2": {"%": _AS_IT_IS},
    "temp": {"Cel": _AS_IT_IS, "[degF]": (Decimal(5) / Decimal(9), Decimal(32))},
}


def number(text: str) -> Decimal:
    """The plain decimal number a device wrote. Raises `Unusable` for words, exponents and anything else."""
    if not _NUMBER.fullmatch(text):
        raise Unusable.one("", "not-a-number", f"{short(text)} is no number", "a plain decimal number")
    return Decimal(text)


def quantify(channel: str, value: Decimal, unit: str) -> float | None:
    """`value` in the channel's own UCUM unit; None where the device says that it has no signal.

    Raises `Unusable` for a unit that cannot be converted and for a value no person can have.
    """
    known = CHANNELS[channel]
    if value in _NO_SIGNAL or (known.zero_is_no_signal and value == 0):
        return None
    accepted = _CONVERSIONS[channel]
    if unit not in accepted:
        says = f"{channel} in {short(unit)}" if unit else f"{channel} without a unit"
        raise Unusable.one("", "unit", says, " or ".join(accepted))
    if unit != known.unit and abs(value) < _BEYOND_ANY_SENSOR:
        factor, subtracted = accepted[unit]
        if factor != 1:  # a converted value carries no more digits than a monitor shows
            value = ((value - subtracted) * factor).quantize(_CENT)
    if not known.low <= value <= known.high:
        raise Unusable.one(
            "",
            "out-of-range",
            f"{channel} {short(str(value))} {known.unit} is outside the physical range",
            f"{known.low} to {known.high} {known.unit}",
        )
    return float(value) + 0.0  # a written -0 is 0


@lru_cache(maxsize=4_096)  # a sign takes a few hundred values
def amount_of(channel: str, text: str, unit: str) -> float | None:
    """As `quantify`, of what a device wrote. Raises `Unusable` as that and `number` do."""
    return quantify(channel, number(text), unit)


def printable(text: str) -> str:
    """A name fit for records and screens: control characters made visible, and never longer than a name is."""
    name = text[:LONGEST_NAME]
    return name if name.isprintable() else "".join(sign if sign.isprintable() else "\ufffd" for sign in name)


def short(text: str) -> str:
    """Quoted, and never longer than a line: what came over a wire is shown, not trusted."""
    return repr(text if len(text) <= 40 else text[:37] + "…")
