"""`euthymia key`: who signs the heads of the drug books, and a new key in the old one's place."""

from __future__ import annotations

import json
from typing import Any

import click

from euthymia.domain.quantities import Unusable

from .database import django_ready

_ACTOR = "the installation's administrator"


@click.group()
def key() -> None:
    """The Ed25519 key that signs the heads of the drug books; its private half never leaves EUTHYMIA_HOME."""


@key.command()
@click.option("--json", "as_json", is_flag=True, help="One JSON document.")
def show(as_json: bool) -> None:
    """Print the public keys in the order in which they signed; the last one signs now. Keep a copy on paper."""
    django_ready()
    from euthymia.kit import signing

    try:
        signing.ready()
        said = [one for one in signing.stated() if one["says"] == "key"]
        now = signing.newest_key(said) or signing.ready()
    except (signing.Unsigned, OSError) as error:
        raise Unusable.one("key", "unsigned", str(error)) from None
    if as_json:
        keys = [
            {"key": one["key"], "since": one["at"], "why": one["why"], "vouched_for": _vouched(one)}
            for one in said
        ]
        click.echo(json.dumps({"key": now, "file": str(signing.path()), "keys": keys}, ensure_ascii=False))
        return
    for one in said:
        doubt = "" if _vouched(one) else "; no key before it vouches for it"
        click.echo(f"{one['key']}  since {one['at']}: {one['why']}{doubt}")
    if not said:
        click.echo(f"{now}  has signed nothing yet")


def _vouched(one: dict[str, Any]) -> bool:
    return one["after"] in (None, one["signed_by"])


@key.command()
@click.option("--reason", default="changed in turn", show_default=True, help="Stands in the file for ever.")
def rotate(reason: str) -> None:
    """Sign with a new key from now on. The old one signs the new one, and its private half is deleted."""
    _change(reason, lost=False)


@key.command()
@click.option("--reason", required=True, help="What became of the old key; stands in the file for ever.")
def lost(reason: str) -> None:
    """Sign with a new key because the old one is gone or known to others. Every later verify says so plainly."""
    _change(f"the key before it was lost: {reason.strip()}", lost=True)


def _change(why: str, *, lost: bool) -> None:
    django_ready()
    from euthymia.clinic.audit import actions as auditing
    from euthymia.kit import clock, signing, units

    try:
        old, new = signing.change_key(why, clock.wall(), lost=lost)
    except (signing.Unsigned, OSError) as error:
        raise Unusable.one("key", "unsigned", str(error)) from None
    with units.unit(tenant=units.EVERY_TENANT, actor=_ACTOR):
        auditing.record(
            verb="key.lost" if lost else "key.rotated", says=f"the heads of drug books are signed with another key: {why}",
            old=old, new=new,
        )  # fmt: skip
    click.echo(f"{new}  signs from now on, in the place of {old}: write it down elsewhere")
