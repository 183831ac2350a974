"""Rows as evidence: read as bytes and hashed again, by the rule as documented and not by the code that wrote.

The rule (docs/compliance/records.md): a row's hash is SHA-256 over the hash before it (32 zero bytes before
the first), then for every column that holds a value, in the table's order and without the hash itself, the
column's name and its value, each as a type letter, a length in four bytes (big-endian) and the bytes:

    u  UUID, 16 bytes                t  microseconds since 1970 UTC, decimal digits
    i  whole number, decimal digits  d  date, YYYY-MM-DD
    f  double, 8 bytes               b  true or false, "1" or "0"
    s  text, UTF-8                   j  JSON, sorted keys, no spaces, UTF-8
    x  bytes                         c  clock time, microseconds since midnight, decimal digits

PostgreSQL's binary COPY sends uuid, text, bytea and double exactly as the rule wants them, length
included, so most of a row is taken over as it stands.
"""

from __future__ import annotations

import json
import select
import struct
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from hashlib import sha256
from itertools import islice, repeat
from operator import itemgetter
from typing import Any

from psycopg import errors, pq

Buffer = bytes | bytearray | memoryview

START = bytes(32)
_SIGNATURE = b"PGCOPY\n\xff\r\n\x00"
_HEADER = len(_SIGNATURE) + 8
_TRAILER = b"\xff\xff"
_AT_ONCE = 1  # what has come already; libpq waits by itself only while it holds the interpreter
# libpq takes as much as its buffer holds, and makes that larger only where little is free: some takes in a row, and
# from then on many rows come for one wait. Without it an eighth more time goes.
_TAKES = 8
# PostgreSQL counts from 2000-01-01.
_MICROSECONDS_TO_2000 = 946_684_800_000_000
_DAY_0 = date(2000, 1, 1)
_LAYOUTS_KEPT = 64  # for each length of a row
_LENGTH = [struct.pack(">I", n) for n in range(64)]


class Unreadable(RuntimeError):
    """A column of a type the rule has no letter for: a mistake in the program."""


def _digits(number: int) -> bytes:
    text = b"%d" % number
    return _LENGTH[len(text)] + text


def _json(raw: bytes) -> bytes:
    value = json.loads(raw[1:])  # the first byte is the version of the format
    text = json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode("utf-8")
    return struct.pack(">I", len(text)) + text


# By PostgreSQL type: the rule's letter, the struct letter of a fixed-size value ("" as it comes), and how
# the value is spelled with its length in front (None: as it comes).
_Spell = Callable[[Any], bytes]
_KINDS: dict[str, tuple[bytes, str, _Spell | None]] = {
    "uuid": (b"u", "", None),
    "text": (b"s", "", None),
    "varchar": (b"s", "", None),
    "bytea": (b"x", "", None),
    "float8": (b"f", "", None),
    "int2": (b"i", "h", _digits),
    "int4": (b"i", "i", _digits),
    "int8": (b"i", "q", _digits),
    "timestamptz": (b"t", "q", lambda value: _digits(value + _MICROSECONDS_TO_2000)),
    "date": (b"d", "i", lambda value: _LENGTH[10] + (_DAY_0 + timedelta(days=value)).isoformat().encode()),
    "time": (b"c", "q", _digits),
    "bool": (b"b", "?", lambda value: _LENGTH[1] + (b"1" if value else b"0")),
    "jsonb": (b"j", "", _json),
}


@dataclass(frozen=True, slots=True)
class Column:
    name: str
    kind: str  # PostgreSQL's name of the type


@dataclass(frozen=True, slots=True)
class _Layout:
    """How rows whose fields have these lengths are read and spelled: worked out once, used for many."""

    lengths: tuple[int, ...]
    read: Callable[[bytes], tuple[Any, ...]]
    spell: tuple[tuple[int, _Spell], ...]
    choose: Callable[[Sequence[Any]], tuple[Any, ...]]
    template: bytes


