"""HL7 v2 observations: ORU^R01 of IHE PCD-01 gateways and of monitors with dialects of their own.

Alerts (PCD-04), pump events (PCD-10), infusion orders (PCD-03) and acknowledgements are known by name and
refused as a whole. An observation that is none of our channels is passed over in silence; one that is ours
and cannot be used is refused with its segment.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, tzinfo
from functools import lru_cache
from typing import NamedTuple

from euthymia.domain.quantities import Unusable

from . import hl7, hl7_split, pressures
from .channels import CHANNELS, amount_of, number, printable, short
from .codes import ALARM_EVENT, COMPOUND_NONINVASIVE, Metric, metric, unit
from .hl7 import Delimiters, Message, Segment
from .hl7_time import offset, timestamp
from .manifest import Manifest
from .reading import Decoded, Kind, Reading, Refused

_ALERT_PROFILES = ("1.3.6.1.4.1.19376.1.6.1.4.1", "1.3.6.1.4.1.19376.1.6.4.4.1")
_PUMP_EVENT_PROFILE = "1.3.6.1.4.1.19376.1.6.4.10"
_KEEP_ALIVE = "106"  # MSH-10 of a Mindray realtime message is its class
_NOT_READ = {
    Kind.ALERT: "an alert (PCD-04), not observations",
    Kind.PUMP_EVENT: "a pump event (PCD-10), not observations",
    Kind.INFUSION_ORDER: "an infusion order or its answer (PCD-03), not observations",
    Kind.ACKNOWLEDGEMENT: "an acknowledgement, not observations",
    Kind.OTHER: "not observations",
}
# OBX-8: the device itself does not stand behind the number (invalid, not available, calibrating, test or
# demonstration data, switched off, off the scale). QUES and EARLY are shown by monitors and are read.
_NOT_VOUCHED_FOR = frozenset({"INV", "NAV", "BUSY", "CAL", "TEST", "DEMO", "NI", "OFF", "<", ">"})
# OBX-11: deleted, wrong, not asked for, still to come. X means a container, yet real gateways send it with data.
_NO_RESULT = frozenset({"D", "W", "N", "I", "O"})
_NULL = '""'
# Each sign of each monitor says one thing; what is longer than any of them says is not remembered.
_REMEMBERED = 4_096
_LONGEST_REMEMBERED = 400


@dataclass(frozen=True, slots=True)
class _Header:
    """What the message as a whole says about its observations."""

    sender: str
    bed: str
    private_ids: bool
    zone: tzinfo
    received_at: datetime


class _Said(NamedTuple):
    """What an OBX says besides its value and its time, which a monitor says again with every message.

    `unit` is None where OBX-6 contradicts itself; `vouched_for` is False where a flag or the status stands
    against the value. Why is found out where it is refused.
    """

    coded: Metric | int | None
    unit: str | None
    vouched_for: bool
    sub_id: str
    path: tuple[str, ...]
    device: str


class _Observed(NamedTuple):
    """One usable number and what it belongs to."""

    reading: Reading
    at: str
    order: int
    sub_id: str
    family: str


class Hl7v2:
    @property
    def manifest(self) -> Manifest:
        return Manifest(
            name="hl7v2",
            title="HL7 v2 observations (ORU^R01, IHE PCD-01)",
            makers=("Philips", "Mindray", "Comen", "any IHE PCD-01 gateway"),
            protocol="HL7 v2.3.1 to v2.7 over MLLP, or files",
            channels=tuple(CHANNELS),
            units=tuple(sorted({channel.unit for channel in CHANNELS.values()})),
            notes="Times without an offset are in the device's zone as set here; unset, in the zone of MSH-7, "
            "else UTC. A message that states no time is dated by its arrival.",
            source="IHE PCD Technical Framework volume 2; messages and interface descriptions of the makers",
        )

    def recognises(self, data: bytes) -> bool:
        return hl7_split.recognises(data)

    def split(self, data: bytes) -> Iterator[bytes | Refused]:
        return hl7_split.split(data)

    def decode(self, data: bytes, *, received_at: datetime, zone: tzinfo | None = None) -> Decoded:
        try:
            message = hl7.parse(data)
        except Unusable as refusal:
            fault = refusal.faults[0]
            return Decoded((), (Refused(str(fault), fault.at),), "", "", Kind.UNREADABLE)
        control_id = printable(message.header.raw(10))
        sender = _named_device(message)
        kind = kind_of(message)
        if not kind.is_ours:
            says = message.header.raw(9) or "no message type"
            why = f"{short(says)} is {_NOT_READ[kind]}; accepted: ORU^R01"
            return Decoded((), (Refused(why, "segment 1"),), control_id, sender, kind)
        try:
            header = _header(message, sender, received_at, zone)
        except Unusable as refusal:
            fault = refusal.faults[0]
            return Decoded((), (Refused(str(fault), "segment 1"),), control_id, sender, kind)
        observed, refused = _observations(message, header)
        readings, contradictions = pressures.judge(_grouped(observed))
        everything = [*message.refused, *refused, *contradictions]
        everything.sort(key=_place)
        return Decoded(tuple(readings), tuple(everything), control_id, sender, kind)


def kind_of(message: Message) -> Kind:
    """From MSH-9, the profile in MSH-21 and, for Mindray's keep-alive, MSH-10."""
    header = message.header
    code, trigger = [*message.components(header, 9), ""][:2]
    profiles = {part.strip() for part in message.components(header, 21)}
    if code == "ORU" and (trigger == "R40" or profiles.intersection(_ALERT_PROFILES)):
        return Kind.ALERT
    if code == "ORU" and (trigger == "R42" or _PUMP_EVENT_PROFILE in profiles):
        return Kind.PUMP_EVENT
    if code == "ORU" and trigger in ("R01", ""):
        named = header.raw(10).strip() == _KEEP_ALIVE
        is_beat = named and not any(segment.name == "OBX" for segment in message.segments)
        return Kind.KEEP_ALIVE if is_beat else Kind.OBSERVATIONS
    if code in ("RGV", "RRG"):
        return Kind.INFUSION_ORDER
    if code in ("ACK", "ORA"):
        return Kind.ACKNOWLEDGEMENT
    return Kind.OTHER


