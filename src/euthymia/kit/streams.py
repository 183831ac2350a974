"""The only way to add to a stream: a lock on the owner, the next numbers, the next hashes.

A plain id is not a safe cursor, because ids are handed out before rows are committed. Numbers given
out under a lock on the owner have no gaps and are seen in order.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from functools import cache
from itertools import islice
from typing import Any, TypeVar
from uuid import UUID

from django.db import DatabaseError, connection, models

from euthymia.domain.ledger.chain import follow, spelled, speller

from .arrays import array, once_each
from .models import StreamRow

StreamRows = TypeVar("StreamRows", bound=StreamRow)


def lock(owners: type[models.Model] | models.QuerySet[Any], ids: Iterable[UUID]) -> dict[UUID, Any]:
    """The owners of these ids, locked for the rest of the transaction, always in the same order.

    The lock leaves the key alone: rows that refer to the owner are checked at commit, when the audit's lock is
    held already, and must not wait there for somebody who is about to wait for the audit.
    """
    every = owners if isinstance(owners, models.QuerySet) else owners._default_manager.all()
    # What a queryset reads along (`select_related`) is not locked with it.
    rows = every.select_for_update(no_key=True, of=("self",)).filter(pk__in=set(ids)).order_by("pk")
    return {row.pk: row for row in rows}


def append(owner: models.Model, rows: Sequence[StreamRows], *, locked: bool = False) -> Sequence[StreamRows]:
    """Number, chain and insert `rows` at the end of their stream of `owner`; returns them.

    `locked` says that the caller got `owner` from `lock` in this transaction. The owner's new head is
    written too, so the caller need not save it.
    """
    if not rows:
        return rows
    if not locked:
        owner = lock(type(owner), [owner.pk])[owner.pk]
    number(owner, rows)
    insert(rows)
    save_head(owner, rows[0])
    return rows


def extend(
    model: type[StreamRow], owners: Sequence[tuple[Any, int]], columns: Mapping[str, Sequence[Any]]
) -> None:
    """Number, chain and insert rows of many (locked) owners at once, many times quicker than by `append`.

    `owners` says in the order of the rows how many follow in whose stream. `columns` are the values of every
    column by attribute, as the database gives them back, but for those of the stream itself: owner, number,
    hash. The owners' heads move in memory only: whoever calls saves them.
    """
    foreign_key, name = model.stream
    of, numbers = f"{foreign_key}_id", list[int]()
    theirs = list[UUID]()
    for owner, count in owners:
        n = getattr(owner, f"{name}_n")
        numbers += range(n + 1, n + 1 + count)
        theirs += [owner.pk] * count
    whole = {**columns, of: theirs, "n": numbers}
    spelled_rows = iter(_spelled_rows(model, whole))
    hashes = list[bytes]()
    for owner, count in owners:
        head = bytes(getattr(owner, f"{name}_head"))
        for row in islice(spelled_rows, count):
            head = follow(head, row)
            hashes.append(head)
        setattr(owner, f"{name}_n", getattr(owner, f"{name}_n") + count)
        setattr(owner, f"{name}_head", head)
    _insert(model, {**whole, "hash": hashes})


def number(owner: Any, rows: Sequence[StreamRow]) -> None:
    """Give `rows` their numbers and hashes, and move the (locked) owner's head in memory."""
    foreign_key, name = type(rows[0]).stream
    n, head = getattr(owner, f"{name}_n"), bytes(getattr(owner, f"{name}_head"))
    for row in rows:
        if getattr(row, f"{foreign_key}_id") != owner.pk:
            raise ValueError(f"a row of another {foreign_key} cannot stand in this stream")
        n += 1
        row.n = n
        head = row.hash = hash_after(head, row)
    setattr(owner, f"{name}_n", n)
    setattr(owner, f"{name}_head", head)


def save_head(owner: Any, sample_row: StreamRow) -> None:
    """Write the (locked) owner's head as it stands in memory. Raises DatabaseError when the owner is not there."""
    _, name = type(sample_row).stream
    kind: type[models.Model] = type(owner)
    with connection.cursor() as cursor:
        head = [getattr(owner, f"{name}_n"), bytes(getattr(owner, f"{name}_head")), owner.pk]
        cursor.execute(_head_update(kind, name), head)
        if cursor.rowcount != 1:
            raise DatabaseError(f"the head of {name} was not written: {owner.pk} is not there")


@cache
def _head_update(model: type[models.Model], name: str) -> str:
    quote = connection.ops.quote_name
    # Table and column names come from the models, never from a caller.
    return (
        f"UPDATE {quote(model._meta.db_table)} SET {quote(f'{name}_n')} = %s, {quote(f'{name}_head')} = %s "  # noqa: S608
        f"WHERE {quote('id')} = %s"
    )


def hash_after(previous: bytes, row: StreamRow) -> bytes:
    """The hash a row has when it follows one with the hash `previous`."""
    columns = {column.name: [getattr(row, column.name)] for column in _chained(type(row))}
    return follow(previous, _spelled_rows(type(row), columns)[0])


