"""What a patient answers about a visit: I come; I need another time. And what the desk made of it."""

from __future__ import annotations

from uuid import UUID

from euthymia.clinic.audit import actions as auditing
from euthymia.clinic.people.access import Permission
from euthymia.clinic.people.actions import NotAllowed, require
from euthymia.clinic.people.queries import Member
from euthymia.clinic.visits.models import Booking, State
from euthymia.domain.quantities import Unusable
from euthymia.journey.reminders import queries
from euthymia.journey.reminders.models import VisitAnswer
from euthymia.kit import live, units

Kind = VisitAnswer.Kind
_MOST_WORDS = 300


def confirm(*, by: str, booking: Booking, client_id: UUID) -> VisitAnswer:
    """The patient comes at the time the visit has. Said twice, it is once. Raises Unusable."""
    known = queries.answer(booking)
    if known is not None and known.kind == Kind.CONFIRMED:
        return known
    return _answer(by, booking, client_id, Kind.CONFIRMED, "")


def ask_to_move(*, by: str, booking: Booking, client_id: UUID, says: str) -> VisitAnswer:
    """The patient needs another time; the visit stands until the desk has moved it. Raises Unusable."""
    return _answer(by, booking, client_id, Kind.MOVE_ASKED, says)


def see_to(*, by: Member, booking: Booking, client_id: UUID, says: str) -> VisitAnswer:
    """The desk has spoken to the patient, and the time stays. Raises Unusable, NotAllowed."""
    require(by, Permission.BOOK)
    if booking.clinic_id != by.clinic.pk:
        raise NotAllowed("this visit is another clinic's")
    if not says.strip():
        raise Unusable.one(
            "says", "missing", "say what came of it", "a few words, such as: called, keeps the time"
        )
    return _answer(by.words, booking, client_id, Kind.SEEN_TO, says)


def _answer(by: str, booking: Booking, client_id: UUID, kind: Kind, says: str) -> VisitAnswer:
    now = units.current().now
    known = queries.answer_of_client(booking.clinic_id, client_id)
    if known is not None:
        return known
    if booking.state != State.BOOKED or booking.starts_at <= now:
        raise Unusable.one("", "over", "this visit is not to come any more", "a visit that is still to come")
    said = " ".join(says.split())
    if len(said) > _MOST_WORDS or not said.isprintable():
        raise Unusable.one(
            "says", "unreadable", "these words cannot be kept", f"up to {_MOST_WORDS} plain signs"
        )
    made = VisitAnswer(
        clinic_id=booking.clinic_id, booking=booking, client_id=client_id, starts_at=booking.starts_at, kind=kind,
        at=now, by=by, says=said,
    )  # fmt: skip
    made.save()
    auditing.record(
        verb=f"visit.{kind}", says=f"a visit: {made.get_kind_display()}", subject=str(booking.pk),
        patient=booking.patient_id, actor=by, clinic=booking.clinic_id,
    )  # fmt: skip
    live.notify({f"schedule:{booking.clinic_id}": 0})
    return made
