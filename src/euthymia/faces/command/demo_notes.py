"""The demo's morning: two infusions from the order to the ride home; one note is signed, one waits for it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from itertools import count
from typing import Any
from uuid import uuid4

from euthymia.clinic.people.models import Clinic, Patient
from euthymia.clinic.people.queries import Member
from euthymia.clinic.visits import queries as visits
from euthymia.domain import protocols
from euthymia.journey.infusion import actions as infusion
from euthymia.journey.infusion import prescribing
from euthymia.journey.infusion import queries as infusions
from euthymia.journey.infusion.models import Session
from euthymia.journey.recovery import actions as recovery
from euthymia.journey.recovery import instructions
from euthymia.kit import clock, units

from . import demo_evaluations as evaluations
from . import demo_stock
from .demo_visits import CALM, RESTING, SIGNS, comes, guest, recliner, rides, sign

# Given name, minutes before the opening at which the order was signed, whether the note is signed.
PAST = (("Ida", 270, True), ("Milo", 215, False))
# Those of the days before, in turn.
REGULARS = ("Lena", "Otis", "Pia", "Quin", "Rosa", "Saul")
PROTOCOL = protocols.PROTOCOLS[0]
WEIGHT_G = 70_000
# The signs of the hour of recovery, every fifteen minutes.
SETTLING = (
    ("131", "83", "78", "97", "15"), ("127", "80", "74", "98", "13"), ("124", "79", "71", "97", "14"), ("121", "76", "69", "98", "12"),
)  # fmt: skip


def write(
    clinic: Clinic, nurse: Member, prescriber: Member, crew: demo_stock.Crew, opened_at: datetime
) -> None:
    """Opened so early that these would have been yesterday, there are none."""
    first = opened_at - timedelta(minutes=PAST[0][1])
    if first.astimezone(clinic.zone).date() != opened_at.astimezone(clinic.zone).date():
        return
    for number, (given_name, minutes, signed) in enumerate(PAST, 1):
        with clock.frozen(opened_at - timedelta(minutes=minutes)):
            patient = _of_today(clinic, given_name)
            session = _ordered(clinic, patient, number, nurse, prescriber, crew)
            _infused(clinic, session, nurse, crew)
            _home(clinic, session, nurse)
            if signed:
                clock.advance(timedelta(minutes=10))
                with units.unit(tenant=clinic.pk, actor=prescriber.words):
                    sign(visits.visit(clinic, session.visit_id), prescriber)


def past(
    clinic: Clinic, nurse: Member, prescriber: Member, crew: demo_stock.Crew, at: datetime, number: int
) -> None:
    """One whole infusion of a day that is over; each of these people comes every few days."""
    with clock.frozen(at):
        with units.unit(tenant=clinic.pk, actor="the demo"):
            patient = guest(clinic, REGULARS[number % len(REGULARS)])
        session = _ordered(clinic, patient, 1, nurse, prescriber, crew)
        _infused(clinic, session, nurse, crew)
        _home(clinic, session, nurse)
        clock.advance(timedelta(minutes=10))
        with units.unit(tenant=clinic.pk, actor=prescriber.words):
            sign(visits.visit(clinic, session.visit_id), prescriber)


def _of_today(clinic: Clinic, given_name: str) -> Patient:
    with units.unit(tenant=clinic.pk, actor="the demo"):
        return _somebody(clinic, given_name)


def _ordered(
    clinic: Clinic, patient: Patient, number: int, nurse: Member, prescriber: Member, crew: demo_stock.Crew
) -> Session:
    with units.unit(tenant=clinic.pk, actor=prescriber.words):
        room = recliner(clinic, number + 2)
        comes(patient, nurse)
        evaluations.decide(patient, nurse, prescriber, WEIGHT_G / 1000, "depression")
        figures = PROTOCOL.propose(WEIGHT_G)
        asked = prescribing.findings_for(patient, PROTOCOL, figures)
        session = prescribing.prescribe(
            by=prescriber, patient=patient, room=room, protocol_id=PROTOCOL.id, figures=figures, client_id=uuid4(),
            reasons={one.code: "as in the demo" for one in asked},
        )  # fmt: skip
        demo_stock.syringe(clinic, session, crew)
        return session


def _somebody(clinic: Clinic, given_name: str) -> Patient:
    """Who was not infused before: when the demo is opened again, another invented person comes."""
    for n in count(1):
        patient = guest(clinic, given_name if n == 1 else f"{given_name} {n}")
        if not infusions.of_patient(patient).exists():
            return patient
    raise AssertionError("unreachable: whoever was just registered was never infused")


def _infused(clinic: Clinic, session: Session, nurse: Member, crew: demo_stock.Crew) -> None:
    rate_ul_per_h = session.order.rate_ul_per_h

    def act(after_min: float, verb: Callable[..., Any], **said: Any) -> None:
        clock.advance(timedelta(minutes=after_min))
        with units.unit(tenant=clinic.pk, actor=nurse.words):
            verb(by=nurse, session=infusions.session(clinic, session.pk), client_id=uuid4(), **said)

    act(8, infusion.record_vitals, values=RESTING)
    act(0, infusion.note_present, present=[nurse.name])
    with units.unit(tenant=clinic.pk, actor=nurse.words):
        evaluations.ask_today(infusions.session(clinic, session.pk), nurse)
    act(2, infusion.start, rate_ul_per_h=rate_ul_per_h)
    act(10, infusion.record_vitals, values={**SIGNS, "sbp": "138", "dbp": "86"})
    act(2, infusion.record_scores, scores={"moaas": "4", "dissociation": "5"})
    act(1, infusion.record_symptom, symptom="dizziness", severity="moderate", action="reduce-rate")
    act(0, infusion.change_rate, rate_ul_per_h=rate_ul_per_h * 2 // 3 // 100 * 100, reason="comfort")
    act(9, infusion.record_symptom, symptom=infusion.COMFORTABLE[0])
    act(22, infusion.finish, reason="the time of the order is over")
    with units.unit(tenant=clinic.pk, actor=nurse.words):
        demo_stock.rest(crew, infusions.session(clinic, session.pk), words="")


def _home(clinic: Clinic, session: Session, nurse: Member) -> None:
    def act(verb: Callable[..., Any], **said: Any) -> None:
        with units.unit(tenant=clinic.pk, actor=nurse.words):
            verb(by=nurse, visit=visits.visit(clinic, session.visit_id), client_id=uuid4(), **said)

    with units.unit(tenant=clinic.pk, actor=nurse.words):
        rides(nurse, visits.visit(clinic, session.visit_id))
    calm: dict[str, Any] = {"scores": {"moaas": "5", "dissociation": "0"}, "seen": CALM}
    for sbp, dbp, hr, spo2, rr in SETTLING:
        clock.advance(timedelta(minutes=15))
        values = {"sbp": sbp, "dbp": dbp, "hr": hr, "spo2": spo2, "rr": rr}
        act(recovery.check, values=values, **calm)
    act(recovery.check, values={}, scores={}, seen={"iv": "out"})
    act(recovery.meet_escort, name="Sam Example", proof="photo-id")
    act(recovery.tell, language="en", read_back=instructions.POINTS)
    act(recovery.discharge)
    act(recovery.leave)
