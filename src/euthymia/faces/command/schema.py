"""`euthymia schema`: the public forms, as JSON Schemas."""

from __future__ import annotations

import json

import click

from .schemas import SCHEMAS


@click.command()
@click.argument("name", type=click.Choice(list(SCHEMAS)), required=False)
def schema(name: str | None) -> None:
    """Print the JSON Schema of the form NAME; without one, the names."""
    if name is None:
        click.echo("\n".join(f"{each:<16} {form['title']}" for each, form in SCHEMAS.items()))
        return
    document = {"$schema": "https://json-schema.org/draft/2020-12/schema", **SCHEMAS[name]}
    click.echo(json.dumps(document, ensure_ascii=False, indent=2))
