"""What people observe and note at the chair."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime
from uuid import UUID, uuid5

from euthymia.clinic.devices import actions as devices
from euthymia.clinic.harm import actions as harm
from euthymia.clinic.harm.models import AdverseEvent
from euthymia.clinic.people.access import Permission
from euthymia.clinic.people.actions import require
from euthymia.clinic.people.queries import Member
from euthymia.domain import monitoring as alarms
from euthymia.domain import protocols
from euthymia.domain.quantities import Fault, Unusable
from euthymia.domain.rules import harm as harms
from euthymia.journey.infusion import queries
from euthymia.journey.infusion.fold import Phase
from euthymia.journey.infusion.models import Session, SessionEvent
from euthymia.journey.infusion.observations import checked_scores, checked_vitals

from .entries import (
    ATTENDED,
    COMFORTABLE,
    Entry,
    Kind,
    check_phase,
    enter,
    known_event,
    locked,
    record_samples,
)

OPENS_HARM = "adverse-event-opened"
OF_THE_SYRINGE = ("ketamin", "ketalar")


def record_vitals(
    *, by: Member, session: Session, client_id: UUID, values: Mapping[str, str], not_measured: str = "",
    at: datetime | None = None,
) -> SessionEvent:  # fmt: skip
    """A set of vital signs read by a person; refused whole when one value is impossible."""
    require(by, Permission.OBSERVE)
    session = locked(by, session)
    measured = checked_vitals(values)
    said = {"detail": {"values": measured}, "reason": not_measured.strip()}
    if (known := known_event(session, client_id, Kind.VITALS, **said)) is not None:
        return known
    if not measured and not not_measured.strip():
        raise Unusable.one("", "empty", "nothing was measured", "at least one value, or why there is none")
    says = (
        ", ".join(f"{alarms.words_of(channel)} {value:g}" for channel, value in measured.items())
        or "not measured"
    )
    entry = Entry(Kind.VITALS, says, not_measured, detail={"values": measured})
    event = enter(by, session, client_id, entry, ATTENDED, at)
    record_samples(by, session, measured, event)
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
    session = locked(by, session)
    if (known := known_event(session, client_id, Kind.CONFIRMED)) is not None:
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
    return enter(by, session, client_id, Entry(Kind.CONFIRMED, says, detail=detail), ATTENDED, at)


def record_scores(
    *, by: Member, session: Session, client_id: UUID, scores: Mapping[str, str], at: datetime | None = None
) -> SessionEvent:
    """Sedation (MOAA/S 0–5) and dissociation (0–10), judged like every other sign."""
    require(by, Permission.OBSERVE)
    session = locked(by, session)
    given = checked_scores(scores)
    if (known := known_event(session, client_id, Kind.SCORE, detail={"values": given})) is not None:
        return known
    says = ", ".join(f"{alarms.words_of(channel)} {value:g}" for channel, value in given.items())
    event = enter(by, session, client_id, Entry(Kind.SCORE, says, detail={"values": given}), ATTENDED, at)
    record_samples(by, session, given, event)
    return event


def give(
    *, by: Member, session: Session, client_id: UUID, name: str, amount: str, route: str, ordered_by: str,
    at: datetime | None = None,
) -> SessionEvent:  # fmt: skip
    """Another medicine was given, on somebody's order. Raises Unusable, NotAllowed.

    Ketamine is none of them: it comes from the syringe on the pump, and nowhere else is it summed and accounted.
    """
    require(by, Permission.RUN_INFUSION)
    if any(word in name.casefold() for word in OF_THE_SYRINGE):
        says = "ketamine comes from the syringe on the pump; no bolus is part of a protocol here"
        raise Unusable.one("name", "of-the-syringe", says, "another medicine")
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
    return enter(by, locked(by, session), client_id, entry, ATTENDED, at)


def record_symptom(
    *, by: Member, session: Session, client_id: UUID, symptom: str, severity: str = "", action: str = "", words: str = "",
    at: datetime | None = None,
) -> SessionEvent:  # fmt: skip
    """Something the patient feels or shows, and what was done about it.

    The action "adverse event opened" opens one from this entry, in the same transaction.
    """
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
    event = enter(by, locked(by, session), client_id, Entry(Kind.SYMPTOM, says, detail=detail), ATTENDED, at)
    if action == OPENS_HARM:
        open_harm(by=by, session=session, client_id=uuid5(client_id, OPENS_HARM), n=event.n)
    return event


def open_harm(*, by: Member, session: Session, client_id: UUID, n: int) -> AdverseEvent:
    """An adverse event from a symptom of the record: what it was, when, who was there. The rest is said later.

    Raises Unusable, NotAllowed.
    """
    wrong = queries.event(session, n)
    if wrong is None or wrong.kind != Kind.SYMPTOM:
        raise Unusable.one("n", "no-symptom", f"entry {n} is no symptom", "the number of a symptom")
    said = wrong.detail or {}
    kinds = {one.code for one in harms.KINDS}
    kind = said.get("symptom") if said.get("symptom") in kinds else "other"
    severity = said.get("severity", "")
    facts = harms.Facts(
        kind=str(kind), words=wrong.says, onset_at=wrong.at, severity=severity,
        witnesses=queries.course(session).present,
    )  # fmt: skip
    return harm.report(
        by=by, patient=session.patient, client_id=client_id, facts=facts, visit=session.visit,
        subject=f"session {session.pk}#{n}",
    )  # fmt: skip


def write_note(
    *, by: Member, session: Session, client_id: UUID, words: str, at: datetime | None = None
) -> SessionEvent:
    """A note; after the session has closed it stands as an addendum."""
    require(by, Permission.OBSERVE)
    if not words.strip():
        raise Unusable.one("words", "missing", "the note is empty", "a few words")
    session = locked(by, session)
    kind = Kind.ADDENDUM if session.finished_at is not None else Kind.NOTE
    return enter(by, session, client_id, Entry(kind, words.strip()), (*ATTENDED, Phase.CLOSED), at)


def note_present(*, by: Member, session: Session, client_id: UUID, present: Collection[str]) -> SessionEvent:
    """Who is with the patient from now on."""
    require(by, Permission.OBSERVE)
    names = [name.strip() for name in present if name.strip()]
    if not names:
        raise Unusable.one("present", "missing", "somebody is with the patient", "at least one name")
    entry = Entry(Kind.PRESENT, "present: " + ", ".join(names), detail={"present": names})
    return enter(by, locked(by, session), client_id, entry, ATTENDED, None)


def note_monitor(*, by: Member | str, session: Session, client_id: UUID, says: str) -> SessionEvent:
    """A monitor was connected, moved or lost: the record says so."""
    return enter(by, locked(by, session), client_id, Entry(Kind.MONITOR, says), ATTENDED, None)


def connect_monitor(*, by: Member, session: Session, client_id: UUID, code: str) -> SessionEvent:
    """The monitor with this label measures for this session from now on. Raises Unusable, NotAllowed.

    The session is locked before its watch, as everywhere: the other way round two people could wait for
    each other.
    """
    require(by, Permission.OBSERVE)
    session = locked(by, session)
    if (known := known_event(session, client_id, Kind.MONITOR)) is not None:
        return known
    check_phase(queries.course(session), ATTENDED)
    device = devices.associate_by_code(by=by, watch=session.watch, code=code)
    entry = Entry(Kind.MONITOR, f"monitor {device.code} measures for this session")
    return enter(by, session, client_id, entry, ATTENDED, None)


def note_overdue(*, session: Session, due: alarms.Due, client_id: UUID) -> SessionEvent:
    """The watcher found an observation overdue for so long that a second person is told."""
    says = f"{due.words} overdue since its time: second person told"
    detail = {"sign": due.sign, "due_at": due.due_at.isoformat(), "source": str(due.provenance)}
    entry = Entry(Kind.OVERDUE, says, detail=detail)
    return enter("monitor", locked("monitor", session), client_id, entry, ATTENDED, None)
