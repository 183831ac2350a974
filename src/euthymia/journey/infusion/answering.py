"""A person decides about an entry that was made without the network and could not simply be entered."""

from __future__ import annotations

from uuid import UUID

from euthymia.clinic.audit import actions as auditing
from euthymia.clinic.people.access import Permission
from euthymia.clinic.people.actions import require
from euthymia.clinic.people.queries import Member
from euthymia.domain.quantities import Unusable
from euthymia.kit import streams, units

from . import offline, queries
from .models import OfflineAnswer, OfflineEntry, Session

Decision = OfflineAnswer.Decision


def decide(*, by: Member, session: Session, entry_id: UUID, decision: str, reason: str = "") -> OfflineAnswer:
    """Enter it as it was, say that it was matched, or set it aside; both stay. Raises Unusable, NotAllowed."""
    require(by, Permission.RUN_INFUSION)
    streams.lock(Session, [session.pk])
    entry = OfflineEntry.objects.get(clinic_id=by.clinic.pk, session=session, pk=entry_id)
    known = OfflineAnswer.objects.filter(clinic_id=by.clinic.pk, entry=entry).first()
    if known is not None:
        says = f"{known.by.partition(' <')[0]} has decided this already"
        raise Unusable.one("", "decided", says, "another entry")
    if decision not in possible(entry):
        raise Unusable.one("decision", "unknown", "this cannot be decided here", ", ".join(possible(entry)))
    if decision != Decision.ENTERED and not reason.strip():
        raise Unusable.one("reason", "missing", "say why, or with what it was matched", "a sentence")
    event_n = entry.event_n
    if decision == Decision.ENTERED:
        offline.enter(by, session, entry.act, entry.fields, entry.client_id, entry.measured_at)
        event = queries.by_client_id(session, entry.client_id)
        event_n = None if event is None else event.n
    made = OfflineAnswer(
        clinic_id=by.clinic.pk, entry=entry, at=units.current().now, by=by.words, decision=decision,
        reason=reason.strip(), event_n=event_n,
    )  # fmt: skip
    made.save()
    auditing.record(
        verb="session.offline-decided", says=f"decided about an entry made without the network: {made.get_decision_display()}",
        subject=f"{session.pk}#{entry.pk}", patient=session.patient_id, actor=by.words,
    )  # fmt: skip
    return made


def possible(entry: OfflineEntry) -> tuple[str, ...]:
    """What may be decided about an entry."""
    return {
        OfflineEntry.Outcome.PROVISIONAL.value: (Decision.MATCHED.value,),
        OfflineEntry.Outcome.TWO_SIGN.value: (Decision.MATCHED.value, Decision.SET_ASIDE.value),
        OfflineEntry.Outcome.ENTERED.value: (),
    }.get(entry.outcome, (Decision.ENTERED.value, Decision.SET_ASIDE.value))
