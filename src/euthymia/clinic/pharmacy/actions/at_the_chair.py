"""What a session posts: a syringe is drawn and checked, and later settled. Each is signed whole, and posted whole.

The stage that calls knows the order, the consent and the chart; this knows the vials and the book.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any, NoReturn
from uuid import UUID, uuid5

from euthymia.clinic.people.models import Patient
from euthymia.clinic.people.proofs import OneAct
from euthymia.clinic.people.queries import Member
from euthymia.clinic.pharmacy.models import Book, Entry, Refusal
from euthymia.clinic.pharmacy.paper_queries import UNUSED
from euthymia.domain.ledger import DEVICE
from euthymia.kit import units

from .posting import NotPosted, Wanted, post_all


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """Out of one vial, with what its label says: a label that is not the book's is refused. Microlitres of stock.

    `rest_ul` is what stays in a single-dose vial and is wasted in the same breath, before the same witness.
    """

    vial: str
    volume_ul: int
    mg_per_ml: Decimal
    ndc: str = ""
    lot: str = ""
    expires: date | None = None
    rest_ul: int = 0

    def label(self) -> dict[str, Any]:
        whole = self.mg_per_ml == self.mg_per_ml.to_integral_value()
        return {
            "mg_per_ml": int(self.mg_per_ml) if whole else float(self.mg_per_ml), "ndc": self.ndc, "lot": self.lot,
            "expires": self.expires.isoformat() if self.expires else None,
        }  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """Whose syringe: the patient, the order and who signed it, and the number on its label."""

    patient: Patient
    order: str
    syringe: str
    ordered_by: str = ""

    def fields(self) -> dict[str, Any]:
        return {"order": self.order, "syringe": self.syringe}

    def wanted(self, client_id: UUID, kind: str, at: datetime | None, fields: dict[str, Any]) -> Wanted:
        return Wanted(client_id, kind, at, self.patient, fields, self.ordered_by)


def draw_up(
    *, by: Member, witness: OneAct, book: Book, client_id: UUID, account: Account, taken: Sequence[Taken], reason: str,
    rest_reason: str = "", at: datetime | None = None,
) -> list[Entry]:  # fmt: skip
    """Fill one syringe from one vial or several; the second person signs all of it. Raises NotPosted, Unusable."""
    wanted = []
    for one in taken:
        fields = {
            **account.fields(),
            **one.label(),
            "vial": one.vial,
            "volume_ul": one.volume_ul,
            "reason": reason,
        }
        wanted.append(account.wanted(uuid5(client_id, f"draw {one.vial}"), "draw", at, fields))
        if one.rest_ul:
            rest = {"order": account.order, "vial": one.vial, "volume_ul": one.rest_ul, "reason": rest_reason}
            wanted.append(account.wanted(uuid5(client_id, f"rest {one.vial}"), "waste", at, rest))
    return post_all(by=by, book=book, wanted=wanted, witness=witness)


@dataclass(frozen=True, slots=True, kw_only=True)
class Settled:
    """What becomes of a syringe, in microlitres of stock: given since `begun_at`, and `left_ul` wasted or broken."""

    given_ul: int
    begun_at: datetime | None
    given_reason: str
    left_ul: int = 0
    left_kind: str = "waste"
    left_reason: str = ""


def settle(
    *, by: Member, book: Book, client_id: UUID, account: Account, settled: Settled, witness: OneAct | None = None,
    at: datetime | None = None,
) -> list[Entry]:  # fmt: skip
    """Given is posted at the time its administration began; what is left needs the witness. Raises NotPosted.

    Nothing to post gives no entry.
    """
    wanted = _settling(client_id, account, settled, at)
    return post_all(by=by, book=book, wanted=wanted, witness=witness) if wanted else []


def _settling(client_id: UUID, account: Account, settled: Settled, at: datetime | None) -> list[Wanted]:
    wanted = []
    if settled.given_ul:
        fields = {**account.fields(), "volume_ul": settled.given_ul, "reason": settled.given_reason}
        wanted.append(account.wanted(uuid5(client_id, "given"), "administer", settled.begun_at, fields))
    if settled.left_ul:
        fields = {**account.fields(), "volume_ul": settled.left_ul, "reason": settled.left_reason}
        wanted.append(account.wanted(uuid5(client_id, "left"), settled.left_kind, at, fields))
    return wanted


@dataclass(frozen=True, slots=True, kw_only=True)
class Anew:
    """What of one syringe was entered wrongly: `undone` are those entries, and `settled` is what is right.

    `left_at` is when what was left was destroyed; None means now.
    """

    account: Account
    undone: Sequence[Entry]
    settled: Settled
    left_at: datetime | None = None


def settle_anew(
    *, by: Member, witness: OneAct, book: Book, client_id: UUID, anew: Sequence[Anew], reason: str
) -> list[Entry]:
    """Mirror what was entered of some syringes, the newest first, and enter what is right: one record, signed by two.

    Raises NotPosted, Unusable.
    """
    wanted = []
    for one in anew:
        wanted += _mirrors(client_id, one.undone, reason)
        form = uuid5(client_id, f"anew {one.account.syringe}")
        wanted += _settling(form, one.account, one.settled, one.left_at)
    return post_all(by=by, book=book, wanted=wanted, witness=witness)


def _mirrors(client_id: UUID, undone: Sequence[Entry], reason: str) -> list[Wanted]:
    """The reversals of these entries, of the newest first."""
    return [
        Wanted(
            uuid5(client_id, f"undo {entry.client_id}"), "reverse", None, entry.patient,
            {"ref": str(entry.client_id), "reason": reason},
        )
        for entry in sorted(undone, key=lambda entry: -entry.n)
    ]  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Used:
    """A device that a patient used, with what its label says: a label that is not the book's is refused."""

    device: str
    ndc: str = ""
    lot: str = ""
    expires: date | None = None


