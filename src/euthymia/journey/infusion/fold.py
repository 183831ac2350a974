"""A session's state is the fold of its events. Pure: events and a moment go in, what is true comes out.

Corrections are later events that name the one they replace; late entries stand at the time they were
observed. What the pump gave is recomputed from the whole rate history each time.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from euthymia.domain.pharmacology import RateStep, delivered_ug, reached_at

_OF_THE_PUMP = ("started", "rate", "paused", "resumed", "finished")
LATE = timedelta(seconds=60)  # observed this much before it was entered: shown as a late entry (P)


class Phase(StrEnum):
    ORDERED = "ordered"
    RUNNING = "running"
    PAUSED = "paused"
    RECOVERY = "recovery"
    CLOSED = "closed"

    @property
    def words(self) -> str:
        return _PHASE_WORDS[self]


_PHASE_WORDS = {
    Phase.ORDERED: "In preparation",
    Phase.RUNNING: "Infusing",
    Phase.PAUSED: "Paused",
    Phase.RECOVERY: "Recovery",
    Phase.CLOSED: "Closed",
}


@dataclass(frozen=True, slots=True)
class Happening:
    """One event as the fold needs it. `corrects` names the number of the event it replaces."""

    n: int
    kind: str
    at: datetime
    entered_at: datetime
    by: str
    says: str = ""
    reason: str = ""
    rate_ul_per_h: int | None = None
    rate_ug_per_h: int | None = None
    detail: Any = None
    corrects: int | None = None
    corrected: bool = False

    @property
    def late(self) -> bool:
        return self.entered_at - self.at > LATE


@dataclass(frozen=True, slots=True)
class Course:
    """What is true of a session at one moment. Masses in µg, volumes µL, rates per hour, times UTC."""

    phase: Phase
    started_at: datetime | None
    paused_at: datetime | None
    finished_at: datetime | None
    rate_ul_per_h: int
    rate_ug_per_h: int
    steps: tuple[RateStep, ...]
    given_ug: int
    dose_ug: int
    final_volume_ul: int
    empty_at: datetime | None
    present: tuple[str, ...]
    happenings: tuple[Happening, ...]

    @property
    def left_ug(self) -> int:
        return self.dose_ug - self.given_ug

    @property
    def left_ul(self) -> int:
        """What is left in the bag, rounded down."""
        return self.left_ug * self.final_volume_ul // self.dose_ug

    def infusing_s(self, now: datetime) -> int:
        """Seconds since the start, pauses included, until now or the finish."""
        if self.started_at is None:
            return 0
        return int(((self.finished_at or now) - self.started_at).total_seconds())

    def pumping_s(self, now: datetime) -> int:
        """Seconds that the pump has run until now: what of the ordered time is used up, pauses left out."""
        if not self.steps:
            return 0
        ends = [step.at for step in self.steps[1:]] + [max(now, self.steps[-1].at)]
        ran = (end - step.at for step, end in zip(self.steps, ends, strict=True) if step.rate_ug_per_h)
        return int(sum(ran, timedelta()).total_seconds())

    @property
    def over(self) -> bool:
        return self.phase is Phase.CLOSED


def effective(happenings: Iterable[Happening]) -> list[Happening]:
    """What counts, by the time it was observed: corrected events replaced by the last correction of each.

    Of two at one instant, the one that was entered first stands first, corrected or not.
    """
    standing: dict[int, Happening] = {}
    root: dict[int, int] = {}
    for one in sorted(happenings, key=lambda one: one.n):
        if one.corrects is None:
            root[one.n] = one.n
            standing[one.n] = one
        else:
            first = root.get(one.corrects, one.corrects)
            root[one.n] = first
            standing[first] = replace(one, corrected=True)
    return [one for _, one in sorted(standing.items(), key=lambda pair: (pair[1].at, pair[0]))]


def fold(
    happenings: Sequence[Happening],
    *,
    dose_ug: int,
    final_volume_ul: int,
    now: datetime,
    closed: bool = False,
) -> Course:
    """The state of a session at `now`: what was observed later does not count yet.

    Once the drug account has settled an infusion that is over, what it says was given counts: whole microlitres of
    stock, less than one below the sum of the rates. The bag holds the ordered dose and no more: when the rate history reaches it, the pump has stopped by
    itself, and from then on nothing is given whatever rate is set. A pump runs only between its start and
    its finish, whatever else a wrong history says.
    """
    counted = [one for one in effective(happenings) if one.at <= now]
    started = paused = finished = None
    rate_ul = rate_ug = 0
    resume_ul = resume_ug = 0
    steps: list[RateStep] = []
    present: tuple[str, ...] = ()
    settled: int | None = None
    for one in counted:
        if one.kind in ("finished", "wasted"):
            # An end that the book refused to settle is settled by the entry that wastes the rest.
            settled = (one.detail or {}).get("settled_ug", settled if one.kind == "wasted" else None)
        if one.kind in _OF_THE_PUMP and (finished or (started is None and one.kind != "started")):
            continue
        match one.kind:
            case "started" | "rate":
                if one.kind == "started":
                    started = one.at
                resume_ul, resume_ug = one.rate_ul_per_h or 0, one.rate_ug_per_h or 0
                if paused is None:
                    rate_ul, rate_ug = resume_ul, resume_ug
                    steps.append(RateStep(one.at, rate_ug))
            case "paused":
                paused, rate_ul, rate_ug = one.at, 0, 0
                steps.append(RateStep(one.at, 0))
            case "resumed":
                paused = None
                rate_ul = one.rate_ul_per_h if one.rate_ul_per_h is not None else resume_ul
                rate_ug = one.rate_ug_per_h if one.rate_ug_per_h is not None else resume_ug
                resume_ul, resume_ug = rate_ul, rate_ug
                steps.append(RateStep(one.at, rate_ug))
            case "finished":
                finished, rate_ul, rate_ug = one.at, 0, 0
                steps.append(RateStep(one.at, 0))
            case "present":
                present = tuple((one.detail or {}).get("present", ()))
    empty_at = reached_at(dose_ug, steps) if steps else None
    if empty_at is not None and empty_at <= now:
        steps = [step for step in steps if step.at < empty_at] + [RateStep(empty_at, 0)]
        if finished is None:
            rate_ul = rate_ug = 0
    given = min(dose_ug, delivered_ug(steps, now)) if steps else 0
    if finished is not None and settled is not None:
        given = settled
    return Course(
        phase=_phase(started, paused, finished, closed),
        started_at=started,
        paused_at=paused,
        finished_at=finished,
        rate_ul_per_h=rate_ul,
        rate_ug_per_h=rate_ug,
        steps=tuple(steps),
        given_ug=given,
        dose_ug=dose_ug,
        final_volume_ul=final_volume_ul,
        empty_at=empty_at,
        present=present,
        happenings=tuple(counted),
    )


def _phase(
    started: datetime | None, paused: datetime | None, finished: datetime | None, closed: bool
) -> Phase:
    if closed:
        return Phase.CLOSED
    if finished is not None:
        return Phase.RECOVERY
    if started is None:
        return Phase.ORDERED
    return Phase.PAUSED if paused is not None else Phase.RUNNING