def _header(message: Message, sender: str, received_at: datetime, zone: tzinfo | None) -> _Header:
    stamp = message.first(message.header, 7)
    if zone is None:
        try:
            zone = offset(stamp) or UTC
        except ValueError:
            raise Unusable.one("", "time", f"MSH-7 {short(stamp)} has an offset no place has", "") from None
    visit = next((segment for segment in message.segments if segment.name == "PV1"), None)
    assigned = visit.raw(3) if visit else ""
    bed = (_bed if len(assigned) <= _LONGEST_REMEMBERED else _bed.__wrapped__)(message.delimiters, assigned)
    version = message.first(message.header, 12)
    return _Header(sender, bed, version.startswith("2.3"), zone, received_at)


@lru_cache(maxsize=256)
def _bed(cut_at: Delimiters, assigned: str) -> str:
    """The bed's name from PV1-3."""
    place = cut_at.repetitions(assigned)[0].replace(cut_at.subcomponent, cut_at.component)
    return printable("/".join(part for part in cut_at.components(place) if part))


def _named_device(message: Message) -> str:
    """MSH-3 with a universal id is unique; a bare name is the same for every monitor of a maker, MSH-4 is not."""
    name, universal = [*message.components(message.header, 3), ""][:2]
    stated = universal or "/".join(part for part in (name, message.first(message.header, 4)) if part)
    return printable(stated)


