"""HL7 v2 over TCP (MLLP): frames in, acknowledgements out, each after its message is durable.

One connection's answers keep the order of its messages. A peer that sends faster than we store, or does
not read its answers, is made to wait, and only that peer. A bad message is answered, never a reason to
hang up; a lost database is: the connection is closed without an answer, so that the sender keeps the
message and delivers it again.
"""

from __future__ import annotations

import asyncio
import contextlib
import ipaddress
import logging
import socket
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import TypeAlias

from euthymia.domain import wire
from euthymia.domain.quantities import Confidence, Provenance
from euthymia.kit import clock

from .intake import Intake
from .keeping import DatabaseAway
from .reception import Message, Outcome

log = logging.getLogger(__name__)

Network: TypeAlias = ipaddress.IPv4Network | ipaddress.IPv6Network
_Answer: TypeAlias = tuple[bytes, asyncio.Future[Outcome]]

IDLE_S = 900.0
IDLE_PROVENANCE = Provenance("practice convention: longest pause between two cuff measurements", Confidence.P)
FRAME_BYTES = 1 << 20  # interop.md 7.3 (V): a frame of at most 1 MB
IN_FLIGHT = 64
ANSWER_S = 30.0
MAX_CONNECTIONS = 512
_READ_BYTES = 1 << 16
_KEEPALIVE = (("TCP_KEEPIDLE", 30), ("TCP_KEEPINTVL", 10), ("TCP_KEEPCNT", 3), ("TCP_USER_TIMEOUT", 60_000))


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """`allow` empty lets every address in. Site settings, all of them."""

    host: str = "127.0.0.1"
    port: int = 2575
    allow: Sequence[Network] = ()
    idle_s: float = IDLE_S
    frame_bytes: int = FRAME_BYTES
    max_connections: int = MAX_CONNECTIONS


@dataclass(slots=True)
class MllpServer:
    """`start`, then `stop`: which reads no more, answers what was read and hangs up."""

    intake: Intake
    settings: Settings = field(default_factory=Settings)
    _server: asyncio.Server | None = None
    _connections: set[_Connection] = field(default_factory=set)

    async def start(self) -> None:
        """Raises OSError when the address cannot be listened on."""
        self._server = await asyncio.start_server(
            self._serve, self.settings.host, self.settings.port, limit=_READ_BYTES
        )

    @property
    def port(self) -> int:
        assert self._server is not None
        return int(self._server.sockets[0].getsockname()[1])

    @property
    def connections(self) -> int:
        return len(self._connections)

    async def stop(self, within_s: float = 10.0) -> None:
        if self._server is not None:
            self._server.close()
        tasks = [connection.stop() for connection in list(self._connections)]
        if tasks:
            _, unfinished = await asyncio.wait(tasks, timeout=within_s)
            for task in unfinished:
                task.cancel()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        peer = writer.get_extra_info("peername")
        address = str(peer[0]) if peer else ""
        if not self._may_come(address):
            writer.transport.abort()
            return
        _keep_alive(writer)
        task = asyncio.current_task()
        assert task is not None
        connection = _Connection(self.intake, self.settings, reader, writer, _words(peer), task)
        self._connections.add(connection)
        try:
            await connection.run()
        finally:
            self._connections.discard(connection)

    def _may_come(self, address: str) -> bool:
        if len(self._connections) >= self.settings.max_connections:
            log.warning("%s was turned away: %d connections are open", address, len(self._connections))
            return False
        if not self.settings.allow:
            return True
        ip = ipaddress.ip_address(address.partition("%")[0])
        mapped = getattr(ip, "ipv4_mapped", None) or ip
        if any(mapped.version == network.version and mapped in network for network in self.settings.allow):
            return True
        log.warning("%s was turned away: not on the list of allowed addresses", address)
        return False


