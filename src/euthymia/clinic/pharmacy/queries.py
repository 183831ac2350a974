"""What the books say: vials, their entries with running balance, open cases, the day, and what is due."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from euthymia.clinic.people.models import Clinic
from euthymia.domain import ledger
from euthymia.domain.ledger.clocks import INVENTORY

from .holdings import entry_of
from .models import Book, Case, Entry, Place, Registration, Sheet, Syringe, Vial

ON_HAND = ("stock", "quarantine", "in-transit")
COUNTABLE = ("stock", "quarantine")
PAGE = 100
_HELD = ("vial", "quarantine", "in-transit")


@dataclass(frozen=True, slots=True)
class Line:
    """An entry as the book page shows it: what it moved, and what is in the vial after it."""

    entry: Entry
    volume_ul: int
    mass_ug: int
    balance_ul: int
    reversed: bool


@dataclass(frozen=True, slots=True)
class Shown:
    """A vial as a page shows it: the row, and what the ledger knows of it."""

    row: Vial
    vial: ledger.Vial

    @property
    def is_sealed(self) -> bool:
        """Never opened, and as full as its label."""
        return self.vial.opened is None and self.vial.book_ul == self.vial.label_ul

    @property
    def last_day(self) -> str:
        """The last day on which it may be used, ISO."""
        opened = self.vial.opened
        through = opened.through if opened is not None else self.vial.expires
        return through.isoformat()

    @property
    def mass_ug(self) -> int:
        return self.vial.mass_ug(self.vial.book_ul) or 0


def books(clinic: Clinic) -> list[Book]:
    """The books of a clinic, in the order of their registrations' numbers."""
    return list(
        Book.objects.filter(clinic=clinic).select_related("registration").order_by("registration__number")
    )


def book(clinic: Clinic, book_id: UUID) -> Book:
    """Raises Book.DoesNotExist, also for another clinic's."""
    return Book.objects.select_related("registration", "clinic").get(clinic=clinic, pk=book_id)


def registrations(clinic: Clinic) -> list[Registration]:
    return list(Registration.objects.filter(clinic=clinic).order_by("number"))


def places(book: Book) -> list[Place]:
    """The places of a book's registration."""
    return list(
        Place.objects.filter(clinic_id=book.clinic_id, registration_id=book.registration_id)
        .select_related("registration")
        .order_by("name")
    )


def _shown(rows: Iterable[Vial]) -> list[Shown]:
    return [Shown(row, ledger.revived(ledger.Vial, row.state)) for row in rows]


def vials(clinic: Clinic, *, on_hand: bool = True) -> list[Shown]:
    """Vials of every book, the soonest to expire first; without `on_hand` those that left or are empty as well."""
    rows = Vial.objects.filter(clinic=clinic).select_related("book__registration")
    if on_hand:
        rows = rows.filter(standing__in=ON_HAND, book_ul__gt=0)
    return _shown(rows.order_by("expires", "code")[:500])


def vial(clinic: Clinic, vial_id: UUID) -> Shown:
    """Raises Vial.DoesNotExist, also for another clinic's."""
    row = Vial.objects.select_related("book__registration", "book__clinic").get(clinic=clinic, pk=vial_id)
    return _shown([row])[0]


def vial_named(book: Book, code: str) -> Shown | None:
    row = Vial.objects.filter(clinic_id=book.clinic_id, book=book, code=code).first()
    return _shown([row])[0] if row else None


def of_product(clinic: Clinic, ndc_digits: str) -> ledger.Vial | None:
    """The newest vial with these digits in its NDC: how a scan knows strength, size and hyphens."""
    rows = Vial.objects.filter(clinic=clinic).order_by("-id")[:200]
    found = next((row for row in rows if row.ndc.replace("-", "") == ndc_digits), None)
    return None if found is None else ledger.revived(ledger.Vial, found.state)


