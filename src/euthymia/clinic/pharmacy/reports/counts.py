"""Inventories, counts, the days with who opened and closed them, and the cases."""

from __future__ import annotations

from datetime import date

from euthymia.clinic.pharmacy import paper_queries, queries
from euthymia.clinic.pharmacy.models import Entry, Sheet
from euthymia.kit import units

from .gathered import QUANTITY, Gathered, in_measure, name, quantity, signers
from .section import Section

LINE = (
    ("Substance", "substance"), ("Form", "form"), ("NDC", "ndc"), ("Strength", "strength"), ("Lot", "lot"),
    ("Expires", "expires"), ("Container, mL", "container_ml"), ("Containers", "containers"), ("In each, mL", "each_ml"),
    ("How", "how"), ("Apart because", "apart"), ("Vials", "vials"),
)  # fmt: skip


def inventories(found: Gathered) -> Section:
    """Those of the period, and the newest one before it: an inspection begins with the last."""
    rows, facts = [], []
    taken = paper_queries.inventories(found.book)
    within = [one for one in taken if found.period.start <= one.at < found.period.end]
    before = [one for one in taken if one.at < found.period.start][:1]
    for one in (*before, *reversed(within)):
        title = f"{one.get_kind_display()}, {one.get_moment_display()}, {found.period.clock(one.at)}"
        facts.append(
            (
                title,
                f"signed by {signers(one)}; {'nothing on hand: zero' if not one.lines else f'{len(one.lines)} lines'}; signed record {one.record}",
            )
        )
        rows += [(title, *(str(line[key]) for _, key in LINE)) for line in one.lines] or [
            (title, "none on hand: zero", *("" for _ in LINE[1:]))
        ]
    due = paper_queries.inventory_due(found.book)
    facts.append(("Next due", "the initial inventory was not taken" if due is None else due.isoformat()))
    columns = ("Inventory", *(label for label, _ in LINE))
    says = "21 CFR 1304.11: everything on hand at opening or close of business; the newest before this period first."
    return Section(
        "inventories", "Inventories", says, columns, tuple(rows), tuple(facts), frozenset({7, 8, 9})
    )


def counts(found: Gathered) -> Section:
    rows = []
    for sheet in found.sheets:
        for line in queries.compared(sheet):
            count = line.count
            state = "" if not line.difference_ul else ("open case" if line.case.is_open else "resolved")
            rows.append(
                (
                    found.period.clock(sheet.at), sheet.get_purpose_display(), count.vial, in_measure(count.measured_ul, count.form),
                    in_measure(count.expected_ul, count.form), in_measure(line.difference_ul, count.form), state, name(sheet.by), name(sheet.witness),
                )
            )  # fmt: skip
    columns = (
        "When",
        "Count",
        "Vial",
        f"Counted, {QUANTITY}",
        f"Book, {QUANTITY}",
        f"Difference, {QUANTITY}",
        "Case",
        "Counted by",
        "And by",
    )
    says = "Blind counts: both people measured before the book showed what it expected."
    return Section("counts", "Counts", says, columns, tuple(rows), numbers=frozenset({3, 4, 5}))


def days(found: Gathered) -> Section:
    by_day: dict[str, list[Sheet]] = {}
    for sheet in found.sheets:
        by_day.setdefault(found.period.day(sheet.at), []).append(sheet)
    today = paper_queries.day_of(units.current().now, found.period.zone)
    moved: dict[str, int] = {}
    for row in found.entries:
        moved[found.period.day(row.at)] = moved.get(found.period.day(row.at), 0) + (row.kind != "count")
    rows = [
        _day(found, day, by_day.get(day.isoformat(), []), moved.get(day.isoformat(), 0))
        for day in found.period.days()
        if day <= today
    ]
    columns = ("Day", "State", "Opened", "Closed", "Entries besides counts", "Differences found")
    says = "Each day of the book: opened and closed by a complete count of two, or not."
    return Section("days", "States of the days", says, columns, tuple(rows), numbers=frozenset({4, 5}))


def _day(found: Gathered, day: date, sheets: list[Sheet], moved: int) -> tuple[str, ...]:
    opened = next((one for one in sheets if one.purpose == Sheet.Purpose.OPEN), None)
    closed = next((one for one in reversed(sheets) if one.purpose == Sheet.Purpose.CLOSE), None)
    return (
        day.isoformat(), state_of(opened, closed, moved), *(_by(found, one) for one in (opened, closed)), str(moved),
        str(sum(one.differences for one in sheets)),
    )  # fmt: skip


def state_of(opened: Sheet | None, closed: Sheet | None, moved: int) -> str:
    """A day's state in words; a day on which nothing moved and nobody counted is idle."""
    if opened and closed:
        return "opened and closed"
    if opened:
        return "NOT CLOSED"
    if closed:
        return "NOT OPENED"
    return "NOT COUNTED" if moved else "no entries"


def _by(found: Gathered, sheet: Sheet | None) -> str:
    return "" if sheet is None else f"{found.period.clock(sheet.at)[11:]}, {signers(sheet)}"


def cases(found: Gathered) -> Section:
    rows = []
    for case, count in found.cases:
        about = [one for one in found.by_id.values() if one.ref == case.code]
        done = "; ".join(
            f"{found.period.clock(one.at)} {one.kind} {one.event.get('to', '')} {_amount(one)} ({signers(one)}): {one.event.get('reason', '')}"
            for one in sorted(about, key=lambda one: one.n)
        )
        counted = found.by_id.get(case.code)
        rows.append(
            (
                found.period.clock(case.at), case.vial, *(in_measure(one, count.form) for one in (count.expected_ul, count.measured_ul, count.rest_ul)),
                "open" if case.is_open else "closed", signers(counted) if counted else "", done,
            )
        )  # fmt: skip
    columns = (
        "Discovered",
        "Vial",
        f"Book, {QUANTITY}",
        f"Counted, {QUANTITY}",
        f"Unexplained, {QUANTITY}",
        "State",
        "Counted by",
        "What was done",
    )
    says = "Differences that counts found in this period, and every older one that is still open."
    return Section("cases", "Cases", says, columns, tuple(rows), numbers=frozenset({2, 3, 4}))


def _amount(row: Entry) -> str:
    return quantity(row) if row.more.get("units") else f"{quantity(row)} mL"
