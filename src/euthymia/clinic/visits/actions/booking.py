"""To book, move, cancel; arrived, did not come.

A clinic's schedule has one writer at a time (`hold`), so that what a limit counts cannot change while it is
asked. Behind that the database itself refuses two bookings of one chair, or of one patient, at one time.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction

from euthymia.clinic.people.access import Permission
from euthymia.clinic.people.models import Clinic, Patient
from euthymia.clinic.people.queries import Member
from euthymia.clinic.visits import queries
from euthymia.clinic.visits.models import Booking, BookingFact, Purpose, Room, State
from euthymia.domain.quantities import Fault, Unusable
from euthymia.domain.scheduling.blocks import Phases
from euthymia.domain.scheduling.placing import Weight, refuse
from euthymia.domain.scheduling.wall import checked
from euthymia.kit import streams, units

from .acting import acting, hold, note, words_of

Kind = BookingFact.Kind
_MOST_WORDS = 300
_CONSTRAINTS = {"visits_booking_chair_once": "chair", "visits_booking_patient_once": "starts_at"}


def book(
    clinic: Clinic, *, by: Member | str, patient: Patient, chair: Room, starts_at: datetime, phases: Phases,
    purpose: str, client_id: UUID, reasons: Mapping[str, str] | None = None, one_to_one: bool = False,
) -> Booking:  # fmt: skip
    """Book a patient's time at a chair. Raises Unusable, NotAllowed.

    `starts_at` is aware: with an offset, or by the wall clock of its zone, which must show it exactly once.
    A soft limit that it breaks needs a reason, under the limit's code.
    """
    acting(by, Permission.BOOK, clinic, patient, chair)
    given, moment = _reasons(reasons), checked(starts_at, clinic.zone)
    phases.check()
    if purpose not in Purpose.values:
        raise Unusable.one("purpose", "unknown", f"{purpose!r} is no purpose", ", ".join(Purpose.values))
    hold(clinic)
    wanted = Booking(
        clinic=clinic, patient=patient, purpose=purpose, one_to_one=one_to_one, state=State.BOOKED,
        changed_at=units.current().now,
    )  # fmt: skip
    wanted.place(chair, moment, phases)
    if (known := queries.fact_of_client(clinic, client_id)) is not None:
        return _same(known, wanted, Kind.BOOKED)
    because = _judge(clinic, wanted, given)
    with _once(clinic, wanted):
        wanted.save(force_insert=True)
    _append(wanted, Kind.BOOKED, by, client_id, because=because)
    note(
        wanted.clinic_id,
        "booking.made",
        f"booked {wanted.get_purpose_display()} at {_where(wanted)}",
        subject=wanted.pk,
        by=by,
        patient=wanted.patient_id,
    )
    return wanted


def move(
    clinic: Clinic, *, by: Member | str, booking: Booking, client_id: UUID, starts_at: datetime | None = None,
    chair: Room | None = None, phases: Phases | None = None, reasons: Mapping[str, str] | None = None, reason: str = "",
) -> Booking:  # fmt: skip
    """Another time, chair or length; what is left out stays as it is. Raises Unusable, NotAllowed."""
    acting(by, Permission.BOOK, clinic, booking, *([chair] if chair else []))
    given, why = _reasons(reasons), _words(reason)
    moment = None if starts_at is None else checked(starts_at, clinic.zone)
    if phases is not None:
        phases.check()
    hold(clinic)
    wanted = queries.booking(clinic, booking.pk)
    before = (wanted.chair_id, wanted.starts_at, wanted.phases)
    wanted.place(chair or wanted.chair, moment or wanted.starts_at, phases or wanted.phases)
    if (known := queries.fact_of_client(clinic, client_id)) is not None:
        return _same(known, wanted, Kind.MOVED)
    _still(wanted, State.BOOKED)
    if before == (wanted.chair_id, wanted.starts_at, wanted.phases):
        return wanted
    because = _judge(clinic, wanted, given)
    wanted.changed_at = units.current().now
    with _once(clinic, wanted):
        wanted.save()
    _append(wanted, Kind.MOVED, by, client_id, reason=why, because=because)
    note(
        wanted.clinic_id,
        "booking.moved",
        f"moved {wanted.get_purpose_display()} to {_where(wanted)}",
        subject=wanted.pk,
        by=by,
        patient=wanted.patient_id,
    )
    return wanted


def cancel(clinic: Clinic, *, by: Member | str, booking: Booking, reason: str, client_id: UUID) -> Booking:
    """Give the slot free, with the reason. Raises Unusable, NotAllowed."""
    why = _words(reason)
    if not why:
        raise Unusable.one("reason", "missing", "say why it is cancelled", "a few words")
    return _end(clinic, by, booking, State.CANCELLED, client_id, why)


def no_show(
    clinic: Clinic, *, by: Member | str, booking: Booking, client_id: UUID, reason: str = ""
) -> Booking:
    """The patient did not come; said from the start of the booking on. Raises Unusable, NotAllowed."""
    if booking.starts_at > units.current().now:
        raise Unusable.one(
            "", "too-early", "the booking has not begun", "to cancel it, or to wait until it begins"
        )
    return _end(clinic, by, booking, State.NO_SHOW, client_id, _words(reason))


def arrive(clinic: Clinic, *, by: Member | str, booking: Booking, client_id: UUID) -> Booking:
    """The patient is here. Raises Unusable, NotAllowed."""
    return _end(clinic, by, booking, State.ARRIVED, client_id, "")


def _end(
    clinic: Clinic, by: Member | str, booking: Booking, state: State, client_id: UUID, why: str
) -> Booking:
    """A step after which the booking is moved no more. `state` and the fact's kind have the same names."""
    acting(by, Permission.BOOK, clinic, booking)
    hold(clinic)
    found = queries.booking(clinic, booking.pk)
    if (known := queries.fact_of_client(clinic, client_id)) is not None:
        return _same(known, found, Kind(state.value))
    _still(found, State.BOOKED)
    found.state, found.changed_at = state, units.current().now
    found.reason = why if state is State.CANCELLED else ""
    found.save(update_fields=["state", "reason", "changed_at"])
    _append(found, Kind(state.value), by, client_id, reason=why)
    note(
        found.clinic_id,
        f"booking.{state.value}",
        f"{found.get_purpose_display()} at {_where(found)}: {state.label}",
        subject=found.pk,
        by=by,
        patient=found.patient_id,
    )
    return found


