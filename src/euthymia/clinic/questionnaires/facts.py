"""The newest scores of a patient as the rules ask for them (interfaces.md 3, `psychiatric.scores`)."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from euthymia.clinic.people.models import Clinic, Patient
from euthymia.domain.instruments import BY_ID
from euthymia.domain.rules.case.behaviour import IMMINENT_LEVEL, RECENT_MONTHS
from euthymia.domain.rules.months import add_months

from . import queries
from .models import Response

# What the case form keeps of an item beside the total: instrument, key, place of the item.
_ITEMS = {"phq-9": ("item9", 8)}
_LEVELS, _BEHAVIOUR_ITEM = 5, 5


def scores(clinic: Clinic, patient: Patient) -> dict[str, dict[str, Any]]:
    """By instrument: the day in the clinic's zone and the total; an unknown total or item is None."""
    return {
        name: _fact(row, clinic) for name, row in queries.latest(clinic, patient).items() if name in BY_ID
    }


def _fact(row: Response, clinic: Clinic) -> dict[str, Any]:
    day = row.at.astimezone(clinic.zone).date()
    if row.instrument == "c-ssrs":
        return {"date": day.isoformat(), "ideation": _ideation(row), "behaviour": _behaviour(row, day)}
    fact: dict[str, Any] = {"date": day.isoformat(), "total": _whole(row.total)}
    if row.instrument in _ITEMS:
        key, place = _ITEMS[row.instrument]
        fact[key] = row.answers[place] if row.entry == Response.Entry.ITEMS else None
    return fact


def _ideation(row: Response) -> float | int | None:
    """The highest level; with answers missing only what no other answer could make less grave."""
    if row.total is not None:
        return _whole(row.total)
    known = max((level for level, value in enumerate(row.answers[:_LEVELS], 1) if value), default=0)
    return known if known >= IMMINENT_LEVEL else None


def _behaviour(row: Response, day: date) -> str | None:
    """Never, or words with the last day on which it can have been: the rules count the three months from there."""
    match row.answers[_BEHAVIOUR_ITEM]:
        case 0:
            return "never"
        case 1:
            before = add_months(day, -RECENT_MONTHS) - timedelta(days=1)
            return f"behaviour on or before {before.isoformat()}"
        case 2:
            return f"behaviour on or before {day.isoformat()}, within 3 months of it"
    return None


def _whole(total: float | None) -> float | int | None:
    return int(total) if total is not None and total == int(total) else total
