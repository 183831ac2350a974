"""The custodian's day: what a book asks for now, in one list, the most urgent first."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.urls import reverse

from euthymia.clinic.people.models import Clinic
from euthymia.domain import ledger
from euthymia.domain.ledger.cases import case_clocks, within_tolerance
from euthymia.domain.ledger.clocks import FORM_106, NOTICE, PREPARATION

from . import duties, on_hand, paper_queries, queries
from .actions import halting
from .models import Book, Case, Registration, Sheet, SiteRule

SOON_D = 30
REGISTRATION_D = 90  # compliance.md 1.1 row 3: the first of the alarms before a registration ends
INVENTORY_D = 60  # compliance.md 1.4 row 5: from when the biennial inventory is announced


@dataclass(frozen=True, slots=True)
class Due:
    """One thing to do: what, why or for which vial, by when, whether that is past, and where it is done.

    `kind` groups them; `route` and `ids` name the page. `due` is a day, a moment, or None for "now".
    """

    kind: str
    what: str
    about: str
    due: date | datetime | None
    over: bool
    route: str
    ids: tuple[UUID, ...] = ()

    @property
    def url(self) -> str:
        return reverse(self.route, args=self.ids)

    @property
    def is_moment(self) -> bool:
        return isinstance(self.due, datetime)


@dataclass(frozen=True, slots=True, kw_only=True)
class Day:
    """A book as its custodian finds it."""

    book: Book
    site: SiteRule
    sheet: Sheet | None
    on_hand: tuple[tuple[str, str, str], ...]
    vials: int
    drawn_up: int
    due: tuple[Due, ...]
    cases: tuple[tuple[Case, ledger.Count], ...]
    lapsed: bool
    halted: str

    @property
    def registration(self) -> Registration:
        found: Registration = self.book.registration
        return found

    @property
    def state(self) -> str:
        """`new` (not counted today), `open` or `closed`."""
        if self.sheet is None:
            return "new"
        return "open" if self.sheet.purpose == Sheet.Purpose.OPEN else "closed"

    @property
    def counters(self) -> str:
        """Who signed the last count, by name."""
        if self.sheet is None:
            return ""
        return " and ".join(who.partition(" <")[0] for who in (self.sheet.by, self.sheet.witness))

    @property
    def over(self) -> tuple[Due, ...]:
        return tuple(one for one in self.due if one.over)

    @property
    def later(self) -> tuple[Due, ...]:
        """What comes; syringes within their time stand in a list of their own."""
        return tuple(one for one in self.due if not one.over and one.kind != "syringe")


def day(book: Book, now: datetime) -> Day:
    """Everything of a book for its home page."""
    site, sheet = queries.site(book), queries.last_sheet(book, now)
    standing = queries.standing(book)
    cases = tuple(queries.open_cases_of(book))
    today = now.astimezone(book.clinic.zone).date()
    vials = len(queries.to_count(book))
    found = [
        *(_count(book, sheet) if vials else ()), *_cases(book, cases, site, now), *_reports(book, standing, today),
        *_undecided(book, standing), *_clocks(book, standing, now, today), *_inventory(book, today),
        *_expiries(book, standing, today),
        *_registration(book.registration, today),
    ]  # fmt: skip
    found.sort(key=lambda one: (not one.over, one.due is not None, str(one.due or "")))
    return Day(
        book=book, site=site, sheet=sheet, on_hand=_on_hand(book), vials=vials,
        drawn_up=len(standing.syringes), due=tuple(found), cases=cases,
        lapsed=book.registration.valid_until < today, halted=halting.words(book),
    )  # fmt: skip


def _on_hand(book: Book) -> tuple[tuple[str, str, str], ...]:
    """What is on hand, a product each: its name, the number, the unit. Two are never added up; ketamine comes first, and
    goes without its name while it is alone.
    """
    found = {
        product: amount
        for product, amount in sorted(on_hand.by_product(book).items(), reverse=True)
        if amount
    }
    found = found or {on_hand.KETAMINE_VIALS: 0}
    alone = list(found) == [on_hand.KETAMINE_VIALS]
    shown = []
    for (substance, form), amount in found.items():
        number, _, unit = ledger.amount_words(amount, form).partition(" ")
        shown.append(("" if alone else substance, number, unit))
    return tuple(shown)


def overdue(clinic: Clinic, now: datetime) -> list[Due]:
    """What is past its time in the clinic's books, for those who may see it: no days or counts, only what is late."""
    found: list[Due] = []
    for book in queries.books(clinic):
        today = now.astimezone(clinic.zone).date()
        standing = queries.standing(book)
        cases = queries.open_cases_of(book)
        site = queries.site(book) if cases else SiteRule()
        found += _cases(book, cases, site, now)
        found += _reports(book, standing, today)
        found += _clocks(book, standing, now, today)
    return [one for one in found if one.over]


def _count(book: Book, sheet: Sheet | None) -> Iterator[Due]:
    if sheet is None:
        yield Due(
            "count",
            "Count to open the day",
            "nobody has counted today",
            None,
            False,
            "stock-count",
            (book.pk,),
        )
    elif sheet.purpose == Sheet.Purpose.OPEN:
        about = f"open since the count at {sheet.at.astimezone(book.clinic.zone):%H:%M}"
        yield Due("count", "Count to close the day", about, None, False, "stock-count", (book.pk,))


