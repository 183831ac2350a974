"""The verbs of a crisis: an answer opens or raises it, people take its steps, a clinician closes it."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import NAMESPACE_OID, UUID, uuid5

from django.urls import reverse

from euthymia.clinic.audit import actions as auditing
from euthymia.clinic.duty import actions as duty
from euthymia.clinic.people.access import Permission
from euthymia.clinic.people.actions import NotAllowed, require
from euthymia.clinic.people.models import Patient
from euthymia.clinic.people.queries import Member
from euthymia.domain.quantities import Fault, Unusable
from euthymia.domain.rules import crisis_path as path
from euthymia.kit import live, streams, units

from . import queries
from .models import Crisis, Step

PROGRAM = "the program"
OPENED, RAISED, OVERDUE, CLOSED = "opened", "raised", "overdue", "closed"


def signal(
    *, patient: Patient, trigger: path.Trigger | None, by: str, client_id: UUID, remote: bool
) -> Crisis | None:
    """Open a crisis for what was answered, or add it to the open one; in the transaction that saves the answer.

    None when the answer asks for nothing. `client_id` is the answer's own: the same answer sent twice is one.
    """
    if trigger is None:
        return None
    streams.lock(Patient, [patient.pk])
    now = units.current().now
    known = queries.crisis_of_client(patient.clinic_id, client_id)
    if known is not None:
        return known
    crisis = _open_locked(patient)
    said = {"level": trigger.level.value, "rule": trigger.rule, "source": str(trigger.provenance)}
    if crisis is None:
        crisis = Crisis(clinic_id=patient.clinic_id, patient=patient, opened_at=now, remote=remote)
        crisis.save()
        _append(crisis, client_id, OPENED, by, trigger.says, now, said)
        _append(crisis, uuid5(client_id, "lock"), "lock", PROGRAM, path.BY_CODE["lock"].says, now, {})
    else:
        _append(crisis, client_id, RAISED, by, trigger.says, now, said)
    if remote:
        _page(crisis, client_id, by)
    live.notify({f"clinic:{patient.clinic_id}": crisis.steps_n})
    auditing.record(
        verb="crisis.signalled", says=f"an answer asks for the crisis path, level {trigger.level.value}",
        subject=str(crisis.pk), patient=patient.pk, actor=by, clinic=patient.clinic_id,
    )  # fmt: skip
    return crisis


def _page(crisis: Crisis, client_id: UUID, by: str) -> None:
    """Who told it is not in the clinic, so nobody stands beside them: the person on duty is paged."""
    duty.page(
        patient=crisis.patient, client_id=uuid5(client_id, "page"), subject=subject_of(crisis), says="Crisis path, from home",
        path=reverse("crisis", args=[crisis.pk]), by=by,
    )  # fmt: skip


def subject_of(crisis: Crisis) -> str:
    """What a page about it is about."""
    return f"crisis {crisis.pk}"


def come(*, by: Member, crisis: Crisis) -> None:
    """Somebody has it in hand: its page stands no more, its steps do. Raises NotAllowed."""
    require(by, Permission.ACT_IN_CRISIS)
    duty.take(by=by, clinic_id=crisis.clinic_id, subject=subject_of(crisis))


def _open_locked(patient: Patient) -> Crisis | None:
    """The open crisis, locked; None when there is none, or it was closed while this waited for it."""
    found = queries.open_of(patient)
    if found is None:
        return None
    locked: Crisis = streams.lock(Crisis, [found.pk])[found.pk]
    return locked if locked.closed_at is None else None


def take(
    *, by: Member, crisis: Crisis, client_id: UUID, step: str, says: str, level: str = "", disposition: str = "",
    at: datetime | None = None,
) -> Step:  # fmt: skip
    """A step was taken. The assessment's result is a step too: it sets the level. Raises Unusable, NotAllowed."""
    require(by, Permission.ACT_IN_CRISIS)
    crisis = _locked(by, crisis)
    known = queries.step_of_client(crisis, client_id)
    if known is not None:
        return known
    faults = _unusable(by, step, says, level, disposition)
    if crisis.closed_at is not None:
        faults.append(Fault("", "closed", "this crisis is closed", "a new answer opens a new one"))
    now = units.current().now
    moment = at or now
    if not crisis.opened_at <= moment <= now:
        faults.append(
            Fault("at", "impossible", "not between the opening and now", "a time since the opening")
        )
    if faults:
        raise Unusable(faults)
    detail: dict[str, Any] = {"level": level, "disposition": disposition} if step == "level" else {}
    made = _append(crisis, client_id, step, by.words, says.strip(), moment, detail)
    come(by=by, crisis=crisis)
    auditing.record(
        verb=f"crisis.{step}", says=f"took a step of a crisis: {path.BY_CODE[step].says.lower()}",
        subject=str(crisis.pk), patient=crisis.patient_id, actor=by.words,
    )  # fmt: skip
    return made


