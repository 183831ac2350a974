"""Long-term safety against a dose: findings that ask to hold, and that no prescriber has answered."""

from __future__ import annotations

from euthymia.clinic.people.models import Patient
from euthymia.clinic.tasks import queries as tasks
from euthymia.clinic.tasks.actions import SAFETY_HOLD
from euthymia.domain.rules.long_term import holding
from euthymia.domain.rules.ready_to_start import Condition


def condition(patient: Patient) -> Condition:
    """The line of the ready-to-start list."""
    return holding.condition([one.says for one in tasks.open_of_kind(patient, SAFETY_HOLD)])
