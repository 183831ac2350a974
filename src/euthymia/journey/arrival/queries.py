"""Where a day's coming stands: what was told, whether somebody has to be called, who is here."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from hashlib import sha256
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from euthymia.clinic.people.models import Clinic, Patient
from euthymia.clinic.visits import queries as visits
from euthymia.clinic.visits.models import Booking, Visit, VisitEvent
from euthymia.domain.rules import day_check
from euthymia.kit.composed import composed

from .models import DayAnswer, DayCheck, Identity, Kiosk

_OUTCOME = DayAnswer.Outcome


@dataclass(frozen=True, slots=True)
class State:
    """One patient's day: the cards as told last, what a call came to since, and the wishes for the session."""

    told: DayAnswer | None = None
    called: DayAnswer | None = None
    wishes: DayAnswer | None = None
    before: Mapping[str, str] | None = None

    @property
    def outcome(self) -> str:
        """ "not-asked", "come-in" or "call": what a call came to counts, until something else is told."""
        newest = self.called or self.told
        return newest.outcome if newest is not None else "not-asked"

    @property
    def reasons(self) -> list[str]:
        """Why somebody has to be called, or why the call came to no "come in"."""
        if self.outcome != _OUTCOME.CALL:
            return []
        said = [str(self.called.value["says"])] if self.called is not None else []
        return [*(self.told.reasons if self.told is not None else ()), *said]

    @property
    def cards(self) -> Mapping[str, str]:
        return self.told.value if self.told is not None else {}

    @property
    def changed(self) -> frozenset[str]:
        """Answers that are not those of the last time this patient came."""
        return day_check.changed(self.cards, self.before) if self.told is not None else frozenset()

    @property
    def driver(self) -> str:
        """Name and phone of who takes the patient home, as told."""
        return ", ".join(words for name in ("driver", "driver_phone") if (words := self.cards.get(name, "")))


def today(clinic: Clinic, now: datetime) -> date:
    return now.astimezone(clinic.zone).date()


def day_check_of(patient: Patient, day: date) -> DayCheck | None:
    return DayCheck.objects.filter(clinic_id=patient.clinic_id, patient=patient, day=day).first()


def answer_of_client(found: DayCheck, client_id: UUID) -> DayAnswer | None:
    return DayAnswer.objects.filter(clinic_id=found.clinic_id, day_check=found, client_id=client_id).first()


def state(patient: Patient, day: date) -> State:
    """Where this patient's day stands."""
    return states(patient.clinic, day, [patient.pk]).get(patient.pk, State())


def states(clinic: Clinic, day: date, patients: Iterable[UUID] | None = None) -> dict[UUID, State]:
    """The same for everybody who has told something for this day; two queries however many there are."""
    checks = DayCheck.objects.filter(clinic=clinic, day=day)
    if patients is not None:
        checks = checks.filter(patient__in=list(patients))
    of = {one.pk: one.patient_id for one in checks}
    rows: dict[UUID, list[DayAnswer]] = {patient: [] for patient in of.values()}
    for row in DayAnswer.objects.filter(clinic=clinic, day_check__in=list(of)).order_by("day_check_id", "n"):
        rows[of[row.day_check_id]].append(row)
    before = _told_before(clinic, day, rows)
    return {patient: _fold(found, before.get(patient)) for patient, found in rows.items()}


def _told_before(clinic: Clinic, day: date, patients: Iterable[UUID]) -> dict[UUID, Mapping[str, str]]:
    """The cards each of them told last for an earlier day."""
    earlier = DayAnswer.objects.filter(
        clinic=clinic, kind=DayAnswer.Kind.TOLD, day_check__patient__in=list(patients), day_check__day__lt=day
    )
    newest = earlier.order_by("day_check__patient", "-day_check__day", "-n").distinct("day_check__patient")
    return {row.day_check.patient_id: row.value for row in newest.select_related("day_check")}


def _fold(rows: Sequence[DayAnswer], before: Mapping[str, str] | None) -> State:
    told = called = wishes = None
    for row in rows:
        if row.kind == DayAnswer.Kind.TOLD:
            told, called = row, None
        elif row.kind == DayAnswer.Kind.CALLED:
            called = row
        else:
            wishes = row
    return State(told, called, wishes, before)


def wishes(patient: Patient) -> Mapping[str, Any]:
    """What this patient wished for last, on whichever day: a wish holds until another is said."""
    newest = _newest_wishes(patient.clinic_id, patient.pk)
    return newest[0].value if newest else {}


@composed
def _newest_wishes(clinic_id: UUID, patient_id: UUID) -> QuerySet[DayAnswer]:
    found = DayAnswer.objects.filter(
        clinic=clinic_id, kind=DayAnswer.Kind.COMFORT, day_check__patient=patient_id
    )
    return found.order_by("-day_check__day", "-n")[:1]


