"""The demo's clinics, people and running sessions, made through the program's own actions.

Everybody is invented. What happened before the demo opened is written at the time it is said to have
happened, with the clock held there; everything after comes over the wire.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import partial
from itertools import count
from pathlib import Path
from uuid import uuid4
from zoneinfo import ZoneInfo

import numpy as np

from euthymia.clinic.devices import actions as devices
from euthymia.clinic.devices import queries as placed
from euthymia.clinic.monitoring import actions as watching
from euthymia.clinic.people import actions as people
from euthymia.clinic.people import queries as found
from euthymia.clinic.people.models import Clinic, Patient, User
from euthymia.clinic.people.queries import Member
from euthymia.clinic.visits import actions as visits
from euthymia.clinic.visits import queries as rooms
from euthymia.domain import pharmacology as pk
from euthymia.domain import protocols, simulation, wire
from euthymia.domain.pharmacology.dosing import schedule
from euthymia.domain.pharmacology.solver import concentrations
from euthymia.journey.infusion import actions, prescribing, queries
from euthymia.journey.infusion.models import Session
from euthymia.journey.infusion.prediction import dosing, minutes, person
from euthymia.kit import clock, units
from euthymia.kit.models import Installation

from . import (
    demo_answers,
    demo_letters,
    demo_maintenance,
    demo_money,
    demo_notes,
    demo_plans,
    demo_results,
    demo_safety,
    demo_schedule,
    demo_site,
    demo_stock,
    demo_visits,
)
from . import demo_evaluations as evaluations
from .demo_people import HILLSIDE_STAFF, PATIENT, STAFF

Enter = Callable[[Member, Session], None]
BY = "the demo"
STEP = timedelta(seconds=5)
LICENSED = timedelta(days=730)
SETTLED = timedelta(minutes=6)  # how long before the start the patient has sat at the chair
WAITED = timedelta(minutes=10)  # and in the waiting room before that
# Who acts in the demo; others only stand on the rota.
_SIGN_INS = {email for email, *_ in (*STAFF, *HILLSIDE_STAFF)}


@dataclass(frozen=True, slots=True)
class Seat:
    """A chair of the scenario with the session that runs at it."""

    chair: simulation.Chair
    session: Session
    started_at: datetime


def demo_password(home: Path, given: str) -> str:
    """The one given, or one made at the first start and kept in the home folder."""
    kept = home / "demo-password"
    if given:
        return given
    if not kept.exists():
        home.mkdir(parents=True, exist_ok=True)
        kept.touch(mode=0o600)
        kept.write_text("-".join(secrets.token_hex(2) for _ in range(3)), encoding="utf-8")
    return kept.read_text("utf-8").strip()


def make_clinics(mode: str, password: str) -> None:
    """Clinics, people, chairs, monitors and patients; made once, passwords set each time."""
    with units.unit(tenant=units.EVERY_TENANT, actor=BY):
        if not Installation.objects.exists():
            Installation.objects.create(kind=mode, made_at=clock.wall())
            for scenario, staff in ((simulation.LAKESIDE, STAFF), (simulation.HILLSIDE, HILLSIDE_STAFF)):
                _make_clinic(scenario, staff)
        for user in User.objects.filter(is_demo=True):
            if not user.check_password(password):
                user.set_password(password)
                user.save(update_fields=["password"])


def _make_clinic(
    scenario: simulation.Clinic, staff: tuple[tuple[str, str, str, tuple[str, ...]], ...]
) -> None:
    clinic = people.open_clinic(
        code=scenario.slug, name=scenario.name, timezone=scenario.zone, by=BY, phone="555-0100"
    )
    for email, name, title, roles in staff:
        worker = people.add_user(email=email, name=name, password=None, is_demo=True)
        member = people.employ(clinic=clinic, user=worker, by=BY, title=title)
        for role in roles:
            people.give_role(staff=member, role=role, by=BY)
        if {"nurse", "prescriber"} & set(roles):
            evaluations.license_staff(member, BY, clock.now().date() + LICENSED)
        elif "custodian" in roles:
            evaluations.attest(member, BY, clock.now().date() + LICENSED)
        if "prescriber" in roles:
            clinic.medical_director = member
            clinic.save(update_fields=["medical_director"])
    for order, chair in enumerate(scenario.chairs, 1):
        room = visits.add_room(clinic=clinic, name=chair.name, order=order, by=BY)
        monitor = monitor_of(chair, scenario)
        device = devices.add_device(
            clinic=clinic, code=f"M-{order:02d}", serial=monitor.announced_as, title=f"Bedside monitor ({chair.dialect})",
            driver="hl7v2", timezone=scenario.zone, by=BY,
        )  # fmt: skip
        devices.place(device=device, room=room, by=BY)
        user: User | None = None
        if chair.patient.given_name == "Ana":
            user = people.add_user(email=PATIENT, name=chair.patient.name, password=None, is_demo=True)
        _register(clinic, chair, chair.patient.given_name, user)


def _register(clinic: Clinic, chair: simulation.Chair, given_name: str, user: User | None = None) -> Patient:
    """The chair's invented patient; whoever sits at a fourth chair is the one with more to mind."""
    patient, today = chair.patient, clock.now().date()
    fourth = any(chair in scenario.chairs[3:4] for scenario in simulation.CLINICS)
    year = today.year - patient.age_y - (today.timetuple().tm_yday < 15)
    return people.register_patient(
        clinic=clinic, by=BY, given_name=given_name, family_name=patient.family_name, born=date(year, 1, 15),
        sex=patient.sex, height_cm=round(patient.height_mm / 10), allergies=["latex"] if fourth else [],
        monitoring_risks=["cardiovascular disease"] if fourth else [], user=user,
    )  # fmt: skip


