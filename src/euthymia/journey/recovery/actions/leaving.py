"""The discharge: signed, refused until the gate lets through; and the patient's steps out of the door."""

from __future__ import annotations

import json
from collections.abc import Collection
from hashlib import sha256
from typing import Any
from uuid import UUID, uuid5

from euthymia.clinic.audit import actions as auditing
from euthymia.clinic.monitoring import actions as monitoring
from euthymia.clinic.people import queries as people
from euthymia.clinic.people.access import Permission
from euthymia.clinic.people.actions import NotAllowed, require
from euthymia.clinic.people.queries import Member
from euthymia.clinic.tasks import actions as tasks
from euthymia.clinic.visits import actions as visits
from euthymia.clinic.visits.models import Visit, VisitEvent
from euthymia.domain.quantities import Fault, Unusable
from euthymia.domain.rules import after_discharge
from euthymia.domain.rules import ready_to_leave as gate
from euthymia.journey.infusion import actions as infusion
from euthymia.journey.infusion import queries as infusions
from euthymia.journey.recovery import facts, queries
from euthymia.journey.recovery.models import Discharge, Recovery
from euthymia.kit import streams, units

from .entries import opened, tell_screens

Manner = Discharge.Manner
MEANINGS = {
    Manner.HOME: "I have seen this patient and the whole gate, and discharge them home with the escort named here.",
    Manner.TRANSFER: "I hand this patient over to a hospital; the gate stood as it is kept here.",
    Manner.AGAINST_ADVICE: "This patient leaves against advice, told what was not met; the gate stood as it is kept here.",
}


def discharge(
    *, by: Member, visit: Visit, client_id: UUID, manner: str = Manner.HOME, overridden: Collection[str] = (), reason: str = "",
    second: Member | None = None,
) -> Discharge:  # fmt: skip
    """Sign that the patient may leave. Raises Unusable with every criterion that is not met, NotAllowed.

    Home: the whole gate is met, or what may be overridden is, by a licensed prescriber (`by`, or `second` on the
    same screen) with a reason. To a hospital, or against advice: the gate is kept as it stood, with the reason.
    """
    require(by, Permission.DISCHARGE)
    if by.clinic.pk != visit.clinic_id:
        raise NotAllowed("this visit is another clinic's")
    if (known := _known(visit, client_id)) is not None:
        return known
    recovery = opened(by, visit)
    standing = facts.standing(visit, units.current().now)
    faults = _who_faults(by, manner, overridden, reason, second)
    if manner == Manner.HOME:
        allowed = gate.may_be_overridden(standing.criteria, overridden)
        faults += [
            Fault("overridden", "never", f"{code}: this is not overridden by anybody, or is met", "criteria that may be")
            for code in overridden if code not in allowed
        ]  # fmt: skip
        faults += gate.refusals(standing.criteria, allowed)
    if faults:
        raise Unusable(faults)
    made = _sign(by, recovery, standing, client_id, manner, overridden, reason, second)
    visits.step(visit, VisitEvent.Step.DISCHARGED, by=by.words)
    recovery.closed_at = made.at
    recovery.save(update_fields=["closed_at"])
    _follow_up(by, made)
    tell_screens(recovery)
    return made


def _known(visit: Visit, client_id: UUID) -> Discharge | None:
    found = queries.discharge_of(queries.of_visit(visit))
    return found if found is not None and found.client_id == client_id else None


