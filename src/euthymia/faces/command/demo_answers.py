"""What the demo's patient has answered before the doors open, and what she is asked today."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import uuid4

from euthymia.clinic.people.models import Patient
from euthymia.clinic.people.queries import Member
from euthymia.clinic.questionnaires import actions, queries
from euthymia.kit import clock, units

# Days before the opening, and the nine answers of a PHQ-9: 21, 19, 17.
EARLIER = (
    (16, (3, 3, 3, 3, 2, 3, 2, 2, 0)),
    (9, (3, 3, 3, 2, 2, 2, 2, 2, 0)),
    (2, (2, 3, 2, 2, 2, 2, 2, 2, 0)),
)
ASKED = ("phq-9", "gad-7")


def answer(patient: Patient, nurse: Member, opened_at: datetime) -> None:
    """Once for each installation; a second opening of the demo finds it done."""
    with units.unit(tenant=patient.clinic_id, actor=nurse.words):
        if queries.history(patient.clinic, patient):
            return
    for days, answers in EARLIER:
        with (
            clock.frozen(opened_at - timedelta(days=days)),
            units.unit(tenant=patient.clinic_id, actor=nurse.words),
        ):
            actions.answer(
                by=nurse,
                patient=patient,
                instrument="phq-9",
                answers=answers,
                client_id=uuid4(),
                language="en",
            )
    with clock.frozen(opened_at), units.unit(tenant=patient.clinic_id, actor=nurse.words):
        for name in ASKED:
            actions.assign(
                by=nurse, patient=patient, instrument=name, due_at=opened_at + timedelta(days=1),
                reason="before the next infusion",
            )  # fmt: skip
