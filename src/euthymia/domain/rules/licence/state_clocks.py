"""Clocks that a state adds to the federal ones, from the ledger's facts; and when its PDMP must be asked."""

from __future__ import annotations

from collections.abc import Container
from dataclasses import dataclass
from datetime import date, timedelta

from euthymia.domain.ledger import Book, Entry, missing
from euthymia.domain.ledger.business_days import is_business_day

from .duties import Duty, Topic
from .table import DUTIES

_BY_ID = {duty.id: duty for duty in DUTIES}

CALIFORNIA_REPORT_D, CALIFORNIA_RECONCILE_MONTHS = 30, 3
CALIFORNIA_WINDOW_MONTHS = 12
CALIFORNIA_SINGLE, CALIFORNIA_MULTI = 10, 2
CALIFORNIA_QUERY_MONTHS = 6
PROGRAMMES = {"CA": "CURES"}


@dataclass(frozen=True, slots=True)
class StateClock:
    """What is due to a state, about which event, by which day, and by which duty."""

    what: str
    ref: str
    due: date
    duty: Duty


@dataclass(frozen=True, slots=True)
class Query:
    """Whether the PDMP must be asked. `is_due` None: nobody has read this state's rule here."""

    is_due: bool | None
    says: str
    duty: Duty | None


def state_clocks(book: Book, state: str, significant: Container[str] = ()) -> list[StateClock]:
    """The clocks of a state's loss rules, soonest first; none for a state that has no such rule here.

    California counts what was lost within twelve months: the report is due from the discovery with which the
    number is reached, and for every theft, since a theft may turn out to be an employee's. `significant` are the
    entries that two people have decided to be significant otherwise.
    """
    if state != "CA":
        return []
    found = []
    for entry in _reportable(book, significant):
        day = _discovered(entry)
        what = "report of loss to the board of pharmacy (30 days)"
        found.append(
            StateClock(what, entry.event.id, day + timedelta(days=CALIFORNIA_REPORT_D), _BY_ID["CA-5"])
        )
        what = "reconciliation report (three months)"
        found.append(
            StateClock(what, entry.event.id, months_after(day, CALIFORNIA_RECONCILE_MONTHS), _BY_ID["CA-4"])
        )
    return sorted(found, key=lambda clock: (clock.due, clock.ref, clock.what))


def _reportable(book: Book, significant: Container[str]) -> list[Entry]:
    """Thefts, what was decided to be significant, and losses that reach California's numbers with those before."""
    losses = sorted(missing(book), key=_discovered)
    return [
        entry for entry in losses
        if _is_theft(entry) or entry.event.id in significant or _reaches(book, entry, losses)
    ]  # fmt: skip


def _is_theft(entry: Entry) -> bool:
    return any(leg.account.startswith("stolen:") for leg in entry.legs)


def _reaches(book: Book, entry: Entry, losses: list[Entry]) -> bool:
    day = _discovered(entry)
    since = months_after(day, -CALIFORNIA_WINDOW_MONTHS)
    vials = {one.vial for one in losses if since < _discovered(one) <= day and one.vial is not None}
    kinds = [book.vials[vial].dose_type for vial in vials]
    return kinds.count("single") >= CALIFORNIA_SINGLE or kinds.count("multi") >= CALIFORNIA_MULTI


def _discovered(entry: Entry) -> date:
    assert entry.discovered_at is not None, "a loss was discovered at some time"
    return entry.discovered_at.date()


def pdmp_query(state: str, asked_on: date | None, on: date, *, is_first: bool) -> Query:
    """Whether this state's PDMP must be asked before an act on that day. `asked_on` is when it last was."""
    duty = next(
        (one for one in DUTIES if one.topic is Topic.PDMP and one.state == state and one.holds(on)), None
    )
    if duty is None:
        return Query(
            None, f"whether {state or 'this state'} asks for a query is not known here: ask counsel", None
        )
    name = PROGRAMMES.get(state, f"the PDMP of {state}")
    if asked_on is None:
        return Query(True, f"{name} was never asked about this patient", duty)
    if asked_on > on:
        return Query(True, f"{name} was asked on {asked_on}, after this act", duty)
    if is_first:
        earliest = _business_day_before(on)
        due = asked_on < min(earliest, on - timedelta(days=1))
        return Query(
            due, f"before the first act {name} is asked on {earliest} or later; it was on {asked_on}", duty
        )
    until = months_after(asked_on, CALIFORNIA_QUERY_MONTHS)
    return Query(on > until, f"{name} was asked on {asked_on}, which holds through {until}", duty)


def _business_day_before(day: date) -> date:
    day -= timedelta(days=1)
    while not is_business_day(day):
        day -= timedelta(days=1)
    return day


def months_after(day: date, months: int) -> date:
    """The same day some months on, or the last of a shorter month: never later than the text."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    for last in (day.day, 30, 29, 28):
        try:
            return date(year, month + 1, last)
        except ValueError:
            continue
    raise AssertionError("every month has 28 days")
