"""Recoveries of a clinic, and what is true of them now."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from uuid import UUID

from django.db.models import QuerySet

from euthymia.clinic.people.models import Clinic, Patient
from euthymia.clinic.pharmacy.models import Entry
from euthymia.clinic.visits.models import Visit
from euthymia.domain.rules.ready_to_leave import Settings
from euthymia.journey.infusion import queries as infusions
from euthymia.journey.infusion.fold import Happening
from euthymia.journey.infusion.models import Session
from euthymia.kit.composed import composed

from .fold import Folded, fold
from .models import (
    Discharge,
    EscortLink,
    OtherDose,
    Recovery,
    RecoveryEvent,
    RecoverySettings,
    RemsEnrolment,
)


def of_visit(visit: Visit) -> Recovery | None:
    return (
        Recovery.objects.filter(clinic_id=visit.clinic_id, visit=visit)
        .select_related("watch", "patient", "clinic")
        .first()
    )


def session_of(visit: Visit) -> Session | None:
    """The infusion of this visit."""
    return infusions.sessions(visit.clinic).filter(visit=visit).select_related("visit__room").first()


def happenings(recovery: Recovery) -> list[Happening]:
    rows = RecoveryEvent.objects.filter(clinic_id=recovery.clinic_id, recovery=recovery).order_by("n")
    return [as_happening(row) for row in rows]


def as_happening(row: RecoveryEvent) -> Happening:
    return Happening(
        n=row.n, kind=row.kind, at=row.at, entered_at=row.entered_at, by=row.by, says=row.says, reason=row.reason,
        detail=row.detail, corrects=row.corrects,
    )  # fmt: skip


def folded(recovery: Recovery | None) -> Folded:
    return fold(() if recovery is None else happenings(recovery))


def by_client_id(recovery: Recovery, client_id: UUID) -> RecoveryEvent | None:
    rows = RecoveryEvent.objects.filter(clinic_id=recovery.clinic_id, recovery=recovery, client_id=client_id)
    return rows.first()


def check_ids(recovery: Recovery) -> list[UUID]:
    """The clients' ids of the checks."""
    rows = RecoveryEvent.objects.filter(clinic_id=recovery.clinic_id, recovery=recovery, kind="check")
    return list(rows.values_list("client_id", flat=True))


def event(recovery: Recovery, n: int) -> RecoveryEvent | None:
    return RecoveryEvent.objects.filter(clinic_id=recovery.clinic_id, recovery=recovery, n=n).first()


def enrolment(patient: Patient) -> RemsEnrolment | None:
    """The newest word of the REMS on this patient."""
    found = RemsEnrolment.objects.filter(clinic_id=patient.clinic_id, patient=patient)
    return found.order_by("-at", "-id").first()


def is_enrolled(patient: Patient) -> bool:
    newest = enrolment(patient)
    return newest is not None and newest.state == RemsEnrolment.State.ENROLLED


def is_first_spray(recovery: Recovery) -> bool:
    """Whether no spray of this patient's is recorded before this one."""
    before = Recovery.objects.filter(
        clinic_id=recovery.clinic_id,
        patient_id=recovery.patient_id,
        route=Recovery.Route.NASAL,
        began_at__lt=recovery.began_at,
    )
    return not before.exists()


def nasal_of(patient: Patient) -> list[Recovery]:
    """Sprays of this patient, newest first."""
    found = Recovery.objects.filter(
        clinic_id=patient.clinic_id, patient=patient, route=Recovery.Route.NASAL
    ).select_related("visit")
    return list(found.order_by("-began_at", "-id"))


def other_doses(patient: Patient) -> list[OtherDose]:
    """Doses by other routes, newest first."""
    found = OtherDose.objects.filter(clinic_id=patient.clinic_id, patient=patient)
    return list(found.order_by("-given_at", "-id"))


def given_by_book(patient: Patient, entry_n: int) -> int | None:
    """How much a line of the drug book says that this patient was given, µg; None where it says nothing of the kind."""
    found = Entry.objects.filter(clinic_id=patient.clinic_id, patient=patient, kind="administer", n=entry_n)
    legs = found.values_list("legs", flat=True).first()
    if legs is None:
        return None
    return sum(int(mass) for account, _, mass in legs if account.startswith("administered:"))


def discharge_of(recovery: Recovery | None) -> Discharge | None:
    if recovery is None:
        return None
    return Discharge.objects.filter(clinic_id=recovery.clinic_id, recovery=recovery).first()


def settings_in_force(clinic: Clinic) -> Settings:
    """The figures adopted last; those of the fact base while none were."""
    newest = RecoverySettings.objects.filter(clinic=clinic).order_by("-at", "-id").first()
    return Settings() if newest is None else Settings.from_json(newest.values)


def adopted(clinic: Clinic) -> list[RecoverySettings]:
    """Every set of figures the clinic has adopted, newest first."""
    return list(RecoverySettings.objects.filter(clinic=clinic).order_by("-at", "-id"))


