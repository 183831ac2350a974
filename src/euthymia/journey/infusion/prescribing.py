"""The order: its figures agree to the unit, its fences are asked, and it is signed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from uuid import UUID

from euthymia.clinic.audit import actions as auditing
from euthymia.clinic.monitoring import actions as monitoring
from euthymia.clinic.monitoring import queries as watches
from euthymia.clinic.people.access import Permission
from euthymia.clinic.people.actions import NotAllowed, require
from euthymia.clinic.people.models import Patient
from euthymia.clinic.people.queries import Member
from euthymia.clinic.visits import actions as visits
from euthymia.clinic.visits import queries as found_visits
from euthymia.clinic.visits.models import Room, Visit
from euthymia.domain import monitoring as alarms
from euthymia.domain import protocols
from euthymia.domain.quantities import MASS_MG, Fault, Unusable
from euthymia.journey.evaluation import queries as evaluation
from euthymia.journey.plan import actions as plans
from euthymia.kit import live, streams, units

from . import queries, readiness
from .models import Order, Session
from .observations import is_readable


def findings_for(
    patient: Patient, protocol: protocols.Protocol, figures: protocols.Order
) -> list[protocols.Finding]:
    """What the fences say of an order for this patient, with what is known of earlier ones.

    The last weight is the one last ordered for; the last dose is one that was really begun.
    """
    last, infused = queries.last_order(patient), queries.last_infusion(patient)
    days = None if last is None else (units.current().now - last.at).days
    found = protocols.judge(
        figures,
        protocol.guardrails,
        last_weight_g=None if last is None else last.actual_weight_g,
        last_weight_days=days,
        actual_weight_g=figures.weight_g,
        last_dose_ug_per_kg=None if infused is None else infused[0].dose_ug_per_kg,
    )
    return found + queries.spacing(patient, protocol)


def prescribe(
    *, by: Member, patient: Patient, room: Room, protocol_id: str, figures: protocols.Order,
    reasons: Mapping[str, str], client_id: UUID,
) -> Session:  # fmt: skip
    """Sign an order and open its session at a chair. Raises Unusable, NotAllowed.

    Refusing findings refuse; asking ones need a reason, kept under the finding's code. Everything is
    decided before anything is written: who catches the refusal keeps no half of an order.
    """
    require(by, Permission.PRESCRIBE)
    if {patient.clinic_id, room.clinic_id} != {by.clinic.pk}:
        raise NotAllowed("this patient or this chair is another clinic's")
    try:
        protocol = protocols.protocol_named(protocol_id)
    except KeyError as missing:
        raise Unusable.one("protocol", "unknown", str(missing), "one of the list") from None
    # Two orders for one patient, or for one chair, wait for each other here.
    streams.lock(Patient, [patient.pk])
    streams.lock(Room, [room.pk])
    if (known := queries.session_of_order_client(by.clinic, client_id)) is not None:
        return _same_order(known, patient, room, protocol, figures)
    findings = findings_for(patient, protocol, figures)
    faults = [
        Fault(f.at, f.code, f.says, str(f.provenance))
        for f in findings
        if f.severity is protocols.Severity.REFUSE
    ]
    asked = [f for f in findings if f.severity is protocols.Severity.ASK]
    given = {f.code: reasons.get(f.code, "").strip() for f in asked}
    faults += [Fault(f"reason-{f.code}", f.code, f.says, "a reason") for f in asked if not given[f.code]]
    faults += [
        Fault(f"reason-{code}", "unreadable", "the reason has signs that cannot be shown", "plain words")
        for code, words in given.items()
        if not is_readable(words)
    ]
    decided = evaluation.standing(patient, begun_at=queries.last_begun(patient))
    faults += readiness.order_faults(by, decided, protocol)
    faults += plans.order_faults(patient, protocol.id)
    faults += queries.open_session_faults(patient)
    faults += monitoring.chair_faults(room)
    if faults:
        raise Unusable(faults)
    now = units.current().now
    order = Order(
        clinic=by.clinic, patient=patient, client_id=client_id, protocol=protocol.id, at=now, by=by.words,
        actual_weight_g=figures.weight_g,
        decision=decided.decision,
        reasons=given,
        findings=[{"code": f.code, "severity": str(f.severity), "says": f.says, "source": str(f.provenance)} for f in findings],
        **asdict(figures),
    )  # fmt: skip
    order.save()
    auditing.record(
        verb="infusion.prescribed",
        says=f"ordered ketamine {MASS_MG.format(order.dose_ug)} mg over {order.duration_min} min",
        subject=str(order.pk), patient=patient.pk, actor=by.words, protocol=protocol.id, dose_ug=order.dose_ug,
    )  # fmt: skip
    return _open_session(by, patient, room, order)


def _same_order(
    known: Session, patient: Patient, room: Room, protocol: protocols.Protocol, figures: protocols.Order
) -> Session:
    """The session this form has already made. Raises Unusable when the form says something else now."""
    order = known.order
    if (known.patient_id, known.room_id, order.protocol) == (patient.pk, room.pk, protocol.id) and (
        order.figures == figures
    ):
        return known
    raise Unusable.one("client_id", "reused", "this form was already used for another order", "a fresh form")


def _open_session(by: Member, patient: Patient, room: Room, order: Order) -> Session:
    visit = _visit(by, patient, room)
    plans.seat(patient=patient, protocol=order.protocol, visit=visit, by=by.words)
    profile = alarms.PROFILES[by.clinic.alarm_profile]
    watch = monitoring.open_watch(visit=visit, profile=profile.name, limits=profile.limits(), by=by.words)
    session = Session(
        clinic=by.clinic,
        patient=patient,
        visit=visit,
        order=order,
        room=room,
        watch=watch,
        made_at=units.current().now,
    )
    session.save()
    live.notify({f"clinic:{by.clinic.pk}": 0})
    auditing.record(verb="session.opened", says=f"opened a session at {room.name}", subject=str(session.pk),
                    patient=patient.pk, actor=by.words)  # fmt: skip
    return session


def _visit(by: Member, patient: Patient, room: Room) -> Visit:
    """Today's visit, as it was opened at the desk; or one that opens now. One visit has one dose."""
    visit = found_visits.here_today(patient, units.current().now)
    if visit is None or watches.is_watched(visit):
        visit = visits.open_visit(clinic=by.clinic, patient=patient, room=room, by=by.words)
    visits.seat(visit, room, by=by.words)
    return visit
