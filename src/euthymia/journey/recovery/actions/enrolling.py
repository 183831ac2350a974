"""A patient is enrolled in the REMS of esketamine before the first treatment, or no longer is."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from euthymia.clinic.audit import actions as auditing
from euthymia.clinic.people.access import Permission
from euthymia.clinic.people.actions import NotAllowed, require
from euthymia.clinic.people.models import Patient
from euthymia.clinic.people.queries import Member
from euthymia.domain.quantities import Fault, Unusable
from euthymia.journey.recovery.models import RemsEnrolment
from euthymia.kit import units


def enrol(
    *, by: Member, patient: Patient, client_id: UUID, confirmation: str, patient_signed_on: date | None, prescriber: str,
    form_version: str, state: str = RemsEnrolment.State.ENROLLED,
) -> RemsEnrolment:  # fmt: skip
    """What the REMS has confirmed about this patient. Raises Unusable, NotAllowed."""
    require(by, Permission.PLAN_COURSE)
    if patient.clinic_id != by.clinic.pk:
        raise NotAllowed("this patient is another clinic's")
    known = RemsEnrolment.objects.filter(clinic=by.clinic, client_id=client_id).first()
    if known is not None:
        return known
    now = units.current().now
    words = {"confirmation": confirmation, "prescriber": prescriber, "form_version": form_version}
    faults = [
        Fault(name, "missing", "the enrolment form has this", "words")
        for name, text in words.items()
        if not text.strip()
    ]
    if state not in RemsEnrolment.State.values:
        faults.append(
            Fault("state", "unknown", f"{state!r} is no state", ", ".join(RemsEnrolment.State.values))
        )
    if patient_signed_on is None or patient_signed_on > now.astimezone(by.clinic.zone).date():
        faults.append(
            Fault(
                "patient_signed_on",
                "impossible",
                "the patient signs before the first treatment",
                "a day until today",
            )
        )
    if faults:
        raise Unusable(faults)
    assert patient_signed_on is not None, "said above"
    made = RemsEnrolment(
        clinic=by.clinic, patient=patient, client_id=client_id, state=state, patient_signed_on=patient_signed_on, at=now, by=by.words,
        **{name: text.strip() for name, text in words.items()},
    )  # fmt: skip
    made.save()
    auditing.record(verb="recovery.enrolled", says=f"recorded: {made.get_state_display()} in the REMS", subject=str(made.pk),
                    patient=patient.pk, actor=by.words)  # fmt: skip
    return made
