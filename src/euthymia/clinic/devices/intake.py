"""The one durable way in: messages wait here, one thread writes them in groups, and answers after commit.

Whoever submits a message learns its outcome only when it is on disk. While the database is away nothing
is promised: submitting raises `DatabaseAway`, and the thread tries again by itself.
"""

from __future__ import annotations

import asyncio
import logging
import queue
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from uuid import UUID

from django.db import InterfaceError, OperationalError, connection

from euthymia.kit import beats, units
from euthymia.kit.ids import uuid7

from . import reception
from .models import Gateway
from .reception import Message, Outcome, Parsed
from .standing import Moved

log = logging.getLogger(__name__)

GROUP_MESSAGES = 256
GROUP_BYTES = 8 << 20
WAITING_MESSAGES = 2_000
WAITING_BYTES = 64 << 20
GATHER_S = (
    0.015  # how long a message may wait for others: no monitor minds, and a hundred need half the commits
)
BACKOFF_S = (0.1, 0.2, 0.5, 1.0, 2.0)
RETRIES = 5


class DatabaseAway(RuntimeError):
    """Nothing can be stored now, so nothing may be acknowledged: deliver it again later."""


@dataclass(slots=True)
class _Waiting:
    parsed: Parsed
    loop: asyncio.AbstractEventLoop
    future: asyncio.Future[Outcome]

    @property
    def size(self) -> int:
        return len(self.parsed.message.data)


