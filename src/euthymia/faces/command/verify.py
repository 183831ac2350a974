"""`euthymia verify` and `euthymia nightly`: is every kept row as it was written?"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any
from uuid import UUID

import click

from euthymia.domain.quantities import Fault, Unusable

from .database import django_ready

if TYPE_CHECKING:
    from .anchors import Anchor
    from .broken import Broken
    from .chains import Findings
    from .signed_heads import Signed

_MOST_LINES = 100
_SUNDAY = 6


@click.command()
@click.option("--json", "as_json", is_flag=True, help="One JSON document.")
@click.option("--no-anchor", is_flag=True, help="Write no new anchors.")
@click.option("--every-row", is_flag=True, help="Follow each row, also in blocks that were whole before.")
@click.option("--key", default="", help="The public key on your paper: heads must be signed on its word.")
@click.argument("packets", nargs=-1, type=click.Path(path_type=Path))
@click.pass_context
def verify(
    ctx: click.Context, as_json: bool, no_anchor: bool, every_row: bool, key: str, packets: tuple[Path, ...]
) -> None:
    """Recompute every chain and every drug book with code of its own, and compare it with what is kept.

    Rows that were whole when they were anchored are compared as one block, byte for byte by its SHA-256; a block that
    differs, and what is not anchored yet, is followed row by row.

    A drug book that is not as it was written takes no more entries until a later look finds it whole again.
    Every signed head of a drug book is checked: its signature by the key that signed it, and the entries by the head.
    Inspection packets are compared byte by byte where they were written to, and the PACKETS that are named.
    Exit 0: everything is as it was written, and new anchors are kept. Exit 1: the first broken row of each
    stream, book or packet is named.
    """
    missing = [path for path in packets if not path.is_file()]
    if missing:
        raise Unusable(
            Fault(str(path), "missing", "there is no such file", "a packet that euthymia binder wrote")
            for path in missing
        )
    trusted = public_key(key)
    ctx.exit(
        run(as_json=as_json, anchoring=not no_anchor, packets=packets, every_row=every_row, trusted=trusted)
    )


def public_key(text: str) -> str:
    """A public key as somebody typed it from paper, or nothing. Raises Unusable."""
    if text and not re.fullmatch("[0-9a-fA-F]{64}", text):
        raise Unusable.one("--key", "no-key", f"{text!r} is no public key", "64 hexadecimal digits")
    return text.lower()


@click.command()
@click.option("--json", "as_json", is_flag=True, help="One JSON document.")
@click.pass_context
def nightly(ctx: click.Context, as_json: bool) -> None:
    """The night's work: verify, and anchor what is new; on Sundays (UTC) every row, and no block as a whole."""
    from euthymia.kit import clock

    ctx.exit(run(as_json=as_json, anchoring=True, every_row=clock.wall().weekday() == _SUNDAY))


def run(
    *, as_json: bool = False, anchoring: bool = True, packets: tuple[Path, ...] = (), every_row: bool = False,
    trusted: str = "",
) -> int:  # fmt: skip
    """Verify and say so; 0 when all is well, 1 when not. `trusted` is a public key known from elsewhere."""
    django_ready()
    from django.conf import settings

    from euthymia.kit import clock, signing

    from . import anchors, signed_heads

    at, path = clock.wall(), Path(settings.EUTHYMIA_ANCHORS)
    try:
        known = list(anchors.read(path))
    except anchors.Spoiled as spoiled:
        click.echo(str(spoiled), err=True)
        return 1
    signed = signed_heads.read(signing.path(), signing.copies(), path, trusted)
    found = look(known, at, packets, every_row=every_row, signed=signed)
    warnings = [*_missing_file(path), *signed.warnings]
    if found.broken or not anchoring:
        found.heads.clear()
    else:
        keep(path, found.heads, at)
        warnings += _sign(path, at)
    halt_broken_books(found.broken)
    (_tell_json if as_json else _tell)(found, signed, warnings)
    return 1 if found.broken else 0


