"""What the losses of a book still ask for: notices and reports, federal and of the state, and what is done of them.

Every day is worked out from the entries and the decision sheets, so it is right after any downtime.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any
from uuid import UUID

from euthymia.domain import ledger
from euthymia.domain.ledger.clocks import FORM_106, NOTICE
from euthymia.domain.quantities import MASS_MG
from euthymia.domain.rules.licence import Verdict, earlier, state_clocks
from euthymia.domain.rules.licence.loss import WINDOW_MONTHS, minor_since, product_of, weekend
from euthymia.domain.rules.licence.state_clocks import months_after
from euthymia.kit import units

from . import on_hand, queries
from .holdings import entry_of
from .models import Book, Entry, LossDecision, ReportMade, Vial

NOTICE_CODE, FORM_106_CODE = "US-notice", "US-form-106"
_MEASURES = {ledger.VIAL: "ul", ledger.DEVICE: "devices"}
_FEDERAL = {NOTICE: NOTICE_CODE, FORM_106: FORM_106_CODE}


@dataclass(frozen=True, slots=True)
class Amount:
    """How much of one product, by the ledger: microlitres or whole devices, and their micrograms."""

    substance: str
    form: str
    amount: int
    mass_ug: int

    @property
    def words(self) -> str:
        """As it is read: of a vial its volume, of a device its number, and the milligrams of either."""
        return f"{ledger.amount_words(self.amount, self.form)}, {MASS_MG.format(self.mass_ug)} mg {self.substance}"


def missing_of(vial: ledger.Vial, amount: int) -> Amount:
    """So much of a vial, or so many of a device, as is missing."""
    return Amount(vial.substance, vial.form, amount, vial.mass_ug(amount) or 0)


def moved(entry: ledger.Entry) -> Amount:
    """What an entry moved."""
    return Amount(*product_of(entry), entry.amount, entry.mass_ug)


@dataclass(frozen=True, slots=True)
class Report:
    """A notice or report about one loss: what, by when, by which rule, and how it went out if it did.

    `decision` None: nobody has decided yet whether the loss is to be reported, and until then it is.
    """

    code: str
    what: str
    ref: str
    vial: str
    amount: Amount
    due: date
    discovered_on: date
    rule: str
    decision: LossDecision | None
    done: ReportMade | None

    @property
    def weekend(self) -> str:
        """`a Saturday` or `a Sunday` when the last day is one; else nothing."""
        return weekend(self.due)


def decisions(book: Book) -> list[LossDecision]:
    """Every decision sheet, oldest first."""
    return list(LossDecision.objects.filter(clinic_id=book.clinic_id, book=book).order_by("at", "id"))


def decided(book: Book, sheets: Iterable[LossDecision]) -> dict[UUID, Amount]:
    """How much each decision sheet is about, by its entry, as the ledger moved it: one query however many."""
    rows = Entry.objects.filter(
        clinic_id=book.clinic_id, book=book, client_id__in=[one.entry for one in sheets]
    )
    return {row.client_id: moved(entry_of(row)) for row in rows}


def undecided(standing: ledger.Book, sheets: list[LossDecision]) -> list[ledger.Entry]:
    """Losses and thefts that were entered without a decision sheet."""
    known = {str(one.entry) for one in sheets}
    return [one for one in ledger.missing(standing) if one.event.id not in known]


def reports(book: Book, standing: ledger.Book | None = None) -> list[Report]:
    """Everything that is to be sent, soonest first, done or not. A loss that two people called minor is not reported
    to the DEA; what a state counts, it counts whatever anybody calls it."""
    standing = standing or queries.standing(book)
    entries = {one.event.id: one for one in ledger.missing(standing)}
    if not entries:
        return []
    by_entry = {str(one.entry): one for one in decisions(book)}
    done = {
        (one.ref, one.duty): one
        for one in ReportMade.objects.filter(clinic_id=book.clinic_id, book=book).order_by("at", "id")
    }
    found = []
    for code, what, ref, due, rule in (*_federal(standing, by_entry), *_of_state(book, standing, by_entry)):
        entry = entries[ref]
        assert entry.discovered_at is not None, "what is missing was discovered at some time"
        found.append(
            Report(code, what, ref, entry.vial or "", moved(entry), due, entry.discovered_at.date(), rule, by_entry.get(ref), done.get((ref, code)))
        )  # fmt: skip
    return sorted(found, key=lambda one: (one.due, one.ref, one.code))


def _federal(
    standing: ledger.Book, by_entry: dict[str, LossDecision]
) -> list[tuple[str, str, str, date, str]]:
    found = []
    for clock in ledger.clocks(standing):
        code = _FEDERAL.get(clock.what)
        decided = by_entry.get(clock.ref)
        if code is None or (decided is not None and not Verdict(decided.verdict).is_reported):
            continue
        assert not isinstance(clock.due, datetime), "a notice is due by a day"
        found.append((code, clock.what, clock.ref, clock.due, "21 CFR 1301.76(b)"))
    return found


def _of_state(
    book: Book, standing: ledger.Book, by_entry: dict[str, LossDecision]
) -> list[tuple[str, str, str, date, str]]:
    significant = {ref for ref, one in by_entry.items() if one.verdict == Verdict.SIGNIFICANT}
    clocks = state_clocks(standing, book.registration.state, significant)
    return [(one.duty.id, one.what, one.ref, one.due, one.duty.provenance.source) for one in clocks]


def product_kept(book: Book, vial: str) -> on_hand.Product:
    """What a vial or device of the book is; ketamine in vials where there is none of this number."""
    found = Vial.objects.filter(clinic_id=book.clinic_id, book=book, code=vial).values_list(
        "substance", "form"
    )
    return found.first() or on_hand.KETAMINE_VIALS


def known_of_losses(book: Book, product: on_hand.Product) -> dict[str, Any]:
    """The figures of the last twelve months that stand on a decision sheet: of this product, in microlitres (`ul`) or
    whole `devices`; losses and minor ones are counted through the whole book."""
    today = units.current().now.astimezone(book.clinic.zone).date()
    before = earlier(queries.standing(book), today, *product)
    sheets = decisions(book)
    amounts = decided(book, sheets)
    verdicts = [
        (
            one.discovered_at.astimezone(book.clinic.zone).date(),
            Verdict(one.verdict),
            _of(product, amounts[one.entry]),
        )
        for one in sheets
    ]
    minor, minor_amount = minor_since(verdicts, today)
    since = datetime.combine(months_after(today, -WINDOW_MONTHS), time(), book.clinic.zone)
    measure = _MEASURES[product[1]]
    return {
        "on": today.isoformat(), "substance": product[0], "form": product[1], "losses": before.entries, "minor": minor,
        f"lost_{measure}": before.lost, f"stolen_{measure}": before.stolen, f"minor_{measure}": minor_amount,
        f"on_hand_{measure}": on_hand.by_product(book).get(product, 0), f"given_{measure}": _given(book, since, product),
    }  # fmt: skip


def known_words(known: dict[str, Any]) -> list[tuple[str, str]]:
    """The figures of a decision sheet as it shows them."""
    form = known["form"]

    def words(name: str) -> str:
        return ledger.amount_words(known[f"{name}_{_MEASURES[form]}"], form)

    times = f"{known['minor']} time{'' if known['minor'] == 1 else 's'}"
    return [
        ("Given to patients", words("given")), ("On hand now", words("on_hand")), ("Lost", words("lost")),
        ("Stolen", words("stolen")), ("Losses and thefts, of everything", str(known["losses"])),
        ("Called minor, of everything", f"{times}; of this {words('minor')}"),
    ]  # fmt: skip


def _of(product: on_hand.Product, one: Amount) -> int:
    return one.amount if (one.substance, one.form) == product else 0


def _given(book: Book, since: datetime, product: on_hand.Product) -> int:
    """What was given to patients since then and not reversed, in the measure of its product."""
    if product == on_hand.KETAMINE_VIALS:
        return queries.given_ul(book, since)
    of = {"clinic_id": book.clinic_id, "book": book}
    undone = set(Entry.objects.filter(**of, kind="reverse").values_list("ref", flat=True))
    rows = Entry.objects.filter(**of, kind="administer", at__gte=since)
    amounts = [moved(entry_of(row)) for row in rows if str(row.client_id) not in undone]
    return sum(_of(product, one) for one in amounts)
