"""The signed heads of the drug books: does each signature fit its key, and each head the book as it is now?

Written without the code that signs and without its Merkle tree: by the rule in docs/compliance/records.md
("Signed heads"). What a book should have been is read from the file outside the database, before the snapshot is taken,
so that every entry it speaks of is in the snapshot.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import Any
from uuid import UUID

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from psycopg import Connection

from .broken import Broken

_ENTRIES = "pharmacy_entry"
_BEFORE = b"euthymia: signed statement 1\n"
_PART = 1 << 20
_Claim = tuple[
    int, int, str, str
]  # of the anchors: how many bytes, in which line it is said, their SHA-256, when


@dataclass(frozen=True, slots=True)
class Head:
    """A signed head: the Merkle root over the hashes of the first `n` entries of a book, and by which key, when, why."""

    line: int
    registration: str
    book: UUID
    n: int
    merkle: str
    chain: str
    why: str
    at: str
    key: str

    def __str__(self) -> str:
        return f"the head signed on {self.at} by key {self.key} (line {self.line})"


@dataclass(slots=True)
class Signed:
    """What the file of statements comes to. `keys` are in the order in which they signed."""

    file: Path
    keys: list[str] = field(default_factory=list)
    heads: list[Head] = field(default_factory=list)
    broken: list[Broken] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
    texts: set[str] = field(default_factory=set)

    def newest(self) -> list[Head]:
        """The last head of each book whose signature fits, by registration."""
        last = {head.book: head for head in self.heads}
        return sorted(last.values(), key=lambda head: head.registration)

    def wrong(self, line: int, says: str) -> None:
        self.broken.append(Broken(str(self.file), "", line, says))


def read(file: Path, copies: Sequence[Path] = (), anchors: Path | None = None, trusted: str = "") -> Signed:
    """Every statement of the file with its signature checked; its copies, and the anchors that it speaks of, compared.

    `trusted` is a public key known from elsewhere, such as paper: then what it, or a key that it vouches for, did not
    sign counts as broken.
    """
    found = Signed(file)
    content = file.read_bytes() if file.exists() else b""
    claims = _follow(found, content.splitlines(), trusted)
    _compare_copies(found, content, copies)
    if anchors is not None:
        _compare_anchors(found, anchors, sorted(claims))
    return found


def stated(place: Path, lines: Sequence[bytes], trusted: str = "") -> Signed:
    """As `read`, of statements that came another way; `place` is where to say that something is wrong."""
    found = Signed(place)
    _follow(found, lines, trusted)
    return found


def _follow(found: Signed, lines: Sequence[bytes], trusted: str) -> list[_Claim]:
    """Take in each line whose signature fits; what the lines say of the anchors."""
    keys, claims = _Keys(found, trusted), list[_Claim]()
    for number, line in enumerate(lines, 1):
        try:
            statement = json.loads(line)
            if keys.signed(number, statement):
                _take(found, claims, number, statement)
        except (ValueError, KeyError, TypeError, AttributeError):
            found.wrong(number, "this line is no statement")
    if trusted and trusted not in found.keys:
        found.wrong(0, f"no statement is by the key {trusted}")
    return claims


class _Keys:
    """Which key signs from where on: the first one by itself, each later one by the word of the one before it."""

    def __init__(self, found: Signed, trusted: str) -> None:
        self.found, self.trusted = found, trusted
        self.vouched = True

    def signed(self, line: int, statement: dict[str, Any]) -> bool:
        """Whether a statement was signed by the key that signs there; a new key is taken over from its own line on."""
        keys, by = self.found.keys, str(statement["signed_by"])
        if not _fits(statement):
            self.found.wrong(line, f"the signature does not fit key {by}: the line is not as it was signed")
            return False
        if statement["says"] == "key":
            return self._introduced(line, statement, by)
        if not keys or by != keys[-1]:
            why = "was replaced before" if by in keys else "no line before it introduces"
            self.found.wrong(line, f"signed by key {by}, which {why}")
            return False
        return self._counts(line)

    def _introduced(self, line: int, statement: dict[str, Any], by: str) -> bool:
        keys, new, after = self.found.keys, str(statement["key"]), statement["after"]
        if keys and new == keys[-1] and after is None and by == new:
            return True  # the first key, said twice
        if after != (keys[-1] if keys else None) or by not in (new, after):
            self.found.wrong(line, f"key {new} does not follow the key that signed before it")
            return False
        keys.append(new)
        if after is not None and by == new:
            self.vouched = False
            self.found.warnings.append(
                f"{self.found.file}:{line}: key {new} took the place of {after} on {statement['at']}, and that key did "
                f"not vouch for it: {statement['why']}"
            )
        if new == self.trusted:
            self.vouched = True
        return self._counts(line)

    def _counts(self, line: int) -> bool:
        """With a trusted key, whether it stands behind this line. What came before it is not its word."""
        if self.trusted and self.trusted in self.found.keys and not self.vouched:
            self.found.wrong(line, f"signed by a key that {self.trusted} does not vouch for")
            return False
        return True


def _fits(statement: dict[str, Any]) -> bool:
    said = {name: value for name, value in statement.items() if name != "signature"}
    text = json.dumps(said, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode("utf-8")
    key = Ed25519PublicKey.from_public_bytes(bytes.fromhex(statement["signed_by"]))
    try:
        key.verify(bytes.fromhex(statement["signature"]), _BEFORE + text)
    except InvalidSignature:
        return False
    return True


def _take(found: Signed, claims: list[_Claim], number: int, statement: dict[str, Any]) -> None:
    found.texts.add(json.dumps(statement, sort_keys=True))
    if statement["says"] == "head":
        found.heads.append(
            Head(
                number, statement["registration"], UUID(statement["book"]), statement["n"], statement["merkle"],
                statement["chain"], statement["why"], statement["at"], statement["signed_by"],
            )
        )  # fmt: skip
    elif statement["says"] == "anchors":
        claims.append((statement["bytes"], number, statement["sha256"], statement["at"]))


def _compare_anchors(found: Signed, anchors: Path, claims: Sequence[_Claim]) -> None:
    """The first time that the file of anchors, as far as it was signed then, is not what was signed."""
    if not anchors.exists():
        return
    digest, done = sha256(), 0
    with anchors.open("rb") as file:
        for size, line, wanted, at in claims:
            while done < size and (part := file.read(min(size - done, _PART))):
                digest.update(part)
                done += len(part)
            if done < size or digest.copy().hexdigest() != wanted:
                says = f"its first {size} bytes are not those that were signed on {at} ({found.file}:{line})"
                found.broken.append(Broken(str(anchors), "", 0, says))
                return


def _compare_copies(found: Signed, content: bytes, copies: Sequence[Path]) -> None:
    for copy in copies:
        try:
            kept = copy.read_bytes()
        except OSError as error:
            found.warnings.append(f"{copy} cannot be read, and was not compared: {error.strerror}")
            continue
        alike = kept == content[: len(kept)] or content == kept[: len(content)]
        if not alike:
            lines = zip(kept.splitlines(), content.splitlines(), strict=False)
            line = next((n for n, (one, other) in enumerate(lines, 1) if one != other), 0)
            found.broken.append(Broken(str(copy), "", line, f"is not the line that {found.file} has"))
        elif len(kept) > len(content):
            line = content.count(b"\n") + 1
            found.broken.append(Broken(str(found.file), "", line, f"missing; the copy {copy} has it"))
        elif len(kept) < len(content):
            found.warnings.append(f"{copy} lacks the last {len(content) - len(kept)} bytes of {found.file}")


def look(
    connection: Connection[Any], signed: Signed, broken: Sequence[Broken], *, books_only: bool = False
) -> Iterator[Broken]:
    """What of the books contradicts their signed heads: the first head of each book that does not fit.

    Without `books_only` also books that are gone, and heads that the audit log has and the file has not.
    """
    known = {one.owner for one in broken if one.table == _ENTRIES}
    there = {UUID(str(one)) for (one,) in connection.execute("SELECT id FROM pharmacy_book").fetchall()}
    by_book: dict[UUID, list[Head]] = {}
    for head in signed.heads:
        by_book.setdefault(head.book, []).append(head)
    for book, heads in by_book.items():
        owner = f"book={book}"
        if book not in there:
            if not books_only:
                yield Broken(_ENTRIES, owner, heads[-1].n, f"the book is gone, and {heads[-1]} is of it")
        elif owner not in known and (wrong := _differs(connection, book, heads)) is not None:
            yield Broken(_ENTRIES, owner, *wrong)
    if not books_only:
        yield from _told(connection, signed)


def _differs(connection: Connection[Any], book: UUID, heads: Iterable[Head]) -> tuple[int, str] | None:
    """The first head of a book that its entries do not give, by number; None when all of them fit."""
    asked = "SELECT hash FROM pharmacy_entry WHERE book_id = %s ORDER BY n"
    hashes = [bytes(kept) for (kept,) in connection.execute(asked, [book]).fetchall()]
    roots = _roots(hashes, {head.n for head in heads})
    fits = 0
    for head in sorted(heads, key=lambda one: (one.n, one.line)):
        if head.n > len(hashes):
            return len(hashes) + 1, f"missing; {head} covers {head.n} entries"
        if (roots[head.n], hashes[head.n - 1].hex()) != (head.merkle, head.chain):
            return head.n, (
                f"signed head mismatch: an entry after n={fits} was changed, added or removed since {head}, chain and all"
            )
        fits = head.n
    return None


def _roots(hashes: Sequence[bytes], wanted: set[int]) -> dict[int, str]:
    """The Merkle roots (RFC 6962) over the first n hashes, for each n that is wanted.

    Full subtrees wait in a stack with their heights; two of one height become one of the next.
    """
    found, stack = dict[int, str](), list[tuple[int, bytes]]()
    for n, kept in enumerate(hashes, 1):
        height, root = 0, sha256(b"\x00" + kept).digest()
        while stack and stack[-1][0] == height:
            root = sha256(b"\x01" + stack.pop()[1] + root).digest()
            height += 1
        stack.append((height, root))
        if n in wanted:
            whole = stack[-1][1]
            for _, left in stack[-2::-1]:
                whole = sha256(b"\x01" + left + whole).digest()
            found[n] = whole.hex()
    return found


def _told(connection: Connection[Any], signed: Signed) -> Iterator[Broken]:
    """The audit log has every signed head as well: one that the file lacks was taken out of it."""
    asked = (
        "SELECT detail->'statement' FROM audit_event WHERE verb = 'stock.head-signed' ORDER BY clinic_id, n"
    )
    told = [one for (one,) in connection.execute(asked).fetchall()]
    if told and not signed.file.exists():
        signed.warnings.append(
            f"{signed.file} is missing, although {len(told)} heads of drug books were signed: bring it back"
        )
        return
    for one in told:
        statement = json.loads(one) if isinstance(one, str) else one
        if json.dumps(statement, sort_keys=True) not in signed.texts:
            yield Broken(
                str(signed.file), "", 0,
                f"the head over {statement['n']} entries of {statement['registration']}, signed on {statement['at']}, is "
                "in the audit log and not in this file",
            )  # fmt: skip
