"""What is left of words in a running installation: every table as it is stored, and the memory of its processes.

Whoever has the machine has both. Words are looked for as they could stand there: UTF-8, UTF-16 either way, base64
however it falls, and as hexadecimal digits. A process's memory is read where the machine shows it (Linux).
"""

from __future__ import annotations

import base64
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import psycopg
from psycopg import sql

_AT_ONCE = 1024 * 1024
_OVERLAP = 1024


def spelled(word: str) -> list[bytes]:
    """The ways in which a word could be kept."""
    plain = word.encode("utf-8")
    shifted = [
        base64.b64encode(b"\0" * shift + plain)[4 if shift else 0 : -4] for shift in range(3)
    ]  # the inner signs, which do not depend on what stands beside it
    return [plain, word.encode("utf-16-le"), word.encode("utf-16-be"), plain.hex().encode(), *shifted]


def in_tables(connection: psycopg.Connection[Any], words: Iterable[str]) -> set[str]:
    """The words that some row of some table holds."""
    wanted = {word: spelled(word) for word in words}
    tables = connection.execute(
        "SELECT quote_ident(schemaname) || '.' || quote_ident(tablename) FROM pg_tables"
        " WHERE schemaname NOT IN ('pg_catalog', 'information_schema') ORDER BY 1"
    ).fetchall()
    found: set[str] = set()
    for (table,) in tables:
        with connection.cursor().copy(
            sql.SQL("COPY (SELECT * FROM {}) TO STDOUT (FORMAT BINARY)").format(sql.SQL(table))
        ) as copy:
            found |= _in_pieces((bytes(piece) for piece in copy), wanted)
    return found


def in_memory(pids: Iterable[int], words: Iterable[str]) -> set[str]:
    """The words that these processes, or those which they started, hold in memory that can be written to."""
    wanted = {word: spelled(word) for word in words}
    found: set[str] = set()
    for pid in _with_children(set(pids)):
        found |= _in_pieces(_memory(pid), wanted)
    return found


def can_be_read() -> bool:
    return Path("/proc/self/mem").exists()


def _in_pieces(pieces: Iterable[bytes], wanted: dict[str, list[bytes]]) -> set[str]:
    found: set[str] = set()
    before = b""
    for piece in pieces:
        if not piece.strip(
            b"\0"
        ):  # most of what is kept ready for a process; nothing of it was ever written to
            before = b""
            continue
        whole = before + piece
        found |= {
            word for word, ways in wanted.items() if word not in found and any(way in whole for way in ways)
        }
        before = whole[-_OVERLAP:]
    return found


def _memory(pid: int) -> Iterator[bytes]:
    with Path(f"/proc/{pid}/mem").open("rb", buffering=0) as memory:
        for line in Path(f"/proc/{pid}/maps").read_text().splitlines():
            span, rights, *_ = line.split()
            if not rights.startswith("rw"):
                continue
            start, end = (int(one, 16) for one in span.split("-"))
            for at in range(start, end, _AT_ONCE):
                try:
                    memory.seek(at)
                    yield memory.read(min(_AT_ONCE, end - at))
                except OSError:
                    yield b""  # given back meanwhile, or a device's
            yield bytes(_OVERLAP)  # what stands in two places is not one word


def _with_children(pids: set[int]) -> set[int]:
    parents: dict[int, int] = {}
    for one in Path("/proc").iterdir():
        if one.name.isdigit():
            try:
                parents[int(one.name)] = int((one / "stat").read_text().rpartition(")")[2].split()[1])
            except OSError:
                continue
    while more := {pid for pid, parent in parents.items() if parent in pids} - pids:
        pids |= more
    return pids