def _judge(clinic: Clinic, wanted: Booking, given: dict[str, str]) -> dict[str, str]:
    """The reasons that were needed. Raises Unusable for what is refused, or needs one."""
    found = queries.limits_broken(clinic, wanted, units.current().now)
    refuse(found, given)
    return {one.code: given[one.code] for one in found if one.weight is Weight.SOFT}


def _still(booking: Booking, state: State) -> None:
    if booking.state != state:
        says = f"this booking is {booking.get_state_display()}, no longer {state.label}"
        raise Unusable.one("", "not-booked", says, "a booking that is still to come")


def _same(known: BookingFact, wanted: Booking, kind: Kind) -> Booking:
    """The booking that this form has already written. Raises Unusable when the form says something else now."""
    booking = known.booking
    placed = (known.chair_id, known.starts_at, known.minutes)
    asked = (wanted.chair_id, wanted.starts_at, _minutes(wanted))
    whose = (booking.patient_id, booking.purpose) == (wanted.patient_id, wanted.purpose)
    if known.kind == kind and whose and (placed == asked or kind not in (Kind.BOOKED, Kind.MOVED)):
        return booking
    raise Unusable.one("client_id", "reused", "this form was already used for something else", "a fresh form")


class _once:
    """The last fence: what the database refuses is told as the limit it is."""

    def __init__(self, clinic: Clinic, wanted: Booking) -> None:
        self.clinic, self.wanted, self.atomic = clinic, wanted, transaction.atomic()

    def __enter__(self) -> None:
        self.atomic.__enter__()

    def __exit__(self, kind: Any, error: BaseException | None, trace: Any) -> None:
        self.atomic.__exit__(kind, error, trace)
        if isinstance(error, IntegrityError):
            broken = getattr(getattr(error.__cause__, "diag", None), "constraint_name", "")
            if broken in _CONSTRAINTS:
                where = _CONSTRAINTS[broken]
                raise Unusable.one(
                    where, "taken", "somebody else has just taken it", "another time or chair"
                ) from error


def _append(
    booking: Booking, kind: Kind, by: Member | str, client_id: UUID, *, reason: str = "",
    because: dict[str, str] | None = None,
) -> None:  # fmt: skip
    fact = BookingFact(
        clinic_id=booking.clinic_id, booking=booking, client_id=client_id, kind=kind, at=units.current().now,
        by=words_of(by), chair_id=booking.chair_id, chair_name=booking.chair.name, starts_at=booking.starts_at,
        minutes=_minutes(booking), reason=reason, because=because or {},
    )  # fmt: skip
    streams.append(booking, [fact], locked=True)


def _where(booking: Booking) -> str:
    local = booking.starts_at.astimezone(booking.clinic.zone)
    return f"{booking.chair.name}, {local:%Y-%m-%d %H:%M}"


def _minutes(booking: Booking) -> list[int]:
    return [booking.prep_min, booking.session_min, booking.recovery_min, booking.turnover_min]


def _words(reason: str) -> str:
    words = reason.strip()
    if len(words) > _MOST_WORDS or not words.isprintable():
        raise Unusable.one(
            "reason", "unreadable", "these words cannot be kept", f"up to {_MOST_WORDS} plain signs"
        )
    return words


def _reasons(reasons: Mapping[str, str] | None) -> dict[str, str]:
    given = {code: words.strip() for code, words in (reasons or {}).items() if words.strip()}
    faults = [
        Fault(f"reason-{code}", "unreadable", "the reason has signs that cannot be shown", f"up to {_MOST_WORDS} plain signs")
        for code, words in given.items() if len(words) > _MOST_WORDS or not words.isprintable()
    ]  # fmt: skip
    if faults:
        raise Unusable(faults)
    return given
