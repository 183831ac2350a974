"""The session's verbs. Each decides, appends one event, and audits, in one transaction.

Every act carries the client's own id: a second click, a reload or a retry is the same act. `at` is when
it was observed, and may be earlier than now; both times are kept.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from dataclasses import replace as changed
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from euthymia.clinic.audit import actions as auditing
from euthymia.clinic.devices import actions as devices
from euthymia.clinic.monitoring import actions as monitoring
from euthymia.clinic.people.access import Permission
from euthymia.clinic.people.actions import NotAllowed, require
from euthymia.clinic.people.queries import Member
from euthymia.clinic.visits import actions as visits
from euthymia.clinic.visits.models import VisitEvent
from euthymia.domain import monitoring as alarms
from euthymia.domain import protocols
from euthymia.domain.quantities import Fault, Unusable
from euthymia.kit import live, streams, units

from . import queries
from .fold import Course, Happening, Phase, effective
from .limits import limits_for
from .models import Session, SessionEvent
from .observations import checked_scores, checked_vitals

Kind = SessionEvent.Kind
_INFUSING = (Phase.RUNNING, Phase.PAUSED)
_ATTENDED = (Phase.ORDERED, Phase.RUNNING, Phase.PAUSED, Phase.RECOVERY)
COMFORTABLE = ("comfortable", "Comfortable; no pain or nausea, IV site fine")
_FUTURE = timedelta(seconds=5)  # two clocks are never quite equal
# What a screen shows as 0 mL left: a rate rounded down to the pump's 0.1 mL/h leaves less in an hour.
_EMPTY_BELOW_UL = 100
# In which phase of the pump each of its entries can stand, and the phase that follows.
_PUMP: dict[str, tuple[tuple[Phase, ...], Phase]] = {
    Kind.STARTED: ((Phase.ORDERED,), Phase.RUNNING),
    Kind.RATE: ((Phase.RUNNING,), Phase.RUNNING),
    Kind.PAUSED: ((Phase.RUNNING,), Phase.PAUSED),
    Kind.RESUMED: ((Phase.PAUSED,), Phase.RUNNING),
    Kind.FINISHED: (_INFUSING, Phase.RECOVERY),
}
CORRECTABLE = (*_PUMP, Kind.GIVEN, Kind.SYMPTOM, Kind.NOTE)


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
    session = _locked(by, session)
    said = {"rate_ul_per_h": rate_ul_per_h, "reason": reason.strip(), "corrects": None}
    if (known := _known(session, client_id, Kind.STARTED, **said)) is not None:
        return known
    _check_phase(queries.course(session), (Phase.ORDERED,))
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
    if faults:
        raise Unusable(faults)
    _check_rate(session, rate_ul_per_h, reason)
    baseline = queries.baseline(session, at)
    limits = limits_for(session, baseline)
    entry = Entry(
        Kind.STARTED,
        f"infusion started at {_rate_words(session, rate_ul_per_h)}",
        reason,
        *_rates(session, rate_ul_per_h),
    )
    event = _enter(by, session, client_id, entry, (Phase.ORDERED,), at)
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
    session = _locked(by, session)
    said = {"rate_ul_per_h": rate_ul_per_h, "reason": reason.strip(), "corrects": None}
    if (known := _known(session, client_id, Kind.RATE, **said)) is not None:
        return known
    _need_reason(reason)
    if rate_ul_per_h <= 0:
        raise Unusable.one(
            "rate_ul_per_h", "no-rate", "a rate of zero is a pause", "a rate above zero, or pause"
        )
    found = queries.happenings(session)
    course = queries.course_of(session, found, _moment(session, at, found))
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
    return _enter(by, _locked(by, session), client_id, entry, (Phase.RUNNING,), at)


def resume(
    *, by: Member, session: Session, client_id: UUID, rate_ul_per_h: int | None = None, reason: str = "",
    at: datetime | None = None,
) -> SessionEvent:  # fmt: skip
    """The pump runs again, at the rate before the pause or at a new one. Raises Unusable, NotAllowed."""
    require(by, Permission.RUN_INFUSION)
    session = _locked(by, session)
    said: dict[str, Any] = {"reason": reason.strip(), "corrects": None}
    if rate_ul_per_h is not None:
        said["rate_ul_per_h"] = rate_ul_per_h
    if (known := _known(session, client_id, Kind.RESUMED, **said)) is not None:
        return known
    _check_phase(queries.course(session), (Phase.PAUSED,))
    before = queries.rate_before_pause(session)
    rate = rate_ul_per_h if rate_ul_per_h is not None else before
    if rate <= 0:
        raise Unusable.one("rate_ul_per_h", "no-rate", "resume at a rate above zero", "a rate, or finish")
    # The rate before the pause has had its reason; any other is asked for one like every change.
    _check_rate(session, rate, "as before the pause" if rate == before else reason)
    entry = Entry(
        Kind.RESUMED, f"infusion resumed at {_rate_words(session, rate)}", reason, *_rates(session, rate)
    )
    return _enter(by, session, client_id, entry, (Phase.PAUSED,), at)


def finish(
    *, by: Member, session: Session, client_id: UUID, reason: str = "", at: datetime | None = None
) -> SessionEvent:
    """The infusion is over; the patient stays watched until `close`. Stopping early needs a reason."""
    require(by, Permission.RUN_INFUSION)
    session = _locked(by, session)
    if (known := _known(session, client_id, Kind.FINISHED, reason=reason.strip(), corrects=None)) is not None:
        return known
    found = queries.happenings(session)
    _check_phase(queries.course_of(session, found), _INFUSING)
    course = queries.course_of(session, found, _moment(session, at, found))
    entry = _finished(course, reason)
    if entry.detail["early"] and not reason.strip():
        raise Unusable.one(
            "reason", "missing", "the bag is not empty: say why the infusion ends early", "a reason"
        )
    event = _enter(by, session, client_id, entry, _INFUSING, at)
    visits.step(session.visit, VisitEvent.Step.FINISHED, by=by.words)
    return event


def _finished(course: Course, reason: str, corrects: int | None = None) -> Entry:
    """The end of the infusion with what had been given by then."""
    says = f"infusion finished: {queries.mg(course.given_ug)} mg given of {queries.mg(course.dose_ug)} mg"
    detail = {
        "given_ug": course.given_ug,
        "left_ug": course.left_ug,
        "left_ul": course.left_ul,
        "early": course.left_ul >= _EMPTY_BELOW_UL,
    }
    return Entry(Kind.FINISHED, says, reason, 0, 0, detail, corrects)


def close(*, by: Member, session: Session, client_id: UUID) -> Session:
    """The patient leaves the chair: the watch ends, the record can be added to only by addendum."""
    require(by, Permission.RUN_INFUSION)
    session = _locked(by, session)
    if session.finished_at is not None:
        return session
    course = queries.course(session)
    if course.phase not in (Phase.ORDERED, Phase.RECOVERY):
        raise Unusable.one("", "running", "the infusion is still running", "finish it first")
    monitoring.close_watch(session.watch, by=by.words)
    visits.step(session.visit, VisitEvent.Step.LEFT, by=by.words)
    session.finished_at = units.current().now
    session.save(update_fields=["finished_at"])
    live.notify({f"clinic:{session.clinic_id}": 1, f"session:{session.pk}": session.events_n})
    live.notify({f"clinic:{session.clinic_id}": session.events_n})
    auditing.record(verb="session.closed", says="closed the session", subject=str(session.pk),
                    patient=session.patient_id, actor=by.words)  # fmt: skip
    return session


def record_vitals(
    *, by: Member, session: Session, client_id: UUID, values: Mapping[str, str], not_measured: str = "",
    at: datetime | None = None,
) -> SessionEvent:  # fmt: skip
    """A set of vital signs read by a person; refused whole when one value is impossible."""
    require(by, Permission.OBSERVE)
    session = _locked(by, session)
    measured = checked_vitals(values)
    said = {"detail": {"values": measured}, "reason": not_measured.strip()}
    if (known := _known(session, client_id, Kind.VITALS, **said)) is not None:
        return known
    if not measured and not not_measured.strip():
        raise Unusable.one("", "empty", "nothing was measured", "at least one value, or why there is none")
    says = (
        ", ".join(f"{alarms.words_of(channel)} {value:g}" for channel, value in measured.items())
        or "not measured"
    )
    entry = Entry(Kind.VITALS, says, not_measured, detail={"values": measured})
    event = _enter(by, session, client_id, entry, _ATTENDED, at)
    _record(by, session, measured, event)
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
    session = _locked(by, session)
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
    session = _locked(by, session)
    given = checked_scores(scores)
    if (known := _known(session, client_id, Kind.SCORE, detail={"values": given})) is not None:
        return known
    says = ", ".join(f"{alarms.words_of(channel)} {value:g}" for channel, value in given.items())
    event = _enter(by, session, client_id, Entry(Kind.SCORE, says, detail={"values": given}), _ATTENDED, at)
    _record(by, session, given, event)
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
    return _enter(by, _locked(by, session), client_id, entry, _ATTENDED, at)


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
    return _enter(
        by, _locked(by, session), client_id, Entry(Kind.SYMPTOM, says, detail=detail), _ATTENDED, at
    )


def write_note(
    *, by: Member, session: Session, client_id: UUID, words: str, at: datetime | None = None
) -> SessionEvent:
    """A note; after the session has closed it stands as an addendum."""
    require(by, Permission.OBSERVE)
    if not words.strip():
        raise Unusable.one("words", "missing", "the note is empty", "a few words")
    session = _locked(by, session)
    kind = Kind.ADDENDUM if session.finished_at is not None else Kind.NOTE
    return _enter(by, session, client_id, Entry(kind, words.strip()), (*_ATTENDED, Phase.CLOSED), at)


def note_present(*, by: Member, session: Session, client_id: UUID, present: Collection[str]) -> SessionEvent:
    """Who is with the patient from now on."""
    require(by, Permission.OBSERVE)
    names = [name.strip() for name in present if name.strip()]
    if not names:
        raise Unusable.one("present", "missing", "somebody is with the patient", "at least one name")
    entry = Entry(Kind.PRESENT, "present: " + ", ".join(names), detail={"present": names})
    return _enter(by, _locked(by, session), client_id, entry, _ATTENDED, None)


def note_monitor(*, by: Member | str, session: Session, client_id: UUID, says: str) -> SessionEvent:
    """A monitor was connected, moved or lost: the record says so."""
    return _enter(by, _locked(by, session), client_id, Entry(Kind.MONITOR, says), _ATTENDED, None)


def connect_monitor(*, by: Member, session: Session, client_id: UUID, code: str) -> SessionEvent:
    """The monitor with this label measures for this session from now on. Raises Unusable, NotAllowed.

    The session is locked before its watch, as everywhere: the other way round two people could wait for
    each other.
    """
    require(by, Permission.OBSERVE)
    session = _locked(by, session)
    if (known := _known(session, client_id, Kind.MONITOR)) is not None:
        return known
    _check_phase(queries.course(session), _ATTENDED)
    device = devices.associate_by_code(by=by, watch=session.watch, code=code)
    entry = Entry(Kind.MONITOR, f"monitor {device.code} measures for this session")
    return _enter(by, session, client_id, entry, _ATTENDED, None)


def note_overdue(*, session: Session, due: alarms.Due, client_id: UUID) -> SessionEvent:
    """The watcher found an observation overdue for so long that a second person is told."""
    says = f"{due.words} overdue since its time: second person told"
    detail = {"sign": due.sign, "due_at": due.due_at.isoformat(), "source": str(due.provenance)}
    entry = Entry(Kind.OVERDUE, says, detail=detail)
    return _enter("monitor", _locked("monitor", session), client_id, entry, _ATTENDED, None)


def correct(
    *, by: Member, session: Session, client_id: UUID, n: int, reason: str, at: datetime | None = None,
    rate_ul_per_h: int | None = None, words: str = "",
) -> SessionEvent:  # fmt: skip
    """Replace what event `n` said, by a new event that names it; the old one stays in the record.

    Only the time and the rate of a pump entry, and the time and the words of a note, a symptom or a
    medicine, can be corrected; what was measured is measured again. Raises Unusable, NotAllowed.
    """
    require(by, Permission.RUN_INFUSION)
    _need_reason(reason)
    session = _locked(by, session)
    wrong = queries.event(session, n)
    if wrong is None or wrong.kind not in CORRECTABLE:
        raise Unusable.one(
            "n", "not-correctable", f"entry {n} cannot be corrected", "a rate, a time or a note"
        )
    said: dict[str, Any] = {"corrects": n, "reason": reason.strip()}
    if rate_ul_per_h is not None:
        said["rate_ul_per_h"] = rate_ul_per_h
    if (known := _known(session, client_id, wrong.kind, **said)) is not None:
        return known
    found = queries.happenings(session)
    if n not in {one.n for one in effective(found)}:
        raise Unusable.one("n", "corrected", f"entry {n} has been corrected already", "its correction")
    if at is None and rate_ul_per_h is None and not words.strip():
        raise Unusable.one("", "nothing-new", "say what is right", "another time, rate or words")
    entry = _correction(session, found, wrong, reason, at or wrong.at, rate_ul_per_h, words.strip())
    if wrong.kind in _PUMP and queries.course_of(session, found).phase is Phase.RECOVERY:
        entry = _with_new_total(session, found, wrong, entry, at or wrong.at)
    return _enter(by, session, client_id, entry, _ATTENDED, at or wrong.at)


def _with_new_total(
    session: Session, found: list[Happening], wrong: SessionEvent, entry: Entry, at: datetime
) -> Entry:
    """A correction after the end says what it makes of the total, which the end had said otherwise."""
    if wrong.kind == Kind.FINISHED:
        return entry
    right = changed(
        queries.as_happening(wrong), n=session.events_n + 1, at=at, corrects=wrong.n,
        rate_ul_per_h=entry.rate_ul_per_h, rate_ug_per_h=entry.rate_ug_per_h,
    )  # fmt: skip
    given_ug = queries.course_of(session, [*found, right]).given_ug
    return changed(entry, says=f"{entry.says}; in all {queries.mg(given_ug)} mg given")


def _correction(
    session: Session, found: list[Happening], wrong: SessionEvent, reason: str, at: datetime,
    rate_ul_per_h: int | None, words: str,
) -> Entry:  # fmt: skip
    """What replaces the wrong entry. Raises Unusable when it has no such thing to correct."""
    if words and wrong.kind in _PUMP:
        raise Unusable.one(
            "words", "no-words", "an entry of the pump says its rate and its time", "the right rate or time"
        )
    if rate_ul_per_h is not None and (wrong.kind not in _PUMP or not wrong.rate_ul_per_h):
        raise Unusable.one("rate_ul_per_h", "no-rate", f"entry {wrong.n} has no rate", "an entry with a rate")
    if wrong.kind == Kind.FINISHED:
        others = [one for one in effective(found) if one.n != wrong.n]
        return _finished(queries.course_of(session, others, at), reason, wrong.n)
    rates: tuple[int | None, int | None] = (wrong.rate_ul_per_h, wrong.rate_ug_per_h)
    says, detail = words or wrong.says, {"words": words} if words else wrong.detail
    if rate_ul_per_h is not None:
        if rate_ul_per_h <= 0:
            raise Unusable.one("rate_ul_per_h", "no-rate", "a rate of zero is a pause", "a rate above zero")
        _check_rate(session, rate_ul_per_h, reason)
        rates = _rates(session, rate_ul_per_h)
        says = f"rate corrected to {_rate_words(session, rate_ul_per_h)}"
    return Entry(wrong.kind, says, reason, *rates, detail=detail, corrects=wrong.n)


def _enter(
    by: Member | str,
    session: Session,
    client_id: UUID,
    entry: Entry,
    phases: Collection[Phase],
    at: datetime | None,
) -> SessionEvent:
    """Append one event to a locked session, or return the one this client id already made."""
    said = ("says", "reason", "rate_ul_per_h", "detail", "corrects")
    entry = changed(entry, reason=entry.reason.strip(), detail=dict(entry.detail))
    if (
        known := _known(session, client_id, entry.kind, **{name: getattr(entry, name) for name in said})
    ) is not None:
        return known
    found = queries.happenings(session)
    _check_phase(queries.course_of(session, found), phases)
    moment = _moment(session, at, found)
    event = SessionEvent(
        clinic_id=session.clinic_id, session=session, client_id=client_id, kind=entry.kind,
        at=moment, entered_at=max(moment, units.current().now), by=by if isinstance(by, str) else by.words,
        rate_ul_per_h=entry.rate_ul_per_h, rate_ug_per_h=entry.rate_ug_per_h, says=entry.says, reason=entry.reason,
        detail=entry.detail, corrects=entry.corrects,
    )  # fmt: skip
    if entry.kind in _PUMP:
        _check_course(session, found, changed(queries.as_happening(event), n=session.events_n + 1))
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


def _check_phase(course: Course, phases: Collection[Phase]) -> None:
    if course.phase not in phases:
        allowed = ", ".join(phase.words.lower() for phase in phases)
        raise Unusable.one(
            "", "wrong-phase", f"not possible while the session is {course.phase.words.lower()}", allowed
        )


def _check_course(session: Session, found: list[Happening], event: Happening) -> None:
    """With this entry the pump's entries must tell, in the order of their times, what a pump can do."""
    if event.kind == Kind.STARTED and event.at < session.made_at:
        raise Unusable.one("at", "before-order", "this lies before the order was signed", "a later time")
    phase = Phase.ORDERED
    for one in effective([*found, event]):
        if one.kind not in _PUMP:
            continue
        possible, following = _PUMP[one.kind]
        if phase not in possible:
            raise _impossible(phase, one.n == event.n)
        phase = following
    used_up = queries.course_of(session, [*found, event], event.at).left_ug <= 0
    if used_up and event.kind in (Kind.RATE, Kind.RESUMED) and event.corrects is None:
        raise Unusable.one(
            "rate_ul_per_h", "order-used-up", "the ordered dose has been given", "finish, or a new order"
        )


