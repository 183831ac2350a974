"""A course under way: "3 of 6", whether its window still holds, and what the published rules propose next.

Proposals are shown beside their source; nothing is applied. What a change of score means (response, worse)
is judged before it comes here, by the instrument's own definitions.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from euthymia.domain.quantities import Confidence, Fault, Provenance, Unusable

_V, _V2, _P = Confidence.V, Confidence.V2, Confidence.P

OVERDUE_D = 28
OVERDUE = Provenance("clinical.md 3E: six not completed in 28 days, evaluate again", _P)

# Less than this is early non-improvement; it was found with the MADRS.
EARLY_PERCENT = 20
EARLY_MEASURE = "madrs"
EARLY = Provenance("EARLY24: 24 h after infusion 4, or three in a row from infusion 3, n=135", _V)
EARLY_ELSEWHERE = Provenance("EARLY24 used the MADRS; another measure is a site's own choice", _P)
DO_NOT_STOP_EARLIER = Provenance("EARLY21: 58 % of early non-improvers were past 20 % after infusion 4", _V)
NO_RESPONSE = Provenance("MUR13; SAN17: after six without response", _V2)

STEP_UP_UG_PER_KG = 250
CEILING_UG_PER_KG = 1_000
STEP_UP = Provenance("CRT: 0.5 to 0.75 mg/kg after infusion 1 or 2 when inadequate and well tolerated", _V)
STEP_LIMITS = Provenance("clinical.md 3E: steps up to 0.25 mg/kg, ceiling 1.0 mg/kg", _P)


@dataclass(frozen=True, slots=True)
class Progress:
    """How many sessions of a course were given: the one sentence about it, the same everywhere."""

    given: int
    planned: int

    def __post_init__(self) -> None:
        if not 0 <= self.given <= self.planned:
            says = f"{self.given} of {self.planned} sessions"
            raise Unusable.one("/given", "out-of-range", says, "as many given as planned at most")

    def __str__(self) -> str:
        return f"{self.given} of {self.planned}"

    @property
    def left(self) -> int:
        return self.planned - self.given

    @property
    def dots(self) -> tuple[bool, ...]:
        """One for each session, true when it was given."""
        return tuple(n < self.given for n in range(self.planned))


class Pace(StrEnum):
    """Whether a course can still be what it was to be; its window is lost when a gap or its end cannot be kept."""

    NOT_BEGUN = "not-begun"
    DONE = "done"
    IN_TIME = "in-time"
    WINDOW_LOST = "window-lost"
    OVERDUE = "overdue"


@dataclass(frozen=True, slots=True)
class Standing:
    """`earliest` and `latest` are when the next session may lie, by the gaps and the window; None where there
    is no next one or nothing given to count from. `last_day` is the end of the window.
    """

    progress: Progress
    pace: Pace
    earliest: date | None
    latest: date | None
    last_day: date | None


def standing(
    *,
    sessions: int,
    within_days: int,
    min_gap_days: int,
    max_gap_days: int,
    done: Iterable[date],
    today: date,
) -> Standing:
    """Where a course stands on a day, by the days of its sessions given."""
    given = sorted(done)
    progress = Progress(len(given), sessions)
    if not given:
        return Standing(progress, Pace.NOT_BEGUN, None, None, None)
    last_day = given[0] + timedelta(days=within_days)
    if not progress.left:
        return Standing(progress, Pace.DONE, None, None, last_day)
    earliest = max(given[-1] + timedelta(days=min_gap_days), today)
    # The sessions after the next one need their gaps before the window ends.
    room = last_day - timedelta(days=(progress.left - 1) * min_gap_days)
    latest = min(given[-1] + timedelta(days=max_gap_days), room)
    pace = Pace.IN_TIME if earliest <= latest else Pace.WINDOW_LOST
    if (today - given[0]).days > OVERDUE_D:
        pace = Pace.OVERDUE
    return Standing(progress, pace, earliest, latest if earliest <= latest else None, last_day)


class Signal(StrEnum):
    """What can happen in a course that has its own rule."""

    SEVERE_ADVERSE_EVENT = "severe-adverse-event"
    CONTRAINDICATION = "absolute-contraindication"
    CONSENT_WITHDRAWN = "consent-withdrawn"
    WORSENING = "worsening"
    SUICIDAL_IDEATION = "new-suicidal-ideation"
    MANIA = "mania"
    MISUSE = "misuse"


class Step(StrEnum):
    """What is proposed, gravest first."""

    STOP = "stop"
    PAUSE = "pause"
    HOLD = "hold"
    STEP_UP = "step-up"
    GO_ON = "go-on"
    ASK = "ask"


@dataclass(frozen=True, slots=True)
class Proposal:
    """One thing to decide on, in a sentence, with why and whose rule it is."""

    step: Step
    says: str
    because: str
    sources: tuple[Provenance, ...]


@dataclass(frozen=True, slots=True)
class Review:
    """A score after infusion `after`, as a change from baseline: `percent` better, None where it is not known."""

    after: int
    percent: float | None
    response: bool | None


_SIGNALS: tuple[tuple[Signal, Step, str, Provenance], ...] = (
    (
        Signal.SEVERE_ADVERSE_EVENT,
        Step.STOP,
        "stop the course",
        Provenance("clinical.md 8C: severe adverse event", _P),
    ),
    (
        Signal.CONTRAINDICATION,
        Step.STOP,
        "stop the course",
        Provenance("clinical.md 8C: an absolute contraindication appeared", _P),
    ),
    (
        Signal.CONSENT_WITHDRAWN,
        Step.STOP,
        "stop the course",
        Provenance("clinical.md 8C: consent withdrawn", _P),
    ),
    (Signal.MANIA, Step.STOP, "stop the course", Provenance("PS-06: mania", _P)),
    (
        Signal.SUICIDAL_IDEATION,
        Step.PAUSE,
        "pause the course and open the crisis path",
        Provenance("SPR-L: worsening or new suicidal ideation", _V),
    ),
    (
        Signal.WORSENING,
        Step.PAUSE,
        "pause the course and open the crisis path",
        Provenance("SPR-L: worsening or new suicidal ideation", _V),
    ),
    (Signal.MISUSE, Step.HOLD, "hold the course", Provenance("SAN17; RANZCP: signs of misuse", _V2)),
)


def proposals(
    *,
    progress: Progress,
    reviews: Sequence[Review],
    measure: str,
    dose_ug_per_kg: int | None,
    well_tolerated: bool | None,
    signals: Iterable[Signal] = (),
) -> tuple[Proposal, ...]:
    """What the rules of a course propose, gravest first; a clinician decides. Nothing known is its own answer."""
    present = frozenset(signals)
    found = [
        Proposal(step, says, signal.value.replace("-", " "), (source,))
        for signal, step, says, source in _SIGNALS
        if signal in present
    ]
    by_infusion = {review.after: review for review in sorted(reviews, key=lambda one: one.after)}
    found += _by_response(progress, by_infusion, measure)
    found += _by_dose(progress, by_infusion, dose_ug_per_kg, well_tolerated)
    order = list(Step)
    return tuple(sorted(found, key=lambda one: order.index(one.step)))


def _small(review: Review | None) -> bool:
    return review is not None and review.percent is not None and review.percent < EARLY_PERCENT


def _by_response(progress: Progress, reviews: dict[int, Review], measure: str) -> Iterator[Proposal]:
    source = EARLY if measure == EARLY_MEASURE else EARLY_ELSEWHERE
    last = reviews.get(progress.given)
    if progress.given >= 1 and (last is None or last.percent is None):
        yield Proposal(
            Step.ASK,
            f"ask for {measure} after infusion {progress.given}: without it the course cannot be judged",
            f"no score after infusion {progress.given}",
            (source,),
        )
    if not progress.left:
        if last is not None and last.response is False:
            says = "stop: reassess the diagnosis, ECT, TMS or another treatment"
            yield Proposal(Step.STOP, says, f"no response after {progress}", (NO_RESPONSE,))
        return
    in_a_row = [
        n for n in range(5, progress.given + 1) if all(_small(reviews.get(k)) for k in (n - 2, n - 1, n))
    ]
    if _small(reviews.get(4)) and progress.given == 4:
        says = "further infusions are not warranted: decide whether to stop"
        yield Proposal(Step.STOP, says, f"{_told(reviews[4])} after infusion 4", (source,))
    elif progress.given in in_a_row:
        says = "further infusions are not warranted: decide whether to stop"
        because = f"less than {EARLY_PERCENT} % three times in a row, up to infusion {progress.given}"
        yield Proposal(Step.STOP, says, because, (source,))
    elif progress.given < 4 and last is not None and _small(last):
        says = "go on: it is too early to stop for want of effect"
        yield Proposal(Step.GO_ON, says, f"{_told(last)} after {progress}", (DO_NOT_STOP_EARLIER,))


def _by_dose(
    progress: Progress, reviews: dict[int, Review], dose_ug_per_kg: int | None, well_tolerated: bool | None
) -> Iterator[Proposal]:
    """A higher dose after infusion 1 or 2. Tolerance that is not known is no good tolerance."""
    last = reviews.get(progress.given)
    if progress.given not in (1, 2) or not progress.left or last is None or not _small(last):
        return
    if dose_ug_per_kg is None or well_tolerated is not True or dose_ug_per_kg >= CEILING_UG_PER_KG:
        return
    higher = min(dose_ug_per_kg + STEP_UP_UG_PER_KG, CEILING_UG_PER_KG)
    says = f"consider {higher / 1000:g} mg/kg in place of {dose_ug_per_kg / 1000:g} mg/kg"
    because = f"{_told(last)} after {progress}, well tolerated"
    yield Proposal(Step.STEP_UP, says, because, (STEP_UP, STEP_LIMITS))


def _told(review: Review) -> str:
    return f"{review.percent:.0f} % better"


def faults(
    *, sessions: int, within_days: int, min_gap_days: int, max_gap_days: int, at: str = ""
) -> list[Fault]:
    """What no calendar could hold, whoever asks: each at its key under the pointer `at`."""
    found = []
    if min_gap_days > max_gap_days:
        says = f"min_gap_days {min_gap_days} is above max_gap_days {max_gap_days}"
        found.append(Fault(f"{at}/min_gap_days", "not-nested", says, "a least gap up to the longest"))
    shortest = (sessions - 1) * min_gap_days
    if shortest > within_days:
        says = (
            f"{sessions} sessions at least {min_gap_days} days apart take {shortest} days, "
            f"the window is {within_days}"
        )
        accepted = f"a window of {shortest} days or more"
        found.append(Fault(f"{at}/within_days", "window-too-short", says, accepted))
    return found
