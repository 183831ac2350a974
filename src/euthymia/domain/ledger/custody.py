"""A vial changes hands or place, whole: move, return-sealed, quarantine, distribute, reverse-distribute."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from .arrivals import new_place
from .draft import Draft, clock
from .holdings import Standing, Vial
from .refusals import Refusal


def move(draft: Draft) -> None:
    """From one place to another within one registration; with a patient, to where that patient is treated."""
    vial = draft.vial()
    draft.here(vial, Standing.STOCK)
    draft.at_place(vial)
    theirs, patient = vial.placement.patient, draft.event.patient or ""
    if theirs and patient not in ("", theirs):
        raise Refusal("bound", vial=vial.id, patient=theirs)
    newly = {"patient": patient, "bound_at": draft.event.at} if patient and not theirs else {}
    _carry(draft, vial, **newly)


def return_sealed(draft: Draft) -> None:
    """Back from a custodian: only a vial that was never opened."""
    vial = draft.vial()
    draft.here(vial, Standing.STOCK)
    draft.at_place(vial)
    _never_opened(vial)
    _carry(draft, vial)


def _carry(draft: Draft, vial: Vial, **more: Any) -> None:
    (place,) = draft.needs("to")
    there = new_place(place, draft)
    if there.registration != vial.placement.registration:
        raise Refusal(
            "other-registration", what=f"Place {there.place}", registration=there.registration or "none named"
        )
    _untouched(draft, vial)
    draft.place(vial, Standing.STOCK, there.place, **more)
    draft.carry(vial)


def _untouched(draft: Draft, vial: Vial) -> None:
    """It goes from one place on hand to another, so a late entry takes nothing from a count."""
    draft.late(vial, draft.event.at)
    given = draft.given(vial.form)
    if given is not None and given != vial.book_ul:
        raise draft.not_whole(vial, vial.book_ul, given)


def _never_opened(vial: Vial) -> None:
    if (opened := vial.opened) is not None:
        raise Refusal("opened", vial=vial.id, opened=clock(opened.at))


_CAME_BACK = {"stolen": "stolen_ul", "lost": "lost_ul"}


def quarantine(draft: Draft) -> None:
    """Set apart, with all that is in it; or taken back after a theft or loss, never to be drawn from again."""
    vial = draft.vial()
    source = draft.event.source
    if source in _CAME_BACK:
        _recover(draft, vial, source)
        return
    draft.here(vial, Standing.STOCK)
    draft.at_place(vial)
    _untouched(draft, vial)
    draft.carry(vial)
    draft.place(vial, Standing.QUARANTINE, vial.placement.place)


def _recover(draft: Draft, vial: Vial, source: str) -> None:
    if vial.placement.standing not in (Standing.STOCK, Standing.QUARANTINE):
        at = vial.placement
        raise Refusal("not-here", vial=vial.id, standing=at.standing.value, since=clock(at.since))
    missing = getattr(vial, _CAME_BACK[source])
    given = draft.given(vial.form)
    amount = missing if given is None else given
    if not 0 < amount <= missing:
        raise Refusal(
            "not-missing",
            vial=vial.id,
            missing=vial.words(missing),
            standing=source,
            volume=vial.words(amount),
        )
    apart = draft.place(vial, Standing.QUARANTINE, vial.placement.place, recovered=True)
    draft.pour(vial, vial.own(source), apart.account, amount)
    left = {_CAME_BACK[source]: missing - amount}
    draft.vials[vial.id] = replace(apart, book_ul=apart.book_ul + amount, **left)


def distribute(draft: Draft) -> None:
    """To another registrant; what belongs to a patient cannot go: a single-dose vial that was opened, and one that
    was taken to where they are treated."""
    vial = draft.vial()
    (number,) = draft.needs("to")
    draft.here(vial, Standing.STOCK)
    draft.at_place(vial)
    recipient = draft.registrant(number, "recipient-number")
    if recipient == vial.placement.registration:
        raise Refusal("recipient-number", number=recipient)
    if vial.dose_type == "single":
        _never_opened(vial)
    draft.free_for(vial)
    _leave(draft, vial, Standing.DISTRIBUTED, vial.own("distributed", recipient), recipient)


def reverse_distribute(draft: Draft) -> None:
    """Loaded from quarantine, which is still on hand; then acknowledged from in-transit, which is not."""
    vial = draft.vial()
    (source,) = draft.needs("from")
    if source == "quarantine":
        _load(draft, vial)
    elif source == "in-transit":
        _acknowledge(draft, vial)
    else:
        accepted = "quarantine or in-transit"
        raise Refusal("wrong-from", kind=draft.event.kind, accepted=accepted, claimed=source)


def _load(draft: Draft, vial: Vial) -> None:
    (number,) = draft.needs("to")
    if vial.placement.standing is not Standing.QUARANTINE:
        raise Refusal("not-in-quarantine", vial=vial.id)
    distributor = draft.registrant(number, "distributor-number")
    _untouched(draft, vial)
    draft.moved(vial.book_ul)
    draft.place(vial, Standing.IN_TRANSIT, vial.placement.place, sent_to=distributor)


def _acknowledge(draft: Draft, vial: Vial) -> None:
    at = vial.placement
    if at.standing is not Standing.IN_TRANSIT or draft.event.at < at.since:
        raise Refusal("not-in-transit", vial=vial.id)
    named = draft.event.to
    if named is not None and draft.registrant(named, "distributor-number") != at.sent_to:
        raise Refusal("other-distributor", vial=vial.id, sent_to=at.sent_to, claimed=named)
    target = vial.own("reverse-distributed", at.sent_to)
    _leave(draft, vial, Standing.RETURNED, target, at.sent_to)


def _leave(draft: Draft, vial: Vial, standing: Standing, target: str, sent_to: str) -> None:
    left = draft.take(vial, draft.whole(vial), target)
    draft.place(left, standing, left.placement.place, sent_to=sent_to)
