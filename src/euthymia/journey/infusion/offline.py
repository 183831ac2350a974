"""Entries that a tablet took without the network: read, put through the same acts, and what they wait for.

Each goes through the form and the action of its act with the time at which it was made. What somebody else changed
meanwhile is never merged in silence: such an entry is kept beside theirs until a person decides.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.http import QueryDict

from euthymia.clinic.monitoring import actions as watching
from euthymia.clinic.monitoring import queries as monitoring
from euthymia.clinic.people.access import Permission
from euthymia.clinic.people.actions import NotAllowed, require
from euthymia.clinic.people.queries import Member
from euthymia.clinic.pharmacy import actions as pharmacy
from euthymia.domain.quantities import Unusable
from euthymia.kit import streams, units

from . import actions, queries
from .actions.entries import PUMP
from .acts import ACTS
from .models import OF_THE_PUMP, OfflineAnswer, OfflineEntry, Session, SessionEvent

Outcome = OfflineEntry.Outcome
ACTS_OFFLINE = (
    "vitals", "symptom", "score", "note", "rate", "pause", "resume", "give", "finish", "waste", "alarm",
)  # fmt: skip
MOST = 500  # entries at once: an hour of them is far fewer
MOST_SIGNS = 5_000
DRIFT = timedelta(minutes=2)  # how far a tablet's clock may have run ahead since it last heard the server
_FIELDS_AT_MOST = 40


@dataclass(frozen=True, slots=True)
class Wanted:
    """An entry as a tablet states it."""

    client_id: UUID
    user: str
    act: str
    fields: Mapping[str, list[str]]
    measured_at: datetime
    device_at: datetime
    offset_ms: int
    seen_n: int


def read(document: Any) -> tuple[str, list[Wanted]]:
    """The device's name and its entries in the order in which they were made. Raises Unusable."""
    if not isinstance(document, dict) or not isinstance(document.get("entries"), list):
        raise Unusable.one("", "no-document", "this is no list of entries", '{"device": …, "entries": […]}')
    if len(document["entries"]) > MOST:
        raise Unusable.one("entries", "too-many", "these are too many at once", f"at most {MOST}")
    device = str(document.get("device", ""))[:40] or "unnamed"
    return device, [_wanted(one, n) for n, one in enumerate(document["entries"])]


def _wanted(one: Any, n: int) -> Wanted:
    try:
        fields = {
            str(name): [str(value)[:MOST_SIGNS] for value in values] for name, values in one["fields"].items()
        }
        found = Wanted(
            UUID(str(one["client_id"])), str(one["user"]), str(one["act"]), fields, _moment(one["measured_at"]),
            _moment(one["device_at"]), int(one["offset_ms"]), int(one["seen_n"]),
        )  # fmt: skip
    except (KeyError, TypeError, ValueError, AttributeError, OverflowError):
        accepted = "client_id, user, act, fields, measured_at, device_at, offset_ms, seen_n"
        raise Unusable.one(f"entries/{n}", "unreadable", "this entry cannot be read", accepted) from None
    if len(fields) > _FIELDS_AT_MOST or any("\x00" in text for values in fields.values() for text in values):
        raise Unusable.one(
            f"entries/{n}/fields", "unreadable", "these fields are of no form", "the act's own"
        )
    if found.act not in ACTS_OFFLINE:
        raise Unusable.one(
            f"entries/{n}/act", "unknown", f"{found.act!r} is not taken offline", ", ".join(ACTS_OFFLINE)
        )
    if not -(2**62) < found.offset_ms < 2**62 or not 0 <= found.seen_n < 2**62:
        raise Unusable.one(f"entries/{n}", "unreadable", "a number beyond all measure", "the tablet's own")
    return found


def _moment(text: Any) -> datetime:
    found = datetime.fromisoformat(str(text))
    if found.tzinfo is None:
        raise ValueError("without an offset")
    return found


def replay(by: Member, session: Session, device: str, wanted: Sequence[Wanted]) -> list[dict[str, str]]:
    """Put each entry through its act, in the order they were made; what became of each, by client id.

    `entered`, `known` (sent before), `kept` (a person decides), `not-yours` (its author has to sign in).
    """
    return [{"client_id": str(one.client_id), **_one(by, session, device, one)} for one in wanted]


