"""An account's rows as the entries of the domain: what it comes to is decided there."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from euthymia.domain.billing import account as money
from euthymia.domain.billing.prices import Package, Words

from .models import AccountEntry

Kind = AccountEntry.Kind


def entry_of(row: AccountEntry) -> money.Entry:
    """The row as the domain folds it."""
    detail: dict[str, Any] = row.detail
    match row.kind:
        case Kind.PAID:
            return money.Paid(_whole(row.cents))
        case Kind.REFUNDED:
            return money.Refunded(_whole(row.cents))
        case Kind.SOLD:
            package = {**detail["package"], "title": Words(**detail["package"]["title"])}
            return money.Sold(Package(**package), detail["single_cents"])
        case Kind.CHARGED:
            return money.Charged(detail["item"], row.cents or 0, detail["session"], detail["npi"], row.of)
        case Kind.ENDED:
            return money.Ended(_whole(row.of))
        case Kind.REVERSED:
            return money.Reversed(_whole(row.of))
        case _:
            return money.Restricted(_whole(row.of), detail["on"])


def state_of(rows: Iterable[AccountEntry]) -> money.State:
    """What the account comes to after these rows, which are in their order."""
    return money.folded(entry_of(row) for row in rows)


@dataclass(frozen=True, slots=True)
class Told:
    """A row as a page lists it: the cents that it moved, with their sign, and whether it was reversed."""

    row: AccountEntry
    cents: int | None
    undone: bool


def told(rows: Iterable[AccountEntry], state: money.State) -> list[Told]:
    """The rows newest first, each with what it was worth."""
    worth = {one.n: one.cents for one in state.charges}
    found = []
    for row in rows:
        cents = {
            Kind.PAID: row.cents, Kind.REFUNDED: -(row.cents or 0), Kind.CHARGED: -worth.get(row.n, row.cents or 0),
        }.get(Kind(row.kind))  # fmt: skip
        found.append(Told(row, cents, row.n in state.undone))
    return found[::-1]


def _whole(value: int | None) -> int:
    assert value is not None, "the database keeps what was written"
    return value
