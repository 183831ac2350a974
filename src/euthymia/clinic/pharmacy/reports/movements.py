"""The continuing records: the whole book, and what 21 CFR 1304.22(c) asks of each way in and out."""

from __future__ import annotations

from euthymia.clinic.pharmacy.models import Entry
from euthymia.domain.ledger import kind_of

from .gathered import QUANTITY, Gathered, mg, name, papers, patients_of, quantity, signers
from .section import Section

GONE = ("waste", "breakage", "destroy", "reverse-distribute", "loss", "theft")
MANNERS = {
    "waste": "wasted after drawing for a patient, witnessed", "breakage": "broken or spilt beyond recovery",
    "destroy": "destroyed, non-retrievable", "loss": "lost", "theft": "stolen",
}  # fmt: skip
# What a count's difference turned out to be, when two people resolved its case.
EXPLAINED = {
    "lost": "lost: not found by a count", "stolen": "stolen: not found by a count",
    "breakage": "broken or spilt, and entered only when a count missed it",
    "wasted": "wasted, and entered only when a count missed it",
    "destroyed": "destroyed, and entered only when a count missed it",
    "administered": "given to a patient, and entered only when a count missed it",
}  # fmt: skip


def book(found: Gathered) -> Section:
    """Everything in the order it was entered, with what was on hand after it."""
    rows = tuple(
        (
            str(row.n), found.period.clock(row.at), row.kind, row.vial or ", ".join(found.vials_of(row)),
            row.event.get("patient", ""), *_moved(row), found.balances[row.n], signers(row),
            "; ".join(filter(None, (row.event.get("reason", ""), found.note(row)))),
        )
        for row in found.entries
    )  # fmt: skip
    columns = (
        "Entry",
        "When",
        "What",
        "Vial",
        "Patient no.",
        QUANTITY,
        "mg",
        f"On hand, {QUANTITY}",
        "Who",
        "Why",
    )
    says = "Every entry of the Schedule III book that happened in this period, in the order it was made."
    return Section(
        "book", "The CIII book", says, columns, rows, numbers=frozenset({0, 5, 6, 7}), patients=patients_of(found.entries)
    )  # fmt: skip


def _moved(row: Entry) -> tuple[str, str]:
    """Volume and mass; blank where nothing moved, such as a count that agreed."""
    return (quantity(row), mg(row.more["mass_ug"])) if row.more["mass_ug"] else ("", "")


def received(found: Gathered) -> Section:
    kinds = ("opening", "receive", "receive-from")
    rows = tuple(_received(found, row) for row in found.of_kind(*kinds))
    columns = (
        "Date", "Substance and form", "NDC", "Strength", f"Container, {QUANTITY}", "Containers", "Lot", "Expires", "Vial",
        "From", "Address", "DEA number", "Received by", "Note",
    )  # fmt: skip
    says = "21 CFR 1304.22(c): substance, finished form, volume and number of containers, actual date, and from whom."
    return Section("received", "Received", says, columns, rows, numbers=frozenset({4, 5}))


def _received(found: Gathered, row: Entry) -> tuple[str, ...]:
    event, opening = row.event, row.kind == "opening"
    source = ("on hand at the start", "", "") if opening else tuple(
        papers(row, "registrant", what) for what in ("name", "address", "number")
    )  # fmt: skip
    vial = found.vials[row.vial]
    ndc, of_strength, lot = found.product(row)
    return (
        found.period.day(row.at), found.substance(row), ndc, of_strength, quantity(row), "1", lot,
        vial.expires.isoformat(), row.vial, *source, signers(row),
        "; ".join(filter(None, (event.get("reason", ""), found.note(row)))),
    )  # fmt: skip


def administered(found: Gathered) -> Section:
    entries = found.of_kind("administer")
    rows = tuple(
        (
            found.period.clock(row.at), papers(row, "patient", "name"), papers(row, "patient", "address"),
            papers(row, "patient", "number"), found.substance(row), *found.product(row), ", ".join(found.vials_of(row)),
            quantity(row), mg(row.more["mass_ug"]), row.event.get("order", ""),
            name((row.papers or {}).get("order", {}).get("by", "")), name(row.by), found.note(row),
        )
        for row in entries
    )  # fmt: skip
    columns = (
        "Date", "Patient", "Address", "Patient no.", "Substance and form", "NDC", "Strength", "Lot", "Vial", QUANTITY, "mg",
        "Order", "Ordered by", "Given by", "Note",
    )  # fmt: skip
    says = "21 CFR 1304.22(c): volume, the patient's name and address, the date, who ordered it where the order is kept here, and who administered it."
    return Section(
        "administered", "Administered", says, columns, rows, numbers=frozenset({9, 10}), patients=patients_of(entries)
    )  # fmt: skip


