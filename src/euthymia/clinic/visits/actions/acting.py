"""What every verb of the schedule does first and last: who acts, one writer at a time, the audit and the screens."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.db import connection

from euthymia.clinic.audit import actions as auditing
from euthymia.clinic.people.access import Permission
from euthymia.clinic.people.actions import NotAllowed, require
from euthymia.clinic.people.models import Clinic
from euthymia.clinic.people.queries import Member
from euthymia.kit import live


def acting(by: Member | str, permission: Permission, clinic: Clinic, *of: Any) -> str:
    """Who acts, in words; a member needs the permission, and every row is the clinic's. Raises NotAllowed."""
    whose = {row.clinic_id for row in of}
    if isinstance(by, Member):
        require(by, permission)
        whose.add(by.clinic.pk)
    if whose - {clinic.pk}:
        raise NotAllowed("this belongs to another clinic")
    return words_of(by)


def hold(clinic: Clinic) -> None:
    """Be the only writer of this clinic's schedule until the transaction ends.

    The verbs do it themselves. Who locks patients as well takes this lock before those.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"schedule of {clinic.pk}"])


def note(
    clinic_id: UUID, verb: str, says: str, *, subject: UUID, by: Member | str, patient: UUID | None = None
) -> None:
    """Into the audit log, and to the screens that show the schedule."""
    auditing.record(
        verb=verb, says=says, subject=str(subject), patient=patient, actor=words_of(by), clinic=clinic_id
    )
    live.notify({f"schedule:{clinic_id}": 0})


def words_of(by: Member | str) -> str:
    return by if isinstance(by, str) else by.words
