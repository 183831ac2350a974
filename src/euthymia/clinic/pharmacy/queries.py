"""What the books say: vials, their entries with running balance, open cases, the day, and what is due."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Q, QuerySet
from django.db.models.fields.json import KT

from euthymia.clinic.people.models import Clinic
from euthymia.domain import ledger
from euthymia.domain.ledger.cases import within_tolerance
from euthymia.domain.quantities import MASS_MG
from euthymia.kit.composed import composed

from .holdings import entry_of
from .models import Book, Case, Entry, Place, Registration, Sheet, SiteRule, Syringe, Vial
from .on_hand import KETAMINE_VIALS, STANDINGS, by_product

COUNTABLE = ("stock", "quarantine")
PAGE = 100
_HELD = ("vial", "device", "quarantine", "in-transit")


@dataclass(frozen=True, slots=True)
class Line:
    """An entry as the book page shows it: what it moved, and what is in the vial after it.

    `patient` is the patient's number, empty where there is none.
    """

    entry_id: UUID
    n: int
    at: datetime
    kind: str
    patient: str
    reason: str
    by: str
    witness: str
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
    def ndc_10(self) -> str:
        """The ten digits of its NDC, as a GTIN holds them."""
        return self.vial.ndc.replace("-", "")

    @property
    def place(self) -> str:
        """The place's own name, without the registration's number."""
        return self.vial.placement.place.rpartition("/")[2]

    @property
    def last_day(self) -> str:
        """The last day on which it may be used, ISO."""
        opened = self.vial.opened
        through = opened.through if opened is not None else self.vial.expires
        return through.isoformat()

    @property
    def mass_ug(self) -> int:
        return self.vial.mass_ug(self.vial.book_ul) or 0

    @property
    def mass_labelled_ug(self) -> int:
        """What its label says is in it when it is full."""
        return self.vial.mass_ug(self.vial.label_ul) or 0

    @property
    def name(self) -> str:
        """What it is called before its number."""
        return self.vial.form.capitalize()

    @property
    def amount(self) -> str:
        """What the book has in it, in words: mL of a vial, whole devices of a device."""
        return self.vial.words(self.vial.book_ul)

    @property
    def label(self) -> str:
        """What its label says is in it: the volume of a vial, the content of a device."""
        if self.vial.content_ug is not None:
            return f"{MASS_MG.format(self.vial.content_ug)} mg"
        return self.vial.words(self.vial.label_ul)


def books(clinic: Clinic) -> list[Book]:
    """The books of a clinic, in the order of their registrations' numbers."""
    return _books(clinic.pk)


