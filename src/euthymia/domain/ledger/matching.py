"""Doses against the book: for each order what was drawn, given, wasted and broken, beside what its infusion gave.

Reads the legs of entries and nothing else, so reversals and resolutions count by themselves. What does not
match comes first. Source: compliance.md 2.3 I7, 2.5 steps 1 and 3.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from enum import StrEnum

from .accounts import kind_of, named, owner_of
from .holdings import Entry
from .products import KETAMINE


class Mismatch(StrEnum):
    """Why a dose needs somebody to look."""

    NEVER_DRAWN = "never-drawn"
    NEVER_INFUSED = "never-infused"
    LEFT = "left"
    GIVEN_MORE = "given-more"
    GIVEN_LESS = "given-less"

    @property
    def says(self) -> str:
        return _SAYS[self]


_SAYS = {
    Mismatch.NEVER_DRAWN: "the pump gave it, and the book has no draw for it",
    Mismatch.NEVER_INFUSED: "drawn for an order that no infusion belongs to",
    Mismatch.LEFT: "the infusion is over, and drug still stands in the syringe",
    Mismatch.GIVEN_MORE: "the book says that more was given than the pump did",
    Mismatch.GIVEN_LESS: "the book says that less was given than the pump did",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Infused:
    """A dose as its infusion recorded it: micrograms that the pump gave until now.

    `grain_ug` is what one microlitre of its stock holds: the book counts in whole microlitres, so anything
    smaller is no difference. `is_over` says that the pump has stopped for good. A watched spray is one too.
    """

    patient: str
    order: str
    given_ug: int
    is_over: bool
    grain_ug: int
    substance: str = KETAMINE


@dataclass(frozen=True, slots=True, kw_only=True)
class Matched:
    """One order: micrograms by the book, and by its infusion where there is one.

    `rest_ug` was wasted out of a single-dose vial itself, never drawn. `vials` are those it came out of; one whose
    entries were all reversed is not among them. `entries` are the ids of what was read.
    """

    patient: str
    order: str
    drawn_ug: int
    given_ug: int
    wasted_ug: int
    broken_ug: int
    left_ug: int
    rest_ug: int
    infused: Infused | None
    vials: tuple[str, ...]
    entries: tuple[str, ...]
    mismatches: tuple[Mismatch, ...]
    substance: str = KETAMINE

    @property
    def is_matched(self) -> bool:
        return not self.mismatches

    @property
    def is_running(self) -> bool:
        """Nothing is wrong, and nothing is settled yet either."""
        return self.infused is not None and not self.infused.is_over


@dataclass(slots=True)
class _Sums:
    """What the legs so far come to for one order, in micrograms of one substance."""

    patient: str
    order: str
    substance: str
    drawn_ug: int = 0
    left_ug: int = 0
    given_ug: int = 0
    wasted_ug: int = 0
    broken_ug: int = 0
    rest_ug: int = 0
    vials: dict[str, int] = field(default_factory=dict)
    entries: list[str] = field(default_factory=list)


_DRAWN = ("syringe", "in-hand")
_OWNED = (*_DRAWN, "administered", "wasted")
_HOLDS = ("vial", "device", "quarantine", "in-transit", "variance")
_GONE = {"administered": "given_ug", "wasted": "wasted_ug", "breakage": "broken_ug"}


def match(entries: Iterable[Entry], infusions: Iterable[Infused]) -> list[Matched]:
    """Every order of the entries and of the infusions, what does not match first, then in the book's order.

    `entries` are all of these orders, not those of one day only: a syringe may have been drawn the day before.
    """
    sums: dict[tuple[str, str, str], _Sums] = {}
    for entry in entries:
        _add(sums, entry)
    by_order = {(one.patient, one.order, one.substance): one for one in infusions}
    for key in by_order:
        sums.setdefault(key, _Sums(*key))
    found = [_matched(one, by_order.get(key)) for key, one in sums.items()]
    return sorted(found, key=lambda one: (one.is_matched, one.is_running))


def _add(sums: dict[tuple[str, str, str], _Sums], entry: Entry) -> None:
    for substance, name in _owners(entry):
        key = (*owner_of(name), substance)
        of = sums.setdefault(key, _Sums(*key))
        of.entries.append(entry.event.id)
        if entry.vial is not None:
            out_ug = -sum(leg.mass_ug for leg in entry.legs if kind_of(leg.account) in _HOLDS)
            of.vials[entry.vial] = of.vials.get(entry.vial, 0) + out_ug
        filled = _on(entry, name, *_DRAWN)
        of.left_ug += filled
        if filled and any(kind_of(leg.account) in _HOLDS for leg in entry.legs):
            of.drawn_ug += filled
        for kind, attribute in _GONE.items():
            moved = _on(entry, name, kind)
            attribute = "rest_ug" if kind == "wasted" and not filled else attribute
            setattr(of, attribute, getattr(of, attribute) + moved)


def _owners(entry: Entry) -> list[tuple[str, str]]:
    """The substance and name of the syringes and orders that an entry moved something for: a reversal names none, and
    its legs do."""
    names = (named(leg.account) for leg in entry.legs)
    return list(
        dict.fromkeys((one.substance, one.name) for one in names if one.kind in _OWNED and "/" in one.name)
    )


def _on(entry: Entry, name: str, *kinds: str) -> int:
    of = (named(leg.account) for leg in entry.legs)
    return sum(
        leg.mass_ug for leg, one in zip(entry.legs, of, strict=True) if one.kind in kinds and one.name == name
    )


def _matched(of: _Sums, infused: Infused | None) -> Matched:
    return Matched(
        patient=of.patient, order=of.order, drawn_ug=of.drawn_ug, given_ug=of.given_ug, wasted_ug=of.wasted_ug,
        broken_ug=of.broken_ug, left_ug=of.left_ug, rest_ug=of.rest_ug, infused=infused,
        vials=tuple(vial for vial, out_ug in of.vials.items() if out_ug),
        entries=tuple(of.entries), mismatches=tuple(_mismatches(of, infused)), substance=of.substance,
    )  # fmt: skip


def _mismatches(of: _Sums, infused: Infused | None) -> Iterator[Mismatch]:
    if infused is None:
        if of.drawn_ug:
            yield Mismatch.NEVER_INFUSED
        return
    if infused.given_ug and not of.drawn_ug:
        yield Mismatch.NEVER_DRAWN
        return
    if not infused.is_over:
        return
    if of.left_ug:
        yield Mismatch.LEFT
    elif of.given_ug - infused.given_ug >= infused.grain_ug:
        yield Mismatch.GIVEN_MORE
    elif infused.given_ug - of.given_ug >= infused.grain_ug:
        yield Mismatch.GIVEN_LESS
