"""What adds up and what is missing: lots, the equation of each lot, what waits for a signature, rules, the meter."""

from __future__ import annotations

from collections import defaultdict

from euthymia.clinic.pharmacy import duties, on_hand, paper_queries
from euthymia.clinic.pharmacy.models import Entry, Syringe
from euthymia.domain import ledger
from euthymia.domain.ledger.policy import DISTRIBUTION_PER_CENT, DOSAGE_UNIT_UL
from euthymia.domain.rules import licence

from .counts import state_of
from .gathered import (
    PRODUCTS,
    QUANTITY,
    Gathered,
    in_measure,
    mg,
    ml,
    name,
    papers,
    patients_of,
    quantity,
    signers,
)
from .section import Section

_IN = {"opening": "opening", "acquired": "received", "received-from": "received", "overfill": "overfill"}
_OUT = {
    "administered": "administered", "wasted": "wasted", "breakage": "broken", "destroyed": "destroyed",
    "reverse-distributed": "returned", "distributed": "distributed", "lost": "lost", "stolen": "stolen",
    "variance": "in suspense",
}  # fmt: skip
_HELD = ("vial", "device", "syringe", "in-hand", "quarantine", "in-transit")


def lots(found: Gathered) -> Section:
    """Each lot's equation over the period: what was there and came is what left and is there."""
    totals: dict[tuple[str, on_hand.Product], dict[str, int]] = defaultdict(lambda: defaultdict(int))
    rows = Entry.objects.filter(**found.of, at__lt=found.period.end).order_by("n")
    for row in rows:
        within = row.at >= found.period.start
        lot = _lot(found, row), found.product_kind(row)
        for what, amount in _moved(found, row):
            if within or what == "closing":
                totals[lot][what] += amount
            if not within and what == "closing":
                totals[lot]["at the start"] += amount
    names = ["at the start", *dict.fromkeys(_IN.values()), *dict.fromkeys(_OUT.values()), "closing"]
    lines = tuple(
        (lot, PRODUCTS[product], *(in_measure(sums[one], product[1]) for one in names), _equation(sums, product[1]))
        for (lot, product), sums in sorted(totals.items())
    )  # fmt: skip
    columns = ("Lot", "Of", *(f"{one.capitalize()}, {QUANTITY}" for one in names), "Adds up")
    says = "At the start + opening + received + overfill = administered + wasted + broken + every other way out + closing, with what is in suspense."
    return Section(
        "lots", "Every lot adds up", says, columns, lines, numbers=frozenset(range(2, len(names) + 2))
    )


def _equation(sums: dict[str, int], form: str) -> str:
    came = sums["at the start"] + sum(sums[one] for one in set(_IN.values()))
    went = sum(sums[one] for one in set(_OUT.values())) + sums["closing"]
    return "yes" if came == went else f"NO: {in_measure(came - went, form)}"


def _moved(found: Gathered, row: Entry) -> list[tuple[str, int]]:
    """What an entry did to its lot: the ways in and out, and what is on hand. A syringe's lots share by volume."""
    moved = []
    units = row.more.get("units", 0)
    for account, volume_ul, mass_ug in row.legs:
        kind = ledger.kind_of(account)
        amount = (units if mass_ug > 0 else -units) if units else volume_ul
        if kind in _HELD:
            moved.append(("closing", amount))
        elif kind in _IN:
            moved.append((_IN[kind], -amount))
        else:
            moved.append((_OUT[kind], amount))
    return moved


def _lot(found: Gathered, row: Entry) -> str:
    """The lot of what moved; of a syringe filled from several lots all their names, as one line of its own."""
    codes = found.vials_of(row)
    if not codes and row.ref in found.by_id:
        return _lot(found, found.by_id[row.ref])
    return (
        ", ".join(dict.fromkeys(found.vials[code].lot for code in codes if code in found.vials))
        or "not known"
    )


