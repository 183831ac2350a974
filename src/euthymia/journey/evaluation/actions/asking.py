"""The evaluation asks for the scores it needs: they wait at the clinic and, where the patient may answer, on the phone."""

from __future__ import annotations

from datetime import date

from euthymia.clinic.decisions import queries as decisions
from euthymia.clinic.people.models import Patient
from euthymia.clinic.questionnaires import expecting
from euthymia.domain.rules import scores_needed
from euthymia.domain.rules.case import Indication
from euthymia.journey.evaluation import queries
from euthymia.kit import units

# With these what is needed changes: what is treated, and a score that came in by hand.
DECIDE = frozenset({"indication", "score"})


def ask(patient: Patient, by: str) -> None:
    """Ask for every score that this indication needs and that is missing or too old; withdraw what came in meanwhile."""
    document = queries.without_consent(patient, units.current().now).document
    policy = decisions.policy_in_force(patient.clinic)
    needed = scores_needed.lacking(document, date.fromisoformat(document["as_of"]), policy)
    wanted = {
        need.instrument: f"for the evaluation: {Indication(document['indication']).words}" for need in needed
    }
    expecting.expect(by=by, patient=patient, wanted=wanted)