@composed
def _books(clinic_id: UUID) -> QuerySet[Book]:
    return (
        Book.objects.filter(clinic=clinic_id).select_related("registration").order_by("registration__number")
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
        rows = rows.filter(standing__in=STANDINGS, book_ul__gt=0)
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


@dataclass(frozen=True, slots=True)
class Compared:
    """A line of a signed sheet: what was counted, what the book expected, and the case if there is one."""

    case: Case
    count: ledger.Count
    vial: ledger.Vial
    tolerated: bool

    @property
    def was_sealed(self) -> bool:
        """Full by label and by measure."""
        return self.count.measured_ul == self.count.expected_ul == self.vial.label_ul

    @property
    def difference_ul(self) -> int:
        return self.count.measured_ul - self.count.expected_ul


def compared(sheet: Sheet) -> list[Compared]:
    """The lines of a sheet: those with a difference first."""
    of = {"clinic_id": sheet.clinic_id, "book_id": sheet.book_id}
    events = Entry.objects.filter(**of, kind="count", record=sheet.record)
    codes = [str(one) for one in events.values_list("client_id", flat=True)]
    rows = list(Case.objects.filter(**of, code__in=codes).order_by("vial"))
    vials = {
        row.code: ledger.revived(ledger.Vial, row.state)
        for row in Vial.objects.filter(**of, code__in=[row.vial for row in rows])
    }
    found = []
    for row in rows:
        count, vial = ledger.revived(ledger.Count, row.state), vials[row.vial]
        tolerated = within_tolerance(count, vial.label_ul, sheet.tolerance_ul)
        found.append(Compared(row, count, vial, tolerated))
    return sorted(found, key=lambda one: one.difference_ul == 0)


def last_sheet(book: Book, now: datetime) -> Sheet | None:
    """The newest opening or closing count of the clinic's day up to `now`; None when the day has not begun."""
    day = now.astimezone(book.clinic.zone).replace(hour=0, minute=0, second=0, microsecond=0)
    rows = Sheet.objects.filter(clinic_id=book.clinic_id, book=book, at__gte=day, at__lte=now).exclude(
        purpose=Sheet.Purpose.SPOT
    )
    return rows.order_by("-at", "-id").first()


def day_is_open(book: Book, at: datetime) -> bool:
    """Whether two people had counted to open the day, and not yet to close it."""
    sheet = last_sheet(book, at)
    return sheet is not None and sheet.purpose == Sheet.Purpose.OPEN


def site(book: Book) -> SiteRule:
    """What the place has chosen for its stock; the defaults where it has chosen nothing."""
    chosen = SiteRule.objects.filter(clinic_id=book.clinic_id, book=book).order_by("-at", "-id").first()
    return chosen or SiteRule(clinic_id=book.clinic_id, book=book)


def outside_the_day(book: Book, at: datetime) -> str:
    """What a draw at this moment meets: nothing in an open day, else what the place has chosen."""
    choice: str = site(book).when_closed
    return "" if choice == SiteRule.WhenClosed.LET or day_is_open(book, at) else choice


def sites(book: Book) -> list[SiteRule]:
    """Everything that was ever chosen, newest first."""
    return list(SiteRule.objects.filter(clinic_id=book.clinic_id, book=book).order_by("-at", "-id"))


def states(clinic: Clinic) -> list[str]:
    """The states in which the clinic keeps stock, as far as they were entered."""
    return sorted({book.registration.state for book in books(clinic)} - {""})


def lines(shown: Shown) -> list[Line]:
    """The entries of one vial, oldest first, each with what is in the vial after it: one query however many."""
    of = {"clinic_id": shown.row.clinic_id, "book_id": shown.row.book_id, "vial": shown.row.code}
    rows = (
        Entry.objects.filter(**of)
        .order_by("n")
        .values_list(
            "pk", "n", "at", "kind", "patient__number", KT("event__reason"), "by", "witness",
            "client_id", "ref", "legs", "more__volume_ul", "more__mass_ug", "more__units",
        )
    )  # fmt: skip
    vial = shown.vial
    accounts = {vial.own(kind) for kind in _HELD}
    # A device has no volume: how many of it are there follows from the micrograms.
    content = vial.content_ug if vial.is_device else None
    found, undone, balance_ul = [], set(), 0
    for (
        pk,
        n,
        at,
        kind,
        patient,
        reason,
        by,
        witness,
        client_id,
        ref,
        legs,
        volume_ul,
        mass_ug,
        units,
    ) in rows:
        here = [(moved_ul, moved_ug) for name, moved_ul, moved_ug in legs if name in accounts]
        balance_ul += sum(one_ul if content is None else one_ug // content for one_ul, one_ug in here)
        if kind == "reverse":
            undone.add(ref)
        moved = (units or volume_ul, mass_ug, balance_ul)
        found.append((str(client_id), (pk, n, at, kind, patient or "", reason or "", by, witness, *moved)))
    return [Line(*line, reversed=client_id in undone) for client_id, line in found]


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


def on_hand_ul(book: Book) -> int:
    """What the book has on hand of ketamine in vials and syringes, in microlitres of undiluted stock."""
    return by_product(book).get(KETAMINE_VIALS, 0)


def open_cases(clinic: Clinic) -> list[tuple[Case, ledger.Count]]:
    """Differences that nobody has resolved, the oldest first."""
    rows = Case.objects.filter(clinic=clinic, is_open=True).select_related("book__registration")
    return [(row, ledger.revived(ledger.Count, row.state)) for row in rows.order_by("at", "code")]


def open_cases_of(book: Book) -> list[tuple[Case, ledger.Count]]:
    """Those of one book."""
    rows = Case.objects.filter(clinic_id=book.clinic_id, book=book, is_open=True)
    return [(row, ledger.revived(ledger.Count, row.state)) for row in rows.order_by("at", "code")]


def labels(book: Book, codes: Iterable[str]) -> dict[str, int]:
    """The label volumes of these vials, in microlitres."""
    rows = Vial.objects.filter(clinic_id=book.clinic_id, book=book, code__in=list(codes))
    return dict(rows.values_list("code", "state__label_ul"))


def case(clinic: Clinic, case_id: UUID) -> tuple[Case, ledger.Count]:
    """Raises Case.DoesNotExist, also for another clinic's."""
    row = Case.objects.select_related("book__registration", "book__clinic").get(clinic=clinic, pk=case_id)
    return row, ledger.revived(ledger.Count, row.state)


def case_entries(row: Case) -> list[Entry]:
    """The count itself, what was done about it, and what another count's difference was settled with."""
    rows = Entry.objects.filter(clinic_id=row.clinic_id, book_id=row.book_id)
    count = rows.filter(client_id=UUID(row.code))
    settled = rows.filter(kind="resolve", event__to=f"variance:{row.code}")
    return list((count | rows.filter(ref=row.code) | settled).order_by("n"))


def case_named(book: Book, code: str) -> tuple[Case, ledger.Count] | None:
    row = Case.objects.filter(clinic_id=book.clinic_id, book=book, code=code).first()
    return None if row is None else (row, ledger.revived(ledger.Count, row.state))


def recounts(row: Case) -> list[tuple[Case, ledger.Count]]:
    """What was counted again of a case's vial because of it, oldest first."""
    of = {"clinic_id": row.clinic_id, "book_id": row.book_id}
    ids = Entry.objects.filter(**of, kind="count", ref=row.code).values_list("client_id", flat=True)
    rows = Case.objects.filter(**of, code__in=[str(one) for one in ids]).order_by("at", "code")
    return [(one, ledger.revived(ledger.Count, one.state)) for one in rows]


def recounted(book: Book) -> set[str]:
    """The codes of the cases whose vial was counted again."""
    rows = Entry.objects.filter(clinic_id=book.clinic_id, book=book, kind="count").exclude(ref="")
    return set(rows.values_list("ref", flat=True))


def orders_between(book: Book, since: datetime, until: datetime) -> list[str]:
    """The orders that something was entered for in this time."""
    rows = Entry.objects.filter(clinic_id=book.clinic_id, book=book, at__gte=since, at__lt=until)
    return sorted({one for one in rows.values_list("event__order", flat=True) if one})


def entries_of_orders(book: Book, orders: Iterable[str]) -> list[ledger.Entry]:
    """Everything of these orders, with what reversed it, in the book's order."""
    rows = Entry.objects.filter(clinic_id=book.clinic_id, book=book)
    own = list(rows.filter(event__order__in=list(orders)))
    back = rows.filter(kind="reverse", ref__in=[str(one.client_id) for one in own])
    return [entry_of(row) for row in sorted([*own, *back], key=lambda row: row.n)]


def given_ul(book: Book, since: datetime) -> int:
    """What was given of ketamine to patients since then and not reversed, in microlitres."""
    rows = Entry.objects.filter(clinic_id=book.clinic_id, book=book, kind="administer", at__gte=since)
    undone = Entry.objects.filter(clinic_id=book.clinic_id, book=book, kind="reverse").values_list(
        "ref", flat=True
    )
    found = rows.exclude(client_id__in=[UUID(one) for one in undone])
    return sum(
        volume_ul
        for volume_ul, legs in found.values_list("more__volume_ul", "legs")
        if ledger.named(legs[0][0]).substance == ledger.KETAMINE
    )


def standing(book: Book) -> ledger.Book:
    """As much of the ledger's own book as its clocks ask for: from what stands now, so right after any downtime."""
    found = ledger.Book()
    of = {"clinic_id": book.clinic_id, "book": book}
    told = list(Entry.objects.filter(**of, kind__in=("loss", "theft", "resolve")).order_by("n"))
    missed = [row.vial for row in told if row.more["discovered_at"] is not None]
    usable = Q(standing="stock", book_ul__gt=0)
    for row in Vial.objects.filter(usable | Q(code__in=missed), **of):
        found.vials[row.code] = ledger.revived(ledger.Vial, row.state)
    for drawn in Syringe.objects.filter(**of, mass_ug__gt=0):
        syringe = ledger.revived(ledger.Syringe, drawn.state)
        found.syringes[syringe.owner] = syringe
    undone = dict(Entry.objects.filter(**of, kind="reverse").values_list("ref", "client_id"))
    for entry in told:
        name = str(entry.client_id)
        by = undone.get(name)
        found.entries[name] = entry_of(entry, str(by) if by else None)
    return found


def due(book: Book) -> list[ledger.Clock]:
    """Everything that the ledger says is due, soonest first, but for the next inventory.

    When that is due its own paper says (`paper_queries.inventory_due`), and not the opening entries.
    """
    return ledger.clocks(standing(book))
