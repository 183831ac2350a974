"""What the evaluation asks for by itself: its open questionnaires are kept at exactly those that it still needs."""

from __future__ import annotations

from collections.abc import Mapping

from euthymia.clinic.audit import actions as auditing
from euthymia.clinic.people.models import Patient
from euthymia.domain import instruments
from euthymia.kit import units

from .actions import assign
from .models import Assignment

_NOT_NEEDED = "no longer needed by the evaluation"


def expect(*, by: str, patient: Patient, wanted: Mapping[str, str]) -> list[Assignment]:
    """Ask for these instruments (each with what it is for) by tonight, where nobody waits for them yet.

    What was asked for in this way before, is not needed any more and was not begun is withdrawn. Doing it again
    changes nothing. `by` is in words; the caller holds the patient's row. The new assignments.
    """
    now = units.current().now
    waiting = list(
        Assignment.objects.filter(
            clinic_id=patient.clinic_id, patient=patient, answered_at=None, withdrawn_at=None
        )
    )
    for one in waiting:
        is_ours = one.why == Assignment.Why.EVALUATION and one.draft is None
        if is_ours and one.instrument not in wanted:
            _withdraw(one, by)
    asked = {one.instrument for one in waiting}
    local = now.astimezone(patient.clinic.zone)
    tonight = local.replace(
        hour=23, minute=59, second=59, microsecond=999_999
    )  # still today's date where it is shown
    return [
        assign(by=by, patient=patient, instrument=name, due_at=tonight, why=Assignment.Why.EVALUATION, reason=reason)
        for name, reason in wanted.items()
        if name in instruments.BY_ID and name not in asked
    ]  # fmt: skip


def _withdraw(found: Assignment, who: str) -> None:
    found.withdrawn_at, found.withdrawn_by, found.withdrawn_reason = units.current().now, who, _NOT_NEEDED
    found.save()
    auditing.record(
        verb="questionnaire.withdrawn", says=f"no longer asks for {found.instrument}", subject=str(found.pk),
        patient=found.patient_id, actor=who,
    )  # fmt: skip
