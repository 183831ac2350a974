"""A vial is used: draw, administer, waste; broken or destroyed: breakage, destroy."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta

from .accounts import account
from .draft import Draft, clock, ml
from .holdings import Drawn, Owner, Standing, Syringe, Vial
from .refusals import Refusal


def draw(draft: Draft) -> None:
    """Out of a vial into the syringe of one patient and order. It stays there until given or wasted."""
    vial = draft.vial()
    owner = draft.owner()
    volume_ul = draft.amount()
    draft.here(vial, Standing.STOCK)
    if vial.placement.recovered:
        raise Refusal("recovered", vial=vial.id)
    draft.at_place(vial)
    through = _usable(draft, vial)
    if vial.dose_type == "single":
        _its_own(vial, owner)
    draft.free_for(vial, owner.patient)
    syringe = _ready(draft, draft.held.syringe(owner), vial)
    taken = draft.take(vial, volume_ul, account("syringe", owner.name))
    drawn = Drawn(draft.event.id, draft.event.at, owner, vial.id, volume_ul, draft.mass_ug, through)
    draft.vials[vial.id] = replace(taken, draws=(*taken.draws, drawn))
    draft.syringes[owner] = _filled(syringe, drawn, vial.placement.registration)


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
    if not syringe.volume_ul:
        registration = vial.placement.registration
        return replace(syringe, registration=registration, emptied=len(syringe.draws))
    if syringe.registration != vial.placement.registration:
        named = syringe.registration or "none named"
        raise Refusal("other-registration", what="The syringe of this patient and order", registration=named)
    _in_time(draft, syringe)
    return syringe


def _in_time(draft: Draft, syringe: Syringe) -> None:
    hours = draft.policy.preparation_h
    ended = syringe.use_by(hours)
    if draft.event.at >= ended:
        begun = syringe.begun_at
        raise Refusal(
            "preparation-over", begun=clock(begun), ended=clock(ended.astimezone(begun.tzinfo)), hours=hours
        )


def _filled(syringe: Syringe | None, drawn: Drawn, registration: str) -> Syringe:
    if syringe is None:
        return Syringe(
            owner=drawn.owner, registration=registration, volume_ul=drawn.volume_ul, mass_ug=drawn.mass_ug,
            draws=(drawn,),
        )  # fmt: skip
    return replace(
        syringe, volume_ul=syringe.volume_ul + drawn.volume_ul, mass_ug=syringe.mass_ug + drawn.mass_ug,
        draws=(*syringe.draws, drawn),
    )  # fmt: skip


def administer(draft: Draft) -> None:
    """From the syringe to its patient, within the preparation window."""
    syringe, volume_ul = _syringe(draft)
    _in_time(draft, syringe)
    if draft.event.at.date() > syringe.through:
        raise Refusal("drawn-expired", last=syringe.through)
    _out(draft, syringe, volume_ul, account("administered", syringe.owner.name))


def waste(draft: Draft) -> None:
    """What is left after drawing for a patient: of the syringe, or of a single-dose vial."""
    if draft.event.vial is None:
        syringe, volume_ul = _syringe(draft)
        _out(draft, syringe, volume_ul, account("wasted", syringe.owner.name))
        return
    vial = draft.vial()
    if not vial.draws:
        raise Refusal("never-drawn", vial=vial.id)
    if vial.dose_type == "multi":
        raise Refusal("multi-dose-rest", vial=vial.id)
    owner = draft.owner()
    volume_ul = draft.amount()
    _its_own(vial, owner)
    draft.here(vial, Standing.STOCK)
    draft.at_place(vial)
    draft.take(vial, volume_ul, account("wasted", owner.name))


def breakage(draft: Draft) -> None:
    """Broken or spilt beyond recovery: out of the vial, wherever it is on hand, or out of the syringe."""
    if draft.event.vial is None:
        syringe, volume_ul = _syringe(draft)
        _out(draft, syringe, volume_ul, account("breakage", syringe.owner.name))
        return
    vial = draft.vial()
    draft.here(vial, Standing.STOCK, Standing.QUARANTINE, Standing.IN_TRANSIT)
    draft.take(vial, draft.part(vial), account("breakage", vial.id))


def destroy(draft: Draft) -> None:
    """Inventory, made non-retrievable by two people."""
    vial = draft.vial()
    draft.here(vial, Standing.STOCK, Standing.QUARANTINE)
    draft.take(vial, draft.part(vial), account("destroyed", vial.id))


def _syringe(draft: Draft) -> tuple[Syringe, int]:
    owner = draft.owner()
    volume_ul = draft.amount()
    syringe = draft.held.syringe(owner)
    if syringe is None or not syringe.volume_ul:
        raise Refusal("nothing-drawn", patient=owner.patient, order=owner.order)
    if draft.event.at < syringe.begun_at:
        raise Refusal("before-draw", begun=clock(syringe.begun_at))
    named = draft.event.vial
    if named is not None and all(drawn.vial != named for drawn in syringe.filling):
        raise Refusal("vial-not-in-syringe", vial=named)
    if volume_ul > syringe.volume_ul:
        drawn_ml, asked_ml = ml(syringe.volume_ul), ml(volume_ul)
        raise Refusal(
            "more-than-drawn", drawn=drawn_ml, patient=owner.patient, order=owner.order, volume=asked_ml
        )
    return syringe, volume_ul


def _out(draft: Draft, syringe: Syringe, volume_ul: int, target: str) -> None:
    """An equal share of everything in the syringe, which must be whole micrograms."""
    mass_ug, rest = divmod(syringe.mass_ug * volume_ul, syringe.volume_ul)
    if rest:
        raise Refusal("no-whole-share", volume=ml(volume_ul))
    draft.registration = syringe.registration
    draft.post(syringe.account, target, volume_ul, mass_ug)
    draft.syringes[syringe.owner] = replace(
        syringe, volume_ul=syringe.volume_ul - volume_ul, mass_ug=syringe.mass_ug - mass_ug
    )