def look(
    known: list[Anchor], wall: datetime, packet_files: tuple[Path, ...] = (), *, every_row: bool = False,
    signed: Signed | None = None,
) -> Findings:  # fmt: skip
    """Follow every chain in one snapshot of the database, as the owner of its tables."""
    from . import drug_books, drug_papers, drug_rows, packets, readers, signed_heads
    from .anchors import Anchors
    from .chains import Follower

    everything = Anchors([*known, *_kept_inside()])
    with readers.unchanging() as owner:
        with _progress(Follower(owner, everything).expected_rows()) as tick:
            found = readers.follow_all(owner, everything, wall, tick, every_row=every_row)
        found.broken += list(drug_books.look(owner, found.broken))
        found.broken += list(drug_rows.look(owner, found.broken))
        found.broken += list(drug_papers.look(owner, found.broken))
        found.broken += list(packets.look(owner, packet_files))
        if signed is not None:
            found.broken += [*signed.broken, *signed_heads.look(owner, signed, found.broken)]
        return found


def look_at_books(known: list[Anchor], signed: Signed) -> list[Broken]:
    """What is wrong with the drug books alone, and with the rows beside them: quick enough for every start."""
    from euthymia.clinic.pharmacy.models import Entry

    from . import drug_books, drug_rows, readers, signed_heads
    from .anchors import Anchors
    from .chains import Follower

    with readers.unchanging() as owner:
        # A process that pages run in may not own the tables: then it asks as the program itself.
        owner.execute("SELECT set_config('euthymia.tenant', '*', true)")
        broken = Follower(owner, Anchors(known)).follow(Entry).broken
        broken += list(drug_books.look(owner, broken))
        broken += list(drug_rows.look(owner, broken))
        broken += list(signed_heads.look(owner, signed, broken, books_only=True))
        return broken


def halt_what_is_broken() -> None:
    """Before pages are served, and every hour: a drug book that is not as it was written takes no entries. None is let
    go on here."""
    from django.conf import settings

    from euthymia.clinic.pharmacy.models import Book
    from euthymia.kit import signing, units

    from . import anchors, signed_heads
    from .broken import Broken

    signed = signed_heads.read(signing.path())
    try:
        broken = look_at_books(list(anchors.read(Path(settings.EUTHYMIA_ANCHORS))), signed)
    except anchors.Spoiled as spoiled:
        click.echo(str(spoiled), err=True)
        broken = look_at_books([], signed)
    for line in signed.broken:
        click.echo(str(line), err=True)
    for one in broken:
        click.echo(f"drug book: {one}", err=True)
    with units.unit(tenant=units.EVERY_TENANT, actor="euthymia verify"):
        halted = list(Book.objects.exclude(halted_at=None).values_list("pk", "halted_says"))
    # What a whole look halted, only a whole look lets go on: this one does not ask everything.
    standing = [Broken("pharmacy_entry", f"book={book}", 0, says) for book, says in halted]
    halt_broken_books(broken, standing)


def halt_broken_books(broken: list[Broken], standing: Sequence[Broken] = ()) -> None:
    """Stop the posting in every drug book that is not as it was written, and let those go on that are whole again.

    `standing` are books that stay halted for what they were halted for.
    """
    from euthymia.clinic.pharmacy.actions import halting
    from euthymia.kit import units

    from . import drug_books

    first: dict[UUID, str] = {}
    for one in broken:
        book = drug_books.book_of(one)
        if book is not None:
            first.setdefault(book, str(one))
    for one in standing:
        first.setdefault(UUID(one.owner.removeprefix("book=")), one.says)
    with units.unit(tenant=units.EVERY_TENANT, actor="euthymia verify"):
        halting.found(first, by="euthymia verify")


