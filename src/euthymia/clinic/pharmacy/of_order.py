"""What the drug books say of one order, for who writes about it."""

from __future__ import annotations

from dataclasses import dataclass

from euthymia.clinic.people.models import Clinic

from .models import Entry


@dataclass(frozen=True, slots=True)
class Posted:
    """An entry of the book about a syringe, or the rest of a vial, of this order; and what reversed it."""

    entry: Entry
    reversed_by: Entry | None

    @property
    def mass_ug(self) -> int:
        return int(self.entry.more["mass_ug"])

    @property
    def syringe(self) -> str:
        """The number on its label."""
        return str(self.entry.event.get("syringe") or "")

    @property
    def reason(self) -> str:
        return str(self.entry.event.get("reason") or "")


def posted_of_order(clinic: Clinic, order: str) -> list[Posted]:
    """Every entry of an order, in the order of its book."""
    rows = list(Entry.objects.filter(clinic=clinic, event__order=order).order_by("book_id", "n"))
    back = Entry.objects.filter(clinic=clinic, kind="reverse", ref__in=[str(one.client_id) for one in rows])
    undone = {one.ref: one for one in back}
    return [Posted(one, undone.get(str(one.client_id))) for one in rows]
