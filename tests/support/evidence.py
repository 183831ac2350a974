"""What verify looks at in the tests, and an intruder who owns the tables and lowers their guards."""

from __future__ import annotations

from collections.abc import Iterable
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
                named = update.format(sql.Identifier(row._meta.db_table), sql.Identifier(column))
                cursor.execute(named, [value, row.pk])  # type: ignore[arg-type]
                if column == "id":
                    row.pk = value


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
