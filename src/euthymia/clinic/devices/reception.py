"""What becomes of device messages inside one transaction: whose they are, which watch they belong to.

Every message is kept as it came. Answers: AA when it is durably stored and usable (also when no watch is
open, and then it goes no further), AE when it is refused with the reason (unreadable, or a device that is
not known here: its makers' retry may succeed once it is), AR when it is not of our kinds.

Delivered again, the same bytes of the same device are answered as before and store nothing. A message
that states no time of its own is dated by its arrival, so the same bytes are then another measurement.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import connection

from euthymia.clinic.monitoring import actions as monitoring
from euthymia.clinic.monitoring.actions import Measured
from euthymia.clinic.monitoring.models import Sample
from euthymia.domain import wire
from euthymia.domain.quantities import Confidence, Provenance
from euthymia.kit import streams, units
from euthymia.kit.arrays import array, once_each
from euthymia.kit.ids import uuid7

from .clocks import Unstated, resolve
from .models import Gateway, RawMessage
from .standing import Standing, devices_named

CLOCK_AHEAD = timedelta(seconds=2)
CLOCK_AHEAD_PROVENANCE = Provenance(
    "practice convention: network time plus one second of rounding", Confidence.P
)
LONGEST_REFUSAL = 4_000
_LONGEST_GROUP = Sample._meta.get_field("group").max_length or 0


@dataclass(frozen=True, slots=True)
class Key:
    """What a caller of the web interface showed: the device its key names, and the key's SHA-256."""

    device_id: UUID
    digest: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """Bytes as they came, when (clinic time) and from whom. `refused` says why they are not even read."""

    data: bytes
    peer: str
    received_at: datetime
    driver: str
    key: Key | None = None
    refused: str = ""
    answerable: bool = True


@dataclass(frozen=True, slots=True)
class Outcome:
    """What the sender is told once it is durable. `message` is the raw row, the earlier one if it came again."""

    code: str
    text: str
    accepted: int = 0
    refused: tuple[wire.Refused, ...] = ()
    notes: tuple[str, ...] = ()
    message: UUID | None = None
    duplicate: bool = False
    unauthorised: bool = False


@dataclass(slots=True)
class Parsed:
    """A message, read before the transaction."""

    message: Message
    digest: bytes
    decoded: wire.Decoded | None

    @property
    def serials(self) -> set[str]:
        """What the message calls its devices; a caller with a key speaks for the key's device only."""
        if self.decoded is None or self.message.key is not None:
            return set()
        named = {(reading.device or self.decoded.sender).strip() for reading in self.decoded.readings}
        return named or {self.decoded.sender.strip()}

    @property
    def whose(self) -> str:
        """Who sends it, or else what it names: the same for the same bytes, and for all messages of a sender."""
        if self.message.key is not None:
            return str(self.message.key.device_id)
        sender = self.decoded.sender.strip() if self.decoded else ""
        return sender or min(self.serials, default="")

    @property
    def dated_by_arrival(self) -> bool:
        """A driver dates a message that states no time by the very instant it was given."""
        readings = self.decoded.readings if self.decoded else ()
        return any(reading.measured_at is self.message.received_at for reading in readings)


def read(message: Message) -> Parsed:
    """Decode a message; no database. Times without a zone are left open until the device is known."""
    decoded = None
    if not message.refused:
        decoded = wire.driver(message.driver).decode(
            message.data, received_at=message.received_at, zone=Unstated(message.received_at)
        )
    return Parsed(message, hashlib.sha256(message.data).digest(), decoded)


@dataclass(slots=True)
class _Judged:
    """A message with everything that was found out about it."""

    parsed: Parsed
    code: str = ""
    text: str = ""
    devices: set[tuple[UUID, UUID]] = field(default_factory=set)
    refused: list[wire.Refused] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    measured: list[tuple[UUID, list[Measured]]] = field(default_factory=list)
    raw_id: UUID = field(default_factory=uuid7)

    @property
    def accepted(self) -> int:
        return sum(len(of_watch) for _, of_watch in self.measured)


def store(group: Sequence[Parsed], gateway_id: UUID, also: frozenset[UUID] = frozenset()) -> list[Outcome]:
    """Keep and judge a group, in the caller's unit of every tenant; nothing is promised before it commits.

    Raises Moved. `also` are watches to lock with those that the group is about.
    """
    gateway = streams.lock(Gateway, [gateway_id])[gateway_id]
    serials = {serial for parsed in group for serial in parsed.serials if serial}
    keys = {parsed.message.key.device_id for parsed in group if parsed.message.key}
    standing = devices_named(serials, keys, also)
    seen = _seen(group)
    outcomes: list[Outcome] = []
    fresh: list[_Judged] = []
    for parsed in group:
        judged = _judge(parsed, standing)
        earlier = _earlier(judged, seen)
        if earlier is not None:
            outcomes.append(_again(judged, earlier))
            continue
        outcomes.append(_outcome(judged))
        if not outcomes[-1].unauthorised:
            fresh.append(judged)
            seen.setdefault(parsed.digest, []).append(judged)
    by_watch: dict[UUID, list[Measured]] = {}
    for judged in fresh:
        for watch_id, measured in judged.measured:
            by_watch.setdefault(watch_id, []).extend(measured)
    if by_watch:
        monitoring.record(by_watch, now=units.current().now)
    _keep(gateway, fresh)
    return outcomes


