"""Tasks of a clinic: what is open, for whom, and what became of one."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from euthymia.clinic.people.models import Clinic, Patient

from .models import Task, TaskEvent

MOST_SHOWN = 300


def task(clinic: Clinic, task_id: UUID) -> Task:
    """Raises Task.DoesNotExist, also for another clinic's."""
    return Task.objects.select_related("patient").get(clinic=clinic, pk=task_id)


def open_tasks(clinic: Clinic, owner: str = "") -> list[Task]:
    """What is not done yet, soonest due first; `owner` leaves one role's."""
    found = Task.objects.filter(clinic=clinic, closed_at=None, **({"owner": owner} if owner else {}))
    return list(found.select_related("patient").order_by("due_at", "id")[:MOST_SHOWN])


def open_of_subject(clinic_id: UUID, subject: str) -> list[Task]:
    """What is not done yet of the tasks that came from one row."""
    return list(Task.objects.filter(clinic_id=clinic_id, subject=subject, closed_at=None))


def of_patient(patient: Patient) -> list[Task]:
    """A patient's tasks, newest first."""
    return list(Task.objects.filter(clinic_id=patient.clinic_id, patient=patient).order_by("-made_at", "-id"))


def of_subject(clinic: Clinic, subject: str) -> list[Task]:
    """What one row asked for, such as a discharge, soonest due first."""
    return list(Task.objects.filter(clinic=clinic, subject=subject).order_by("due_at", "id"))


def events(task: Task) -> list[TaskEvent]:
    return list(TaskEvent.objects.filter(clinic_id=task.clinic_id, task=task).order_by("n"))


def open_of_kind(patient: Patient, kind: str) -> list[Task]:
    """What of one kind is not done yet for a patient."""
    return list(Task.objects.filter(clinic_id=patient.clinic_id, patient=patient, kind=kind, closed_at=None))


def of_client(patient: Patient, client_id: UUID) -> Task | None:
    return Task.objects.filter(clinic_id=patient.clinic_id, patient=patient, client_id=client_id).first()


def done_of_kind(patient: Patient, kind: str) -> list[TaskEvent]:
    """By what tasks of one kind were done for a patient, oldest first."""
    found = TaskEvent.objects.filter(
        clinic_id=patient.clinic_id, task__patient=patient, task__kind=kind, kind=TaskEvent.Kind.DONE
    )
    return list(found.order_by("at", "id"))


def open_of_kinds(clinic: Clinic, kinds: Iterable[str]) -> list[Task]:
    """What of some kinds is not done yet, across the clinic."""
    return list(Task.objects.filter(clinic=clinic, kind__in=list(kinds), closed_at=None))


def happened(
    clinic: Clinic, patients: Iterable[UUID], kind: str, event: str, *, but_by: str = ""
) -> dict[UUID, list[datetime]]:
    """When something became of tasks of one kind, by patient; `but_by` leaves out what a process did."""
    rows = TaskEvent.objects.filter(
        clinic=clinic, task__patient__in=list(patients), task__kind=kind, kind=event
    ).exclude(by=but_by)
    found: dict[UUID, list[datetime]] = {}
    for patient, at in rows.order_by("at").values_list("task__patient_id", "at"):
        found.setdefault(patient, []).append(at)
    return found
