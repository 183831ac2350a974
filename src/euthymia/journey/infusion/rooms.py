"""The room and the emergency kit against a session."""

from __future__ import annotations

from datetime import datetime

from euthymia.clinic.upkeep import queries as upkeep
from euthymia.domain.rules import upkeep as rules
from euthymia.domain.rules.ready_to_start import Condition

from .models import Session


def condition(session: Session, at: datetime) -> Condition:
    """The line of the ready-to-start list: today's checks of this chair and of the kit, in the clinic's own setting."""
    found = upkeep.standing(session.clinic, at)
    return rules.condition(found.at(session.room), found.says)
