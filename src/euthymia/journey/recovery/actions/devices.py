"""The devices of a spray in the drug book: what was scanned, against the dose; opened and given in one record."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NoReturn
from uuid import UUID

from euthymia.clinic.people.models import Patient
from euthymia.clinic.people.queries import Member
from euthymia.clinic.pharmacy import actions as pharmacy
from euthymia.clinic.pharmacy import in_hand
from euthymia.clinic.pharmacy import queries as stock
from euthymia.clinic.pharmacy.models import Book, Entry, SiteRule
from euthymia.clinic.pharmacy.queries import Shown
from euthymia.domain import ledger
from euthymia.domain.quantities import MASS_MG, Fault, Unusable
from euthymia.domain.rules.after_discharge import NASAL_DOSES


@dataclass(frozen=True, slots=True)
class Scanned:
    """A device as it was scanned, and as the book knows it; `wrong` is why it cannot be this dose's, with its code."""

    text: str
    hand: in_hand.InHand | None
    device: Shown | None
    wrong: tuple[str, str] | None = None


def look(by: Member, texts: Sequence[str]) -> list[Scanned]:
    """What each scan or number means in the clinic's books."""
    return [_look(by, text.strip()) for text in texts if text.strip()]


def _look(by: Member, text: str) -> Scanned:
    try:
        hand = in_hand.in_hand(by.clinic, text)
    except Unusable as refused:
        return Scanned(text, None, None, (refused.faults[0].code, refused.faults[0].says))
    if not hand.found:
        says = f"{text[:60]} is not in the drug book: another product, or never received. Receive it first."
        return Scanned(text, hand, None, ("unknown-vial", says))
    if hand.only is None:
        numbers = ", ".join(one.row.code for one in hand.found[:12])
        says = (
            f"{len(hand.found)} devices have this code ({numbers}): type the number on the one in your hand."
        )
        return Scanned(text, hand, None, ("which-one", says))
    device = hand.only
    if not device.vial.is_device or device.vial.substance != ledger.ESKETAMINE:
        says = f"{device.row.code} is {device.vial.substance}, a {device.vial.form}, and no device of esketamine."
        return Scanned(text, hand, device, ("other-drug", says))
    return Scanned(text, hand, device)


def faults_of(dose_mg: int, scanned: Sequence[Scanned], reason: str, at: datetime) -> list[Fault]:
    """What the dose asks of its devices: as many as make it up, each once, and a reason where the day is not open."""
    faults: list[Fault] = []
    wanted = NASAL_DOSES.get(dose_mg, 0)
    found = [one.device for one in scanned if one.device is not None and one.wrong is None]
    codes = [one.row.code for one in found]
    for code in sorted({one for one in codes if codes.count(one) > 1}):
        faults.append(Fault("devices", "twice", f"device {code} stands twice", "each device once"))
    if len(scanned) != wanted:
        says = f"{dose_mg} mg are {ledger.amount_words(wanted, ledger.DEVICE)}, and {len(scanned)} stand here"
        faults.append(Fault("devices", "count", says, "every device that was used, one a line"))
    elif len(found) == wanted and sum(one.mass_labelled_ug for one in found) != dose_mg * 1_000:
        held = MASS_MG.format(sum(one.mass_labelled_ug for one in found))
        says = f"these devices hold {held} mg by their labels, not {dose_mg} mg"
        faults.append(Fault("devices", "other-dose", says, "the devices of this dose"))
    outside = {stock.outside_the_day(one.row.book, at) for one in found}
    if SiteRule.WhenClosed.ASK in outside and not reason.strip():
        says = "the day of this stock is not open: say why a device is used now"
        faults.append(Fault("reason", "day-not-opened", says, "a reason, or a count by two first"))
    return faults


def use(
    *, by: Member, patient: Patient, client_id: UUID, order: str, scanned: Sequence[Scanned], reason: str, at: datetime
) -> list[Entry]:  # fmt: skip
    """Post them. Raises NotPosted: a scan that is not a device of the dose is refused by name, and kept."""
    wrong = next((one for one in scanned if one.wrong is not None), None)
    if wrong is not None:
        assert wrong.wrong is not None
        refuse(by, patient, client_id, order, wrong, *wrong.wrong)
    found = [(one, one.device) for one in scanned if one.device is not None]
    book = found[0][1].row.book
    used = [as_used(by, patient, client_id, order, one, device, book) for one, device in found]
    return pharmacy.use_devices(
        by=by, book=book, client_id=client_id, patient=patient, order=order, used=used, reason=reason, at=at
    )


def as_used(
    by: Member, patient: Patient, client_id: UUID, order: str, one: Scanned, device: Shown, book: Book
) -> pharmacy.Used:
    """A device as it is posted in this book. Raises NotPosted: of another one, or its code says otherwise than the book."""
    if device.row.book_id != book.pk:
        number = device.row.book.registration.number
        says = f"Device {device.row.code} belongs to another registration ({number}) than the first. Take devices of one."
        refuse(by, patient, client_id, order, one, "other-registration", says)
    if one.hand is not None and one.hand.ndc_10 not in (None, device.ndc_10):
        says = f"The code says NDC {one.hand.ndc_10}, the book has {device.row.ndc} as device {device.row.code}. Put it aside and check its label."
        refuse(by, patient, client_id, order, one, "details-differ", says)
    return pharmacy.Used(
        device=device.row.code,
        lot=(one.hand.lot if one.hand else None) or "",
        expires=one.hand.expires if one.hand else None,
    )


def refuse(
    by: Member, patient: Patient, client_id: UUID, order: str, one: Scanned, code: str, says: str
) -> NoReturn:
    """Refused before the ledger is asked, and kept by name."""
    book = one.device.row.book if one.device is not None else stock.books(by.clinic)[0]
    fields = {"vial": one.device.row.code if one.device else one.text[:200], "order": order}
    pharmacy.refuse(
        by=by,
        book=book,
        client_id=client_id,
        kind="draw",
        code=code,
        says=says,
        patient=patient,
        fields=fields,
    )
