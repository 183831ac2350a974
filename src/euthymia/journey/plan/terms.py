"""The terms of a plan: what was agreed, as data that a revision keeps whole."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any

from euthymia.domain import instruments, protocols
from euthymia.domain.quantities import Fault
from euthymia.domain.scheduling import course as courses

MOST_SESSIONS = 60
MOST_DAYS = 366
LONGEST_INTERVAL_D = 366


@dataclass(frozen=True, slots=True, kw_only=True)
class Goal:
    """What the patient wants of the treatment: a measure with its baseline and target, or words alone."""

    words: str
    measure: str = ""
    baseline: float | None = None
    target: float | None = None

    def __str__(self) -> str:
        if not self.measure:
            return self.words
        found = instruments.BY_ID.get(self.measure)
        title = found.title if found else self.measure
        figures = f"{title} from {self.baseline:g} to {self.target:g}"
        return f"{self.words}: {figures}" if self.words else figures


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """How many sessions, how they are spaced, how long each stays, the dose, the goals, and how it goes on."""

    spacing: str
    sessions: int
    within_days: int
    min_gap_days: int
    max_gap_days: int
    preparation_min: int
    treatment_min: int
    recovery_min: int
    dose_ug_per_kg: int | None = None
    goals: tuple[Goal, ...] = ()
    maintenance: str = ""
    interval_days: int | None = None

    @property
    def minutes(self) -> int:
        return self.preparation_min + self.treatment_min + self.recovery_min

    def to_json(self) -> dict[str, Any]:
        return {**asdict(self), "goals": [asdict(goal) for goal in self.goals]}

    @classmethod
    def from_json(cls, document: Mapping[str, Any]) -> Terms:
        return cls(**{**document, "goals": tuple(Goal(**one) for one in document["goals"])})


def of_adopted(adopted: Any, programme: protocols.Programme, spacing: str = "") -> Terms:
    """The usual terms of an adopted version, with this spacing or the clinic's usual one. Raises KeyError."""
    found = programme.spacing(spacing or adopted.spacing)
    usual = None
    if programme.protocol is not None:
        usual = protocols.protocol_named(programme.protocol).default_dose_ug_per_kg
    return Terms(
        spacing=found.code, sessions=found.sessions, within_days=found.within_days, min_gap_days=found.min_gap_days,
        max_gap_days=found.max_gap_days, preparation_min=adopted.preparation_min, treatment_min=adopted.treatment_min,
        recovery_min=adopted.recovery_min, dose_ug_per_kg=usual,
    )  # fmt: skip


def adopted_course(adopted: Any) -> dict[str, int]:
    """How many sessions within how many days, and the minutes of a visit: of the version as it was signed."""
    usual = next(one for one in adopted.document["programme"]["spacings"] if one["code"] == adopted.spacing)
    return {
        "sessions": usual["sessions"], "within_days": usual["within_days"], "preparation_min": adopted.preparation_min,
        "treatment_min": adopted.treatment_min, "recovery_min": adopted.recovery_min,
    }  # fmt: skip


def with_changes(terms: Terms, changes: Mapping[str, Any]) -> Terms:
    return replace(terms, **changes)


def faults(terms: Terms, programme: protocols.Programme) -> list[Fault]:
    """What cannot be agreed: numbers nobody could plan by, a dose outside the protocol's fences, half a goal."""
    found = []
    for name, most in (
        ("sessions", MOST_SESSIONS),
        ("within_days", MOST_DAYS),
        ("min_gap_days", MOST_DAYS),
        ("max_gap_days", MOST_DAYS),
    ):
        value = getattr(terms, name)
        if not 1 <= value <= most:
            found.append(Fault(name, "out-of-range", f"{value} is out of range", f"1 to {most}"))
    if not found:
        found += [
            Fault(fault.at.strip("/"), fault.code, fault.says, fault.accepted)
            for fault in courses.faults(
                sessions=terms.sessions, within_days=terms.within_days, min_gap_days=terms.min_gap_days,
                max_gap_days=terms.max_gap_days,
            )
        ]  # fmt: skip
    if terms.treatment_min < 1 or terms.minutes > 24 * 60:
        found.append(Fault("treatment_min", "out-of-range", f"a stay of {terms.minutes} min", "up to a day"))
    if terms.interval_days is not None and not 1 <= terms.interval_days <= LONGEST_INTERVAL_D:
        says = f"an interval of {terms.interval_days} days"
        found.append(Fault("interval_days", "out-of-range", says, f"1 to {LONGEST_INTERVAL_D} days"))
    if terms.maintenance and terms.maintenance not in [one.code for one in programme.maintenance]:
        accepted = (
            ", ".join(one.code for one in programme.maintenance) or "none: this programme has no maintenance"
        )
        found.append(Fault("maintenance", "unknown", f"{terms.maintenance!r} is no scheme", accepted))
    return [*found, *_dose_faults(terms, programme), *_goal_faults(terms.goals)]


def _dose_faults(terms: Terms, programme: protocols.Programme) -> list[Fault]:
    if programme.protocol is None or terms.dose_ug_per_kg is None:
        return []
    fence = protocols.protocol_named(programme.protocol).guardrails.dose_mg_per_kg
    dose = terms.dose_ug_per_kg / 1000
    if not fence.absolute_low <= dose <= fence.absolute_high:
        says = f"{dose:g} mg/kg is outside the protocol's fences"
        return [
            Fault(
                "dose_mg_per_kg", "out-of-range", says, f"{fence.absolute_low} to {fence.absolute_high} mg/kg"
            )
        ]
    return []


def _goal_faults(goals: Sequence[Goal]) -> list[Fault]:
    found = []
    for place, goal in enumerate(goals):
        if not goal.measure:
            if not goal.words.strip():
                found.append(
                    Fault(f"goal-{place}", "missing", "a goal says what it is", "words, or a measure")
                )
            continue
        if goal.measure not in instruments.BY_ID:
            found.append(
                Fault("measure", "unknown", f"{goal.measure!r} is no measure here", "one of the list")
            )
        elif goal.baseline is None or goal.target is None:
            found.append(
                Fault("target", "missing", "a measured goal has a baseline and a target", "both numbers")
            )
    return found


def differences(before: Terms, after: Terms) -> list[str]:
    """What changed between two terms, each in words; in the order they are written."""
    names = {
        "spacing": "spacing", "sessions": "sessions", "within_days": "days of the window", "min_gap_days": "least days between",
        "max_gap_days": "most days between", "preparation_min": "minutes before", "treatment_min": "minutes of treatment",
        "recovery_min": "minutes of recovery", "maintenance": "maintenance", "interval_days": "days between sessions",
    }  # fmt: skip
    found = [
        f"{words}: {_shown(getattr(before, name))} → {_shown(getattr(after, name))}"
        for name, words in names.items()
        if getattr(before, name) != getattr(after, name)
    ]
    if before.dose_ug_per_kg != after.dose_ug_per_kg:
        found.append(f"dose: {_dose(before)} → {_dose(after)}")
    if before.goals != after.goals:
        found.append("goals: " + "; ".join(str(goal) for goal in after.goals))
    return found


def _dose(terms: Terms) -> str:
    return "not set" if terms.dose_ug_per_kg is None else f"{terms.dose_ug_per_kg / 1000:g} mg/kg"


def _shown(value: Any) -> str:
    return "not set" if value in (None, "") else str(value)