class Intake:
    """`name` is the way in (the stream of raw messages it writes). `beat` is called about every two seconds
    by the writing thread while it can write, so that its silence says that it cannot.

    Create, `start`, `submit` from coroutines of one loop, `stop`. Blocks nobody: the thread does the work.
    """

    def __init__(self, name: str, *, beat: Callable[[], None] | None = None) -> None:
        self.name = name
        self._beat = beats.Pace(beat) if beat else None
        self._queue: queue.SimpleQueue[_Waiting | None] = queue.SimpleQueue()
        self._gateway_id: UUID | None = None
        self._away_until = 0.0
        self._failures = 0
        self._stopping = False
        self._thread = threading.Thread(target=self._run, name=f"intake-{name}", daemon=True)
        self._messages = self._bytes = 0
        self._room: asyncio.Condition | None = None
        self._releasing: set[asyncio.Task[None]] = set()
        self.stored = 0

    def start(self) -> None:
        self._thread.start()

    async def stop(self) -> None:
        """Finish what was submitted, then end the thread."""
        self._stopping = True
        self._queue.put(None)
        await asyncio.to_thread(self._thread.join)

    @property
    def alive(self) -> bool:
        return self._thread.is_alive()

    @property
    def away(self) -> bool:
        return self._failures > 0

    async def submit(self, message: Message) -> Outcome:
        """The outcome, once it is durable. Waits while too much is under way. Raises DatabaseAway."""
        return await (await self.enqueue(message))

    async def enqueue(self, message: Message) -> asyncio.Future[Outcome]:
        """As `submit`, in two steps: the message has its place in the order, the outcome comes later.

        It is read here, while the thread waits for the database.
        """
        if self._room is None:
            self._room = asyncio.Condition()
        size = len(message.data)
        if not self._has_room(size):
            async with self._room:
                await self._room.wait_for(lambda: self._has_room(size))
        self._messages, self._bytes = self._messages + 1, self._bytes + size
        loop = asyncio.get_running_loop()
        future: asyncio.Future[Outcome] = loop.create_future()
        if self._stopping or not self._thread.is_alive():
            await self._release(1, size)
            raise DatabaseAway("the intake is closed")
        self._queue.put(_Waiting(_read(message), loop, future))
        return future

    def _has_room(self, size: int) -> bool:
        return self._messages == 0 or (
            self._messages < WAITING_MESSAGES and self._bytes + size <= WAITING_BYTES
        )

    async def _release(self, messages: int, size: int) -> None:
        assert self._room is not None
        async with self._room:
            self._messages, self._bytes = self._messages - messages, self._bytes - size
            self._room.notify_all()

    # The thread

    def _run(self) -> None:
        try:
            while True:
                group, last = self._collect()
                if group:
                    self._answer(group, self._outcomes([waiting.parsed for waiting in group]))
                elif self._failures:
                    self._probe()
                if self._beat is not None and not self._failures:
                    self._try_to_beat()
                if last:
                    return
        finally:
            self._stopping = True
            connection.close()
            self._turn_away_the_rest()

    def _turn_away_the_rest(self) -> None:
        """Should the thread ever die of a mistake, nobody waits for ever."""
        while True:
            try:
                waiting = self._queue.get_nowait()
            except queue.Empty:
                return
            if waiting is not None:
                self._answer([waiting], [DatabaseAway("the intake is closed")])

    def _collect(self) -> tuple[list[_Waiting], bool]:
        """What waits, up to a group; and whether that was the last."""
        try:
            first = self._queue.get(timeout=BACKOFF_S[0] if self._failures else 0.5)
        except queue.Empty:
            return [], False
        if first is None:
            return [], True
        group, size = [first], first.size
        deadline = time.monotonic() + GATHER_S
        while len(group) < GROUP_MESSAGES and size < GROUP_BYTES:
            try:
                waiting = self._queue.get(timeout=max(0.0, deadline - time.monotonic()))
            except queue.Empty:
                break
            if waiting is None:
                return group, True
            group.append(waiting)
            size += waiting.size
        return group, False

    def _outcomes(self, parsed: Sequence[Parsed]) -> list[Outcome | Exception]:
        if self._failures and time.monotonic() < self._away_until:
            return [DatabaseAway("the database is away")] * len(parsed)
        try:
            outcomes: list[Outcome | Exception] = [*self._store(parsed)]
        except DatabaseAway as away:
            return [away] * len(parsed)
        except Exception:
            log.exception("a group of %d messages failed; they are stored one by one", len(parsed))
            self._gateway_id = None
            outcomes = [self._store_alone(one) for one in parsed]
        self.stored += sum(isinstance(outcome, Outcome) for outcome in outcomes)
        return outcomes

    def _store(self, parsed: Sequence[Parsed]) -> list[Outcome]:
        """One transaction, tried again when it lost a race. Raises DatabaseAway, else what the database said."""
        also: frozenset[UUID] = frozenset()
        for attempt in range(RETRIES + 1):
            try:
                gateway_id = self._gateway()
                with units.unit(tenant=units.EVERY_TENANT, actor=self.name):
                    outcomes = reception.store(parsed, gateway_id, also)
            except Moved as moved:
                also |= moved.watches
                if attempt == RETRIES:
                    raise
            except (OperationalError, InterfaceError) as error:
                # Whether a commit that broke off was kept is unknown: storing again is harmless.
                lost = _is_lost(error)
                if attempt == RETRIES or (lost and attempt > 0):
                    if lost:
                        raise self._away(error) from error
                    raise
            else:
                self._failures = 0
                return outcomes
        raise AssertionError("the last attempt returns or raises")

    def _store_alone(self, parsed: Parsed) -> Outcome | Exception:
        try:
            return self._store([parsed])[0]
        except DatabaseAway as away:
            return away
        except (OperationalError, InterfaceError, Moved) as error:
            # The server's trouble, not the message's: nothing is said, and it will come again.
            log.error("a message from %s lost every race: %s", parsed.message.peer, error)
            return DatabaseAway("the database is too busy")
        except Exception as error:
            why = " ".join(str(error).replace("\x00", "").split())[:300] or type(error).__name__
            log.exception("a message from %s cannot be stored as what it says", parsed.message.peer)
        try:
            with units.unit(tenant=units.EVERY_TENANT, actor=self.name):
                return reception.store_impossible(parsed, self._gateway(), why)
        except (OperationalError, InterfaceError) as error:
            return self._away(error)
        except Exception:
            log.exception("a message from %s cannot be kept at all", parsed.message.peer)
            return DatabaseAway("this message cannot be kept")

    def _gateway(self) -> UUID:
        """The id of this way in's row, made at its first use."""
        if self._gateway_id is None:
            with connection.cursor() as cursor:
                cursor.execute(
                    "INSERT INTO devices_gateway (id, name, messages_n, messages_head) VALUES (%s, %s, 0, %s) "
                    "ON CONFLICT (name) DO NOTHING",
                    [uuid7(), self.name, bytes(32)],
                )
            self._gateway_id = Gateway.objects.get(name=self.name).pk
        return self._gateway_id

    def _away(self, error: Exception) -> DatabaseAway:
        connection.close()
        wait_s = BACKOFF_S[min(self._failures, len(BACKOFF_S) - 1)]
        if self._failures == 0:
            log.error("the database is away, nothing is acknowledged: %s", error)
        self._failures += 1
        self._away_until = time.monotonic() + wait_s
        return DatabaseAway("the database is away")

    def _probe(self) -> None:
        if time.monotonic() < self._away_until:
            return
        try:
            connection.close()
            connection.ensure_connection()
        except Exception as error:
            self._away(error)
        else:
            log.warning("the database is back")
            self._failures = 0

    def _try_to_beat(self) -> None:
        assert self._beat is not None
        try:
            self._beat()
        except Exception as error:
            self._away(error)

    def _answer(self, group: Sequence[_Waiting], outcomes: Sequence[Outcome | Exception]) -> None:
        """Hand the outcomes back, one call into the loop for the whole group."""
        loop = group[0].loop
        size = sum(waiting.size for waiting in group)

        def resolve() -> None:
            for waiting, outcome in zip(group, outcomes, strict=True):
                if waiting.future.done():
                    continue
                if isinstance(outcome, Exception):
                    waiting.future.set_exception(outcome)
                else:
                    waiting.future.set_result(outcome)
            task = loop.create_task(self._release(len(group), size))
            self._releasing.add(task)
            task.add_done_callback(self._releasing.discard)

        try:
            loop.call_soon_threadsafe(resolve)
        except RuntimeError:  # the loop is closed: nobody waits any more
            log.info("%d answers came after the end", len(group))


def _read(message: Message) -> Parsed:
    """Drivers refuse and never raise; should one do so, that costs its message only."""
    try:
        return reception.read(message)
    except Exception:
        log.exception("the driver %s failed on a message from %s", message.driver, message.peer)
        return reception.read(replace(message, refused="it could not be read"))


def _is_lost(error: Exception) -> bool:
    """Whether the connection itself is gone, and not only this transaction."""
    raw = connection.connection
    if raw is None or raw.closed or raw.broken:
        connection.close()
        return True
    return False
