"""Observations that are overdue become entries of the record: a second person is told, once for each.

Called by the watcher process; the entry shows on the session's page, on the board and in the record, so
that it can be proved later that somebody was told, and when.
"""

from __future__ import annotations

from contextlib import suppress
from uuid import NAMESPACE_OID, UUID, uuid5

from euthymia.clinic.people.models import Clinic
from euthymia.domain import monitoring as alarms
from euthymia.domain.quantities import Unusable
from euthymia.kit import clock, units

from . import actions, live, queries
from .fold import Course
from .models import Session

ACTOR = "monitor"


def tell_second_person() -> int:
    """Look at every open session of every clinic; how many entries that made."""
    with units.unit(tenant=units.EVERY_TENANT, actor=ACTOR):
        clinics = list(Clinic.objects.all())
    return sum(_tell_in(clinic) for clinic in clinics)


def _tell_in(clinic: Clinic) -> int:
    now = clock.now()
    with units.unit(tenant=clinic.pk, actor=ACTOR):
        sessions = list(queries.running(clinic))
        courses = queries.courses(sessions, now)
        untold = [
            (session, due)
            for session in sessions
            if courses[session.pk].started_at is not None
            for due in live.due(session, courses[session.pk], now)
            if due.tell_second_person and not _told(courses[session.pk], due)
        ]
    for session, due in untold:
        # Refused when the session was closed since it was looked at: then nothing is overdue any more.
        with suppress(Unusable), units.unit(tenant=clinic.pk, actor=ACTOR):
            actions.note_overdue(session=session, due=due, client_id=_client_id(session, due))
    return len(untold)


def _told(course: Course, due: alarms.Due) -> bool:
    wanted = due.due_at.isoformat()
    return any(
        one.kind == "overdue"
        and (one.detail or {}).get("sign") == due.sign
        and (one.detail or {}).get("due_at") == wanted
        for one in course.happenings
    )


def _client_id(session: Session, due: alarms.Due) -> UUID:
    """The same for the same overdue observation, so that two watchers cannot tell twice."""
    return uuid5(NAMESPACE_OID, f"{session.pk} {due.sign} {due.due_at.isoformat()}")
