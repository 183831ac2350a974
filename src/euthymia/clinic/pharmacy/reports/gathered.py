"""What the reports of one book and period stand on: read once, and looked up by name afterwards."""

from __future__ import annotations

from collections import defaultdict
from functools import cached_property
from typing import Any
from uuid import UUID

from euthymia.clinic.pharmacy import on_hand
from euthymia.clinic.pharmacy.models import Book, Case, Entry, Sheet, Vial
from euthymia.domain import ledger
from euthymia.domain.quantities import MASS_MG, VOLUME_ML

from .section import Period

# The finished form as the records name it, by substance and form.
PRODUCTS = {
    (ledger.KETAMINE, ledger.VIAL): "ketamine HCl injection, CIII",
    (ledger.KETAMINE, ledger.DEVICE): "ketamine nasal spray, CIII",
    (ledger.ESKETAMINE, ledger.VIAL): "esketamine injection, CIII",
    (ledger.ESKETAMINE, ledger.DEVICE): "esketamine nasal spray, CIII",
}
# The heading of a column with `quantity` in it.
QUANTITY = "mL or devices"
FINISHED = {ledger.VIAL: "solution for injection", ledger.DEVICE: "nasal spray device"}


class Gathered:
    """The rows of a book, and those of them that fall into the period by when they happened."""

    def __init__(self, book: Book, period: Period) -> None:
        self.book, self.period = book, period
        self.of: dict[str, Any] = {"clinic_id": book.clinic_id, "book": book}

    @cached_property
    def entries(self) -> list[Entry]:
        """Those of the period, in the order of the book."""
        rows = Entry.objects.filter(**self.of, at__gte=self.period.start, at__lt=self.period.end)
        return list(rows.select_related("patient").order_by("n"))

    def of_kind(self, *kinds: str) -> list[Entry]:
        return [row for row in self.entries if row.kind in kinds]

    @cached_property
    def undone(self) -> dict[str, int]:
        """By client id the number of the entry that reversed it, whenever that was."""
        return dict(Entry.objects.filter(**self.of, kind="reverse").values_list("ref", "n"))

    def note(self, row: Entry) -> str:
        """What has to be said beside an entry: reversed, or entered late."""
        words = []
        if (n := self.undone.get(str(row.client_id))) is not None:
            words.append(f"reversed by entry {n}")
        if self.period.day(row.recorded_at) != self.period.day(row.at):
            words.append(f"entered {self.period.clock(row.recorded_at)}")
        return "; ".join(words)

    def stands(self, row: Entry) -> bool:
        return str(row.client_id) not in self.undone

    @cached_property
    def vials(self) -> dict[str, Vial]:
        return {row.code: row for row in Vial.objects.filter(**self.of)}

    @cached_property
    def revived(self) -> dict[str, ledger.Vial]:
        return {code: ledger.revived(ledger.Vial, row.state) for code, row in self.vials.items()}

    @cached_property
    def drawn_from(self) -> dict[tuple[str, str], list[str]]:
        """By patient's number and order the vials that were drawn for them."""
        found: dict[tuple[str, str], list[str]] = defaultdict(list)
        rows = Entry.objects.filter(**self.of, kind="draw").order_by("n").values_list("event", flat=True)
        for event in rows:
            codes = found[event["patient"], event["order"]]
            if event["vial"] not in codes:
                codes.append(event["vial"])
        return found

    def vials_of(self, row: Entry) -> list[str]:
        """The vials an entry is about: its own, or those that its syringe was filled from."""
        if row.vial:
            return [row.vial]
        return self.drawn_from.get((row.event.get("patient", ""), row.event.get("order", "")), [])

    def product(self, row: Entry) -> tuple[str, str, str]:
        """NDC, strength and lot of what an entry moved; several where the syringe holds several."""
        codes = [code for code in self.vials_of(row) if code in self.vials]
        rows = [self.vials[code] for code in codes]
        strengths = [strength(self.revived[code]) for code in codes]
        return tuple(  # type: ignore[return-value]
            ", ".join(dict.fromkeys(values))
            for values in ([one.ndc for one in rows], strengths, [one.lot for one in rows])
        )

    def substance(self, row: Entry) -> str:
        """Substance and finished form of what an entry moved."""
        return PRODUCTS[self.product_kind(row)]

    def finished(self, row: Entry) -> str:
        """The finished form alone, as the data sheets of the DEA ask for it."""
        return FINISHED[self.product_kind(row)[1]]

    def product_kind(self, row: Entry) -> on_hand.Product:
        """Substance and form of what an entry is about; a reversal is about what it reverses."""
        found = next((self.vials[code] for code in self.vials_of(row) if code in self.vials), None)
        return on_hand.KETAMINE_VIALS if found is None else (found.substance, found.form)

    @cached_property
    def sheets(self) -> list[Sheet]:
        rows = Sheet.objects.filter(**self.of, at__gte=self.period.start, at__lt=self.period.end)
        return list(rows.order_by("at", "id"))

    @cached_property
    def cases(self) -> list[tuple[Case, ledger.Count]]:
        """Counts of the period that found a difference, and every older one that is still open."""
        rows = Case.objects.filter(**self.of, at__lt=self.period.end).order_by("at", "code")
        found = [(row, ledger.revived(ledger.Count, row.state)) for row in rows]
        return [
            (row, count) for row, count in found
            if row.is_open or (row.at >= self.period.start and count.measured_ul != count.expected_ul)
        ]  # fmt: skip

    @cached_property
    def balances(self) -> dict[int, str]:
        """What was on hand of the product of each entry after it, by the entry's number."""
        found: dict[int, str] = {}
        totals: dict[on_hand.Product, int] = defaultdict(int)
        for row in Entry.objects.filter(**self.of).order_by("n").defer("event", "papers"):
            product = on_hand.product_of(row, self.vials)
            totals[product] += on_hand.change_of(row, product)
            found[row.n] = in_measure(totals[product], product[1])
        return found

    @cached_property
    def by_id(self) -> dict[str, Entry]:
        """Every entry of the book by its client id: a case names its count so."""
        return {str(row.client_id): row for row in Entry.objects.filter(**self.of)}


