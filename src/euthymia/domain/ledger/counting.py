"""Counts and their cases: count, resolve; and what could not be found: loss, theft.

A count changes nothing by itself: the difference goes into suspense, the book then equals the measure, and
a case stands open until two people who did not count resolve it.
"""

from __future__ import annotations

from dataclasses import replace

from .accounts import account, kind_of
from .draft import Draft, clock, ml, same_person
from .holdings import Count, Standing, Vial
from .policy import overfill_cap_ul
from .refusals import Refusal


def count(draft: Draft) -> None:
    """One vial, measured blind by two, 0 when it is missing; a difference goes into suspense and opens a case."""
    event = draft.event
    vial = draft.vial()
    (measured_ul,) = draft.needs("volume_ul")
    draft.here(vial, Standing.STOCK, Standing.QUARANTINE)
    draft.at_place(vial)
    last = None if vial.counted_by is None else draft.held.count(vial.counted_by)
    if last is not None and event.at < last.at:
        raise Refusal("count-out-of-order", vial=vial.id, count=last.id)
    if vial.used_at is not None and event.at < vial.used_at:
        raise Refusal("used-after", vial=vial.id, used=clock(vial.used_at))
    missing_ul = vial.book_ul - measured_ul
    found = Count(
        id=event.id, vial=vial.id, at=event.at, signers=draft.signers(),
        measured_ul=measured_ul, expected_ul=vial.book_ul, rest_ul=missing_ul, is_open=missing_ul != 0,
    )  # fmt: skip
    draft.counts[found.id] = found
    draft.vials[vial.id] = replace(
        vial, book_ul=measured_ul, suspense_ul=vial.suspense_ul + missing_ul, counted_by=found.id,
        open_cases=(*vial.open_cases, found.id) if missing_ul else vial.open_cases,
    )  # fmt: skip
    if missing_ul:
        draft.post(vial.account, found.account, missing_ul, draft.mass(vial, missing_ul))


_CAUSES_OF_SHORTAGE = ("administered", "wasted", "breakage", "destroyed", "lost", "stolen")
_ACCEPTED_SHORTAGE = (
    "A shortage belongs to administered, wasted, breakage, destroyed, lost, stolen or variance:COUNT."
)
_ACCEPTED_SURPLUS = "A surplus belongs to overfill or variance:COUNT; if an entry was wrong, reverse it, or enter what was forgotten."


def resolve(draft: Draft) -> None:
    """Move what is left of a difference to its true account, and close the case when nothing is left."""
    event = draft.event
    case = draft.count()
    for person in draft.signers():
        if any(same_person(person, signer) for signer in case.signers):
            raise Refusal("counted-it", person=person, ref=case.id)
    vial = draft.counted_vial(case)
    if not case.rest_ul:
        if event.to is not None:
            raise Refusal("nothing-left", ref=case.id)
        draft.settle(vial, case, 0, close=True)
        return
    if event.to is None:
        raise Refusal("rest-unexplained", rest=ml(abs(case.rest_ul)), ref=case.id)
    volume_ul = abs(case.rest_ul) if event.volume_ul is None else draft.moved(event.volume_ul)
    if volume_ul > abs(case.rest_ul):
        raise Refusal("more-than-the-rest", rest=ml(abs(case.rest_ul)), ref=case.id, volume=ml(volume_ul))
    by_sign = _explain_shortage if case.rest_ul > 0 else _explain_surplus
    explain = _offset if kind_of(event.to) == "variance" else by_sign
    explain(draft, vial, case, volume_ul, event.to)


def _explain_shortage(draft: Draft, vial: Vial, case: Count, volume_ul: int, to: str) -> None:
    kind, _, name = to.partition(":")
    if kind not in _CAUSES_OF_SHORTAGE:
        raise Refusal("not-a-cause", claimed=to, what="shortage", accepted=_ACCEPTED_SHORTAGE)
    if kind in ("lost", "stolen"):
        _gone(draft, vial, case, volume_ul, kind, close=True)
        return
    draft.lawful(vial, volume_ul)
    draft.post(case.account, account(kind, name or vial.id), volume_ul, draft.mass(vial, volume_ul))
    draft.settle(vial, case, -volume_ul, close=True)


