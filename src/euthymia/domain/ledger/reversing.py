"""A mistake is corrected by its mirror: reverse. The mistake stays in the book, and the correction beside it.

What an entry moved before the last count of its vial comes back into the difference of that count: the
count has said what is in the vial.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from .accounts import kind_of
from .draft import Draft, clock
from .holdings import Entry, Placement, Standing, Syringe, Vial
from .refusals import Refusal


def reverse(draft: Draft) -> None:
    """The exact mirror of one earlier entry, once."""
    (ref,) = draft.needs("ref")
    entry = draft.held.entry(ref)
    if entry is None:
        raise Refusal("unknown-ref", ref=ref)
    kind = entry.event.kind
    if kind in _INSTEAD:
        raise Refusal("not-reversible", kind=kind, instead=_INSTEAD[kind])
    if entry.reversed_by is not None:
        raise Refusal("already-reversed", ref=ref, by=entry.reversed_by)
    if draft.event.vial is not None and draft.event.vial != entry.vial:
        raise Refusal("other-vial", ref=ref, vial=entry.vial or "none", claimed=draft.event.vial)
    if draft.event.at < entry.event.at:
        raise Refusal("before-entry", ref=ref, at=clock(entry.event.at))
    draft.registration = entry.registration
    draft.reversed = entry
    if entry.vial is not None and (vial := draft.held.vial(entry.vial)) is not None:
        draft.about(vial)
    _MIRRORS[kind](draft, entry)


_INSTEAD = {
    "count": "Count the vial again.",
    "resolve": "Count the vial again; a new difference is a new case.",
    "reverse": "Enter the act again as a new event.",
}


def _arrival(draft: Draft, entry: Entry) -> None:
    """Only of a vial that is still as it came; its id is free again."""
    vial = _vial(draft, entry)
    if entry.before is None:
        used = bool(vial.draws or vial.overfill_ul or vial.lost_ul or vial.stolen_ul)
    else:
        used = vial.used_at is not None and vial.used_at >= entry.event.at
    changed = vial.book_ul != entry.amount or vial.placement.by_event != entry.event.id
    if used or changed or vial.open_cases:
        raise _used(entry, f"vial {vial.id} is no longer as it came")
    draft.pour(vial, vial.account, _source(entry), entry.amount)
    if entry.before is None:
        gone = replace(
            vial.placement, standing=Standing.WITHDRAWN, since=draft.event.at, by_event=draft.event.id
        )
        draft.vials[vial.id] = replace(vial, book_ul=0, placement=gone)
        return
    draft.vials[vial.id] = replace(vial, book_ul=0, placement=entry.before)


def _carried(draft: Draft, entry: Entry) -> None:
    """Back to where it was, with all that is in it now."""
    vial, before = _placed(draft, entry)
    back = draft.restore(vial, before)
    source = entry.event.source
    if source in ("stolen", "lost"):
        _lost_again(draft, entry, back, source)


def _lost_again(draft: Draft, entry: Entry, vial: Vial, kind: str) -> None:
    """The recovery was a mistake: what came back is missing again."""
    if vial.book_ul < entry.amount:
        raise _used(entry, f"vial {vial.id} holds less now")
    draft.pour(vial, vial.account, vial.own(kind), entry.amount)
    draft.vials[vial.id] = _missing(replace(vial, book_ul=vial.book_ul - entry.amount), kind, entry.amount)


def _returned(draft: Draft, entry: Entry) -> None:
    """The loading, or the acknowledgement, for a reverse distributor."""
    (_carried if entry.event.source == "quarantine" else _left)(draft, entry)


def _left(draft: Draft, entry: Entry) -> None:
    """It never left: back from distributed or reverse-distributed."""
    vial, before = _placed(draft, entry)
    here = replace(vial, placement=before)
    _put_back(draft, here, entry, _target(entry))


def _drawn(draft: Draft, entry: Entry) -> None:
    """Out of the syringe, back into the vial."""
    syringe = _syringe(draft, entry)
    volume_ul, mass_ug = syringe.volume_ul - entry.volume_ul, syringe.mass_ug - entry.mass_ug
    kept = tuple(drawn for drawn in syringe.draws if drawn.event != entry.event.id)
    # Of a device there is no volume; of a syringe neither is left alone.
    halved = not entry.units and (volume_ul == 0) != (mass_ug == 0)
    if min(volume_ul, mass_ug) < 0 or halved:
        raise _used(entry, "it was given, wasted or broken")
    vial = _vial(draft, entry)
    vial = replace(vial, draws=tuple(drawn for drawn in vial.draws if drawn.event != entry.event.id))
    _put_back(draft, vial, entry, syringe.account)
    emptied = sum(drawn.event != entry.event.id for drawn in syringe.draws[: syringe.emptied])
    draft.syringes[syringe.owner] = replace(
        syringe, volume_ul=volume_ul, mass_ug=mass_ug, draws=kept, emptied=emptied
    )


def _used_up(draft: Draft, entry: Entry) -> None:
    """Given, wasted or broken after all not: back into the syringe, or into the vial it was taken from."""
    if kind_of(_source(entry)) not in ("syringe", "in-hand"):
        _put_back(draft, _vial(draft, entry), entry, _target(entry))
        return
    syringe = _syringe(draft, entry)
    draft.post(_target(entry), syringe.account, entry.volume_ul, entry.mass_ug, entry.units)
    # What comes back was drawn before the syringe was last empty, so its four hours began then.
    draft.syringes[syringe.owner] = replace(
        syringe,
        volume_ul=syringe.volume_ul + entry.volume_ul,
        mass_ug=syringe.mass_ug + entry.mass_ug,
        emptied=0,
    )


def _found(draft: Draft, entry: Entry) -> None:
    """Not lost, not stolen: back into the vial, or into the difference of the count that missed it."""
    vial = _vial(draft, entry)
    kind = "lost" if entry.event.kind == "loss" else "stolen"
    missing_ul = vial.lost_ul if kind == "lost" else vial.stolen_ul
    if missing_ul < entry.amount:
        raise _used(entry, f"vial {vial.id} was recovered")
    vial = _missing(vial, kind, -entry.amount)
    if entry.event.ref is None:
        _put_back(draft, vial, entry, _target(entry))
        return
    case = draft.held.count(entry.event.ref)
    assert case is not None, "a loss of this kind names a count that is in the book"
    draft.pour(vial, _target(entry), case.account, entry.amount)
    draft.settle(vial, case, entry.amount)


def _put_back(draft: Draft, vial: Vial, entry: Entry, source: str) -> None:
    if vial.placement.standing not in (Standing.STOCK, Standing.QUARANTINE, Standing.IN_TRANSIT):
        raise _used(entry, f"vial {vial.id} has left")
    draft.give_back(vial, entry.amount, source, entry.event.at)


def _vial(draft: Draft, entry: Entry) -> Vial:
    """The vial of an entry that has one."""
    assert entry.vial is not None, "an entry of this kind is about a vial"
    vial = draft.held.vial(entry.vial)
    assert vial is not None, "an entry's vial is in the book"
    return vial


def _placed(draft: Draft, entry: Entry) -> tuple[Vial, Placement]:
    """The vial, if nothing has changed where it is since, and where it was before."""
    vial = _vial(draft, entry)
    if vial.placement.by_event != entry.event.id:
        raise _used(entry, f"vial {vial.id} went elsewhere")
    assert entry.before is not None, "an entry of this kind keeps where the vial was"
    return vial, entry.before


def _syringe(draft: Draft, entry: Entry) -> Syringe:
    syringe = draft.held.syringe(entry.owner)
    assert syringe is not None, "an entry's syringe is in the book"
    return syringe


def _missing(vial: Vial, kind: str, amount: int) -> Vial:
    if kind == "lost":
        return replace(vial, lost_ul=vial.lost_ul + amount)
    return replace(vial, stolen_ul=vial.stolen_ul + amount)


def _source(entry: Entry) -> str:
    return entry.legs[0].account


def _target(entry: Entry) -> str:
    return entry.legs[1].account


def _used(entry: Entry, why: str) -> Refusal:
    return Refusal("used-since", ref=entry.event.id, why=why)


_ARRIVALS = ("opening", "receive", "receive-from")
_MIRRORS: dict[str, Callable[[Draft, Entry], None]] = {
    **dict.fromkeys(_ARRIVALS, _arrival),
    **dict.fromkeys(("move", "return-sealed", "quarantine"), _carried),
    "distribute": _left,
    "reverse-distribute": _returned,
    "draw": _drawn,
    **dict.fromkeys(("administer", "waste", "breakage", "destroy"), _used_up),
    **dict.fromkeys(("loss", "theft"), _found),
}
