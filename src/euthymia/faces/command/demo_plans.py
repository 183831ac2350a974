"""The demo's adopted protocols, and the courses of the people at its chairs."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

from euthymia.clinic.people.models import Clinic, Patient
from euthymia.clinic.people.queries import Member
from euthymia.domain import protocols
from euthymia.journey.directory import queries as public
from euthymia.journey.plan import actions, queries
from euthymia.journey.plan.actions.adopting import Settings
from euthymia.journey.plan.models import Plan
from euthymia.journey.plan.terms import Goal
from euthymia.kit import units

ADOPTED = ("course-depression", "course-pain", "psychotherapy")
GOALS = {
    "course-depression": Goal(words="to work half days again", measure="phq-9", baseline=19, target=9),
    "course-pain": Goal(words="to walk to the shop", measure="peg", baseline=8, target=5),
}
REVIEWED = timedelta(days=365)
SHOWN = "course-depression"
PUBLIC_WORDS = {
    "rationale": (
        "Six infusions in two to three weeks is the course that the published trials of repeated infusions gave. Each is "
        "given slowly, so that its rate can be lowered or the infusion stopped at once."
    ),
    "risks": (
        "Blood pressure and pulse rise for a while. Feeling far away from oneself, dizziness and nausea are frequent during "
        "the infusion and mostly gone before you leave. Bladder, liver and memory are looked after where treatment goes on "
        "for long, and so is craving. The use is off-label."
    ),
    "expected": (
        "Some people feel better within a day, others after several infusions, and some do not get better at all. We look "
        "at it together after the fourth and the sixth infusion, and stop where it does not help."
    ),
}  # fmt: skip


def adopt(clinic: Clinic, director: Member) -> None:
    """What the clinic plans from; adopted once."""
    known = queries.in_force(clinic)
    for name in ADOPTED:
        if name in known:
            continue
        programme = protocols.programme_named(name)
        stay = programme.stay
        actions.adopt(
            by=director, client_id=uuid4(), programme_id=name, seen=programme.digest, reason="The demo's usual course.",
            settings=Settings(
                spacing=programme.spacings[0].code, preparation_min=stay.preparation_min, treatment_min=stay.treatment_min,
                recovery_min=stay.recovery_min, review_by=units.current().now.date() + REVIEWED,
            ),
        )  # fmt: skip


def show(clinic: Clinic, director: Member) -> None:
    """The course for depression, as visitors read it; published once."""
    adopted = queries.adopted(clinic, SHOWN)
    if adopted is not None and public.protocol_shown(clinic, SHOWN) is None:
        actions.show_protocol(
            by=director, client_id=uuid4(), programme_id=SHOWN, seen=adopted.digest, **PUBLIC_WORDS
        )


def course_of(patient: Patient, prescriber: Member, protocol: str) -> None:
    """The course under which today's infusion is given; a new one where the last one is complete."""
    plan = queries.plan_of_protocol(patient, protocol)
    if plan is not None and not queries.progress(plan).left:
        actions.end(by=prescriber, plan=plan, client_id=uuid4(), why="The course of the demo is complete.")
        plan = None
    if plan is None:
        agree(propose(patient, prescriber, protocol), prescriber)


def propose(patient: Patient, prescriber: Member, protocol: str) -> Plan:
    programme = next(one for one in protocols.PROGRAMMES if one.protocol == protocol)
    return actions.propose(
        by=prescriber,
        patient=patient,
        client_id=uuid4(),
        programme_id=programme.id,
        goals=[GOALS[programme.id]],
    )


def agree(plan: Plan, prescriber: Member) -> Plan:
    return actions.agree(by=prescriber, plan=plan, client_id=uuid4(), seen=plan.revisions_n)
