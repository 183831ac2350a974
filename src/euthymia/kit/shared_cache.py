"""What every process of an installation must know for a while: how often somebody tried to sign in.

A cache of Django's kind, kept in a table, because a limit that each process counts for itself is as many
times wider as there are processes. Values are JSON: nothing that is read back from a table is run. Rate
limits, used codes, and what the public search would otherwise read out of every clinic's page are kept here.
"""

from __future__ import annotations

import json
import math
import time
from typing import Any

from django.core.cache.backends.base import DEFAULT_TIMEOUT, BaseCache
from django.db import connection

_PUT = (
    "INSERT INTO kit_cached (key, value, expires) VALUES (%s, %s::jsonb, %s) "
    "ON CONFLICT (key) DO UPDATE SET value = excluded.value, expires = excluded.expires"
)
_SWEEP = (
    "DELETE FROM kit_cached WHERE key IN "
    "(SELECT key FROM kit_cached WHERE expires <= %s LIMIT 100 FOR UPDATE SKIP LOCKED)"
)


class SharedCache(BaseCache):
    """Takes part in the transaction it is asked in. `expires` is in seconds of the wall's clock."""

    def __init__(self, location: str, params: dict[str, Any]) -> None:
        super().__init__(params)

    def add(
        self, key: str, value: Any, timeout: float | None = DEFAULT_TIMEOUT, version: int | None = None
    ) -> bool:
        """Whether there was none that still counts: of several who add at once one succeeds."""
        told = [*self._row(key, value, timeout, version), time.time()]
        return _execute(f"{_PUT} WHERE kit_cached.expires <= %s", told) == 1

    def get(self, key: str, default: Any = None, version: int | None = None) -> Any:
        key = self.make_and_validate_key(key, version=version)
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT value::text FROM kit_cached WHERE key = %s AND expires > %s", [key, time.time()]
            )
            row = cursor.fetchone()
        return default if row is None else json.loads(row[0])

    def set(
        self, key: str, value: Any, timeout: float | None = DEFAULT_TIMEOUT, version: int | None = None
    ) -> None:
        _execute(_PUT, self._row(key, value, timeout, version))
        _execute(_SWEEP, [time.time()])

    def touch(self, key: str, timeout: float | None = DEFAULT_TIMEOUT, version: int | None = None) -> bool:
        until, now = self._until(timeout), time.time()
        found = [until, self.make_and_validate_key(key, version=version), now]
        return _execute("UPDATE kit_cached SET expires = %s WHERE key = %s AND expires > %s", found) == 1

    def delete(self, key: str, version: int | None = None) -> bool:
        key = self.make_and_validate_key(key, version=version)
        return _execute("DELETE FROM kit_cached WHERE key = %s", [key]) == 1

    def clear(self) -> None:
        _execute("DELETE FROM kit_cached", [])

    def _row(self, key: str, value: Any, timeout: float | None, version: int | None) -> list[Any]:
        return [self.make_and_validate_key(key, version=version), json.dumps(value), self._until(timeout)]

    def _until(self, timeout: float | None) -> float:
        until = self.get_backend_timeout(timeout)
        return math.inf if until is None else until


def _execute(text: str, values: list[Any]) -> int:
    with connection.cursor() as cursor:
        cursor.execute(text, values)
        return int(cursor.rowcount)
