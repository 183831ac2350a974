"""The acts on one vial that have a page: what each asks, who may, and when it is offered."""

from __future__ import annotations

from dataclasses import dataclass

from euthymia.clinic.people.access import Permission as P
from euthymia.clinic.people.queries import Member

from .queries import Shown


@dataclass(frozen=True, slots=True)
class Act:
    """A page's title and button, the fields of its form, and where the vial stands when it is offered."""

    title: str
    button: str
    says: str
    fields: tuple[str, ...]
    by_two: bool
    permission: P
    standing: tuple[str, ...]
    of_devices: bool = False


_STOCK, _HERE = ("stock",), ("stock", "quarantine")
ACTS: dict[str, Act] = {
    "move": Act("Move", "Move the vial", "To another place of this registration, with all that is in it. A vial taken to where patients are treated is one patient's from then on.", ("to", "patient", "reason"), False, P.KEEP_STOCK, _STOCK),
    "quarantine": Act("Quarantine", "Set apart", "Expired, recalled or tampered with: it stays on hand and is drawn from no more.", ("reason",), False, P.KEEP_STOCK, _STOCK),
    "breakage": Act("Breakage", "Enter the breakage", "Broken or spilt beyond recovery. This is not a loss: two people sign what they saw.", ("volume", "reason"), True, P.KEEP_STOCK, (*_HERE, "in-transit")),
    "distribute": Act("Distribute", "Enter the distribution", "To another registrant, another site of this clinic too, with all that is in it. Their own book receives it.", ("recipient", "reason"), False, P.KEEP_STOCK, _STOCK),
    "destroy": Act("Destroy", "Enter the destruction", "Inventory, made non-retrievable before two people (Form 41).", ("volume", "method", "reason"), True, P.KEEP_STOCK, _HERE),
    "unused": Act("Opened, not used", "Enter the waste", "Opened for a patient who did not use it: destroyed whole before two people. What is left in a device that was used is not entered.", ("whose", "method", "reason"), True, P.USE_STOCK, _STOCK, of_devices=True),
    "load": Act("Load for return", "Enter the loading", "Handed to the reverse distributor. It stays on hand until they acknowledge it.", ("distributor", "reason"), True, P.KEEP_STOCK, ("quarantine",)),
    "acknowledge": Act("Return acknowledged", "Enter the acknowledgement", "The reverse distributor has acknowledged it: it leaves the book.", ("distributor", "reason"), False, P.KEEP_STOCK, ("in-transit",)),
}  # fmt: skip


def offered(shown: Shown, by: Member) -> list[str]:
    """The names of the acts that make sense for this vial now, and that this person may do."""
    if not shown.row.book_ul:
        return []
    return [
        name for name, act in ACTS.items()
        if shown.row.standing in act.standing and by.may(act.permission) and (shown.vial.is_device or not act.of_devices)
    ]  # fmt: skip
