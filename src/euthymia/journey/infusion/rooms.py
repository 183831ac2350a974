"""The room and the emergency kit against a session."""

from __future__ import annotations

from datetime import datetime

from euthymia.clinic.people.models import Clinic
from euthymia.clinic.upkeep import queries as upkeep
from euthymia.domain.rules import upkeep as rules
from euthymia.domain.rules.ready_to_start import Condition

from .models import Session


def condition(session: Session, at: datetime) -> Condition:
    """The line of the ready-to-start list: today's checks of this chair and of the kit, in the clinic's own setting."""
    found = upkeep.standing(session.clinic, at)
    return rules.condition(found.at(session.room), found.says)


def scale(clinic: Clinic, at: datetime) -> rules.Line | None:
    """The clinic's scales, where one is past its calibration or none is entered: the dose rests on what it says."""
    line = upkeep.scale_line(clinic, at.astimezone(clinic.zone).date())
    return line if line.stands_in_the_way else None
