"""Samples made durable a second, through the real way in, beside the driver alone."""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any
from uuid import UUID, uuid4

import psycopg
from django.db import connections
from django.db.models import Model

from euthymia.clinic.devices.intake import WRITERS, Intake
from euthymia.clinic.devices.models import Gateway, RawMessage
from euthymia.clinic.devices.reception import Message
from euthymia.clinic.devices.writer import GROUP_MESSAGES
from euthymia.clinic.monitoring.models import Sample
from euthymia.kit import clock, processes

from .clinic import SIGNS, Place
from .measure import Result, in_turn, prepared_per_second
from .scale import Scale

Rows = list[tuple[Any, ...]]
Insert = Callable[[psycopg.Cursor[Any], Rows], object]

# The same columns, indexes and references as samples and messages have; and the least that a sample could be.
_TABLES = (
    "CREATE TABLE bench_sample (LIKE monitoring_sample INCLUDING ALL, "
    "FOREIGN KEY (clinic_id) REFERENCES people_clinic, FOREIGN KEY (watch_id) REFERENCES monitoring_watch)",
    "CREATE TABLE bench_message (LIKE devices_rawmessage INCLUDING ALL, "
    "FOREIGN KEY (gateway_id) REFERENCES devices_gateway, FOREIGN KEY (clinic_id) REFERENCES people_clinic, "
    "FOREIGN KEY (device_id) REFERENCES devices_device)",
    "CREATE TABLE bench_least (watch uuid NOT NULL, n bigint NOT NULL, channel text NOT NULL, value float8 NOT NULL, "
    "unit text NOT NULL, measured_at timestamptz NOT NULL, device uuid NOT NULL, "
    "UNIQUE (watch, device, channel, measured_at))",
)


def samples_durable_per_s(scale: Scale, place: Place) -> Result:
    """Bytes of monitors in; decoded, chained, judged, committed and acknowledged samples out.

    The reference has in hand what the program leaves behind, a message and its samples, and only inserts it with
    the driver: in commits of the same size, with the same synchronous_commit, into tables with the same columns,
    indexes and references. In parts, samples alone into seven columns with one index, by `executemany` and as arrays.
    """
    processes.settle()
    intake = Intake("bench", writers=WRITERS, apart=True)
    intake.start()
    with _raw_connection() as raw, asyncio.Runner() as runner:
        for table in _TABLES:
            raw.execute(table)
        raw.commit()
        gateway = _a_gateway()
        ours, same, least, arrays = in_turn(
            scale.rounds,
            prepared_per_second(_receiving(scale, place, intake, runner)),
            prepared_per_second(_inserting(raw, scale, lambda n: _same_rows(place, gateway, n), _same)),
            prepared_per_second(_inserting(raw, scale, lambda n: _least_row(place, n), _least)),
            prepared_per_second(_inserting(raw, scale, lambda n: _least_row(place, n), _least_as_arrays)),
        )
        runner.run(intake.stop())
        raw.execute("DROP TABLE bench_sample, bench_message, bench_least")
    parts = {
        "arrays_into_seven_columns_per_s": arrays,
        "executemany_into_seven_columns_per_s": least,
        "rows_in_a_commit": GROUP_MESSAGES * len(SIGNS),
    }
    reference = (
        "psycopg executemany of the same messages and samples into the same tables, synchronous_commit on"
    )
    return Result("samples_durable_per_s", ours, "1/s", reference, same, parts)


def _receiving(
    scale: Scale, place: Place, intake: Intake, runner: asyncio.Runner
) -> Callable[[], Callable[[], int]]:
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
        outcomes = await asyncio.gather(*[await intake.enqueue(message) for message in made])
        refused = [outcome.text for outcome in outcomes if outcome.code != "AA" or not outcome.accepted]
        if refused:
            raise RuntimeError(f"{len(refused)} messages were not taken: {refused[0]}")
        return sum(outcome.accepted for outcome in outcomes)

    def prepare() -> Callable[[], int]:
        made = messages()

        def work() -> int:
            with clock.frozen(made[-1].received_at):
                return runner.run(send(made))

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


def _at(n: int) -> datetime:
    """No two rows were measured at one instant."""
    return datetime(2026, 1, 1, tzinfo=UTC) + timedelta(milliseconds=n)


def _a_gateway() -> UUID:
    gateway = Gateway(name="reference")
    gateway.save()
    return gateway.pk


def _same_rows(place: Place, gateway: UUID, n: int) -> tuple[Any, ...]:
    """A sample and, beside the first of each message, the message."""
    seat, at = place.seats[n // len(SIGNS) % len(place.seats)], _at(n)
    sample = {
        "id": uuid4(), "clinic_id": place.clinic.pk, "watch_id": seat.watch, "n": n, "hash": bytes(32), "channel": "hr",
        "value": 72.0, "unit": "/min", "measured_at": at, "received_at": at, "device": seat.device, "group": "", "by": "",
        "raw": uuid4(),
    }  # fmt: skip
    if n % len(SIGNS):
        return _columns(Sample, sample), None
    message = {
        "id": uuid4(), "gateway_id": gateway, "clinic_id": place.clinic.pk, "device_id": seat.device, "n": n,
        "hash": bytes(32), "received_at": at, "peer": "bench", "bytes": seat.message(at, n, tuple(SIGNS)),
        "digest": secrets.token_bytes(32), "answer": "AA", "refusal": "", "accepted": len(SIGNS),
    }  # fmt: skip
    return _columns(Sample, sample), _columns(RawMessage, message)


def _columns(model: type[Model], values: dict[str, Any]) -> tuple[Any, ...]:
    return tuple(values[field.attname] for field in model._meta.concrete_fields)


def _least_row(place: Place, n: int) -> tuple[Any, ...]:
    seat = place.seats[n % len(place.seats)]
    return seat.watch, n, "hr", 72.0, "/min", _at(n), seat.device


def _same(cursor: psycopg.Cursor[Any], rows: Rows) -> None:
    cursor.executemany(_insert_into("bench_sample", Sample), [sample for sample, _ in rows])
    cursor.executemany(_insert_into("bench_message", RawMessage), [message for _, message in rows if message])


def _insert_into(table: str, model: type[Model]) -> str:
    fields = model._meta.concrete_fields
    names, marks = ", ".join(f'"{field.attname}"' for field in fields), ", ".join(["%s"] * len(fields))
    return f"INSERT INTO {table} ({names}) VALUES ({marks})"  # noqa: S608 - the model's names


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
