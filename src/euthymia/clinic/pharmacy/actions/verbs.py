"""The verbs of the book. Volumes are microlitres of undiluted stock; `at` None means now; each returns its entry.

Each raises NotPosted when the ledger refuses, Unusable when something cannot be understood, NotAllowed.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from euthymia.clinic.people.models import Patient
from euthymia.clinic.people.proofs import OneAct
from euthymia.clinic.people.queries import Member
from euthymia.clinic.pharmacy.models import Book, Entry, Place
from euthymia.clinic.pharmacy.paper_queries import is_of_the_chair
from euthymia.domain.ledger import DEVICE, KETAMINE
from euthymia.domain.quantities import Unusable

from .at_the_chair import refuse
from .posting import Wanted, acting, post

OF_THE_CHAIR = (
    "This was entered at the chair, and stands in the chart, the dose history and the note as well. Correct the pump's "
    "entry in the record of the session, by two, and all of them change together. A wrong vial: waste the syringe and "
    "count both vials; the differences are cases."
)


def whose(arrival: Arrival | DeviceArrival) -> Patient | None:
    """The patient a device was sent for; a vial is nobody's when it comes."""
    return arrival.patient if isinstance(arrival, DeviceArrival) else None


def kept_at(place: Place) -> None:
    """Raises Unusable for a room: what stands there is one patient's."""
    if place.treatment:
        says = f"patients are treated at {place.name}"
        raise Unusable.one("to", "treatment-area", says, "a place where stock is kept")


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrival:
    """A vial that comes into the book, as its label says."""

    vial: str
    ndc: str
    lot: str
    expires: date
    mg_per_ml: Decimal
    volume_ul: int
    dose_type: str
    to: Place
    substance: str = ""

    def fields(self) -> dict[str, Any]:
        """Raises Unusable for a room where patients are treated: stock comes to where it is kept.

        Ketamine is not said: it is what a vial holds when nothing is.
        """
        kept_at(self.to)
        whole = self.mg_per_ml == self.mg_per_ml.to_integral_value()
        return {
            "vial": self.vial, "ndc": self.ndc, "lot": self.lot, "expires": self.expires.isoformat(),
            "mg_per_ml": int(self.mg_per_ml) if whole else float(self.mg_per_ml), "volume_ul": self.volume_ul,
            "dose_type": self.dose_type, "to": self.to.account,
            "substance": self.substance if self.substance != KETAMINE else "",
        }  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class DeviceArrival:
    """A device that comes into the book, as its label says: one sealed unit with its own number.

    `patient` is whose it is, where a pharmacy sent it for one patient.
    """

    vial: str
    ndc: str
    lot: str
    expires: date
    substance: str
    content_ug: int
    to: Place
    patient: Patient | None = None

    def fields(self) -> dict[str, Any]:
        """As `Arrival.fields`."""
        kept_at(self.to)
        return {
            "vial": self.vial, "ndc": self.ndc, "lot": self.lot, "expires": self.expires.isoformat(),
            "form": DEVICE, "substance": self.substance, "content_ug": self.content_ug, "to": self.to.account,
        }  # fmt: skip


def opening(
    *, by: Member, book: Book, client_id: UUID, arrival: Arrival | DeviceArrival, reason: str = "", witness: OneAct | None = None,
    at: datetime | None = None,
) -> Entry:  # fmt: skip
    """On hand when the book began: the initial inventory, and each biennial one."""
    wanted = Wanted(client_id, "opening", at, whose(arrival), {**arrival.fields(), "reason": reason})
    return post(by=by, book=book, wanted=wanted, witness=witness)


def receive(
    *, by: Member, book: Book, client_id: UUID, arrival: Arrival | DeviceArrival, supplier_dea: str, reason: str = "",
    witness: OneAct | None = None, at: datetime | None = None,
) -> Entry:  # fmt: skip
    """Bought; `reason` says the invoice. A second counter signs where a seal is broken or the number differs."""
    more = {"supplier_dea": supplier_dea, "reason": reason}
    wanted = Wanted(client_id, "receive", at, whose(arrival), {**arrival.fields(), **more})
    return post(by=by, book=book, wanted=wanted, witness=witness)


def move(
    *, by: Member, book: Book, client_id: UUID, vial: str, to: Place, patient: Patient | None = None, reason: str = "",
    at: datetime | None = None,
) -> Entry:  # fmt: skip
    """A whole vial to another place of the same registration; to a room, for the patient who is treated there."""
    if to.treatment and patient is None:
        says = f"patients are treated at {to.name}: a vial taken there is one patient's from then on"
        raise Unusable.one("patient", "missing", says, "the patient's record number")
    fields = {"vial": vial, "to": to.account, "reason": reason}
    return post(
        by=by, book=book, wanted=Wanted(client_id, "move", at, patient if to.treatment else None, fields)
    )


def return_sealed(
    *, by: Member, book: Book, client_id: UUID, vial: str, to: Place, reason: str = "", at: datetime | None = None
) -> Entry:  # fmt: skip
    """A vial that was never opened comes back from whoever had it."""
    kept_at(to)
    fields = {"vial": vial, "to": to.account, "reason": reason}
    return post(by=by, book=book, wanted=Wanted(client_id, "return-sealed", at, None, fields))


def quarantine(
    *, by: Member, book: Book, client_id: UUID, vial: str, reason: str, at: datetime | None = None
) -> Entry:  # fmt: skip
    """Set apart, with all that is in it: expired, recalled, tampered with."""
    fields = {"vial": vial, "reason": reason}
    return post(by=by, book=book, wanted=Wanted(client_id, "quarantine", at, None, fields))


