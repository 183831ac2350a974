"""Whether a message still is to go, by which way, and what it says then: asked before every attempt."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from euthymia.clinic.messages import queries as messages
from euthymia.clinic.messages.models import Channel, Message
from euthymia.clinic.messages.sending import Not, Way, Words
from euthymia.clinic.visits import queries as visits
from euthymia.clinic.visits.models import Booking, State

from . import links, queries, writing
from .models import MessageKind, Notice
from .writing import Change, Reader

# A change so short before the visit is read on the phone.
URGENT = timedelta(hours=24)


def choose(message: Message, ways: tuple[str, ...], now: datetime) -> tuple[str, ...]:
    """Dates with their file and all there is to know go by e-mail; a nudge, and what is urgent, to the phone."""
    urgent = message.useful_until - now < URGENT
    first = Channel.SMS if message.kind == MessageKind.NUDGE or urgent else Channel.EMAIL
    return tuple(sorted(ways, key=lambda one: one != first))


def judge(message: Message, way: Way, now: datetime) -> Words | Not:
    """The words of a message, or why it does not go."""
    if message.kind == MessageKind.DATES:
        return _dates(message, way, now)
    return _reminder(message, way, now)


def _reminder(message: Message, way: Way, now: datetime) -> Words | Not:
    """Of the visit at the time that the message was queued for, and of no other."""
    found = queries.booking(message.clinic_id, message.subject)
    starts_at = datetime.fromisoformat(message.detail["starts_at"])
    if found.state != State.BOOKED or found.starts_at != starts_at:
        return Not("the visit was moved, cancelled or has begun", "moot")
    if starts_at <= now:
        return Not("the visit has begun", "moot")
    confirmed = queries.is_confirmed(found)
    if confirmed and message.kind == MessageKind.NUDGE:
        return Not("the patient has confirmed", "confirmed")
    link = "" if confirmed else links.address(found, starts_at, way.channel)
    return _written(message, way, found, starts_at, found.leaves_at, link=link)


def _dates(message: Message, way: Way, now: datetime) -> Words | Not:
    """Everything that is new to the patient since they were told last, in one message."""
    before = {UUID(one["booking"]): one for one in message.detail.get("told", ())}
    told: list[dict[str, Any]] = []
    touched: list[Notice] = []
    changes: list[tuple[Booking, Change]] = []
    for notice in queries.notices(message.clinic_id, message.patient_id):
        booking, mine = notice.booking, before.get(notice.booking_id)
        was = notice.told_starts_at if mine is None else _moment(mine["was"])
        stands = booking.starts_at if booking.holds else None
        if mine is not None and message.state == Message.State.HANDED and _moment(mine["now"]) != stands:
            return Not("the dates changed again; an attempt before may have gone", "moot")
        if mine is None and was == stands:
            continue
        notice.told_starts_at = stands
        touched.append(notice)
        if was != stands and max(one for one in (was, stands) if one is not None) > now:
            told.append({"booking": str(booking.pk), "was": _text(was), "now": _text(stands)})
            changes.append((booking, Change(was, stands)))
    Notice.objects.bulk_update(touched, ["told_starts_at"])
    if not changes:
        return Not("there is nothing new to tell", "moot")
    first, change = next(((b, c) for b, c in changes if c.now is not None), changes[0])
    starts_at = change.now or change.was
    assert starts_at is not None
    alone = len(changes) == 1 and change.now is not None
    link = links.address(first, starts_at, way.channel) if alone else ""
    written = _written(message, way, first, starts_at, None, link=link, changes=[one for _, one in changes])
    if isinstance(written, Not):
        return written
    files = {}
    if way.channel == Channel.EMAIL:
        files["appointments.ics"] = visits.file_of_all([one for one, _ in changes], message.clinic, now)
    return Words(written.subject, written.text, files, written.private, {"told": told})


def _written(
    message: Message, way: Way, booking: Booking, starts_at: datetime, until: datetime | None, *, link: str,
    changes: list[Change] | None = None,
) -> Words:  # fmt: skip
    clinic, settings = message.clinic, messages.settings(message.clinic)
    reader = Reader(message.patient.given_name, way.language, way.zone, way.channel)
    used = queries.template(clinic, message.kind, booking.purpose, way.channel, way.language)
    given = writing.values(
        reader, clinic, settings, purpose=booking.purpose, starts_at=starts_at, until=until, changes=changes or (),
        has_link=bool(link),
    )  # fmt: skip
    subject, text = writing.write(used.template, given)
    words_of = "the program's" if used.version is None else f"the clinic's of {used.version.at.isoformat()}"
    return Words(subject, text, private={writing.LINK: link} if link else {}, detail={"template": words_of})


def _moment(text: str | None) -> datetime | None:
    return None if text is None else datetime.fromisoformat(text)


def _text(moment: datetime | None) -> str | None:
    return None if moment is None else moment.isoformat()
