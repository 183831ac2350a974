"""How an entry is appended to a session: once, at a possible time, in a possible order, audited."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from dataclasses import replace as changed
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from euthymia.clinic.audit import actions as auditing
from euthymia.clinic.monitoring import actions as monitoring
from euthymia.clinic.people.actions import NotAllowed
from euthymia.clinic.people.queries import Member
from euthymia.domain import monitoring as alarms
from euthymia.domain import protocols
from euthymia.domain.quantities import Fault, Unusable
from euthymia.journey.infusion import queries
from euthymia.journey.infusion.fold import Course, Happening, Phase, effective
from euthymia.journey.infusion.models import Session, SessionEvent
from euthymia.kit import live, streams, units

Kind = SessionEvent.Kind
INFUSING = (Phase.RUNNING, Phase.PAUSED)
ATTENDED = (Phase.ORDERED, Phase.RUNNING, Phase.PAUSED, Phase.RECOVERY)
COMFORTABLE = ("comfortable", "Comfortable; no pain or nausea, IV site fine")
_FUTURE = timedelta(seconds=5)  # two clocks are never quite equal
# What a screen shows as 0 mL left: a rate rounded down to the pump's 0.1 mL/h leaves less in an hour.
EMPTY_BELOW_UL = 100
# In which phase of the pump each of its entries can stand, and the phase that follows.
PUMP: dict[str, tuple[tuple[Phase, ...], Phase]] = {
    Kind.STARTED: ((Phase.ORDERED,), Phase.RUNNING),
    Kind.RATE: ((Phase.RUNNING,), Phase.RUNNING),
    Kind.PAUSED: ((Phase.RUNNING,), Phase.PAUSED),
    Kind.RESUMED: ((Phase.PAUSED,), Phase.RUNNING),
    Kind.FINISHED: (INFUSING, Phase.RECOVERY),
}
PUMP_KINDS = tuple(PUMP)
CORRECTABLE = (*PUMP_KINDS, Kind.GIVEN, Kind.SYMPTOM, Kind.NOTE)


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


def enter(
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
        known := known_event(session, client_id, entry.kind, **{name: getattr(entry, name) for name in said})
    ) is not None:
        return known
    found = queries.happenings(session)
    check_phase(queries.course_of(session, found), phases)
    moment = moment_of(session, at, found)
    event = SessionEvent(
        clinic_id=session.clinic_id, session=session, client_id=client_id, kind=entry.kind,
        at=moment, entered_at=max(moment, units.current().now), by=by if isinstance(by, str) else by.words,
        rate_ul_per_h=entry.rate_ul_per_h, rate_ug_per_h=entry.rate_ug_per_h, says=entry.says, reason=entry.reason,
        detail=entry.detail, corrects=entry.corrects,
    )  # fmt: skip
    if entry.kind in PUMP:
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


def check_phase(course: Course, phases: Collection[Phase]) -> None:
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
        if one.kind not in PUMP:
            continue
        possible, following = PUMP[one.kind]
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


def moment_of(session: Session, at: datetime | None, found: Collection[Happening]) -> datetime:
    """When it was observed. What happens "now" stands after what others entered while this one waited."""
    if at is None:
        return max([units.current().now, *(one.at for one in found if one.kind in PUMP)])
    return observed(session, at)


def observed(session: Session, at: datetime | None) -> datetime:
    now = units.current().now
    if at is None:
        return now
    if at > now + _FUTURE:
        raise Unusable.one("at", "future", "this lies in the future", "now, or earlier")
    if at < session.made_at - timedelta(hours=12):
        raise Unusable.one("at", "too-early", "this lies before the session", "a time within the session")
    return min(at, now)


def locked(by: Member | str, session: Session) -> Session:
    """The session as it is now, locked. Raises NotAllowed for another clinic's."""
    if isinstance(by, Member) and by.clinic.pk != session.clinic_id:
        raise NotAllowed("this session is another clinic's")
    locked: Session = streams.lock(Session, [session.pk])[session.pk]
    return locked


def known_event(session: Session, client_id: UUID, kind: str, **said: Any) -> SessionEvent | None:
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


def record_samples(by: Member, session: Session, values: Mapping[str, float], event: SessionEvent) -> None:
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


def check_rate(session: Session, rate_ul_per_h: int, reason: str) -> None:
    """The two fences round a rate."""
    protocol = protocols.protocol_named(session.order.protocol)
    findings = protocols.judge_rate(session.order.figures, rate_ul_per_h, protocol.guardrails)
    refused = [f for f in findings if f.severity is protocols.Severity.REFUSE]
    asked = [f for f in findings if f.severity is protocols.Severity.ASK and not reason.strip()]
    if rate_ul_per_h % protocols.PUMP_STEP_UL_PER_H:
        raise Unusable.one("rate_ul_per_h", "too-fine", "the pump is set in 0.1 mL/h", "one decimal")
    if refused or asked:
        raise Unusable([Fault("rate_ul_per_h", f.code, f.says, str(f.provenance)) for f in refused or asked])


def rates_of(session: Session, rate_ul_per_h: int) -> tuple[int, int]:
    return rate_ul_per_h, protocols.to_ug_per_h(session.order.figures, rate_ul_per_h)


def rate_words(session: Session, rate_ul_per_h: int) -> str:
    ul, ug = rates_of(session, rate_ul_per_h)
    return f"{queries.mg(ug)} mg/h ({queries.mg(ul)} mL/h)"


def need_reason(reason: str) -> None:
    if not reason.strip():
        raise Unusable.one("reason", "missing", "say why", "one of the reasons, or words of your own")
