"""`euthymia id`: whether a number can be an NPI, a DEA number or an NDC, why, and what derives from it."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import Any

import click

from euthymia.domain.quantities.identifiers import KINDS, Identifier, identify

from .cli import NO


# A value may begin with a hyphen and still be a value.
@click.command(name="id", context_settings={"ignore_unknown_options": True})
@click.argument("kind", type=click.Choice(list(KINDS)))
@click.argument("value")
@click.option("--json", "as_json", is_flag=True, help="One JSON document.")
@click.pass_context
def identifier(ctx: click.Context, kind: str, value: str, as_json: bool) -> None:
    """Check a number: form and check digit, and the NDC-11 and GTIN-14 of an NDC.

    Exit status 0 valid, 1 not valid. A valid number is one that can exist; whether it does, its issuer knows.
    """
    found = identify(kind, value)
    click.echo(json.dumps(_form(found), ensure_ascii=False) if as_json else _human(found))
    ctx.exit(0 if found.valid else NO)


def _form(found: Identifier) -> dict[str, Any]:
    form = asdict(found)
    if found.kind != "ndc":
        del form["ndc_11"], form["gtin_14"]
    return form


def _human(found: Identifier) -> str:
    lines = [f"{found.value}: {'valid' if found.valid else 'not valid'}, {found.why}"]
    lines += [f"NDC-11   {found.ndc_11}"] if found.ndc_11 else []
    lines += [f"GTIN-14  {found.gtin_14}"] if found.gtin_14 else []
    return "\n".join(lines)
