"""The outbox is worked off: each message is taken by one process for a while, judged, handed over once, written down.

Taking is a transaction that ends before anything leaves the house; what came of it is another. A process that dies
between the two leaves a message that is handed over and not answered. Whoever finds it when its lease is over hands
it over again only where the provider knows its key again; otherwise nobody can say whether it went, it is not sent a
second time, and a person looks at it.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid5
from zoneinfo import ZoneInfo

from django.db import DatabaseError

from euthymia.clinic.audit import actions as auditing
from euthymia.clinic.people.models import Clinic
from euthymia.domain.scheduling.quiet import next_allowed, open_from
from euthymia.kit import clock, streams, units

from . import queries
from .actions import come_back, withdraw
from .drivers import Accepted, Driver, NotSent, Outgoing, Unclear
from .models import Channel, Contact, Message
from .trail import Kind, State, append, close

log = logging.getLogger(__name__)

ACTOR = "the outbox"
UNCLEAR = "unclear"
_NO_WAY = "there is no way to reach the patient that they consent to"
# Longer than any driver waits; shorter than any provider remembers a key.
LEASE = timedelta(minutes=2)
# After how long a refusal that may pass is tried again; after the last one a person looks.
BACK_OFF = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 15, 60, 180))  # P: site setting


@dataclass(frozen=True, slots=True)
class Way:
    """How this message would go: by which channel, to whom, in which language and zone."""

    channel: str
    to: str
    language: str
    zone: ZoneInfo


@dataclass(frozen=True, slots=True)
class Words:
    """What is written. `private` are words put in only as it leaves, such as a link: they are not kept.

    `detail` is kept with the message.
    """

    subject: str
    text: str
    files: Mapping[str, str] = field(default_factory=dict)
    private: Mapping[str, str] = field(default_factory=dict)
    detail: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Not:
    """It is not sent, and why."""

    why: str
    reason: str


class _Stays(Exception):
    """It does not go now: until a time, or at all."""

    def __init__(self, state: State, why: str, reason: str = "", until: datetime | None = None) -> None:
        super().__init__(why)
        self.state, self.why, self.reason, self.until = state, why, reason, until


# Which of the channels that are open a message takes, and what it says: asked anew before every attempt.
Judge = Callable[[Message, Way, datetime], Words | Not]
Choose = Callable[[Message, tuple[str, ...], datetime], tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Outbox:
    """Who decides what a message says, which channel it prefers, and what carries it."""

    judge: Judge
    choose: Choose
    drivers: Mapping[str, Driver]

    def work(self, clinic: Clinic, alive: Callable[[], None] = lambda: None) -> int:
        """Send everything of this clinic that is due; how many were taken up. `alive` is called before each."""
        taken = 0
        for found in self._taken(clinic):
            taken += 1
            alive()
            if found is not None:
                self.hand_over(found)
        return taken

    def _taken(self, clinic: Clinic) -> Iterator[Outgoing | None]:
        """What is to be handed over, one after the other, each once; None for what does not go now."""
        seen: set[UUID] = set()
        while True:
            with units.unit(tenant=clinic.pk, actor=ACTOR) as unit:
                due = queries.due(clinic, unit.now, clock.wall()).exclude(pk__in=seen)
                message = (
                    due.select_for_update(no_key=True, skip_locked=True, of=("self",))
                    .select_related("patient")
                    .first()
                )
                if message is None:
                    return
                seen.add(message.pk)
                message.patient.clinic = message.clinic = clinic
                outgoing = self._prepared_or_failed(message, unit.now)
            yield outgoing

    def _prepared_or_failed(self, message: Message, now: datetime) -> Outgoing | None:
        """One that cannot be written holds up no other: a person looks at it."""
        before = (message.state, message.lease_until, message.facts_n, message.facts_head)
        try:
            with units.all_or_nothing():
                return self._prepare(message, now)
        except DatabaseError:
            raise
        except Exception as error:
            log.exception("message %s cannot be written", message.pk)
            message.state, message.lease_until, message.facts_n, message.facts_head = before
            _end(message, _Stays(State.FAILED, f"it cannot be written: {type(error).__name__}", "unwritable"))
            return None

    def _prepare(self, message: Message, now: datetime) -> Outgoing | None:
        """Judge a message and lease it; None when it does not go now."""
        try:
            return self._judged(message, now)
        except _Stays as stays:
            _end(message, stays)
            return None

    def _judged(self, message: Message, now: datetime) -> Outgoing:
        """Raises _Stays."""
        contact = _locked_contact(message)
        ways = tuple(one for one in contact.channels if one in self.drivers) if contact else ()
        handed = queries.last_handed(message) if message.state == State.HANDED else None
        if handed is not None:
            if message.channel not in ways:
                gone = contact is not None and contact.consents(message.channel)
                why = "the address is no more in use" if gone else "consent was withdrawn"
                raise _dropped(
                    f"{why}; an attempt before may have gone", "no-channel" if gone else "withdrawn"
                )
            ways = (message.channel,)
            known = self.drivers[message.channel].recognises
            assert message.first_handed_at is not None
            if clock.wall() - message.first_handed_at > known:
                raise _Stays(State.FAILED, "it may have gone or not: it is not sent again", UNCLEAR)
        if contact is None or not ways:
            came_back = contact is not None and any(map(contact.returned, Channel.values))
            why = "what went to the patient's address came back" if came_back else _NO_WAY
            raise _dropped(why, "no-channel")
        zone, until = ZoneInfo(contact.timezone), message.useful_until
        if now >= until:
            raise _Stays(State.FAILED, "its time was over before it could go", "too-late")
        ways = self.choose(message, ways, now)
        channel, at = _first(message, ways, zone, now)
        if at >= until:
            raise _Stays(State.FAILED, "it may not go before it is of no use any more: call", "quiet")
        if at > now:
            raise _Stays(State.WAITING, "quiet hours, or enough text messages for now", until=at)
        way = Way(channel, contact.address(channel), contact.language, zone)
        words = self.judge(message, way, now)
        if isinstance(words, Not):
            raise _dropped(words.why, words.reason)
        if handed is not None:
            kept = handed.detail
        else:
            kept = {
                "to": way.to, "subject": words.subject, "text": words.text, "files": dict(words.files),
                "language": way.language, "key": str(_key(message)),
            }  # fmt: skip
        return _lease(message, channel, words, kept)

    def hand_over(self, outgoing: Outgoing) -> None:
        """To the provider; then what it said is written down."""
        driver = self.drivers[outgoing.channel]
        try:
            said = driver.send(outgoing)
        except Exception as error:
            log.exception("the driver of %s failed", outgoing.channel)
            said = Unclear(f"the driver failed: {type(error).__name__}")
        _write_down(outgoing.message_id, said)


def _key(message: Message) -> UUID:
    """What the provider knows this attempt by: another one after a refusal, which it may remember by its key."""
    return message.key if not message.attempts else uuid5(message.key, f"attempt {message.attempts}")


def _locked_contact(message: Message) -> Contact | None:
    found = queries.contact(message.patient)
    if found is None:
        return None
    locked: Contact = streams.lock(Contact, [found.pk])[found.pk]
    return locked


def _first(message: Message, ways: tuple[str, ...], zone: ZoneInfo, now: datetime) -> tuple[str, datetime]:
    """The channel that may be used soonest, the preferred one where it may be used now; and from when on."""
    quiet = queries.quiet(queries.settings(message.clinic))
    found = []
    for channel in ways:
        at = open_from(now, zone, quiet)
        if channel == Channel.SMS:
            sent = queries.texts_handed(message.patient, zone, now, message.pk)
            at = open_from(next_allowed(at, zone, sent), zone, quiet)
        if at <= now:
            return channel, now
        found.append((at, channel))
    at, channel = min(found)
    return channel, at


def _lease(message: Message, channel: str, words: Words, kept: Mapping[str, Any]) -> Outgoing:
    wall = clock.wall()
    message.first_handed_at = message.first_handed_at if message.state == State.HANDED else wall
    message.state, message.channel, message.attempts = State.HANDED, channel, message.attempts + 1
    message.lease_until, message.detail = wall + LEASE, {**message.detail, **words.detail}
    message.save(update_fields=["state", "channel", "attempts", "lease_until", "first_handed_at", "detail"])
    append(message, Kind.HANDED, ACTOR, "", **kept)
    auditing.record(
        verb="message.handed",
        says="a message was handed over",
        subject=str(message.pk),
        patient=message.patient_id,
    )
    text = str(kept["text"])
    for name, value in words.private.items():
        text = text.replace(name, value)
    assert message.first_handed_at is not None
    return Outgoing(
        message_id=message.pk, key=UUID(kept["key"]), channel=channel, to=kept["to"], subject=kept["subject"], text=text, files=kept["files"],
        first_handed_at=message.first_handed_at,
    )  # fmt: skip


def _write_down(message_id: UUID, said: Accepted | NotSent | Unclear) -> None:
    """What the provider answered. A message that somebody else has dealt with meanwhile stays as it is."""
    with units.unit(tenant=units.EVERY_TENANT, actor=ACTOR) as unit:
        found = Message.objects.filter(pk=message_id)
        message = (
            found.select_for_update(no_key=True, of=("self",)).select_related("clinic", "patient").first()
        )
        if message is None or not _waits_for_answer(message, said):
            return
        message.patient.clinic = message.clinic
        if isinstance(said, Accepted):
            message.state, message.reference, message.reason = State.SENT, said.reference, ""
            message.lease_until = None
            message.save(update_fields=["state", "reference", "reason", "lease_until"])
            append(message, Kind.SENT, ACTOR, "", reference=said.reference)
        elif isinstance(said, Unclear):
            # Its lease runs out, and whoever takes it up then knows what the provider recognises.
            append(message, Kind.PUT_OFF, ACTOR, said.why)
        elif said.opted_out:
            close(message, State.DROPPED, Kind.DROPPED, ACTOR, said.why, "withdrawn")
            withdraw(
                by="the provider of text messages", patient=message.patient, client_id=uuid5(message_id, "opted out"),
                channel=message.channel, says=said.why,
            )  # fmt: skip
        elif said.permanent or message.attempts > len(BACK_OFF):
            close(message, State.FAILED, Kind.FAILED, ACTOR, said.why, "refused")
            handed = queries.last_handed(message)
            if said.nobody_there and handed is not None:
                come_back(
                    by="the mail server", patient=message.patient, client_id=uuid5(message_id, "came back"),
                    channel=message.channel, address=str(handed.detail["to"]), says=said.why,
                )  # fmt: skip
        else:
            message.state, message.lease_until = State.WAITING, None
            message.due_at = unit.now + BACK_OFF[message.attempts - 1]
            message.save(update_fields=["state", "due_at", "lease_until"])
            append(message, Kind.PUT_OFF, ACTOR, said.why)
        auditing.record(
            verb=f"message.{message.state}", says="what became of a message", subject=str(message.pk), patient=message.patient_id,
            clinic=message.clinic_id,
        )  # fmt: skip


def _waits_for_answer(message: Message, said: Accepted | NotSent | Unclear) -> bool:
    """Also an answer so late that nobody knew any more whether it went says that it did."""
    late = message.state == State.FAILED and message.reason == UNCLEAR and isinstance(said, Accepted)
    return late or message.state == State.HANDED


def _dropped(why: str, reason: str) -> _Stays:
    return _Stays(State.DROPPED, why, reason)


def _end(message: Message, stays: _Stays) -> None:
    """Held back, never lost: it waits on, is not sent for a reason, or somebody has to look."""
    if stays.until is not None:
        message.due_at, message.lease_until = stays.until, None
        message.save(update_fields=["due_at", "lease_until"])
        append(message, Kind.HELD, ACTOR, stays.why, until=stays.until.isoformat())
        return
    close(message, stays.state, Kind(stays.state.value), ACTOR, stays.why, stays.reason)
    auditing.record(
        verb=f"message.{stays.state}", says=f"a message does not go: {stays.why}", subject=str(message.pk),
        patient=message.patient_id,
    )  # fmt: skip
