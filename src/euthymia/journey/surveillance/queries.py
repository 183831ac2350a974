"""Long-term safety of a clinic's patients: the rows, what counts of them, and the figures in force."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from euthymia.clinic.people.models import Clinic, Patient
from euthymia.domain.rules.long_term import Settings

from .models import SafetyFact, SafetyFile, SurveillanceSettings


def file_of(patient: Patient) -> SafetyFile | None:
    return SafetyFile.objects.filter(clinic_id=patient.clinic_id, patient=patient).first()


def facts(clinic: Clinic, patients: Iterable[UUID]) -> dict[UUID, list[SafetyFact]]:
    """What counts for each of these patients: corrected rows are left out, the others by their time."""
    rows = SafetyFact.objects.filter(clinic=clinic, file__patient__in=list(patients)).select_related("file")
    found: dict[UUID, list[SafetyFact]] = {}
    for row in rows.order_by("n"):
        found.setdefault(row.file.patient_id, []).append(row)
    return {patient: standing(every) for patient, every in found.items()}


def standing(rows: Iterable[SafetyFact]) -> list[SafetyFact]:
    rows = list(rows)
    replaced = {row.corrects for row in rows if row.corrects is not None}
    return sorted((row for row in rows if row.n not in replaced), key=lambda row: (row.at, row.n))


def history(patient: Patient) -> list[SafetyFact]:
    """Every row that was ever kept, corrected ones too, newest first."""
    rows = SafetyFact.objects.filter(clinic_id=patient.clinic_id, file__patient=patient)
    return list(rows.order_by("-n"))


def fact(patient: Patient, n: int) -> SafetyFact | None:
    return SafetyFact.objects.filter(clinic_id=patient.clinic_id, file__patient=patient, n=n).first()


def of_client(file: SafetyFile, client_id: UUID) -> SafetyFact | None:
    return SafetyFact.objects.filter(clinic_id=file.clinic_id, file=file, client_id=client_id).first()


def settings_in_force(clinic: Clinic) -> Settings:
    """The figures adopted last; those of the fact base while none were."""
    newest = SurveillanceSettings.objects.filter(clinic=clinic).order_by("-at", "-id").first()
    return Settings() if newest is None else Settings.from_json(newest.values)


def adopted(clinic: Clinic) -> list[SurveillanceSettings]:
    """Every set of figures the clinic has adopted, newest first."""
    return list(SurveillanceSettings.objects.filter(clinic=clinic).order_by("-at", "-id"))


def settings_of_client(clinic: Clinic, client_id: UUID) -> SurveillanceSettings | None:
    return SurveillanceSettings.objects.filter(clinic=clinic, client_id=client_id).first()
