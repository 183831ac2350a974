"""Accounts: where drug is, where it went, where it came from, and what is in suspense.

An account is named `KIND:NAME`, of another substance than ketamine `SUBSTANCE:KIND:NAME`, so that no balance holds
two of them. A leg moves whole microlitres of undiluted stock and, in parallel, whole micrograms of base; what an
account receives is positive. Of a device the micrograms are what moves, and the microlitres are 0.
Source: compliance.md 2.1.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

from .products import KETAMINE, SUBSTANCES


class Side(StrEnum):
    """What a balance of this kind says."""

    ON_HAND = "on hand"
    GONE = "gone"
    LOST = "lost or stolen"
    SUSPENSE = "in suspense"
    SOURCE = "source"


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of account; its names are of `named` (`PATIENT/ORDER` for a syringe, and its own id where it has one)."""

    name: str
    side: Side
    named: str
    says: str


KINDS: tuple[Kind, ...] = (
    Kind("vial", Side.ON_HAND, "VIAL", "what the book says is in the vial, sealed or open, at its place"),
    Kind("device", Side.ON_HAND, "DEVICE", "the book says that this device is at its place, sealed"),
    Kind("syringe", Side.ON_HAND, "PATIENT/ORDER", "drawn up for one patient and order: not yet given, not yet wasted"),
    Kind("in-hand", Side.ON_HAND, "PATIENT/ORDER/DEVICE", "a device that was opened for one patient and order: not yet given, not yet wasted"),
    Kind("quarantine", Side.ON_HAND, "VIAL", "set apart: expired, recalled, tampered with, recovered; still counted"),
    Kind("in-transit", Side.ON_HAND, "VIAL", "loaded for the reverse distributor, who has not acknowledged it yet"),
    Kind("administered", Side.GONE, "PATIENT/ORDER", "given to the patient"),
    Kind("wasted", Side.GONE, "PATIENT/ORDER", "left after drawing for a patient, destroyed before a witness"),
    Kind("breakage", Side.GONE, "VIAL or PATIENT/ORDER", "broken or spilt beyond recovery, before a witness"),
    Kind("destroyed", Side.GONE, "VIAL", "inventory destroyed by two people (Form 41)"),
    Kind("reverse-distributed", Side.GONE, "DEA-NUMBER", "acknowledged by the reverse distributor"),
    Kind("distributed", Side.GONE, "DEA-NUMBER", "sent to another registrant"),
    Kind("lost", Side.LOST, "VIAL", "declared lost"),
    Kind("stolen", Side.LOST, "VIAL", "declared stolen"),
    Kind("variance", Side.SUSPENSE, "COUNT", "the difference a count found, until two people resolve it"),
    Kind("opening", Side.SOURCE, "PLACE", "on hand when the book began"),
    Kind("acquired", Side.SOURCE, "DEA-NUMBER", "bought from a supplier"),
    Kind("received-from", Side.SOURCE, "DEA-NUMBER", "came from another registrant"),
    Kind("overfill", Side.SOURCE, "VIAL", "more in the vial than on its label, within the cap for its size"),
)  # fmt: skip
SIDES = {kind.name: kind.side for kind in KINDS}


class Leg(NamedTuple):
    """One side of a movement: positive into the account, negative out of it."""

    account: str
    volume_ul: int
    mass_ug: int


class Amount(NamedTuple):
    """A balance."""

    volume_ul: int
    mass_ug: int


class Named(NamedTuple):
    """An account's name, taken apart."""

    substance: str
    kind: str
    name: str


def account(kind: str, name: str, substance: str = KETAMINE) -> str:
    return f"{kind}:{name}" if substance == KETAMINE else f"{substance}:{kind}:{name}"


def named(name: str) -> Named:
    """The substance, the kind and the rest of an account's name. No kind is called like a substance."""
    first, _, rest = name.partition(":")
    if first not in SUBSTANCES:
        return Named(KETAMINE, first, rest)
    kind, _, rest = rest.partition(":")
    return Named(first, kind, rest)


def kind_of(name: str) -> str:
    """The kind of an account."""
    return named(name).kind


def side_of(name: str) -> Side:
    """What a balance of this account says. Raises KeyError for a kind that does not exist."""
    return SIDES[kind_of(name)]


def owner_name(patient: str, order: str, syringe: str = "") -> str:
    """`PATIENT/ORDER` or `PATIENT/ORDER/SYRINGE`; a slash inside is written ~1, so no two owners share a name."""
    parts = (patient, order, syringe) if syringe else (patient, order)
    return "/".join(part.replace("~", "~0").replace("/", "~1") for part in parts)


def owner_of(name: str) -> tuple[str, str]:
    """The patient and the order of `owner_name`, whichever syringe."""
    patient, order, *_ = (part.replace("~1", "/").replace("~0", "~") for part in name.split("/"))
    return patient, order


def shown(name: str, amount: int) -> int:
    """A balance as people read it: what came from a source is a positive number too."""
    return -amount if side_of(name) is Side.SOURCE else amount


def add(balances: dict[str, Amount], legs: Iterable[Leg]) -> None:
    """Post legs to balances in place."""
    for name, volume_ul, mass_ug in legs:
        old_ul, old_ug = balances.get(name, (0, 0))
        balances[name] = Amount(old_ul + volume_ul, old_ug + mass_ug)
