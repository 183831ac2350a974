"""What a book has on hand, product by product: amounts of two substances, or of two forms, are never added up."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping

from euthymia.domain import ledger

from .models import Book, Entry, Syringe, Vial

Product = tuple[str, str]  # substance and form: what is never added up across two
KETAMINE_VIALS: Product = (ledger.KETAMINE, ledger.VIAL)
STANDINGS = ("stock", "quarantine", "in-transit")


def numbered(forms: Iterable[str]) -> str:
    """So many vials and so many devices, in words; the form that there is none of is not named."""
    counts = Counter(forms)
    found = [f"{counts[one]} {one}{'' if counts[one] == 1 else 's'}" for one in ledger.FORMS if counts[one]]
    return " and ".join(found) or "nothing"


def by_product(book: Book) -> dict[Product, int]:
    """What the book has on hand of each product, in its measure: vials and syringes, devices sealed and opened."""
    totals: dict[Product, int] = defaultdict(int)
    kept = Vial.objects.filter(clinic_id=book.clinic_id, book=book, standing__in=STANDINGS, book_ul__gt=0)
    for substance, form, amount in kept.values_list("substance", "form", "book_ul"):
        totals[substance, form] += amount
    drawn = Syringe.objects.filter(clinic_id=book.clinic_id, book=book, mass_ug__gt=0)
    for volume_ul, state in drawn.values_list("volume_ul", "state"):
        product = (state.get("substance", ledger.KETAMINE), state.get("form", ledger.VIAL))
        totals[product] += 1 if product[1] == ledger.DEVICE else volume_ul
    return dict(totals)


def change_of(row: Entry, product: Product) -> int:
    """By how much an entry changed what is on hand of its product, in its measure."""
    here = [leg for leg in row.legs if ledger.side_of(leg[0]) is ledger.Side.ON_HAND]
    if product[1] != ledger.DEVICE:
        return sum(volume_ul for _, volume_ul, _ in here)
    moved = sum(mass_ug for _, _, mass_ug in here)
    units: int = row.more.get("units", 0)
    return units if moved > 0 else -units if moved < 0 else 0


def product_of(row: Entry, vials: Mapping[str, Vial]) -> Product:
    """What an entry is about: the product of its vial; what names none is drawn out of vials, its accounts say what."""
    vial = vials.get(row.vial)
    if vial is not None:
        return vial.substance, vial.form
    return (ledger.named(row.legs[0][0]).substance if row.legs else ledger.KETAMINE), ledger.VIAL


def running(book: Book, rows: list[Entry]) -> list[tuple[Entry, str, int, int]]:
    """Entries, newest first, each with its form, its change and what was on hand of its product after it."""
    if not rows:
        return []
    since = Entry.objects.filter(clinic_id=book.clinic_id, book=book, n__gt=rows[0].n)
    later = list(since.only("vial", "legs", "more", "book_id", "clinic_id"))
    codes = {one.vial for one in (*rows, *later)}
    vials = {
        one.code: one
        for one in Vial.objects.filter(clinic_id=book.clinic_id, book=book, code__in=codes).defer("state")
    }
    balances: dict[Product, int] = defaultdict(int, by_product(book))
    for row in later:
        product = product_of(row, vials)
        balances[product] -= change_of(row, product)
    found = []
    for row in rows:
        product = product_of(row, vials)
        change = change_of(row, product)
        found.append((row, product[1], change, balances[product]))
        balances[product] -= change
    return found
