"""What opens a crisis, how grave it is, and the steps that follow, each with its owner and its clock.

clinical.md 9A and 9B. A zero answer opens nothing; an answer that is not there opens nothing either, and
is for the evaluation's rules to miss.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from euthymia.domain.quantities import Confidence, Provenance

from .case.behaviour import IMMINENT_LEVEL, MODERATE_LEVEL, has_acted, is_recent, last

_V, _V2, _P = Confidence.V, Confidence.V2, Confidence.P


class Level(StrEnum):
    """How grave it is; `inquiry` is an answer that nobody has asked about yet."""

    INQUIRY = "inquiry"
    LOW = "low"
    MODERATE = "moderate"
    HIGH = "high"

    @property
    def rank(self) -> int:
        return list(Level).index(self)

    @property
    def words(self) -> str:
        return {
            "inquiry": "to be asked about today",
            "low": "low",
            "moderate": "moderate",
            "high": "high, imminent",
        }[self.value]


@dataclass(frozen=True, slots=True)
class Trigger:
    """What opened a crisis, or raised one: the rule's row, the level, and what was answered, in words."""

    rule: str
    level: Level
    says: str
    provenance: Provenance


# The answer of a scale's own suicide item that asks for an inquiry (clinical.md 9A: V).
_ITEM_FROM = {"phq-9": 1, "qids-sr16": 2, "madrs": 3}
_ITEM_SOURCE = Provenance("clinical.md 9A: structured inquiry the same day (VADOD; OSM)", _V)
_TRIAGE = "C-SSRS triage guide (clinical.md 9A)"


def of_item(instrument: str, answer: int | None) -> Trigger | None:
    """A scale's suicide item: PHQ-9 item 9, QIDS-SR16 item 12, MADRS item 10. Raises KeyError for another scale."""
    if answer is None or answer < _ITEM_FROM[instrument]:
        return None
    says = f"{instrument.upper()} suicide item answered {answer}"
    return Trigger("9A-2", Level.INQUIRY, says, _ITEM_SOURCE)


def of_asq(screening_yes: bool | None, acuity_yes: bool | None) -> Trigger | None:
    """The ASQ: any yes asks for an inquiry, thoughts now are imminent."""
    if acuity_yes:
        return Trigger(
            "9A-7", Level.HIGH, "ASQ: thoughts now", Provenance("clinical.md 9A: ASQ toolkit", _V2)
        )
    if screening_yes:
        return Trigger("9A-2", Level.INQUIRY, "ASQ: a question answered yes", _ITEM_SOURCE)
    return None


def of_c_ssrs(ideation: int | None, behaviour: str | None, on: date) -> Trigger | None:
    """The structured inquiry's own levels: ideation 0–5 of the past month, behaviour `never` or with its date.

    Behaviour without a date is taken as recent: unknown never lowers a level.
    """
    acted = has_acted(behaviour)
    recent = acted and is_recent(last(behaviour or ""), on)
    said = f"C-SSRS ideation {ideation if ideation is not None else 'not known'}" + (
        f", behaviour: {behaviour}" if acted else ""
    )
    if recent or (ideation or 0) >= IMMINENT_LEVEL:
        return Trigger("9A-5", Level.HIGH, said, Provenance(_TRIAGE, _V))
    if acted or ideation == MODERATE_LEVEL:
        return Trigger("9A-4", Level.MODERATE, said, Provenance(_TRIAGE, _V2))
    if ideation:
        return Trigger("9A-3", Level.LOW, said, Provenance(_TRIAGE, _V))
    return None


# The crisis flags of the questionnaires, by their names; every other one asks for an inquiry.
_OF_FLAGS = {
    "suicide-risk-high": ("9A-5", Level.HIGH, Provenance(_TRIAGE, _V)),
    "acute": ("9A-7", Level.HIGH, Provenance("clinical.md 9A: ASQ toolkit", _V2)),
    "suicide-risk-moderate": ("9A-4", Level.MODERATE, Provenance(_TRIAGE, _V2)),
    "suicide-risk": ("9A-3", Level.LOW, Provenance(_TRIAGE, _V)),
}


def of_flags(title: str, flags: Iterable[str]) -> Trigger | None:
    """The gravest of the crisis flags that a questionnaire raised."""
    found = [_OF_FLAGS.get(flag, ("9A-2", Level.INQUIRY, _ITEM_SOURCE)) for flag in flags]
    if not found:
        return None
    rule, level, provenance = max(found, key=lambda one: one[1].rank)
    return Trigger(rule, level, f"{title}: {level.words}", provenance)


def of_told(words: str) -> Trigger:
    """What a patient told from outside the clinic and nobody has asked about yet."""
    return Trigger(
        "9A-6", Level.INQUIRY, f"told from outside the clinic: {words}",
        Provenance("clinical.md 9A: remote answer or keyword, the same path", _P),
    )  # fmt: skip


def of_recovery() -> Trigger:
    """New or worse thoughts that a patient told before going home: asked about before they leave."""
    return Trigger("9A-2", Level.INQUIRY, "new or worse thoughts of suicide, asked in recovery", _ITEM_SOURCE)


def of_session(treatment: str) -> Trigger:
    """A risk that was found in a session beside the infusions: asked about by the same path."""
    return Trigger("9A-2", Level.INQUIRY, f"risk found in a session of {treatment}", _ITEM_SOURCE)


class Clock(StrEnum):
    """When a step is due, counted from when its level was reached."""

    NOW = "now"
    HALF_HOUR = "half-hour"
    DAY = "day"
    H24 = "24 h"
    H72 = "72 h"
    D7 = "7 d"
    VISIT = "next visit"

    def due(self, since: datetime, end_of_day: datetime) -> datetime | None:
        """The moment after which the step is overdue; None while only the next visit can bring it."""
        if self is Clock.VISIT:
            return None
        if self is Clock.DAY:
            return end_of_day
        return since + _AFTER[self]


