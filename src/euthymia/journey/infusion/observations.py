"""What a person may type in as measured or scored: plain numbers inside the physical range, or refused."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping

from euthymia.domain import wire
from euthymia.domain.quantities import Fault, Unusable
from euthymia.domain.wire.channels import number, quantify

# Order of the row on the pad; temperature and end-tidal CO₂ are measured where a site does.
VITALS = ("sbp", "dbp", "hr", "spo2", "rr", "etco2", "temp")
SCORES: dict[str, tuple[int, int]] = {"moaas": (0, 5), "dissociation": (0, 10)}


def checked_vitals(values: Mapping[str, str]) -> dict[str, float]:
    """The values by channel. Raises Unusable with a fault for each one that cannot have been measured."""
    found: dict[str, float] = {}
    faults: list[Fault] = []
    for channel, text in values.items():
        if not text.strip():
            continue
        if channel not in VITALS:
            faults.append(
                Fault(channel, "unknown-channel", f"{channel!r} is not measured here", ", ".join(VITALS))
            )
            continue
        try:
            value = quantify(channel, number(text.strip()), wire.CHANNELS[channel].unit)
        except Unusable as refusal:
            faults += [Fault(channel, fault.code, fault.says, fault.accepted) for fault in refusal.faults]
            continue
        if value is None:
            faults.append(
                Fault(channel, "no-signal", f"{text} means that nothing was measured", "a measured value")
            )
        else:
            found[channel] = value
    if "sbp" in found and "dbp" in found and found["sbp"] <= found["dbp"]:
        faults.append(Fault("sbp", "not-above", f"systolic {found['sbp']:g} is not above diastolic {found['dbp']:g}",
                            "measure again"))  # fmt: skip
    if ("sbp" in found) != ("dbp" in found):
        missing = "dbp" if "sbp" in found else "sbp"
        faults.append(
            Fault(missing, "half-a-pressure", "a pressure is systolic and diastolic", "both values")
        )
    if faults:
        raise Unusable(faults)
    return found


def checked_scores(scores: Mapping[str, str]) -> dict[str, float]:
    """Whole-number scores by channel. Raises Unusable."""
    found: dict[str, float] = {}
    faults: list[Fault] = []
    for name, text in scores.items():
        if not text.strip():
            continue
        low, high = SCORES.get(name, (0, -1))
        if not text.strip().isdecimal() or not low <= int(text) <= high:
            faults.append(Fault(name, "outside-scale", f"{text!r} is not on this scale", f"{low} to {high}"))
        else:
            found[name] = float(int(text))
    if not found and not faults:
        faults.append(Fault("", "empty", "nothing was scored", "at least one score"))
    if faults:
        raise Unusable(faults)
    return found


def is_readable(text: str) -> bool:
    """Whether every sign of the text can be shown: no control characters but tabs and line ends."""
    return not any(unicodedata.category(sign) in ("Cc", "Cs") and sign not in "\t\r\n" for sign in text)
