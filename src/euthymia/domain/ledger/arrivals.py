"""Stock comes into the book: opening, receive, receive-from; one vial for each event."""

from __future__ import annotations

from dataclasses import replace

from euthymia.domain.quantities.identifiers import dea_registration, identify

from .accounts import account
from .draft import Draft, ml
from .holdings import Placement, Standing, Vial
from .refusals import Refusal


def opening(draft: Draft) -> None:
    """The initial inventory, one vial; expired stock is on hand too (compliance.md 1.4 row 2)."""
    placement = _placement(draft)
    _arrive(draft, account("opening", placement.place), placement)


def receive(draft: Draft) -> None:
    """Bought from a supplier whose DEA number is valid; not expired, and with lot and expiry."""
    event = draft.event
    (number,) = draft.needs("supplier_dea")
    supplier = draft.registrant(number, "supplier-number")
    placement = _placement(draft)
    if event.expires is not None and event.expires < event.at.date():
        raise Refusal("expired-on-arrival", vial=event.vial, expires=event.expires)
    _arrive(draft, account("acquired", supplier), placement)


def receive_from(draft: Draft) -> None:
    """From another registrant: what was distributed to this one, or a vial that this book does not know yet."""
    number, name = draft.needs("from", "vial")
    giver = draft.registrant(number, "giver-number")
    placement = _placement(draft)
    if giver == placement.registration:
        raise Refusal("not-sent", vial=name, giver=giver)
    source = account("received-from", giver)
    vial = draft.held.vial(name)
    if vial is None or vial.placement.standing is Standing.WITHDRAWN:
        _arrive(draft, source, placement)
        return
    _come_back(draft, vial, placement, giver, source)


def _come_back(draft: Draft, vial: Vial, placement: Placement, giver: str, source: str) -> None:
    """A vial that the book saw leave: at the one it was sent to, or back from there to the one that sent it."""
    before = vial.placement
    if before.standing is not Standing.DISTRIBUTED:
        raise Refusal("vial-exists", vial=vial.id)
    draft.same_details(vial)
    forward = placement.registration == before.sent_to and before.registration in ("", giver)
    back = giver == before.sent_to and placement.registration == before.registration
    if draft.event.at < before.since or not (forward or back):
        raise Refusal("not-sent", vial=vial.id, giver=giver)
    sent = draft.held.entry(before.by_event)
    assert sent is not None, "a vial is distributed by an entry"
    volume_ul = sent.volume_ul if draft.event.volume_ul is None else draft.moved(draft.event.volume_ul)
    if not (volume_ul <= sent.volume_ul if back else volume_ul == sent.volume_ul):
        raise Refusal("not-enough", vial=vial.id, book=ml(sent.volume_ul), volume=ml(volume_ul))
    draft.before = before
    changed = replace(vial, placement=placement, book_ul=vial.book_ul + volume_ul)
    draft.vials[vial.id] = changed
    draft.registration = placement.registration
    draft.post(source, changed.account, volume_ul, draft.mass(vial, volume_ul))


def _placement(draft: Draft) -> Placement:
    """The place it comes to. One that looks like `DEA-NUMBER/NAME` must hold a valid number."""
    (place,) = draft.needs("to")
    return new_place(place, draft)


def new_place(place: str, draft: Draft) -> Placement:
    number, slash, name = place.partition("/")
    if slash and looks_like_registration(number) and (dea_registration(number) is None or not name):
        raise Refusal("registration-number", number=number)
    return Placement(standing=Standing.STOCK, place=place, since=draft.event.at, by_event=draft.event.id)


def looks_like_registration(number: str) -> bool:
    return len(number) == 9 and number.isascii() and number[0].isalpha() and number[2:].isdigit()


def _arrive(draft: Draft, source: str, placement: Placement) -> None:
    event = draft.event
    name, ndc, lot, expires, mg_per_ml, dose_type = draft.needs(
        "vial", "ndc", "lot", "expires", "mg_per_ml", "dose_type"
    )
    volume_ul = draft.amount()
    known = draft.held.vial(name)
    if known is not None and known.placement.standing is not Standing.WITHDRAWN:
        raise Refusal("vial-exists", vial=name)
    product = identify("ndc", ndc)
    if not product.valid:
        raise Refusal("ndc-not-valid", ndc=ndc, why=product.why)
    vial = Vial(
        id=name, ndc=ndc, lot=lot, expires=expires, mg_per_ml=mg_per_ml, label_ul=volume_ul,
        dose_type=dose_type, arrived_at=event.at, arrived_by=event.id, placement=placement, book_ul=volume_ul,
    )  # fmt: skip
    draft.vials[vial.id] = vial
    draft.registration = placement.registration
    draft.post(source, vial.account, volume_ul, draft.mass(vial, volume_ul))