def got_lot(found: Gathered, lot: str = "") -> Section:
    """Who got which lot: a recall asks for it. Without a lot, every one."""
    entries = [
        row for row in found.of_kind("administer")
        if found.stands(row) and (not lot or lot.casefold() in (one.casefold() for one in found.product(row)[2].split(", ")))
    ]  # fmt: skip
    rows = sorted(
        (
            found.product(row)[2], ", ".join(found.vials_of(row)), papers(row, "patient", "number"), papers(row, "patient", "name"),
            found.period.clock(row.at), quantity(row), mg(row.more["mass_ug"]), row.event.get("order", ""), name(row.by),
        )
        for row in entries
    )  # fmt: skip
    columns = ("Lot", "Vial", "Patient no.", "Patient", "When", QUANTITY, "mg", "Order", "Given by")
    says = (
        f"Who was given drug of lot {lot} in this period."
        if lot
        else "Who was given drug of each lot in this period."
    )
    return Section(
        "who-got-lot",
        "Who got which lot",
        says,
        columns,
        tuple(rows),
        numbers=frozenset({5, 6}),
        patients=patients_of(entries),
    )


def waiting(found: Gathered) -> Section:
    """What is not signed or not complete: each line is somebody's to finish."""
    rows = [*_syringes(found), *_open(found), *_uncounted(found), *_without_papers(found), *_inventory(found)]
    columns = ("What", "Where", "Since", "What to do")
    says = "Nothing in the book is half signed: an entry of two is posted with both names or not at all. This is what still waits for somebody."
    return Section("unsigned", "Waits for a signature or a fact", says, columns, tuple(rows))


def _syringes(found: Gathered) -> list[tuple[str, ...]]:
    rows = Syringe.objects.filter(**found.of, mass_ug__gt=0).order_by("patient", "order")
    return [
        (
            f"{'drawn up' if row.volume_ul else 'device opened'}, neither given nor wasted",
            f"patient {row.patient}, order {row.order}: {f'{ml(row.volume_ul)} mL' if row.volume_ul else row.syringe}",
            str(row.state["draws"][row.state["emptied"]][1])[:16].replace("T", " "),
            "give it within its four hours, or waste it with a witness" if row.volume_ul else "give it, or waste it with a witness",
        )
        for row in rows
    ]  # fmt: skip


def _open(found: Gathered) -> list[tuple[str, ...]]:
    return [
        ("open case", f"{count.form} {case.vial}: {_said(count)}", found.period.clock(case.at), "two who did not count resolve it")
        for case, count in found.cases if case.is_open
    ]  # fmt: skip


def _said(count: ledger.Count) -> str:
    return ("-" if count.rest_ul < 0 else "") + count.words(abs(count.rest_ul))


def _uncounted(found: Gathered) -> list[tuple[str, ...]]:
    moved = {found.period.day(row.at) for row in found.entries if row.kind != "count"}
    purposes: dict[str, dict[str, object]] = defaultdict(dict)
    for sheet in found.sheets:
        purposes[found.period.day(sheet.at)][sheet.purpose] = sheet
    found_days: list[tuple[str, ...]] = []
    for day in sorted(moved):
        state = state_of(purposes[day].get("open"), purposes[day].get("close"), 1)  # type: ignore[arg-type]
        if state != "opened and closed":
            found_days.append(
                (f"day {state.lower()}", day, day, "count everything, two together, and say what was missed")
            )
    return found_days


def _without_papers(found: Gathered) -> list[tuple[str, ...]]:
    rows: list[tuple[str, ...]] = []
    for row in found.entries:
        if row.patient_id and row.kind == "administer" and papers(row, "patient", "address") == "NOT KNOWN":
            rows.append(
                (
                    "patient's address not known",
                    f"entry {row.n}, patient {papers(row, 'patient', 'number')}",
                    found.period.clock(row.at),
                    "write it on the printed record; enter it at the patient, so that the next dose has it",
                )
            )
        if (
            row.kind in ("receive", "receive-from", "distribute")
            and papers(row, "registrant", "address") == "NOT KNOWN"
        ):
            rows.append(
                (
                    f"other registrant's papers not known ({row.kind})",
                    f"entry {row.n}",
                    found.period.clock(row.at),
                    "write them on the printed record; enter the registrant, so that the next entry has them",
                )
            )
    return rows


