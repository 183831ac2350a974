"""Writing messages: a thread that takes what waits in groups, stores each group in one transaction and answers.

While the database is away nothing is promised: what waits is answered with `DatabaseAway`, and the thread
tries again by itself.
"""

from __future__ import annotations

import asyncio
import logging
import queue
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db import InterfaceError, OperationalError, connection

from euthymia.kit import units
from euthymia.kit.ids import uuid7

from . import reception
from .models import Gateway
from .reception import Outcome, Parsed
from .standing import Moved

log = logging.getLogger(__name__)

GROUP_MESSAGES = 256
GROUP_BYTES = 8 << 20
GATHER_S = 0.03  # how long a message may wait for others: no monitor minds, and a hundred need a third of the commits
BACKOFF_S = (0.1, 0.2, 0.5, 1.0, 2.0)
RETRIES = 5
IDLE_S = 0.5
SOUND_S = 4.0  # a thread that has not come round for so long hangs


class DatabaseAway(RuntimeError):
    """Nothing can be stored now, so nothing may be acknowledged: deliver it again later."""


@dataclass(slots=True)
class Waiting:
    """A message in its place, and whom to tell what became of it."""

    parsed: Parsed
    loop: asyncio.AbstractEventLoop
    future: asyncio.Future[Outcome]

    @property
    def size(self) -> int:
        return len(self.parsed.message.data)


Answer = Callable[[Sequence[Waiting], Sequence[Outcome | Exception]], None]


class Writer:
    """One thread with one database session and one stream of raw messages, named `name`.

    `answer` is called in the thread, for every group, when its outcome is durable or cannot be promised.
    `rounds` is called in the thread before every group, and while nothing comes, as long as it can write.
    """

    def __init__(self, name: str, answer: Answer, rounds: Callable[[], None] | None = None) -> None:
        self.name = name
        self._answer, self._rounds = answer, rounds
        self._queue: queue.SimpleQueue[Waiting | None] = queue.SimpleQueue()
        self._gateway_id: UUID | None = None
        self._away_until = 0.0
        self._failures = 0
        self._came_round = time.monotonic()
        self._thread = threading.Thread(target=self._run, name=f"writer-{name}", daemon=True)
        self.ended = False

    def start(self) -> None:
        self._thread.start()

    def put(self, waiting: Waiting) -> None:
        self._queue.put(waiting)

    def close(self) -> None:
        """Finish what was put, then end the thread."""
        self._queue.put(None)

    def join(self) -> None:
        self._thread.join()

    @property
    def alive(self) -> bool:
        return self._thread.is_alive()

    @property
    def sound(self) -> bool:
        """Whether it writes, or could: the database answers it, and it does not hang."""
        return not self._failures and time.monotonic() - self._came_round < SOUND_S

    def _run(self) -> None:
        try:
            while True:
                if self._rounds is not None and not self._failures:
                    self._come_round()
                group, last = self._collect()
                if group:
                    self._answer(group, self._outcomes([waiting.parsed for waiting in group]))
                elif self._failures:
                    self._probe()
                self._came_round = time.monotonic()
                if last:
                    return
        finally:
            self.ended = True
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

    def _collect(self) -> tuple[list[Waiting], bool]:
        """What waits, up to a group; and whether that was the last."""
        try:
            first = self._queue.get(timeout=BACKOFF_S[0] if self._failures else IDLE_S)
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

    def _come_round(self) -> None:
        assert self._rounds is not None
        try:
            self._rounds()
        except Exception as error:
            self._away(error)


def _is_lost(error: Exception) -> bool:
    """Whether the connection itself is gone, and not only this transaction."""
    raw = connection.connection
    if raw is None or raw.closed or raw.broken:
        connection.close()
        return True
    return False
