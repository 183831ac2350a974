"""Every observation that the schedule asked for, and what became of it: kept, late, missed, due. Nothing is left out.

The schedule's intervals are walked from the beginning of each stage to its end (or to now). An observation within its
interval is kept; within one and a half of it, late; later than that, or never, the set is missed and stays so, also when
somebody enters it afterwards: what was observed in time and entered later is kept, and marked as entered late.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from euthymia.domain.quantities import Provenance

from .due import MISSED_AFTER_INTERVALS, Every, Once, Sign, Stage
from .due import Phase as Asked
from .due import asked as asks
from .state import instant

LATE_ENTRY = timedelta(seconds=60)  # P: as the chart shows a late entry


class Fate(StrEnum):
    """What became of one set."""

    KEPT = "kept"
    LATE = "late"
    MISSED = "missed"
    DUE = "due"


@dataclass(frozen=True, slots=True)
class Span:
    """A stage from its beginning to its end, or to now. `tight` are the times in which the tighter schedule held."""

    stage: Stage
    begins: datetime
    ends: datetime
    tight: Sequence[tuple[datetime, datetime]] = ()


@dataclass(frozen=True, slots=True)
class Observed:
    """When a sign was looked at, and when that was entered."""

    at: datetime
    entered_at: datetime


@dataclass(frozen=True, slots=True)
class Set:
    """One observation that was asked for. `observed` is the one that answered it, where one did."""

    sign: str
    words: str
    stage: Stage
    due_at: datetime
    fate: Fate
    observed: Observed | None
    provenance: Provenance

    @property
    def entered_late(self) -> bool:
        return self.observed is not None and self.observed.entered_at - self.observed.at > LATE_ENTRY


def kept(
    schedule: Iterable[Sign], spans: Sequence[Span], seen: Mapping[str, Sequence[Observed]], now: datetime
) -> tuple[Set, ...]:
    """Every set of every sign, by the time it was due. `seen` holds what was observed, by the name of the sign."""
    found: list[Set] = []
    for sign in schedule:
        looked = sorted(seen.get(sign.name, ()), key=lambda one: instant(one.at))
        for span in spans:
            found += _of(sign, span, looked, instant(now))
    return tuple(sorted(found, key=lambda one: (one.due_at, one.sign)))


def _of(sign: Sign, span: Span, looked: Sequence[Observed], now: datetime) -> list[Set]:
    ask = asks(sign, Asked(span.stage, span.begins))
    begins, ends = instant(span.begins), min(instant(span.ends), now)
    if ask is None or ends < begins:
        return []
    inside = [one for one in looked if begins <= instant(one.at) <= ends]
    if isinstance(ask, Once):
        return _once(sign, span, ask, begins, ends, inside)
    return _every(sign, span, ask, begins, ends, inside, over=instant(span.ends) <= now)


def _once(
    sign: Sign, span: Span, ask: Once, begins: datetime, ends: datetime, inside: Sequence[Observed]
) -> list[Set]:
    """One look in a stage: from `from_s` on it counts. Before a start that was never reached nothing is missed."""
    due_at = begins + timedelta(seconds=ask.at_s)
    first = next((one for one in inside if instant(one.at) >= begins + timedelta(seconds=ask.from_s)), None)
    if first is not None:
        limit = begins + timedelta(seconds=MISSED_AFTER_INTERVALS * ask.at_s)
        fate = Fate.KEPT if ask.at_s <= 0 or instant(first.at) <= limit else Fate.LATE
    elif ends < due_at and span.stage is not Stage.BEFORE:
        return []
    else:
        fate = Fate.MISSED if ends > due_at else Fate.DUE
    return [Set(sign.name, sign.words, span.stage, due_at, fate, first, ask.provenance)]


def _every(
    sign: Sign, span: Span, usual: Every, begins: datetime, ends: datetime, inside: Sequence[Observed], *, over: bool
) -> list[Set]:  # fmt: skip
    """From each look to the next: how long may it be, how long was it."""
    found: list[Set] = []
    base, rest = begins, list(inside)
    while True:
        ask = _tightest(sign, span, base, usual)
        interval = timedelta(seconds=ask.seconds)
        due_at, limit = base + interval, base + MISSED_AFTER_INTERVALS * interval
        after = [one for one in rest if instant(one.at) > base]
        first = after[0] if after else None
        if first is not None and instant(first.at) <= limit:
            # Looked at often: what comes within the interval is the same set, the last of them the next beginning.
            within = [one for one in after if instant(one.at) <= due_at]
            answered = within[-1] if within else first
            fate = Fate.KEPT if within else Fate.LATE
            if not (within and due_at > ends):
                found.append(Set(sign.name, sign.words, span.stage, due_at, fate, answered, ask.provenance))
            base, rest = instant(answered.at), after
            if within and due_at > ends:
                return found
            continue
        if due_at >= ends:
            if not over:
                found.append(Set(sign.name, sign.words, span.stage, due_at, Fate.DUE, None, ask.provenance))
            return found
        if limit > ends:
            # Neither answered nor long enough ago to be a hole: it is due; when the stage is over, it was missed.
            fate = Fate.MISSED if over else Fate.DUE
            found.append(Set(sign.name, sign.words, span.stage, due_at, fate, None, ask.provenance))
            return found
        found.append(Set(sign.name, sign.words, span.stage, due_at, Fate.MISSED, None, ask.provenance))
        base = due_at


def _tightest(sign: Sign, span: Span, base: datetime, usual: Every) -> Every:
    """The interval that holds from this moment on: the tighter one while its reason stands."""
    if span.stage is not Stage.DURING or sign.tight is None:
        return usual
    stands = any(instant(begun) <= base < instant(ended) for begun, ended in span.tight)
    return sign.tight if stands else usual


@dataclass(frozen=True, slots=True)
class Sum:
    """How many of each, for one sign or for all."""

    kept: int
    late: int
    missed: int
    due: int
    entered_late: int

    @property
    def asked(self) -> int:
        return self.kept + self.late + self.missed + self.due


def summed(sets: Iterable[Set]) -> Sum:
    found = list(sets)
    counts = {fate: sum(one.fate is fate for one in found) for fate in Fate}
    return Sum(
        counts[Fate.KEPT],
        counts[Fate.LATE],
        counts[Fate.MISSED],
        counts[Fate.DUE],
        sum(one.entered_late for one in found),
    )
