"""The emergency sheet: the clinic's plan and the cards, as every page shows them."""

from __future__ import annotations

from typing import Any

from euthymia.clinic.people.models import Clinic
from euthymia.domain.rules import emergency

from . import queries


def emergency_sheet(clinic: Clinic) -> dict[str, Any]:
    """The plan that is in force (None: none is), the number that is dialled, the first steps and the cards."""
    plan = queries.plan_in_force(clinic)
    return {
        "plan": plan, "number": emergency.NUMBER if plan is None else plan.number, "number_source": emergency.NUMBER_SOURCE,
        "first_steps": emergency.FIRST, "cards": emergency.CARDS,
    }  # fmt: skip