_AFTER = {
    Clock.NOW: timedelta(0),
    Clock.HALF_HOUR: timedelta(minutes=30),
    Clock.H24: timedelta(hours=24),
    Clock.H72: timedelta(hours=72),
    Clock.D7: timedelta(days=7),
}


@dataclass(frozen=True, slots=True)
class PathStep:
    """A step of 9B: who owns it, and for each level that asks for it, its clock."""

    code: str
    says: str
    asks: str
    owner: str
    clocks: Mapping[Level, Clock]
    provenance: Provenance
    only_remote: bool = False


_TIMES = Provenance("clinical.md 9B (VADOD; C-SSRS triage guide; ASQ; SPR-L; times are site settings)", _P)
_EVERY = tuple(Level)
_ASSESSED = (Level.LOW, Level.MODERATE, Level.HIGH)
_GRAVE = (Level.MODERATE, Level.HIGH)


def _clocks(levels: Iterable[Level], clock: Clock, high: Clock | None = None) -> dict[Level, Clock]:
    return {level: high if high is not None and level is Level.HIGH else clock for level in levels}


STEPS: tuple[PathStep, ...] = (
    PathStep(
        "lock", "Dosing is locked", "No order and no start while this is open; ketamine is not ruled out by it.",
        "the program", _clocks(_EVERY, Clock.NOW), _TIMES,
    ),
    PathStep(
        "contact", "Reach the patient", "Call. Nobody reached within 30 minutes: call the emergency contact, then ask for a welfare check.",
        "nurse", _clocks(_EVERY, Clock.HALF_HOUR),
        Provenance("clinical.md 9A: remote answer, no contact in 15–30 min", _P), only_remote=True,
    ),
    PathStep(
        "in-sight", "Keep in sight, remove means", "Somebody stays with the patient until a clinician has asked; means are out of reach.",
        "nurse", _clocks((Level.INQUIRY, *_GRAVE), Clock.NOW), _TIMES,
    ),
    PathStep(
        "assess", "Clinician's structured assessment", "Ideation, plan, intent, access to means, protective factors.",
        "prescriber or evaluator", _clocks(_EVERY, Clock.DAY, Clock.NOW), _TIMES,
    ),
    PathStep(
        "level", "Level and where the patient goes", "Home with a plan, psychiatry the same day, emergency department, or involuntary.",
        "prescriber or evaluator", _clocks(_EVERY, Clock.DAY, Clock.NOW), _TIMES,
    ),
    PathStep(
        "plan", "Safety plan", "Warning signs, what helps, people and places, professionals, a safe home: in the patient's own words.",
        "prescriber or evaluator", _clocks(_ASSESSED, Clock.DAY), _TIMES,
    ),
    PathStep(
        "notify", "Tell the prescriber and the emergency contact", "The contact with consent, or under the duty's exception: say which.",
        "nurse", _clocks(_GRAVE, Clock.DAY, Clock.NOW), _TIMES,
    ),
    PathStep(
        "numbers", "Give the help numbers", "988 by call or text (veterans press 1), 911 in an emergency.",
        "nurse", _clocks(_EVERY, Clock.NOW), Provenance("clinical.md 9B; VADOD", _V),
    ),
    PathStep("call-24h", "Call after 24 hours", "How is it now? Ask about thoughts directly.", "nurse", _clocks(_ASSESSED, Clock.H24), _TIMES),
    PathStep("call-72h", "Call after 72 hours", "How is it now? Ask about thoughts directly.", "nurse", _clocks(_GRAVE, Clock.H72), _TIMES),
    PathStep("call-7d", "Call after 7 days", "A single dose's effect on such thoughts fades within about a week.", "nurse",
             _clocks(_ASSESSED, Clock.D7), _TIMES),
    PathStep("repeat", "Ask again at the next visit", "C-SSRS or ASQ, before anything else.", "nurse", _clocks(_ASSESSED, Clock.VISIT), _TIMES),
)  # fmt: skip
BY_CODE = {step.code: step for step in STEPS}
# Without these a crisis cannot be closed, whatever the reason.
BEFORE_CLOSING = ("assess", "level")
DISPOSITIONS = {
    "home": "home, with a safety plan",
    "psychiatry": "psychiatry, the same day",
    "emergency": "emergency department",
    "involuntary": "involuntary admission",
}


@dataclass(frozen=True, slots=True)
class Taken:
    """A step as it was taken."""

    code: str
    at: datetime
    by: str
    says: str


@dataclass(frozen=True, slots=True)
class Standing:
    """A step that this crisis asks for: since when, until when, and whether it has been taken."""

    step: PathStep
    due_at: datetime | None
    taken: Taken | None

    def is_overdue(self, now: datetime) -> bool:
        return self.taken is None and self.due_at is not None and now > self.due_at


def standing(
    level: Level, *, since: datetime, end_of_day: datetime, remote: bool, taken: Iterable[Taken]
) -> list[Standing]:
    """Every step that `level` asks for, with those taken (and any more that were taken), in the path's order."""
    done: dict[str, Taken] = {}
    for one in taken:
        done.setdefault(one.code, one)
    found = []
    for step in STEPS:
        clock = step.clocks.get(level)
        asked = clock is not None and (remote or not step.only_remote)
        if asked or step.code in done:
            due = clock.due(since, end_of_day) if asked and clock is not None else None
            found.append(Standing(step, due, done.get(step.code)))
    return found
