"""The demo's door: somebody who waits, somebody to call, somebody in recovery, somebody ready to go home."""

from __future__ import annotations

from contextlib import suppress
from datetime import date, datetime, timedelta
from uuid import uuid4

from euthymia.clinic.people import actions as people
from euthymia.clinic.people import queries as found
from euthymia.clinic.people.models import Clinic, Patient
from euthymia.clinic.people.queries import Member
from euthymia.clinic.visits import actions as visits
from euthymia.clinic.visits import queries as rooms
from euthymia.clinic.visits.models import Room, Visit
from euthymia.domain.quantities import Unusable
from euthymia.domain.rules.after_discharge import NASAL_DOSES
from euthymia.domain.rules.day_check import Told
from euthymia.domain.scheduling.blocks import Phases
from euthymia.journey.arrival import actions as arrival
from euthymia.journey.arrival import queries as arrived
from euthymia.journey.infusion.models import Session
from euthymia.journey.intake import documents
from euthymia.journey.note import actions as notes
from euthymia.journey.note import document
from euthymia.journey.recovery import actions as recovery
from euthymia.journey.recovery import queries as recoveries
from euthymia.journey.recovery.actions.nasal import REMS
from euthymia.journey.recovery.models import Recovery
from euthymia.kit import clock, units

from . import demo_evaluations as evaluations
from . import demo_stock

BY = "the demo"
RESTING = {"sbp": "126", "dbp": "80", "hr": "70", "spo2": "98", "rr": "14"}
SIGNS = {"sbp": "124", "dbp": "78", "hr": "72", "spo2": "97", "rr": "14"}
CALM = {
    "oxygen": "air", "breathing": "deep", "moves": "four", "oriented": "yes", "gait": "steady", "agitation": "none",
    "thoughts": "none", "comfort": "mild", "drinks": "yes", "urine": "yes",
}  # fmt: skip
# Given name, minutes since the spray, what is left of the effect at the last check.
SPRAYED = (("Gale", 130, "0"), ("Noa", 50, "2"))
# Given name, how they feel today, whether they are here, and minutes until they are due.
DUE = (("Felix", "usual", True, 10), ("Robin", "worse", False, 90))
DOSE_MG = 56
SPRAY = Phases(10, 5, 120, 5)
EVERY = timedelta(minutes=15)
BEGUN = timedelta(minutes=5)  # before its end, a spray


def write(
    clinic: Clinic, nurse: Member, prescriber: Member, crew: demo_stock.Crew, opened_at: datetime
) -> None:
    """Who was left in recovery by another opening goes first."""
    with units.unit(tenant=clinic.pk, actor=nurse.words):
        for stayed in recoveries.open_nasal(clinic):
            _goes(stayed.visit, nurse, prescriber)
    for number, (given_name, minutes, score) in enumerate(SPRAYED, 1):
        with clock.frozen(opened_at - timedelta(minutes=minutes + 10)):
            with units.unit(tenant=clinic.pk, actor=BY):
                patient, room = guest(clinic, given_name), recliner(clinic, number)
                _booked(clinic, patient, room, clock.now())
                comes(patient, nurse)
                evaluations.decide(patient, nurse, prescriber, 70.0, "depression")
                evaluations.consent(patient, nurse, documents.SPRAY)
                recovery.enrol(
                    by=prescriber, patient=patient, client_id=uuid4(), confirmation=f"REMS-{number:04d}", form_version="2024",
                    patient_signed_on=(opened_at - timedelta(days=20)).date(), prescriber=prescriber.name,
                )  # fmt: skip
            clock.advance(timedelta(minutes=10))
            _rests(clinic, nurse, crew, patient, room, opened_at, score)
    with clock.frozen(opened_at), units.unit(tenant=clinic.pk, actor=BY):
        for number, (given_name, feelings, here, minutes) in enumerate(DUE, 1):
            found_patient = found.patients(clinic, given_name).first()
            if found_patient is not None:
                found_patient.clinic = clinic
                _booked(
                    clinic, found_patient, recliner(clinic, number), opened_at + timedelta(minutes=minutes)
                )
                comes(found_patient, nurse, feelings, here=here)


def send_home(session: Session, nurse: Member, prescriber: Member) -> None:
    """Whatever an earlier day left in recovery goes by the way that takes no minutes."""
    _goes(session.visit, nurse, prescriber)


def sign(visit: Visit, prescriber: Member) -> None:
    """The note of a visit, read and signed as it stands. Ask inside a unit."""
    notes.sign(by=prescriber, visit=visit, client_id=uuid4(), seen=document.standing(visit).seen)


def _goes(left: Visit, nurse: Member, prescriber: Member) -> None:
    visit = rooms.visit(nurse.clinic, left.pk)
    if recoveries.discharge_of(recoveries.of_visit(visit)) is None:
        recovery.discharge(
            by=nurse, visit=visit, client_id=uuid4(), manner="transfer", reason="the demo was opened again"
        )
    recovery.leave(by=nurse, visit=visit, client_id=uuid4())
    sign(rooms.visit(nurse.clinic, left.pk), prescriber)


