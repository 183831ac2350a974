"""The one durable way in: messages wait here, threads write them in groups, and answers come after commit.

Whoever submits a message learns its outcome only when it is on disk. While the database is away nothing
is promised: submitting raises `DatabaseAway`.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Sequence
from dataclasses import replace
from zlib import crc32

from euthymia.kit import beats

from . import reception
from .apart import Apart
from .keeping import DatabaseAway, Here, Keeper
from .reception import Message, Outcome, Parsed
from .writer import Waiting, Writer

log = logging.getLogger(__name__)

WAITING_MESSAGES = 2_000
WAITING_BYTES = 64 << 20
# While one waits for the database the other works; more would only wait for a core.
WRITERS = 2


class Intake:
    """`name` is the way in, and the stream of raw messages it writes; further writers have streams of their own.

    Every message of a sender goes to the same writer, so their order is kept, and a message that comes twice
    finds itself. `beat` is called about every two seconds by a writing thread while all of them can write, so
    that its silence says that one cannot. `apart` gives each writer a process of its own that judges and stores,
    so that this one only reads: for a way in that is to take more than one core can.

    Create, `start`, `submit` from coroutines of one loop, `stop`. Blocks nobody: the threads do the work.
    """

    def __init__(
        self, name: str, *, writers: int = 1, beat: Callable[[], None] | None = None, apart: bool = False
    ) -> None:
        self._beat = beats.Pace(beat) if beat else None
        names = [name, *(f"{name}.{number}" for number in range(2, writers + 1))]
        keepers: list[Keeper] = [Apart(each) if apart else Here(each) for each in names]
        self._writers = [
            Writer(keeper, self._answer, None if place else self._rounds)
            for place, keeper in enumerate(keepers)
        ]
        self._stopping = False
        self._messages = self._bytes = 0
        self._room: asyncio.Condition | None = None
        self._releasing: set[asyncio.Task[None]] = set()

    def start(self) -> None:
        for writer in self._writers:
            writer.start()

    async def stop(self) -> None:
        """Finish what was submitted, then end the threads."""
        self._stopping = True
        for writer in self._writers:
            writer.close()
        for writer in self._writers:
            await asyncio.to_thread(writer.join)

    @property
    def alive(self) -> bool:
        """Whether every thread lives: one that has died took its senders with it."""
        return all(writer.alive for writer in self._writers)

    async def submit(self, message: Message) -> Outcome:
        """The outcome, once it is durable. Waits while too much is under way. Raises DatabaseAway."""
        return await (await self.enqueue(message))

    async def enqueue(self, message: Message) -> asyncio.Future[Outcome]:
        """As `submit`, in two steps: the message has its place in the order, the outcome comes later.

        It is read here, while the threads wait for the database.
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
        parsed = _read(message)
        writer = self._writer_of(parsed)
        if self._stopping or writer.ended or not writer.alive:
            await self._release(1, size)
            raise DatabaseAway("the intake is closed")
        writer.put(Waiting(parsed, loop, future))
        return future

    def _writer_of(self, parsed: Parsed) -> Writer:
        return self._writers[crc32(parsed.whose.encode("utf-8", "replace")) % len(self._writers)]

    def _has_room(self, size: int) -> bool:
        return self._messages == 0 or (
            self._messages < WAITING_MESSAGES and self._bytes + size <= WAITING_BYTES
        )

    async def _release(self, messages: int, size: int) -> None:
        assert self._room is not None
        async with self._room:
            self._messages, self._bytes = self._messages - messages, self._bytes - size
            self._room.notify_all()

    # In the threads

    def _rounds(self) -> None:
        if self._beat is not None and all(writer.sound for writer in self._writers):
            self._beat()

    def _answer(self, group: Sequence[Waiting], outcomes: Sequence[Outcome | Exception]) -> None:
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
