"""`euthymia binder`: the inspection packet of a drug book as one PDF, with an index and a hash list."""

from __future__ import annotations

import json
import os
import sys
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from euthymia.domain.quantities import Fault, Unusable

from .database import django_ready

if TYPE_CHECKING:
    from euthymia.clinic.pharmacy.models import Book

_ACTOR = "the installation's administrator"
_DAY = click.DateTime(["%Y-%m-%d"])


@click.command()
@click.option("--from", "first", type=_DAY, required=True, help="The first day, such as 2026-11-01.")
@click.option("--to", "last", type=_DAY, required=True, help="The last day, such as 2026-11-30.")
@click.option("--registration", default="", help="Whose book, by DEA number, where there are several.")
@click.option(
    "--paper",
    type=click.Choice(["us-letter", "a4"]),
    default="us-letter",
    show_default=True,
    help="The size of a sheet.",
)
@click.option("--json", "as_json", is_flag=True, help="One JSON document about the packet.")
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
def binder(first: datetime, last: datetime, registration: str, paper: str, as_json: bool, file: Path) -> None:
    """Write the inspection packet of a drug book from one day through another to FILE, a PDF.

    It holds names and addresses of patients, as the law wants. `euthymia verify` compares it later, byte by
    byte, with what the clinic keeps.
    """
    _writable(file)
    django_ready()
    answer = _made(first.date(), last.date(), registration, paper, file)
    click.echo(json.dumps(answer, ensure_ascii=False) if as_json else _told(answer))


def _writable(file: Path) -> None:
    if file.exists():
        raise Unusable.one(str(file), "exists", "there is such a file already", "a new name")
    if not file.parent.is_dir():
        raise Unusable.one(str(file), "no-folder", "its folder does not exist", "a folder that exists")


def _made(first: date, last: date, number: str, paper: str, file: Path) -> dict[str, Any]:
    from euthymia.clinic.pharmacy import actions, paper_queries
    from euthymia.clinic.pharmacy.actions import signing_heads
    from euthymia.kit import clock, signing, units
    from euthymia.kit.ids import uuid7

    with units.unit(tenant=units.EVERY_TENANT, actor=_ACTOR):
        book = book_of(number)
        try:
            signing_heads.sign_all(by=_ACTOR, at=clock.wall(), why="inspection packet")
        except (signing.Unsigned, OSError) as error:
            click.echo(f"the packet shows no new signed head: {error}", err=True)
    clinic = book.clinic
    with units.unit(tenant=clinic.pk, actor=_ACTOR):
        packet = actions.begin_packet(
            by=_ACTOR, book=book, client_id=uuid7(), first=first, last=last, paper=paper
        )
    hidden = not sys.stderr.isatty()
    with click.progressbar(length=actions.STEPS, label="Packet", file=sys.stderr, hidden=hidden) as bar:
        for _ in range(actions.STEPS):
            with units.unit(tenant=clinic.pk, actor=_ACTOR):
                actions.step_packet(by=_ACTOR, packet=packet, written_to=str(file.resolve()))
            bar.update(1)
    with units.unit(tenant=clinic.pk, actor=_ACTOR):
        made, sections = paper_queries.file_of(packet), paper_queries.sections_of(packet)
    assert made is not None, "the last step makes the file"
    _write(file, bytes(made.content))
    return {
        "file": str(file), "packet": str(packet.pk), "registration": book.registration.number, "from": first.isoformat(),
        "to": last.isoformat(), "bytes": len(made.content), "sha256": made.digest,
        "sections": [
            {"n": one.n, "title": one.content["title"], "rows": len(one.content["rows"]), "sha256": one.digest}
            for one in sections
        ],
    }  # fmt: skip


def book_of(number: str) -> Book:
    """The book of this registration, or the only one there is. Raises Unusable."""
    from euthymia.clinic.pharmacy import paper_queries

    books = paper_queries.every_book()
    found = [one for one in books if not number or one.registration.number == number.strip().upper()]
    if len(found) == 1:
        return found[0]
    known = ", ".join(one.registration.number for one in books) or "none: enter a registration first"
    says = f"{number!r} is no registration here" if number else "there is no single registration here"
    raise Unusable([Fault("--registration", "unknown", says, known)])


def _write(file: Path, content: bytes) -> None:
    """Whole or not at all, for its owner's eyes only."""
    partial = file.with_name(f"{file.name}.partial")
    try:
        with os.fdopen(os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as out:
            out.write(content)
        os.replace(partial, file)
    finally:
        partial.unlink(missing_ok=True)


def _told(answer: dict[str, Any]) -> str:
    lines = [f"{answer['file']}: {answer['bytes']} bytes, sha256 {answer['sha256']}"]
    lines += [f"  {one['n']:>2}  {one['title']}: {one['rows']} rows" for one in answer["sections"]]
    return "\n".join(lines)
