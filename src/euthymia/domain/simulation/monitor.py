"""A bedside monitor made of software, which misbehaves on request in the ways real ones do."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta, tzinfo
from enum import StrEnum

import numpy

from euthymia.domain.quantities import Unusable
from euthymia.domain.simulation.dialects import DIALECTS, Dialect, Numbers, Quantity, announced_as, write
from euthymia.domain.simulation.patient import Cuff, Vitals

LARGEST_FRAME_BYTES = 1_000_000
"""The listener's limit (interop.md 7.3); an oversized message is one tenth above it."""

_DEVICE_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9-]{0,23}")


class Misbehaviour(StrEnum):
    """What can be wrong with a monitor."""

    CABLE_PULLED = "cable-pulled"
    ARTEFACT = "artefact"
    DUPLICATE = "duplicate"
    OUT_OF_ORDER = "out-of-order"
    CLOCK_WRONG = "clock-wrong"
    LINK_DROP = "link-drop"
    SILENT = "silent"
    TRUNCATED = "truncated"
    OVERSIZED = "oversized"
    SAME_CONTROL_ID = "same-control-id"

    @property
    def meaning(self) -> str:
        return {
            "cable-pulled": "sensors off: values blank, or -100 where the maker writes that; the cuff still works",
            "artefact": "movement: heart rate far too high, saturation far too low, for this message",
            "duplicate": "every message is sent twice, byte for byte",
            "out-of-order": "a message is held back and sent after the next one",
            "clock-wrong": "the monitor's clock is off by `clock_offset`",
            "link-drop": "the connection is gone and what would have been sent is lost",
            "silent": "the connection stays and nothing is sent",
            "truncated": "messages end inside a segment",
            "oversized": "messages are larger than a listener accepts",
            "same-control-id": "every message has the same control id, as Mindray's class ids do",
        }[self.value]


class SimulatedMonitor:
    """One monitor: numbers in, messages out, in its maker's dialect.

    `faults` is a set of `Misbehaviour` to be changed at any time. It keeps a message count and, when out of
    order, one message held back; the same calls after the same construction give the same bytes.
    """

    def __init__(
        self,
        device_id: str,
        dialect: Dialect,
        zone: tzinfo,
        seed: int,
        clock_offset: timedelta = timedelta(hours=1),
    ) -> None:
        """Raises `Unusable` for an unknown dialect or an id that is not letters, digits and hyphens."""
        if not _DEVICE_ID.fullmatch(device_id):
            accepted = "1 to 24 letters, digits and hyphens"
            raise Unusable.one("device_id", "not-an-id", f"device id is {device_id!r}", accepted)
        if dialect not in DIALECTS:
            raise Unusable.one("dialect", "not-listed", f"no dialect {dialect!r}", ", ".join(DIALECTS))
        self.device_id = device_id
        self.dialect = dialect
        self.zone = zone
        self.seed = seed
        self.clock_offset = clock_offset
        self.faults: set[Misbehaviour] = set()
        self._sent = 0
        self._held: list[bytes] = []

    @property
    def announced_as(self) -> str:
        """The device identity a listener reads from the messages."""
        return announced_as(self.dialect, self.device_id)

    @property
    def connected(self) -> bool:
        """Whether the monitor would hold its connection open just now."""
        return Misbehaviour.LINK_DROP not in self.faults

    def messages(self, at: datetime, vitals: Vitals) -> list[bytes]:
        """What the monitor sends at `at` (with offset, else `Unusable`), in order, without MLLP's frame.

        One message of continuous values, and one of pressures when a cuff was measured.
        """
        if at.tzinfo is None:
            raise Unusable.one("at", "no-offset", f"{at.isoformat()} has no offset", "a time with offset")
        sent_at = self._own_time(at)
        made = [self._write(sent_at, sent_at, self._continuous(vitals), cuff=False)]
        if vitals.cuff is not None:
            measured_at = self._own_time(at - timedelta(seconds=vitals.at_s - vitals.cuff.at_s))
            made.append(self._write(sent_at, measured_at, _pressures(vitals.cuff), cuff=True))
        return self._on_the_wire(made)

    def _own_time(self, at: datetime) -> datetime:
        if Misbehaviour.CLOCK_WRONG in self.faults:
            at = at + self.clock_offset
        return at.astimezone(self.zone)

    def _continuous(self, vitals: Vitals) -> dict[Quantity, int | None]:
        if Misbehaviour.CABLE_PULLED in self.faults:
            return {"hr": None, "rr": None, "spo2": None, "pr": None}
        heart_rate, spo2 = vitals.heart_rate, vitals.spo2
        if Misbehaviour.ARTEFACT in self.faults:
            draw = numpy.random.default_rng((self.seed, self._sent))
            heart_rate += int(draw.integers(60, 90))
            spo2 = max(1, spo2 - int(draw.integers(15, 30)))
        return {"hr": heart_rate, "rr": vitals.respiratory_rate, "spo2": spo2, "pr": heart_rate}

    def _write(
        self, sent_at: datetime, measured_at: datetime, values: dict[Quantity, int | None], *, cuff: bool
    ) -> bytes:
        # The time makes the id unique across restarts, the count within a second.
        control_id = f"{self.device_id}-{sent_at.astimezone(UTC):%Y%m%d%H%M%S}-{self._sent}"
        self._sent += 1
        if Misbehaviour.SAME_CONTROL_ID in self.faults:
            control_id = self.device_id
        numbers = Numbers(self.device_id, control_id, sent_at, measured_at, cuff, values)
        message = write(self.dialect, numbers)
        if Misbehaviour.OVERSIZED in self.faults:
            message += b"NTE|1||" + b"x" * (LARGEST_FRAME_BYTES * 11 // 10) + b"\r"
        if Misbehaviour.TRUNCATED in self.faults:
            message = message[: message.rindex(b"|NM|") + 8]
        return message

    def _on_the_wire(self, made: list[bytes]) -> list[bytes]:
        if self.faults & {Misbehaviour.LINK_DROP, Misbehaviour.SILENT}:
            return []
        if Misbehaviour.DUPLICATE in self.faults:
            made = [message for message in made for _ in range(2)]
        if Misbehaviour.OUT_OF_ORDER in self.faults and not self._held:
            self._held = made
            return []
        late, self._held = self._held, []
        return made + late


def _pressures(cuff: Cuff) -> dict[Quantity, int | None]:
    return {"sbp": cuff.systolic, "dbp": cuff.diastolic, "map": cuff.mean}