def to_count(book: Book) -> list[Vial]:
    """What a count asks for: every vial at its place that is not empty by the book."""
    rows = Vial.objects.filter(clinic_id=book.clinic_id, book=book, standing__in=COUNTABLE, book_ul__gt=0)
    return list(rows.order_by("place", "code"))


def sheet_vials(book: Book) -> list[Shown]:
    """`to_count`, as a sheet shows it."""
    return _shown(to_count(book))


def moved_since(book: Book, names: Sequence[str], n: int) -> list[str]:
    """Of these vials those with entries after the n-th of the book."""
    rows = Entry.objects.filter(clinic_id=book.clinic_id, book=book, n__gt=n, vial__in=names)
    return sorted(set(rows.values_list("vial", flat=True)))


def sheet_of_client(book: Book, client_id: UUID) -> Sheet | None:
    return Sheet.objects.filter(clinic_id=book.clinic_id, book=book, client_id=client_id).first()


def sheet(clinic: Clinic, sheet_id: UUID) -> Sheet:
    """Raises Sheet.DoesNotExist, also for another clinic's."""
    return Sheet.objects.select_related("book__registration", "book__clinic").get(clinic=clinic, pk=sheet_id)


def counts_of(sheet: Sheet) -> list[tuple[Case, ledger.Count]]:
    """The counts of a sheet: those with a difference first."""
    events = Entry.objects.filter(
        clinic_id=sheet.clinic_id, book_id=sheet.book_id, kind="count", record=sheet.record
    )
    codes = [str(one) for one in events.values_list("client_id", flat=True)]
    rows = Case.objects.filter(clinic_id=sheet.clinic_id, book_id=sheet.book_id, code__in=codes)
    found = [(row, ledger.revived(ledger.Count, row.state)) for row in rows.order_by("vial")]
    return sorted(found, key=lambda one: one[1].expected_ul == one[1].measured_ul)


def last_sheet(book: Book, now: datetime) -> Sheet | None:
    """The newest opening or closing count of the clinic's day; None when the day has not begun."""
    day = now.astimezone(book.clinic.zone).replace(hour=0, minute=0, second=0, microsecond=0)
    rows = Sheet.objects.filter(clinic_id=book.clinic_id, book=book, at__gte=day).exclude(
        purpose=Sheet.Purpose.SPOT
    )
    return rows.order_by("-at").first()


def lines(shown: Shown) -> list[Line]:
    """The entries of one vial, oldest first, each with what is in the vial after it: two queries however many."""
    rows = list(
        Entry.objects.filter(clinic_id=shown.row.clinic_id, book_id=shown.row.book_id, vial=shown.row.code)
        .select_related("patient")
        .order_by("n")
    )
    return _lines(rows, {f"{kind}:{shown.row.code}" for kind in _HELD})


def _lines(rows: list[Entry], accounts: set[str]) -> list[Line]:
    undone = {row.ref for row in rows if row.kind == "reverse"}
    found, balance_ul = [], 0
    for row in rows:
        balance_ul += sum(volume_ul for name, volume_ul, _ in row.legs if name in accounts)
        found.append(
            Line(row, row.more["volume_ul"], row.more["mass_ug"], balance_ul, str(row.client_id) in undone)
        )
    return found


def entries(book: Book, *, before_n: int | None = None, words: str = "") -> list[Entry]:
    """The newest entries of a book, a page of them; `words` is a vial, a lot's vial, a kind or a person's name."""
    rows = Entry.objects.filter(clinic_id=book.clinic_id, book=book).select_related("patient")
    if before_n is not None:
        rows = rows.filter(n__lt=before_n)
    for word in words.split():
        lot = Vial.objects.filter(clinic_id=book.clinic_id, book=book, lot__iexact=word).values("code")
        rows = (
            rows.filter(vial__istartswith=word)
            | rows.filter(vial__in=lot)
            | rows.filter(kind__iexact=word)
            | rows.filter(by__icontains=word)
            | rows.filter(witness__icontains=word)
            | rows.filter(patient__number__iexact=word)
        )
    return list(rows.order_by("-n")[:PAGE])


