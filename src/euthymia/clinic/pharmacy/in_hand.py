"""The vial in the nurse's hand: what a scan or a number means in this clinic's books; and the syringes that are open."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from euthymia.clinic.people.models import Clinic
from euthymia.domain import ledger
from euthymia.domain.quantities import Unusable
from euthymia.domain.quantities.gs1 import read_scan
from euthymia.domain.quantities.identifiers import identify

from .models import Book, Syringe, Vial
from .queries import Shown

_LOOKS_LIKE_GS1 = ("]d2", "(01)", "\x1d")


@dataclass(frozen=True, slots=True, kw_only=True)
class InHand:
    """What was scanned: the vials it can be, the likeliest first, and what the label itself says of them.

    No vial at all is another drug, or one that was never received.
    """

    text: str
    found: tuple[Shown, ...]
    ndc_10: str | None = None
    lot: str | None = None
    expires: date | None = None

    @property
    def only(self) -> Shown | None:
        """The vial, where it can be but one."""
        return self.found[0] if len(self.found) == 1 else None


def keeps_account(clinic: Clinic) -> bool:
    """Whether this clinic keeps its drug account here: it has a registration, and so a book."""
    return Book.objects.filter(clinic=clinic).exists()


def in_hand(clinic: Clinic, text: str) -> InHand:
    """What a scanned DataMatrix, an NDC with its hyphens or a vial's own number means. Raises Unusable for no code.

    A code of a product names its vials in stock; a number on the vial itself names one, wherever it stands.
    """
    text = text.strip(" \r\n\t")
    if not text:
        raise Unusable.one("scan", "missing", "no vial was scanned", "its DataMatrix, its NDC or its number")
    numbered = _shown(_vials(clinic).filter(code__iexact=text))
    if numbered:
        return InHand(text=text, found=numbered)
    if identify("ndc", text).valid:
        digits = text.replace("-", "")
        return InHand(text=text, found=_of_product(clinic, digits), ndc_10=digits)
    if text.startswith(_LOOKS_LIKE_GS1) or (
        len(text) >= 16 and text.startswith("01") and text[:16].isdigit()
    ):
        return _scanned(clinic, text)
    return InHand(text=text, found=())


def _scanned(clinic: Clinic, text: str) -> InHand:
    scan = read_scan(text, "scan")
    found: tuple[Shown, ...] = ()
    if scan.serial is not None:
        found = _shown(_vials(clinic).filter(code__iexact=scan.serial))
    if not found and scan.ndc_10 is not None:
        ofit = _of_product(clinic, scan.ndc_10)
        found = tuple(one for one in ofit if scan.lot in (None, one.row.lot)) or ofit
    return InHand(text=text, found=found, ndc_10=scan.ndc_10, lot=scan.lot, expires=scan.expires)


def _vials(clinic: Clinic):  # type: ignore[no-untyped-def]
    return (
        Vial.objects.filter(clinic=clinic)
        .select_related("book__registration", "book__clinic")
        .order_by("expires", "code")
    )


def _shown(rows: Iterable[Vial]) -> tuple[Shown, ...]:
    return tuple(Shown(row, ledger.revived(ledger.Vial, row.state)) for row in rows)


def _of_product(clinic: Clinic, digits: str) -> tuple[Shown, ...]:
    """Vials in stock whose NDC has these digits: an opened one first, then the soonest to expire."""
    rows = _vials(clinic).filter(standing="stock", book_ul__gt=0)[:500]
    found = _shown(row for row in rows if row.ndc.replace("-", "") == digits)
    return tuple(sorted(found, key=lambda one: one.vial.opened is None))


def usable(clinic: Clinic, mg_per_ml: Decimal, today: date) -> list[Shown]:
    """Vials of ketamine of this strength that may be drawn from today, an opened one first: what the page offers."""
    rows = _shown(_vials(clinic).filter(standing="stock", book_ul__gt=0)[:500])
    found = [
        one for one in rows
        if one.vial.substance == ledger.KETAMINE and one.vial.mg_per_ml == mg_per_ml and date.fromisoformat(one.last_day) >= today
        and not one.vial.placement.recovered and (one.vial.dose_type == "multi" or one.vial.opened is None)
    ]  # fmt: skip
    return sorted(found, key=lambda one: one.vial.opened is None)


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenSyringe:
    """A syringe with drug in it: whose, how much of stock, since when, and until when it may be begun.

    A device that was opened for somebody has no volume, and no hours (`use_by` None): it was not prepared.
    """

    book: Book
    patient: str
    order: str
    number: str
    volume_ul: int
    mass_ug: int
    begun_at: datetime
    use_by: datetime | None
    substance: str = ledger.KETAMINE

    @property
    def is_device(self) -> bool:
        return self.use_by is None


def open_syringes(clinic: Clinic, *, order: str | None = None) -> list[OpenSyringe]:
    """Every syringe of the clinic with drug in it, the soonest to end first."""
    rows = Syringe.objects.filter(clinic=clinic, mass_ug__gt=0).select_related(
        "book__registration", "book__clinic"
    )
    if order is not None:
        rows = rows.filter(order=order)
    found = []
    for row in rows:
        syringe = ledger.revived(ledger.Syringe, row.state)
        found.append(
            OpenSyringe(
                book=row.book,
                patient=row.patient,
                order=row.order,
                number=row.syringe,
                volume_ul=row.volume_ul,
                mass_ug=row.mass_ug,
                begun_at=syringe.begun_at,
                use_by=None if syringe.form == ledger.DEVICE else syringe.use_by(ledger.POLICY.preparation_h),
                substance=syringe.substance,
            )
        )
    return sorted(found, key=lambda one: (one.use_by is None, one.use_by or one.begun_at))


def left_in(clinic: Clinic, *, order: str, syringe: str) -> tuple[int, int]:
    """What the book has in one syringe: microlitres of stock, micrograms."""
    row = Syringe.objects.filter(clinic=clinic, order=order, syringe=syringe).first()
    return (0, 0) if row is None else (row.volume_ul, row.mass_ug)


def single_dose_rests(clinic: Clinic, *, patient: str, order: str) -> list[Shown]:
    """Single-dose vials opened for this patient and order that are not empty: nobody else may have them."""
    rows = _shown(_vials(clinic).filter(standing="stock", book_ul__gt=0, state__dose_type="single"))
    return [one for one in rows if one.vial.draws and one.vial.draws[0].owner[:2] == (patient, order)]