def _one(by: Member, session: Session, device: str, one: Wanted) -> dict[str, str]:
    if one.user != str(by.staff.user_id):
        return {"state": "not-yours", "says": "somebody else made this entry: they sign in to send it"}
    with units.all_or_nothing():
        streams.lock(Session, [session.pk])
        held = OfflineEntry.objects.filter(
            clinic_id=session.clinic_id, session=session, client_id=one.client_id
        ).first()
        if held is not None:
            taken = held.outcome in (Outcome.ENTERED, Outcome.PROVISIONAL)
            return {"state": "known" if taken else "kept", "says": held.says}
        outcome, says = _outcome(by, session, device, one)
        event = queries.by_client_id(session, one.client_id)
        OfflineEntry(
            clinic_id=session.clinic_id, session=session, client_id=one.client_id, device=device, act=one.act,
            fields=one.fields, measured_at=one.measured_at, device_at=one.device_at, offset_ms=one.offset_ms,
            received_at=units.current().now, by=by.words, seen_n=one.seen_n, outcome=outcome, says=says,
            event_n=None if event is None else event.n,
        ).save()  # fmt: skip
    taken = outcome in (Outcome.ENTERED, Outcome.PROVISIONAL)
    return {"state": "entered" if taken else "kept", "says": says}


def _outcome(by: Member, session: Session, device: str, one: Wanted) -> tuple[str, str]:
    if queries.by_client_id(session, one.client_id) is not None:
        return Outcome.ENTERED, "it had arrived already"
    if one.act == "waste":
        return Outcome.TWO_SIGN, "what was wasted is entered when two sign it"
    if others := meanwhile(session, device, one.act, one.seen_n):
        return Outcome.CONFLICT, "meanwhile: " + "; ".join(
            f"{each.says} ({each.by.partition(' <')[0]})" for each in others
        )
    try:
        says = enter(by, session, one.act, one.fields, one.client_id, one.measured_at)
    except Unusable as refused:
        return Outcome.REFUSED, "; ".join(fault.says for fault in refused.faults)
    except NotAllowed as refused:
        return Outcome.REFUSED, str(refused)
    return (Outcome.PROVISIONAL if one.act == "give" else Outcome.ENTERED), says


def meanwhile(session: Session, device: str, act: str, seen_n: int) -> list[SessionEvent]:
    """What others did to the pump, or gave, that the tablet had not seen when it took an entry of the same kind."""
    kinds = tuple(PUMP) if act in OF_THE_PUMP else ("given",) if act == "give" else ()
    if not kinds:
        return []
    own = OfflineEntry.objects.filter(clinic_id=session.clinic_id, session=session, device=device)
    newer = SessionEvent.objects.filter(
        clinic_id=session.clinic_id, session=session, n__gt=seen_n, kind__in=kinds
    )
    return list(newer.exclude(client_id__in=own.values("client_id")).order_by("n"))


def enter(
    by: Member, session: Session, act: str, fields: Mapping[str, list[str]], client_id: UUID, at: datetime
) -> str:
    """Do what was asked for, observed `at`; says what was done. Raises Unusable, NotAllowed."""
    now = units.current().now
    moment = now if now < at <= now + DRIFT else at
    if act == "alarm":
        with units.all_or_nothing():
            return _answered(by, session, client_id, fields, moment)
    chosen = ACTS[act]
    require(by, chosen.permission)
    data = QueryDict(mutable=True)
    for name, values in fields.items():
        data.setlist(name, values)
    data["client_id"] = str(client_id)
    form = chosen.form(session, data)
    form.observed_at = moment
    if not form.is_valid():
        says = "; ".join(str(text) for errors in form.errors.values() for text in errors)
        raise Unusable.one("", "unusable", says, "the act's own form")
    with pharmacy.acting():
        return chosen.do(by, session, form)


def _answered(
    by: Member, session: Session, client_id: UUID, fields: Mapping[str, list[str]], at: datetime
) -> str:
    """What was seen and done at an alarm stands in the record at its time; the alarm that still stands is answered.

    An alarm that was raised only afterwards is not answered by it.
    """
    require(by, Permission.ANSWER_ALARMS)
    alarm, reason = (next(iter(fields.get(name, [])), "").strip() for name in ("alarm", "reason"))
    if not reason:
        raise Unusable.one("reason", "missing", "say what you saw or did", "a few words")
    words = f"alarm {alarm}, answered without the network: {reason}"
    event = actions.write_note(by=by, session=session, client_id=client_id, words=words, at=at)
    one = next((one for one in monitoring.standing(session.watch) if one.alarm == alarm), None)
    if one is not None and not one.acknowledged and one.since <= at:
        watching.acknowledge(by=by, watch=session.watch, alarm=alarm, reason=reason)
    return event.says


def of_session(session: Session) -> list[tuple[OfflineEntry, OfflineAnswer | None]]:
    """Every entry of a session that was made without the network, in that order, with what was decided about it."""
    rows = OfflineEntry.objects.filter(clinic_id=session.clinic_id, session=session)
    answers = OfflineAnswer.objects.filter(clinic_id=session.clinic_id, entry__session=session)
    decided = {one.entry_id: one for one in answers}
    return [(one, decided.get(one.pk)) for one in rows.order_by("measured_at", "client_id")]


def waiting(session: Session) -> list[OfflineEntry]:
    """Those about which a person still has to decide."""
    return [entry for entry, answer in of_session(session) if entry.waits and answer is None]
