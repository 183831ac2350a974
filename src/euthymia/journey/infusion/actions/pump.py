"""The pump's verbs: start, change of rate, pause, resume, finish; and the end of the watch."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from euthymia.clinic.audit import actions as auditing
from euthymia.clinic.monitoring import actions as monitoring
from euthymia.clinic.people.access import Permission
from euthymia.clinic.people.actions import require
from euthymia.clinic.people.queries import Member
from euthymia.clinic.visits import actions as visits
from euthymia.clinic.visits import queries as found_visits
from euthymia.clinic.visits.models import VisitEvent
from euthymia.domain import protocols
from euthymia.domain.quantities import Fault, Unusable
from euthymia.journey.infusion import queries, readiness
from euthymia.journey.infusion.fold import Course, Phase
from euthymia.journey.infusion.limits import limits_for
from euthymia.journey.infusion.models import Session, SessionEvent
from euthymia.kit import live, units

from .entries import (
    EMPTY_BELOW_UL,
    INFUSING,
    Entry,
    Kind,
    check_phase,
    check_rate,
    enter,
    known_event,
    locked,
    moment_of,
    need_reason,
    rate_words,
    rates_of,
)


def start(
    *,
    by: Member,
    session: Session,
    client_id: UUID,
    rate_ul_per_h: int,
    reason: str = "",
    at: datetime | None = None,
) -> SessionEvent:
    """The pump runs. Raises Unusable, NotAllowed.

    A resting pressure above the profile's limit, or none measured, needs a reason; at the stop figures
    the infusion does not start. Every other condition of the ready-to-start list is met, or overridden by two
    people where that is allowed.
    """
    require(by, Permission.RUN_INFUSION)
    session = locked(by, session)
    said = {"rate_ul_per_h": rate_ul_per_h, "reason": reason.strip(), "corrects": None}
    if (known := known_event(session, client_id, Kind.STARTED, **said)) is not None:
        return known
    check_phase(queries.course(session), (Phase.ORDERED,))
    faults = []
    if rate_ul_per_h <= 0:
        faults.append(
            Fault("rate_ul_per_h", "no-rate", "an infusion starts with a rate above zero", "the ordered rate")
        )
    faults += [
        Fault(f.at, f.code, f.says, str(f.provenance))
        for f in queries.before_start(session, at)
        if f.severity is protocols.Severity.REFUSE or not reason.strip()
    ]
    faults += readiness.start_faults(by, session, at)
    if faults:
        raise Unusable(faults)
    check_rate(session, rate_ul_per_h, reason)
    baseline = queries.baseline(session, at)
    limits = limits_for(session, baseline)
    entry = Entry(
        Kind.STARTED,
        f"infusion started at {rate_words(session, rate_ul_per_h)}",
        reason,
        *rates_of(session, rate_ul_per_h),
    )
    event = enter(by, session, client_id, entry, (Phase.ORDERED,), at)
    visits.step_once(session.visit, VisitEvent.Step.READY, by=by.words)
    visits.step(session.visit, VisitEvent.Step.STARTED, by=by.words)
    if baseline:
        monitoring.change_limits(
            by=by, watch=session.watch, reason="limits resolved against the resting values before the start",
            limits=limits,
        )  # fmt: skip
    return event


def change_rate(
    *,
    by: Member,
    session: Session,
    client_id: UUID,
    rate_ul_per_h: int,
    reason: str,
    at: datetime | None = None,
) -> SessionEvent:
    """A new pump rate from `at` on, with its reason. Raises Unusable, NotAllowed."""
    require(by, Permission.RUN_INFUSION)
    session = locked(by, session)
    said = {"rate_ul_per_h": rate_ul_per_h, "reason": reason.strip(), "corrects": None}
    if (known := known_event(session, client_id, Kind.RATE, **said)) is not None:
        return known
    need_reason(reason)
    if rate_ul_per_h <= 0:
        raise Unusable.one(
            "rate_ul_per_h", "no-rate", "a rate of zero is a pause", "a rate above zero, or pause"
        )
    found = queries.happenings(session)
    course = queries.course_of(session, found, moment_of(session, at, found))
    if rate_ul_per_h == course.rate_ul_per_h and course.phase is Phase.RUNNING:
        raise Unusable.one("rate_ul_per_h", "same-rate", "the pump already runs at this rate", "another rate")
    check_rate(session, rate_ul_per_h, reason)
    says = f"rate {rate_words(session, course.rate_ul_per_h)} → {rate_words(session, rate_ul_per_h)}"
    detail = {"old_rate_ul_per_h": course.rate_ul_per_h, "old_rate_ug_per_h": course.rate_ug_per_h}
    entry = Entry(Kind.RATE, says, reason, *rates_of(session, rate_ul_per_h), detail=detail)
    return enter(by, session, client_id, entry, INFUSING, at)


def pause(
    *, by: Member, session: Session, client_id: UUID, reason: str, at: datetime | None = None
) -> SessionEvent:
    """The pump stands still. Raises Unusable, NotAllowed."""
    require(by, Permission.RUN_INFUSION)
    need_reason(reason)
    entry = Entry(Kind.PAUSED, "infusion paused", reason, 0, 0)
    return enter(by, locked(by, session), client_id, entry, (Phase.RUNNING,), at)


def resume(
    *, by: Member, session: Session, client_id: UUID, rate_ul_per_h: int | None = None, reason: str = "",
    at: datetime | None = None,
) -> SessionEvent:  # fmt: skip
    """The pump runs again, at the rate before the pause or at a new one. Raises Unusable, NotAllowed."""
    require(by, Permission.RUN_INFUSION)
    session = locked(by, session)
    said: dict[str, Any] = {"reason": reason.strip(), "corrects": None}
    if rate_ul_per_h is not None:
        said["rate_ul_per_h"] = rate_ul_per_h
    if (known := known_event(session, client_id, Kind.RESUMED, **said)) is not None:
        return known
    check_phase(queries.course(session), (Phase.PAUSED,))
    before = queries.rate_before_pause(session)
    rate = rate_ul_per_h if rate_ul_per_h is not None else before
    if rate <= 0:
        raise Unusable.one("rate_ul_per_h", "no-rate", "resume at a rate above zero", "a rate, or finish")
    # The rate before the pause has had its reason; any other is asked for one like every change.
    check_rate(session, rate, "as before the pause" if rate == before else reason)
    entry = Entry(
        Kind.RESUMED, f"infusion resumed at {rate_words(session, rate)}", reason, *rates_of(session, rate)
    )
    return enter(by, session, client_id, entry, (Phase.PAUSED,), at)


def finish(
    *, by: Member, session: Session, client_id: UUID, reason: str = "", at: datetime | None = None
) -> SessionEvent:
    """The infusion is over; the patient stays watched until `close`. Stopping early needs a reason."""
    require(by, Permission.RUN_INFUSION)
    session = locked(by, session)
    if (
        known := known_event(session, client_id, Kind.FINISHED, reason=reason.strip(), corrects=None)
    ) is not None:
        return known
    found = queries.happenings(session)
    check_phase(queries.course_of(session, found), INFUSING)
    course = queries.course_of(session, found, moment_of(session, at, found))
    entry = finished_entry(course, reason)
    if entry.detail["early"] and not reason.strip():
        raise Unusable.one(
            "reason", "missing", "the bag is not empty: say why the infusion ends early", "a reason"
        )
    event = enter(by, session, client_id, entry, INFUSING, at)
    visits.step(session.visit, VisitEvent.Step.FINISHED, by=by.words)
    return event


def finished_entry(course: Course, reason: str, corrects: int | None = None) -> Entry:
    """The end of the infusion with what had been given by then."""
    says = f"infusion finished: {queries.mg(course.given_ug)} mg given of {queries.mg(course.dose_ug)} mg"
    detail = {
        "given_ug": course.given_ug,
        "left_ug": course.left_ug,
        "left_ul": course.left_ul,
        "early": course.left_ul >= EMPTY_BELOW_UL,
    }
    return Entry(Kind.FINISHED, says, reason, 0, 0, detail, corrects)


def close(*, by: Member, session: Session, client_id: UUID) -> Session:
    """The patient leaves the chair: the watch ends, the record can be added to only by addendum.

    Who was infused leaves by the discharge of the recovery stage, and by no other way. Raises Unusable.
    """
    require(by, Permission.RUN_INFUSION)
    session = locked(by, session)
    if session.finished_at is not None:
        return session
    course = queries.course(session)
    if course.phase not in (Phase.ORDERED, Phase.RECOVERY):
        raise Unusable.one("", "running", "the infusion is still running", "finish it first")
    if course.phase is Phase.RECOVERY and not found_visits.has_taken(
        session.visit, VisitEvent.Step.DISCHARGED
    ):
        raise Unusable.one("", "not-discharged", "the patient is still in recovery", "the discharge, first")
    monitoring.close_watch(session.watch, by=by.words)
    visits.step(session.visit, VisitEvent.Step.LEFT, by=by.words)
    session.finished_at = units.current().now
    session.save(update_fields=["finished_at"])
    live.notify({f"clinic:{session.clinic_id}": 1, f"session:{session.pk}": session.events_n})
    live.notify({f"clinic:{session.clinic_id}": session.events_n})
    auditing.record(verb="session.closed", says="closed the session", subject=str(session.pk),
                    patient=session.patient_id, actor=by.words)  # fmt: skip
    return session
