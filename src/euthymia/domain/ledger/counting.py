"""Counts and their cases: count, resolve; and what could not be found: loss, theft.

A count changes nothing by itself: the difference goes into suspense, the book then equals the measure, and
a case stands open until two people who did not count resolve it.
"""

from __future__ import annotations

from dataclasses import replace

from .accounts import kind_of
from .draft import Draft, clock, same_person
from .holdings import Count, Standing, Vial
from .policy import overfill_cap_ul
from .refusals import Refusal


def count(draft: Draft) -> None:
    """One vial, measured blind by two, 0 when it is missing; a difference goes into suspense and opens a case."""
    event = draft.event
    vial = draft.vial()
    (measured_ul,) = draft.needs("units" if vial.is_device else "volume_ul")
    draft.given(vial.form)  # more than one device of one id cannot be
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
        form=vial.form, substance=vial.substance,
    )  # fmt: skip
    draft.counts[found.id] = found
    draft.vials[vial.id] = replace(
        vial, book_ul=measured_ul, suspense_ul=vial.suspense_ul + missing_ul, counted_by=found.id,
        open_cases=(*vial.open_cases, found.id) if missing_ul else vial.open_cases,
    )  # fmt: skip
    if missing_ul:
        draft.pour(vial, vial.account, found.account, missing_ul)


_CAUSES_OF_SHORTAGE = ("administered", "wasted", "breakage", "destroyed", "lost", "stolen")
_ACCEPTED_SHORTAGE = (
    "A shortage belongs to administered, wasted, breakage, destroyed, lost, stolen or variance:COUNT."
)
_ACCEPTED_WHOLE = "There is no overfill of a device: settle it with another count of it (variance:COUNT), or reverse the entry that was wrong."
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
        raise Refusal("rest-unexplained", rest=vial.words(abs(case.rest_ul)), ref=case.id)
    amount = _of_the_rest(draft, vial, case)
    by_sign = _explain_shortage if case.rest_ul > 0 else _explain_surplus
    explain = _offset if kind_of(event.to) == "variance" else by_sign
    explain(draft, vial, case, amount, event.to)


def _of_the_rest(draft: Draft, vial: Vial, case: Count) -> int:
    """How much of what is unexplained; without an amount all of it."""
    rest, given = abs(case.rest_ul), draft.given(vial.form)
    amount = rest if given is None else draft.moved(given)
    if amount > rest:
        raise Refusal("more-than-the-rest", rest=vial.words(rest), ref=case.id, volume=vial.words(amount))
    return amount


def _explain_shortage(draft: Draft, vial: Vial, case: Count, amount: int, to: str) -> None:
    kind, _, name = to.partition(":")
    if kind not in _CAUSES_OF_SHORTAGE:
        raise Refusal("not-a-cause", claimed=to, what="shortage", accepted=_ACCEPTED_SHORTAGE)
    if kind in ("lost", "stolen"):
        _gone(draft, vial, case, amount, kind, close=True)
        return
    draft.lawful(vial, amount)
    draft.pour(vial, case.account, vial.own(kind, name), amount)
    draft.settle(vial, case, -amount, close=True)


def _explain_surplus(draft: Draft, vial: Vial, case: Count, amount: int, to: str) -> None:
    if kind_of(to) != "overfill" or vial.is_device:
        accepted = _ACCEPTED_WHOLE if vial.is_device else _ACCEPTED_SURPLUS
        raise Refusal("not-a-cause", claimed=to, what="surplus", accepted=accepted)
    total_ul, cap_ul = vial.overfill_ul + amount, overfill_cap_ul(vial.label_ul)
    if total_ul > cap_ul:
        total, label, cap = map(vial.words, (total_ul, vial.label_ul, cap_ul))
        raise Refusal("overfill-cap", total=total, label=label, cap=cap)
    draft.pour(vial, vial.own("overfill"), case.account, amount)
    draft.settle(replace(vial, overfill_ul=total_ul), case, amount, close=True)


def _offset(draft: Draft, vial: Vial, case: Count, amount: int, to: str) -> None:
    """A recount found what the first count missed, or the other way round: the two differences meet."""
    other = draft.held.count(to.partition(":")[2])
    sign = 1 if case.rest_ul > 0 else -1
    if other is None or other.vial != vial.id or -sign * other.rest_ul < amount:
        accepted = "Name a count of the same vial whose open difference is the opposite and as large."
        what = "shortage" if sign > 0 else "surplus"
        raise Refusal("not-a-cause", claimed=to, what=what, accepted=accepted)
    source, target = (case, other) if sign > 0 else (other, case)
    draft.pour(vial, source.account, target.account, amount)
    changed = draft.settle(vial, case, -sign * amount, close=True)
    draft.settle(changed, other, sign * amount)


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
        amount = draft.part(vial)
        taken = draft.take(vial, amount, vial.own(kind))
        draft.vials[vial.id] = _with_missing(taken, kind, amount)
        # A late entry is of something that the last count found missing.
        found = None if draft.late_for is None else draft.counts[draft.late_for]
        draft.discovered_at = draft.event.at if found is None else found.at
        return
    case = draft.count()
    vial = draft.counted_vial(case)
    if case.rest_ul <= 0:
        raise Refusal("nothing-missing", ref=case.id)
    _gone(draft, vial, case, _of_the_rest(draft, vial, case), kind, close=False)


def _gone(draft: Draft, vial: Vial, case: Count, amount: int, kind: str, *, close: bool) -> None:
    """From suspense to lost or stolen: discovered when the count found it."""
    draft.lawful(vial, amount)
    draft.pour(vial, case.account, vial.own(kind), amount)
    draft.settle(_with_missing(vial, kind, amount), case, -amount, close=close)
    draft.discovered_at = case.at


def _with_missing(vial: Vial, kind: str, amount: int) -> Vial:
    if kind == "lost":
        return replace(vial, lost_ul=vial.lost_ul + amount)
    return replace(vial, stolen_ul=vial.stolen_ul + amount)
