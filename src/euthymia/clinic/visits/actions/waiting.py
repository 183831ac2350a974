"""The waitlist: who wants an earlier slot, what they are offered, and what they say to it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, time
from typing import Any
from uuid import UUID, uuid5

from euthymia.clinic.people.access import Permission
from euthymia.clinic.people.models import Clinic, Patient
from euthymia.clinic.people.queries import Member
from euthymia.clinic.visits import queries
from euthymia.clinic.visits.models import Booking, Purpose, Room, Waiting, WaitingFact
from euthymia.domain.quantities import Fault, Unusable
from euthymia.domain.scheduling.blocks import Phases
from euthymia.domain.scheduling.placing import Weight
from euthymia.domain.scheduling.wall import checked
from euthymia.kit import streams, units

from .acting import acting, hold, note, words_of
from .booking import book, move

Kind = WaitingFact.Kind
MOST_NOTICE_H = 24 * 14


def wait(
    clinic: Clinic, *, by: Member | str, patient: Patient, purpose: str, phases: Phases, from_day: date, until_day: date,
    weekdays: frozenset[int], earliest: time, latest: time, notice_h: int, client_id: UUID, urgent: bool = False,
    booking: Booking | None = None, words: str = "",
) -> Waiting:  # fmt: skip
    """Put a patient on the list; with a booking, to bring that one forward. Raises Unusable, NotAllowed."""
    acting(by, Permission.BOOK, clinic, patient, *([booking] if booking else []))
    phases.check()
    faults = _faults(clinic, purpose, from_day, until_day, weekdays, earliest, latest, notice_h, words)
    if booking is not None and (booking.patient_id != patient.pk or not booking.holds):
        faults.append(
            Fault(
                "booking",
                "not-theirs",
                "this is no booking of theirs to bring forward",
                "one that is to come",
            )
        )
    if faults:
        raise Unusable(faults)
    hold(clinic)
    if (known := queries.waiting_of_client(clinic, client_id)) is not None:
        return known
    now = units.current().now
    made = Waiting(
        clinic=clinic, patient=patient, booking=booking, purpose=purpose, prep_min=phases.prep_min,
        session_min=phases.session_min, recovery_min=phases.recovery_min, turnover_min=phases.turnover_min,
        from_day=from_day, until_day=until_day, weekdays=sorted(weekdays), earliest=earliest, latest=latest,
        notice_h=notice_h, urgent=urgent, note=words.strip(), asked_at=now, asked_by=words_of(by),
        state=Waiting.State.WAITING,
    )  # fmt: skip
    made.save()
    _append(made, Kind.ASKED, by, client_id)
    note(clinic.pk, "waitlist.asked", "put on the waitlist", subject=made.pk, by=by, patient=patient.pk)
    return made


def _faults(
    clinic: Clinic, purpose: str, first: date, last: date, weekdays: frozenset[int], earliest: time, latest: time,
    notice_h: int, words: str,
) -> list[Fault]:  # fmt: skip
    today = units.current().now.astimezone(clinic.zone).date()
    wrong = (
        (purpose not in Purpose.values, "purpose", f"{purpose!r} is no purpose", ", ".join(Purpose.values)),
        (last < max(first, today), "until_day", "these days are over, or in the wrong order", "a last day from today on"),
        (not weekdays or not weekdays <= set(range(7)), "weekdays", "no day of the week suits", "one day or more"),
        (earliest >= latest, "latest", "it ends before it begins", "a time after the earliest"),
        (not 0 <= notice_h <= MOST_NOTICE_H, "notice_h", f"{notice_h} hours", f"0 to {MOST_NOTICE_H} hours"),
        (len(words) > 200 or (not words.strip().isprintable() and bool(words.strip())), "words", "these words cannot be kept", "up to 200 plain signs"),
    )  # fmt: skip
    return [Fault(at, "unusable", says, accepted) for is_wrong, at, says, accepted in wrong if is_wrong]


def offer(
    clinic: Clinic, *, by: Member | str, waiting: Waiting, chair: Room, starts_at: datetime, client_id: UUID
) -> Waiting:
    """Offer a slot. What cannot be is refused before anybody is called. Raises Unusable, NotAllowed."""
    acting(by, Permission.BOOK, clinic, waiting, chair)
    moment = checked(starts_at, clinic.zone)
    found, known = _locked(clinic, waiting, client_id)
    if known:
        return found
    _open(found)
    wanted = _wanted(clinic, found)
    wanted.place(chair, moment, found.phases)
    hard = [
        one for one in queries.limits_broken(clinic, wanted, units.current().now) if one.weight is Weight.HARD
    ]
    if hard:
        raise Unusable([Fault(one.at, one.code, one.says, one.accepted) for one in hard])
    found.state, found.offered_chair, found.offered_at = Waiting.State.OFFERED, chair, moment
    found.save()
    _append(found, Kind.OFFERED, by, client_id, chair=chair, starts_at=moment)
    local = moment.astimezone(clinic.zone)
    note(
        clinic.pk,
        "waitlist.offered",
        f"offered {chair.name}, {local:%Y-%m-%d %H:%M}",
        subject=found.pk,
        by=by,
        patient=found.patient_id,
    )
    return found


def accept(
    clinic: Clinic,
    *,
    by: Member | str,
    waiting: Waiting,
    client_id: UUID,
    reasons: Mapping[str, str] | None = None,
) -> Booking:
    """The patient takes it: their booking moves there, or one is made. Raises Unusable, NotAllowed."""
    acting(by, Permission.BOOK, clinic, waiting)
    found, known = _locked(clinic, waiting, client_id)
    if known:
        return _accepted(clinic, found, client_id)
    if found.state != Waiting.State.OFFERED or found.offered_chair is None or found.offered_at is None:
        raise Unusable.one(
            "", "not-offered", "nothing is offered to this patient now", "to offer a slot first"
        )
    own = uuid5(client_id, "booking")
    if found.booking is not None and found.booking.state == "booked":
        made = move(
            clinic, by=by, booking=found.booking, client_id=own, starts_at=found.offered_at, chair=found.offered_chair,
            reasons=reasons, reason="from the waitlist",
        )  # fmt: skip
    else:
        made = book(
            clinic, by=by, patient=found.patient, chair=found.offered_chair, starts_at=found.offered_at, phases=found.phases,
            purpose=found.purpose, client_id=own, reasons=reasons,
        )  # fmt: skip
    _append(
        found,
        Kind.ACCEPTED,
        by,
        client_id,
        chair=found.offered_chair,
        starts_at=found.offered_at,
        booking=made,
    )
    found.state, found.offered_chair, found.offered_at = Waiting.State.FILLED, None, None
    found.save()
    note(
        clinic.pk,
        "waitlist.accepted",
        "took the slot that was offered",
        subject=found.pk,
        by=by,
        patient=found.patient_id,
    )
    return made


def _accepted(clinic: Clinic, found: Waiting, client_id: UUID) -> Booking:
    """What this form has already booked. Raises Unusable when it did something else."""
    for fact in queries.waiting_facts(found):
        if fact.client_id == client_id and fact.booking_id is not None:
            return queries.booking(clinic, fact.booking_id)
    raise Unusable.one("client_id", "reused", "this form was already used for something else", "a fresh form")


def decline(
    clinic: Clinic, *, by: Member | str, waiting: Waiting, client_id: UUID, reason: str = ""
) -> Waiting:
    """The patient says no, and keeps their place. Raises Unusable, NotAllowed."""
    acting(by, Permission.BOOK, clinic, waiting)
    found, known = _locked(clinic, waiting, client_id)
    if known:
        return found
    if found.state != Waiting.State.OFFERED:
        raise Unusable.one(
            "", "not-offered", "nothing is offered to this patient now", "to offer a slot first"
        )
    _append(
        found,
        Kind.DECLINED,
        by,
        client_id,
        chair=found.offered_chair,
        starts_at=found.offered_at,
        reason=reason,
    )
    found.state, found.offered_chair, found.offered_at = Waiting.State.WAITING, None, None
    found.declined += 1
    found.save()
    note(
        clinic.pk, "waitlist.declined", "said no to a slot", subject=found.pk, by=by, patient=found.patient_id
    )
    return found


def withdraw(clinic: Clinic, *, by: Member | str, waiting: Waiting, client_id: UUID, reason: str) -> Waiting:
    """Off the list, with the reason. Raises Unusable, NotAllowed."""
    acting(by, Permission.BOOK, clinic, waiting)
    found, known = _locked(clinic, waiting, client_id)
    if known:
        return found
    _open(found)
    if not reason.strip() or len(reason) > 200 or not reason.strip().isprintable():
        raise Unusable.one("reason", "missing", "say why", "up to 200 plain signs")
    _append(found, Kind.WITHDRAWN, by, client_id, reason=reason.strip())
    found.state, found.offered_chair, found.offered_at = Waiting.State.WITHDRAWN, None, None
    found.save()
    note(
        clinic.pk,
        "waitlist.withdrawn",
        "taken off the waitlist",
        subject=found.pk,
        by=by,
        patient=found.patient_id,
    )
    return found


def _locked(clinic: Clinic, waiting: Waiting, client_id: UUID) -> tuple[Waiting, bool]:
    """The wish, held; and whether this form was written already. Raises Unusable when for another wish."""
    hold(clinic)
    found, known = queries.waiting(clinic, waiting.pk), queries.waiting_of_client(clinic, client_id)
    if known is not None and known.pk != found.pk:
        raise Unusable.one(
            "client_id", "reused", "this form was already used for something else", "a fresh form"
        )
    return found, known is not None


def _open(found: Waiting) -> None:
    if found.state not in (Waiting.State.WAITING, Waiting.State.OFFERED):
        raise Unusable.one(
            "", "not-waiting", f"this patient {found.get_state_display()}", "somebody who waits"
        )


def _wanted(clinic: Clinic, found: Waiting) -> Booking:
    """The booking as it would be, in memory."""
    if found.booking is not None and found.booking.holds:
        return queries.booking(clinic, found.booking.pk)
    return Booking(clinic=clinic, patient=found.patient, purpose=found.purpose, state="booked")


def _append(found: Waiting, kind: Kind, by: Member | str, client_id: UUID, **more: Any) -> None:
    fact = WaitingFact(
        clinic_id=found.clinic_id, waiting=found, client_id=client_id, kind=kind, at=units.current().now,
        by=words_of(by), **more,
    )  # fmt: skip
    streams.append(found, [fact], locked=True)
