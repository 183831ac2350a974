"""Patterns in a book that are a reason to look, and never a finding about a person (compliance.md 2.6).

A clinic has few people and few events. Each person is compared with everybody else by an exact test; a signal
carries the counts, the chance of them without any cause, how many such signals chance alone would give among
all comparisons made, and the events to look at. Two authorised reviewers read them; what they concluded is
recorded, and `precision` says how often a signal was worth their time.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from euthymia.domain.quantities import Confidence, Provenance

from .book import Book
from .holdings import Entry
from .products import VIAL
from .small_numbers import Share, hypergeometric_tail, share

BREAKAGES, BREAKAGE_D = 2, 30
BREAKAGE_PROVENANCE = Provenance("two breakages by one person in 30 days (compliance.md 2.6)", Confidence.P)
WASTE_DELAY_MIN = 30
WASTE_DELAY_PROVENANCE = Provenance("draw to waste above 30 min (compliance.md 2.6)", Confidence.V2)
RATE_PROVENANCE = Provenance(
    "reversals, late entries: rate beside the others' (compliance.md 2.6)", Confidence.V2
)
PAIR_PROVENANCE = Provenance("one witness for one person, beside chance (compliance.md 2.6)", Confidence.V2)
SIGN_PROVENANCE = Provenance("count differences of one sign (compliance.md 2.6)", Confidence.P)
OVERFILL_PROVENANCE = Provenance(
    "vials finished and no overfill ever found (compliance.md 2.6)", Confidence.P
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Signal:
    """A reason to look. `by_chance` is how many as strong would come of chance among all comparisons made.

    A rule that counts (two breakages) has no chance to state, and `chance` and `by_chance` are None.
    """

    pattern: str
    person: str
    other: str | None
    own: Share
    others: Share | None
    chance: float | None
    by_chance: float | None
    evidence: tuple[str, ...]
    provenance: Provenance

    def says(self) -> str:
        """The signal as a sentence that claims no more than it knows."""
        whom = f" with {self.other}" if self.other else ""
        beside = f"; everybody else {self.others}" if self.others else ""
        chance = "" if self.by_chance is None else f"; chance alone gives {self.by_chance:.2g} of these"
        return f"{self.pattern}, {self.person}{whom}: {self.own}{beside}{chance}. A reason to look, not a finding."


def signals(book: Book, since: datetime, until: datetime, *, by_chance_max: float) -> list[Signal]:
    """The signals of a period, strongest first.

    `by_chance_max` is the clinic's setting: how many signals of pure chance it is willing to read in a period.
    """
    entries = [entry for entry in book.entries.values() if since <= entry.event.at < until]
    compared = [*_rates(book, entries), *_pairs(entries)]
    expected = sorted((_chance(one) * len(compared), place) for place, one in enumerate(compared))
    kept = [replace(compared[place], by_chance=many) for many, place in expected if many <= by_chance_max]
    return [*_breakages(entries), *(one for one in kept if one.evidence)]


def _chance(signal: Signal) -> float:
    assert signal.chance is not None, "a comparison has a chance"
    return signal.chance


def precision(outcomes: Iterable[bool]) -> Share:
    """Of the signals that were reviewed, how many were worth it, with the interval that few reviews leave."""
    reviewed = list(outcomes)
    return share(sum(reviewed), len(reviewed))


@dataclass(frozen=True, slots=True)
class _Rate:
    """A pattern that is a share of a person's acts: which acts count, and which of them have it."""

    pattern: str
    provenance: Provenance
    among: Callable[[Book, Entry], bool]
    has: Callable[[Book, Entry], bool]


def _rates(book: Book, entries: list[Entry]) -> Iterator[Signal]:
    for rate in _RATES:
        acts = [entry for entry in entries if rate.among(book, entry)]
        having = [entry for entry in acts if rate.has(book, entry)]
        for person in sorted({entry.event.by for entry in acts if entry.event.by}):
            own = [entry for entry in acts if entry.event.by == person]
            mine = [entry for entry in having if entry.event.by == person]
            rest = len(acts) - len(own)
            if rest:
                yield Signal(
                    pattern=rate.pattern, person=person, other=None, own=share(len(mine), len(own)),
                    others=share(len(having) - len(mine), rest),
                    chance=hypergeometric_tail(len(mine), len(own), len(having), len(acts)), by_chance=None,
                    evidence=tuple(entry.event.id for entry in mine), provenance=rate.provenance,
                )  # fmt: skip


