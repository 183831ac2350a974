"""A spray's device that was entered wrongly: corrected by two, in the chart and in the drug book at once.

The dose stays as it was entered, and the correction stands beside it: what the book had of the wrong device is
mirrored, the device that was used is opened and given as of the first spray, in one transaction or not at all.
"""

from __future__ import annotations

from typing import Any
from uuid import UUID, uuid5

from euthymia.clinic.people.access import Permission
from euthymia.clinic.people.actions import require
from euthymia.clinic.people.proofs import OneAct
from euthymia.clinic.people.queries import Member
from euthymia.clinic.pharmacy import actions as pharmacy
from euthymia.clinic.pharmacy import paper_queries as book_rows
from euthymia.clinic.pharmacy import queries as stock
from euthymia.clinic.pharmacy.models import Entry as BookEntry
from euthymia.clinic.pharmacy.queries import Shown
from euthymia.clinic.tasks import actions as tasks
from euthymia.clinic.tasks import queries as asked
from euthymia.clinic.visits.models import Visit
from euthymia.domain.quantities import Fault, Unusable
from euthymia.domain.rules import after_discharge
from euthymia.journey.recovery import queries
from euthymia.journey.recovery.fold import dose_now
from euthymia.journey.recovery.models import Recovery, RecoveryEvent
from euthymia.kit import units

from . import devices
from .entries import Entry, Kind, enter, known_event, sprayed

_USED_ALL_THE_SAME = (
    "If the patient did use it: two reverse what the drug book has of {was}, a count finds {device} missing, two "
    "others resolve that case as given, and the note says so."
)
# What the ledger refuses of a device that is to be opened reads otherwise where the dose has been given long since.
_OF_A_DOSE_GIVEN = {
    "device-used": "The drug book has device {device} as opened, for this dose or another, or as gone. Check its number. "
    "Were two patients' devices exchanged? Then two reverse what the book has of {device} (administer, then draw), this "
    "dose is corrected, and then the other one.",
    "before-arrival": "By the drug book device {device} came only after this dose. Check its number. " + _USED_ALL_THE_SAME,
    "in-quarantine": "The drug book has device {device} set apart. Check its number; if it was set apart by mistake, two "
    "reverse that entry first. " + _USED_ALL_THE_SAME,
    "not-here": "Device {device} has left the stock by the drug book. Check its number; if that entry was a mistake, two "
    "reverse it first.",
    "expired": "Device {device} expired on {expires}, and the drug book gives no expired device. Check its number. "
    + _USED_ALL_THE_SAME + " Report it as an adverse event.",
    "recovered": "Device {device} was stolen or lost and came back, and is given to nobody. Check its number. "
    + _USED_ALL_THE_SAME + " Report it as an adverse event.",
    "bound": "Device {device} was sent for another patient. Check its number. " + _USED_ALL_THE_SAME,
}  # fmt: skip


def correct_device(
    *, by: Member, visit: Visit, client_id: UUID, was: str, scan: str, reason: str, witness: OneAct
) -> RecoveryEvent:
    """Not device `was` of this visit's spray was used, but the one that `scan` names; also after the patient has left.

    Raises NotPosted, Unusable, NotAllowed.
    """
    require(by, Permission.RUN_INFUSION)
    require(by, Permission.RESOLVE_STOCK)
    with pharmacy.acting():
        recovery = sprayed(by, visit)
        dose = dose_now(recovery.dose, queries.folded(recovery))
        said = {"was": was, "scan": scan.strip()}
        if (known := queries.by_client_id(recovery, client_id)) is not None:
            entry = Entry(Kind.DEVICE, "", reason, {**known.detail, **said})
            return known_event(recovery, client_id, entry) or known
        pharmacy.answer_again(by=by, client_id=client_id)
        one, device = _found(by, recovery, dose, client_id, was, scan, reason)
        posted = _posted(by, witness, recovery, dose, client_id, was, one, device, reason.strip())
        return _written(by, witness.member, recovery, dose, client_id, said, device, posted, reason)


