"""The demo's finished courses, so that the rooms of outcomes are not empty: how each went by its scores, who joined the
registry, and how people say their visits were.

The courses were given elsewhere and stand in the plan by their papers, as those of `demo_maintenance`.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from itertools import cycle
from uuid import uuid4

from euthymia.clinic.people import actions as people
from euthymia.clinic.people import queries as found
from euthymia.clinic.people.models import Clinic, Patient
from euthymia.clinic.people.queries import Member
from euthymia.clinic.questionnaires import actions as questionnaires
from euthymia.journey.infusion import queries as infusions
from euthymia.journey.outcomes import experience, registry
from euthymia.journey.outcomes.models import Experience
from euthymia.journey.plan import actions, queries
from euthymia.kit import clock, units

from . import demo_evaluations as evaluations
from . import demo_plans
from .demo_maintenance import BY, PAPERS, PROTOCOL, WEIGHT_KG

# PHQ-9 totals by days from the first session: before it, in the course, after the last of six, and later.
WELL = {-1: 20, 8: 11, 18: 5, 32: 6, 60: 7}
LOST = {-1: 21, 8: 12, 18: 8, 32: 13, 46: 16}
NOT = {-2: 19, 9: 18, 18: 16}
SILENT = {-1: 20, 8: 15}
# Given name, born, how it went, days since the first session, whether they joined the registry.
COURSES = (
    ("Abel", 1971, WELL, 96, True), ("Bea", 1979, WELL, 92, True), ("Cleo", 1976, WELL, 88, True), ("Dora", 1978, LOST, 85, True),
    ("Emil", 1973, NOT, 83, True), ("Fay", 1972, WELL, 80, True), ("Gil", 1977, LOST, 77, True), ("Hana", 1974, NOT, 74, True),
    ("Igor", 1975, WELL, 71, False), ("June", 1978, NOT, 68, True), ("Kai", 1971, SILENT, 66, False), ("Mara", 1973, NOT, 62, True),
    ("Nils", 1979, NOT, 60, True),
)  # fmt: skip
GIVEN_ON = (0, 2, 4, 7, 9, 11)
SAID = (
    {"heard": "yes", "unhurried": "yes", "kind": "yes", "place": "mostly"}, {"heard": "yes", "unhurried": "mostly", "kind": "yes", "place": "yes"},
    {"heard": "mostly", "unhurried": "no", "kind": "yes", "place": "little"}, {"heard": "yes", "unhurried": "yes", "kind": "yes", "place": ""},
)  # fmt: skip


def write(clinic: Clinic, nurse: Member, prescriber: Member, opened_at: datetime) -> None:
    """Once for each installation."""
    with clock.frozen(opened_at), units.unit(tenant=clinic.pk, actor=BY):
        if found.patients(clinic, f"{COURSES[0][0]} Hale").exists():
            return
    for given_name, year, scores, days_ago, joined in COURSES:
        begun = opened_at - timedelta(days=days_ago)
        with clock.frozen(opened_at), units.unit(tenant=clinic.pk, actor=BY):
            patient = _treated(clinic, (nurse, prescriber), given_name, year, begun)
            if joined:
                registry.choose(record=patient, client_id=uuid4(), joined=True)
        for day, total in scores.items():
            with clock.frozen(begun + timedelta(days=day)), units.unit(tenant=clinic.pk, actor=nurse.words):
                questionnaires.answer(
                    by=nurse, patient=patient, instrument="phq-9", answers=_answers(total), client_id=uuid4(), at=clock.now()
                )  # fmt: skip
    with clock.frozen(opened_at), units.unit(tenant=clinic.pk, actor=BY):
        _say(clinic, opened_at)


def _treated(
    clinic: Clinic, crew: tuple[Member, Member], given_name: str, year: int, begun: datetime
) -> Patient:
    """A course of six that is over, by the papers of the clinic that gave it."""
    patient = people.register_patient(
        clinic=clinic, by=BY, given_name=given_name, family_name="Hale", born=date(year, 6, 1), sex="female" if year % 2 else "male",
        height_cm=170, allergies=[], monitoring_risks=[],
    )  # fmt: skip
    patient.clinic = clinic
    nurse, prescriber = crew
    evaluations.decide(patient, nurse, prescriber, WEIGHT_KG, "depression")
    plan = demo_plans.agree(demo_plans.propose(patient, prescriber, PROTOCOL.id), prescriber)
    days = [(begun + timedelta(days=day)).astimezone(clinic.zone).date() for day in GIVEN_ON]
    for act, said in (
        (actions.carry_over, {"days": days, "why": PAPERS}),
        (actions.end, {"why": "All six were given."}),
    ):
        act(by=prescriber, plan=queries.plan(clinic, plan.pk), client_id=uuid4(), **said)
    return patient


def _answers(total: int) -> list[int | None]:
    """Nine answers with this sum, the ninth 0."""
    return [*(min(3, max(0, total - 3 * n)) for n in range(8)), 0]


def _say(clinic: Clinic, opened_at: datetime) -> None:
    """Who was infused here says how it was, three of four."""
    sessions = infusions.begun_between(clinic, opened_at - timedelta(days=366), opened_at)
    known = set(Experience.objects.filter(clinic=clinic).values_list("visit_id", flat=True))
    for place, (session, said) in enumerate(zip(sessions, cycle(SAID), strict=False)):
        if place % 4 == 3 or session.visit_id in known or session.visit.left_at is None:
            continue
        experience.say(record=session.visit.patient, visit=session.visit, client_id=uuid4(), answers=said)
