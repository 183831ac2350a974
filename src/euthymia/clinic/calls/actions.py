"""The verbs of a call: press, answer, tell a second person; and the keys that may call."""

from __future__ import annotations

import secrets
from datetime import timedelta
from hashlib import sha256
from typing import Any
from uuid import UUID, uuid5

from django.utils.translation import gettext as _

from euthymia.clinic.audit import actions as auditing
from euthymia.clinic.people.access import Permission
from euthymia.clinic.people.actions import NotAllowed, require
from euthymia.clinic.people.queries import Member
from euthymia.clinic.visits.models import Room, Visit
from euthymia.domain.quantities import Unusable
from euthymia.kit import live, streams, units

from . import queries
from .fold import DONE, SECOND_PERSON_LIMITS_S, WISHES, Call, fold
from .models import CallBook, CallEvent, CallKey, CallSettings

Kind = CallEvent.Kind
MOST_PRESSES = 50  # of one call: from then on it is known that somebody presses
LONGEST_DELAY = timedelta(hours=1)  # a press that arrives later than that is taken as pressed an hour ago
WATCHER = "monitor"


def press(*, visit: Visit, by: str, client_id: UUID, wish: str = "", ago_s: float = 0.0) -> Call:
    """The patient presses: a new call, or once more for the one that stands. Sent twice, it is one press.

    `ago_s` is how long ago it was pressed, by the device, when the message took that long to arrive. A press from
    before the last answer belongs to the call that was answered. Raises Unusable when the visit is over.
    """
    if wish and wish not in dict(WISHES):
        raise Unusable.one("wish", "unknown", _("this cannot be chosen"), ", ".join(dict(WISHES)))
    book = _locked(visit.clinic_id)
    known = CallEvent.objects.filter(book=book, client_id=client_id).first()
    if known is not None:
        return _call(visit.clinic_id, known.call)
    if visit.left_at is not None:
        raise Unusable.one("", "visit-over", _("this visit has ended"), _("the clinic's phone"))
    now = units.current().now
    at = now - min(max(timedelta(seconds=ago_s), timedelta(0)), LONGEST_DELAY)
    calls = queries.of_visits(visit.clinic_id, [visit.pk])
    call = next((one for one in reversed(calls) if one.answered_at is None or at < one.answered_at), None)
    if call is not None and call.presses >= MOST_PRESSES:
        return call
    event = CallEvent(
        clinic_id=visit.clinic_id, book=book, visit=visit, patient_id=visit.patient_id, room_id=visit.room_id,
        call=call.id if call else client_id, client_id=client_id, kind=Kind.PRESSED, at=at, entered_at=now, by=by, wish=wish,
    )  # fmt: skip
    _append(book, event, "pressed the call button")
    return _call(visit.clinic_id, event.call)


def answer(*, by: Member, call_id: UUID, client_id: UUID, done: str = "", words: str = "") -> Call:
    """Somebody is with the patient, and says what was done. Raises Unusable, NotAllowed.

    Who comes second is told who was first; nothing is written over.
    """
    require(by, Permission.OBSERVE)
    book = _locked(by.clinic.pk)
    call = _call(by.clinic.pk, call_id)
    known = CallEvent.objects.filter(book=book, client_id=client_id).first()
    if known is not None and known.call == call_id:
        return call
    if not call.stands:
        says = f"{call.answered_by.partition(' <')[0]} has answered this call already"
        raise Unusable.one("", "answered", says, "a new call")
    if done not in dict(DONE) and not words.strip():
        raise Unusable.one("done", "missing", "say what was done", ", ".join(dict(DONE).values()))
    now = units.current().now
    event = CallEvent(
        clinic_id=by.clinic.pk, book=book, visit_id=call.visit_id, patient_id=call.patient_id, room_id=call.room_id,
        call=call_id, client_id=client_id, kind=Kind.ANSWERED, at=now, entered_at=now, by=by.words,
        done=done if done in dict(DONE) else "", words=words.strip()[:1000],
    )  # fmt: skip
    _append(book, event, f"answered a call after {call.waited_s(now)} s")
    return _call(by.clinic.pk, call_id)