def store_impossible(parsed: Parsed, gateway_id: UUID, why: str) -> Outcome:
    """Keep the bytes of a message that the database would not take, with the reason."""
    judged = _Judged(parsed, "AE", f"could not be stored: {why}"[:200], refused=[wire.Refused(why, "")])
    gateway = streams.lock(Gateway, [gateway_id])[gateway_id]
    _keep(gateway, [judged])
    return _outcome(judged)


@dataclass(frozen=True, slots=True)
class _Earlier:
    """A message with the same bytes that was stored before."""

    raw_id: UUID
    devices: frozenset[UUID]
    code: str
    accepted: int
    refusal: str

    @classmethod
    def of(cls, judged: _Judged) -> _Earlier:
        devices = frozenset(device_id for device_id, _ in judged.devices)
        return cls(judged.raw_id, devices, judged.code, judged.accepted, _refusal(judged))


def _seen(group: Sequence[Parsed]) -> dict[bytes, list[_Earlier | _Judged]]:
    """By digest, what is kept of the same bytes; what is judged now joins it as it is judged."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT digest, id, device_id, answer, accepted, refusal FROM devices_rawmessage "
            "WHERE digest = ANY(%s::bytea[]) ORDER BY received_at, n",
            [array(parsed.digest for parsed in group)],
        )
        rows = cursor.fetchall()
    seen: dict[bytes, list[_Earlier | _Judged]] = {}
    for digest, raw_id, device_id, answer, accepted, refusal in rows:
        devices = frozenset([device_id] if device_id else [])
        seen.setdefault(bytes(digest), []).append(_Earlier(raw_id, devices, answer, accepted, refusal))
    return seen


def _earlier(judged: _Judged, seen: dict[bytes, list[_Earlier | _Judged]]) -> _Earlier | None:
    """The earlier delivery that makes this one a repetition.

    Either its readings went to a watch then, or nothing more would come of it now.
    """
    same_bytes = seen.get(judged.parsed.digest)
    if not same_bytes or judged.parsed.dated_by_arrival or judged.code == _UNAUTHORISED:
        return None
    now = _Earlier.of(judged)
    single = now.devices if len(now.devices) == 1 else frozenset[UUID]()
    for one in reversed(same_bytes):
        earlier = _Earlier.of(one) if isinstance(one, _Judged) else one
        same_device = earlier.devices in (now.devices, single)
        if same_device and earlier.code == "AA" and earlier.accepted > 0:
            return earlier
        if same_device and not judged.measured and (earlier.code, earlier.refusal) == (now.code, now.refusal):
            return earlier
    return None


_UNAUTHORISED = "unauthorised"


def _judge(parsed: Parsed, standing: dict[str | UUID, Standing]) -> _Judged:
    """Which of the message's readings go where, and what its sender is told."""
    judged = _Judged(parsed)
    message, decoded = parsed.message, parsed.decoded
    own: Standing | None = None
    if message.key is not None:
        own = standing.get(message.key.device_id)
        kept = own.key_digest if own else None
        # Compared in constant time, also when there is nothing to compare with.
        if not hmac.compare_digest(kept or bytes(32), message.key.digest) or kept is None or own is None:
            judged.code, judged.text = _UNAUTHORISED, "this key opens nothing"
            return judged
        judged.devices.add((own.device_id, own.clinic_id))
    if decoded is None:
        judged.code, judged.text = "AE", message.refused
        judged.refused.append(wire.Refused(message.refused, ""))
        return judged
    judged.code, judged.text = wire.verdict(decoded)
    judged.refused += decoded.refused
    known = _by_device(judged, decoded, standing, own)
    for device, readings in known:
        judged.devices.add((device.device_id, device.clinic_id))
        _belong(judged, device, readings)
    if judged.code == "AA" and decoded.readings and not known:
        judged.code, judged.text = "AE", judged.refused[-1].why
    elif judged.code == "AA" and not judged.measured and judged.notes:
        judged.text = judged.notes[-1]
    if not decoded.readings and (sender := standing.get(decoded.sender.strip())):
        judged.devices.add((sender.device_id, sender.clinic_id))
    return judged


