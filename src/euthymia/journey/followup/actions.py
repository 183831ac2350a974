"""The verbs of a report from home: told by the patient, taken, answered, linked to a change of the plan."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from datetime import datetime
from uuid import UUID, uuid5

from django.urls import reverse

from euthymia.clinic.audit import actions as auditing
from euthymia.clinic.crisis import actions as crises
from euthymia.clinic.duty import actions as duty
from euthymia.clinic.duty import queries as duties
from euthymia.clinic.people.access import Permission
from euthymia.clinic.people.actions import NotAllowed, require
from euthymia.clinic.people.models import Patient
from euthymia.clinic.people.queries import Member
from euthymia.clinic.tasks import actions as tasks
from euthymia.clinic.tasks import queries as found_tasks
from euthymia.clinic.tasks.models import TaskEvent
from euthymia.domain.quantities import Unusable
from euthymia.domain.rules import from_home
from euthymia.domain.rules.from_home import Level, Told
from euthymia.journey.infusion import queries as infusions
from euthymia.journey.plan.models import PlanRevision
from euthymia.journey.recovery import queries as recoveries
from euthymia.journey.surveillance import actions as surveillance
from euthymia.kit import live, streams, units

from . import queries
from .models import HomeReport, ReportEvent

Kind = ReportEvent.Kind
OWNERS = {Level.RED: "prescriber", Level.AMBER: "nurse"}


def tell(*, by: Patient, client_id: UUID, told: Told, language: str = "en") -> HomeReport:
    """A patient tells how they are. Triaged, owned and on the timeline in one transaction; red pages a person.

    Sent twice, it is one report. Raises Unusable.
    """
    if faults := from_home.faults(told):
        raise Unusable(faults)
    streams.lock(Patient, [by.pk])
    known = queries.report_of_client(by.clinic_id, client_id)
    if known is not None:
        return known
    now, who = units.current().now, f"{by} (patient {by.number})"
    found = from_home.triage(told)
    phase = from_home.phase(told, now, last_dose(by, now))
    report = HomeReport(
        clinic_id=by.clinic_id, patient=by, client_id=client_id, told_at=now, felt=told.felt, level=found.level,
        due_at=duties.answer_by(by.clinic, found.level, now),
    )  # fmt: skip
    report.save()
    detail = {
        "told": asdict(told), "reasons": [{"says": one.says, "source": str(one.provenance)} for one in found.reasons],
        "emergency": found.emergency, "phase": phase.value, "language": language,
    }  # fmt: skip
    label = from_home.BY_CODE[told.felt].words.en
    _append(report, client_id, Kind.TOLD, who, label, detail)
    surveillance.told(
        by=who, patient=by, client_id=uuid5(client_id, "timeline"), felt=told.felt, label=label, at=now, phase=phase.value,
        severity="" if told.severity == from_home.UNSURE else told.severity, words=told.words, lasting=told.lasting,
        now_is=told.now, report=str(report.pk),
    )  # fmt: skip
    _ask(report, found)
    crises.signal(
        patient=by, trigger=found.trigger, by=who, client_id=uuid5(client_id, "thoughts"), remote=True
    )
    auditing.record(
        verb="report.told", says=f"told something from home: {found.level.value}", subject=str(report.pk), patient=by.pk,
        actor=who, clinic=by.clinic_id,
    )  # fmt: skip
    return report


def _ask(report: HomeReport, found: from_home.Triage) -> None:
    """Somebody owns it from now on, against a clock; red pages as well."""
    label = from_home.BY_CODE[report.felt].words.en
    tasks.ask(
        by="the program", patient=report.patient, client_id=uuid5(report.client_id, "task"), kind=tasks.HOME_REPORT,
        owner=OWNERS[found.level], says=f"From home, {found.level.value}: {label}", source=found.reasons[0].provenance,
        due_at=report.due_at, subject=str(report.pk),
    )  # fmt: skip
    if found.level is Level.RED:
        duty.page(
            patient=report.patient, client_id=uuid5(report.client_id, "page"), subject=subject_of(report), says=f"From home, red: {label}",
            path=reverse("home-report", args=[report.pk]), by="the program",
        )  # fmt: skip


def subject_of(report: HomeReport) -> str:
    """What a page about it is about."""
    return f"report {report.pk}"


def take(*, by: Member, report: HomeReport, client_id: UUID) -> HomeReport:
    """Somebody has it in hand; the patient sees that. Raises NotAllowed."""
    report = _locked(by, report)
    if report.taken_at is not None or report.answered_at is not None:
        return report
    report.taken_at, report.taken_by = units.current().now, by.words
    _append(report, client_id, Kind.TAKEN, by.words, "", {})
    report.save(update_fields=["taken_at", "taken_by"])
    duty.take(by=by, clinic_id=report.clinic_id, subject=subject_of(report))
    _note(by, report, "report.taken", "took a report from home")
    return report


def answer(*, by: Member, report: HomeReport, client_id: UUID, says: str) -> ReportEvent:
    """What the patient is told, in words they read in the portal; the task is done with it. Raises Unusable, NotAllowed."""
    report = _locked(by, report)
    known = queries.event_of_client(report, client_id)
    if known is not None:
        return known
    if not says.strip():
        raise Unusable.one("says", "missing", "say what you tell the patient", "a sentence they will read")
    if len(says) > from_home.LONGEST_WORDS:
        limit = f"at most {from_home.LONGEST_WORDS}"
        raise Unusable.one("says", "too-long", f"{len(says)} signs are too many", limit)
    take(by=by, report=report, client_id=uuid5(client_id, "taken"))
    report = streams.lock(HomeReport, [report.pk])[report.pk]
    made = _append(report, client_id, Kind.ANSWERED, by.words, says.strip(), {})
    if report.answered_at is None:
        report.answered_at = made.at
        report.save(update_fields=["answered_at"])
    for task in found_tasks.open_of_subject(report.clinic_id, str(report.pk)):
        tasks.settle(
            by=by, task=task, client_id=uuid5(task.pk, "answered"), kind=TaskEvent.Kind.DONE, says="answered the patient"
        )  # fmt: skip
    _note(by, report, "report.answered", "answered a report from home")
    return made


def link(*, by: Member, report: HomeReport, client_id: UUID, revision: PlanRevision) -> ReportEvent:
    """The plan was changed because of it: both lead to each other. Raises Unusable, NotAllowed."""
    report = _locked(by, report)
    known = queries.event_of_client(report, client_id)
    if known is not None:
        return known
    state = queries.state(report)
    if revision.pk not in {one.pk for one in queries.changes_since(report)}:
        raise Unusable.one(
            "revision", "other", "no change of this patient's plan since then", "one from the list"
        )
    if any(one.detail["revision"] == str(revision.pk) for one in state.linked):
        raise Unusable.one("revision", "linked", "this change is linked already", "another one")
    detail = {"revision": str(revision.pk), "plan": str(revision.plan_id)}
    made = _append(report, client_id, Kind.LINKED, by.words, f"{revision.says} ({revision.why})", detail)
    _note(by, report, "report.linked", "linked a change of the plan to a report from home")
    return made


def last_dose(patient: Patient, now: datetime) -> datetime | None:
    """When the newest dose began, of infusion or spray."""
    sessions = list(infusions.of_patient(patient))
    begun = [one.started_at for one in infusions.courses(sessions, now).values() if one.started_at]
    sprays = recoveries.sprays(patient.clinic, [patient.pk]).get(patient.pk, [])
    return max([*begun, *(one.began_at for one in sprays if one.began_at)], default=None)


def _locked(by: Member, report: HomeReport) -> HomeReport:
    require(by, Permission.ANSWER_HOME)
    if report.clinic_id != by.clinic.pk:
        raise NotAllowed("this report is another clinic's")
    found: HomeReport = streams.lock(HomeReport, [report.pk])[report.pk]
    return found


def _append(
    report: HomeReport, client_id: UUID, kind: str, by: str, says: str, detail: Mapping[str, object]
) -> ReportEvent:
    event = ReportEvent(
        clinic_id=report.clinic_id, report=report, client_id=client_id, kind=kind, at=units.current().now, by=by, says=says,
        detail=dict(detail),
    )  # fmt: skip
    streams.append(report, [event], locked=True)
    live.notify({f"clinic:{report.clinic_id}": report.events_n})
    return event


def _note(by: Member, report: HomeReport, verb: str, says: str) -> None:
    auditing.record(verb=verb, says=says, subject=str(report.pk), patient=report.patient_id, actor=by.words)
