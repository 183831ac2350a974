"""Keeping messages: each group in one transaction, tried again when it lost a race, and never promised in vain.

While the database is away nothing is promised: what comes is answered with `DatabaseAway`, and `probe` finds out
when it is back.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Sequence
from typing import Protocol
from uuid import UUID

from django.db import InterfaceError, OperationalError, connection

from euthymia.kit import units
from euthymia.kit.ids import uuid7

from . import reception
from .models import Gateway
from .reception import Outcome, Parsed
from .standing import Moved

log = logging.getLogger(__name__)

BACKOFF_S = (0.1, 0.2, 0.5, 1.0, 2.0)
RETRIES = 5


class DatabaseAway(RuntimeError):
    """Nothing can be stored now, so nothing may be acknowledged: deliver it again later."""


class Keeper(Protocol):
    """What a writer needs of whoever keeps its messages. All of it is called by one thread."""

    @property
    def failing(self) -> bool:
        """Whether the database did not answer it the last time."""

    def outcomes(self, parsed: Sequence[Parsed]) -> list[Outcome | Exception]:
        """What became of each message, once it is durable or cannot be promised."""

    def probe(self) -> None:
        """While it fails and nothing comes: look whether the database is back."""

    def away(self, why: str) -> None:
        """Somebody else has found the database gone."""

    def close(self) -> None: ...


class Here:
    """Keeps messages in this process, by the thread's own database session, in the stream named `name`."""

    def __init__(self, name: str) -> None:
        self.name = name
        self._gateway_id: UUID | None = None
        self._away_until = 0.0
        self._failures = 0

    @property
    def failing(self) -> bool:
        return bool(self._failures)

    def outcomes(self, parsed: Sequence[Parsed]) -> list[Outcome | Exception]:
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

    def close(self) -> None:
        connection.close()

    def away(self, why: str) -> None:
        connection.close()
        wait_s = BACKOFF_S[min(self._failures, len(BACKOFF_S) - 1)]
        if self._failures == 0:
            log.error("the database is away, nothing is acknowledged: %s", why)
        self._failures += 1
        self._away_until = time.monotonic() + wait_s

    def _away(self, error: Exception) -> DatabaseAway:
        self.away(str(error))
        return DatabaseAway("the database is away")

    def probe(self) -> None:
        if time.monotonic() < self._away_until:
            return
        try:
            connection.close()
            connection.ensure_connection()
        except Exception as error:
            self.away(str(error))
        else:
            log.warning("the database is back")
            self._failures = 0


def _is_lost(error: Exception) -> bool:
    """Whether the connection itself is gone, and not only this transaction."""
    raw = connection.connection
    if raw is None or raw.closed or raw.broken:
        connection.close()
        return True
    return False
