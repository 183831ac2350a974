"""How much of a registration's use went to other registrants: the 5 % of 21 CFR 1307.11.

The share counts over a calendar year, so an early distribution can be above it and the year end below: the
meter shows, and refuses nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from .book import Book
from .policy import DISTRIBUTION_PER_CENT, DOSAGE_UNIT_DEVICES, DOSAGE_UNIT_UL


@dataclass(frozen=True, slots=True)
class Meter:
    """One registration and year, in thousandths of a dosage unit, which is 1 mL of a liquid or one device.

    The rule is about dosage units of all controlled substances together; nothing else is added up across them.
    """

    registration: str
    year: int
    distributed_ul: int
    dispensed_ul: int

    @property
    def share_per_cent(self) -> Fraction:
        """Of all that was distributed or dispensed; 0 when nothing was."""
        total = self.distributed_ul + self.dispensed_ul
        return Fraction(100 * self.distributed_ul, total) if total else Fraction(0)

    @property
    def is_above(self) -> bool:
        return self.share_per_cent > DISTRIBUTION_PER_CENT.value

    def to_json(self) -> dict[str, object]:
        return {
            "registration": self.registration,
            "year": self.year,
            "distributed_units": self.distributed_ul / DOSAGE_UNIT_UL.value,
            "dispensed_units": self.dispensed_ul / DOSAGE_UNIT_UL.value,
            "share_per_cent": round(float(self.share_per_cent), 3),
            "limit_per_cent": DISTRIBUTION_PER_CENT.value,
            "above": self.is_above,
        }


def dosage_ul(volume_ul: int, units: int) -> int:
    """What an entry moved as the rule counts it: a device is as many dosage units as the policy says."""
    return volume_ul + units * DOSAGE_UNIT_DEVICES.value * DOSAGE_UNIT_UL.value


def meters(book: Book) -> list[Meter]:
    """For every registration and year in which something was distributed. What was reversed does not count."""
    totals: dict[tuple[str, int], list[int]] = {}
    for entry in book.entries.values():
        kind = entry.event.kind
        if kind in ("distribute", "administer") and entry.reversed_by is None:
            pair = totals.setdefault((entry.registration, entry.event.at.year), [0, 0])
            pair[kind == "administer"] += dosage_ul(entry.volume_ul, entry.units)
    return [Meter(*key, *pair) for key, pair in sorted(totals.items()) if pair[0]]
