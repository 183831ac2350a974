"""Sessions and orders of a clinic, and what is true of them now."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Exists, OuterRef, QuerySet

from euthymia.clinic.devices import queries as devices
from euthymia.clinic.monitoring import queries as monitoring
from euthymia.clinic.people.models import Clinic, Patient
from euthymia.domain import protocols
from euthymia.domain.protocols.before_start import judge_resting_pressure
from euthymia.domain.quantities import MASS_MG, Fault
from euthymia.kit import clock, units
from euthymia.kit.composed import composed

from . import histories
from .fold import Course, Happening, fold
from .models import OfflineAnswer, OfflineEntry, Order, Session, SessionEvent

BASELINE_FRESH = timedelta(minutes=15)  # P: how old a resting pressure may be at the start
mg = MASS_MG.format


_WITH = ("patient", "order", "room", "watch", "clinic")


def sessions(clinic: Clinic) -> QuerySet[Session]:
    return Session.objects.filter(clinic=clinic).select_related(*_WITH)


def session(clinic: Clinic, session_id: UUID) -> Session:
    """Raises Session.DoesNotExist, also for another clinic's."""
    found = _session(clinic.pk, session_id)
    if not found:
        raise Session.DoesNotExist(f"no session {session_id} at {clinic}")
    return found[0]


@composed
def _session(clinic_id: UUID, session_id: UUID) -> QuerySet[Session]:
    return Session.objects.filter(clinic=clinic_id, pk=session_id).select_related(*_WITH, "visit__room")


def followed(clinic_id: UUID, session_ids: Iterable[UUID]) -> list[Session]:
    """Those of the clinic's sessions, with what their live pages show."""
    found = Session.objects.filter(clinic_id=clinic_id, pk__in=list(session_ids))
    return list(found.select_related("patient", "order", "watch", "clinic"))


def running(clinic: Clinic) -> QuerySet[Session]:
    """Sessions that are not closed, by room."""
    return sessions(clinic).filter(finished_at=None).order_by("room__order", "room__name")


def of_patient(patient: Patient) -> QuerySet[Session]:
    """A patient's sessions, newest first."""
    return (
        Session.objects.filter(clinic_id=patient.clinic_id, patient=patient)
        .select_related("order", "room", "watch", "clinic", "patient")
        .order_by("-made_at")
    )


def recent(clinic: Clinic, limit: int = 50) -> QuerySet[Session]:
    """Closed sessions, newest first, with no more of each than a list shows."""
    found = Session.objects.filter(clinic=clinic).exclude(finished_at=None).order_by("-made_at")
    shown = ("made_at", "patient__given_name", "patient__family_name", "room__name", "order__dose_ug")
    return found.select_related("patient", "order", "room").only(*shown)[:limit]


def session_of_order_client(clinic: Clinic, client_id: UUID) -> Session | None:
    return sessions(clinic).filter(order__client_id=client_id).first()


def last_order(patient: Patient) -> Order | None:
    return Order.objects.filter(clinic_id=patient.clinic_id, patient=patient).order_by("-at").first()


def last_infusion(patient: Patient) -> tuple[Order, datetime] | None:
    """The order of the patient's newest infusion that was started, and when it began as last corrected."""
    begun = (
        SessionEvent.objects.filter(clinic_id=patient.clinic_id, session__patient=patient, kind="started")
        .select_related("session__order")
        .order_by("-session__made_at", "-n")
        .first()
    )
    return None if begun is None else (begun.session.order, begun.at)


def last_begun(patient: Patient) -> datetime | None:
    """When the patient's newest infusion began."""
    last = last_infusion(patient)
    return None if last is None else last[1]