def distributed(found: Gathered) -> Section:
    rows = tuple(
        (
            found.period.day(row.at), found.substance(row), *found.product(row), row.vial, quantity(row), mg(row.more["mass_ug"]),
            *(papers(row, "registrant", what) for what in ("name", "address", "number")), signers(row), found.note(row),
        )
        for row in found.of_kind("distribute")
    )  # fmt: skip
    columns = (
        "Date", "Substance and form", "NDC", "Strength", "Lot", "Vial", QUANTITY, "mg", "To", "Address", "DEA number",
        "Sent by", "Note",
    )  # fmt: skip
    says = (
        "21 CFR 1304.22(c), 1307.11: date, quantity, and the name, address and DEA number of the recipient."
    )
    return Section(
        "distributed", "Distributed to other registrants", says, columns, rows, numbers=frozenset({6, 7})
    )


def disposed(found: Gathered) -> Section:
    entries = [row for row in found.of_kind(*GONE) if row.event.get("from") != "quarantine"]
    entries += [row for row in found.of_kind("resolve") if _explained_as(row)]
    entries.sort(key=lambda row: row.n)
    rows = tuple(
        (
            found.period.clock(row.at), _manner(row), found.substance(row), *found.product(row), ", ".join(found.vials_of(row)),
            quantity(row), mg(row.more["mass_ug"]), signers(row),
            "; ".join(filter(None, (row.event.get("reason", ""), found.note(row)))),
        )
        for row in entries
    )  # fmt: skip
    columns = (
        "Date",
        "Manner",
        "Substance and form",
        "NDC",
        "Strength",
        "Lot",
        "Vial",
        QUANTITY,
        "mg",
        "Who",
        "Why",
    )
    says = "21 CFR 1304.22(c): whatever left in any other manner, with date, manner and quantity."
    return Section(
        "disposed", "Disposed of in any other manner", says, columns, rows, numbers=frozenset({7, 8}),
        patients=patients_of(entries),
    )  # fmt: skip


def _explained_as(row: Entry) -> str:
    """Which way out a case was resolved to; empty for overfill, and for two counts that were settled."""
    return next(
        (kind for account, _, mass_ug in row.legs if mass_ug > 0 and (kind := kind_of(account)) in EXPLAINED),
        "",
    )


def _manner(row: Entry) -> str:
    if row.kind == "reverse-distribute":
        who = " ".join(papers(row, "registrant", what) for what in ("name", "number"))
        return f"reverse distributor, acknowledged: {who}"
    if row.kind == "resolve":
        return EXPLAINED[_explained_as(row)]
    return MANNERS[row.kind]


def waste_log(found: Gathered) -> Section:
    entries = found.of_kind("waste", "breakage")
    drawn = {
        (row.event["patient"], row.event["order"]): row for row in found.of_kind("draw")
    }  # the last draw of each order
    rows = []
    for row in entries:
        draw = drawn.get((row.event.get("patient", ""), row.event.get("order", "")))
        minutes = "" if draw is None else f"{max(0, int((row.at - draw.at).total_seconds() // 60))}"
        rows.append(
            (
                found.period.clock(row.at), row.kind, row.event.get("patient", ""), row.event.get("order", ""),
                ", ".join(found.vials_of(row)), quantity(row), mg(row.more["mass_ug"]), minutes,
                name(row.by), name(row.witness), "; ".join(filter(None, (row.event.get("reason", ""), found.note(row)))),
            )
        )  # fmt: skip
    columns = (
        "When", "What", "Patient no.", "Order", "Vial", QUANTITY, "mg", "Minutes after the draw", "Wasted by", "Witness", "Why",
    )  # fmt: skip
    says = "What was left after drawing for a patient, and what broke: two people saw it, each with their own sign-in."
    return Section(
        "waste", "Waste and breakage log", says, columns, tuple(rows), numbers=frozenset({5, 6, 7}), patients=patients_of(entries)
    )  # fmt: skip
