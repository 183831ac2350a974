"""Keeping messages in a process of its own, so that reading them and storing them need not share an interpreter.

The process is asked for one thing at a time through a pipe and answers it, in clinic time as the asker has it. It
ends when the pipe does: also when whoever asks was killed. Should it die itself, the writer that asks dies with it,
the listener ends, and is started again; what was asked of it was not acknowledged.
"""

from __future__ import annotations

import signal
import warnings
from collections.abc import Sequence
from datetime import datetime
from multiprocessing import get_context
from multiprocessing.connection import Connection
from typing import TYPE_CHECKING, Any

from django.db import connections

from euthymia.kit import clock

if TYPE_CHECKING:  # the process imports this before it has any models
    from .keeping import Keeper
    from .reception import Outcome, Parsed

_STOP_S = 10.0


class Apart:
    """A `Here` in a process of its own, which is started with its first use and keeps in the same database."""

    def __init__(self, name: str) -> None:
        self.failing = False
        ours, theirs = get_context("spawn").Pipe()
        self._pipe = ours
        self._process = get_context("spawn").Process(
            target=_keep,
            args=(theirs, name, dict(connections["default"].settings_dict)),
            name=name,
            daemon=True,
        )
        self._process.start()
        theirs.close()

    def outcomes(self, parsed: Sequence[Parsed]) -> list[Outcome | Exception]:
        answer: list[Outcome | Exception] = self._ask("outcomes", list(parsed))
        return answer

    def probe(self) -> None:
        self._ask("probe")

    def away(self, why: str) -> None:
        self._ask("away", why)

    def close(self) -> None:
        self._pipe.close()
        self._process.join(_STOP_S)
        if self._process.is_alive():
            self._process.kill()
            self._process.join()

    def _ask(self, what: str, *given: Any) -> Any:
        """Raises EOFError or OSError when the process is gone."""
        self._pipe.send((what, given, clock.now()))
        answer, self.failing = self._pipe.recv()
        return answer


def _keep(pipe: Connection, name: str, database: dict[str, Any]) -> None:
    """What the process does: answer what it is asked, until nobody can ask any more."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # a terminal's Ctrl-C reaches both; who asks decides the end
    keeper = _keeper(name, database)
    try:
        while True:
            what, given, now = pipe.recv()
            pipe.send((_answer(keeper, what, given, now), keeper.failing))
    except (EOFError, OSError):
        return
    finally:
        keeper.close()


def _answer(keeper: Keeper, what: str, given: tuple[Any, ...], now: datetime) -> Any:
    with clock.frozen(now):
        return getattr(keeper, what)(*given)


def _keeper(name: str, database: dict[str, Any]) -> Keeper:
    """The program's models, the database of whoever asks, and what keeps."""
    import django

    # The embedded server remarks on standard error where it puts its socket; nobody can act on it.
    warnings.filterwarnings("ignore", message="XDG_RUNTIME_DIR")
    django.setup()
    connections["default"].settings_dict.update(database)

    from euthymia.kit import processes

    from .keeping import Here

    processes.settle()
    return Here(name)