def wishes_of(clinic: Clinic, patients: Iterable[UUID]) -> dict[UUID, Mapping[str, Any]]:
    """The same for many, in one query."""
    asked = DayAnswer.objects.filter(
        clinic=clinic, kind=DayAnswer.Kind.COMFORT, day_check__patient__in=list(patients)
    )
    newest = asked.order_by("day_check__patient", "-day_check__day", "-n").distinct("day_check__patient")
    return {row.day_check.patient_id: row.value for row in newest.select_related("day_check")}


def identities(clinic: Clinic, found: Iterable[Visit]) -> dict[UUID, Identity]:
    """How the patients of these visits were recognised."""
    rows = Identity.objects.filter(clinic=clinic, visit__in=list(found)).order_by("at", "id")
    return {row.visit_id: row for row in rows}


@dataclass(frozen=True, slots=True)
class Coming:
    """Somebody who is expected on a day, or has come. `due_at` is when they were to come, where that is known."""

    patient: Patient
    state: State
    visit: Visit | None
    step: str
    identity: Identity | None
    due_at: datetime | None = None
    arrived_at: datetime | None = None

    def late(self, now: datetime) -> timedelta:
        """How late they are, or were; nothing while they are not."""
        if self.due_at is None:
            return timedelta(0)
        return max(timedelta(0), (self.arrived_at or now) - self.due_at)

    @property
    def here(self) -> bool:
        return self.visit is not None and self.visit.left_at is None


def booked(patient: Patient, day: date) -> Booking | None:
    """The first booking that holds of this patient's on this day."""
    begins, ends = visits.day_of(patient.clinic, day)
    found = visits.bookings(patient.clinic, begins, ends).filter(patient=patient, starts_at__gte=begins)
    return found.first()


def planned(patient: Patient, day: date) -> datetime | None:
    """When the dose is planned: after the preparation of what is booked; None where nothing is."""
    found = booked(patient, day)
    return None if found is None else found.starts_at + timedelta(minutes=found.prep_min)


def arrivals(clinic: Clinic, day: date) -> list[Coming]:
    """Everybody of this day: who is booked, who told something, who came; by the time they were to come."""
    begins, ends = visits.day_of(clinic, day)
    due: dict[UUID, datetime] = {}
    for booking in visits.bookings(clinic, begins, ends).filter(starts_at__gte=begins):
        due.setdefault(booking.patient_id, booking.starts_at)
    came = visits.of_day(clinic, day)
    trails, known = visits.trails(came), identities(clinic, came)
    told = states(clinic, day)
    by_patient = {visit.patient_id: visit for visit in came}
    others = (set(told) | set(due)) - set(by_patient)
    patients = {one.pk: one for one in Patient.objects.filter(clinic=clinic, pk__in=list(others))}
    found = [
        _coming(visit.patient, told, visit, trails[visit.pk], known.get(visit.pk), due)
        for visit in by_patient.values()
    ]
    found += [_coming(patient, told, None, [], None, due) for patient in patients.values()]
    far = datetime.max.replace(tzinfo=UTC)
    return sorted(
        found, key=lambda one: (one.due_at or one.arrived_at or far, str(one.patient), one.patient.pk)
    )


def _coming(
    patient: Patient, told: Mapping[UUID, State], visit: Visit | None, trail: Sequence[VisitEvent], identity: Identity | None,
    due: Mapping[UUID, datetime],
) -> Coming:  # fmt: skip
    return Coming(
        patient=patient, state=told.get(patient.pk, State()), visit=visit,
        step=trail[-1].get_step_display() if trail else "", identity=identity, due_at=due.get(patient.pk),
        arrived_at=visit.opened_at if visit else None,
    )  # fmt: skip


def kiosk(token: str, now: datetime) -> Kiosk | None:
    """The open kiosk with this key, whichever clinic's. Ask in a unit of every tenant."""
    found = Kiosk.objects.select_related("clinic").filter(digest=sha256(token.encode()).digest())
    return found.filter(closed_at=None, until__gt=now).first()


def kiosks(clinic: Clinic, now: datetime) -> list[Kiosk]:
    """Those that are open now."""
    return list(Kiosk.objects.filter(clinic=clinic, closed_at=None, until__gt=now).order_by("opened_at"))


def fitting(kiosk: Kiosk, family_name: str, born: date) -> list[Patient]:
    """Patients of the kiosk's clinic with this name and day; more than two are not looked for: one is wanted."""
    found = Patient.objects.filter(
        clinic_id=kiosk.clinic_id, family_name__iexact=family_name.strip(), born=born
    )
    return list(found[:2])
