"""What is known of one treatment with esketamine, for the fields of its monitoring form."""

from __future__ import annotations

from euthymia.clinic.harm import queries as harm
from euthymia.clinic.tasks import queries as tasks
from euthymia.clinic.tasks.models import Task
from euthymia.clinic.visits.models import Visit
from euthymia.domain.rules import rems_form
from euthymia.domain.rules.ready_to_leave import Pressure
from euthymia.journey.evaluation import queries as evaluation
from euthymia.journey.infusion.fold import Happening

from . import queries
from .facts import Standing
from .fold import dose_now


def treated(standing: Standing) -> rems_form.Treated:
    """One treatment, from its recovery, its checks, the list of medicines and the adverse events of the visit."""
    recovery, patient, leaving = standing.recovery, standing.patient, standing.leaving
    assert recovery is not None and recovery.began_at is not None and recovery.ended_at is not None
    zone, newest = standing.visit.clinic.zone, queries.enrolment(patient)
    enrolled = (
        ""
        if newest is None
        else f"{newest.get_state_display()}, {newest.confirmation}, signed {newest.patient_signed_on}"
    )
    base = recovery.baseline
    before = (float(base["sbp"]), float(base["dbp"])) if {"sbp", "dbp"} <= set(base) else None
    events = [
        one
        for one in harm.of_patient(patient)
        if one.event.visit_id == standing.visit.pk and one.serious is not False
    ]
    return rems_form.Treated(
        patient=str(patient), born=patient.born.isoformat(), sex="" if patient.sex == "unknown" else patient.get_sex_display(),
        first_treatment=queries.is_first_spray(recovery), enrolment=enrolled, medicines=evaluation.medicine_words(patient),
        monitored_by=recovery.opened_by.partition(" <")[0], setting=standing.visit.clinic.name,
        began_at=recovery.began_at.astimezone(zone), ended_at=recovery.ended_at.astimezone(zone), dose_mg=int(recovery.dose["mg"]),
        lots=dose_now(recovery.dose, standing.state)["lots"], before=before, pressures=[_taken(one) for one in leaving.pressures],
        looks=[_look(one) for one in standing.state.checks], ready_at=standing.ready_by,
        left_at=None if standing.discharge is None else standing.discharge.at,
        serious=[f"{one.event.number}: {one.kind}" for one in events],
        signed_by="" if standing.discharge is None else standing.discharge.by.partition(" <")[0],
    )  # fmt: skip


def _taken(one: Pressure) -> rems_form.Taken:
    return rems_form.Taken(one.at, one.sbp, one.dbp)


def _look(check: Happening) -> rems_form.Look:
    detail = check.detail or {}
    scores, seen = detail.get("scores", {}), detail.get("seen", {})
    return rems_form.Look(check.at, scores.get("moaas"), scores.get("dissociation"), seen.get("breathing"))


def task(visit: Visit) -> Task | None:
    """The task that the form is sent, with its clock; the newest where there are several."""
    recovery = queries.of_visit(visit)
    found = [
        one
        for one in tasks.of_patient(visit.patient)
        if recovery is not None and one.subject == f"recovery {recovery.pk}" and one.kind == "rems-form"
    ]
    return found[0] if found else None
