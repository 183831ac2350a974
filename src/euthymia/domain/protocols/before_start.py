"""The resting pressure before an infusion: what the label weighs, and where a site does not start."""

from __future__ import annotations

from euthymia.domain.quantities import Confidence, Provenance

from .judge import Finding, Severity

WEIGH_ABOVE = {"sbp": 140.0, "dbp": 90.0}
WEIGH_PROVENANCE = Provenance(
    "SPR-L: above 140/90 before a dose the risk is weighed; recheck (clinical.md 4C)", Confidence.V
)
NO_DOSE_FROM = {"sbp": 180.0, "dbp": 110.0}
NO_DOSE_PROVENANCE = Provenance("clinical.md 4C: from 180/110 no dose, medical review", Confidence.P)
MISSING_PROVENANCE = Provenance("clinical.md 4A: pressure before the infusion (EMO18, YAL24)", Confidence.V)
_WORDS = {"sbp": "systolic", "dbp": "diastolic"}


def judge_resting_pressure(sbp: float | None, dbp: float | None) -> list[Finding]:
    """Findings before the start. A value at 140 or 90 is not above it; unknown asks, it never passes.

    Half a pressure is not a measured pressure, and its half still counts.
    """
    found = []
    if sbp is None or dbp is None:
        says = "no blood pressure in the last 15 minutes: measure it, or give the reason why not"
        found.append(Finding(Severity.ASK, "no-resting-pressure", "reason", says, MISSING_PROVENANCE))
    for channel, value in (("sbp", sbp), ("dbp", dbp)):
        if value is None:
            continue
        words = f"{_WORDS[channel]} {value:g} mmHg before the start"
        if value >= NO_DOSE_FROM[channel]:
            says = f"{words} is {NO_DOSE_FROM[channel]:g} or above: no dose, medical review"
            found.append(Finding(Severity.REFUSE, "resting-pressure-stop", channel, says, NO_DOSE_PROVENANCE))
        elif value > WEIGH_ABOVE[channel]:
            says = f"{words} is above {WEIGH_ABOVE[channel]:g}: recheck, or give the reason to start"
            found.append(Finding(Severity.ASK, "resting-pressure-high", "reason", says, WEIGH_PROVENANCE))
    return found
