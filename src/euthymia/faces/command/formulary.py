"""`euthymia formulary`: which lists of drug names are loaded, and loading one."""

from __future__ import annotations

import json
import re
import sys
from typing import TYPE_CHECKING, Any

import click

from euthymia.domain.quantities import Unusable
from euthymia.domain.terminology import FORMULARY
from euthymia.domain.terminology.larger import Larger, behind

from . import name_lists
from .cli import refuse
from .database import django_ready

if TYPE_CHECKING:
    from euthymia.clinic.formulary.models import Release

_ACTOR = "the installation's administrator"
_NAME = re.compile(r"[a-z0-9][a-z0-9_-]{0,39}")


@click.group(invoke_without_command=True)
@click.option("--json", "as_json", is_flag=True, help="One JSON document.")
@click.pass_context
def formulary(ctx: click.Context, as_json: bool) -> None:
    """Lists of drug names beside the built-in table: which are loaded, from which file, and when."""
    if ctx.invoked_subcommand is not None:
        return
    django_ready()
    from euthymia.clinic.formulary import queries

    found = queries.loaded()
    if as_json:
        click.echo(json.dumps([_described(each) for each in found], ensure_ascii=False))
        return
    for each in found or ():
        click.echo(
            f"{each.name}  {each.form}  {each.drug_count} substances, {each.product_count} products\n"
            f"  from {each.source}, loaded {each.at:%Y-%m-%d %H:%M} UTC\n  sha256 {each.digest}"
        )
    if not found:
        click.echo("no list is loaded: the built-in table alone is in use")


@formulary.command()
@click.argument("path")
@click.option("--name", help="What it is called here; the newest of a name counts. By default its form.")
@click.option("--dry-run", is_flag=True, help="Read it and say what would be taken; store nothing.")
@click.option("--json", "as_json", is_flag=True, help="One JSON document.")
def load(path: str, name: str | None, dry_run: bool, as_json: bool) -> None:
    """Load PATH, a folder, a zip archive or a file: an RxNorm release (RRF) or the FDA's NDC directory.

    Built-in names keep their meaning. What is added is known by name only: the medication check asks a
    pharmacist about each.
    """
    found = name_lists.read(path)
    called = name or found.listing.form.value
    if not _NAME.fullmatch(called):
        raise Unusable.one(
            "--name", "not-a-name", f"{called!r} cannot be a name", "a-z, 0-9, - and _, up to 40"
        )
    larger = behind(FORMULARY, found.listing.drugs, found.listing.products)
    if not dry_run:
        _store(path, called, found)
    answer = _answer(called, found, larger, stored=not dry_run)
    click.echo(json.dumps(answer, ensure_ascii=False) if as_json else _told(answer))


def _store(path: str, name: str, found: name_lists.Read) -> None:
    django_ready()
    from euthymia.clinic.formulary import actions
    from euthymia.kit import units

    try:
        with units.unit(tenant=units.EVERY_TENANT, actor=_ACTOR):
            actions.load(
                name=name, listing=found.listing, source=found.source, digest=found.digest, by=_ACTOR
            )
    except Unusable as refusal:
        refuse(path, refusal)
        sys.exit(2)


def _answer(name: str, found: name_lists.Read, larger: Larger, *, stored: bool) -> dict[str, Any]:
    return {
        "name": name,
        "form": found.listing.form.value,
        "source": found.source,
        "digest": f"sha256:{found.digest}",
        "read": {"substances": len(found.listing.drugs), "products": len(found.listing.products)},
        "taken": {"substances": larger.drugs, "products": larger.products},
        "left_out": dict(sorted(larger.left_out.items(), key=lambda each: -each[1])),
        "brands_told": found.brands_told,
        "stored": stored,
    }


def _told(answer: dict[str, Any]) -> str:
    read, taken = answer["read"], answer["taken"]
    lines = [
        f"{answer['name']}  {answer['source']}  {answer['digest']}",
        f"  read   {read['substances']} substances, {read['products']} products",
        f"  taken  {taken['substances']} substances, {taken['products']} names of products; known by name only",
    ]
    lines += [f"  left out  {number}: {reason}" for reason, number in answer["left_out"].items()]
    if not answer["brands_told"]:
        lines.append("  no RXNREL.RRF lies beside it, so no brand says what it holds")
    lines.append("stored; it counts from now on" if answer["stored"] else "nothing was stored")
    return "\n".join(lines)


def _described(release: Release) -> dict[str, Any]:
    return {
        "name": release.name,
        "form": release.form,
        "source": release.source,
        "digest": f"sha256:{release.digest}",
        "loaded_at": release.at.isoformat(),
        "loaded_by": release.by,
        "substances": release.drug_count,
        "products": release.product_count,
    }
