"""The demo's letters: how the clinic writes, who may be written to and how, and the dates of whoever has a sign-in."""

from __future__ import annotations

from contextlib import suppress
from datetime import datetime, time, timedelta
from uuid import uuid4

from euthymia.clinic.messages import actions, queries
from euthymia.clinic.people import queries as people
from euthymia.clinic.people.models import Clinic, Patient
from euthymia.clinic.people.queries import Member
from euthymia.clinic.visits import queries as visits
from euthymia.domain.quantities import Unusable
from euthymia.journey.plan import actions as planning
from euthymia.journey.plan import queries as plans
from euthymia.journey.plan import request, runs
from euthymia.journey.plan.models import Plan, PlannerRun
from euthymia.kit import clock, units

from .demo_people import PATIENT

BY = "the demo"
SAID = "on the registration form"
# Name, address, number, language, channels. The mailbox of the last one refuses, so that the desk's page shows it.
READERS = (
    ("Alma Reed", "alma@reader.example", "+15555550111", "en", ("email", "sms")),
    ("Bram Oduya", "bram@reader.example", "", "en", ("email",)),
    ("Elsa Ngata", "elsa@reader.example", "+15555550112", "es", ("email", "sms")),
    ("Jana Wolf", "", "+15555550113", "en", ("sms",)),
    ("Lena Ortiz", "lena@reader.example", "", "es", ("email",)),
    ("Milo Grant", "bounce@reader.example", "", "en", ("email",)),
)
ARRIVING = {
    "en": {"parking": "Behind the house, free for two hours.", "directions": "Bus 7 to Lake Street; the blue door."},
    "es": {"parking": "Detrás de la casa, gratis dos horas.", "directions": "Autobús 7 hasta Lake Street; la puerta azul."},
}  # fmt: skip


def write(clinic: Clinic, desk: Member, opened_at: datetime) -> None:
    """Once; and every time the demo opens the dates of the patient who signs in, where there are none."""
    with clock.frozen(opened_at), units.unit(tenant=clinic.pk, actor=BY):
        if queries.settings(clinic).by == "":
            actions.set_up(
                clinic, by=BY, client_id=uuid4(), quiet_from=time(22), quiet_until=time(7), reminder_h=72, nudge_h=28,
                address="12 Lake Street", arriving=ARRIVING,
            )  # fmt: skip
            for name, email, mobile, language, channels in READERS:
                for patient in people.patients(clinic, name)[:1]:
                    _reached(clinic, patient, email, mobile, language, channels)
        own = [one for one in people.patients(clinic) if one.user_id is not None]
        for patient in own:
            if queries.contact(patient) is None:
                _reached(clinic, patient, PATIENT, "+15555550110", "en", ("email", "sms"))
    for patient in own:
        patient.clinic = clinic
        _dates(clinic, patient, desk, opened_at)


def _reached(
    clinic: Clinic, patient: Patient, email: str, mobile: str, language: str, channels: tuple[str, ...]
) -> None:
    patient.clinic = clinic
    actions.change_contact(
        by=BY,
        patient=patient,
        client_id=uuid4(),
        email=email,
        mobile=mobile,
        language=language,
        timezone=clinic.timezone,
    )
    for channel in channels:
        actions.consent(by=BY, patient=patient, client_id=uuid4(), channel=channel, says=SAID)


def _dates(clinic: Clinic, patient: Patient, desk: Member, opened_at: datetime) -> None:
    """The sessions to come of the patient's course, by the planner."""
    with clock.frozen(opened_at):
        with units.unit(tenant=clinic.pk, actor=BY):
            now = units.current().now
            if any(one.state == "booked" for one in visits.of_patient(patient, now)):
                return
            plan = next((one for one in plans.plans(patient) if one.state == Plan.State.AGREED), None)
            if plan is None:
                return
            plan = plans.plan(clinic, plan.pk)
            start = now.astimezone(clinic.zone).date() + timedelta(days=1)
            wishes = {plan.pk: request.Wishes(start=start)}
            run = runs.ask(by=desk, plans=[plan], wishes=wishes, client_id=uuid4(), plan=plan)
        runs.work(clinic.pk, run.pk)
        with units.unit(tenant=clinic.pk, actor=BY):
            found = runs.run_of(clinic, run.pk)
            if found.state == PlannerRun.State.PLANNED:
                with suppress(Unusable), units.all_or_nothing():
                    planning.book_all(by=desk, run=found, client_id=uuid4())