def draw(
    *, by: Member, book: Book, client_id: UUID, vial: str, patient: Patient, order: str, volume_ul: int,
    syringe: str = "", reason: str = "", at: datetime | None = None,
) -> Entry:  # fmt: skip
    """Out of a vial into the syringe of this patient and order. Drawn is not given."""
    fields = {"vial": vial, "order": order, "syringe": syringe, "volume_ul": volume_ul, "reason": reason}
    return post(by=by, book=book, wanted=Wanted(client_id, "draw", at, patient, fields))


def administer(
    *, by: Member, book: Book, client_id: UUID, patient: Patient, order: str, volume_ul: int,
    syringe: str = "", reason: str = "", at: datetime | None = None,
) -> Entry:  # fmt: skip
    """From the syringe to its patient."""
    fields = {"order": order, "syringe": syringe, "volume_ul": volume_ul, "reason": reason}
    return post(by=by, book=book, wanted=Wanted(client_id, "administer", at, patient, fields))


def waste(
    *, by: Member, witness: OneAct, book: Book, client_id: UUID, patient: Patient, order: str, volume_ul: int,
    vial: str = "", syringe: str = "", reason: str = "", at: datetime | None = None,
) -> Entry:  # fmt: skip
    """What is left in the syringe, or with `vial` in a single-dose vial opened for this patient."""
    fields = {"vial": vial, "order": order, "syringe": syringe, "volume_ul": volume_ul, "reason": reason}
    return post(by=by, book=book, wanted=Wanted(client_id, "waste", at, patient, fields), witness=witness)


def breakage(
    *, by: Member, witness: OneAct, book: Book, client_id: UUID, reason: str, vial: str = "",
    patient: Patient | None = None, order: str = "", syringe: str = "", volume_ul: int | None = None,
    at: datetime | None = None,
) -> Entry:  # fmt: skip
    """Broken or spilt beyond recovery: of a vial (everything, without a volume), or of a syringe."""
    fields = {"vial": vial, "order": order, "syringe": syringe, "volume_ul": volume_ul, "reason": reason}
    return post(by=by, book=book, wanted=Wanted(client_id, "breakage", at, patient, fields), witness=witness)


def destroy(
    *, by: Member, witness: OneAct, book: Book, client_id: UUID, vial: str, reason: str,
    volume_ul: int | None = None, at: datetime | None = None,
) -> Entry:  # fmt: skip
    """Inventory, made non-retrievable by two."""
    fields = {"vial": vial, "volume_ul": volume_ul, "reason": reason}
    return post(by=by, book=book, wanted=Wanted(client_id, "destroy", at, None, fields), witness=witness)


def reverse_distribute(
    *, by: Member, book: Book, client_id: UUID, vial: str, distributor_dea: str, loading: bool,
    witness: OneAct | None = None, reason: str = "", at: datetime | None = None,
) -> Entry:  # fmt: skip
    """Loaded from quarantine by two (`loading`), later acknowledged by the reverse distributor."""
    source = "quarantine" if loading else "in-transit"
    fields = {"vial": vial, "from": source, "to": distributor_dea, "reason": reason}
    wanted = Wanted(client_id, "reverse-distribute", at, None, fields)
    return post(by=by, book=book, wanted=wanted, witness=witness)


def resolve(
    *, by: Member, witness: OneAct, book: Book, client_id: UUID, case: str, to: str, reason: str,
    volume_ul: int | None = None, at: datetime | None = None,
) -> Entry:  # fmt: skip
    """Move what is left of a count's difference to its true account; by two who did not count."""
    fields = {"ref": case, "to": to, "volume_ul": volume_ul, "reason": reason}
    return post(by=by, book=book, wanted=Wanted(client_id, "resolve", at, None, fields), witness=witness)


def loss(
    *, by: Member, witness: OneAct, book: Book, client_id: UUID, reason: str, vial: str = "", case: str = "",
    volume_ul: int | None = None, at: datetime | None = None,
) -> Entry:  # fmt: skip
    """Known to be gone (`vial`), or what a count did not find (`case`): the clocks of notice and Form 106 start."""
    fields = {"vial": vial, "ref": case, "volume_ul": volume_ul, "reason": reason}
    return post(by=by, book=book, wanted=Wanted(client_id, "loss", at, None, fields), witness=witness)


def theft(
    *, by: Member, witness: OneAct, book: Book, client_id: UUID, reason: str, vial: str = "", case: str = "",
    volume_ul: int | None = None, at: datetime | None = None,
) -> Entry:  # fmt: skip
    """As a loss, whatever the amount: stolen."""
    fields = {"vial": vial, "ref": case, "volume_ul": volume_ul, "reason": reason}
    return post(by=by, book=book, wanted=Wanted(client_id, "theft", at, None, fields), witness=witness)


def reverse(
    *, by: Member, witness: OneAct, book: Book, client_id: UUID, entry: Entry, reason: str, at: datetime | None = None
) -> Entry:  # fmt: skip
    """The exact mirror of one earlier entry, once, if nothing was built on it; not of one that was made at the chair."""
    if is_of_the_chair(entry):
        with acting():
            refuse(by=by, book=book, client_id=client_id, kind="reverse", code="of-the-chair", says=OF_THE_CHAIR,
                   patient=entry.patient, fields={"ref": str(entry.client_id), "reason": reason})  # fmt: skip
    fields = {"ref": str(entry.client_id), "reason": reason}
    wanted = Wanted(client_id, "reverse", at, entry.patient, fields)
    return post(by=by, book=book, wanted=wanted, witness=witness)