def _cases(
    book: Book, cases: tuple[tuple[Case, ledger.Count], ...] | list[tuple[Case, ledger.Count]], site: SiteRule,
    now: datetime,
) -> Iterator[Due]:  # fmt: skip
    again = queries.recounted(book) if cases else set()
    labels = queries.labels(book, [row.vial for row, _ in cases])
    for row, count in cases:
        clocks = case_clocks(
            count, recounted=row.code in again,
            tolerated=within_tolerance(count, labels.get(row.vial, 0), site.tolerance_ul),
        )  # fmt: skip
        late = [one for one in clocks if _is_over(one.due, now)]
        # The next step of a case is enough; once the last of its times is past, that one says the most.
        shown = late[-1] if late else clocks[0]
        yield Due("case", _words(shown.what), _rest(count), shown.due, bool(late), "stock-case", (row.pk,))


def _rest(count: ledger.Count) -> str:
    amount = count.words(abs(count.rest_ul))
    return (
        f"{amount} missing"
        if count.rest_ul > 0
        else f"{amount} too much"
        if count.rest_ul
        else "to be closed"
    )


def _reports(book: Book, standing: ledger.Book, today: date) -> Iterator[Due]:
    for one in duties.reports(book, standing):
        if one.done is None:
            about = f"{one.amount.form} {one.vial} · {one.rule}" + (
                "" if one.decision else " · not decided yet"
            )
            yield Due(
                "report", _words(one.what), about, one.due, one.due < today, "stock-notices", (book.pk,)
            )


def _undecided(book: Book, standing: ledger.Book) -> Iterator[Due]:
    for entry in duties.undecided(standing, duties.decisions(book)):
        vial = queries.vial_named(book, entry.vial or "")
        if vial is not None:
            about = f"{vial.vial.form} {entry.vial}: entered as missing without one"
            yield Due("decision", "Decision sheet", about, None, False, "stock-vial", (vial.row.pk,))


def _clocks(book: Book, standing: ledger.Book, now: datetime, today: date) -> Iterator[Due]:
    """Hours of syringes, last days of opened vials."""
    for one in ledger.clocks(standing):
        over = _is_over(one.due, now) if isinstance(one.due, datetime) else one.due < today
        if one.what in (NOTICE, FORM_106):
            continue
        if isinstance(one.due, datetime):
            owner = one.what.removeprefix(PREPARATION.partition("{")[0])
            patient = owner.partition("/")[0]
            yield Due(
                "syringe",
                "Settle what is drawn up",
                f"patient {patient}",
                one.due,
                over,
                "stock-ledger",
                (book.pk,),
            )
        elif over or _in_days(one.due, today) <= SOON_D:
            name = one.what.rpartition(" ")[2]
            yield _vial(standing, book, name, "Last day of opened vial", one.due, over)


def _inventory(book: Book, today: date) -> Iterator[Due]:
    """The first inventory, when none was taken; else the biennial one, from some time before."""
    due = paper_queries.inventory_due(book)
    if due is None:
        route = "stock-take-inventory" if book.entries_n else "stock-begin"
        yield Due("inventory", "Initial inventory", "21 CFR 1304.11(b)", None, True, route, (book.pk,))
    elif due < today or _in_days(due, today) <= INVENTORY_D:
        route = "stock-take-inventory"
        yield Due("inventory", "Biennial inventory", "21 CFR 1304.11(c)", due, due < today, route, (book.pk,))


def _expiries(book: Book, standing: ledger.Book, today: date) -> Iterator[Due]:
    for vial in standing.vials.values():
        sealed_or_single = vial.opened is None or vial.dose_type == "single"
        if sealed_or_single and vial.book_ul and (vial.expires - today).days <= SOON_D:
            yield _vial(standing, book, vial.id, f"Expires: {vial.form}", vial.expires, vial.expires < today)


def _vial(standing: ledger.Book, book: Book, name: str, what: str, due: date, over: bool) -> Due:
    vial = standing.vials.get(name)
    about = "set it apart, then destroy or return it" if over else "" if vial is None else f"lot {vial.lot}"
    if vial is not None and not over and not vial.is_device:
        about += f", {vial.words(vial.book_ul)} in it"
    return Due("vial", f"{what} {name}", about, due, over, "stock-vials")


def _registration(registration: Registration, today: date) -> Iterator[Due]:
    until = registration.valid_until
    if (until - today).days <= REGISTRATION_D:
        about = f"DEA registration {registration.number}"
        yield Due(
            "registration", "Renew the registration", about, until, until < today, "stock-registrations"
        )


def _in_days(due: date | datetime, today: date) -> int:
    return ((due.date() if isinstance(due, datetime) else due) - today).days


def _is_over(due: date | datetime, now: datetime) -> bool:
    return due < now if isinstance(due, datetime) else due < now.date()


def _words(what: str) -> str:
    return what[:1].upper() + what[1:]