def _observations(message: Message, header: _Header) -> tuple[list[_Observed], list[Refused]]:
    observed: dict[tuple[object, ...], list[_Observed]] = {}
    refused: list[Refused] = []
    order, request, alert, containers = 0, None, False, dict[tuple[str, ...], Segment]()
    for segment in message.segments:
        if segment.name == "OBR":
            order, request, containers = order + 1, segment, {}
            alert = message.first(segment, 4) == ALARM_EVENT
            if alert:
                refused.append(Refused("an alert among the observations is not read", segment.at))
        elif segment.name == "OBX" and not alert:
            try:
                said = _said_by(message.delimiters, segment, header.private_ids)
                containers.setdefault(said.path, segment)
                found = _observe(message, header, segment, said, request, containers, order)
            except Unusable as refusal:
                containers.setdefault(_path(message.first(segment, 4)), segment)
                refused.append(Refused(str(refusal.faults[0]), segment.at))
                continue
            if found:
                reading = found.reading
                key = (order, found.sub_id or segment.number, reading.code, reading.measured_at)
                observed.setdefault(key, []).append(found)
    once: list[_Observed] = []
    for same in observed.values():
        if len(same) == 1 or len({found.reading.value for found in same}) == 1:
            once.append(same[0])
        else:
            why = f"{len(same)} different values under the one OBX-4 {short(same[0].sub_id)}"
            refused.append(Refused(f"{why}; none of them is read", same[0].at))
    return once, refused


def _said_by(cut_at: Delimiters, segment: Segment, private_ids: bool) -> _Said:
    fields = segment.fields
    text = cut_at.field.join(("OBX", "", *fields[2:5], "", *fields[6:14], "", *fields[15:]))
    return (_said if len(text) <= _LONGEST_REMEMBERED else _said.__wrapped__)(cut_at, text, private_ids)


@lru_cache(maxsize=_REMEMBERED)
def _said(cut_at: Delimiters, text: str, private_ids: bool) -> _Said:
    """Of an OBX whose set id, value and time are left empty. Raises `Unusable` for a name without its number."""
    segment = Segment(0, "OBX", tuple(text.split(cut_at.field)))
    coded = metric(cut_at.components(segment.raw(3)), private_ids=private_ids)
    vouched_for, stated = False, None
    with suppress(Unusable):
        stated = unit(cut_at.components(segment.raw(6)))
    if isinstance(coded, Metric):
        with suppress(Unusable):
            _vouched_for(cut_at, segment, coded)
            vouched_for = True
    device = next((part for part in cut_at.components(segment.raw(18)) if part and part != _NULL), "")
    sub_id = cut_at.components(segment.raw(4))[0]
    return _Said(coded, stated, vouched_for, sub_id, _path(sub_id), printable(device))


def _observe(
    message: Message,
    header: _Header,
    segment: Segment,
    said: _Said,
    request: Segment | None,
    containers: dict[tuple[str, ...], Segment],
    order: int,
) -> _Observed | None:
    """One OBX; None where it is none of our channels or the device has no signal. Raises `Unusable`."""
    coded = said.coded
    written = segment.raw(5).strip()
    if coded is None or written in ("", _NULL):
        return None
    if not isinstance(coded, Metric):
        raise Unusable.one(
            "",
            "compound",
            f"the compound code {COMPOUND_NONINVASIVE} with the value {short(written)}",
            "its three pressures in OBX segments of their own",
        )
    text = message.delimiters.text(written)
    if said.unit is None:
        number(text)
        unit(message.components(segment, 6))
    amount = amount_of(coded.channel, text, said.unit or coded.makers_unit)
    if amount is None:
        return None
    if not said.vouched_for:
        _vouched_for(message.delimiters, segment, coded)
    stamp, outer = message.first(segment, 14), list[Segment]()
    if not said.device or not _is_time(stamp):
        outer = _outer(segment, said.path, containers)
        places = [
            (segment, 14),
            *((container, 14) for container in outer),
            *([(request, 7)] if request else []),
        ]
        measured_at = _first_time(message, header, [*places, (message.header, 7)])
    else:
        measured_at = _time(stamp, header, segment, 14)
    device = said.device or _device(message, header, coded, outer)
    reading = Reading(
        coded.channel, amount, CHANNELS[coded.channel].unit, measured_at, None, device, coded.name
    )
    return _Observed(reading, segment.at, order, said.sub_id, coded.family)


