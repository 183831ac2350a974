"""A unit of work: one transaction, one tenant, one actor, and what must be written last.

Every read and write of a tenant's rows happens inside one. It tells the database which tenant the
rows must belong to (row-level security refuses the rest), and runs what was left for the end, in the
order it was left, just before commit: so the audit's lock is always the last one taken and two units
cannot wait for each other through it. Only the checks of foreign keys come later, at commit, which is why every
lock on a row leaves its key alone (`no_key`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal
from uuid import UUID

from django.db import connection, transaction

from . import clock

EVERY_TENANT: Literal["*"] = "*"


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a request came from, for the audit log: its address, and the id that ties its traces together."""

    address: str = ""
    correlation: str = ""


@dataclass(slots=True)
class Unit:
    """`tenant` is None before one is known, or "*" for the program's own processes."""

    tenant: UUID | Literal["*"] | None
    actor: str
    now: datetime
    origin: Origin
    at_end: list[Callable[[], None]] = field(default_factory=list)
    ended: bool = False

    def last(self, job: Callable[[], None]) -> None:
        """Leave `job` for the end of the unit. Raises OutsideUnit once the end has come (in `on_commit`)."""
        if self.ended:
            raise OutsideUnit("the unit of work has ended: nothing more can be written in it")
        self.at_end.append(job)


class OutsideUnit(RuntimeError):
    """Something that needs a unit of work was done without one: a mistake in the program."""


_current: ContextVar[Unit | None] = ContextVar("unit", default=None)


def current() -> Unit:
    """The unit this code runs in. Raises OutsideUnit."""
    unit = _current.get()
    if unit is None:
        raise OutsideUnit("no unit of work is open")
    return unit


@contextmanager
def unit(
    *,
    tenant: UUID | Literal["*"] | None,
    actor: str,
    user: UUID | None = None,
    now: datetime | None = None,
    origin: Origin = Origin(),
) -> Iterator[Unit]:
    """Open a unit, or join the one that is open when it is the same tenant's.

    Raises OutsideUnit when the open unit is another tenant's: a unit never changes tenant.
    """
    outer = _current.get()
    if outer is not None:
        if outer.tenant not in (tenant, EVERY_TENANT):
            raise OutsideUnit(f"a unit of {outer.tenant} cannot turn into one of {tenant}")
        yield outer
        return
    opened = Unit(tenant, actor, now or clock.now(), origin)
    token = _current.set(opened)
    try:
        with transaction.atomic():
            _tell_database(tenant, user)
            yield opened
            while opened.at_end:
                opened.at_end.pop(0)()
            opened.ended = True
    finally:
        _current.reset(token)


@contextmanager
def all_or_nothing() -> Iterator[None]:
    """What raises inside leaves nothing behind, also when it is caught: no rows, and nothing for the end."""
    unit = current()
    before, unit.at_end = unit.at_end, []
    try:
        with transaction.atomic():
            yield
    except BaseException:
        unit.at_end = before
        raise
    unit.at_end = [*before, *unit.at_end]


def become(tenant: UUID) -> None:
    """Fix the tenant of a unit that was opened before it was known."""
    unit = current()
    if unit.tenant not in (None, tenant):
        raise OutsideUnit(f"a unit of {unit.tenant} cannot turn into one of {tenant}")
    unit.tenant = tenant
    _tell_database(tenant, None)


def _tell_database(tenant: UUID | Literal["*"] | None, user: UUID | None) -> None:
    with connection.cursor() as cursor:
        if user is None:
            cursor.execute("SELECT set_config('euthymia.tenant', %s, true)", [str(tenant or "")])
        else:
            cursor.execute(
                "SELECT set_config('euthymia.tenant', %s, true), set_config('euthymia.user', %s, true)",
                [str(tenant or ""), str(user)],
            )
