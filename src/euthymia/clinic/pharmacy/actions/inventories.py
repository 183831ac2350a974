"""Inventories: everything on hand at opening or close of business, signed by two, on a paper of its own."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID, uuid5

from euthymia.clinic.audit import actions as auditing
from euthymia.clinic.people.access import Permission
from euthymia.clinic.people.actions import require
from euthymia.clinic.people.proofs import OneAct
from euthymia.clinic.people.queries import Member
from euthymia.clinic.pharmacy import paper_queries
from euthymia.clinic.pharmacy.models import Book, Inventory, Syringe, Vial
from euthymia.domain import ledger
from euthymia.domain.quantities import MASS_MG, VOLUME_ML, Fault, Unusable
from euthymia.kit import units

from .posting import Wanted, acting, digest_of, lock_book, post_all
from .verbs import Arrival, DeviceArrival, whose

SUBSTANCES = {
    ledger.KETAMINE: "ketamine hydrochloride, Schedule III",
    ledger.ESKETAMINE: "esketamine, Schedule III",
}
FORMS = {ledger.VIAL: "solution for injection", ledger.DEVICE: "nasal spray device"}


def open_book(
    *, by: Member, witness: OneAct, book: Book, client_id: UUID, moment: str, arrivals: Sequence[Arrival | DeviceArrival]
) -> Inventory:  # fmt: skip
    """The initial inventory: every vial on hand, or none, which is recorded as zero. Raises NotPosted, Unusable, NotAllowed."""
    require(by, Permission.KEEP_STOCK)
    with acting():
        book = lock_book(by, book)
        if (known := paper_queries.inventory_of_client(book, client_id)) is not None:
            return known
        if book.entries_n:
            says = f"this book has {book.entries_n} entries already"
            raise Unusable.one("", "begun", says, "an inventory of what a count found")
        wanted = [
            Wanted(uuid5(client_id, one.vial), "opening", None, whose(one), {**one.fields(), "reason": "initial inventory"})
            for one in arrivals
        ]  # fmt: skip
        if wanted:
            post_all(by=by, book=book, wanted=wanted, witness=witness)
            book.refresh_from_db()
        # One sign-in signs one record: that of the entries, and where there are none the inventory's own.
        record = witness.record or None
        return _taken(
            by, witness, book, client_id, Inventory.Kind.INITIAL, moment, units.current().now, record
        )


def take_inventory(
    *, by: Member, witness: OneAct, book: Book, client_id: UUID, kind: str, moment: str = ""
) -> Inventory:  # fmt: skip
    """What the newest opening or closing count found, as an inventory. Raises Unusable, NotAllowed.

    `moment` is asked only where nothing is on hand, so that there was nothing to count; else the count says it.
    """
    require(by, Permission.COUNT_STOCK)
    with acting():
        book = lock_book(by, book)
        if (known := paper_queries.inventory_of_client(book, client_id)) is not None:
            return known
        at = units.current().now
        if Vial.objects.filter(
            clinic_id=book.clinic_id, book=book, standing__in=COUNTED, book_ul__gt=0
        ).exists():
            sheet = paper_queries.sheet_that_stands(book)
            if sheet is None:
                says = "stock has moved since the last opening or closing count"
                raise Unusable.one("", "not-counted", says, "a count of everything, then the inventory")
            at, moment = sheet.at, sheet.purpose
        return _taken(by, witness, book, client_id, kind, moment, at, None)


COUNTED = ("stock", "quarantine")


def _taken(
    by: Member, witness: OneAct, book: Book, client_id: UUID, kind: str, moment: str, at: datetime, record: str | None
) -> Inventory:  # fmt: skip
    if faults := _faults(kind, moment):
        raise Unusable(faults)
    now, lines = units.current().now, lines_of(book)
    local = at.astimezone(book.clinic.zone).isoformat()
    document = {
        "inventory": str(client_id),
        "kind": kind,
        "moment": moment,
        "at": local,
        "by": str(by.staff.pk),
        "lines": lines,
    }
    record = record or digest_of([document])
    second = witness.sign(record, now)
    require(second, Permission.WITNESS_STOCK)
    if second.staff.pk == by.staff.pk or second.clinic.pk != by.clinic.pk:
        raise Unusable.one(
            "second_email", "same", "the second person is not another of this clinic", "a colleague"
        )
    made = Inventory(
        clinic_id=book.clinic_id, book=book, client_id=client_id, kind=kind, moment=moment, at=at, recorded_at=now,
        by=by.words, witness=second.words, after_n=book.entries_n, lines=lines, record=record,
    )  # fmt: skip
    made.save()
    auditing.record(
        verb="stock.inventory", says=f"signed the {made.get_kind_display()}, {len(lines)} lines", subject=str(made.pk),
        actor=by.words, witness=second.words,
    )  # fmt: skip
    return made


def _faults(kind: str, moment: str) -> list[Fault]:
    faults = []
    if kind not in Inventory.Kind.values:
        faults.append(Fault("kind", "unknown", f"{kind!r} is no inventory", ", ".join(Inventory.Kind.values)))
    if moment not in Inventory.Moment.values:
        faults.append(
            Fault(
                "moment",
                "missing",
                "an inventory says whether it is of opening or close of business",
                "open, close",
            )
        )
    return faults


def lines_of(book: Book) -> list[dict[str, Any]]:
    """What is on hand, as 21 CFR 1304.11(e) asks: each size and strength, full containers by number, others one by one."""
    of = {"clinic_id": book.clinic_id, "book": book}
    today = units.current().now.astimezone(book.clinic.zone).date()
    full: dict[tuple[str, ...], list[str]] = defaultdict(list)
    lines = []
    rows = Vial.objects.filter(**of, standing__in=(*COUNTED, "in-transit"), book_ul__gt=0).order_by(
        "ndc", "lot", "code"
    )
    for row in rows:
        vial = ledger.revived(ledger.Vial, row.state)
        why = _why_apart(row, vial, today.isoformat())
        if vial.opened is None and vial.book_ul == vial.label_ul:
            full[
                row.ndc,
                row.lot,
                row.expires.isoformat(),
                _strength(vial),
                _size(vial, vial.label_ul),
                why,
                SUBSTANCES[vial.substance],
                FORMS[vial.form],
            ].append(row.code)
        else:
            lines.append(_line(row, vial, why))
    whole = [
        {
            "substance": substance, "form": form, "ndc": ndc, "lot": lot, "expires": expires, "strength": strength,
            "container_ml": size, "containers": len(codes), "each_ml": size, "vials": ", ".join(codes), "apart": why,
            "how": "full, sealed",
        }
        for (ndc, lot, expires, strength, size, why, substance, form), codes in full.items()
    ]  # fmt: skip
    return [*whole, *lines, *_drawn_up(book)]


def _line(row: Vial, vial: ledger.Vial, why: str) -> dict[str, Any]:
    return {
        "substance": SUBSTANCES[vial.substance], "form": FORMS[vial.form], "ndc": row.ndc, "lot": row.lot,
        "expires": row.expires.isoformat(), "strength": _strength(vial), "container_ml": _size(vial, vial.label_ul),
        "containers": 1, "each_ml": _size(vial, vial.book_ul), "vials": row.code, "apart": why, "how": "opened, measured",
    }  # fmt: skip


def _drawn_up(book: Book) -> list[dict[str, Any]]:
    rows = Syringe.objects.filter(clinic_id=book.clinic_id, book=book, mass_ug__gt=0).order_by(
        "patient", "order"
    )
    return [
        {
            "substance": SUBSTANCES[held.substance], "form": "device, opened" if not row.volume_ul else "drawn up",
            "ndc": "", "lot": "", "expires": "", "strength": f"{MASS_MG.format(row.mass_ug)} mg in all",
            "container_ml": "", "containers": 1, "each_ml": VOLUME_ML.format(row.volume_ul) if row.volume_ul else "",
            "vials": f"syringe of {row.patient}" if row.volume_ul else f"{row.syringe}, for {row.patient}", "apart": "",
            "how": "by the book",
        }
        for row in rows
        for held in (ledger.revived(ledger.Syringe, row.state),)
    ]  # fmt: skip


def _strength(vial: ledger.Vial) -> str:
    """The strength on the label; of a device what is in one."""
    if vial.content_ug is not None:
        return f"{MASS_MG.format(vial.content_ug)} mg in one device"
    assert vial.mg_per_ml is not None, "a vial has a strength"
    return f"{float(vial.mg_per_ml):g} mg/mL"


def _size(vial: ledger.Vial, amount: int) -> str:
    """Millilitres of a vial; a device is its own unit."""
    return "" if vial.is_device else VOLUME_ML.format(amount)


def _why_apart(row: Vial, vial: ledger.Vial, today: str) -> str:
    if row.standing == "in-transit":
        return "loaded for the reverse distributor, not acknowledged"
    expired = paper_queries.through(vial).isoformat() < today
    words = [
        word for word, holds in (("quarantine", row.standing == "quarantine"), ("expired", expired)) if holds
    ]
    return ", ".join(words)