def _unusable(by: Member, step: str, says: str, level: str, disposition: str) -> list[Fault]:
    known = [code for code in path.BY_CODE if code != "lock"]
    if step not in known:
        return [Fault("step", "unknown", f"{step!r} is no step of the path", ", ".join(known))]
    faults = []
    if not says.strip():
        faults.append(Fault("says", "missing", "say what was done or found", "a sentence"))
    if step in ("assess", "level", "plan") and not by.may(Permission.CLOSE_CRISIS):
        raise NotAllowed(f"{by.name} may not assess a crisis: a prescriber or an evaluator does")
    levels = [each.value for each in path.Level if each is not path.Level.INQUIRY]
    if step == "level" and level not in levels:
        faults.append(Fault("level", "missing", "say which level was found", ", ".join(levels)))
    if step == "level" and disposition not in path.DISPOSITIONS:
        faults.append(
            Fault("disposition", "missing", "say where the patient goes", ", ".join(path.DISPOSITIONS))
        )
    return faults


def close(*, by: Member, crisis: Crisis, client_id: UUID, reason: str) -> Crisis:
    """A clinician ends it, with a reason. Raises Unusable, NotAllowed."""
    require(by, Permission.CLOSE_CRISIS)
    crisis = _locked(by, crisis)
    if crisis.closed_at is not None:
        return crisis
    taken = {one.kind for one in queries.steps(crisis)}
    faults = [
        Fault("", "not-done", f"not done yet: {path.BY_CODE[code].says.lower()}", "the step, then the closing")
        for code in path.BEFORE_CLOSING if code not in taken
    ]  # fmt: skip
    if not reason.strip():
        faults.append(Fault("reason", "missing", "say why it is closed", "a reason"))
    if faults:
        raise Unusable(faults)
    now = units.current().now
    _append(crisis, client_id, CLOSED, by.words, reason.strip(), now, {})
    crisis.closed_at = now
    crisis.save(update_fields=["closed_at"])
    live.notify({f"clinic:{crisis.clinic_id}": crisis.steps_n})
    auditing.record(verb="crisis.closed", says="closed a crisis, with a reason", subject=str(crisis.pk),
                    patient=crisis.patient_id, actor=by.words)  # fmt: skip
    return crisis


def note_overdue(*, crisis: Crisis, step: path.Standing) -> Step | None:
    """The watcher found a step overdue: said once for each due time, on the crisis's own trail."""
    crisis = streams.lock(Crisis, [crisis.pk])[crisis.pk]
    assert step.due_at is not None
    client_id = uuid5(NAMESPACE_OID, f"{crisis.pk} {step.step.code} {step.due_at.isoformat()}")
    if crisis.closed_at is not None or queries.step_of_client(crisis, client_id) is not None:
        return None
    says = f"overdue: {step.step.says.lower()}; {step.step.owner} and the medical director are told"
    detail = {"step": step.step.code, "due_at": step.due_at.isoformat()}
    made = _append(crisis, client_id, OVERDUE, PROGRAM, says, units.current().now, detail)
    live.notify({f"clinic:{crisis.clinic_id}": crisis.steps_n})
    auditing.record(verb="crisis.overdue", says=says, subject=str(crisis.pk), patient=crisis.patient_id,
                    actor=PROGRAM, clinic=crisis.clinic_id)  # fmt: skip
    return made


def _locked(by: Member, crisis: Crisis) -> Crisis:
    if crisis.clinic_id != by.clinic.pk:
        raise NotAllowed("this crisis is another clinic's")
    found: Crisis = streams.lock(Crisis, [crisis.pk])[crisis.pk]
    return found


def _append(
    crisis: Crisis, client_id: UUID, kind: str, by: str, says: str, at: datetime, detail: dict[str, Any]
) -> Step:
    step = Step(
        clinic_id=crisis.clinic_id, crisis=crisis, client_id=client_id, kind=kind, at=at,
        entered_at=units.current().now, by=by, says=says, detail=detail,
    )  # fmt: skip
    streams.append(crisis, [step], locked=True)
    return step
