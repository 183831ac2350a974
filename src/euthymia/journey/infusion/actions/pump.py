"""The pump's verbs: start, change of rate, pause, resume, finish; and the end of the watch."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Any
from uuid import UUID

from euthymia.clinic.audit import actions as auditing
from euthymia.clinic.monitoring import actions as monitoring
from euthymia.clinic.people.access import Permission
from euthymia.clinic.people.actions import require
from euthymia.clinic.people.proofs import OneAct
from euthymia.clinic.people.queries import Member
from euthymia.clinic.visits import actions as visits
from euthymia.clinic.visits import queries as found_visits
from euthymia.clinic.visits.models import VisitEvent
from euthymia.domain import protocols
from euthymia.domain.protocols import preparing
from euthymia.domain.quantities import Fault, Unusable
from euthymia.journey.infusion import queries, readiness, syringes
from euthymia.journey.infusion.fold import Course, Phase
from euthymia.journey.infusion.limits import limits_for
from euthymia.journey.infusion.models import Session, SessionEvent
from euthymia.journey.plan import actions as plans
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
from .settling import Settlement, sentence, settle_or_say, write_down


def start(
    *,
    by: Member,
    session: Session,
    client_id: UUID,
    rate_ul_per_h: int,
    reason: str = "",
    syringe: str = "",
    at: datetime | None = None,
) -> SessionEvent:
    """The pump runs. Raises Unusable, NotAllowed.

    `syringe` is the number of the one that is hung, where more than one waits. Where the clinic keeps its drug
    account here, none starts without a syringe drawn for this order and within its four hours. A resting
    pressure above the profile's limit, or none measured, needs a reason; at the stop figures the infusion does
    not start. Every other condition of the ready-to-start list is met, or overridden by two people where that
    is allowed.
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
    hung = _hung(session, [], syringe, at)
    if isinstance(hung, Fault):
        # The list of conditions says so already, unless it is about which of several, or about the time.
        faults += [] if hung.code == "no-syringe" and not syringe else [hung]
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
        detail=_named(hung),
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


def _hung(
    session: Session, have: list[syringes.Held], number: str, at: datetime | None
) -> syringes.Held | Fault | None:
    """The syringe that goes on the pump; None where the account is not kept here."""
    if not syringes.keeps_account(session.clinic):
        return None
    have = have or syringes.held(session, queries.happenings(session))
    return syringes.to_hang(have, number, at or units.current().now)


def _named(hung: syringes.Held | Fault | None) -> dict[str, Any]:
    return {"syringe": hung.number} if isinstance(hung, syringes.Held) else {}


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
    syringe: str = "", at: datetime | None = None,
) -> SessionEvent:  # fmt: skip
    """The pump runs again, at the rate before the pause or at a new one. Raises Unusable, NotAllowed.

    With the syringe that was on it, or where that is used up or wasted with the next one.
    """
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
    changed = _changed(session, syringe, at)
    if isinstance(changed, Fault):
        raise Unusable([changed])
    says = f"infusion resumed at {rate_words(session, rate)}" + (
        f" from syringe {changed.number}" if changed else ""
    )
    entry = Entry(Kind.RESUMED, says, reason, *rates_of(session, rate), detail=_named(changed))
    return enter(by, session, client_id, entry, (Phase.PAUSED,), at)


def _changed(session: Session, number: str, at: datetime | None) -> syringes.Held | Fault | None:
    """The next syringe, where there must be one: the last one is empty, or was wasted during the pause."""
    found = queries.happenings(session)
    have = syringes.held(session, found)
    current = syringes.in_use(have)
    if not have or (current is not None and number in ("", current.number)):
        return None
    if current is not None:
        says = f"syringe {current.number} is on the pump and not empty"
        return Fault("syringe", "still-hung", says, "waste what is left of it first")
    return _hung(session, have, number, at)


