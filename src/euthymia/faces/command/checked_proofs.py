"""Is an entry what a signed head covers? Asked of the proof alone: no database, and none of the code that made it.

By the rule in docs/compliance/records.md ("A proof of one entry").
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import Any
from uuid import UUID

from euthymia.domain.quantities import Unusable

from .signed_heads import Head, stated

_ZEROS = bytes(32)


@dataclass(slots=True)
class Checked:
    """What a proof comes to: the entry by column, the head that it is under, and everything that is wrong."""

    n: int
    row: dict[str, str]
    head: Head | None = None
    wrong: list[str] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)


def checked(document: Any, place: Path, trusted: str = "") -> Checked:
    """`trusted` is a public key known from elsewhere, such as paper. Raises Unusable for what is no proof."""
    try:
        return _checked(document, place, trusted)
    except (KeyError, TypeError, ValueError, AttributeError, IndexError, OverflowError) as error:
        says = f"this is no proof of an entry ({type(error).__name__})"
        raise Unusable.one("", "no-proof", says, "what euthymia ledger proof prints") from None


def _checked(document: dict[str, Any], place: Path, trusted: str) -> Checked:
    if document["says"] != "entry-proof":
        raise ValueError(document["says"])
    n, columns, before = document["n"], document["row"], bytes.fromhex(document["before"])
    path = [bytes.fromhex(one) for one in document["path"]]
    found = Checked(n, {name: text for name, _, text in columns})
    lines = [json.dumps(one).encode() for one in (*document["keys"], document["head"])]
    signed = stated(place, lines, trusted)
    found.wrong += [one.says for one in signed.broken]
    found.warnings += signed.warnings
    if len(signed.heads) != 1:
        found.wrong.append("no head is signed here")
        return found
    head = found.head = signed.heads[0]
    if found.row.get("n") != str(n) or found.row.get("book_id") != str(head.book):
        found.wrong.append("the row is of another book, or has another number, than the proof says")
    if n == 1 and before != _ZEROS:
        found.wrong.append("nothing comes before the first entry")
    own = sha256(
        before + b"".join(_spelled("s", name) + _spelled(letter, text) for name, letter, text in columns)
    )
    if _root(sha256(b"\x00" + own.digest()).digest(), n - 1, head.n, path) != bytes.fromhex(head.merkle):
        found.wrong.append(
            "the row, with the hash before it and the roots beside it, does not lead to the signed head"
        )
    return found


def _spelled(letter: str, text: str) -> bytes:
    """A name or value as the hash covers it: a letter, the length in four bytes, the payload."""
    if letter == "u":
        payload = UUID(text).bytes
    else:
        payload = bytes.fromhex(text) if letter in ("x", "f") else text.encode("utf-8")
    return letter.encode("ascii") + len(payload).to_bytes(4, "big") + payload


def _root(leaf: bytes, index: int, size: int, path: Sequence[bytes]) -> bytes | None:
    """The root that leaf `index` of `size` and the roots beside it come to; None where their number is not that of a
    path there. The last of the path is the other half of the whole tree (RFC 6962, 2.1.1)."""
    if not 0 <= index < size:
        return None
    if size == 1:
        return None if path else leaf
    if not path:
        return None
    left = 1 << (size - 1).bit_length() - 1
    if index < left:
        below = _root(leaf, index, left, path[:-1])
        return None if below is None else sha256(b"\x01" + below + path[-1]).digest()
    below = _root(leaf, index - left, size - left, path[:-1])
    return None if below is None else sha256(b"\x01" + path[-1] + below).digest()
