"""Data sheets for DEA Forms 41 and 106: what the book knows, field by field, to type from. They imitate no form.

Form 41: 21 CFR 1304.21(e), compliance.md 1.6 row 4. Form 106: 21 CFR 1301.76(b), compliance.md 1.3 rows 2 and 6.
What the book does not know says so: an empty field would look like an answer.
"""

from __future__ import annotations

from datetime import datetime

from euthymia.clinic.pharmacy import duties
from euthymia.clinic.pharmacy.models import Entry, LossDecision
from euthymia.domain.ledger import kind_of
from euthymia.domain.ledger.clocks import FORM_106, NOTICE
from euthymia.domain.rules.licence import Verdict

from .gathered import QUANTITY, Gathered, in_measure, mg, name, quantity
from .section import Section

ELSEWHERE = "not in the book: type it from your own papers"


def _registrant(found: Gathered) -> tuple[tuple[str, str], ...]:
    registration = found.book.registration
    return (
        ("Registrant", registration.entity), ("DEA registration number", registration.number),
        ("Registered address", registration.address), ("Clinic's telephone", found.book.clinic.phone or ELSEWHERE),
    )  # fmt: skip


def form_41(found: Gathered) -> Section:
    """Inventory destroyed by two. Waste after drawing for a patient is not on it (DEA letter of 2014-10-17)."""
    rows = tuple(_destroyed(found, row) for row in found.of_kind("destroy") if found.stands(row))
    columns = (
        "NDC", "Lot", "Name", "Strength", "Form", f"Package, {QUANTITY}", "Full packages", f"Partial count, {QUANTITY}", f"Total destroyed, {QUANTITY}",
        "Total, mg", "Date", "Method and reason", "Place", "Witness 1", "Witness 2",
    )  # fmt: skip
    facts = (
        *_registrant(found),
        ("Waste after drawing for a patient", "not on this form; it stands in the waste log"),
    )
    says = "Data sheet for DEA Form 41, to type from. Inventory only; both witnesses sign the form itself."
    return Section(
        "form-41", "Data sheet: DEA Form 41", says, columns, rows, facts, frozenset({5, 6, 7, 8, 9})
    )


def _destroyed(found: Gathered, row: Entry) -> tuple[str, ...]:
    vial = found.revived[row.vial]
    moved = row.more.get("units") or row.more["volume_ul"]
    full = moved == vial.label_ul
    ndc, strength, lot = found.product(row)
    return (
        ndc, lot, found.substance(row), strength, found.finished(row), in_measure(vial.label_ul, vial.form), "1" if full else "0",
        "0" if full else quantity(row), quantity(row), mg(row.more["mass_ug"]),
        found.period.day(row.at), row.event.get("reason", "") or ELSEWHERE, vial.placement.place, name(row.by), name(row.witness),
    )  # fmt: skip


def form_106(found: Gathered) -> Section:
    """Losses and thefts that stand: declared as such, or what a case was resolved to."""
    entries = [row for row in found.entries if row.more.get("discovered_at") and found.stands(row)]
    columns = (
        "Loss or theft", "NDC", "Name", "Strength", "Form", "Lot", "Vial", f"Quantity, {QUANTITY}", "Quantity, mg", "Discovered",
        "Notice", "Form 106", "Decided", "Declared by", "What is known",
    )  # fmt: skip
    facts = (
        *_registrant(found),
        ("Date of loss or theft", "the date it was discovered stands with each line; an earlier date: " + ELSEWHERE),
        ("Type (break-in, robbery, employee, customer, in transit, other)", ELSEWHERE),
        ("Police report", ELSEWHERE), ("Purchase value", ELSEWHERE), ("Carrier, if lost in transit", ELSEWHERE),
        ("Measures taken since", ELSEWHERE), ("Notice", NOTICE), ("Form", FORM_106),
    )  # fmt: skip
    sent = {(one.ref, one.code): one for one in duties.reports(found.book)}
    decided = {str(one.entry): one for one in duties.decisions(found.book)}
    rows = tuple(_missing(found, row, sent, decided.get(str(row.client_id))) for row in entries)
    says = "Data sheet for DEA Form 106, to type from. The form itself is filed electronically."
    return Section("form-106", "Data sheet: DEA Form 106", says, columns, rows, facts, frozenset({7, 8}))


def _missing(
    found: Gathered, row: Entry, sent: dict[tuple[str, str], duties.Report], decision: LossDecision | None
) -> tuple[str, ...]:
    ndc, strength, lot = found.product(row)
    stolen = any(kind_of(account) == "stolen" for account, _, _ in row.legs)
    day = datetime.fromisoformat(row.more["discovered_at"]).date()
    ref = str(row.client_id)
    said = "; ".join(
        f"{one['code']}: {one['answer']}{' (' + one['words'] + ')' if one['words'] else ''}"
        for one in (decision.answers if decision else ())
    )
    return (
        "theft" if stolen else "loss", ndc, found.substance(row), strength, found.finished(row), lot, row.vial,
        quantity(row), mg(row.more["mass_ug"]), day.isoformat(),
        *(_state(sent.get((ref, code))) for code in (duties.NOTICE_CODE, duties.FORM_106_CODE)),
        Verdict(decision.verdict).words if decision else "nobody has decided yet", f"{name(row.by)}; {name(row.witness)}",
        "; ".join(filter(None, (decision.reason if decision else row.event.get("reason", ""), said))),
    )  # fmt: skip


def _state(one: duties.Report | None) -> str:
    """A notice or form: when it went out, or by when it is due; not owed for a loss that was called minor."""
    if one is None:
        return "not owed"
    return (
        f"sent {one.done.done_on.isoformat()}, {one.done.reference}"
        if one.done
        else f"due {one.due.isoformat()}"
    )