def finish(
    *, by: Member, session: Session, client_id: UUID, reason: str = "", witness: OneAct | None = None, method: str = "",
    at: datetime | None = None,
) -> SessionEvent:  # fmt: skip
    """The infusion is over; the patient stays watched until `close`. Stopping early needs a reason.

    In the same transaction the drug account is settled: what was delivered is given, and with a `witness` and a
    `method` what is left is destroyed. Without them it stays in the syringe until `waste`: stopping a drug waits
    for nobody. Nor does it wait for the book: what the book refuses is told in the entry and settled later.
    """
    require(by, Permission.RUN_INFUSION)
    session = locked(by, session)
    if (
        known := known_event(session, client_id, Kind.FINISHED, reason=reason.strip(), corrects=None)
    ) is not None:
        return known
    found = queries.happenings(session)
    check_phase(queries.course_of(session, found), INFUSING)
    moment = moment_of(session, at, found)
    course = queries.course_of(session, found, moment)
    entry = finished_entry(course, reason)
    if entry.detail["early"] and not reason.strip():
        raise Unusable.one(
            "reason", "missing", "the bag is not empty: say why the infusion ends early", "a reason"
        )
    have = syringes.held(session, found)
    current = syringes.in_use(have)
    if current is None:
        event = enter(by, session, client_id, _of_account(entry, have), INFUSING, at)
    else:
        done = settle_or_say(
            by=by, session=session, client_id=client_id, course=course, syringes=have, syringe=current, at=moment,
            method=preparing.method_named(method) if witness is not None else None, witness=witness,
        )  # fmt: skip
        entry = finished_entry(course, reason, settled=done)
        event = enter(by, session, client_id, entry, INFUSING, at)
        if done.entries:
            seen = witness.member.name if witness is not None else ""
            write_down(session, event, current.preparation, done.entries, sentence(done, seen))
    visits.step(session.visit, VisitEvent.Step.FINISHED, by=by.words)
    if course.given_ug:
        plans.note_given(visit=session.visit, at=event.at, by=by.words)
    return event


def _of_account(entry: Entry, have: list[syringes.Held]) -> Entry:
    """An infusion that ends with no syringe on the pump: wasted during the pause, or started without the account."""
    if any(one.hung_at is not None for one in have):
        return replace(entry, detail={**entry.detail, "settled_ug": syringes.accounted_ug(have)})
    return entry


def finished_entry(
    course: Course, reason: str, corrects: int | None = None, settled: Settlement | None = None
) -> Entry:
    """The end of the infusion with what had been given by then, as the drug account has it where that is kept."""
    account: dict[str, Any] = {}
    given_ug = course.given_ug
    if settled is not None:
        account = settled.detail
        if not settled.refused:
            given_ug = settled.total_ug
            account["settled_ug"] = given_ug
    says = f"infusion finished: {queries.mg(given_ug)} mg given of {queries.mg(course.dose_ug)} mg"
    if settled is not None and settled.refused:
        says += "; the drug account is not settled yet"
    detail = {
        "given_ug": given_ug,
        "left_ug": course.dose_ug - given_ug,
        "left_ul": course.left_ul,
        "early": course.left_ul >= EMPTY_BELOW_UL,
        **account,
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
    if left := [one for one in syringes.held(session, queries.happenings(session)) if one.is_open]:
        says = f"syringe {left[0].number} still holds {queries.mg(left[0].left_ug)} mg"
        raise Unusable.one("", "syringe-open", says, "waste what is left of it with a second person")
    if queries.undecided(session):
        says = "entries made without the network wait for a decision"
        raise Unusable.one("", "offline-waits", says, "a decision about each of them")
    if course.phase is Phase.RECOVERY and not found_visits.has_taken(
        session.visit, VisitEvent.Step.DISCHARGED
    ):
        raise Unusable.one("", "not-discharged", "the patient is still in recovery", "the discharge, first")
    monitoring.close_watch(session.watch, by=by.words)
    visits.step(session.visit, VisitEvent.Step.LEFT, by=by.words)
    plans.unseat(visit=session.visit, by=by.words)
    session.finished_at = units.current().now
    session.save(update_fields=["finished_at"])
    live.notify({f"clinic:{session.clinic_id}": 1, f"session:{session.pk}": session.events_n})
    live.notify({f"clinic:{session.clinic_id}": session.events_n})
    auditing.record(verb="session.closed", says="closed the session", subject=str(session.pk),
                    patient=session.patient_id, actor=by.words)  # fmt: skip
    return session
