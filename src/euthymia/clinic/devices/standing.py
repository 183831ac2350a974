"""Whose a message is: the devices it names, each with the running watch it measures for at this moment."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection


class Moved(RuntimeError):
    """An association changed at this very moment; nothing was written. Store again, with these watches locked too."""

    def __init__(self, watches: Iterable[UUID]) -> None:
        super().__init__("a device was associated while its watch was being locked")
        self.watches = frozenset(watches)


@dataclass(frozen=True, slots=True)
class Standing:
    """A device in use and, where it measures for a running watch of its own clinic, that watch."""

    device_id: UUID
    clinic_id: UUID
    serial: str
    timezone: str
    key_digest: bytes | None
    watch_id: UUID | None
    since: datetime | None


_ASSOCIATED = """
    FROM devices_device d
    LEFT JOIN LATERAL (
        SELECT * FROM devices_association x WHERE x.device_id = d.id ORDER BY x.n DESC LIMIT 1
    ) a ON a.change = 'begun' AND a.clinic_id = d.clinic_id
    LEFT JOIN monitoring_watch w ON w.id = a.watch_id AND w.closed_at IS NULL AND w.clinic_id = d.clinic_id
    WHERE d.retired_at IS NULL AND (d.serial = ANY(%s) OR d.id = ANY(%s))
"""
# Composed of constants only; every value is a parameter.
_LOCK = (
    "SELECT id FROM monitoring_watch WHERE id IN (SELECT unnest(%s::uuid[]) UNION SELECT w.id "  # noqa: S608
    + _ASSOCIATED
    + ") ORDER BY id FOR NO KEY UPDATE"
)
_FIND = "SELECT d.id, d.clinic_id, d.serial, d.timezone, d.key_digest, w.id, a.at " + _ASSOCIATED


def devices_named(
    serials: Iterable[str], device_ids: Iterable[UUID], also: frozenset[UUID]
) -> dict[str | UUID, Standing]:
    """The devices in use of these serials and ids, by both, in two queries; their watches stay locked.

    Moving a device locks its watch first. So the watches are locked, and only then the associations are
    read: what a lock waited for is seen by the statement after it, and not by the one that waited. Raises
    Moved when that shows another watch than the locked ones and `also`.
    """
    named: list[Any] = [sorted(serials), sorted(device_ids)]
    if not any(named):
        return {}
    with connection.cursor() as cursor:
        cursor.execute(_LOCK, [list(also), *named])
        locked = {row[0] for row in cursor.fetchall()}
        cursor.execute(_FIND, named)
        found = [Standing(*row) for row in cursor.fetchall()]
    watches = {one.watch_id for one in found if one.watch_id is not None}
    if not watches <= locked:
        raise Moved(watches)
    return {key: one for one in found for key in (one.serial, one.device_id)}
