"""The live predicted concentration is off until the clinic's medical director signs it on.

Such a curve beside a running infusion is probably a medical device in the United States (compliance 7.4):
it is shown for research and teaching, labelled so, and drives neither alarm nor pump.
"""

from __future__ import annotations

from euthymia.clinic.audit import actions as auditing
from euthymia.clinic.people.access import Permission
from euthymia.clinic.people.actions import NotAllowed, require
from euthymia.clinic.people.models import Clinic
from euthymia.clinic.people.queries import Member
from euthymia.domain.quantities import Unusable
from euthymia.kit import units

from .models import ForecastStatement

INVENTED = ("demo", "training")  # nobody is treated by what is shown there

STATEMENT = (
    "I am the medical director of this clinic. The live predicted concentration is computed from published models, "
    "the doses recorded here and the patient's weight and age. It has not been cleared or approved by the FDA, and "
    "shown live beside an infusion it is probably a medical device. At this clinic it is used for research and "
    "teaching only. It raises no alarm, controls no pump, and is not a ground for a clinical decision. It always "
    "shows its interval, the age of its data, and the name and limits of its model."
)


def set_forecast(*, by: Member, on: bool, statement: str) -> ForecastStatement:
    """Switch the live curve on or off with the director's signed words. Raises NotAllowed, Unusable."""
    require(by, Permission.SET_FORECAST)
    if by.clinic.medical_director_id != by.staff.pk:
        raise NotAllowed(f"{by.name} may not sign for the medical director of {by.clinic.name}")
    if on and statement != STATEMENT:
        raise Unusable.one(
            "agreed", "statement", "the statement is not the one that is signed", "the statement as it stands"
        )
    if not on and not statement.strip():
        raise Unusable.one("reason", "missing", "say why it is switched off", "a few words")
    made = ForecastStatement(
        clinic=by.clinic, at=units.current().now, by=by.words, on=on, statement=statement
    )
    made.save()
    auditing.record(
        verb="forecast.on" if on else "forecast.off",
        says=f"switched the live predicted concentration {'on' if on else 'off'} by signature",
        subject=str(made.pk), actor=by.words,
    )  # fmt: skip
    return made


def statements(clinic: Clinic) -> list[ForecastStatement]:
    """Every signed word, newest first."""
    return list(ForecastStatement.objects.filter(clinic=clinic).order_by("-at", "-id"))


def forecast_is_on(clinic: Clinic, mode: str) -> bool:
    """Whether a running session shows the live curve: always with invented patients, else as signed last."""
    if mode in INVENTED:
        return True
    newest = ForecastStatement.objects.filter(clinic=clinic).order_by("-at", "-id").first()
    return newest is not None and newest.on
