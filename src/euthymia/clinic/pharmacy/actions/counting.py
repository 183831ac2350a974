"""The guided count: everything at once, blind, signed by two; what differs becomes a case of its own."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid5

from euthymia.clinic.audit import actions as auditing
from euthymia.clinic.people.access import Permission
from euthymia.clinic.people.actions import require
from euthymia.clinic.people.proofs import OneAct
from euthymia.clinic.people.queries import Member
from euthymia.clinic.pharmacy import closing, queries
from euthymia.clinic.pharmacy.models import Book, Case, Entry, Sheet
from euthymia.domain import ledger
from euthymia.domain.ledger import DEVICE, VIAL
from euthymia.domain.ledger.cases import same_pair
from euthymia.domain.quantities import Fault, Unusable

from .posting import Wanted, acting, lock_book, post, post_all


@dataclass(frozen=True, slots=True)
class Counted:
    """What two people found in a vial, in microlitres, or of a device 1; 0 when it is missing."""

    vial: str
    volume_ul: int
    form: str = VIAL

    def fields(self) -> dict[str, Any]:
        return {"vial": self.vial, _MEASURES[self.form]: self.volume_ul}


_MEASURES = {VIAL: "volume_ul", DEVICE: "units"}


def count_sheet(
    *, by: Member, witness: OneAct, book: Book, client_id: UUID, purpose: str, counted: Sequence[Counted], seen_n: int,
    left_open: str = "",
) -> Sheet:  # fmt: skip
    """Post a whole sheet. `seen_n` is the last entry of the book when it was begun: what moved since is counted anew.

    Every vial on hand that is not empty stands on it, once. `left_open` says why what is not settled stays so: without
    it a day with anything open is not closed. Raises NotPosted, Unusable, NotAllowed.
    """
    require(by, Permission.COUNT_STOCK)
    with acting():
        book = lock_book(by, book)
        known = queries.sheet_of_client(book, client_id)
        if known is not None:
            return known
        if faults := _incomplete(book, purpose, counted, seen_n) + closing.unsaid(book, purpose, left_open):
            raise Unusable(faults)
        wanted = [
            Wanted(uuid5(client_id, one.vial), "count", None, None, one.fields())
            for one in counted
        ]  # fmt: skip
        rows = post_all(by=by, book=book, wanted=wanted, witness=witness)
        ids = [str(row.client_id) for row in rows]
        differences = Case.objects.filter(
            clinic_id=book.clinic_id, book=book, code__in=ids, is_open=True
        ).count()
        site = queries.site(book)
        sheet = Sheet(
            clinic_id=book.clinic_id, book=book, client_id=client_id, purpose=purpose, at=rows[0].at,
            by=by.words, witness=rows[0].witness, record=rows[0].record, vials=len(rows), differences=differences,
            mode=site.count_mode, tolerance_ul=site.tolerance_ul, left_open=closing.as_kept(book, purpose, left_open),
        )  # fmt: skip
        sheet.save()
        auditing.record(
            verb="stock.counted", says=f"counted {len(rows)} vials, {differences} with a difference",
            subject=str(sheet.pk), actor=by.words, purpose=purpose,
        )  # fmt: skip
        return sheet


def recount(
    *, by: Member, witness: OneAct, book: Book, client_id: UUID, case: str, volume_ul: int
) -> Entry:  # fmt: skip
    """The vial of an open case, measured once more by two others. What differs again is a case of its own.

    Raises NotPosted, Unusable, NotAllowed.
    """
    require(by, Permission.COUNT_STOCK)
    with acting():
        book = lock_book(by, book)
        known = queries.entry_of_client(book, client_id)
        if known is None:
            found = queries.case_named(book, case)
            if found is None or not found[0].is_open:
                raise Unusable.one("", "no-open-case", "this difference is not open", "an open case")
            if faults := _counted_it(found[1], by, witness.member):
                raise Unusable(faults)
            again = Counted(found[0].vial, volume_ul, found[1].form)
        else:
            again = Counted(known.vial, volume_ul, DEVICE if "units" in known.event else VIAL)
        fields = {**again.fields(), "ref": case}
        return post(by=by, book=book, wanted=Wanted(client_id, "count", None, None, fields), witness=witness)


def _counted_it(count: ledger.Count, *people: Member) -> list[Fault]:
    first = same_pair(count, [str(one.staff.pk) for one in people])
    return [
        Fault("", "counted-it", f"{one.name} counted this vial the first time", "two who did not")
        for one in people
        if str(one.staff.pk) in first
    ]


def _incomplete(book: Book, purpose: str, counted: Sequence[Counted], seen_n: int) -> list[Fault]:
    names = [one.vial for one in counted]
    faults = []
    if purpose not in Sheet.Purpose.values:
        faults.append(
            Fault("purpose", "unknown", f"{purpose!r} is no count", ", ".join(Sheet.Purpose.values))
        )
    if not names:
        faults.append(Fault("", "nothing", "there is nothing to count", "a book with vials"))
    wanted = {vial.code for vial in queries.to_count(book)}
    for vial in sorted(wanted - set(names)):
        faults.append(Fault("", "not-counted", f"vial {vial} was not counted", "every vial on hand"))
    for vial in sorted({one for one in names if names.count(one) > 1}):
        faults.append(Fault("", "twice", f"vial {vial} stands twice", "each vial once"))
    for vial in queries.moved_since(book, names, seen_n):
        faults.append(Fault("", "moved", f"vial {vial} was used since the sheet was opened", "count it anew"))
    return faults