class _Connection:
    """One peer: a reader that submits in order and a writer that answers in the same order."""

    def __init__(
        self, intake: Intake, settings: Settings, reader: asyncio.StreamReader, writer: asyncio.StreamWriter,
        peer: str, task: asyncio.Task[None],
    ) -> None:  # fmt: skip
        self._intake, self._settings, self._peer = intake, settings, peer
        self._reader, self._writer, self._task = reader, writer, task
        self._frames = wire.FrameReader(settings.frame_bytes)
        self._answers: asyncio.Queue[_Answer | None] = asyncio.Queue(IN_FLIGHT)
        self._reading: asyncio.Task[None] | None = None
        self._answered = 0
        self._stopping = self._waits_for_bytes = False

    def stop(self) -> asyncio.Task[None]:
        """Read no more; the task ends when every message that was taken has been answered."""
        self._stopping = True
        if self._waits_for_bytes and self._reading is not None:
            self._reading.cancel()
        return self._task

    async def run(self) -> None:
        self._reading = asyncio.create_task(self._read())
        answering = asyncio.create_task(self._answer_all())
        ending: asyncio.Task[None] | None = None
        try:
            await asyncio.wait({self._reading, answering}, return_when=asyncio.FIRST_COMPLETED)
            # The queue may be full and the peer gone: answering ends by the end mark or by its own failure.
            ending = asyncio.create_task(self._answers.put(None))
            await asyncio.wait({answering})
        finally:
            tasks = [task for task in (self._reading, answering, ending) if task is not None]
            for task in tasks:
                task.cancel()
            for failed in await asyncio.gather(*tasks, return_exceptions=True):
                _report(self._peer, failed)
            await self._hang_up()

    async def _read(self) -> None:
        """Frames into the intake until the peer ends, falls silent, or the server stops."""
        while not self._stopping:
            self._waits_for_bytes = True
            try:
                async with asyncio.timeout(self._settings.idle_s):
                    chunk = await self._reader.read(_READ_BYTES)
            except TimeoutError:
                log.info("%s: nothing for %g s", self._peer, self._settings.idle_s)
                return
            self._waits_for_bytes = False
            for event in self._frames.feed(chunk) if chunk else self._frames.end():
                if self._stopping:
                    return
                await self._take(event)
            if not chunk:
                return

    async def _take(self, event: wire.mllp.Event) -> None:
        received_at = clock.now()
        kept = event.message if isinstance(event, wire.Frame) else event.head
        message = Message(
            data=kept, peer=self._peer, received_at=received_at, driver="hl7v2",
            refused=_why_refused(event, self._settings.frame_bytes), answerable=not isinstance(event, wire.Junk),
        )  # fmt: skip
        if message.refused:
            log.info("%s: %s", self._peer, message.refused)
        try:
            future = await self._intake.enqueue(message)
        except DatabaseAway as away:
            future = asyncio.get_running_loop().create_future()
            future.set_exception(away)
        await self._answers.put((_header_of(event) if message.answerable else b"", future))

    async def _answer_all(self) -> None:
        """Answers in the order of the messages. Ends at the end mark, or when nothing can be promised."""
        while (next_one := await self._answers.get()) is not None:
            data, future = next_one
            try:
                outcome = await future
            except DatabaseAway:
                log.warning("%s: hung up without an answer, nothing can be stored", self._peer)
                return
            except Exception:
                outcome = Outcome("AE", "this message could not be stored")
            if data:
                await self._write(data, outcome)

    async def _write(self, data: bytes, outcome: Outcome) -> None:
        self._answered += 1
        answer = wire.acknowledge(
            data,
            outcome.code,
            outcome.text,
            control_id_of_ours=f"{id(self):x}-{self._answered}",
            at=clock.now(),
        )
        self._writer.write(wire.frame(answer))
        async with asyncio.timeout(ANSWER_S):
            await self._writer.drain()

    async def _hang_up(self) -> None:
        while not self._answers.empty():
            left = self._answers.get_nowait()
            if left is not None:
                left[1].add_done_callback(_unheard)
        self._writer.close()
        with contextlib.suppress(ConnectionError, TimeoutError):
            async with asyncio.timeout(1.0):
                await self._writer.wait_closed()
                return
        self._writer.transport.abort()


def _header_of(event: wire.mllp.Event) -> bytes:
    """What an answer is made from. A beginning may end inside a field: half a control id is another id."""
    if isinstance(event, wire.Frame):
        return event.message
    if b"\r" in event.head or b"\n" in event.head:
        return event.head
    separator = event.head[3:4]
    return event.head.rpartition(separator)[0] if separator else event.head


def _why_refused(event: wire.mllp.Event, limit_bytes: int) -> str:
    if isinstance(event, wire.Oversized):
        return f"a message of {event.size_bytes} bytes; accepted: at most {limit_bytes}. Only its beginning is kept"
    if isinstance(event, wire.Junk):
        return f"{event.why}: {event.size_bytes} bytes, only their beginning is kept"
    return ""


def _unheard(future: asyncio.Future[Outcome]) -> None:
    """The outcome of a message whose sender is gone: it will deliver again, which is harmless."""
    if not future.cancelled():
        future.exception()


def _report(peer: str, failed: object) -> None:
    if isinstance(failed, ConnectionError | TimeoutError):
        log.info("%s: %s", peer, str(failed) or type(failed).__name__)
    elif isinstance(failed, Exception):
        log.error("%s: the connection failed", peer, exc_info=failed)


def _words(peer: Iterable[object] | None) -> str:
    return ":".join(str(part) for part in list(peer or ())[:2]) or "unknown"


def _keep_alive(writer: asyncio.StreamWriter) -> None:
    """Let the system find out about a peer that was unplugged."""
    raw: socket.socket | None = writer.get_extra_info("socket")
    if raw is None or raw.family not in (socket.AF_INET, socket.AF_INET6):
        return
    raw.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
    raw.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    for name, value in _KEEPALIVE:
        if hasattr(socket, name):
            with contextlib.suppress(OSError):
                raw.setsockopt(socket.IPPROTO_TCP, getattr(socket, name), value)
