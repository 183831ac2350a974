"""Writing messages: a thread that takes what waits in groups, has each group kept and answers.

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

from django.db import connection

from .keeping import BACKOFF_S, DatabaseAway, Keeper
from .reception import Outcome, Parsed

log = logging.getLogger(__name__)

GROUP_MESSAGES = 256
GROUP_BYTES = 8 << 20
GATHER_S = 0.03  # how long a message may wait for others: no monitor minds, and a hundred need a third of the commits
IDLE_S = 0.5
SOUND_S = 4.0  # a thread that has not come round for so long hangs


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
    """One thread, and whoever keeps what it writes.

    `answer` is called in the thread, for every group, when its outcome is durable or cannot be promised.
    `rounds` is called in the thread before every group, and while nothing comes, as long as it can write.
    """

    def __init__(self, keeper: Keeper, answer: Answer, rounds: Callable[[], None] | None = None) -> None:
        self._keeper, self._answer, self._rounds = keeper, answer, rounds
        self._queue: queue.SimpleQueue[Waiting | None] = queue.SimpleQueue()
        self._came_round = time.monotonic()
        self._thread = threading.Thread(target=self._run, name="writer", daemon=True)
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
        return not self._keeper.failing and time.monotonic() - self._came_round < SOUND_S

    def _run(self) -> None:
        try:
            while True:
                if self._rounds is not None and not self._keeper.failing:
                    self._come_round()
                group, last = self._collect()
                if group and not self._keep(group):
                    return
                if not group and self._keeper.failing:
                    self._keeper.probe()
                self._came_round = time.monotonic()
                if last:
                    return
        finally:
            self.ended = True
            connection.close()
            self._keeper.close()
            self._turn_away_the_rest()

    def _keep(self, group: Sequence[Waiting]) -> bool:
        """Have the group kept and answer it; False when whoever keeps is gone, and this thread with it."""
        try:
            outcomes = self._keeper.outcomes([waiting.parsed for waiting in group])
        except Exception:
            log.exception("whoever keeps the messages is gone: nothing more is taken")
            self._answer(group, [DatabaseAway("the intake is closed")] * len(group))
            return False
        self._answer(group, outcomes)
        return True

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
            first = self._queue.get(timeout=BACKOFF_S[0] if self._keeper.failing else IDLE_S)
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

    def _come_round(self) -> None:
        assert self._rounds is not None
        try:
            self._rounds()
        except Exception as error:
            connection.close()
            self._keeper.away(str(error))