def monitor_of(chair: simulation.Chair, scenario: simulation.Clinic) -> simulation.SimulatedMonitor:
    return simulation.SimulatedMonitor(
        chair.device_id, chair.dialect, ZoneInfo(scenario.zone), chair.patient.seed
    )


def open_day(opened_at: datetime) -> list[Seat]:
    """Close whatever an earlier day left open and put the scenario's patients at their chairs."""
    seats: list[Seat] = []
    for scenario in simulation.CLINICS:
        clinic, nurse, prescriber = _crew(scenario)
        with clock.frozen(opened_at), units.unit(tenant=clinic.pk, actor=BY):
            demo_plans.adopt(clinic, prescriber)
            if scenario is simulation.LAKESIDE:
                demo_plans.show(clinic, prescriber)
            if not found.patients(clinic, "Felix Specimen").exists():
                evaluations.in_every_state(clinic, nurse, prescriber)
        with units.unit(tenant=clinic.pk, actor=nurse.words):
            for left in queries.running(clinic):
                _close(left, nurse, prescriber)
        with units.unit(tenant=clinic.pk, actor=BY):
            with_portal = [patient for patient in found.patients(clinic) if patient.user_id is not None]
            everybody = list(found.patients(clinic)[:6])
            crew = demo_stock.crew_of(clinic)
        # Hillside keeps its drug account on paper, and its pages say so.
        if scenario is simulation.LAKESIDE:
            past = partial(demo_notes.past, clinic, nurse, prescriber, crew)
            demo_stock.write(clinic, everybody, opened_at, past)
            demo_notes.write(clinic, nurse, prescriber, crew, opened_at)
        theirs = [_seat(clinic, chair, nurse, prescriber, opened_at, crew) for chair in scenario.chairs]
        seats += theirs
        if scenario is simulation.LAKESIDE:
            demo_schedule.write(clinic, nurse, prescriber, theirs, opened_at)
            demo_visits.write(clinic, nurse, prescriber, crew, opened_at)
            demo_safety.write(clinic, nurse, prescriber, opened_at)
            demo_maintenance.write(clinic, nurse, prescriber, opened_at)
            demo_results.write(clinic, nurse, prescriber, opened_at)
            with units.unit(tenant=clinic.pk, actor=BY):
                known = list(found.patients(clinic))
            demo_money.write(clinic, [*with_portal, *known], opened_at)
            demo_letters.write(clinic, nurse, opened_at)  # dates wait for the estimates that money gave
            demo_site.write(clinic, nurse, opened_at)
        for patient in with_portal:
            demo_answers.answer(patient, nurse, opened_at)
    return seats


def _crew(scenario: simulation.Clinic) -> tuple[Clinic, Member, Member]:
    with units.unit(tenant=units.EVERY_TENANT, actor=BY):
        clinic = Clinic.objects.get(code=scenario.slug)
    with units.unit(tenant=clinic.pk, actor=BY) as unit:
        staff = [one for one in found.staff_of(clinic) if one.user.email in _SIGN_INS]
        members = [found.member(one.user, clinic.pk, unit.now) for one in staff]
    by_role = {role: one for one in members if one for role in one.roles}
    return clinic, by_role["nurse"], by_role["prescriber"]


def crew_of_seat(seat: Seat) -> Member:
    """The nurse at this chair."""
    scenario = next(one for one in simulation.CLINICS if seat.chair in one.chairs)
    return _crew(scenario)[1]


def _close(session: Session, nurse: Member, prescriber: Member) -> None:
    course = queries.course(session)
    if course.phase.value in ("running", "paused"):
        actions.finish(by=nurse, session=session, client_id=uuid4(), reason="the demo was opened again")
    demo_stock.rest(demo_stock.crew_of(nurse.clinic), session)
    if course.started_at is not None:
        demo_visits.send_home(session, nurse, prescriber)
    else:
        actions.close(by=nurse, session=session, client_id=uuid4())


