"""`euthymia doctor`: what is misconfigured, in words."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Literal

import click

from .database import django_ready

# P: site settings, chosen here and not from any guideline.
_CLOCKS_APART = timedelta(seconds=2)
# How long each process may be silent. A message may take half a minute to leave: jobs beats between two of them.
_PROCESSES = (
    ("listen", timedelta(seconds=15)),
    ("monitor", timedelta(seconds=15)),
    ("jobs", timedelta(seconds=60)),
)
_MISSED_FOR = timedelta(hours=24)  # a second instance that is silent for longer was given up on purpose
_ANCHORED_WITHIN = timedelta(hours=26)
_ROOM_WANTED, _ROOM_NEEDED = 2 << 30, 200 << 20


@dataclass(frozen=True, slots=True)
class Says:
    """One thing looked at. `wrong` must be mended, `warning` should be, `unknown` could not be looked at."""

    kind: Literal["fine", "warning", "wrong", "unknown"]
    about: str
    words: str
    hint: str = ""

    def __str__(self) -> str:
        hint = f" ({self.hint})" if self.hint else ""
        return f"{self.kind:<8} {self.about}: {self.words}{hint}"


@click.command()
@click.option("--json", "as_json", is_flag=True, help="One JSON document.")
@click.pass_context
def doctor(ctx: click.Context, as_json: bool) -> None:
    """Look at settings, database, guards, clock, processes, disk and anchors.

    Exit 0 when nothing is wrong or unknown; warnings alone do not change that.
    """
    django_ready()
    found = list(look())
    if as_json:
        click.echo(json.dumps([vars_of(one) for one in found], ensure_ascii=False))
    else:
        for one in found:
            click.echo(str(one))
    ctx.exit(1 if any(one.kind in ("wrong", "unknown") for one in found) else 0)


def vars_of(one: Says) -> dict[str, str]:
    return {"kind": one.kind, "about": one.about, "says": one.words, "hint": one.hint}


def look() -> Iterator[Says]:
    """Everything that is looked at, the ground first."""
    from django.conf import settings
    from django.db import DatabaseError

    home = Path(settings.EUTHYMIA_HOME)
    yield from _home(home)
    yield from _disk(home)
    try:
        yield from _database()
    except DatabaseError as error:
        says = " ".join(str(error).split())
        yield Says("wrong", "database", f"cannot be used: {says}", "is it running, and DATABASE_URL right?")
        return
    yield from _django()
    yield from _processes()
    yield from _anchors(Path(settings.EUTHYMIA_ANCHORS))
    yield from _signing()


def _home(home: Path) -> Iterator[Says]:
    from django.conf import settings

    yield Says("fine", "mode", settings.EUTHYMIA_MODE)
    yield Says("fine", "home", str(home))
    for name in ("secret-key", "signing-key", "postgres-access.json"):
        path = home / name
        if path.exists() and path.stat().st_mode & 0o077:
            yield Says("wrong", name, "can be read by others on this machine", f"chmod 600 {path}")


def _disk(home: Path) -> Iterator[Says]:
    nearest = next(path for path in (home, *home.parents) if path.exists())
    free = shutil.disk_usage(nearest).free
    kind: Literal["fine", "warning", "wrong"] = (
        "wrong" if free < _ROOM_NEEDED else "warning" if free < _ROOM_WANTED else "fine"
    )
    yield Says(kind, "disk", f"{free / (1 << 30):.1f} GiB free at {nearest}")


def _database() -> Iterator[Says]:
    from django.db import connections

    from euthymia.kit import clock

    from . import guards
    from .migrate import waiting

    with connections["owner"].cursor() as cursor:
        cursor.execute("SELECT version(), current_user, clock_timestamp()")
        version, owner, theirs = cursor.fetchone()
        ours = clock.wall()
        yield Says("fine", "database", f"{' '.join(version.split()[:2])}, tables owned by {owner}")
        yield from _clock(ours, theirs)
        names = waiting()
        if names:
            yield Says(
                "wrong", "tables", f"{len(names)} migrations wait: {names[0]} first", "euthymia migrate"
            )
            return
        found = list(guards.faults(cursor))
        for says in found:
            yield Says("wrong", "guards", says, "euthymia migrate puts guards in place")
        if not found:
            yield Says("fine", "guards", "armed on every table that asks for them")
    with connections["default"].cursor() as cursor:
        cursor.execute("SELECT current_user")
        role = cursor.fetchone()[0]
    if role == owner:
        yield Says("wrong", "database", f"pages run as {role}, who owns the tables", "see DATABASE_OWNER_URL")


def _clock(ours: datetime, theirs: datetime) -> Iterator[Says]:
    from euthymia.kit import clock

    apart = abs(ours - theirs)
    kind: Literal["fine", "wrong"] = "wrong" if apart > _CLOCKS_APART else "fine"
    yield Says(kind, "clock", f"this machine and the database differ by {apart.total_seconds():.1f} s")
    if clock.speed() != 1.0:
        yield Says("warning", "clock", f"simulated, {clock.speed():g} times as fast")


def _django() -> Iterator[Says]:
    from django.core import checks

    levels: dict[bool, Literal["wrong", "warning"]] = {True: "wrong", False: "warning"}
    for found in checks.run_checks(databases=["default", "owner"]):
        if found.level >= checks.WARNING and not found.is_silenced():
            kind = levels[found.level >= checks.ERROR]
            yield Says(kind, found.id or "settings", str(found.msg), str(found.hint or ""))


def _processes() -> Iterator[Says]:
    from euthymia.kit import clock
    from euthymia.kit.models import Heartbeat

    wall, seen = clock.wall(), {row.process: row.at for row in Heartbeat.objects.order_by("-at")}
    for process, seen_within in _PROCESSES:
        instances = [(name, at) for name, at in seen.items() if name.partition(":")[0] == process]
        if not instances:
            yield Says("warning", process, "has never run here", f"euthymia {process}")
        for number, (name, at) in enumerate(instances):
            about = name.replace(":", " at ", 1)
            if wall - at <= seen_within:
                yield Says("fine", about, "is running")
            elif number == 0 or wall - at <= _MISSED_FOR:
                words = f"was last seen at {at:%Y-%m-%d %H:%M:%S} UTC"
                yield Says("warning", about, words, f"euthymia {process}")


def _signing() -> Iterator[Says]:
    from euthymia.kit import signing

    if not signing.made():
        yield Says(
            "warning", "signing", "no key was made yet to sign the heads of drug books", "euthymia migrate"
        )
        return
    try:
        yield Says("fine", "signing", f"heads of drug books are signed with the key {signing.ready()}")
    except (signing.Unsigned, OSError) as error:
        yield Says("wrong", "signing", str(error))


def _anchors(path: Path) -> Iterator[Says]:
    from euthymia.clinic.audit.models import Anchor
    from euthymia.kit import clock, units

    with units.unit(tenant=units.EVERY_TENANT, actor="euthymia doctor"):
        newest: Any = Anchor.objects.order_by("-at").values_list("at", flat=True).first()
    if newest is None:
        yield Says("warning", "anchors", "none was ever written", "run euthymia nightly every night")
    elif clock.wall() - newest > _ANCHORED_WITHIN:
        yield Says("warning", "anchors", f"the newest is of {newest:%Y-%m-%d %H:%M} UTC", "euthymia nightly")
    elif not path.exists():
        yield Says("wrong", "anchors", f"{path} is missing", "bring it back from its copy")
    else:
        yield Says("fine", "anchors", f"the newest is of {newest:%Y-%m-%d %H:%M} UTC, in {path}")
