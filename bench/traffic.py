"""A clinic's traffic: monitors that send once a second over MLLP, and screens that follow and load what they must."""

from __future__ import annotations

import asyncio
import json
import re
import time
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from euthymia.domain.wire import frame
from euthymia.kit import clock

from .clinic import Place, Seat
from .installation import Running

EVERY_S = 1.0
LAST_ARRIVALS_S = 30.0  # what has not come by then is lost
OPEN_S = 180.0
CHART_AT_MOST_EVERY_S = 5.0  # data-refresh-s of the page's chart
_ACKNOWLEDGED = b"\x1c\x0d"
_LENGTH = re.compile(rb"content-length: (\d+)", re.IGNORECASE)


@dataclass(slots=True)
class Seen:
    """What came of the samples: milliseconds from sending to the screen, and how many never came. Of the parts that
    screens asked for: how many came, and how often the server closed instead, having more connections than it takes."""

    lags_ms: list[float] = field(default_factory=list)
    sent: int = 0
    loads: int = 0
    turned_away: int = 0

    @property
    def lost(self) -> int:
        return self.sent - len(self.lags_ms)


@dataclass(slots=True)
class _Chair:
    """A monitor and the screen at its chair; `waiting` is what was sent and is not on the screen yet."""

    seat: Seat
    cookie: str
    waiting: deque[tuple[datetime, float]] = field(default_factory=deque)
    open: asyncio.Event = field(default_factory=asyncio.Event)


@dataclass(slots=True)
class _Parts:
    """When a page loads which of its parts again."""

    next_chart: float
    signatures: dict[str, str] = field(default_factory=dict)

    def changed(self, message: dict[str, Any], now: float) -> list[str]:
        found = []
        for part in message["refresh"]:
            if part == "calls":  # drawn by another room, under an address of its own
                continue
            signature = message["signature"].get(part)
            if signature is not None and self.signatures.get(part) == signature:
                continue
            if part == "chart":
                if now < self.next_chart:
                    continue
                self.next_chart = now + CHART_AT_MOST_EVERY_S
            self.signatures[part] = signature
            found.append(part)
        return found


def traffic(running: Running, places: Sequence[Place], seconds: int) -> Seen:
    """Every chair of these clinics at 1 Hz, spread over the second, each with one screen that follows it."""
    cookies = {place.clinic.pk: place.cookie() for place in places}
    chairs = [_Chair(seat, cookies[place.clinic.pk]) for place in places for seat in place.seats]
    return asyncio.run(_traffic(running, chairs, seconds))


async def _traffic(running: Running, chairs: list[_Chair], seconds: int) -> Seen:
    seen = Seen()
    screens = [asyncio.create_task(_follow(running.port, chair, seen)) for chair in chairs]
    # A screen that is still being let in shows nothing yet.
    async with asyncio.timeout(OPEN_S):
        await asyncio.gather(*(chair.open.wait() for chair in chairs))
    began = time.monotonic() + 0.5
    async with asyncio.TaskGroup() as sending:
        for place, chair in enumerate(chairs):
            sending.create_task(
                _send(running.mllp_port, chair, began + place / len(chairs) * EVERY_S, seconds, seen)
            )
    until = time.monotonic() + LAST_ARRIVALS_S
    while any(chair.waiting for chair in chairs) and time.monotonic() < until:
        if any(screen.done() for screen in screens):
            break
        await asyncio.sleep(0.05)
    for screen in screens:
        screen.cancel()
    for failed in await asyncio.gather(*screens, return_exceptions=True):
        if isinstance(failed, Exception):
            raise failed
    return seen


async def _send(port: int, chair: _Chair, began: float, seconds: int, seen: Seen) -> None:
    """One message a second, each sent when the one before is acknowledged."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    for place in range(seconds):
        await asyncio.sleep(max(0.0, began + place * EVERY_S - time.monotonic()))
        at = clock.wall().replace(microsecond=0)
        writer.write(frame(chair.seat.message(at, place)))
        chair.waiting.append((at, time.monotonic()))
        seen.sent += 1
        answer = await reader.readuntil(_ACKNOWLEDGED)
        if b"MSA|AA" not in answer:
            raise RuntimeError(f"a message was not taken: {answer!r}")
    writer.close()


async def _follow(port: int, chair: _Chair, seen: Seen) -> None:
    """A chairside page: read its stream, and load again the parts that have changed, as its script does."""
    path = f"/staff/infusions/{chair.seat.session}"
    reader, writer = await asyncio.open_connection("127.0.0.1", port, limit=1 << 20)
    writer.write(_request(f"{path}/stream?cursor=0", chair.cookie))
    loading: set[asyncio.Task[None]] = set()
    parts = _Parts(time.monotonic() + hash(chair.seat.session) % 100 / 100 * CHART_AT_MOST_EVERY_S)
    try:
        while line := await reader.readline():
            if line.startswith(b"data: "):
                chair.open.set()
            if not line.startswith(b"data: ") or b'"tiles"' not in line:
                continue
            message = json.loads(line[6:])
            arrived = time.monotonic()
            shown = datetime.fromisoformat(
                message["tiles"]["pulse"]["measured_at"] or "1970-01-01T00:00:00+00:00"
            )
            while chair.waiting and chair.waiting[0][0] <= shown:
                seen.lags_ms.append((arrived - chair.waiting.popleft()[1]) * 1_000)
            if changed := parts.changed(message, arrived):
                task = asyncio.create_task(_load(port, path, changed, chair.cookie, seen))
                loading.add(task)
                task.add_done_callback(loading.discard)
        raise RuntimeError("a live stream ended")
    finally:
        writer.close()
        for task in loading:
            task.cancel()


async def _load(port: int, path: str, parts: Sequence[str], cookie: str, seen: Seen) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", port, limit=1 << 20)
    try:
        for part in parts:
            writer.write(_request(f"{path}/part/{part}/?live", cookie))
            head = await reader.readuntil(b"\r\n\r\n")
            if not head.startswith(b"HTTP/1.1 200"):
                raise RuntimeError(f"{path} answered {head[:40]!r}")
            length = _LENGTH.search(head)
            assert length is not None
            await reader.readexactly(int(length[1]))
            seen.loads += 1
    except (asyncio.IncompleteReadError, ConnectionResetError):
        seen.turned_away += 1
    finally:
        writer.close()


def _request(path: str, cookie: str) -> bytes:
    return f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nCookie: {cookie}\r\n\r\n".encode("ascii")


async def replay(running: Running, place: Place, messages: int) -> None:
    """As many messages as these chairs send in a while, as fast as they are taken, measured in the last hours."""
    first = clock.wall().replace(microsecond=0) - timedelta(hours=2)
    each = messages // len(place.seats)

    async def send(seat: Seat, begin: int) -> None:
        reader, writer = await asyncio.open_connection("127.0.0.1", running.mllp_port)
        for second in range(begin, begin + each):
            writer.write(frame(seat.message((first + timedelta(seconds=second)).astimezone(UTC), second)))
            await reader.readuntil(_ACKNOWLEDGED)
        writer.close()

    begin = _replayed.get(place.clinic.code, 0)
    async with asyncio.TaskGroup() as sending:
        for seat in place.seats:
            sending.create_task(send(seat, begin))
    _replayed[place.clinic.code] = begin + each


_replayed: dict[str, int] = {}
