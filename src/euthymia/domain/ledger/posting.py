"""The decision: one event against what is known, giving an entry to keep or a refusal. Pure.

Signatures and times are judged here, for every kind alike; what a kind does stands in its own module.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import TypeAlias

from .accounts import named
from .arrivals import opening, receive, receive_from
from .counting import count, loss, resolve, theft
from .custody import distribute, move, quarantine, return_sealed, reverse_distribute
from .draft import Draft, same_person
from .events import Event
from .holdings import Count, Entry, Holdings, Syringe, Vial
from .policy import POLICY, Policy
from .refusals import Refusal, Refused
from .reversing import reverse
from .use import administer, breakage, destroy, draw, waste


@dataclass(frozen=True, slots=True)
class Posted:
    """An accepted event: its entry, and everything that is different because of it."""

    entry: Entry
    vials: tuple[Vial, ...]
    syringes: tuple[Syringe, ...]
    counts: tuple[Count, ...]
    reversed: Entry | None


@dataclass(frozen=True, slots=True)
class Repeated:
    """An event that was accepted before, word for word: it counts once, and nothing changes."""

    id: str


Decision: TypeAlias = Posted | Repeated | Refused

ACTS: dict[str, Callable[[Draft], None]] = {
    "opening": opening,
    "receive": receive,
    "move": move,
    "distribute": distribute,
    "receive-from": receive_from,
    "draw": draw,
    "administer": administer,
    "waste": waste,
    "return-sealed": return_sealed,
    "breakage": breakage,
    "quarantine": quarantine,
    "reverse-distribute": reverse_distribute,
    "destroy": destroy,
    "count": count,
    "resolve": resolve,
    "loss": loss,
    "theft": theft,
    "reverse": reverse,
}
# Two different persons sign these (compliance.md 1.12); of a reverse distribution, the loading.
TWO_SIGN = frozenset({"waste", "breakage", "destroy", "count", "resolve", "loss", "theft", "reverse"})


def decide(held: Holdings, event: Event, policy: Policy = POLICY) -> Decision:
    """What becomes of an event. An id is decided once: the same again is the same answer, and only once a change."""
    known = held.known(event.id)
    if known is not None:
        if known.content != event.content:
            return Refused(event.id, *_said(Refusal("id-conflict", id=event.id)))
        return known.refused or Repeated(event.id)
    draft = Draft(held, event, policy)
    try:
        _signed(event)
        _timely(held, event, policy)
        if event.kind in policy.reasons and event.reason is None:
            raise Refusal("reason-missing", kind=event.kind)
        ACTS[event.kind](draft)
    except Refusal as refusal:
        return Refused(event.id, *_said(refusal, of_device=draft.device is not None))
    return _posted(draft)


def needs_witness(event: Event) -> bool:
    """Whether two different persons sign an event of this kind."""
    return event.kind in TWO_SIGN or (event.kind == "reverse-distribute" and event.source == "quarantine")


def _signed(event: Event) -> None:
    if event.by is None:
        raise Refusal("unsigned")
    if event.witness is None:
        if needs_witness(event):
            raise Refusal("witness-missing", kind=event.kind)
    elif same_person(event.by, event.witness):
        raise Refusal("witness-is-actor", person=event.by)


def _timely(held: Holdings, event: Event, policy: Policy) -> None:
    recorded_at = event.recorded_at
    if recorded_at is None:
        return
    until = held.recorded_until()
    if until is not None and recorded_at < until:
        raise Refusal("recorded-earlier")
    if event.at > recorded_at + timedelta(seconds=policy.skew_s):
        raise Refusal("in-the-future")


def _said(refusal: Refusal, *, of_device: bool = False) -> tuple[str, str]:
    return refusal.code, refusal.says(of_device=of_device)


def _posted(draft: Draft) -> Posted:
    """The finished decision. What is asserted here is what no event may ever break (I1)."""
    assert sum(leg.volume_ul for leg in draft.legs) == 0 == sum(leg.mass_ug for leg in draft.legs)
    assert len({named(leg.account).substance for leg in draft.legs}) <= 1
    entry = Entry(
        event=draft.event, legs=tuple(draft.legs), vial=next(iter(draft.vials), draft.device),
        registration=draft.registration, volume_ul=draft.volume_ul, mass_ug=draft.mass_ug, units=draft.units,
        late_for=draft.late_for, before=draft.before, discovered_at=draft.discovered_at,
    )  # fmt: skip
    vials = tuple(draft.vials.values())
    syringes, counts = tuple(draft.syringes.values()), tuple(draft.counts.values())
    assert all(vial.book_ul >= 0 for vial in vials) and all(
        one.volume_ul >= 0 <= one.mass_ug for one in syringes
    )
    return Posted(entry, vials, syringes, counts, draft.reversed)
