"""What verify looks at in the tests, and an intruder who owns the tables and lowers their guards."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

from psycopg import sql

from euthymia.faces.command import anchors, verify
from euthymia.faces.command.chains import Findings
from euthymia.kit.models import StreamRow

from . import database


class Evidence:
    """`wall` is late enough for every row to have settled; `path` is the anchors file."""

    def __init__(self, wall: datetime, path: Path) -> None:
        self.wall, self.path = wall, path

    def look(self) -> Findings:
        return verify.look(list(anchors.read(self.path)), self.wall)

    def found(self) -> list[str]:
        return [str(one) for one in self.look().broken]

    def anchor(self) -> None:
        found = self.look()
        assert not found.broken
        verify.keep(self.path, found.heads, self.wall)

    def tamper(self, text: str, *names: str, values: list[Any] | None = None) -> None:
        """Run a statement as the intruder; `names` are put into its {} as identifiers."""
        with database.as_tampered(*names[:1]) as cursor:
            cursor.execute(sql.SQL(text).format(*map(sql.Identifier, names)), values)  # type: ignore[arg-type]

    def change(self, row: StreamRow, column: str, value: Any) -> None:
        """Write `value` into one column of one row; `row.pk` follows when it is the id that changes."""
        self.change_all([(row, column, value)])

    def change_all(self, changes: Iterable[tuple[StreamRow, str, Any]]) -> None:
        """The same with rows of many tables."""
        changes = list(changes)
        update = sql.SQL("UPDATE {} SET {} = %s WHERE id = %s")
        with database.as_tampered(*{row._meta.db_table for row, _, _ in changes}) as cursor:
            for row, column, value in changes:
                table = sql.Identifier(row._meta.db_table)
                named = update.format(table, sql.Identifier(column))
                with _unchecked(cursor, row._meta.db_table, column):
                    cursor.execute(named, [value, row.pk])  # type: ignore[arg-type]
                if column == "id":
                    row.pk = value


@contextmanager
def _unchecked(cursor: Any, table: str, column: str) -> Iterator[None]:
    """Without what the table itself asks of this column: whoever may alter a row may drop a check and put it back."""
    cursor.execute(
        "SELECT conname, pg_get_constraintdef(oid) FROM pg_constraint WHERE conrelid = %s::regclass AND contype = 'c'"
        " AND (SELECT attnum FROM pg_attribute WHERE attrelid = conrelid AND attname = %s) = ANY(conkey)",
        [table, column],
    )
    checks = cursor.fetchall()
    for name, _ in checks:
        cursor.execute(
            sql.SQL("ALTER TABLE {} DROP CONSTRAINT {}").format(sql.Identifier(table), sql.Identifier(name))
        )
    yield
    for name, rule in checks:
        put_back = sql.SQL("ALTER TABLE {} ADD CONSTRAINT {} {} NOT VALID").format(
            sql.Identifier(table), sql.Identifier(name), sql.SQL(rule.removesuffix(" NOT VALID"))
        )
        cursor.execute(put_back)


def rows(model: type[StreamRow]) -> list[Any]:
    """The longest stream of a table."""
    key = f"{model.stream[0]}_id"
    streams: dict[Any, list[Any]] = {}
    for row in model._default_manager.using("owner").order_by(key, "n"):
        streams.setdefault(getattr(row, key), []).append(row)
    return max(streams.values(), key=len)


def place(row: StreamRow) -> str:
    """A row's stream, as verify names it."""
    return f"{row._meta.db_table} {row.stream[0]}={getattr(row, row.stream[0] + '_id')}"
