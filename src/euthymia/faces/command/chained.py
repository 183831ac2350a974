"""The tables that are followed, as PostgreSQL has them: streams with a chain of their own, and sealed ones without."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.db import models
from psycopg import Connection, sql

from euthymia.kit.models import AppendOnly, StreamRow

from .evidence import Column, Reader


def stream_models() -> list[type[StreamRow]]:
    return [model for model in apps.get_models() if issubclass(model, StreamRow)]


def sealed_models() -> list[type[AppendOnly]]:
    """Append-only tables that have no chain of their own."""
    return [
        model
        for model in apps.get_models()
        if issubclass(model, AppendOnly) and not issubclass(model, StreamRow)
    ]


@dataclass(frozen=True, slots=True)
class Table:
    """A stream's table: where its owner, number and, for raw messages, digest and bytes stand in a row."""

    name: str
    label: str
    owner_column: str
    owner_table: str
    head: str
    names: tuple[str, ...]
    reader: Reader
    owner_at: int
    n_at: int
    digested_at: tuple[int, int] | None

    def between(self, low: sql.Composable | None, high: sql.Composable | None) -> sql.Composable:
        """The rows of owners after `low` and up to `high`; None for no bound."""
        key = sql.Identifier(self.owner_column)
        bounds = [
            sql.SQL(text).format(key, bound)
            for text, bound in (("{} > {}", low), ("{} <= {}", high))
            if bound is not None
        ]
        return sql.SQL(" AND ").join(bounds) if bounds else sql.SQL("TRUE")

    def rows_where(self, condition: sql.Composable) -> sql.Composed:
        return sql.SQL("COPY (SELECT {} FROM {} WHERE {} ORDER BY {}, n) TO STDOUT (FORMAT BINARY)").format(
            sql.SQL(", ").join(map(sql.Identifier, self.names)),
            sql.Identifier(self.name),
            condition,
            sql.Identifier(self.owner_column),
        )


def described(connection: Connection[Any], model: type[StreamRow]) -> Table:
    foreign_key, head = model.stream
    relation = model._meta.get_field(foreign_key)
    assert isinstance(relation, models.ForeignKey)
    names, columns = columns_of(connection, model)
    digested = {"bytes", "digest"} <= set(names)
    return Table(
        name=model._meta.db_table,
        label=foreign_key,
        owner_column=relation.column,
        owner_table=relation.related_model._meta.db_table,
        head=head,
        names=(*names, "hash"),
        reader=Reader([*columns, Column("hash", "bytea")], uncovered=1),
        owner_at=names.index(relation.column),
        n_at=names.index("n"),
        digested_at=(names.index("digest"), names.index("bytes")) if digested else None,
    )


def columns_of(connection: Connection[Any], model: type[models.Model]) -> tuple[list[str], list[Column]]:
    """What a row's hash covers: the columns' names in the table, and as the chain knows them."""
    asked = (
        "SELECT attname, typname FROM pg_attribute JOIN pg_type ON pg_type.oid = atttypid "
        "WHERE attrelid = %s::regclass AND attnum > 0 AND NOT attisdropped"
    )
    types = dict(connection.execute(asked, [model._meta.db_table]).fetchall())
    covered = [each for each in model._meta.concrete_fields if each.attname != "hash"]
    return [str(each.column) for each in covered], [
        Column(each.attname, types[each.column]) for each in covered
    ]
