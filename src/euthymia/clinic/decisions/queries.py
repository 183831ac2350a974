"""Decisions about a patient and policies of a clinic."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from euthymia.clinic.people.models import Clinic, Patient
from euthymia.domain.rules import policy

from .models import Decision, PolicyVersion


def of_patient(patient: Patient, gate: str) -> list[Decision]:
    """Every decision at this gate, newest first."""
    found = Decision.objects.filter(clinic_id=patient.clinic_id, patient=patient, gate=gate)
    return list(found.order_by("-n"))


def newest(patient: Patient, gate: str) -> Decision | None:
    """The newest decision at this gate: the one in force, as long as what it rests on stands."""
    found = Decision.objects.filter(clinic_id=patient.clinic_id, patient=patient, gate=gate)
    return found.order_by("-n").first()


def newest_of(clinic: Clinic, patients: Iterable[UUID], gate: str) -> dict[UUID, Decision]:
    """The same for many patients, in one query."""
    found = Decision.objects.filter(clinic=clinic, patient__in=list(patients), gate=gate)
    return {row.patient_id: row for row in found.order_by("patient_id", "-n").distinct("patient_id")}


def decision_of_client(patient: Patient, client_id: UUID) -> Decision | None:
    return Decision.objects.filter(clinic_id=patient.clinic_id, patient=patient, client_id=client_id).first()


def policies(clinic: Clinic) -> list[PolicyVersion]:
    """Every policy the clinic has adopted, newest first."""
    return list(PolicyVersion.objects.filter(clinic=clinic).order_by("-at", "-id"))


def policy_in_force(clinic: Clinic) -> policy.Policy:
    """The policy adopted last; `label-conservative` while none was."""
    newest = PolicyVersion.objects.filter(clinic=clinic).order_by("-at", "-id").first()
    return policy.LABEL_CONSERVATIVE if newest is None else read(newest.text)


def read(text: str) -> policy.Policy:
    """A policy from its text: one of the program's by its name alone, or a whole TOML. Raises Unusable."""
    return policy.named(text.strip()) if "\n" not in text.strip() else policy.from_toml(text)