def _by_device(
    judged: _Judged, decoded: wire.Decoded, standing: dict[str | UUID, Standing], own: Standing | None
) -> list[tuple[Standing, list[wire.Reading]]]:
    """Readings by the device they name; those of an unknown one, or of another than the key's, are refused.

    A reading that names a device is never taken for its gateway's: one gateway speaks for many beds.
    """
    by_serial: dict[str, list[wire.Reading]] = {}
    for reading in decoded.readings:
        by_serial.setdefault((reading.device or decoded.sender).strip(), []).append(reading)
    known = []
    for serial, readings in by_serial.items():
        device = standing.get(serial)
        if own is not None and serial != own.serial:
            judged.refused.append(wire.Refused(f"device {serial!r} is not the one this key belongs to", ""))
        elif device is None:
            named = f"device {serial!r}" if serial else "a device without a name"
            judged.refused.append(wire.Refused(f"{named} is not known here", ""))
        else:
            known.append((device, readings))
    return known


def _belong(judged: _Judged, device: Standing, readings: Sequence[wire.Reading]) -> None:
    """Give the readings to the device's watch, each at its time."""
    received_at = judged.parsed.message.received_at
    if device.watch_id is None or device.since is None:
        judged.notes.append(f"{device.serial} measures for no running watch: kept, and goes no further")
        return
    times = once_each(
        [reading.measured_at for reading in readings], lambda at: resolve(at, device.timezone, received_at)
    )
    ahead = max((at - received_at for at in times), default=timedelta())
    if ahead > CLOCK_AHEAD:
        judged.notes.append(
            f"the clock of {device.serial} is {ahead.total_seconds():.0f} s ahead: its readings count from their arrival"
        )
    measured: list[Measured] = []
    for reading, at in zip(readings, times, strict=True):
        if at - received_at > CLOCK_AHEAD:
            # The newest counts as measured on arrival; the ones before it keep their distance from it.
            at -= ahead
        if at < device.since - CLOCK_AHEAD:
            continue
        group = reading.group or ""
        if len(group) > _LONGEST_GROUP:
            # Only sameness matters: the words stay in the raw message.
            group = hashlib.sha256(group.encode("utf-8")).hexdigest()
        measured.append(
            Measured(
                reading.channel,
                reading.value,
                reading.unit,
                at,
                received_at,
                device.device_id,
                group,
                "",
                judged.raw_id,
            )
        )
    if measured:
        judged.measured.append((device.watch_id, measured))
    if before := len(readings) - len(measured):
        judged.notes.append(
            f"{before} readings of {device.serial} were measured before it was associated with this watch: "
            "kept, and go no further"
        )


def _refusal(judged: _Judged) -> str:
    if not judged.refused and not judged.notes:
        return ""
    lines = [f"{part.at}: {part.why}" if part.at else part.why for part in judged.refused]
    return "\n".join([*lines, *judged.notes]).replace("\x00", "�")[:LONGEST_REFUSAL]


def _outcome(judged: _Judged) -> Outcome:
    if judged.code == _UNAUTHORISED:
        return Outcome("AE", judged.text, unauthorised=True)
    return Outcome(
        judged.code,
        judged.text,
        judged.accepted,
        tuple(judged.refused),
        tuple(judged.notes),
        judged.raw_id,
    )


def _again(judged: _Judged, earlier: _Earlier) -> Outcome:
    text = "this message was stored before" if earlier.code == "AA" else judged.text
    return Outcome(
        earlier.code, text, earlier.accepted, tuple(judged.refused), tuple(judged.notes), earlier.raw_id, True
    )


def _keep(gateway: Gateway, fresh: Sequence[_Judged]) -> None:
    """The raw rows. Clinic and device stay empty where a message names none or several."""
    if not fresh:
        return
    messages = [judged.parsed.message for judged in fresh]
    columns: dict[str, Sequence[Any]] = {
        "id": [judged.raw_id for judged in fresh],
        "clinic_id": [_only(clinic_id for _, clinic_id in judged.devices) for judged in fresh],
        "device_id": [_only(device_id for device_id, _ in judged.devices) for judged in fresh],
        "received_at": [message.received_at for message in messages],
        "peer": [message.peer[:80] for message in messages],
        "bytes": [message.data for message in messages],
        "digest": [judged.parsed.digest for judged in fresh],
        "answer": [judged.code if judged.parsed.message.answerable else "" for judged in fresh],
        "refusal": [_refusal(judged) for judged in fresh],
        "accepted": [judged.accepted for judged in fresh],
    }
    streams.extend(RawMessage, [(gateway, len(fresh))], columns)
    gateway.save(update_fields=["messages_n", "messages_head"])


def _only(ids: Iterable[UUID]) -> UUID | None:
    found = set(ids)
    return found.pop() if len(found) == 1 else None