def _seat(
    clinic: Clinic,
    chair: simulation.Chair,
    nurse: Member,
    prescriber: Member,
    opened_at: datetime,
    crew: demo_stock.Crew,
) -> Seat:
    """One chair's session up to the opening: order, monitor, resting values, start, what was charted."""
    started_at = opened_at - timedelta(seconds=chair.opening_s)
    with units.unit(tenant=clinic.pk, actor=BY):
        room = next(room for room in rooms.rooms(clinic) if room.name == chair.name)
    seated_at = min(started_at - SETTLED, opened_at)
    with clock.frozen(seated_at - WAITED), units.unit(tenant=clinic.pk, actor=BY):
        patient = _guest(clinic, chair)
        patient.clinic = clinic
        demo_visits.comes(patient, nurse)
    with clock.frozen(seated_at), units.unit(tenant=clinic.pk, actor=prescriber.words):
        indication = "chronic-pain" if "pain" in chair.protocol_id else "depression"
        evaluations.decide(patient, nurse, prescriber, chair.order.weight_g / 1000, indication)
        # The last chair's patient comes outside a plan: that is possible, and the pages say so.
        if chair is not simulation.LAKESIDE.chairs[-1]:
            demo_plans.course_of(patient, prescriber, chair.protocol_id)
        session = prescribing.prescribe(
            by=prescriber, patient=patient, room=room, protocol_id=chair.protocol_id, figures=chair.order,
            reasons={finding.code: "as in the scenario of the demo" for finding in _judged(patient, chair)},
            client_id=uuid4(),
        )  # fmt: skip
        device = placed.device_at(room)
        assert device is not None
        devices.associate(device=device, watch=session.watch, by=nurse, how="scan")
        actions.note_monitor(
            by=nurse,
            session=session,
            client_id=uuid4(),
            says=f"monitor {device.code} measures for this session",
        )
        actions.note_present(by=nurse, session=session, client_id=uuid4(), present=[nurse.name])
        demo_safety.order_beside(session, nurse, prescriber)
        demo_stock.syringe(clinic, session, crew)
    return Seat(chair, session, started_at)


def _judged(patient: Patient, chair: simulation.Chair) -> list[protocols.Finding]:
    return prescribing.findings_for(patient, protocols.protocol_named(chair.protocol_id), chair.order)


def _guest(clinic: Clinic, chair: simulation.Chair) -> Patient:
    """The scenario's patient. Who was infused too short a time ago is not again, so when the demo is opened
    again on the same day another invented person of the same body comes: "Ana 2"."""
    family_name = chair.patient.family_name
    for n in count(1):
        given_name = chair.patient.given_name if n == 1 else f"{chair.patient.given_name} {n}"
        patient = Patient.objects.filter(
            clinic=clinic, given_name=given_name, family_name=family_name
        ).first() or _register(clinic, chair, given_name)
        if not any(finding.code == "too-soon" for finding in _judged(patient, chair)):
            return patient
    raise AssertionError("unreachable: whoever was just registered was never infused")


def replay_past(seat: Seat, until: datetime, since: datetime | None = None) -> datetime:
    """Write the monitor's values and the nurse's entries from the seating (or `since`) to `until`."""
    session, chair = seat.session, seat.chair
    scenario = next(one for one in simulation.CLINICS if chair in one.chairs)
    clinic, nurse, _ = _crew(scenario)
    monitor = monitor_of(chair, scenario)
    driver = wire.driver("hl7v2")
    with units.unit(tenant=clinic.pk, actor=BY):
        device = placed.device_at(session.room)
        assert device is not None
        weight_g, patient = session.order.actual_weight_g, session.patient
    at = since or session.made_at
    pending = [one for one in _charted(seat) if one[0] > at]
    batch: list[watching.Measured] = []
    events = planned(seat)
    while at + STEP <= until:
        at += STEP
        plasma = plasma_at(events, person(patient, weight_g, at), minutes(seat.started_at, at))
        vitals = chair.patient.vitals((at - seat.started_at).total_seconds(), plasma)
        for message in monitor.messages(at, vitals):
            for reading in driver.decode(message, received_at=at, zone=monitor.zone).readings:
                batch.append(
                    watching.Measured(reading.channel, reading.value, reading.unit, reading.measured_at, at, device.pk, reading.group or "")
                )  # fmt: skip
        due = [one for one in pending if one[0] <= at]
        if due or len(batch) > 120 or at + STEP > until:
            with clock.frozen(at), units.unit(tenant=clinic.pk, actor=BY):
                watching.record({session.watch_id: batch}, now=at)
                batch = []
                for one in due:
                    pending.remove(one)
                    one[1](nurse, session)
    return at


