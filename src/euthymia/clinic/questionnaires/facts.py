"""The newest scores of a patient as the rules ask for them (interfaces.md 3, `psychiatric.scores`)."""

from __future__ import annotations

from typing import Any

from euthymia.clinic.people.models import Clinic, Patient
from euthymia.domain.instruments import BY_ID

from . import queries
from .models import Response

# What the case form keeps of an item beside the total: instrument, key, place of the item.
_ITEMS = {"phq-9": ("item9", 8)}
_BEHAVIOUR = {0: "never", 1: "more than 3 months ago", 2: "within the past 3 months"}
_BEHAVIOUR_ITEM = 5


def scores(clinic: Clinic, patient: Patient) -> dict[str, dict[str, Any]]:
    """By instrument: the day in the clinic's zone and the total; an unknown total or item is None."""
    return {
        name: _fact(row, clinic) for name, row in queries.latest(clinic, patient).items() if name in BY_ID
    }


def _fact(row: Response, clinic: Clinic) -> dict[str, Any]:
    day = row.at.astimezone(clinic.zone).date().isoformat()
    if row.instrument == "c-ssrs":
        behaviour = row.answers[_BEHAVIOUR_ITEM]
        return {"date": day, "ideation": _whole(row.total), "behaviour": _BEHAVIOUR.get(behaviour)}
    fact: dict[str, Any] = {"date": day, "total": _whole(row.total)}
    if row.instrument in _ITEMS:
        key, place = _ITEMS[row.instrument]
        fact[key] = row.answers[place] if row.entry == Response.Entry.ITEMS else None
    return fact


def _whole(total: float | None) -> float | int | None:
    return int(total) if total is not None and total == int(total) else total
