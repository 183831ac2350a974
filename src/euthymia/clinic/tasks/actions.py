"""The verbs of a task: a stage asks for it, people try, do or drop it."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID, uuid5

from euthymia.clinic.audit import actions as auditing
from euthymia.clinic.people.access import Permission
from euthymia.clinic.people.actions import NotAllowed, require
from euthymia.clinic.people.models import Patient
from euthymia.clinic.people.queries import Member
from euthymia.domain.quantities import Fault, Provenance, Unusable
from euthymia.kit import live, streams, units

from .models import Task, TaskEvent

# Tasks that follow another record: they are done there, and nowhere else, so that the two never disagree.
HARM_NOTICE, HARM_OVERDUE = "harm-notice", "harm-overdue"
HOME_REPORT, CONVERSATION = "home-report", "conversation"
SAFETY_HOLD = "safety-hold"
ELSEWHERE = {
    **dict.fromkeys((HARM_NOTICE, HARM_OVERDUE), "the adverse event it belongs to"),
    HOME_REPORT: "the report from home",
    CONVERSATION: "the conversation with the patient",
}

# Tasks that hold something back until somebody who decides on treatment has answered them, with the reason.
DECIDED = {SAFETY_HOLD: Permission.DECIDE}


def ask(
    *, by: Member | str, patient: Patient, client_id: UUID, kind: str, owner: str, says: str, source: Provenance,
    due_at: datetime, opens_at: datetime | None = None, subject: str = "",
) -> Task:  # fmt: skip
    """Something is to be done, from `opens_at` (default: now) until `due_at`. Asked twice, it is one task."""
    known = Task.objects.filter(clinic_id=patient.clinic_id, client_id=client_id).first()
    if known is not None:
        return known
    now, who = units.current().now, by if isinstance(by, str) else by.words
    task = Task(
        clinic_id=patient.clinic_id, patient=patient, client_id=client_id, kind=kind, owner=owner, says=says,
        source=str(source), subject=subject, opens_at=opens_at or now, due_at=due_at, made_at=now, made_by=who,
    )  # fmt: skip
    task.save()
    live.notify({f"clinic:{patient.clinic_id}": 0})
    auditing.record(
        verb="task.asked", says=f"asked for: {says}", subject=str(task.pk), patient=patient.pk, actor=who
    )
    return task


def act(*, by: Member, task: Task, client_id: UUID, kind: str, says: str) -> TaskEvent:
    """A task was tried, done or dropped, with what came of it. Raises Unusable, NotAllowed."""
    require(by, Permission.DO_TASKS)
    if task.clinic_id == by.clinic.pk and task.kind in ELSEWHERE and kind != TaskEvent.Kind.TRIED:
        place = ELSEWHERE[task.kind]
        raise Unusable.one("kind", "elsewhere", f"this is done at {place}, and then here by itself", place)
    needed = DECIDED.get(task.kind)
    if needed is not None and kind != TaskEvent.Kind.TRIED and not by.may(needed):
        says_why = f"this holds treatment back: who may {needed.says} answers it"
        raise Unusable.one("kind", "not-decided", says_why, "a prescriber; or tried, with what you found")
    return settle(by=by, task=task, client_id=client_id, kind=kind, says=says)


def settle(*, by: Member, task: Task, client_id: UUID, kind: str, says: str) -> TaskEvent:
    """As `act`, for the record that the task follows. Raises Unusable, NotAllowed."""
    if task.clinic_id != by.clinic.pk:
        raise NotAllowed("this task is another clinic's")
    task = streams.lock(Task, [task.pk])[task.pk]
    known = TaskEvent.objects.filter(clinic_id=task.clinic_id, task=task, client_id=client_id).first()
    if known is not None:
        return known
    faults = []
    if kind not in TaskEvent.Kind.values:
        faults.append(Fault("kind", "unknown", f"{kind!r} is no outcome", ", ".join(TaskEvent.Kind.values)))
    if not says.strip():
        faults.append(Fault("says", "missing", "say what was done, or what came of it", "a sentence"))
    if task.closed_at is not None:
        faults.append(Fault("", "closed", "this task is done already", "an open task"))
    if faults:
        raise Unusable(faults)
    now = units.current().now
    event = TaskEvent(
        clinic_id=task.clinic_id,
        task=task,
        client_id=client_id,
        kind=kind,
        at=now,
        by=by.words,
        says=says.strip(),
    )
    streams.append(task, [event], locked=True)
    if kind != TaskEvent.Kind.TRIED:
        task.closed_at = now
        task.save(update_fields=["closed_at"])
    live.notify({f"clinic:{task.clinic_id}": 0})
    auditing.record(
        verb=f"task.{kind}", says=f"{event.get_kind_display()}: {task.says}", subject=str(task.pk),
        patient=task.patient_id, actor=by.words,
    )  # fmt: skip
    return event


def lapse(*, by: str, task: Task, says: str) -> None:
    """A rule no longer asks for it, since what it waited for is there. Who does that is no person."""
    task = streams.lock(Task, [task.pk])[task.pk]
    if task.closed_at is not None:
        return
    now = units.current().now
    event = TaskEvent(
        clinic_id=task.clinic_id, task=task, client_id=uuid5(task.pk, "settled"), kind=TaskEvent.Kind.DONE, at=now, by=by, says=says
    )  # fmt: skip
    streams.append(task, [event], locked=True)
    task.closed_at = now
    task.save(update_fields=["closed_at"])
    live.notify({f"clinic:{task.clinic_id}": 0})
    auditing.record(
        verb="task.settled", says=f"no longer asks for: {task.says}", subject=str(task.pk), patient=task.patient_id, actor=by
    )  # fmt: skip