def _is(*kinds: str) -> Callable[[Book, Entry], bool]:
    return lambda book, entry: entry.event.kind in kinds


def _slow(book: Book, entry: Entry) -> bool:
    """Wasted long after the last draw into that syringe."""
    event = entry.event
    syringe = book.syringes.get(entry.owner)
    before = [drawn.at for drawn in syringe.draws if drawn.at <= event.at] if syringe is not None else []
    return bool(before) and event.at - max(before) > timedelta(minutes=WASTE_DELAY_MIN)


def _short(book: Book, entry: Entry) -> bool:
    count = book.counts[entry.event.id]
    return count.measured_ul < count.expected_ul


def _differs(book: Book, entry: Entry) -> bool:
    if entry.event.kind != "count":
        return False
    count = book.counts[entry.event.id]
    return count.measured_ul != count.expected_ul


def _finishes(book: Book, entry: Entry) -> bool:
    """A count that finds a vial empty; a device has no overfill to find."""
    if entry.event.kind != "count":
        return False
    count = book.counts[entry.event.id]
    return count.form == VIAL and count.measured_ul == 0


def _no_overfill(book: Book, entry: Entry) -> bool:
    return not book.vials[book.counts[entry.event.id].vial].overfill_ul


_ACTS = ("draw", "administer", "waste", "breakage")
_RATES = (
    _Rate("late entries", RATE_PROVENANCE, _is(*_ACTS), lambda book, entry: entry.late_for is not None),
    _Rate(
        "acts that were reversed",
        RATE_PROVENANCE,
        _is(*_ACTS),
        lambda book, entry: entry.reversed_by is not None,
    ),
    _Rate("waste long after the draw", WASTE_DELAY_PROVENANCE, _is("waste"), _slow),
    _Rate("count differences that are shortages", SIGN_PROVENANCE, _differs, _short),
    _Rate("vials finished without overfill", OVERFILL_PROVENANCE, _finishes, _no_overfill),
)


def _pairs(entries: list[Entry]) -> Iterator[Signal]:
    """One witness for one person: beside everybody whom that witness could have stood beside."""
    wastes = [entry for entry in entries if entry.event.kind == "waste"]
    for person in sorted({entry.event.by for entry in wastes if entry.event.by}):
        own = [entry for entry in wastes if entry.event.by == person]
        for witness in sorted({entry.event.witness for entry in own if entry.event.witness}):
            together = [entry for entry in own if entry.event.witness == witness]
            possible = [entry for entry in wastes if entry.event.by != witness]
            seen = sum(entry.event.witness == witness for entry in possible)
            rest = len(possible) - len(own)
            if rest:
                yield Signal(
                    pattern="one witness", person=person, other=witness, own=share(len(together), len(own)),
                    others=share(seen - len(together), rest),
                    chance=hypergeometric_tail(len(together), len(own), seen, len(possible)), by_chance=None,
                    evidence=tuple(entry.event.id for entry in together), provenance=PAIR_PROVENANCE,
                )  # fmt: skip


def _breakages(entries: list[Entry]) -> Iterator[Signal]:
    """A rule and no statistic: two in thirty days."""
    broken = [entry for entry in entries if entry.event.kind == "breakage" and entry.reversed_by is None]
    for person in sorted({entry.event.by for entry in broken if entry.event.by}):
        own = sorted(
            (entry for entry in broken if entry.event.by == person), key=lambda entry: entry.event.at
        )
        near = [
            (first, second)
            for first, second in zip(own, own[BREAKAGES - 1 :], strict=False)
            if second.event.at - first.event.at <= timedelta(days=BREAKAGE_D)
        ]
        if near:
            evidence = tuple(dict.fromkeys(entry.event.id for pair in near for entry in pair))
            yield Signal(
                pattern="repeated breakage", person=person, other=None, own=share(len(evidence), len(own)),
                others=None, chance=None, by_chance=None, evidence=evidence, provenance=BREAKAGE_PROVENANCE,
            )  # fmt: skip
