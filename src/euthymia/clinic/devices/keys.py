"""Whether a key opens anything, asked before a caller's body is read.

The reception judges every key again with the readings, in the transaction that stores them. Here a
stranger is turned away before there is anything to keep in memory or to decode.
"""

from __future__ import annotations

import asyncio
import hmac
import time
from concurrent.futures import ThreadPoolExecutor
from uuid import UUID

from django.db import InterfaceError, OperationalError, connection

from euthymia.kit import units

from .keeping import DatabaseAway
from .models import Device
from .reception import Key

KNOWN_S = 30.0  # how long the key of a device that sends is not looked up again


class Keys:
    """Create and `stop` with the server; one thread asks the database."""

    def __init__(self) -> None:
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="keys")
        self._known: dict[UUID, tuple[bytes, float]] = {}

    async def opens(self, key: Key) -> bool:
        """Whether this is the key of a device in use. Raises DatabaseAway."""
        digest, until = self._known.get(key.device_id, (bytes(32), 0.0))
        if hmac.compare_digest(digest, key.digest) and time.monotonic() < until:
            return True
        fits = await asyncio.get_running_loop().run_in_executor(self._thread, _fits, key)
        if fits:
            self._known[key.device_id] = (key.digest, time.monotonic() + KNOWN_S)
        return fits

    async def stop(self) -> None:
        self._thread.submit(lambda: connection.close())  # of that thread, so it is asked for there
        await asyncio.to_thread(self._thread.shutdown)


def _fits(key: Key) -> bool:
    """Compared in constant time, also when there is nothing to compare with."""
    try:
        with units.unit(tenant=units.EVERY_TENANT, actor="http"):
            devices = Device.objects.filter(pk=key.device_id, retired_at=None)
            kept = devices.values_list("key_digest", flat=True).first()
    except (OperationalError, InterfaceError) as error:
        connection.close()
        raise DatabaseAway("the database is away") from error
    return hmac.compare_digest(bytes(kept or bytes(32)), key.digest) and kept is not None
