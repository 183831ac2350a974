"""The demo's people after a course: one overdue who is getting worse, one due this week, one whose interval holds.

They came from other clinics: their courses were given there and stand in the plan by their papers.
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from uuid import uuid4

from euthymia.clinic.people import actions as people
from euthymia.clinic.people import queries as found
from euthymia.clinic.people.models import Clinic, Patient
from euthymia.clinic.people.queries import Member
from euthymia.clinic.questionnaires import actions as questionnaires
from euthymia.clinic.visits import actions as visits
from euthymia.clinic.visits import queries as rooms
from euthymia.domain import protocols
from euthymia.domain.quantities import Unusable
from euthymia.domain.scheduling.wall import instant
from euthymia.journey.plan import actions, queries
from euthymia.kit import clock, units

from . import demo_evaluations as evaluations
from . import demo_plans
from .demo_schedule import INFUSION

BY = "the demo"
PROTOCOL = protocols.protocol_named("iv-depression")
PAPERS = "By the letter of the clinic that gave them."
WEIGHT_KG = 68.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Follower:
    """Days are counted back from the opening; a score is its day and the nine answers of a PHQ-9. `interval_days` None:
    nobody has decided how it goes on."""

    given_name: str
    family_name: str
    sex: str
    born: date
    course: tuple[int, ...]
    since: tuple[int, ...] = ()
    interval_days: int | None = None
    scores: tuple[tuple[int, tuple[int, ...]], ...] = ()
    booked_in: int | None = None


FOLLOWERS = (
    Follower(
        given_name="Rosa", family_name="Winter", sex="female", born=date(1979, 4, 2),
        course=(77, 75, 73, 70, 68, 66), since=(36,), interval_days=28,
        scores=(
            (78, (3, 3, 3, 2, 2, 3, 2, 2, 0)), (64, (1, 1, 1, 1, 1, 1, 1, 0, 0)), (37, (1, 1, 1, 1, 1, 1, 1, 1, 0)),
            (17, (2, 2, 2, 2, 2, 1, 2, 1, 0)), (5, (3, 2, 2, 3, 2, 2, 3, 2, 0)),
        ),
    ),
    Follower(
        given_name="Selma", family_name="Frost", sex="female", born=date(1984, 11, 20),
        course=(62, 60, 58, 55, 53, 51), since=(24,), interval_days=28, booked_in=4,
        scores=((63, (3, 2, 2, 2, 2, 3, 2, 2, 0)), (49, (1, 1, 0, 1, 1, 1, 0, 0, 0)), (25, (1, 1, 1, 1, 0, 1, 1, 0, 0))),
    ),
    Follower(
        given_name="Theo", family_name="Lang", sex="male", born=date(1968, 7, 14),
        course=(110, 108, 106, 103, 101, 99), since=(71, 50, 29, 8), interval_days=21,
        scores=(
            (111, (3, 3, 2, 2, 2, 2, 2, 2, 0)), (98, (1, 1, 1, 0, 0, 1, 0, 0, 0)), (72, (1, 0, 1, 0, 0, 1, 0, 0, 0)),
            (51, (1, 1, 1, 0, 0, 0, 0, 0, 0)), (30, (0, 1, 1, 0, 0, 1, 0, 0, 0)), (9, (0, 1, 1, 0, 0, 0, 0, 0, 0)),
        ),
    ),
)  # fmt: skip


def write(clinic: Clinic, nurse: Member, prescriber: Member, opened_at: datetime) -> None:
    """Once; a later opening finds them where the days that went by have brought them."""
    with clock.frozen(opened_at), units.unit(tenant=clinic.pk, actor=BY):
        first = FOLLOWERS[0]
        if found.patients(clinic, f"{first.given_name} {first.family_name}").exists():
            return
    for one in FOLLOWERS:
        with clock.frozen(opened_at), units.unit(tenant=clinic.pk, actor=BY):
            patient = _came(clinic, one, nurse, prescriber)
        for days, answers in one.scores:
            with (
                clock.frozen(opened_at - timedelta(days=days)),
                units.unit(tenant=clinic.pk, actor=nurse.words),
            ):
                questionnaires.answer(
                    by=nurse, patient=patient, instrument="phq-9", answers=answers, client_id=uuid4(), at=clock.now(),
                )  # fmt: skip
        if one.booked_in is not None:
            _booked(clinic, patient, opened_at, one.booked_in)


def _came(clinic: Clinic, one: Follower, nurse: Member, prescriber: Member) -> Patient:
    """Evaluated and decided anew here, with a plan that holds what was given elsewhere."""
    patient = people.register_patient(
        clinic=clinic, by=BY, given_name=one.given_name, family_name=one.family_name, born=one.born, sex=one.sex,
        height_cm=170, allergies=[], monitoring_risks=[], phone="555-0142",
    )  # fmt: skip
    patient.clinic = clinic
    evaluations.decide(patient, nurse, prescriber, WEIGHT_KG, "depression")
    plan = demo_plans.agree(demo_plans.propose(patient, prescriber, PROTOCOL.id), prescriber)
    today = units.current().now.astimezone(clinic.zone).date()

    def carried(days_ago: tuple[int, ...]) -> None:
        days = [today - timedelta(days=days) for days in days_ago]
        actions.carry_over(
            by=prescriber, plan=queries.plan(clinic, plan.pk), client_id=uuid4(), days=days, why=PAPERS
        )

    carried(one.course)
    if one.interval_days is not None:
        actions.maintain(
            by=prescriber, plan=queries.plan(clinic, plan.pk), client_id=uuid4(), scheme="individual",
            interval_days=one.interval_days, why="As the clinic before has done it.",
        )  # fmt: skip
        carried(one.since)
    return patient


def _booked(clinic: Clinic, patient: Patient, opened_at: datetime, days: int) -> None:
    """The next session, on the first weekday from then on; none where the chair is taken."""
    day = opened_at.astimezone(clinic.zone).date() + timedelta(days=days)
    day += timedelta(days=(7 - day.weekday()) % 7 if day.weekday() > 4 else 0)
    with clock.frozen(opened_at), units.unit(tenant=clinic.pk, actor=BY):
        chair = list(rooms.rooms(clinic))[3]
        with suppress(Unusable), units.all_or_nothing():
            visits.book(
                clinic, by=BY, patient=patient, chair=chair, starts_at=instant(day, time(11), clinic.zone), phases=INFUSION,
                purpose="infusion", client_id=uuid4(),
            )  # fmt: skip