def use_devices(
    *, by: Member, book: Book, client_id: UUID, patient: Patient, order: str, used: Sequence[Used], reason: str,
    at: datetime,
) -> list[Entry]:  # fmt: skip
    """Each device is opened for its patient and given, whole: one record for all of them. Raises NotPosted, Unusable."""
    wanted = [each for one in used for each in _using(client_id, patient, order, one, reason, at)]
    return post_all(by=by, book=book, wanted=wanted)


def _using(
    client_id: UUID, patient: Patient, order: str, one: Used, reason: str, at: datetime
) -> list[Wanted]:
    scanned = {"ndc": one.ndc, "lot": one.lot, "expires": one.expires.isoformat() if one.expires else None}
    fields = {"vial": one.device, "order": order, "form": DEVICE, "reason": reason, **scanned}
    return [
        Wanted(uuid5(client_id, f"{kind} {one.device}"), kind, at, patient, fields)
        for kind in ("draw", "administer")
    ]


def use_another(
    *, by: Member, witness: OneAct, book: Book, client_id: UUID, patient: Patient, order: str, undone: Sequence[Entry],
    used: Used, reason: str, at: datetime,
) -> list[Entry]:  # fmt: skip
    """A device was entered that the patient did not use: `undone`, what of its entries still stands, is mirrored, and
    the one that was used is opened and given as of `at`. One record, signed by two. Raises NotPosted, Unusable.
    """
    wanted = [*_mirrors(client_id, undone, reason), *_using(client_id, patient, order, used, reason, at)]
    return post_all(by=by, book=book, wanted=wanted, witness=witness)


def waste_unused(
    *, by: Member, witness: OneAct, book: Book, client_id: UUID, vial: str, patient: Patient, reason: str
) -> Entry:
    """A device that was opened for a patient who did not use it: opened and wasted, signed by two as one record.

    Raises NotPosted, Unusable.
    """
    fields = {"vial": vial, "order": f"{UNUSED}{client_id}", "form": DEVICE, "reason": reason}
    wanted = [
        Wanted(uuid5(client_id, f"{kind} {vial}"), kind, None, patient, fields) for kind in ("draw", "waste")
    ]
    return post_all(by=by, book=book, wanted=wanted, witness=witness)[-1]


def refuse(
    *, by: Member, book: Book, client_id: UUID, kind: str, code: str, says: str, patient: Patient | None = None,
    fields: dict[str, Any] | None = None,
) -> NoReturn:  # fmt: skip
    """An act that is refused before the ledger is asked: kept by name like the ledger's own refusals."""
    wanted = Wanted(client_id, kind, None, patient, fields or {})
    raise NotPosted(by, book, wanted.document(by, units.current().now), code, says)


def answer_again(*, by: Member, client_id: UUID) -> None:
    """An act that was refused stays refused: sent again it gets the same answer. Raises NotPosted."""
    books = Book.objects.filter(clinic=by.clinic)
    row = Refusal.objects.filter(clinic=by.clinic, book__in=books, client_id=client_id).first()
    if row is not None:
        raise NotPosted(by, row.book, row.event, row.code, row.says)