def _found(
    by: Member, recovery: Recovery, dose: dict[str, Any], client_id: UUID, was: str, scan: str, reason: str
) -> tuple[devices.Scanned, Shown]:
    """The device that was used, as far as it can be judged without its book being locked."""
    faults = []
    if "devices" not in dose:
        says = "the drug book has no device of this dose: it was given before one was kept here"
        raise Unusable.one("", "not-booked", says, "an addendum to the note")
    if was not in dose["devices"]:
        of_dose = ", ".join(dose["devices"])
        faults.append(Fault("was", "not-of-this-dose", f"{was[:60]!r} is no device of this dose", of_dose))
    if not scan.strip():
        faults.append(Fault("scan", "missing", "no device was scanned", "its code, or the number on it"))
    if not reason.strip():
        faults.append(Fault("reason", "missing", "say what was wrong", "a few words"))
    if faults:
        raise Unusable(faults)
    (one,) = devices.look(by, [scan])
    if one.device is None or one.wrong is not None:
        assert one.wrong is not None, "a scan that names no device says why"
        devices.refuse(by, recovery.patient, client_id, str(recovery.pk), one, *one.wrong)
    device = one.device
    if device.row.code == was:
        raise Unusable.one("scan", "nothing-new", f"{was} is what stands there", "the device that was used")
    if device.row.code in dose["devices"]:
        says = f"device {device.row.code} is of this dose already"
        raise Unusable.one("scan", "twice", says, "the device that was used instead")
    if device.mass_labelled_ug != after_discharge.DEVICE_MG * 1_000:
        says = f"device {device.row.code} holds {device.label} by its label, and this dose is of {after_discharge.DEVICE_MG} mg each"
        raise Unusable.one("scan", "other-dose", says, "a device of this dose's strength")
    return one, device


def _posted(
    by: Member, witness: OneAct, recovery: Recovery, dose: dict[str, Any], client_id: UUID, was: str,
    one: devices.Scanned, device: Shown, reason: str,
) -> list[BookEntry]:  # fmt: skip
    """What the book has of the wrong device goes back, unless two have reversed it there; the right one is given."""
    assert recovery.began_at is not None, "a spray has its times"
    book = stock.book(by.clinic, UUID(dose["book"]))
    used = devices.as_used(by, recovery.patient, client_id, str(recovery.pk), one, device, book)
    lines = [row for row in book_rows.entries_numbered(book, dose["entries"]) if row.vial == was]
    words = f"esketamine {dose['mg']} mg, watched; {used.device} and not {was}: {reason}"
    try:
        return pharmacy.use_another(
            by=by, witness=witness, book=book, client_id=client_id, patient=recovery.patient, order=str(recovery.pk),
            undone=[row for row in lines if book_rows.reversal_of(row) is None], used=used, reason=words,
            at=recovery.began_at,
        )  # fmt: skip
    except pharmacy.NotPosted as refused:
        says = _OF_A_DOSE_GIVEN.get(refused.code)
        if says is None:
            raise
        says = says.format(device=used.device, was=was, expires=device.row.expires)
        raise pharmacy.NotPosted(by, book, refused.document, refused.code, says) from refused


def _written(
    by: Member, second: Member, recovery: Recovery, dose: dict[str, Any], client_id: UUID, said: dict[str, str],
    device: Shown, posted: list[BookEntry], reason: str,
) -> RecoveryEvent:  # fmt: skip
    """The chart's own entry: the dose as it stands from now on, and what was posted for it."""
    was = said["was"]
    at = dose["devices"].index(was)
    was_lot, lot = dose["lots"][at], device.row.lot
    given = [row for row in posted if row.kind != "reverse"]
    gone = {row.n for row in book_rows.entries_numbered(posted[0].book, dose["entries"]) if row.vial == was}
    detail = {
        **said, "is": device.row.code, "was_lot": was_lot, "lot": lot,
        "devices": _instead(dose["devices"], at, device.row.code), "lots": _instead(dose["lots"], at, lot),
        "entries": sorted({*dose["entries"], *(row.n for row in given)} - gone),
        "reversals": [row.n for row in posted if row.kind == "reverse"], "second": second.words,
    }  # fmt: skip
    says = (
        f"device {device.row.code} (lot {lot}) was used, not {was} (lot {was_lot}); signed with {second.name}"
    )
    event = enter(by, recovery, client_id, Entry(Kind.DEVICE, says, reason, detail))
    if lot != was_lot:
        _form_again(by, recovery, event)
    return event


def _instead(of: list[str], at: int, one: str) -> list[str]:
    return [*of[:at], one, *of[at + 1 :]]


def _form_again(by: Member, recovery: Recovery, event: RecoveryEvent) -> None:
    """A form that was sent with the wrong lot is sent again, corrected."""
    form = after_discharge.REMS_FORM
    subject = f"recovery {recovery.pk}"
    sent = [one for one in asked.of_subject(recovery.clinic, subject) if one.kind == form.code]
    if not sent or any(one.closed_at is None for one in sent):
        return
    assert recovery.began_at is not None, "a spray has its times"
    tasks.ask(
        by=by, patient=recovery.patient, client_id=uuid5(event.client_id, form.code), kind=form.code, owner=form.owner,
        says=f"{form.says}, with the corrected lot of a device", source=form.provenance,
        due_at=max(recovery.began_at + form.until, units.current().now), subject=subject,
    )  # fmt: skip