class Reader:
    """Turns the rows of one binary COPY, as they were sent, into fields and into what is hashed.

    `columns` are those of the SELECT, in order; a row's hash covers all but the last `uncovered` of them.
    """

    def __init__(self, columns: Sequence[Column], uncovered: int) -> None:
        unknown = [column for column in columns if column.kind not in _KINDS]
        if unknown:
            raise Unreadable(
                f"{unknown[0].name} is of type {unknown[0].kind}, which the rule has no letter for"
            )
        self.columns = columns
        self.covered = len(columns) - uncovered
        self._layouts: dict[int, list[_Layout]] = {}

    def rows(self, sent: Iterable[Buffer]) -> Iterator[tuple[bytes, Sequence[Any], bytes]]:
        """For each row as it was sent: that, its raw fields (b"" where empty), and the bytes its hash covers.

        A row whose layout was met before costs one `unpack`, one comparison and one `%`.
        """
        layouts = self._layouts
        for buffer in sent:
            row = bytes(buffer)
            for layout in layouts.get(len(row), ()):
                values = layout.read(row)
                if values[1::2] == layout.lengths:
                    break
            else:
                layout = self._learn(row)
                values = layout.read(row)
            fields = values[2::2]
            spelled = list(fields)
            for place, spell in layout.spell:
                spelled[place] = spell(fields[place])
            yield row, fields, layout.template % layout.choose(spelled)

    def _learn(self, row: bytes) -> _Layout:
        """The layout of this row, kept for the next ones that look like it."""
        lengths, offset = [], 2
        for _ in self.columns:
            (length,) = struct.unpack_from(">i", row, offset)
            lengths.append(length)
            offset += 4 + max(length, 0)
        form, template, spell, present = ">h", b"", [], []
        for place, (column, length) in enumerate(zip(self.columns, lengths, strict=True)):
            letter, fixed, spelling = _KINDS[column.kind]
            form += f"i{fixed}" if fixed and length >= 0 else f"i{max(length, 0)}s"
            if length < 0 or place >= self.covered:
                continue
            name = column.name.encode("utf-8")
            template += _constant(b"s" + struct.pack(">I", len(name)) + name + letter)
            if spelling is None:
                template += _constant(struct.pack(">I", length))
            else:
                spell.append((place, spelling))
            template += b"%b"
            present.append(place)
        pick = itemgetter(*present) if len(present) > 1 else lambda values: (values[present[0]],)
        layout = _Layout(tuple(lengths), struct.Struct(form).unpack, tuple(spell), pick, template)
        known = self._layouts.setdefault(len(row), [])
        known.append(layout)
        if len(known) > _LAYOUTS_KEPT:
            del known[0]
        return layout


class Sent:
    """The rows of one binary COPY as PostgreSQL sends them, one a message, without its header and trailer: for each its
    number of columns in two bytes, and for each column the length in four (-1 where empty) and the value.

    Taken straight from libpq: psycopg's own way costs twice as much for each row.
    """

    def __init__(self, pgconn: pq.abc.PGconn) -> None:
        self._pgconn, self._over = pgconn, False
        self._arrives = select.poll()
        self._arrives.register(pgconn.socket, select.POLLIN)
        begin = bytes(self._message() or b"")
        if not begin.startswith(_SIGNATURE):
            raise Unreadable("the database did not answer in COPY's binary format")
        self._first: Buffer | None = begin[_HEADER:]

    def __iter__(self) -> Iterator[Buffer]:
        return self

    def __next__(self) -> Buffer:
        row, self._first = self._first, None
        while not self._over and (row is None or len(row) <= len(_TRAILER)):
            row = self._message()
        if self._over or row is None:
            raise StopIteration
        return row

    def digest(self, count: int) -> bytes:
        """SHA-256 over the next `count` rows, or as many as there are."""
        found = sha256()
        for row in islice(self, min(count, 1)):
            found.update(row)
        receive, add = self._pgconn.get_copy_data, found.update
        for _ in repeat(None, 0 if self._over else count - 1):
            size, row = receive(_AT_ONCE)
            if size > 0:
                add(row)
            elif (later := self._message()) is not None:
                add(later)
            else:
                break
        return found.digest()

    def _message(self) -> Buffer | None:
        """The next one, waited for without holding the interpreter: another thread may read meanwhile."""
        while True:
            size, message = self._pgconn.get_copy_data(_AT_ONCE)
            if size > 0:
                return message
            if size < 0:
                self._end()
                return None
            self._arrives.poll()
            for _ in range(_TAKES):
                self._pgconn.consume_input()

    def _end(self) -> None:
        self._over = True
        while (result := self._pgconn.get_result()) is not None:
            if result.status != pq.ExecStatus.COMMAND_OK:
                raise errors.error_from_result(result)


def _constant(text: bytes) -> bytes:
    return text.replace(b"%", b"%%")


def follow(previous: bytes, message: bytes) -> bytes:
    """The hash of a row that follows `previous`."""
    return sha256(previous + message).digest()
