"""The session's verbs. Each decides, appends one event, and audits, in one transaction.

Every act carries the client's own id: a second click, a reload or a retry is the same act. `at` is when
it was observed, and may be earlier than now; both times are kept.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from euthymia.clinic.audit import actions as auditing
from euthymia.clinic.monitoring import actions as monitoring
from euthymia.clinic.people.access import Permission
from euthymia.clinic.people.actions import require
from euthymia.clinic.people.queries import Member
from euthymia.clinic.visits import actions as visits
from euthymia.clinic.visits.models import VisitEvent
from euthymia.domain import monitoring as alarms
from euthymia.domain import protocols
from euthymia.domain.quantities import Fault, Unusable
from euthymia.kit import live, streams, units

from . import queries
from .fold import Course, Phase
from .limits import limits_for
from .models import Session, SessionEvent
from .observations import checked_scores, checked_vitals

Kind = SessionEvent.Kind
_INFUSING = (Phase.RUNNING, Phase.PAUSED)
_ATTENDED = (Phase.ORDERED, Phase.RUNNING, Phase.PAUSED, Phase.RECOVERY)
COMFORTABLE = ("comfortable", "Comfortable; no pain or nausea, IV site fine")
_FUTURE = timedelta(seconds=5)  # two clocks are never quite equal


@dataclass(frozen=True, slots=True)
class Entry:
    """What is about to be appended."""

    kind: str
    says: str
    reason: str = ""
    rate_ul_per_h: int | None = None
    rate_ug_per_h: int | None = None
    detail: Mapping[str, Any] = field(default_factory=dict)
    corrects: int | None = None


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
    the infusion does not start.
    """
    require(by, Permission.RUN_INFUSION)
    session = _locked(session)
    if (known := _known(session, client_id, Kind.STARTED)) is not None:
        return known
    faults = []
    if rate_ul_per_h <= 0:
        faults.append(
            Fault("rate_ul_per_h", "no-rate", "an infusion starts with a rate above zero", "the ordered rate")
        )
    faults += [
        Fault(f.at, f.code, f.says, str(f.provenance))
        for f in queries.before_start(session)
        if f.severity is protocols.Severity.REFUSE or not reason.strip()
    ]
    if faults:
        raise Unusable(faults)
    _check_rate(session, rate_ul_per_h, reason)
    entry = Entry(
        Kind.STARTED,
        f"infusion started at {_rate_words(session, rate_ul_per_h)}",
        reason,
        *_rates(session, rate_ul_per_h),
    )
    event = _enter(by, session, client_id, entry, (Phase.ORDERED,), at)
    visits.step(session.visit, VisitEvent.Step.STARTED, by=by.words)
    baseline = queries.baseline(session)
    if baseline:
        monitoring.change_limits(
            by=by, watch=session.watch, reason="limits resolved against the resting values before the start",
            limits=limits_for(session, baseline),
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
    session = _locked(session)
    if (known := _known(session, client_id, Kind.RATE)) is not None:
        return known
    course = queries.course(session)
    _need_reason(reason)
    if rate_ul_per_h <= 0:
        raise Unusable.one(
            "rate_ul_per_h", "no-rate", "a rate of zero is a pause", "a rate above zero, or pause"
        )
    if rate_ul_per_h == course.rate_ul_per_h and course.phase is Phase.RUNNING:
        raise Unusable.one("rate_ul_per_h", "same-rate", "the pump already runs at this rate", "another rate")
    _check_rate(session, rate_ul_per_h, reason)
    says = f"rate {_rate_words(session, course.rate_ul_per_h)} → {_rate_words(session, rate_ul_per_h)}"
    detail = {"old_rate_ul_per_h": course.rate_ul_per_h, "old_rate_ug_per_h": course.rate_ug_per_h}
    entry = Entry(Kind.RATE, says, reason, *_rates(session, rate_ul_per_h), detail=detail)
    return _enter(by, session, client_id, entry, _INFUSING, at)


def pause(
    *, by: Member, session: Session, client_id: UUID, reason: str, at: datetime | None = None
) -> SessionEvent:
    """The pump stands still. Raises Unusable, NotAllowed."""
    require(by, Permission.RUN_INFUSION)
    _need_reason(reason)
    entry = Entry(Kind.PAUSED, "infusion paused", reason, 0, 0)
    return _enter(by, _locked(session), client_id, entry, (Phase.RUNNING,), at)


def resume(
    *, by: Member, session: Session, client_id: UUID, rate_ul_per_h: int | None = None, reason: str = "",
    at: datetime | None = None,
) -> SessionEvent:  # fmt: skip
    """The pump runs again, at the rate before the pause or at a new one. Raises Unusable, NotAllowed."""
    require(by, Permission.RUN_INFUSION)
    session = _locked(session)
    if (known := _known(session, client_id, Kind.RESUMED)) is not None:
        return known
    rate = rate_ul_per_h if rate_ul_per_h is not None else queries.rate_before_pause(session)
    if rate <= 0:
        raise Unusable.one("rate_ul_per_h", "no-rate", "resume at a rate above zero", "a rate, or finish")
    _check_rate(session, rate, reason or "resumed")
    entry = Entry(
        Kind.RESUMED, f"infusion resumed at {_rate_words(session, rate)}", reason, *_rates(session, rate)
    )
    return _enter(by, session, client_id, entry, (Phase.PAUSED,), at)


def finish(
    *, by: Member, session: Session, client_id: UUID, reason: str = "", at: datetime | None = None
) -> SessionEvent:
    """The infusion is over; the patient stays watched until `close`. Stopping early needs a reason."""
    require(by, Permission.RUN_INFUSION)
    session = _locked(session)
    if (known := _known(session, client_id, Kind.FINISHED)) is not None:
        return known
    course = queries.course(session, at)
    early = course.left_ug > 0 and not (course.empty_at and course.empty_at <= units.current().now)
    if early and not reason.strip():
        raise Unusable.one(
            "reason", "missing", "the bag is not empty: say why the infusion ends early", "a reason"
        )
    given, dose = queries.mg(course.given_ug), queries.mg(course.dose_ug)
    detail = {
        "given_ug": course.given_ug,
        "left_ug": course.left_ug,
        "left_ul": course.left_ul,
        "early": early,
    }
    entry = Entry(Kind.FINISHED, f"infusion finished: {given} mg given of {dose} mg", reason, 0, 0, detail)
    event = _enter(by, session, client_id, entry, _INFUSING, at)
    visits.step(session.visit, VisitEvent.Step.FINISHED, by=by.words)
    return event


def close(*, by: Member, session: Session, client_id: UUID) -> Session:
    """The patient leaves the chair: the watch ends, the record can be added to only by addendum."""
    require(by, Permission.RUN_INFUSION)
    session = _locked(session)
    if session.finished_at is not None:
        return session
    course = queries.course(session)
    if course.phase not in (Phase.ORDERED, Phase.RECOVERY):
        raise Unusable.one("", "running", "the infusion is still running", "finish it first")
    monitoring.close_watch(session.watch, by=by.words)
    visits.step(session.visit, VisitEvent.Step.LEFT, by=by.words)
    session.finished_at = units.current().now
    session.save(update_fields=["finished_at"])
    auditing.record(verb="session.closed", says="closed the session", subject=str(session.pk),
                    patient=session.patient_id, actor=by.words)  # fmt: skip
    return session


def record_vitals(
    *, by: Member, session: Session, client_id: UUID, values: Mapping[str, str], not_measured: str = "",
    at: datetime | None = None,
) -> SessionEvent:  # fmt: skip
    """A set of vital signs read by a person; refused whole when one value is impossible."""
    require(by, Permission.OBSERVE)
    session = _locked(session)
    if (known := _known(session, client_id, Kind.VITALS)) is not None:
        return known
    measured = checked_vitals(values)
    if not measured and not not_measured.strip():
        raise Unusable.one("", "empty", "nothing was measured", "at least one value, or why there is none")
    moment = _observed(session, at)
    says = (
        ", ".join(f"{alarms.words_of(channel)} {value:g}" for channel, value in measured.items())
        or "not measured"
    )
    entry = Entry(Kind.VITALS, says, not_measured, detail={"values": measured})
    event = _enter(by, session, client_id, entry, _ATTENDED, at)
    _record(by, session, measured, moment, event)
    return event


def confirm_vitals(
    *,
    by: Member,
    session: Session,
    client_id: UUID,
    channels: Collection[str] = (),
    at: datetime | None = None,
) -> SessionEvent:
    """A person has looked at what the monitor shows now and takes it into the record."""
    require(by, Permission.OBSERVE)
    session = _locked(session)
    if (known := _known(session, client_id, Kind.CONFIRMED)) is not None:
        return known
    shown = {
        channel: (value, measured_at)
        for channel, (value, measured_at) in queries.from_devices(session).items()
        if not channels or channel in channels
    }
    if not shown:
        raise Unusable.one("", "nothing-shown", "the monitor shows no current value", "type the values in")
    says = ", ".join(f"{alarms.words_of(channel)} {value:g}" for channel, (value, _) in shown.items())
    detail = {
        "values": {c: v for c, (v, _) in shown.items()},
        "measured_at": {c: m.isoformat() for c, (_, m) in shown.items()},
    }
    return _enter(by, session, client_id, Entry(Kind.CONFIRMED, says, detail=detail), _ATTENDED, at)


def record_scores(
    *, by: Member, session: Session, client_id: UUID, scores: Mapping[str, str], at: datetime | None = None
) -> SessionEvent:
    """Sedation (MOAA/S 0–5) and dissociation (0–10), judged like every other sign."""
    require(by, Permission.OBSERVE)
    session = _locked(session)
    if (known := _known(session, client_id, Kind.SCORE)) is not None:
        return known
    given = checked_scores(scores)
    moment = _observed(session, at)
    says = ", ".join(f"{alarms.words_of(channel)} {value:g}" for channel, value in given.items())
    event = _enter(by, session, client_id, Entry(Kind.SCORE, says, detail={"values": given}), _ATTENDED, at)
    _record(by, session, given, moment, event)
    return event


def give(
    *, by: Member, session: Session, client_id: UUID, name: str, amount: str, route: str, ordered_by: str,
    at: datetime | None = None,
) -> SessionEvent:  # fmt: skip
    """Another medicine was given, on somebody's order. Raises Unusable, NotAllowed."""
    require(by, Permission.RUN_INFUSION)
    wanted = {"name": (name, "what was given"), "amount": (amount, "how much, with its unit"),
              "route": (route, "by which route"), "ordered_by": (ordered_by, "who ordered it")}  # fmt: skip
    faults = [
        Fault(key, "missing", f"say {words}", words)
        for key, (value, words) in wanted.items()
        if not value.strip()
    ]
    if faults:
        raise Unusable(faults)
    detail = {key: value.strip() for key, (value, _) in wanted.items()}
    entry = Entry(Kind.GIVEN, f"{detail['name']} {detail['amount']} {detail['route']}", detail=detail)
    return _enter(by, _locked(session), client_id, entry, _ATTENDED, at)


def record_symptom(
    *, by: Member, session: Session, client_id: UUID, symptom: str, severity: str = "", action: str = "", words: str = "",
    at: datetime | None = None,
) -> SessionEvent:  # fmt: skip
    """Something the patient feels or shows, and what was done about it."""
    require(by, Permission.OBSERVE)
    protocol = protocols.protocol_named(session.order.protocol)
    known = {COMFORTABLE[0]: COMFORTABLE[1], **{choice.code: choice.label for choice in protocol.symptoms}}
    actions_known = {choice.code: choice.label for choice in protocol.actions}
    if symptom not in known and not words.strip():
        raise Unusable.one("symptom", "missing", "say what it is", "one of the list, or words of your own")
    if action and action not in actions_known:
        raise Unusable.one(
            "action", "unknown", f"{action!r} is no action of the list", ", ".join(actions_known)
        )
    says = " · ".join(
        part
        for part in (known.get(symptom, ""), severity, words.strip(), actions_known.get(action, ""))
        if part
    )
    detail = {"symptom": symptom, "severity": severity, "action": action, "words": words.strip()}
    return _enter(by, _locked(session), client_id, Entry(Kind.SYMPTOM, says, detail=detail), _ATTENDED, at)


def write_note(
    *, by: Member, session: Session, client_id: UUID, words: str, at: datetime | None = None
) -> SessionEvent:
    """A note; after the session has closed it stands as an addendum."""
    require(by, Permission.OBSERVE)
    if not words.strip():
        raise Unusable.one("words", "missing", "the note is empty", "a few words")
    session = _locked(session)
    kind = Kind.ADDENDUM if session.finished_at is not None else Kind.NOTE
    return _enter(by, session, client_id, Entry(kind, words.strip()), (*_ATTENDED, Phase.CLOSED), at)


def note_present(*, by: Member, session: Session, client_id: UUID, present: Collection[str]) -> SessionEvent:
    """Who is with the patient from now on."""
    require(by, Permission.OBSERVE)
    names = [name.strip() for name in present if name.strip()]
    if not names:
        raise Unusable.one("present", "missing", "somebody is with the patient", "at least one name")
    entry = Entry(Kind.PRESENT, "present: " + ", ".join(names), detail={"present": names})
    return _enter(by, _locked(session), client_id, entry, _ATTENDED, None)


def note_monitor(*, by: Member | str, session: Session, client_id: UUID, says: str) -> SessionEvent:
    """A monitor was connected, moved or lost: the record says so."""
    return _enter(by, _locked(session), client_id, Entry(Kind.MONITOR, says), _ATTENDED, None)


def note_overdue(*, session: Session, due: alarms.Due, client_id: UUID) -> SessionEvent:
    """The watcher found an observation overdue for so long that a second person is told."""
    says = f"{due.words} overdue since its time: second person told"
    detail = {"sign": due.sign, "due_at": due.due_at.isoformat(), "source": str(due.provenance)}
    entry = Entry(Kind.OVERDUE, says, detail=detail)
    return _enter("monitor", _locked(session), client_id, entry, _ATTENDED, None)


def correct(
    *, by: Member, session: Session, client_id: UUID, n: int, reason: str, at: datetime | None = None,
    rate_ul_per_h: int | None = None, words: str = "",
) -> SessionEvent:  # fmt: skip
    """Replace what event `n` said, by a new event that names it; the old one stays in the record.

    Only the time, the rate of a rate event and the words of a note can be corrected; what was measured is
    measured again. Raises Unusable, NotAllowed.
    """
    require(by, Permission.RUN_INFUSION)
    _need_reason(reason)
    session = _locked(session)
    wrong = queries.event(session, n)
    if wrong is None or wrong.kind in (Kind.VITALS, Kind.CONFIRMED, Kind.SCORE, Kind.ADDENDUM):
        raise Unusable.one(
            "n", "not-correctable", f"entry {n} cannot be corrected", "a rate, a time or a note"
        )
    if (known := _known(session, client_id, wrong.kind)) is not None:
        return known
    rates: tuple[int | None, int | None] = (wrong.rate_ul_per_h, wrong.rate_ug_per_h)
    if rate_ul_per_h is not None:
        if wrong.rate_ul_per_h is None or wrong.kind in (Kind.PAUSED, Kind.FINISHED):
            raise Unusable.one("rate_ul_per_h", "no-rate", f"entry {n} has no rate", "an entry with a rate")
        _check_rate(session, rate_ul_per_h, reason)
        rates = _rates(session, rate_ul_per_h)
    says = words.strip() or wrong.says
    if rate_ul_per_h is not None:
        says = f"rate corrected to {_rate_words(session, rate_ul_per_h)}"
    entry = Entry(wrong.kind, says, reason, *rates, detail=wrong.detail, corrects=n)
    return _enter(by, session, client_id, entry, _ATTENDED, at or wrong.at)


def _enter(
    by: Member | str,
    session: Session,
    client_id: UUID,
    entry: Entry,
    phases: Collection[Phase],
    at: datetime | None,
) -> SessionEvent:
    """Append one event to a locked session, or return the one this client id already made."""
    if (known := _known(session, client_id, entry.kind)) is not None:
        return known
    course = queries.course(session)
    if course.phase not in phases and entry.corrects is None:
        allowed = ", ".join(phase.words.lower() for phase in phases)
        raise Unusable.one(
            "", "wrong-phase", f"not possible while the session is {course.phase.words.lower()}", allowed
        )
    event = SessionEvent(
        clinic_id=session.clinic_id, session=session, client_id=client_id, kind=entry.kind,
        at=_observed(session, at), entered_at=units.current().now, by=by if isinstance(by, str) else by.words,
        rate_ul_per_h=entry.rate_ul_per_h, rate_ug_per_h=entry.rate_ug_per_h, says=entry.says, reason=entry.reason.strip(),
        detail=dict(entry.detail), corrects=entry.corrects,
    )  # fmt: skip
    _check_order_of_times(course, event)
    streams.append(session, [event], locked=True)
    live.notify({f"session:{session.pk}": event.n})
    auditing.record(
        verb=f"session.{entry.kind}", says=_audit_words(entry), subject=f"{session.pk}#{event.n}",
        patient=session.patient_id, actor=event.by,
    )  # fmt: skip
    return event


def _audit_words(entry: Entry) -> str:
    """Notes stay out of the audit log: it says that one was written, not what it says."""
    if entry.kind in (Kind.NOTE, Kind.ADDENDUM, Kind.SYMPTOM):
        return f"recorded a {entry.kind}"
    return ("corrected: " if entry.corrects else "") + entry.says


def _check_order_of_times(course: Course, event: SessionEvent) -> None:
    """A rate cannot begin before the infusion did, nor a session's event after its end."""
    if event.kind in (Kind.RATE, Kind.PAUSED, Kind.RESUMED, Kind.FINISHED) and event.corrects is None:
        newest = max((step.at for step in course.steps if step.at <= event.entered_at), default=None)
        started = course.started_at
        if started is not None and event.at < started:
            raise Unusable.one("at", "before-start", "this lies before the infusion started", "a later time")
        if event.kind != Kind.RATE and newest is not None and event.at < newest:
            raise Unusable.one(
                "at",
                "before-newer",
                "a newer rate entry stands after this time",
                "a later time, or a correction",
            )


def _observed(session: Session, at: datetime | None) -> datetime:
    now = units.current().now
    if at is None:
        return now
    if at > now + _FUTURE:
        raise Unusable.one("at", "future", "this lies in the future", "now, or earlier")
    if at < session.made_at - timedelta(hours=12):
        raise Unusable.one("at", "too-early", "this lies before the session", "a time within the session")
    return min(at, now)


def _locked(session: Session) -> Session:
    locked: Session = streams.lock(Session, [session.pk])[session.pk]
    return locked


def _known(session: Session, client_id: UUID, kind: str) -> SessionEvent | None:
    """The event this client id has already made. Raises Unusable when it was another kind of act."""
    known = queries.by_client_id(session, client_id)
    if known is not None and known.kind != kind:
        raise Unusable.one(
            "client_id", "reused", "this form was already used for something else", "a fresh form"
        )
    return known


def _record(
    by: Member, session: Session, values: Mapping[str, float], at: datetime, event: SessionEvent
) -> None:
    if session.watch_id is None or not values:
        return
    now = units.current().now
    measured = [
        monitoring.Measured(
            channel,
            value,
            alarms.CHANNELS[channel].unit,
            at,
            now,
            by=by.words,
            group=f"{session.pk}#{event.n}",
        )
        for channel, value in values.items()
    ]
    monitoring.record({session.watch_id: measured}, now=now)


def _check_rate(session: Session, rate_ul_per_h: int, reason: str) -> None:
    """The two fences round a rate."""
    protocol = protocols.protocol_named(session.order.protocol)
    findings = protocols.judge_rate(session.order.figures, rate_ul_per_h, protocol.guardrails)
    refused = [f for f in findings if f.severity is protocols.Severity.REFUSE]
    asked = [f for f in findings if f.severity is protocols.Severity.ASK and not reason.strip()]
    if rate_ul_per_h % protocols.PUMP_STEP_UL_PER_H:
        raise Unusable.one("rate_ul_per_h", "too-fine", "the pump is set in 0.1 mL/h", "one decimal")
    if refused or asked:
        raise Unusable([Fault("rate_ul_per_h", f.code, f.says, str(f.provenance)) for f in refused or asked])


def _rates(session: Session, rate_ul_per_h: int) -> tuple[int, int]:
    return rate_ul_per_h, protocols.to_ug_per_h(session.order.figures, rate_ul_per_h)


def _rate_words(session: Session, rate_ul_per_h: int) -> str:
    ul, ug = _rates(session, rate_ul_per_h)
    return f"{queries.mg(ug)} mg/h ({queries.mg(ul)} mL/h)"


def _need_reason(reason: str) -> None:
    if not reason.strip():
        raise Unusable.one("reason", "missing", "say why", "one of the reasons, or words of your own")