def tell_second_person(clinic_id: UUID) -> int:
    """Calls that stand for longer than the clinic's time: a second person is told, once for each. By the watcher."""
    now = units.current().now
    after = timedelta(seconds=queries.second_person_s(clinic_id))
    late = [one for one in queries.standing(clinic_id) if one.told_at is None and now - one.since >= after]
    if not late:
        return 0
    book = _locked(clinic_id)
    still = {one.id: one for one in queries.standing(clinic_id) if one.told_at is None}
    told = [still[one.id] for one in late if one.id in still]
    for call in told:
        event = CallEvent(
            clinic_id=clinic_id, book=book, visit_id=call.visit_id, patient_id=call.patient_id, room_id=call.room_id,
            call=call.id, client_id=uuid5(call.id, "told"), kind=Kind.TOLD, at=now, entered_at=now, by=WATCHER,
        )  # fmt: skip
        _append(book, event, f"a call unanswered for {call.waited_s(now)} s: second person told")
    return len(told)


def open_key(*, by: Member, visit: Visit | None = None, room: Room | None = None) -> tuple[CallKey, str]:
    """An address that may call for a visit, or at a chair; its key is told once. Raises NotAllowed."""
    require(by, Permission.OBSERVE if visit is not None else Permission.MANAGE_DEVICES)
    place = visit or room
    assert place is not None, "a key is of a visit or of a chair"
    if place.clinic_id != by.clinic.pk:
        raise NotAllowed("this is another clinic's")
    token = secrets.token_urlsafe(32)
    made = CallKey(
        clinic=by.clinic, visit=visit, room=room, digest=sha256(token.encode()).digest(),
        opened_at=units.current().now, opened_by=by.words,
    )  # fmt: skip
    made.save()
    what = "the patient's own phone" if visit is not None else f"a tablet at {room}"
    auditing.record(
        verb="call.key-opened", says=f"opened a call button for {what}", subject=str(made.pk),
        patient=visit.patient_id if visit is not None else None, actor=by.words,
    )  # fmt: skip
    return made, token


def close_keys(*, by: Member, room: Room) -> int:
    """The tablets at this chair call no more; how many there were. Raises NotAllowed."""
    require(by, Permission.MANAGE_DEVICES)
    if room.clinic_id != by.clinic.pk:
        raise NotAllowed("this is another clinic's")
    found = list(CallKey.objects.filter(clinic=by.clinic, room=room, closed_at=None))
    for one in found:
        one.closed_at = units.current().now
        one.save(update_fields=["closed_at"])
        auditing.record(
            verb="call.key-closed",
            says=f"closed the call button at {room}",
            subject=str(one.pk),
            actor=by.words,
        )
    return len(found)


def adopt(*, by: Member, client_id: UUID, second_person_s: int, reason: str) -> CallSettings:
    """After how long a second person is told, from now on. Raises Unusable, NotAllowed."""
    require(by, Permission.SET_POLICY)
    known = CallSettings.objects.filter(clinic=by.clinic, client_id=client_id).first()
    if known is not None:
        return known
    low, high = SECOND_PERSON_LIMITS_S
    if not low <= second_person_s <= high:
        says = f"{second_person_s} s is outside what may be set"
        raise Unusable.one("second_person_s", "outside", says, f"{low} to {high} s")
    if not reason.strip():
        raise Unusable.one("reason", "missing", "say why it changes", "a sentence")
    made = CallSettings(
        clinic=by.clinic, client_id=client_id, at=units.current().now, by=by.words, second_person_s=second_person_s,
        reason=reason.strip(),
    )  # fmt: skip
    made.save()
    auditing.record(
        verb="call.settings", says=f"a second person is told after {second_person_s} s", subject=str(made.pk),
        actor=by.words,
    )  # fmt: skip
    return made


def _call(clinic_id: UUID, call_id: UUID) -> Call:
    """Raises CallEvent.DoesNotExist."""
    found = fold(CallEvent.objects.filter(clinic_id=clinic_id, call=call_id).order_by("n"))
    if not found:
        raise CallEvent.DoesNotExist("no such call")
    return found[0]


def _locked(clinic_id: UUID) -> CallBook:
    """The clinic's book of calls, locked; made by its first call."""
    CallBook.objects.bulk_create([CallBook(clinic_id=clinic_id)], ignore_conflicts=True)
    pk = CallBook.objects.filter(clinic_id=clinic_id).values_list("pk", flat=True).get()
    book: CallBook = streams.lock(CallBook, [pk])[pk]
    return book


def _append(book: CallBook, event: CallEvent, says: str) -> None:
    streams.append(book, [event], locked=True)
    topics: dict[str, Any] = {
        queries.topic(book.clinic_id): event.n,
        f"clinic:{book.clinic_id}": event.n,
        f"visit:{event.visit_id}": event.n,
    }
    live.notify(topics)
    auditing.record(
        verb=f"call.{event.kind}", says=says, subject=f"{event.call}#{event.n}", patient=event.patient_id,
        actor=event.by, clinic=book.clinic_id,
    )  # fmt: skip
