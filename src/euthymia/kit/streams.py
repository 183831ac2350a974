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
from itertools import chain, islice
from typing import Any, TypeVar
from uuid import UUID

from django.db import DatabaseError, connection, models

from euthymia.domain.ledger.chain import follow, spelled, speller

from .arrays import array, once_each
from .composed import composed
from .models import StreamRow

StreamRows = TypeVar("StreamRows", bound=StreamRow)


def lock(owners: type[models.Model] | models.QuerySet[Any], ids: Iterable[UUID]) -> dict[UUID, Any]:
    """The owners of these ids, locked for the rest of the transaction, always in the same order.

    The lock leaves the key alone: rows that refer to the owner are checked at commit, when the audit's lock is
    held already, and must not wait there for somebody who is about to wait for the audit.
    """
    if isinstance(owners, models.QuerySet):
        # What a queryset reads along (`select_related`) is not locked with it.
        chosen = owners.select_for_update(no_key=True, of=("self",)).filter(pk__in=set(ids)).order_by("pk")
        return {row.pk: row for row in chosen}
    wanted = set(ids)
    if len(wanted) == 1:
        return {row.pk: row for row in _locking_one(owners)(*wanted)}
    locked = owners._default_manager.raw(_locking(owners), [list(wanted)])
    return {row.pk: row for row in locked}


@cache
def _locking_one(model: type[models.Model]) -> Callable[[UUID], list[Any]]:
    return composed(lambda pk: model._default_manager.select_for_update(no_key=True).filter(pk=pk))


@cache
def _locking(model: type[models.Model]) -> str:
    """Said once for each model: somebody waits behind whoever composes it anew each time."""
    quote, table = connection.ops.quote_name, model._meta.db_table
    names = ", ".join(quote(str(field.column)) for field in model._meta.concrete_fields)
    # Table and column names come from the models, never from a caller.
    return (
        f"SELECT {names} FROM {quote(table)} WHERE {quote('id')} = ANY(%s::uuid[]) "  # noqa: S608
        f"ORDER BY {quote('id')} FOR NO KEY UPDATE"
    )


Beside = Sequence[tuple[Sequence[models.Model], tuple[str, ...]]]


def append(
    owner: models.Model, rows: Sequence[StreamRows], *, locked: bool = False, beside: Beside = ()
) -> Sequence[StreamRows]:
    """Number, chain and insert `rows` at the end of their stream of `owner`; returns them.

    `locked` says that the caller got `owner` from `lock` in this transaction. The owner's new head is written by the
    same statement, so the caller need not save it; `beside` are rows of other tables that it writes too, each table's
    with the fields that `insert` takes as `replacing`. Raises DatabaseError when the owner is not there.
    """
    if not rows:
        return rows
    if not locked:
        owner = lock(type(owner), [owner.pk])[owner.pk]
    number(owner, rows)
    model, others = type(rows[0]), tuple((type(one[0]), replacing) for one, replacing in beside)
    _, name = model.stream
    with connection.cursor() as cursor:
        cursor.execute(
            _appending(type(owner), model, others),
            [
                getattr(owner, f"{name}_n"), bytes(getattr(owner, f"{name}_head")), owner.pk,
                *(value for one, _ in beside for value in _arrays(one)), *_arrays(rows),
            ],
        )  # fmt: skip
        if cursor.rowcount != len(rows):
            raise DatabaseError(f"nothing was appended to {name}: {owner.pk} is not there")
    written: Iterable[models.Model] = chain(rows, *(one for one, _ in beside))
    for row in written:
        row._state.adding = False
    return rows


@cache
def _appending(
    owner: type[models.Model], model: type[StreamRow], others: tuple[tuple[type[models.Model], tuple[str, ...]], ...]
) -> str:  # fmt: skip
    """Head, rows, and what is written beside them, in one statement: others wait for the owner meanwhile."""
    quote = connection.ops.quote_name
    _, name = model.stream
    written = [f"beside_{place} AS ({_insertion(*other)})" for place, other in enumerate(others)]
    # Table and column names come from the models, never from a caller.
    head = (
        f"head AS (UPDATE {quote(owner._meta.db_table)} SET {quote(f'{name}_n')} = %s, {quote(f'{name}_head')} = %s "  # noqa: S608
        f"WHERE {quote('id')} = %s RETURNING 1)"
    )
    return f"WITH {', '.join([head, *written])} {_insertion(model, ())} WHERE EXISTS (SELECT FROM head)"


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


def hash_after(previous: bytes, row: StreamRow) -> bytes:
    """The hash a row has when it follows one with the hash `previous`."""
    return follow(previous, content_of(row))


def content_of(row: StreamRow) -> bytes:
    """What a row's hash covers after the hash before it: the name and value of each column that holds one."""
    columns = {column.name: [getattr(row, column.name)] for column in _chained(type(row))}
    return _spelled_rows(type(row), columns)[0]


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
    with connection.cursor() as cursor:
        cursor.execute(_insertion(type(rows[0]), replacing), _arrays(rows))
    for row in rows:
        row._state.adding = False


def _arrays(rows: Sequence[models.Model]) -> list[Any]:
    """The values of rows of one model, an array for each column."""
    fields = type(rows[0])._meta.concrete_fields
    return [_array(field, [getattr(row, field.attname) for row in rows]) for field in fields]


def _insert(model: type[models.Model], columns: Mapping[str, Sequence[Any]]) -> None:
    """Insert rows that are given by column, by attribute."""
    with connection.cursor() as cursor:
        cursor.execute(
            _insertion(model, ()),
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
    if isinstance(field, models.JSONField):
        return array(None if value is None else json.dumps(value, cls=field.encoder) for value in values)
    kind = _READ_AS.get(_kind(field))
    if kind is None or not {type(value) for value in values} <= {kind, type(None)}:
        return [field.get_db_prep_save(value, connection) for value in values]
    return array(values)
