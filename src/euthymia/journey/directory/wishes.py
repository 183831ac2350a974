"""That every source is asked again soon: somebody of the clinic wished it, and the next round does it.

Sources are slow and are asked by the jobs process, never by a page.
"""

from __future__ import annotations

from datetime import datetime

from euthymia.clinic.audit import actions as auditing
from euthymia.clinic.people.access import Permission
from euthymia.clinic.people.actions import require
from euthymia.clinic.people.models import Clinic
from euthymia.clinic.people.queries import Member
from euthymia.kit import units

from .models import CheckWish


def wish(*, by: Member) -> CheckWish:
    require(by, Permission.KEEP_LISTING)
    made = CheckWish(clinic=by.clinic, at=units.current().now, by=by.words)
    made.save()
    auditing.record(verb="directory.wished", says="asked that every source is asked again", actor=by.words)
    return made


def newest(clinic: Clinic) -> CheckWish | None:
    return CheckWish.objects.filter(clinic=clinic).order_by("-at").first()


def since(clinic: Clinic) -> datetime | None:
    """From when on an answer counts as new enough."""
    found = newest(clinic)
    return found.at if found else None