def _impossible(phase: Phase, is_new: bool) -> Unusable:
    if phase is Phase.ORDERED:
        return Unusable.one("at", "before-start", "this lies before the infusion started", "a later time")
    if not is_new:
        says = "an entry of the pump stands after this time and would no longer be possible"
        return Unusable.one("at", "before-newer", says, "a later time, or correct that entry first")
    words = {
        Phase.RUNNING: ("running", "the infusion runs at this time", "pause it first"),
        Phase.PAUSED: ("paused", "the infusion is paused at this time", "resume at the new rate"),
        Phase.RECOVERY: ("after-finish", "this lies after the infusion finished", "an earlier time"),
    }
    return Unusable.one("at", *words[phase])


def _moment(session: Session, at: datetime | None, found: Collection[Happening]) -> datetime:
    """When it was observed. What happens "now" stands after what others entered while this one waited."""
    if at is None:
        return max([units.current().now, *(one.at for one in found if one.kind in _PUMP)])
    return _observed(session, at)


def _observed(session: Session, at: datetime | None) -> datetime:
    now = units.current().now
    if at is None:
        return now
    if at > now + _FUTURE:
        raise Unusable.one("at", "future", "this lies in the future", "now, or earlier")
    if at < session.made_at - timedelta(hours=12):
        raise Unusable.one("at", "too-early", "this lies before the session", "a time within the session")
    return min(at, now)


def _locked(by: Member | str, session: Session) -> Session:
    """The session as it is now, locked. Raises NotAllowed for another clinic's."""
    if isinstance(by, Member) and by.clinic.pk != session.clinic_id:
        raise NotAllowed("this session is another clinic's")
    locked: Session = streams.lock(Session, [session.pk])[session.pk]
    return locked


def _known(session: Session, client_id: UUID, kind: str, **said: Any) -> SessionEvent | None:
    """The event this client id has already made. Raises Unusable when it was another act, or said otherwise."""
    known = queries.by_client_id(session, client_id)
    if known is None:
        return None
    same = {known.kind, kind} <= {Kind.NOTE, Kind.ADDENDUM} or known.kind == kind
    if not same or any(getattr(known, name) != value for name, value in said.items()):
        raise Unusable.one(
            "client_id", "reused", "this form was already used for something else", "a fresh form"
        )
    return known


def _record(by: Member, session: Session, values: Mapping[str, float], event: SessionEvent) -> None:
    if session.watch_id is None or not values:
        return
    now = max(event.at, units.current().now)
    measured = [
        monitoring.Measured(
            channel,
            value,
            alarms.CHANNELS[channel].unit,
            event.at,
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