def entry_of_client(book: Book, client_id: UUID) -> Entry | None:
    return Entry.objects.filter(clinic_id=book.clinic_id, book=book, client_id=client_id).first()


def on_hand_ul(book: Book, after_n: int | None = None) -> int:
    """What the book has on hand, in microlitres of undiluted stock: vials and syringes together."""
    kept = Vial.objects.filter(clinic_id=book.clinic_id, book=book, standing__in=ON_HAND)
    drawn = Syringe.objects.filter(clinic_id=book.clinic_id, book=book)
    total = sum(kept.values_list("book_ul", flat=True)) + sum(drawn.values_list("volume_ul", flat=True))
    if after_n is None:
        return total
    since = Entry.objects.filter(clinic_id=book.clinic_id, book=book, n__gt=after_n)
    return total - sum(change_ul(legs) for legs in since.values_list("legs", flat=True))


def change_ul(legs: list[list[object]]) -> int:
    """By how much an entry changed what is on hand."""
    return sum(
        int(str(volume_ul)) for name, volume_ul, _ in legs if ledger.side_of(str(name)) is ledger.Side.ON_HAND
    )


def running(book: Book, rows: list[Entry]) -> list[tuple[Entry, int, int]]:
    """Entries, newest first, each with its change and what was on hand after it."""
    if not rows:
        return []
    balance_ul = on_hand_ul(book, rows[0].n)
    found = []
    for row in rows:
        change = change_ul(row.legs)
        found.append((row, change, balance_ul))
        balance_ul -= change
    return found


def open_cases(clinic: Clinic) -> list[tuple[Case, ledger.Count]]:
    """Differences that nobody has resolved, the oldest first."""
    rows = Case.objects.filter(clinic=clinic, is_open=True).select_related("book__registration")
    return [(row, ledger.revived(ledger.Count, row.state)) for row in rows.order_by("at", "code")]


def case(clinic: Clinic, case_id: UUID) -> tuple[Case, ledger.Count]:
    """Raises Case.DoesNotExist, also for another clinic's."""
    row = Case.objects.select_related("book__registration", "book__clinic").get(clinic=clinic, pk=case_id)
    return row, ledger.revived(ledger.Count, row.state)


def case_entries(row: Case) -> list[Entry]:
    """The count itself, and what was done about it."""
    rows = Entry.objects.filter(clinic_id=row.clinic_id, book_id=row.book_id)
    count = rows.filter(client_id=UUID(row.code))
    return list((count | rows.filter(ref=row.code)).order_by("n"))


def due(book: Book) -> list[ledger.Clock]:
    """Everything that is due, soonest first: from what stands now, so it is right after any downtime."""
    standing = ledger.Book()
    of = {"clinic_id": book.clinic_id, "book": book}
    for row in Vial.objects.filter(**of, standing="stock", book_ul__gt=0):
        standing.vials[row.code] = ledger.revived(ledger.Vial, row.state)
    for drawn in Syringe.objects.filter(**of, volume_ul__gt=0):
        syringe = ledger.revived(ledger.Syringe, drawn.state)
        standing.syringes[syringe.owner] = syringe
    told = list(Entry.objects.filter(**of, kind__in=("loss", "theft", "resolve", "opening")).order_by("n"))
    undone = dict(Entry.objects.filter(**of, kind="reverse").values_list("ref", "client_id"))
    for entry in told:
        name = str(entry.client_id)
        by = undone.get(name)
        standing.entries[name] = entry_of(entry, str(by) if by else None)
    # When the next inventory is due its own paper says (paper_queries.inventory_due), not the opening entries.
    return [one for one in ledger.clocks(standing) if one.what != INVENTORY]
