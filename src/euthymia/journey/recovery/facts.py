"""What is known of somebody who wants to go home, gathered for the gate (domain/rules/ready_to_leave)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import uuid5

from euthymia.clinic.crisis import queries as crises
from euthymia.clinic.monitoring import queries as monitoring
from euthymia.clinic.monitoring.models import Watch
from euthymia.clinic.people.models import Patient
from euthymia.clinic.visits import queries as visits
from euthymia.clinic.visits.models import Visit, VisitEvent
from euthymia.domain.rules import ready_to_leave as gate
from euthymia.domain.rules.ready_to_leave import Leaving, Pressure, Seen, Settings
from euthymia.journey.arrival import queries as arrival
from euthymia.journey.infusion import queries as infusions
from euthymia.journey.infusion.fold import Course
from euthymia.journey.infusion.models import Session, SessionEvent

from . import instructions, queries
from .fold import Folded
from .models import Discharge, Recovery

SIGNS = ("sbp", "dbp", "hr", "spo2", "rr")
VITALS = "vitals"  # under this name a check enters its signs at the chair too


@dataclass(frozen=True, slots=True)
class Standing:
    """A visit after its dose, now: the facts of the gate, the gate, and what the page shows of them."""

    visit: Visit
    patient: Patient
    watch: Watch
    session: Session | None
    course: Course | None
    recovery: Recovery | None
    discharge: Discharge | None
    state: Folded
    leaving: Leaving
    criteria: tuple[gate.Criterion, ...]
    next_check: datetime
    left: bool

    @property
    def open(self) -> list[gate.Criterion]:
        return [one for one in self.criteria if one.state is not gate.State.MET]

    @property
    def ready_by(self) -> datetime | None:
        return gate.ready_by(self.leaving)

    def overdue(self) -> timedelta:
        """By how much the next check is late; nothing once the patient is discharged."""
        late = self.leaving.now - self.next_check
        return max(timedelta(0), late) if self.discharge is None else timedelta(0)


class NotInRecovery(LookupError):
    """Nothing has been given in this visit, or it has not ended yet."""


def standing(visit: Visit, now: datetime) -> Standing:
    """Everything about a visit in recovery. Raises NotInRecovery."""
    recovery, session = queries.of_visit(visit), queries.session_of(visit)
    course = infusions.course(session, now) if session is not None else None
    if recovery is None and (course is None or course.finished_at is None):
        raise NotInRecovery(visit.pk)
    settings = Settings.from_json(recovery.settings) if recovery else queries.settings_in_force(visit.clinic)
    state = queries.folded(recovery)
    watch = recovery.watch if recovery is not None else session.watch  # type: ignore[union-attr]
    leaving = _leaving(visit, recovery, session, course, state, settings, watch, now)
    assert leaving.ended_at is not None
    return Standing(
        visit=visit, patient=visit.patient, watch=watch, session=session, course=course, recovery=recovery,
        discharge=queries.discharge_of(recovery), state=state, leaving=leaving, criteria=gate.criteria(leaving),
        next_check=queries.next_check(state, leaving.ended_at, settings),
        left=visits.has_taken(visit, VisitEvent.Step.LEFT),
    )  # fmt: skip


def _leaving(
    visit: Visit, recovery: Recovery | None, session: Session | None, course: Course | None, state: Folded,
    settings: Settings, watch: Watch, now: datetime,
) -> Leaving:  # fmt: skip
    nasal = recovery is not None and recovery.route == Recovery.Route.NASAL
    began = recovery.began_at if nasal and recovery else course.started_at if course else None
    ended = recovery.ended_at if nasal and recovery else course.finished_at if course else None
    assert began is not None and ended is not None
    sets = _sets(watch, session, recovery, state, began, now)
    told, met = state.told, state.met
    name = (
        str(state.escort.get("name", ""))
        or arrival.state(visit.patient, arrival.today(visit.clinic, now)).driver
    )
    return Leaving(
        nasal=nasal, now=now, began_at=began, ended_at=ended,
        sedated=None if course is None else gate.sedated(_given(course)), settings=settings,
        baseline=_baseline(session, course, recovery), seen=_seen(state, sets, course),
        pressures=[Pressure(at, values["sbp"], values["dbp"]) for at, values in sets if {"sbp", "dbp"} <= set(values)],
        crisis_open=crises.open_of(visit.patient) is not None, escort=name,
        escort_proof=met.says if met is not None else "",
        instructions=str((told.detail or {}).get("name", "")) if told else "",
        read_back=frozenset((told.detail or {}).get("read_back", ())) if told else frozenset(),
        points=instructions.POINTS,
    )  # fmt: skip


def _given(course: Course) -> list[str]:
    """Names of the other medicines that were given at the chair."""
    return [str((one.detail or {}).get("name", one.says)) for one in course.happenings if one.kind == "given"]


def _baseline(session: Session | None, course: Course | None, recovery: Recovery | None) -> dict[str, float]:
    """Resting values before the dose."""
    if session is None or course is None:
        return {name: float(value) for name, value in (recovery.baseline if recovery else {}).items()}
    return infusions.baseline(session, course.started_at)


Set = tuple[datetime, dict[str, float]]


def _sets(
    watch: Watch,
    session: Session | None,
    recovery: Recovery | None,
    state: Folded,
    since: datetime,
    now: datetime,
) -> list[Set]:
    """What was measured since the dose began, by time: from the monitor, typed at the chair, and in the checks.

    A value that a check typed counts as that check stands now: corrected, it is the correction that counts.
    """
    found: dict[datetime, dict[str, float]] = {}
    rows = monitoring.samples(watch).filter(
        measured_at__gte=since, measured_at__lte=now, channel__in=("sbp", "dbp")
    )
    for at, channel, value in rows.exclude(device=None).values_list("measured_at", "channel", "value"):
        found.setdefault(at, {})[channel] = value
    newest = monitoring.newest_between(watch, since, now, by_device=True)
    for channel in (
        "pr",
        "hr",
        "spo2",
        "rr",
    ):  # a pulse from the finger stands in where there is no heart rate
        if channel in newest:
            value, at = newest[channel]
            found.setdefault(at, {})["hr" if channel == "pr" else channel] = value
    for at, values in _typed(session, recovery) if session else ():
        found.setdefault(at, {}).update(values)
    for check in state.checks:
        found.setdefault(check.at, {}).update((check.detail or {}).get("values", {}))
    return sorted((one for one in found.items() if since <= one[0] <= now), key=lambda one: one[0])


def _typed(session: Session, recovery: Recovery | None) -> list[Set]:
    """Vital signs typed at the chair, but for those that the checks of the recovery put there."""
    rows = SessionEvent.objects.filter(clinic_id=session.clinic_id, session=session, kind="vitals").order_by(
        "n"
    )
    of_checks = {uuid5(one, VITALS) for one in queries.check_ids(recovery)} if recovery else set()
    return [(row.at, dict(row.detail.get("values", {}))) for row in rows if row.client_id not in of_checks]


def _seen(state: Folded, sets: list[Set], course: Course | None) -> dict[str, Seen]:
    """The newest answer to each observation and the newest value of each sign; of two at one time, the check's."""
    seen: dict[str, Seen] = {}
    for at, values in sets:
        seen.update({name: Seen(value, at) for name, value in values.items()})
    for one in course.happenings if course else ():
        if one.kind == "score":
            scored = (one.detail or {}).get("values", {})
            seen.update({name: Seen(value, one.at) for name, value in scored.items()})
    for name, told in state.seen.items():
        if name not in SIGNS and (name not in seen or told.at >= seen[name].at):
            seen[name] = told
    return seen
