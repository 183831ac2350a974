"""Samples made durable a second, through the real way in, beside the driver alone."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any
from uuid import uuid4

import psycopg
from django.db import connections

from euthymia.clinic.devices.intake import GROUP_MESSAGES, Intake
from euthymia.clinic.devices.reception import Message
from euthymia.clinic.monitoring.models import Sample
from euthymia.kit import clock, processes

from .clinic import SIGNS, Place
from .measure import Result, in_turn, prepared_per_second
from .scale import Scale

Rows = list[tuple[Any, ...]]
Insert = Callable[[psycopg.Cursor[Any], Rows], object]

# The same columns, indexes and references as the samples have; and the least that a sample could be.
_TABLES = (
    "CREATE TABLE bench_same (LIKE monitoring_sample INCLUDING ALL, "
    "FOREIGN KEY (clinic_id) REFERENCES people_clinic, FOREIGN KEY (watch_id) REFERENCES monitoring_watch)",
    "CREATE TABLE bench_least (watch uuid NOT NULL, n bigint NOT NULL, channel text NOT NULL, value float8 NOT NULL, "
    "unit text NOT NULL, measured_at timestamptz NOT NULL, device uuid NOT NULL, "
    "UNIQUE (watch, device, channel, measured_at))",
)


def samples_durable_per_s(scale: Scale, place: Place) -> Result:
    """Bytes of monitors in; decoded, chained, judged, committed and acknowledged samples out.

    The reference has the rows in hand and only inserts them with the driver: the same rows, in commits of the same
    size, with the same synchronous_commit, into a table with the same columns, indexes and references. In parts, a
    table of only seven columns and one index, with `executemany` and with an array for each column.
    """
    processes.settle()
    with _raw_connection() as raw:
        for table in _TABLES:
            raw.execute(table)
        raw.commit()
        ours, same, least, arrays = in_turn(
            scale.rounds,
            prepared_per_second(_receiving(scale, place)),
            prepared_per_second(_inserting(raw, scale, lambda n: _same_row(place, n), _same)),
            prepared_per_second(_inserting(raw, scale, lambda n: _least_row(place, n), _least)),
            prepared_per_second(_inserting(raw, scale, lambda n: _least_row(place, n), _least_as_arrays)),
        )
        raw.execute("DROP TABLE bench_same, bench_least")
    parts = {
        "arrays_into_seven_columns_per_s": arrays,
        "executemany_into_seven_columns_per_s": least,
        "rows_in_a_commit": GROUP_MESSAGES * len(SIGNS),
    }
    reference = "psycopg executemany of the same rows into a table of the same form, synchronous_commit on"
    return Result("samples_durable_per_s", ours, "1/s", reference, same, parts)


def _receiving(scale: Scale, place: Place) -> Callable[[], Callable[[], int]]:
    """Work that sends new messages of all chairs, one a second from each, and counts what was accepted.

    Clinic time stands at the newest of them, as when they are sent live: what came an hour late would be
    judged as silence first.
    """
    first, sent = clock.now() - timedelta(hours=1), count()
    chairs = len(place.seats)

    def messages() -> list[Message]:
        found = []
        for _ in range(scale.messages):
            n = next(sent)
            at = first + timedelta(seconds=n // chairs)
            data = place.seats[n % chairs].message(at, n, tuple(SIGNS))
            found.append(Message(data=data, peer="bench", received_at=at, driver="hl7v2"))
        return found

    async def send(made: list[Message]) -> int:
        intake = Intake("bench")
        intake.start()
        outcomes = await asyncio.gather(*(intake.submit(message) for message in made))
        await intake.stop()
        refused = [outcome.text for outcome in outcomes if outcome.code != "AA" or not outcome.accepted]
        if refused:
            raise RuntimeError(f"{len(refused)} messages were not taken: {refused[0]}")
        return sum(outcome.accepted for outcome in outcomes)

    def prepare() -> Callable[[], int]:
        made = messages()

        def work() -> int:
            with clock.frozen(made[-1].received_at):
                return asyncio.run(send(made))

        return work

    return prepare


def _inserting(
    raw: psycopg.Connection[Any], scale: Scale, row: Callable[[int], tuple[Any, ...]], insert: Insert
) -> Callable[[], Callable[[], int]]:
    """Work that inserts as many rows as the messages hold samples, a commit for each group."""
    group = GROUP_MESSAGES * len(SIGNS)

    def prepare() -> Callable[[], int]:
        rows = [row(next(_numbers)) for _ in range(scale.messages * len(SIGNS))]

        def insert_all() -> int:
            for begin in range(0, len(rows), group):
                with raw.transaction(), raw.cursor() as cursor:
                    insert(cursor, rows[begin : begin + group])
            return len(rows)

        return insert_all

    return prepare


_numbers = count(1)
_COLUMNS = [field.attname for field in Sample._meta.concrete_fields]


def _at(n: int) -> datetime:
    """No two rows were measured at one instant."""
    return datetime(2026, 1, 1, tzinfo=UTC) + timedelta(milliseconds=n)


def _same_row(place: Place, n: int) -> tuple[Any, ...]:
    seat, at = place.seats[n % len(place.seats)], _at(n)
    values = {
        "id": uuid4(), "clinic_id": place.clinic.pk, "watch_id": seat.watch, "n": n, "hash": bytes(32), "channel": "hr",
        "value": 72.0, "unit": "/min", "measured_at": at, "received_at": at, "device": seat.device, "group": "", "by": "",
        "raw": uuid4(),
    }  # fmt: skip
    return tuple(values[name] for name in _COLUMNS)


def _least_row(place: Place, n: int) -> tuple[Any, ...]:
    seat = place.seats[n % len(place.seats)]
    return seat.watch, n, "hr", 72.0, "/min", _at(n), seat.device


def _same(cursor: psycopg.Cursor[Any], rows: Rows) -> None:
    names, marks = ", ".join(f'"{name}"' for name in _COLUMNS), ", ".join(["%s"] * len(_COLUMNS))
    cursor.executemany(f"INSERT INTO bench_same ({names}) VALUES ({marks})", rows)  # noqa: S608 - the model's names


def _least(cursor: psycopg.Cursor[Any], rows: Rows) -> None:
    cursor.executemany("INSERT INTO bench_least VALUES (%s, %s, %s, %s, %s, %s, %s)", rows)


def _least_as_arrays(cursor: psycopg.Cursor[Any], rows: Rows) -> None:
    cursor.execute(
        "INSERT INTO bench_least SELECT * FROM unnest(%s::uuid[], %s::bigint[], %s::text[], %s::float8[], %s::text[], "
        "%s::timestamptz[], %s::uuid[])",
        [list(column) for column in zip(*rows, strict=True)],
    )


def _raw_connection() -> psycopg.Connection[Any]:
    """The tables' owner on a plain connection of the driver."""
    params = connections["owner"].get_connection_params()
    djangos = ("cursor_factory", "context", "server_side_binding", "prepare_threshold")
    raw: psycopg.Connection[Any] = psycopg.connect(
        **{key: each for key, each in params.items() if key not in djangos}
    )
    if raw.execute("SHOW synchronous_commit").fetchall() != [("on",)]:
        raise RuntimeError("synchronous_commit is off: nothing here would be durable")
    raw.commit()
    return raw
