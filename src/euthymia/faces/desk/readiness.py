"""What each patient of a day still lacks: six dots, in as many queries for one patient as for fifty."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from euthymia.clinic.decisions import queries as decisions
from euthymia.clinic.people.models import Clinic
from euthymia.clinic.questionnaires import queries as questionnaires
from euthymia.journey.evaluation.queries import GATE
from euthymia.journey.intake import queries as intake


class Light(StrEnum):
    MET = "met"
    MISSING = "missing"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Dot:
    name: str
    light: Light
    says: str


def dots(
    clinic: Clinic, patients: Iterable[UUID], now: datetime, until: datetime
) -> Mapping[UUID, tuple[Dot, ...]]:
    """For each patient what is known by now for a stay that ends by `until`. Not known is never met."""
    ids = set(patients)
    consented = intake.in_force_of(clinic, ids, now)
    decided = decisions.newest_of(clinic, ids, GATE)
    waiting = questionnaires.waiting_of(clinic, ids, until)
    answered = questionnaires.answered_of(clinic, ids)
    found = {}
    for pk in ids:
        decision = decided.get(pk)
        found[pk] = (
            Dot("Consent", Light.MET, "signed, in force")
            if pk in consented
            else Dot("Consent", Light.MISSING, "none in force"),
            Dot("Labs", Light.UNKNOWN, "no decision is signed")
            if decision is None
            else Dot("Labs", Light.MET, "as in the decision to treat")
            if decision.verdict == decision.Verdict.TREAT
            else Dot("Labs", Light.MISSING, "the decision is not to treat now"),
            Dot("Scales", Light.MISSING, f"{waiting[pk]} to answer")
            if waiting.get(pk)
            else Dot("Scales", Light.MET, "nothing waits for an answer")
            if pk in answered
            else Dot("Scales", Light.UNKNOWN, "never asked"),
            Dot("Fasting", Light.UNKNOWN, "asked on the day"),
            Dot("Escort", Light.UNKNOWN, "asked on the day"),
            Dot("Payment", Light.UNKNOWN, "not kept here"),
        )
    return found