def begun(clinic: Clinic, patients: Iterable[UUID]) -> dict[UUID, list[tuple[Session, datetime]]]:
    """The infusions of these patients that were started, oldest first, each with its start as last corrected."""
    rows = SessionEvent.objects.filter(clinic=clinic, kind="started", session__patient__in=list(patients))
    last: dict[UUID, tuple[Session, datetime]] = {}
    for row in rows.select_related("session").order_by("session__made_at", "n"):
        last[row.session_id] = (row.session, row.at)
    found: dict[UUID, list[tuple[Session, datetime]]] = {}
    for session, at in last.values():
        found.setdefault(session.patient_id, []).append((session, at))
    return found


def begun_between(clinic: Clinic, since: datetime, until: datetime) -> list[Session]:
    """Sessions that were made in this time and started, oldest first."""
    started = SessionEvent.objects.filter(
        clinic=clinic, kind="started", session__made_at__gte=since, session__made_at__lt=until
    )
    found = sessions(clinic).filter(pk__in=started.values("session_id")).select_related("visit")
    return list(found.order_by("made_at", "id"))


def patients_begun(clinic: Clinic) -> set[UUID]:
    """Everybody who was ever infused here."""
    begun = SessionEvent.objects.filter(clinic=clinic, kind="started")
    return set(begun.values_list("session__patient_id", flat=True).distinct())


def open_session_faults(patient: Patient) -> list[Fault]:
    """An open session refuses a second one."""
    running = of_patient(patient).filter(finished_at=None).first()
    if running is None:
        return []
    says = f"{patient} has an open session at {running.room.name}"
    return [Fault("", "session-open", says, "close it first")]


def spacing(patient: Patient, protocol: protocols.Protocol) -> list[protocols.Finding]:
    """Too soon after the last infusion is refused; sooner than usual asks for a reason.

    clinical.md 3E, missed visit (P): at least 24 h are kept between infusions, 48 h unless somebody decides
    otherwise; below the least it blocks. Each protocol carries its own two figures.
    """
    last = last_infusion(patient)
    if last is None:
        return []
    since, series = units.current().now - last[1], protocol.series
    shortest, usual = timedelta(hours=series.shortest_interval_h), timedelta(hours=series.usual_interval_h)
    if since >= usual:
        return []
    ago = f"the last infusion began {since // timedelta(hours=1)} h ago"
    if since < shortest:
        says = f"{ago}: at least {series.shortest_interval_h} h are kept between two"
        found = protocols.Severity.REFUSE, "too-soon", "protocol", says
    else:
        says = f"{ago}, sooner than the usual {series.usual_interval_h} h: give a reason"
        found = protocols.Severity.ASK, "sooner-than-usual", "protocol", says
    return [protocols.Finding(*found, series.intervals_provenance)]


def happenings(session: Session) -> list[Happening]:
    rows = SessionEvent.objects.filter(clinic_id=session.clinic_id, session=session).order_by("n")
    return [as_happening(row) for row in rows]


def as_happening(row: SessionEvent) -> Happening:
    return Happening(
        n=row.n, kind=row.kind, at=row.at, entered_at=row.entered_at, by=row.by, says=row.says, reason=row.reason,
        rate_ul_per_h=row.rate_ul_per_h, rate_ug_per_h=row.rate_ug_per_h, detail=row.detail, corrects=row.corrects,
    )  # fmt: skip


def course(session: Session, now: datetime | None = None) -> Course:
    """The session's state at `now` (default: the clock), from its events."""
    return course_of(session, happenings(session), now)


def course_of(session: Session, found: Sequence[Happening], now: datetime | None = None) -> Course:
    return fold(
        found,
        dose_ug=session.order.dose_ug,
        final_volume_ul=session.order.final_volume_ul,
        now=now or clock.now(),
        closed=session.finished_at is not None,
    )


def courses(found: Sequence[Session], now: datetime) -> dict[UUID, Course]:
    """The state of sessions of one clinic as they have just been read: one query at most, for what has moved.

    For looking at. An act reads what it decides on from the table, behind its lock.
    """
    known = entries(found)
    return {session.pk: course_of(session, known[session.pk], now) for session in found}