def planned(seat: Seat) -> list[pk.Event]:
    """The scenario's rates as dosing events, minutes from the start."""
    return [pk.Rate(rate.at_s / 60, rate.rate_ug_per_h / 1_000) for rate in seat.chair.rates]


def plasma_at(events: list[pk.Event], patient: pk.Patient, minute: float) -> float:
    """Typical plasma concentration at one minute, ng/mL; zero before anything was given."""
    if minute <= 0 or not events:
        return 0.0
    model = pk.by_name("kamp-2020")
    solved = concentrations(
        model.parameters(patient).disposition(), schedule(events), np.array([minute]), None
    )
    return float(solved.plasma_ng_per_ml[0])


def plasma_now(session: Session, now: datetime) -> float:
    """What the simulated patient has in the blood: the recorded rates through the default model."""
    course = queries.course(session, now)
    if course.started_at is None:
        return 0.0
    events = dosing(course, course.started_at)
    return plasma_at(
        events, person(session.patient, session.order.actual_weight_g, now), minutes(course.started_at, now)
    )


def _charted(seat: Seat) -> list[tuple[datetime, Enter]]:
    """What the nurse entered, and when, on this chair: (time, what to do)."""
    chair = seat.chair

    def at(seconds: float) -> datetime:
        return seat.started_at + timedelta(seconds=seconds)

    entries: list[tuple[datetime, Enter]] = [(at(-90), _confirm), (at(-60), _scores)]
    for place, rate in enumerate(chair.rates):
        last = place == len(chair.rates) - 1
        entries.append((at(rate.at_s + (2 if last else 0)), _rate_entry(rate, first=place == 0, last=last)))
    for event in chair.events:
        entries.append((at(event.at_s), _event_entry(event.kind, event.code)))
    minutes_charted = range(10, max(11, chair.opening_s // 60 + 1), 10)
    entries += [(at(minute * 60 + 5), _confirm) for minute in minutes_charted]
    entries += [
        (at(minute * 60 + 20), _scores) for minute in range(15, max(16, chair.opening_s // 60 + 1), 15)
    ]
    entries += [
        (at(minute * 60 + 30), _event_entry("symptom", actions.COMFORTABLE[0]))
        for minute in range(12, max(13, chair.opening_s // 60 + 1), 12)
    ]
    return sorted(entries, key=lambda entry: entry[0])


def _confirm(nurse: Member, session: Session) -> None:
    if queries.from_devices(queries.session(nurse.clinic, session.pk)):
        actions.confirm_vitals(by=nurse, session=session, client_id=uuid4())


def _scores(nurse: Member, session: Session) -> None:
    course = queries.course(session)
    deep = course.phase.value == "running" and course.given_ug * 2 > course.dose_ug
    actions.record_scores(
        by=nurse,
        session=session,
        client_id=uuid4(),
        scores={"moaas": "4" if deep else "5", "dissociation": "4" if deep else "0"},
    )


def _rate_entry(rate: simulation.RateAt, *, first: bool, last: bool) -> Enter:
    def enter(nurse: Member, session: Session) -> None:
        course = queries.course(session)
        if first:
            demo_visits.told_today(session.patient, nurse)
            evaluations.ask_today(session, nurse)
            actions.start(
                by=nurse,
                session=session,
                client_id=uuid4(),
                rate_ul_per_h=rate.rate_ul_per_h,
                reason="resting pressure rechecked",
            )
        elif last:
            actions.finish(by=nurse, session=session, client_id=uuid4(), reason="ordered dose given")
            demo_visits.rides(nurse, session.visit)
        elif rate.rate_ul_per_h == 0:
            actions.pause(by=nurse, session=session, client_id=uuid4(), reason=rate.reason)
        elif course.phase.value == "paused":
            actions.resume(
                by=nurse,
                session=session,
                client_id=uuid4(),
                rate_ul_per_h=rate.rate_ul_per_h,
                reason=rate.reason,
            )
        else:
            actions.change_rate(
                by=nurse,
                session=session,
                client_id=uuid4(),
                rate_ul_per_h=rate.rate_ul_per_h,
                reason=rate.reason,
            )

    return enter


def _event_entry(kind: str, code: str) -> Enter:
    def enter(nurse: Member, session: Session) -> None:
        if kind == "symptom":
            actions.record_symptom(
                by=nurse,
                session=session,
                client_id=uuid4(),
                symptom=code,
                severity="" if code == actions.COMFORTABLE[0] else "mild",
                action="" if code == actions.COMFORTABLE[0] else "reassurance",
            )
        else:
            actions.give(
                by=nurse,
                session=session,
                client_id=uuid4(),
                name=code,
                amount="4 mg",
                route="IV",
                ordered_by="Dr Chidi Okafor",
            )

    return enter
