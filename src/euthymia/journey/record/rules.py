"""The parts of a record, what may hold one back, and the clocks: as data, each with its source."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from euthymia.domain.quantities import Confidence, Provenance


@dataclass(frozen=True, slots=True)
class Part:
    """A part of the record: its code is stable, its title is the patient's."""

    code: str
    title: str | Promise
    staff_title: str


PARTS = (
    Part("dates", _("Dates to come"), "Dates to come"),
    Part("visits", _("Visits"), "Visits"),
    Part("doses", _("Doses given"), "Doses given"),
    Part("measures", _("Questionnaires and scores"), "Questionnaires and scores"),
    Part("evaluation", _("Evaluation"), "Evaluation"),
    Part("notes", _("Signed notes"), "Signed notes"),
    Part("letters", _("Letters"), "Letters"),
    Part("consents", _("Consents"), "Consents"),
    Part("checks", _("Long-term checks and reports"), "Long-term checks and reports"),
    Part("experience", _("How your visits were"), "Experience survey"),
    Part("choices", _("Whether you help a registry"), "Registry: joined or left"),
)
BY_CODE = {one.code: one for one in PARTS}


@dataclass(frozen=True, slots=True)
class Exemption:
    """A reason in law to hold a part back for a time. `says` is what the patient reads after "held back"."""

    code: str
    rule: str
    says: str | Promise
    staff_says: str


EXEMPTIONS_SOURCE = Provenance("compliance.md 3.3: exceptions, 45 CFR 171.201 to .205", Confidence.V)
EXEMPTIONS = (
    Exemption("harm", "45 CFR 171.201", _("to prevent harm"), "Preventing harm"),
    Exemption("privacy", "45 CFR 171.202", _("to protect somebody’s privacy"), "Privacy"),
    Exemption("security", "45 CFR 171.203", _("to keep the record secure"), "Security"),
    Exemption("infeasible", "45 CFR 171.204", _("because it cannot be done now"), "Infeasibility"),
    Exemption(
        "performance", "45 CFR 171.205", _("while the program is being mended"), "Health IT performance"
    ),
)
EXEMPTION_BY_CODE = {one.code: one for one in EXEMPTIONS}

# How long one word of a clinician holds a part back: what access itself may take. A new reason is a new row.
DELAY_AT_MOST = timedelta(days=30)
DELAY_SOURCE = Provenance("compliance.md 3.3: access within 30 days (45 CFR 164.524)", Confidence.V)

# The fact base gives no clock for an amendment; the clock of access is taken for it, with its one extension.
ANSWER_WITHIN = EXTENDED_BY = timedelta(days=30)
ANSWER_SOURCE = Provenance(
    "compliance.md 3.3: 30 days and one extension of 30 with a written reason (45 CFR 164.524), taken for amendments too",
    Confidence.P,
)


def due(made_at: datetime, extended: bool) -> datetime:
    """Until when a request is answered."""
    return made_at + ANSWER_WITHIN + (EXTENDED_BY if extended else timedelta())