def _who_faults(
    by: Member, manner: str, overridden: Collection[str], reason: str, second: Member | None
) -> list[Fault]:
    """Who signs is licensed today; what is not the gate's own way takes a prescriber and a reason."""
    if manner not in Manner.values:
        return [Fault("manner", "unknown", f"{manner!r} is no way to leave", ", ".join(Manner.values))]
    today = units.current().now.astimezone(by.clinic.zone).date()
    faults = []
    if people.licence(by.staff, today) is None:
        says = f"no licence of {by.name} is verified and in date"
        faults.append(Fault("", "no-licence", says, "the clinic's owner verifies it"))
    if (overridden or manner != Manner.HOME) and not reason.strip():
        faults.append(Fault("reason", "missing", "say why", "a sentence"))
    if overridden or manner == Manner.AGAINST_ADVICE:
        prescriber = by if by.may(Permission.PRESCRIBE) else second
        if (
            prescriber is None
            or prescriber.clinic.pk != by.clinic.pk
            or not prescriber.may(Permission.PRESCRIBE)
        ):
            faults.append(
                Fault(
                    "second_email", "not-allowed", "this takes a prescriber's word", "a prescriber signs too"
                )
            )
        elif people.licence(prescriber.staff, today) is None:
            says = f"no licence of {prescriber.name} is verified and in date"
            faults.append(Fault("second_email", "no-licence", says, "a licence in date"))
    return faults


def _sign(
    by: Member, recovery: Recovery, standing: facts.Standing, client_id: UUID, manner: str, overridden: Collection[str], reason: str,
    second: Member | None,
) -> Discharge:  # fmt: skip
    findings = [
        {
            "code": one.code,
            "title": one.title,
            "state": one.state.value,
            "says": one.says,
            "source": str(one.provenance),
        }
        for one in standing.criteria
    ]
    whole: dict[str, Any] = {
        "visit": str(standing.visit.pk), "findings": findings, "overridden": sorted(overridden), "manner": manner,
        "events": recovery.events_n, "head": bytes(recovery.events_head).hex(),
    }  # fmt: skip
    text = json.dumps(whole, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    made = Discharge(
        clinic_id=recovery.clinic_id, recovery=recovery, patient_id=recovery.patient_id, client_id=client_id,
        at=units.current().now, by=by.words, manner=manner, meaning=MEANINGS[Manner(manner)], findings=findings,
        overridden=sorted(overridden), reason=reason.strip(), second=second.words if second else "",
        escort=standing.leaving.escort_proof, instructions=standing.leaving.instructions,
        document=sha256(text.encode("utf-8")).hexdigest(),
    )  # fmt: skip
    made.save()
    auditing.record(
        verb="recovery.discharged", says=f"discharged: {made.get_manner_display()}", subject=str(made.pk),
        patient=recovery.patient_id, actor=by.words, document=made.document, overridden=made.overridden, second=made.second,
    )  # fmt: skip
    return made


def _follow_up(by: Member, made: Discharge) -> None:
    """What follows by itself has its clock from this moment."""
    for one in after_discharge.AFTER_LEAVING:
        tasks.ask(
            by=by, patient=made.recovery.visit.patient, client_id=uuid5(made.pk, one.code), kind=one.code, owner=one.owner,
            says=one.says, source=one.provenance, opens_at=made.at + one.after, due_at=made.at + one.until,
            subject=f"discharge {made.pk}",
        )  # fmt: skip


def leave(*, by: Member, visit: Visit, client_id: UUID) -> Visit:
    """The patient is out of the door: watching ends, the chair is free. Raises Unusable, NotAllowed."""
    require(by, Permission.OBSERVE)
    if by.clinic.pk != visit.clinic_id:
        raise NotAllowed("this visit is another clinic's")
    visit = streams.lock(Visit, [visit.pk])[visit.pk]
    if visit.left_at is not None:
        return visit
    recovery = queries.of_visit(visit)
    if recovery is None or recovery.closed_at is None:
        raise Unusable.one("", "not-discharged", "the patient is not discharged", "the discharge, first")
    if recovery.session_id is not None:
        infusion.close(by=by, session=infusions.session(by.clinic, recovery.session_id), client_id=client_id)
    else:
        monitoring.close_watch(recovery.watch, by=by.words)
        visits.step(visit, VisitEvent.Step.LEFT, by=by.words)
    tell_screens(recovery)
    return visit
