"""Stock comes into the book: opening, receive, receive-from; one vial for each event."""

from __future__ import annotations

from dataclasses import replace

from euthymia.domain.quantities.identifiers import dea_registration, identify

from .draft import Draft
from .holdings import Placement, Standing, Vial
from .products import DEVICE, KETAMINE, VIAL
from .refusals import Refusal


def opening(draft: Draft) -> None:
    """The initial inventory, one vial; expired stock is on hand too (compliance.md 1.4 row 2)."""
    placement = _placement(draft)
    _arrive(draft, "opening", placement.place, placement)


def receive(draft: Draft) -> None:
    """Bought from a supplier whose DEA number is valid; not expired, and with lot and expiry."""
    event = draft.event
    (number,) = draft.needs("supplier_dea")
    supplier = draft.registrant(number, "supplier-number")
    placement = _placement(draft)
    if event.expires is not None and event.expires < event.at.date():
        raise Refusal("expired-on-arrival", vial=event.vial, expires=event.expires)
    _arrive(draft, "acquired", supplier, placement)


def receive_from(draft: Draft) -> None:
    """From another registrant: what was distributed to this one, or a vial that this book does not know yet."""
    number, name = draft.needs("from", "vial")
    giver = draft.registrant(number, "giver-number")
    placement = _placement(draft)
    if giver == placement.registration:
        raise Refusal("not-sent", vial=name, giver=giver)
    vial = draft.held.vial(name)
    if vial is None or vial.placement.standing is Standing.WITHDRAWN:
        _arrive(draft, "received-from", giver, placement)
        return
    _come_back(draft, vial, placement, giver)


def _come_back(draft: Draft, vial: Vial, placement: Placement, giver: str) -> None:
    """A vial that the book saw leave: at the one it was sent to, or back from there to the one that sent it."""
    before = vial.placement
    draft.about(vial)
    if before.standing is not Standing.DISTRIBUTED:
        raise Refusal("vial-exists", vial=vial.id)
    draft.same_details(vial)
    forward = placement.registration == before.sent_to and before.registration in ("", giver)
    back = giver == before.sent_to and placement.registration == before.registration
    if draft.event.at < before.since or not (forward or back):
        raise Refusal("not-sent", vial=vial.id, giver=giver)
    sent = draft.held.entry(before.by_event)
    assert sent is not None, "a vial is distributed by an entry"
    given = draft.given(vial.form)
    amount = sent.amount if given is None else draft.moved(given)
    if not (amount <= sent.amount if back else amount == sent.amount):
        raise Refusal("not-enough", vial=vial.id, book=vial.words(sent.amount), volume=vial.words(amount))
    draft.before = before
    changed = replace(vial, placement=placement, book_ul=vial.book_ul + amount)
    draft.vials[vial.id] = changed
    draft.registration = placement.registration
    draft.pour(vial, vial.own("received-from", giver), changed.account, amount)


# What the label of each form says, and must be given with an arrival.
_LABELLED = {VIAL: ("mg_per_ml", "dose_type"), DEVICE: ("substance", "content_ug")}


def _placement(draft: Draft) -> Placement:
    """The place it comes to. One that looks like `DEA-NUMBER/NAME` must hold a valid number.

    A device that a pharmacy sent for one patient is that patient's from its arrival (compliance.md 6).
    """
    (place,) = draft.needs("to")
    there, event = new_place(place, draft), draft.event
    if event.form == DEVICE and event.patient is not None:
        return replace(there, patient=event.patient, bound_at=event.at)
    return there


def new_place(place: str, draft: Draft) -> Placement:
    number, slash, name = place.partition("/")
    if slash and looks_like_registration(number) and (dea_registration(number) is None or not name):
        raise Refusal("registration-number", number=number)
    return Placement(standing=Standing.STOCK, place=place, since=draft.event.at, by_event=draft.event.id)


def looks_like_registration(number: str) -> bool:
    return len(number) == 9 and number.isascii() and number[0].isalpha() and number[2:].isdigit()


def _arrive(draft: Draft, kind: str, source: str, placement: Placement) -> None:
    """A new vial or device; `source` is whom or where it comes from, `kind` the account of that."""
    event = draft.event
    form = event.form or VIAL
    draft.fits(form)
    name, ndc, lot, expires, *_ = draft.needs("vial", "ndc", "lot", "expires", *_LABELLED[form])
    amount = draft.amount(form)
    known = draft.held.vial(name)
    if known is not None and known.placement.standing is not Standing.WITHDRAWN:
        raise Refusal("vial-exists", vial=name)
    product = identify("ndc", ndc)
    if not product.valid:
        raise Refusal("ndc-not-valid", ndc=ndc, why=product.why)
    vial = Vial(
        id=name, ndc=ndc, lot=lot, expires=expires, mg_per_ml=event.mg_per_ml, label_ul=amount,
        # A device is one patient's, like a single-dose vial.
        dose_type="single" if form == DEVICE else event.dose_type or "", arrived_at=event.at, arrived_by=event.id,
        placement=placement, book_ul=amount, form=form, substance=event.substance or KETAMINE,
        content_ug=event.content_ug,
    )  # fmt: skip
    draft.vials[vial.id] = vial
    draft.registration = placement.registration
    draft.pour(vial, vial.own(kind, source), vial.account, amount)