def entries(found: Sequence[Session]) -> dict[UUID, Sequence[Happening]]:
    """Everything that was entered in sessions of one clinic, corrected entries too: one query at most."""
    known = {session.pk: histories.recall(session) for session in found}
    moved = [session for session in found if known[session.pk] is None]
    if moved:
        known |= _read(moved)
    return {pk: events or () for pk, events in known.items()}


def _read(moved: list[Session]) -> dict[UUID, Sequence[Happening]]:
    rows: dict[UUID, list[SessionEvent]] = {session.pk: [] for session in moved}
    asked = SessionEvent.objects.filter(clinic_id=moved[0].clinic_id, session__in=list(rows))
    for row in asked.order_by("session_id", "n"):
        rows[row.session_id].append(row)
    found: dict[UUID, Sequence[Happening]] = {}
    for session in moved:
        events = rows[session.pk]
        found[session.pk] = [as_happening(row) for row in events]
        if events:
            histories.keep(session, found[session.pk], bytes(events[-1].hash))
    return found


def event(session: Session, n: int) -> SessionEvent | None:
    return SessionEvent.objects.filter(clinic_id=session.clinic_id, session=session, n=n).first()


def by_client_id(session: Session, client_id: UUID) -> SessionEvent | None:
    return SessionEvent.objects.filter(
        clinic_id=session.clinic_id, session=session, client_id=client_id
    ).first()


def undecided(session: Session) -> int:
    """How many entries made without the network wait for a person's decision."""
    answered = OfflineAnswer.objects.filter(clinic_id=session.clinic_id, entry=OuterRef("pk"))
    waiting = OfflineEntry.objects.filter(clinic_id=session.clinic_id, session=session)
    return waiting.exclude(outcome=OfflineEntry.Outcome.ENTERED).exclude(Exists(answered)).count()


def taken_offline(session: Session) -> set[int]:
    """The numbers of the entries that were made without the network."""
    rows = OfflineEntry.objects.filter(clinic_id=session.clinic_id, session=session).exclude(event_n=None)
    return {n for n in rows.values_list("event_n", flat=True) if n is not None}


def rate_before_pause(session: Session) -> int:
    """The pump rate in force before the pause that stands now; 0 when none does."""
    rate = 0
    for one in course(session).happenings:
        if one.kind in ("started", "rate", "resumed") and one.rate_ul_per_h:
            rate = one.rate_ul_per_h
    return rate


def from_devices(session: Session) -> dict[str, tuple[float, datetime]]:
    """What the monitor shows now: values still within their maximum age, and none that a person typed."""
    now = clock.now()
    limits = session.watch.limits
    longest = max((limit["max_age_s"] for limit in limits.values()), default=0)
    since = now - timedelta(seconds=longest)
    shown = {}
    for channel, (value, measured_at) in monitoring.newest_between(
        session.watch, since, now, by_device=True
    ).items():
        limit = limits.get(channel)
        if channel in ("moaas", "rass", "dissociation") or limit is None:
            continue
        if (now - measured_at).total_seconds() <= limit["max_age_s"]:
            shown[channel] = (value, measured_at)
    return shown


def baseline(session: Session, at: datetime | None = None) -> dict[str, float]:
    """Resting values measured shortly before `at` (default: the clock), and none that were measured later."""
    at = at or clock.now()
    resting = monitoring.newest_between(session.watch, at - BASELINE_FRESH, at)
    return {channel: value for channel, (value, _) in resting.items()}


def before_start(session: Session, at: datetime | None = None) -> list[protocols.Finding]:
    """What the resting pressure says about starting at `at` (default: the clock)."""
    resting = baseline(session, at)
    return judge_resting_pressure(resting.get("sbp"), resting.get("dbp"))


def device_names(session: Session) -> list[str]:
    return [device.code for device in devices.associated(session.watch)]
