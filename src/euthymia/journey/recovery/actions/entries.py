"""How something is appended to a recovery: once, at a possible time, while it is open, audited."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import NAMESPACE_OID, UUID, uuid5

from euthymia.clinic.audit import actions as auditing
from euthymia.clinic.people.actions import NotAllowed
from euthymia.clinic.people.queries import Member
from euthymia.clinic.visits import actions as visits
from euthymia.clinic.visits.models import Visit, VisitEvent
from euthymia.domain.quantities import Unusable
from euthymia.journey.infusion import queries as infusions
from euthymia.journey.infusion.fold import Phase
from euthymia.journey.infusion.models import Session
from euthymia.journey.recovery import queries
from euthymia.journey.recovery.models import Recovery, RecoveryEvent
from euthymia.kit import live, streams, units

Kind = RecoveryEvent.Kind
_FUTURE = timedelta(seconds=5)  # two clocks are never quite equal


@dataclass(frozen=True, slots=True)
class Entry:
    """What is about to be appended."""

    kind: str
    says: str
    reason: str = ""
    detail: Mapping[str, Any] = field(default_factory=dict)
    corrects: int | None = None


def opened(by: Member, visit: Visit) -> Recovery:
    """The recovery of this visit, locked and open; after an infusion the first act opens it. Raises Unusable, NotAllowed."""
    if by.clinic.pk != visit.clinic_id:
        raise NotAllowed("this visit is another clinic's")
    streams.lock(Visit, [visit.pk])
    found = queries.of_visit(visit)
    if found is None:
        found = _open(by, visit)
    locked: Recovery = streams.lock(Recovery, [found.pk])[found.pk]
    if locked.closed_at is not None:
        raise Unusable.one("", "discharged", "this patient is discharged", "a note in the session's record")
    return locked


def sprayed(by: Member, visit: Visit) -> Recovery:
    """The recovery after this visit's spray, locked, whether or not the patient has left. Raises Unusable, NotAllowed."""
    if by.clinic.pk != visit.clinic_id:
        raise NotAllowed("this visit is another clinic's")
    streams.lock(Visit, [visit.pk])
    found = queries.of_visit(visit)
    if found is None or found.route != Recovery.Route.NASAL:
        raise Unusable.one("", "no-spray", "no spray was given in this visit", "a visit with a spray")
    locked: Recovery = streams.lock(Recovery, [found.pk])[found.pk]
    return locked


def _open(by: Member, visit: Visit) -> Recovery:
    session = queries.session_of(visit)
    if session is None or infusions.course(session).phase is not Phase.RECOVERY:
        raise Unusable.one("", "not-in-recovery", "the infusion has not ended", "finish the infusion first")
    recovery = Recovery(
        clinic_id=visit.clinic_id, patient_id=visit.patient_id, visit=visit, session=session, watch=session.watch,
        route=Recovery.Route.IV, client_id=uuid5(NAMESPACE_OID, f"recovery {visit.pk}"), opened_at=units.current().now,
        opened_by=by.words, settings=queries.settings_in_force(by.clinic).to_json(),
    )  # fmt: skip
    recovery.save()
    visits.step_once(visit, VisitEvent.Step.RECOVERY, by=by.words)
    auditing.record(verb="recovery.opened", says="began the recovery", subject=str(recovery.pk), patient=visit.patient_id,
                    actor=by.words)  # fmt: skip
    return recovery


def known_event(recovery: Recovery, client_id: UUID, entry: Entry) -> RecoveryEvent | None:
    """The event this client id has already made. Raises Unusable when it said something else."""
    known = queries.by_client_id(recovery, client_id)
    if known is None:
        return None
    if (known.kind, known.detail, known.corrects) != (entry.kind, dict(entry.detail), entry.corrects):
        raise Unusable.one(
            "client_id", "reused", "this form was already used for something else", "a fresh form"
        )
    return known


def enter(
    by: Member | str, recovery: Recovery, client_id: UUID, entry: Entry, at: datetime | None = None
) -> RecoveryEvent:
    """Append one event to a locked recovery, or return the one this client id already made."""
    if (known := known_event(recovery, client_id, entry)) is not None:
        return known
    now = units.current().now
    event = RecoveryEvent(
        clinic_id=recovery.clinic_id, recovery=recovery, client_id=client_id, kind=entry.kind, at=at or now,
        entered_at=max(now, at or now), by=by if isinstance(by, str) else by.words, says=entry.says,
        reason=entry.reason.strip(), detail=dict(entry.detail), corrects=entry.corrects,
    )  # fmt: skip
    streams.append(recovery, [event], locked=True)
    tell_screens(recovery)
    auditing.record(
        verb=f"recovery.{entry.kind}", says=_audit_words(entry), subject=f"{recovery.pk}#{event.n}",
        patient=recovery.patient_id, actor=event.by, clinic=recovery.clinic_id,
    )  # fmt: skip
    return event


def tell_screens(recovery: Recovery) -> None:
    """The recovery's own page, the session's and the board ask again."""
    topics = {
        f"visit:{recovery.visit_id}": recovery.events_n,
        f"clinic:{recovery.clinic_id}": recovery.events_n,
    }
    if recovery.session_id is not None:
        topics[f"session:{recovery.session_id}"] = recovery.events_n
    live.notify(topics)


def _audit_words(entry: Entry) -> str:
    """What was seen stays in the record; the audit log says that it was looked at."""
    words = {Kind.CHECK: "recorded a check", Kind.ESCORT: "named the escort", Kind.MET: "met the escort"}
    return ("corrected: " if entry.corrects else "") + words.get(Kind(entry.kind), entry.says)


def moment(recovery: Recovery, since: datetime, at: datetime | None) -> datetime:
    """When it was observed: now, or earlier in this recovery; both times are kept. Raises Unusable."""
    now = units.current().now
    if at is None:
        return now
    if at > now + _FUTURE:
        raise Unusable.one("at", "future", "this lies in the future", "now, or earlier")
    if at < since:
        raise Unusable.one(
            "at", "too-early", "this lies before the end of the dose", "a time in the recovery"
        )
    return min(at, now)


def ended_at(recovery: Recovery) -> datetime:
    """When the dose ended, as last corrected."""
    if recovery.ended_at is not None or recovery.session_id is None:
        assert recovery.ended_at is not None, "a spray has its times"
        return recovery.ended_at
    session = Session.objects.select_related("order").get(
        clinic_id=recovery.clinic_id, pk=recovery.session_id
    )
    ended = infusions.course(session).finished_at
    assert ended is not None, "a recovery is opened after the end of the infusion"
    return ended
