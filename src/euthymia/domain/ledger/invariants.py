"""What must never be untrue of a book, recomputed from its entries alone: I1, I2, I5, I12, I14, I17, I18.

The writer refuses up front; this looks again afterwards. A book with a broken invariant must not be written to.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from .accounts import SIDES, Amount, Side, add, kind_of, named
from .book import Book


def broken(book: Book) -> list[str]:
    """A sentence for each invariant that does not hold; empty for a book that is sound."""
    balances: dict[str, Amount] = {}
    says = []
    for entry in book.entries.values():
        if sum(leg.volume_ul for leg in entry.legs) or sum(leg.mass_ug for leg in entry.legs):
            says.append(f"I1: entry {entry.event.id} does not sum to zero")
        if len({named(leg.account).substance for leg in entry.legs}) > 1:
            says.append(f"I1: entry {entry.event.id} is of two substances")
        add(balances, entry.legs)
        says += [
            f"I2: {leg.account} is below zero after entry {entry.event.id}"
            for leg in entry.legs
            if SIDES[kind_of(leg.account)] not in (Side.SUSPENSE, Side.SOURCE)
            and min(balances[leg.account]) < 0
        ]
    if balances != book.balances:
        says.append("I17: the balances are not the sum of the entries")
    return [
        *says,
        *_sums(balances),
        *_vials(book, balances),
        *_syringes(book, balances),
        *_cases(book, balances),
    ]


def _sums(balances: dict[str, Amount]) -> Iterator[str]:
    """Of each substance what is somewhere is what came: sources are negative, everything else positive."""
    totals: dict[str, int] = defaultdict(int)
    for name, amount in balances.items():
        totals[named(name).substance] += amount.mass_ug
    if any(totals.values()):
        yield "I14: on hand is not what came less what went less what is in suspense"


def _vials(book: Book, balances: dict[str, Amount]) -> Iterator[str]:
    rests: dict[str, int] = defaultdict(int)
    for count in book.counts.values():
        rests[count.vial] += count.rest_ul
    for vial in book.vials.values():
        held = (vial.volume_ul(vial.book_ul), vial.mass_ug(vial.book_ul))
        if balances.get(vial.account, Amount(0, 0)) != held:
            yield f"I17, I18: vial {vial.id} is not what its account says"
        if rests[vial.id] != vial.suspense_ul:
            yield f"I12: the suspense of vial {vial.id} is not that of its counts"
        if any(not book.counts[case].is_open for case in vial.open_cases):
            yield f"I12: vial {vial.id} has a case that is closed"
        if vial.book_ul + vial.suspense_ul < 0:
            yield f"I5: more left vial {vial.id} than its label and its overfill hold"


def _syringes(book: Book, balances: dict[str, Amount]) -> Iterator[str]:
    for syringe in book.syringes.values():
        if balances.get(syringe.account, Amount(0, 0)) != (syringe.volume_ul, syringe.mass_ug):
            yield f"I17: the syringe of {syringe.owner.name} is not what its account says"


def _cases(book: Book, balances: dict[str, Amount]) -> Iterator[str]:
    for count in book.counts.values():
        vial = book.vials[count.vial]
        rest = (vial.volume_ul(count.rest_ul), vial.mass_ug(count.rest_ul))
        if balances.get(count.account, Amount(0, 0)) != rest:
            yield f"I12: count {count.id} is not what its account says"
        if count.rest_ul and not count.is_open:
            yield f"I12: count {count.id} is closed and still in suspense"