def comes(patient: Patient, nurse: Member, feelings: str = "usual", *, here: bool = True) -> None:
    """The five cards of this day, the wishes, and at the door the two identifiers; in the caller's transaction."""
    told_today(patient, nurse, feelings)
    wishes = {"light": "dim", "company": "quiet"}
    arrival.wish(
        by=nurse,
        patient=patient,
        day=arrived.today(nurse.clinic, clock.now()),
        client_id=uuid4(),
        wishes=wishes,
    )
    if here:
        arrival.check_in(by=nurse, patient=patient, client_id=uuid4(), identifiers=["name", "photo-id"])


def told_today(patient: Patient, nurse: Member, feelings: str = "usual") -> None:
    """The five cards, unless they were told today: who came before midnight is asked again after it."""
    now = clock.now()
    day = arrived.today(nurse.clinic, now)
    if arrived.state(patient, day).told is not None:
        return
    told = Told(
        ate_at=now - timedelta(hours=13), drank_at=now - timedelta(hours=3), driver="Sam Example", driver_phone="555-0101",
        new_medicines="no", ill="no", pregnant="never" if patient.sex == Patient.Sex.MALE else "no", feelings=feelings,
    )  # fmt: skip
    arrival.tell(by=nurse, patient=patient, day=day, client_id=uuid4(), told=told)


def rides(nurse: Member, visit: Visit) -> None:
    """Who was named in the morning takes them home; in the caller's transaction."""
    recovery.name_escort(
        by=nurse, visit=visit, client_id=uuid4(), name="Sam Example", phone="555-0101", relation="brother"
    )


def _booked(clinic: Clinic, patient: Patient, room: Room, at: datetime) -> None:
    """A recliner for the time of a spray; none where an earlier opening booked the same."""
    start = at.replace(minute=at.minute - at.minute % 5, second=0, microsecond=0) + timedelta(minutes=5)
    with suppress(Unusable), units.all_or_nothing():
        visits.book(
            clinic, by=BY, patient=patient, chair=room, starts_at=start, phases=SPRAY, purpose="infusion", client_id=uuid4(),
        )  # fmt: skip


def guest(clinic: Clinic, given_name: str) -> Patient:
    known = found.patients(clinic, f"{given_name} Figment").first()
    patient = known or people.register_patient(
        clinic=clinic, by=BY, given_name=given_name, family_name="Figment", born=date(1988, 9, 3), sex="female", height_cm=168,
        allergies=[], monitoring_risks=[],
    )  # fmt: skip
    patient.clinic = clinic
    return patient


def recliner(clinic: Clinic, number: int) -> Room:
    name = f"Recliner {number}"
    known = next((room for room in rooms.rooms(clinic) if room.name == name), None)
    return known or visits.add_room(clinic=clinic, name=name, order=90 + number, by=BY)


def _rests(
    clinic: Clinic, nurse: Member, crew: demo_stock.Crew, patient: Patient, room: Room, until: datetime, left: str
) -> None:  # fmt: skip
    """The spray, and a look every quarter of an hour up to now; the first ones find it still working."""
    # What has to be received for it came before the spray began.
    with clock.frozen(clock.now() - 2 * BEGUN), units.unit(tenant=clinic.pk, actor=nurse.words):
        devices = demo_stock.spray_devices(clinic, crew, NASAL_DOSES[DOSE_MG])
    with units.unit(tenant=clinic.pk, actor=nurse.words) as unit:
        made = recovery.begin_nasal(
            by=nurse, patient=patient, room=room, client_id=uuid4(), dose_mg=DOSE_MG, lots=["X-1", "X-2"], devices=devices,
            baseline=RESTING, began_at=unit.now - BEGUN, ended_at=unit.now, rems=list(REMS),
            # The count that opens today is left to who tries the demo.
            reason="the demo begins with patients seated",
        )  # fmt: skip
        rides(nurse, made.visit)
    begun = clock.now()
    for at in _looks(begun, until):
        clock.advance(at - clock.now())
        last = until - at < EVERY
        score = left if last else str(max(int(left), 6 - (at - begun) // EVERY))
        _look(clinic, nurse, made, score)


def _looks(begun: datetime, until: datetime) -> list[datetime]:
    """Every quarter of an hour, the third at the 40 minutes that the programme asks for."""
    minutes = [15, 30, 40, *range(55, 24 * 60, 15)]
    return [at for minute in minutes if (at := begun + timedelta(minutes=minute)) <= until]


def _look(clinic: Clinic, nurse: Member, made: Recovery, score: str) -> None:
    with units.unit(tenant=clinic.pk, actor=nurse.words):
        visit = rooms.visit(clinic, made.visit_id)
        recovery.check(
            by=nurse,
            visit=visit,
            client_id=uuid4(),
            values=SIGNS,
            scores={"moaas": "5", "dissociation": score},
            seen=CALM,
        )
