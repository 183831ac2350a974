"""Adopted programmes and plans of the cast, made through the plan's own actions."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any
from uuid import uuid4

from euthymia.clinic.people.models import Patient
from euthymia.domain import protocols
from euthymia.journey.plan import actions, request, runs
from euthymia.journey.plan.actions.adopting import Settings
from euthymia.journey.plan.models import Plan, ProtocolVersion
from euthymia.journey.plan.terms import Goal
from euthymia.kit import units
from support.cast import Cast
from support.evaluated import cast_decided

GOAL = Goal(words="get out of bed", measure="phq-9", baseline=19, target=9)


def settings(programme: protocols.Programme, **more: Any) -> Settings:
    stay = programme.stay
    usual = {
        "spacing": programme.spacings[0].code, "preparation_min": stay.preparation_min, "treatment_min": stay.treatment_min,
        "recovery_min": stay.recovery_min, "review_by": units.current().now.date() + timedelta(days=365),
    }  # fmt: skip
    return Settings(**{**usual, **more})


def adopted(cast: Cast, programme_id: str = "course-depression", **more: Any) -> ProtocolVersion:
    """Dr Okafor, medical director, adopts a programme. Ask inside a unit."""
    programme = protocols.programme_named(programme_id)
    return actions.adopt(
        by=cast.okafor.member(), client_id=uuid4(), programme_id=programme_id, seen=programme.digest,
        settings=settings(programme, **more), reason="our usual course",
    )  # fmt: skip


def proposed(
    cast: Cast, patient: Patient | None = None, programme_id: str = "course-depression", **more: Any
) -> Plan:
    """A course proposed by Dr Okafor, decided and consented to, from a version adopted before."""
    patient = patient or cast.ana_patient
    patient.clinic = cast.lakeside
    programme = protocols.programme_named(programme_id)
    if programme.needs_decision:
        cast_decided(cast, patient)
    usual = {
        "by": cast.okafor.member(), "patient": patient, "client_id": uuid4(), "programme_id": programme_id, "goals": [GOAL],
        "confirmed": [stop.code for stop in programme.hard_stops],
    }  # fmt: skip
    return actions.propose(**{**usual, **more})


def agreed(
    cast: Cast, patient: Patient | None = None, programme_id: str = "course-depression",
    goals: Sequence[Goal] | None = None, **more: Any,
) -> Plan:  # fmt: skip
    plan = proposed(cast, patient, programme_id, **more)
    return actions.agree(
        by=cast.okafor.member(), plan=plan, client_id=uuid4(), seen=plan.revisions_n, goals=goals
    )


def a_plan(cast: Cast) -> dict[str, Any]:
    """An agreed plan of Ana, in a unit of its own, and psychotherapy beside it, with the ids that addresses ask for."""
    with units.unit(tenant=cast.lakeside.pk, actor=cast.okafor.words):
        adopted(cast)
        plan = agreed(cast)
        wishes = {plan.pk: request.Wishes(start=units.current().now.date() + timedelta(days=1))}
        run = runs.ask(by=cast.wren.member(), plans=[plan], wishes=wishes, client_id=uuid4(), plan=plan)
        adopted(cast, "psychotherapy")
        talks = agreed(cast, programme_id="psychotherapy")
        return {
            "plan_id": plan.pk,
            "programme": "course-depression",
            "run_id": run.pk,
            "companion_id": talks.pk,
        }