def _inventory(found: Gathered) -> list[tuple[str, ...]]:
    due = paper_queries.inventory_due(found.book)
    if due is None:
        return [
            (
                "initial inventory",
                found.book.registration.number,
                "",
                "take it, and say opening or close of business",
            )
        ]
    if due < found.period.last:
        return [
            (
                "biennial inventory overdue",
                found.book.registration.number,
                due.isoformat(),
                "count everything and take it",
            )
        ]
    return []


def meter(found: Gathered) -> Section:
    years = range(found.period.first.year, found.period.last.year + 1)
    meters = [paper_queries.meter(found.book, year) for year in years]
    rows = tuple(
        (
            str(one.year), _units(one.dispensed_ul), _units(one.distributed_ul), f"{float(one.share_per_cent):.2f}",
            f"{DISTRIBUTION_PER_CENT.value}", "ABOVE: register as a distributor" if one.is_above else "within",
        )
        for one in meters
    )  # fmt: skip
    columns = (
        "Calendar year",
        "Administered, units",
        "Distributed, units",
        "Share, %",
        "Limit, %",
        "Verdict",
    )
    says = f"21 CFR 1307.11: at most 5 % of a year's dosage units may go to other registrants. One unit is {DOSAGE_UNIT_UL.value // 1000} mL, as in Ohio, or one device; federally it is not defined."
    return Section("meter", "The 5 % rule", says, columns, rows, numbers=frozenset({1, 2, 3, 4}))


def _units(volume_ul: int) -> str:
    return f"{volume_ul / DOSAGE_UNIT_UL.value:.3f}".rstrip("0").rstrip(".")


def rules(found: Gathered) -> Section:
    state = found.book.registration.state
    seen = licence.duties(licence.DUTIES, state or "?", found.period.last)
    rows = tuple(
        (
            one.id, one.topic.value, one.says, one.applies_to, one.provenance.source, one.provenance.confidence.value,
            one.read_on.isoformat(), one.since.isoformat() if one.since else "", one.until.isoformat() if one.until else "", one.for_counsel,
        )
        for one in seen.duties
    )  # fmt: skip
    columns = (
        "Rule",
        "Topic",
        "What is owed",
        "By whom",
        "Citation",
        "Mark",
        "Last read",
        "Since",
        "Until",
        "Ask counsel",
    )
    facts = (
        ("State", state or "not entered: an owner does, at the registration"),
        ("Known here", seen.says() if state else "only federal duties are shown"),
        ("Monitoring programme", _pdmp(found, state)),
        *((f"{one.what}, vial {one.vial}", _when(one)) for one in duties.reports(found.book)),
    )
    says = "Which duties, reports and clocks this site sees, each with its source and how sure we are of it."
    return Section("rules", "Rules of this site", says, columns, rows, facts)


def _pdmp(found: Gathered, state: str) -> str:
    """Whether this state wants its programme asked before a first dose, as far as that is known here."""
    asked = licence.pdmp_query(state, None, found.period.last, is_first=True) if state else None
    if asked is None or asked.is_due is None:
        return "whether it must be asked is not known here: ask counsel"
    assert asked.duty is not None
    return f"{asked.duty.says} ({asked.duty.provenance.source})"


def _when(one: duties.Report) -> str:
    """Whether a notice or report went out, or by when it is due."""
    if one.done is not None:
        return f"sent {one.done.done_on.isoformat()}: {one.done.reference}"
    return f"due {one.due.isoformat()}"


def heads(found: Gathered) -> Section:
    """The chain of the book: what a later copy is compared with."""
    book = found.book
    facts = (
        ("Entries", str(book.entries_n)), ("Head of the chain (SHA-256)", bytes(book.entries_head).hex()),
        ("Substances", ", ".join(sorted({PRODUCTS[row.substance, row.form] for row in found.vials.values()}))),
    )  # fmt: skip
    rows = tuple(
        (str(row.n), found.period.clock(row.recorded_at), row.kind, bytes(row.hash).hex(), signers(row))
        for row in found.entries[-1:]
    )
    columns = ("Last entry of the period", "Recorded", "What", "Its hash", "Who")
    says = "Each entry's hash covers the entry and the hash before it. Nobody can alter, drop or insert one and keep this head."
    return Section("chain", "The chain of the book", says, columns, rows, facts)