def _kept_inside() -> Iterator[Anchor]:
    """The audit's anchors that the database itself keeps, beside those of the file."""
    from euthymia.clinic.audit import models as audit

    from .anchors import Anchor

    table = audit.Event._meta.db_table
    for row in audit.Anchor.objects.using("owner").iterator():
        yield Anchor(table, row.clinic_id, row.n, bytes(row.head))


def _missing_file(path: Path) -> list[str]:
    from euthymia.clinic.audit.models import Anchor

    if path.exists() or not Anchor.objects.using("owner").exists():
        return []
    return [f"{path} is missing, although anchors were written: only the database's own were compared"]


def keep(path: Path, heads: list[Anchor], at: datetime) -> None:
    """Write new anchors: outside the database first, then the audit's inside it as well."""
    from euthymia.clinic.audit import models as audit
    from euthymia.kit import units

    from . import anchors

    anchors.write(path, heads, at)
    rows = [
        audit.Anchor(clinic_id=head.owner, n=head.n, head=head.head, at=at, place=str(path))
        for head in heads
        if head.owner and head.table == audit.Event._meta.db_table
    ]
    with units.unit(tenant=units.EVERY_TENANT, actor="euthymia verify"):
        audit.Anchor.objects.bulk_create(rows)


def _sign(path: Path, at: datetime) -> list[str]:
    """Sign the heads of the books that have grown, and the file of anchors as it stands; what kept it from that."""
    from euthymia.clinic.pharmacy.actions import signing_heads
    from euthymia.kit import signing, units

    try:
        with units.unit(tenant=units.EVERY_TENANT, actor="euthymia verify"):
            signing_heads.sign_all(by="euthymia verify", at=at, why="verified")
        whole = path.read_bytes()
        signing.state([{"says": "anchors", "bytes": len(whole), "sha256": sha256(whole).hexdigest()}], at)
    except (signing.Unsigned, OSError) as error:
        return [f"nothing was signed: {error}"]
    return []


@contextmanager
def _progress(total: int) -> Iterator[Callable[[int], Any]]:
    """A bar on a terminal, silence elsewhere."""
    with click.progressbar(
        length=max(total, 1), label="verifying", file=sys.stderr, hidden=not sys.stderr.isatty()
    ) as bar:
        yield bar.update


def _tell(found: Findings, signed: Signed, warnings: list[str]) -> None:
    for head in signed.newest():
        click.echo(f"{head.registration}: {head.n} entries, Merkle head {head.merkle}, {head}: {head.why}")
    for key in signed.keys:
        click.echo(f"public key {key}: {sum(head.key == key for head in signed.heads)} signed heads fit it")
    for line in found.broken[:_MOST_LINES]:
        click.echo(str(line))
    for warning in warnings:
        click.echo(f"warning: {warning}", err=True)
    rows = sum(found.rows.values())
    if found.broken:
        more = f", the first {_MOST_LINES} are named" if len(found.broken) > _MOST_LINES else ""
        click.echo(f"not as it was written: {len(found.broken)} streams are broken{more}")
    else:
        click.echo(
            f"as it was written: {rows} rows in {found.streams} streams; {len(found.heads)} new anchors"
        )


def _tell_json(found: Findings, signed: Signed, warnings: list[str]) -> None:
    click.echo(
        json.dumps(
            {
                "whole": not found.broken,
                "rows": found.rows,
                "streams": found.streams,
                "broken": [
                    {"table": one.table, "owner": one.owner, "n": one.n, "says": one.says}
                    for one in found.broken
                ],
                "anchored": len(found.heads),
                "signed": {
                    "keys": signed.keys,
                    "heads": [
                        {
                            "registration": head.registration,
                            "n": head.n,
                            "merkle": head.merkle,
                            "at": head.at,
                            "why": head.why,
                            "key": head.key,
                        }
                        for head in signed.heads
                    ],
                },
                "warnings": warnings,
            },
            ensure_ascii=False,
        )
    )