def _spelled_rows(model: type[StreamRow], columns: Mapping[str, Sequence[Any]]) -> list[bytes]:
    """Rows, given by column, as their hashes cover them: name and value of each column that holds one.

    So a column added later leaves old hashes valid. Values are hashed as the database will give them back: a
    whole number in a column of floats is a float.
    """
    spelled_columns = [once_each(columns[column.name], column.spelled) for column in _chained(model)]
    return list(map(b"".join, zip(*spelled_columns, strict=True)))


@cache
def chained_fields(model: type[models.Model]) -> tuple[models.Field[Any, Any], ...]:
    """The columns a row's hash covers: every one but the hash, in the table's order."""
    return tuple(field for field in model._meta.concrete_fields if field.attname != "hash")


@dataclass(frozen=True, slots=True)
class _Column:
    """Of a chained column: its attribute, that as it is hashed, the type which needs no change and what spells
    it, and the change for every other type."""

    name: str
    spelled_name: bytes
    kind: type | None
    spell: Callable[[Any], bytes]
    to_python: Callable[[Any], Any]

    def spelled(self, value: Any) -> bytes:
        if value is None:
            return b""
        known = type(value) is self.kind
        return self.spelled_name + (self.spell(value) if known else spelled(self.to_python(value)))


@cache
def _chained(model: type[models.Model]) -> tuple[_Column, ...]:
    found = []
    for field in chained_fields(model):
        kind = _READ_AS.get(_kind(field))
        name = field.attname
        found.append(_Column(name, spelled(name), kind, speller(kind or type(None)), _as_read(field)))
    return tuple(found)


def _as_read(field: models.Field[Any, Any]) -> Callable[[Any], Any]:
    return _json_as_read if isinstance(field, models.JSONField) else field.to_python


def _json_as_read(document: Any) -> Any:
    """A document as jsonb gives it back. Its numbers are decimals: 1e16 is a whole one, and 0 has no sign."""
    return json.loads(json.dumps(document), parse_float=_number_as_read)


def _number_as_read(text: str) -> int | float:
    exact = Decimal(text)
    return int(exact) if exact == exact.to_integral_value() and "e" in text else float(text) + 0.0


def _kind(field: models.Field[Any, Any]) -> str:
    """The Django name of a column's type; a reference has its target's."""
    while isinstance(field, models.ForeignKey):
        field = field.target_field
    return field.get_internal_type()


_READ_AS: dict[str, type] = {
    "UUIDField": UUID,
    "BigIntegerField": int,
    "IntegerField": int,
    "PositiveIntegerField": int,
    "FloatField": float,
    "CharField": str,
    "TextField": str,
    "DateTimeField": datetime,
    "BinaryField": bytes,
}


def insert(rows: Sequence[models.Model], *, replacing: tuple[str, ...] = ()) -> None:
    """Insert many rows with one statement, an array for each column: many times quicker than one by one.

    `replacing` are the fields of a unique constraint: a row that is there already with these values gets the other
    ones of the new row, all but its id.
    """
    model = type(rows[0])
    names = [field.attname for field in model._meta.concrete_fields]
    _insert(model, {name: [getattr(row, name) for row in rows] for name in names}, replacing)
    for row in rows:
        row._state.adding = False


def _insert(
    model: type[models.Model], columns: Mapping[str, Sequence[Any]], replacing: tuple[str, ...] = ()
) -> None:
    """Insert rows that are given by column, by attribute."""
    with connection.cursor() as cursor:
        cursor.execute(
            _insertion(model, replacing),
            [_array(field, columns[field.attname]) for field in model._meta.concrete_fields],
        )


@cache
def _insertion(model: type[models.Model], replacing: tuple[str, ...]) -> str:
    quote, fields = connection.ops.quote_name, model._meta.concrete_fields
    names = ", ".join(quote(str(field.column)) for field in fields)
    arrays = ", ".join(f"%s::{_array_type(field)}[]" for field in fields)
    # Table and column names come from the models, never from a caller.
    text = f"INSERT INTO {quote(model._meta.db_table)} ({names}) SELECT * FROM unnest({arrays})"  # noqa: S608
    if not replacing:
        return text
    unique = ", ".join(quote(str(field.column)) for field in fields if field.name in replacing)
    changing = ", ".join(
        f"{quote(str(field.column))} = EXCLUDED.{quote(str(field.column))}"
        for field in fields
        if field.name not in replacing and not field.primary_key
    )
    return f"{text} ON CONFLICT ({unique}) DO UPDATE SET {changing}"


def _array_type(field: models.Field[Any, Any]) -> str:
    kind = field.db_type(connection) or "text"
    return "varchar" if kind.startswith("varchar") else kind


def _array(field: models.Field[Any, Any], values: Sequence[Any]) -> Any:
    """A column's values as one parameter; what is not as the column reads it is prepared by Django."""
    kind = _READ_AS.get(_kind(field))
    if kind is None or not {type(value) for value in values} <= {kind, type(None)}:
        return [field.get_db_prep_save(value, connection) for value in values]
    return array(values)
