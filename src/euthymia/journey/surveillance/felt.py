"""What one patient felt or showed, wherever it was told: at the chair, in recovery, from home, as an adverse event."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from euthymia.clinic.harm import queries as harms
from euthymia.clinic.people.models import Clinic, Patient
from euthymia.clinic.tasks import queries as tasks
from euthymia.domain.protocols.words import SYMPTOMS
from euthymia.journey.infusion.fold import Course
from euthymia.journey.infusion.models import Session
from euthymia.journey.recovery import queries as recoveries
from euthymia.journey.recovery.models import Recovery

from . import queries
from .models import SafetyFact

_CALL = "call-24h"
_LABELS = {one.code: one.label for one in SYMPTOMS}


@dataclass(frozen=True, slots=True)
class Effect:
    """Something that was felt or seen: when, what, how strong, where it was told, and what was done about it.

    `event` is the adverse event that tells it, where one was opened.
    """

    at: datetime
    what: str
    severity: str
    where: str
    says: str
    number: int = 0
    event: UUID | None = None


def effects(
    patient: Patient, sessions: Sequence[tuple[Session, Course]], sprays: Sequence[Recovery]
) -> tuple[Effect, ...]:
    """Everything, numbered in the order of time. A symptom that became an adverse event is told once, as that."""
    events = harms.of_patient(patient)
    opened = {one.event.subject for one in events if one.event.subject}
    found = [
        *(effect for session, course in sessions for effect in _at_the_chair(session, course, opened)),
        *_told_in_recovery(sprays),
        *_from_home(patient.clinic, patient),
        *_called(patient),
        *(_event(one) for one in events),
    ]
    found.sort(key=lambda one: one.at)
    return tuple(replace(one, number=number) for number, one in enumerate(found, 1))


def _at_the_chair(session: Session, course: Course, opened: set[str]) -> Iterable[Effect]:
    for one in course.happenings:
        if one.kind != "symptom" or (one.detail or {}).get("symptom") == "comfortable":
            continue
        if f"session {session.pk}#{one.n}" in opened:
            continue
        detail = one.detail or {}
        what = _LABELS.get(detail.get("symptom", ""), detail.get("words") or "Symptom")
        yield Effect(one.at, what, detail.get("severity", ""), "in the session", one.says)


def _event(state: harms.State) -> Effect:
    """An adverse event as it was corrected last."""
    facts = state.facts
    says = " · ".join(part for part in (str(state.event), facts.words, facts.treatment) if part)
    return Effect(facts.onset_at, state.kind, facts.severity, "adverse event", says, event=state.event.pk)


def _told_in_recovery(sprays: Iterable[Recovery]) -> Iterable[Effect]:
    """Of a spray, whose checks stand in no session: pain, nausea or vomiting, and agitation."""
    words = {("comfort", "moderate"): ("Pain, nausea, vomiting", "moderate"), ("comfort", "severe"): ("Pain, nausea, vomiting", "severe"),
             ("agitation", "some"): ("Agitated or distressed", "")}  # fmt: skip
    for spray in sprays:
        for check in recoveries.folded(spray).checks:
            for name, answer in (check.detail or {}).get("seen", {}).items():
                if (name, answer) in words:
                    what, severity = words[name, answer]
                    yield Effect(check.at, what, severity, "in recovery", check.says)


def _from_home(clinic: Clinic, patient: Patient) -> Iterable[Effect]:
    for row in queries.facts(clinic, [patient.pk]).get(patient.pk, ()):
        if row.kind == SafetyFact.Kind.REPORT:
            what, _, _ = row.says.partition(" · ")
            where = ", ".join(part for part in ("from home", row.detail.get("phase", "")) if part)
            yield Effect(row.at, what, row.detail.get("severity", ""), where, row.says)


def _called(patient: Patient) -> Iterable[Effect]:
    """What the call on the day after found, in the words of who called."""
    for event in tasks.done_of_kind(patient, _CALL):
        yield Effect(event.at, "Call the day after", "", "from home", event.says)
