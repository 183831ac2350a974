"""When the clinic is open: its hours, its holidays, a chair that is out of use."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime, time
from uuid import UUID

from euthymia.clinic.people.access import Permission
from euthymia.clinic.people.models import Clinic
from euthymia.clinic.people.queries import Member
from euthymia.clinic.visits.models import Closure, ClosureEnd, OpeningHours, Room
from euthymia.domain.quantities import Fault, Unusable
from euthymia.domain.scheduling.request import WEEKDAYS
from euthymia.domain.scheduling.wall import checked
from euthymia.kit import units

from .acting import acting, hold, note

Week = Mapping[str, Sequence[Sequence[str]]]
MOST_PER_NURSE = 8


def set_hours(
    clinic: Clinic, *, by: Member | str, from_day: date, week: Week, patients_per_nurse: int, client_id: UUID
) -> OpeningHours:
    """The hours from a day on: `{"mon": [["08:00", "12:00"], ["13:00", "17:00"]]}`. Raises Unusable, NotAllowed."""
    who = acting(by, Permission.SET_ROTA, clinic)
    faults = _week_faults(week)
    if not 1 <= patients_per_nurse <= MOST_PER_NURSE:
        faults.append(
            Fault("patients_per_nurse", "out-of-range", f"{patients_per_nurse} patients for a nurse", f"1 to {MOST_PER_NURSE}")
        )  # fmt: skip
    if faults:
        raise Unusable(faults)
    hold(clinic)
    if (known := OpeningHours.objects.filter(clinic=clinic, client_id=client_id).first()) is not None:
        return known
    made = OpeningHours(
        clinic=clinic, from_day=from_day, week={day: [list(pair) for pair in week[day]] for day in WEEKDAYS if week.get(day)},
        patients_per_nurse=patients_per_nurse, at=units.current().now, by=who, client_id=client_id,
    )  # fmt: skip
    made.save()
    note(
        clinic.pk,
        "schedule.hours",
        f"set the opening hours from {from_day.isoformat()} on",
        subject=made.pk,
        by=who,
    )
    return made


def _week_faults(week: Week) -> list[Fault]:
    faults = [
        Fault("week", "unknown", f"{day!r} is no day", ", ".join(WEEKDAYS))
        for day in week
        if day not in WEEKDAYS
    ]
    for day in WEEKDAYS:
        last = ""
        for pair in week.get(day, ()):
            if len(pair) != 2 or not all(map(_is_time, pair)) or not last <= pair[0] < pair[1]:
                faults.append(
                    Fault(day, "not-hours", f"{'–'.join(map(str, pair))} are no hours", "from and until, such as 08:00–17:00, in order")
                )  # fmt: skip
                break
            last = pair[1]
    return faults


def _is_time(text: object) -> bool:
    try:
        return isinstance(text, str) and time.fromisoformat(text).strftime("%H:%M") == text
    except ValueError:
        return False


def close(
    clinic: Clinic, *, by: Member | str, starts_at: datetime, ends_at: datetime, reason: str, client_id: UUID,
    kind: str = Closure.Kind.CLOSED, chair: Room | None = None,
) -> Closure:  # fmt: skip
    """Closed from one moment to another, the whole clinic or one chair. Bookings within stay, and are shown.

    Raises Unusable, NotAllowed.
    """
    who = acting(by, Permission.SET_ROTA, clinic, *([chair] if chair else []))
    start, end = checked(starts_at, clinic.zone), checked(ends_at, clinic.zone, where="ends_at")
    words = reason.strip()
    faults = []
    if kind not in Closure.Kind.values or (kind == Closure.Kind.CHAIR) != (chair is not None):
        faults.append(
            Fault("kind", "unknown", "a chair out of use names its chair", ", ".join(Closure.Kind.values))
        )
    if end <= start:
        faults.append(Fault("ends_at", "not-after", "it ends before it begins", "a later time"))
    if not words or len(words) > 200 or not words.isprintable():
        faults.append(Fault("reason", "missing", "say why", "up to 200 plain signs"))
    if faults:
        raise Unusable(faults)
    hold(clinic)
    if (known := Closure.objects.filter(clinic=clinic, client_id=client_id).first()) is not None:
        return known
    made = Closure(
        clinic=clinic, kind=kind, chair=chair, starts_at=start, ends_at=end, reason=words,
        at=units.current().now, by=who, client_id=client_id,
    )  # fmt: skip
    made.save()
    note(
        clinic.pk,
        "schedule.closed",
        f"closed {chair.name if chair else 'the clinic'}: {words}",
        subject=made.pk,
        by=who,
    )
    return made


def open_again(clinic: Clinic, *, by: Member | str, closure: Closure) -> Closure:
    """Call a closure off. Twice is once. Raises NotAllowed."""
    who = acting(by, Permission.SET_ROTA, clinic, closure)
    hold(clinic)
    if not ClosureEnd.objects.filter(clinic=clinic, closure=closure).exists():
        ClosureEnd(clinic=clinic, closure=closure, at=units.current().now, by=who).save()
        note(clinic.pk, "schedule.opened", f"open again: {closure.reason}", subject=closure.pk, by=who)
    return closure