def _vouched_for(cut_at: Delimiters, segment: Segment, coded: Metric) -> None:
    for flag in cut_at.repetitions(segment.raw(8)):
        sign = cut_at.components(flag)[0]
        if sign in _NOT_VOUCHED_FOR:
            raise Unusable.one("", "flag", f"marked {sign} in OBX-8: the device does not vouch for it", "")
    # A maker's own ids come with F; without it the segment may have been cut inside its value.
    status = cut_at.components(segment.raw(11))[0]
    private = bool(coded.makers_unit)
    if status in _NO_RESULT or (private and status != "F"):
        raise Unusable.one(
            "", "status", f"OBX-11 {short(status)} is no result", "F" if private else "R, F, P, C, S, U or X"
        )


def _first_time(message: Message, header: _Header, places: list[tuple[Segment, int]]) -> datetime:
    """OBX-14, else that of the nearest enclosing container, else OBR-7, else MSH-7, else the arrival."""
    for segment, field in places:
        stamp = message.first(segment, field)
        if _is_time(stamp):
            return _time(stamp, header, segment, field)
    return header.received_at


def _time(stamp: str, header: _Header, segment: Segment, field: int) -> datetime:
    try:
        return timestamp(stamp, header.zone)
    except Unusable as refusal:
        fault = refusal.faults[0]
        says = f"{segment.name}-{field}: {fault.says}"
        raise Unusable.one("", fault.code, says, fault.accepted) from None


def _is_time(stamp: str) -> bool:
    return stamp.strip("0") != "" and stamp != _NULL  # Mindray writes 0 where it has no time


def _device(message: Message, header: _Header, coded: Metric, outer: list[Segment]) -> str:
    """What names no device itself is its outermost container's: a module's own id moves with the module."""
    for holder in reversed(outer):
        stated = next((part for part in message.components(holder, 18) if part and part != _NULL), "")
        if stated:
            return printable(stated)
    if coded.makers_unit and header.bed:
        return header.bed  # every monitor of this dialect names its maker in MSH-3
    return header.sender or header.bed


@lru_cache(maxsize=256)
def _path(sub_id: str) -> tuple[str, ...]:
    """OBX-4 as a place in the tree of containers; the trailing zeros of a container's own id say nothing."""
    parts = sub_id.split(".") if sub_id else []
    while len(parts) > 1 and parts[-1] == "0":
        parts.pop()
    return tuple(parts)


def _outer(
    segment: Segment, path: tuple[str, ...], containers: dict[tuple[str, ...], Segment]
) -> list[Segment]:
    """The containers round an observation, nearest first."""
    above = (containers.get(path[:length]) for length in range(min(len(path), 9) - 1, 0, -1))
    return [container for container in above if container is not None and container is not segment]


def _grouped(observed: list[_Observed]) -> list[tuple[Reading, str]]:
    """Pressures of one kind at one instant are one measurement, unless two containers each have their own."""
    placed = [(found.reading, found.at) for found in observed]
    together: dict[tuple[object, ...], list[int]] = {}
    for place, found in enumerate(observed):
        if found.family:
            together.setdefault(_instant(found), []).append(place)
    for places in together.values():
        members = [observed[place] for place in places]
        group = f"{members[0].family}@{members[0].reading.measured_at.isoformat()}"
        several = len({found.reading.channel for found in members}) < len(members)
        for place, found in zip(places, members, strict=True):
            own = "/" + printable(found.sub_id.rpartition(".")[0]) if several else ""
            placed[place] = found.reading._replace(group=group + own), found.at
    return placed


def _instant(found: _Observed) -> tuple[object, ...]:
    return found.order, found.reading.device, found.family, found.reading.measured_at


def _place(part: Refused) -> int:
    return int(part.at.rpartition(" ")[2])