def strength(vial: ledger.Vial) -> str:
    """The strength on the label; of a device what is in one."""
    if vial.content_ug is not None:
        return f"{mg(vial.content_ug)} mg in one device"
    assert vial.mg_per_ml is not None, "a vial has a strength"
    return f"{float(vial.mg_per_ml):g} mg/mL"


def in_measure(amount: int, form: str) -> str:
    """An amount in a column of millilitres: a number, or so many devices."""
    return ledger.amount_words(amount, form) if form == ledger.DEVICE else ml(amount)


def quantity(row: Entry) -> str:
    """How much an entry moved, in millilitres or devices."""
    units = row.more.get("units")
    return in_measure(units, ledger.DEVICE) if units else ml(row.more["volume_ul"])


def ml(volume_ul: int) -> str:
    return ("-" if volume_ul < 0 else "") + VOLUME_ML.format(abs(volume_ul))


def mg(mass_ug: int) -> str:
    return ("-" if mass_ug < 0 else "") + MASS_MG.format(abs(mass_ug))


def name(words: str) -> str:
    """The person's name out of `Name <address>`."""
    return words.partition(" <")[0]


def signers(row: Any) -> str:
    return f"{name(row.by)}; {name(row.witness)}" if row.witness else name(row.by)


def patients_of(rows: list[Entry]) -> frozenset[UUID]:
    return frozenset(row.patient_id for row in rows if row.patient_id is not None)


def papers(row: Entry, whose: str, what: str) -> str:
    """A name or address as it stood when this was entered; said when it was not known."""
    return ((row.papers or {}).get(whose) or {}).get(what) or "NOT KNOWN"
