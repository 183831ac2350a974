"""What follows a session by itself, with its clock (clinical.md 5E; compliance.md 6)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from euthymia.domain.quantities import Confidence, Provenance


@dataclass(frozen=True, slots=True)
class FollowUp:
    """Something to do after a session: from and until when, counted from leaving (or from the dose)."""

    code: str
    owner: str
    says: str
    after: timedelta
    until: timedelta
    provenance: Provenance


NOTE = FollowUp(
    "note", "prescriber", "Note to sign", timedelta(0), timedelta(hours=48),
    Provenance("when a note has to be signed is the clinic's own rule: site setting", Confidence.P),
)  # fmt: skip
AFTER_LEAVING: tuple[FollowUp, ...] = (
    FollowUp(
        "call-24h", "nurse", "Call: side effects, mood 0 to 10, thoughts of suicide, has not driven",
        timedelta(hours=18), timedelta(hours=30),
        Provenance("clinical.md 5E: call or message at 24 h (PADSS); the hours around it are a site setting", Confidence.V),
    ),
    FollowUp(
        "contact-week", "nurse", "PHQ-9 or QIDS, and C-SSRS, before the next session",
        timedelta(days=3), timedelta(days=7), Provenance("clinical.md 5E: day 3 to 7 (OSM)", Confidence.V2),
    ),
    NOTE,
)  # fmt: skip
REMS_FORM = FollowUp(
    "rems-form", "nurse", "Spravato REMS: the patient monitoring form",
    timedelta(0), timedelta(days=7), Provenance("REMS: form within 7 calendar days of each session", Confidence.V),
)  # fmt: skip
# Devices of esketamine, 28 mg each, and the doses they make (clinical.md 3B; SPR-L; 28 mg: SPR-EU from 65 years).
DEVICE_MG = 28
NASAL_DOSES = {28: 1, 56: 2, 84: 3}
NASAL_SOURCE = Provenance("clinical.md 3B: 28 mg per device, 5 min between devices (SPR-L; 28 mg from 65 y: SPR-EU)", Confidence.V)  # fmt: skip