def _explain_surplus(draft: Draft, vial: Vial, case: Count, volume_ul: int, to: str) -> None:
    if kind_of(to) != "overfill":
        raise Refusal("not-a-cause", claimed=to, what="surplus", accepted=_ACCEPTED_SURPLUS)
    total_ul, cap_ul = vial.overfill_ul + volume_ul, overfill_cap_ul(vial.label_ul)
    if total_ul > cap_ul:
        raise Refusal("overfill-cap", total=ml(total_ul), label=ml(vial.label_ul), cap=ml(cap_ul))
    draft.post(account("overfill", vial.id), case.account, volume_ul, draft.mass(vial, volume_ul))
    draft.settle(replace(vial, overfill_ul=total_ul), case, volume_ul, close=True)


def _offset(draft: Draft, vial: Vial, case: Count, volume_ul: int, to: str) -> None:
    """A recount found what the first count missed, or the other way round: the two differences meet."""
    other = draft.held.count(to.partition(":")[2])
    sign = 1 if case.rest_ul > 0 else -1
    if other is None or other.vial != vial.id or -sign * other.rest_ul < volume_ul:
        accepted = "Name a count of the same vial whose open difference is the opposite and as large."
        what = "shortage" if sign > 0 else "surplus"
        raise Refusal("not-a-cause", claimed=to, what=what, accepted=accepted)
    source, target = (case, other) if sign > 0 else (other, case)
    draft.post(source.account, target.account, volume_ul, draft.mass(vial, volume_ul))
    changed = draft.settle(vial, case, -sign * volume_ul, close=True)
    draft.settle(changed, other, sign * volume_ul)


def loss(draft: Draft) -> None:
    """What a count did not find, or what is known to be gone; the clocks of notice and Form 106 start."""
    _missing(draft, "lost")


def theft(draft: Draft) -> None:
    """As a loss, whatever the amount: stolen."""
    _missing(draft, "stolen")


def _missing(draft: Draft, kind: str) -> None:
    """What a count did not find (`ref`), or what is known to be gone from a vial."""
    if draft.event.ref is None:
        vial = draft.vial()
        draft.here(vial, Standing.STOCK, Standing.QUARANTINE, Standing.IN_TRANSIT)
        volume_ul = draft.part(vial)
        taken = draft.take(vial, volume_ul, account(kind, vial.id))
        draft.vials[vial.id] = _with_missing(taken, kind, volume_ul)
        # A late entry is of something that the last count found missing.
        found = None if draft.late_for is None else draft.counts[draft.late_for]
        draft.discovered_at = draft.event.at if found is None else found.at
        return
    case = draft.count()
    vial = draft.counted_vial(case)
    if case.rest_ul <= 0:
        raise Refusal("nothing-missing", ref=case.id)
    volume_ul = case.rest_ul if draft.event.volume_ul is None else draft.moved(draft.event.volume_ul)
    if volume_ul > case.rest_ul:
        raise Refusal("more-than-the-rest", rest=ml(case.rest_ul), ref=case.id, volume=ml(volume_ul))
    _gone(draft, vial, case, volume_ul, kind, close=False)


def _gone(draft: Draft, vial: Vial, case: Count, volume_ul: int, kind: str, *, close: bool) -> None:
    """From suspense to lost or stolen: discovered when the count found it."""
    draft.lawful(vial, volume_ul)
    draft.post(case.account, account(kind, vial.id), volume_ul, draft.mass(vial, volume_ul))
    draft.settle(_with_missing(vial, kind, volume_ul), case, -volume_ul, close=close)
    draft.discovered_at = case.at


def _with_missing(vial: Vial, kind: str, volume_ul: int) -> Vial:
    if kind == "lost":
        return replace(vial, lost_ul=vial.lost_ul + volume_ul)
    return replace(vial, stolen_ul=vial.stolen_ul + volume_ul)
