"""The predicted concentration of a session: two models over the recorded rates, or why there is none.

It stands beside the vital signs and drives nothing. In a real clinic it is off until the medical
director has signed for it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from euthymia.clinic.people.models import Patient
from euthymia.clinic.people.queries import age_y
from euthymia.domain import pharmacology as pk
from euthymia.domain.quantities import Fault

from .fold import Course, Phase
from .models import Session

MODELS = ("kamp-2020", "abuhelwa-2022")
INTERVAL = 0.8
HORIZON_MIN = 60.0
_SEXES: dict[str, pk.Sex] = {"female": pk.Sex.FEMALE, "male": pk.Sex.MALE}


@dataclass(frozen=True, slots=True)
class Prediction:
    """Either curves or reasons. Minutes count from the start of the infusion."""

    forecast: pk.Forecast | None
    refused: tuple[Fault, ...]
    captions: tuple[str, ...] = pk.CAPTIONS

    @property
    def now_words(self) -> str:
        """The default model's concentration now, and the range of the models, in words."""
        if self.forecast is None:
            return ""
        values = [float(model.base.plasma_ng_per_ml[0]) for model in self.forecast.models]
        return f"{values[0]:.0f} ng/mL (models {min(values):.0f}–{max(values):.0f})"

    @property
    def doubtful(self) -> str:
        """The models drawn whose numbers were read in one source or guessed, by name."""
        if self.forecast is None:
            return ""
        return ", ".join(
            model.model
            for model in self.forecast.models
            if any(number.standing.is_doubtful for number in model.parameters.table)
        )


def predict(
    session: Session,
    course: Course,
    now: datetime,
    *,
    inputs_at: datetime | None,
    what_if: pk.Rate | pk.Stop | pk.Pause | None = None,
) -> Prediction | None:
    """What the models say of this session at `now`; None before it has started.

    `inputs_at` is when the chart and the chair last agreed: the newest sample or entry. A session that is
    over is described, not forecast: its inputs cannot grow stale.
    """
    if course.started_at is None:
        return None
    start = course.started_at
    as_of = now if course.phase in (Phase.RECOVERY, Phase.CLOSED) else inputs_at
    answer = pk.forecast(
        MODELS,
        person(session.patient, session.order.actual_weight_g, now),
        dosing(course, start),
        minutes(start, now),
        HORIZON_MIN,
        what_if,
        inputs_as_of_min=None if as_of is None else minutes(start, as_of),
        interval=INTERVAL,
    )
    if isinstance(answer, pk.Refused):
        return Prediction(None, answer.faults)
    return Prediction(answer, ())


def what_if_rate(course: Course, now: datetime, rate_ug_per_h: int) -> pk.Rate | pk.Stop:
    """A change to this rate now."""
    assert course.started_at is not None
    if rate_ug_per_h == 0:
        return pk.Stop()
    return pk.Rate(minutes(course.started_at, now), rate_ug_per_h / 1_000)


def person(patient: Patient, weight_g: int, now: datetime) -> pk.Patient:
    return pk.Patient(
        weight_kg=weight_g / 1_000,
        age_y=float(age_y(patient.born, now.date())),
        sex=_SEXES.get(patient.sex),
        height_cm=None if patient.height_cm is None else float(patient.height_cm),
    )


def dosing(course: Course, start: datetime) -> list[pk.Event]:
    """The rates as recorded, and the end of the bag as the plan."""
    rates: list[pk.Event] = [
        pk.Rate(minutes(start, step.at), step.rate_ug_per_h / 1_000) for step in course.steps
    ]
    if course.empty_at is not None and course.steps and course.steps[-1].rate_ug_per_h > 0:
        rates.append(pk.Rate(minutes(start, course.empty_at), 0.0))
    return rates


def minutes(start: datetime, moment: datetime) -> float:
    return (moment - start).total_seconds() / 60


def rate_area(course: Course, start: datetime, until: datetime) -> Sequence[tuple[float, float]]:
    """The rate history as (minute, mg/h) corners of its steps, to the moment `until`."""
    corners: list[tuple[float, float]] = []
    for step in course.steps:
        if step.at > until:
            break
        minute = minutes(start, step.at)
        if corners:
            corners.append((minute, corners[-1][1]))
        corners.append((minute, step.rate_ug_per_h / 1_000))
    if corners:
        corners.append((minutes(start, until), corners[-1][1]))
    return corners
