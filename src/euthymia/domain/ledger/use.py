"""A vial or device is used: draw, administer, waste; broken or destroyed: breakage, destroy.

A device is drawn when it is opened for somebody. It is then in hand, an account of its own, and is given, wasted or
broken whole.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta

from .accounts import account
from .draft import Draft, clock
from .holdings import Drawn, Owner, Standing, Syringe, Vial
from .products import DEVICE, VIAL, amount_words
from .refusals import Refusal


def draw(draft: Draft) -> None:
    """Out of a vial into the syringe of one patient and order, or a device opened for them, until given or wasted."""
    vial = draft.vial()
    owner = draft.owner()
    if vial.is_device:
        owner = owner._replace(syringe=vial.id)
    amount = draft.amount(vial.form)
    draft.here(vial, Standing.STOCK)
    if vial.placement.recovered:
        raise Refusal("recovered", vial=vial.id)
    draft.at_place(vial)
    through = _usable(draft, vial)
    if (
        vial.dose_type == "single" and not vial.is_device
    ):  # a device that somebody opened is gone from the book
        _its_own(vial, owner)
    draft.free_for(vial, owner.patient)
    syringe = _ready(draft, draft.held.syringe(owner), vial)
    into = vial.own("in-hand" if vial.is_device else "syringe", owner.name)
    taken = draft.take(vial, amount, into)
    drawn = Drawn(draft.event.id, draft.event.at, owner, vial.id, draft.volume_ul, draft.mass_ug, through)
    draft.vials[vial.id] = replace(taken, draws=(*taken.draws, drawn))
    draft.syringes[owner] = _filled(syringe, drawn, vial)


def _usable(draft: Draft, vial: Vial) -> date:
    """The last day on which the vial may be used, by the date where it is used; refused after that day."""
    today = draft.event.at.date()
    if today > vial.expires:
        raise Refusal("expired", vial=vial.id, expires=vial.expires)
    if vial.dose_type == "single":
        return vial.expires
    opened_at = min((*(drawn.at for drawn in vial.draws), draft.event.at))
    last = last_day(opened_at, draft.policy.beyond_use_d)
    if today > last:
        raise Refusal("beyond-use", vial=vial.id, opened=opened_at.date(), last=last)
    return min(last, vial.expires)


def last_day(opened_at: datetime, beyond_use_d: int) -> date:
    """Through this day a multi-dose vial may be used, if its label does not end sooner."""
    return opened_at.date() + timedelta(days=beyond_use_d)


def _its_own(vial: Vial, owner: Owner) -> None:
    if vial.draws and not vial.draws[0].owner.same_case(owner):
        first = vial.draws[0].owner
        raise Refusal("other-patient", vial=vial.id, patient=first.patient, order=first.order)


def _ready(draft: Draft, syringe: Syringe | None, vial: Vial) -> Syringe | None:
    """The syringe that more may be drawn into; an empty one begins anew."""
    if syringe is None:
        return None
    # Also of an empty one: what was given from it may be reversed into it.
    _holds(syringe, vial.form, vial.substance)
    if not syringe.mass_ug:
        registration = vial.placement.registration
        return replace(syringe, registration=registration, emptied=len(syringe.draws))
    if syringe.registration != vial.placement.registration:
        named = syringe.registration or "none named"
        raise Refusal("other-registration", what="The syringe of this patient and order", registration=named)
    _in_time(draft, syringe)
    return syringe


def _holds(syringe: Syringe, form: str, substance: str) -> None:
    if (syringe.form, syringe.substance) != (form, substance):
        held = f"{syringe.substance} of a {syringe.form}"
        raise Refusal("other-substance", held=held, claimed=f"{substance} of a {form}")


def _in_time(draft: Draft, syringe: Syringe) -> None:
    hours = draft.policy.preparation_h
    ended = syringe.use_by(hours)
    if draft.event.at >= ended:
        begun = syringe.begun_at
        raise Refusal(
            "preparation-over", begun=clock(begun), ended=clock(ended.astimezone(begun.tzinfo)), hours=hours
        )


def _filled(syringe: Syringe | None, drawn: Drawn, vial: Vial) -> Syringe:
    if syringe is None:
        return Syringe(
            owner=drawn.owner, registration=vial.placement.registration, volume_ul=drawn.volume_ul,
            mass_ug=drawn.mass_ug, draws=(drawn,), form=vial.form, substance=vial.substance,
        )  # fmt: skip
    return replace(
        syringe, volume_ul=syringe.volume_ul + drawn.volume_ul, mass_ug=syringe.mass_ug + drawn.mass_ug,
        draws=(*syringe.draws, drawn),
    )  # fmt: skip


def administer(draft: Draft) -> None:
    """From the syringe to its patient, within the preparation window; or a device that was opened for them, whole."""
    device = _device(draft)
    syringe, volume_ul = _syringe(draft) if device is None else _in_hand(draft, device)
    if syringe.form != DEVICE:
        _in_time(draft, syringe)
    if draft.event.at.date() > syringe.through:
        raise Refusal("drawn-expired", last=syringe.through)
    _out(draft, syringe, volume_ul, "administered")


def waste(draft: Draft) -> None:
    """What is left after drawing for a patient: of the syringe, of a single-dose vial, or a device that was opened."""
    if draft.event.vial is None:
        _out(draft, *_syringe(draft), "wasted")
        return
    vial = draft.vial()
    if not vial.draws:
        raise Refusal("never-drawn", vial=vial.id)
    if vial.dose_type == "multi":
        raise Refusal("multi-dose-rest", vial=vial.id)
    if vial.is_device:
        _out(draft, *_in_hand(draft, vial), "wasted")
        return
    owner = draft.owner()
    volume_ul = draft.amount(vial.form)
    _its_own(vial, owner)
    draft.here(vial, Standing.STOCK)
    draft.at_place(vial)
    draft.take(vial, volume_ul, vial.own("wasted", owner.name))


def breakage(draft: Draft) -> None:
    """Broken or spilt beyond recovery: out of the vial, wherever it is on hand, or out of the syringe or the hand."""
    if draft.event.vial is None:
        _out(draft, *_syringe(draft), "breakage")
        return
    vial = draft.vial()
    if vial.is_device and not vial.book_ul and vial.draws:
        _out(draft, *_in_hand(draft, vial), "breakage")
        return
    draft.here(vial, Standing.STOCK, Standing.QUARANTINE, Standing.IN_TRANSIT)
    draft.take(vial, draft.part(vial), vial.own("breakage"))


def destroy(draft: Draft) -> None:
    """Inventory, made non-retrievable by two people."""
    vial = draft.vial()
    draft.here(vial, Standing.STOCK, Standing.QUARANTINE)
    draft.take(vial, draft.part(vial), vial.own("destroyed"))


def _device(draft: Draft) -> Vial | None:
    """The device that the event names, if it is one."""
    name = draft.event.vial
    found = None if name is None else draft.held.vial(name)
    return draft.vial() if found is not None and found.is_device else None


def _in_hand(draft: Draft, device: Vial) -> tuple[Syringe, int]:
    """A device that is open for this patient and order, and the whole of it."""
    owner = draft.owner()._replace(syringe=device.id)
    units = draft.amount(device.form)
    held = draft.held.syringe(owner)
    if held is None or not held.mass_ug:
        raise Refusal("not-opened", vial=device.id, patient=owner.patient, order=owner.order)
    if draft.event.at < held.begun_at:
        raise Refusal("before-draw", begun=clock(held.begun_at))
    return held, units


def _syringe(draft: Draft) -> tuple[Syringe, int]:
    owner = draft.owner()
    draft.fits(VIAL)
    volume_ul = draft.amount(VIAL)
    syringe = draft.held.syringe(owner)
    # A device in hand is given by its own id, and holds no volume that could be shared.
    if syringe is None or not syringe.volume_ul:
        raise Refusal("nothing-drawn", patient=owner.patient, order=owner.order)
    _holds(syringe, VIAL, draft.event.substance or syringe.substance)
    if draft.event.at < syringe.begun_at:
        raise Refusal("before-draw", begun=clock(syringe.begun_at))
    named = draft.event.vial
    if named is not None and all(drawn.vial != named for drawn in syringe.filling):
        raise Refusal("vial-not-in-syringe", vial=named)
    if volume_ul > syringe.volume_ul:
        drawn_ml, asked_ml = (amount_words(one, VIAL) for one in (syringe.volume_ul, volume_ul))
        raise Refusal(
            "more-than-drawn", drawn=drawn_ml, patient=owner.patient, order=owner.order, volume=asked_ml
        )
    return syringe, volume_ul


def _out(draft: Draft, syringe: Syringe, amount: int, kind: str) -> None:
    """An equal share of everything in the syringe, which must be whole micrograms; of a device all of it."""
    target = account(kind, syringe.owner.name, syringe.substance)
    draft.registration = syringe.registration
    if syringe.form == DEVICE:
        draft.post(syringe.account, target, 0, syringe.mass_ug, amount)
        draft.syringes[syringe.owner] = replace(syringe, mass_ug=0)
        return
    mass_ug, rest = divmod(syringe.mass_ug * amount, syringe.volume_ul)
    if rest:
        raise Refusal("no-whole-share", volume=amount_words(amount, VIAL))
    draft.post(syringe.account, target, amount, mass_ug)
    draft.syringes[syringe.owner] = replace(
        syringe, volume_ul=syringe.volume_ul - amount, mass_ug=syringe.mass_ug - mass_ug
    )
