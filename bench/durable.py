"""Samples made durable a second, through the real way in, beside the driver alone."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import timedelta
from itertools import count
from typing import Any
from uuid import uuid4

import psycopg
from django.db import connections

from euthymia.clinic.devices.intake import GROUP_MESSAGES, Intake
from euthymia.clinic.devices.reception import Message
from euthymia.kit import clock

from .clinic import SIGNS, Place
from .measure import Result, in_turn, per_second
from .scale import Scale

_TABLE = """
    CREATE TABLE IF NOT EXISTS bench_sample (
        watch uuid NOT NULL, n bigint NOT NULL, channel text NOT NULL, value double precision NOT NULL,
        unit text NOT NULL, measured_at timestamptz NOT NULL, device uuid NOT NULL,
        UNIQUE (watch, device, channel, measured_at)
    )
"""
_ONE_BY_ONE = "INSERT INTO bench_sample VALUES (%s, %s, %s, %s, %s, %s, %s)"
_ARRAYS = (
    "INSERT INTO bench_sample SELECT * FROM unnest(%s::uuid[], %s::bigint[], %s::text[], %s::float8[], %s::text[], "
    "%s::timestamptz[], %s::uuid[])"
)


def samples_durable_per_s(scale: Scale, place: Place) -> Result:
    """Bytes of monitors in; decoded, chained, judged, committed and acknowledged samples out.

    The reference only inserts: as many rows of seven columns, in commits of the same size, with the same
    synchronous_commit, by the driver's `executemany`. In parts, the same rows as one array for each column.
    """
    with _raw_connection() as raw:
        many, arrays = _inserting(raw, scale, _executemany), _inserting(raw, scale, _as_arrays)
        ours, reference, quickest = in_turn(
            scale.rounds, per_second(_receiving(scale, place)), per_second(many), per_second(arrays)
        )
        raw.execute("DROP TABLE bench_sample")
    return Result(
        "samples_durable_per_s", ours, "1/s", "psycopg executemany of as many rows, synchronous_commit on", reference,
        {"raw_inserts_from_arrays_per_s": quickest, "rows_in_a_commit": GROUP_MESSAGES * len(SIGNS)},
    )  # fmt: skip


def _receiving(scale: Scale, place: Place) -> Callable[[], int]:
    """Each call sends new messages of all chairs, as many as may wait, and counts what was accepted."""
    first, sent = clock.now() - timedelta(hours=1), count()
    chairs = len(place.seats)

    def messages() -> list[Message]:
        found = []
        for _ in range(scale.messages):
            place_of = next(sent)
            at = first + timedelta(seconds=place_of // chairs)
            data = place.seats[place_of % chairs].message(at, place_of)
            found.append(Message(data=data, peer="bench", received_at=clock.now(), driver="hl7v2"))
        return found

    async def send() -> int:
        intake = Intake("bench")
        intake.start()
        made = messages()
        outcomes = await asyncio.gather(*(intake.submit(message) for message in made))
        await intake.stop()
        refused = [outcome.text for outcome in outcomes if outcome.code != "AA" or not outcome.accepted]
        if refused:
            raise RuntimeError(f"{len(refused)} messages were not taken: {refused[0]}")
        return sum(outcome.accepted for outcome in outcomes)

    return lambda: asyncio.run(send())


def _inserting(
    raw: psycopg.Connection[Any],
    scale: Scale,
    insert: Callable[[psycopg.Cursor[Any], list[tuple[Any, ...]]], Any],
) -> Callable[[], int]:
    """Each call inserts the rows that the same messages would have become, a commit for each group."""
    raw.execute(_TABLE)
    raw.commit()
    rows, group = scale.messages * len(SIGNS), GROUP_MESSAGES * len(SIGNS)
    seconds = count()

    def insert_all() -> int:
        at, watch, device = clock.now() + timedelta(hours=next(seconds)), uuid4(), uuid4()
        made = [(watch, n, "hr", 72.0, "/min", at + timedelta(milliseconds=n), device) for n in range(rows)]
        for begin in range(0, rows, group):
            with raw.transaction(), raw.cursor() as cursor:
                insert(cursor, made[begin : begin + group])
        return rows

    return insert_all


def _executemany(cursor: psycopg.Cursor[Any], rows: list[tuple[Any, ...]]) -> None:
    cursor.executemany(_ONE_BY_ONE, rows)


def _as_arrays(cursor: psycopg.Cursor[Any], rows: list[tuple[Any, ...]]) -> None:
    cursor.execute(_ARRAYS, [list(column) for column in zip(*rows, strict=True)])


def _raw_connection() -> psycopg.Connection[Any]:
    """The tables' owner on a plain connection of the driver."""
    params = connections["owner"].get_connection_params()
    ours = ("cursor_factory", "context", "server_side_binding", "prepare_threshold")
    raw: psycopg.Connection[Any] = psycopg.connect(
        **{key: each for key, each in params.items() if key not in ours}
    )
    if raw.execute("SHOW synchronous_commit").fetchall() != [("on",)]:
        raise RuntimeError("synchronous_commit is off: nothing here would be durable")
    raw.commit()
    return raw