def link(token: str, now: datetime) -> EscortLink | None:
    """The link with this key, while it lasts, whichever clinic's. Ask in a unit of every tenant."""
    found = EscortLink.objects.filter(digest=sha256(token.encode()).digest(), until__gt=now)
    return found.select_related("recovery__visit__patient", "recovery__clinic", "clinic").filter(recovery__closed_at=None).first()  # fmt: skip


@dataclass(frozen=True, slots=True)
class Watching:
    """A recovery as a board shows it: when the next check is due, how the ride home stands."""

    next_check: datetime
    escort: str
    discharged: bool

    def overdue_s(self, now: datetime) -> float:
        return 0.0 if self.discharged else max(0.0, (now - self.next_check).total_seconds())


def watching(clinic: Clinic, ended: dict[UUID, datetime]) -> dict[UUID, Watching]:
    """For sessions in recovery (session to end of infusion); three queries however many there are."""
    if not ended:
        return {}
    settings = settings_in_force(clinic)
    found = {one.session_id: one for one in Recovery.objects.filter(clinic=clinic, session__in=list(ended))}
    rows: dict[UUID, list[Happening]] = {one.pk: [] for one in found.values()}
    for row in RecoveryEvent.objects.filter(clinic=clinic, recovery__in=list(rows)).order_by(
        "recovery_id", "n"
    ):
        rows[row.recovery_id].append(as_happening(row))
    states = {}
    for session_id, ended_at in ended.items():
        recovery = found.get(session_id)
        state = fold(rows[recovery.pk] if recovery else ())
        kept = Settings.from_json(recovery.settings) if recovery else settings
        discharged = recovery is not None and recovery.closed_at is not None
        states[session_id] = Watching(next_check(state, ended_at, kept), state.escort_state, discharged)
    return states


def next_check(state: Folded, ended_at: datetime, settings: Settings) -> datetime:
    """When somebody looks again: an interval after the last check, or after the end of the dose."""
    last = max((one.at for one in state.checks), default=ended_at)
    return max(last, ended_at) + timedelta(minutes=settings.check_every_min)


def open_nasal(clinic: Clinic) -> list[Recovery]:
    """Sprays whose patients are still here."""
    return _open_nasal(clinic.pk)


@composed
def _open_nasal(clinic_id: UUID) -> QuerySet[Recovery]:
    found = Recovery.objects.filter(clinic=clinic_id, route=Recovery.Route.NASAL, visit__left_at=None)
    return found.select_related("patient", "visit__room", "watch").order_by("opened_at")


def open_recoveries(clinic: Clinic) -> list[Recovery]:
    """Everybody who is in recovery and not discharged."""
    found = Recovery.objects.filter(clinic=clinic, closed_at=None)
    return list(found.select_related("visit", "session__order", "watch").order_by("opened_at"))


def of_spray(recovery: Recovery) -> Watching:
    """How the watching after one spray stands."""
    assert recovery.ended_at is not None, "a spray has its times"
    state = folded(recovery)
    due = next_check(state, recovery.ended_at, Settings.from_json(recovery.settings))
    return Watching(due, state.escort_state, recovery.closed_at is not None)


def discharges(patient: Patient) -> list[Discharge]:
    """How this patient left each time, newest first."""
    found = Discharge.objects.filter(clinic_id=patient.clinic_id, patient=patient)
    return list(found.order_by("-at", "-id"))


def discharged_visits(patient: Patient) -> list[UUID]:
    """The visits that ended with a discharge."""
    found = Discharge.objects.filter(clinic_id=patient.clinic_id, patient=patient)
    return list(found.values_list("recovery__visit_id", flat=True))


def sprays(clinic: Clinic, patients: Iterable[UUID]) -> dict[UUID, list[Recovery]]:
    """The watched sprays of these patients, oldest first."""
    rows = Recovery.objects.filter(
        clinic=clinic, route=Recovery.Route.NASAL, patient__in=list(patients)
    ).select_related("watch")
    found: dict[UUID, list[Recovery]] = {}
    for row in rows.order_by("began_at", "id"):
        found.setdefault(row.patient_id, []).append(row)
    return found


def patients_sprayed(clinic: Clinic) -> set[UUID]:
    """Everybody who was ever watched after a spray here."""
    found = Recovery.objects.filter(clinic=clinic, route=Recovery.Route.NASAL)
    return set(found.values_list("patient_id", flat=True).distinct())


def acts_of(clinic: Clinic, sessions: Iterable[UUID]) -> dict[UUID, list[Happening]]:
    """Every entry of the recoveries of these sessions, corrected ones too, by session."""
    rows = RecoveryEvent.objects.filter(clinic=clinic, recovery__session__in=list(sessions))
    found: dict[UUID, list[Happening]] = {}
    for row in rows.select_related("recovery").order_by("recovery_id", "n"):
        assert row.recovery.session_id is not None
        found.setdefault(row.recovery.session_id, []).append(as_happening(row))
    return found
