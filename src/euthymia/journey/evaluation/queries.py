"""Evaluations of a patient: the facts, what the rules find in them, and whether a decision is in force."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from euthymia.clinic.crisis import queries as crises
from euthymia.clinic.decisions import queries as decisions
from euthymia.clinic.decisions.models import Decision
from euthymia.clinic.formulary import queries as formularies
from euthymia.clinic.people.models import Patient
from euthymia.clinic.questionnaires import facts as questionnaires
from euthymia.domain.rules.finding import Part, Severity
from euthymia.journey.intake import queries as intake
from euthymia.kit import units

from . import facts
from .assessing import Assessment, assess
from .facts import Gathered, PartFacts
from .models import Answer, Evaluation, Fact, MedicationItem, Telling
from .parts import PARTS, SIGNED, PartForms

GATE = "candidacy"
# Findings of these rows are of one day: the list before the start asks for them, and they age no decision.
OF_THE_DAY = frozenset({"SS-01", "SS-02", "SS-08", "SS-14", "SS-16", "TO-06"})
# Asked for before the first infusion of a course, and at random later (SS-09): once begun, its age ends nothing.
BEFORE_THE_FIRST = frozenset({"SS-09"})
_WEIGHS = (Severity.STOP, Severity.NOT_NOW, Severity.MISSING, Severity.CAUTION)


def evaluation(patient: Patient) -> Evaluation | None:
    """The newest evaluation of this patient."""
    found = Evaluation.objects.filter(clinic_id=patient.clinic_id, patient=patient)
    return found.order_by("-opened_at", "-id").first()


def earlier(patient: Patient) -> list[Evaluation]:
    """The evaluations before the newest one, newest first: prior answers, shown as such and never counted."""
    found = Evaluation.objects.filter(clinic_id=patient.clinic_id, patient=patient)
    return list(found.order_by("-opened_at", "-id")[1:])


def rows(evaluation: Evaluation | None) -> dict[Part, list[Fact]]:
    """Every version of every fact: one query for each part."""
    if evaluation is None:
        return {}
    return {forms.part: list(_rows(evaluation, forms)) for forms in PARTS}


def _rows(evaluation: Evaluation, forms: PartForms) -> Any:
    found = forms.table._default_manager.filter(clinic_id=evaluation.clinic_id, evaluation=evaluation)
    return found.order_by("n")


def versions(evaluation: Evaluation, forms: PartForms, kind: str, item: str) -> list[Fact]:
    """Every version of one item, newest first."""
    return list(_rows(evaluation, forms).filter(kind=kind, item=item).reverse())


def fact_of_client(evaluation: Evaluation, forms: PartForms, client_id: UUID) -> Fact | None:
    found: Fact | None = _rows(evaluation, forms).filter(client_id=client_id).first()
    return found


def gathered(patient: Patient, now: datetime | None = None) -> Gathered:
    """The case of this patient now, with the rows behind it."""
    now = now or units.current().now
    found = without_consent(patient, now)
    # The indication decides which consent is asked for.
    consents = intake.standing_of(intake.consents(patient), facts.course(found.document), now)
    facts.put_consent(found, patient, consents)
    return found


def without_consent(patient: Patient, now: datetime) -> Gathered:
    """The case of this patient for who does not ask whether they consent."""
    newest = evaluation(patient)
    return facts.gather(patient, newest, rows(newest), questionnaires.scores(patient.clinic, patient), now)


def part(patient: Patient, forms: PartForms) -> PartFacts:
    """One part of the newest evaluation, without the case around it."""
    newest = evaluation(patient)
    return facts.part_of(forms, _rows(newest, forms) if newest is not None else ())


class State(StrEnum):
    """What is true of the decision about a patient now; only the first lets treatment be planned and started."""

    IN_FORCE = "in-force"
    NONE = "none"
    REFUSED = "refused"
    CHANGED = "changed"
    WORSE = "worse"
    CRISIS = "crisis"

    @property
    def words(self) -> str:
        return {
            "in-force": "a decision to treat is in force",
            "none": "no decision has been signed",
            "refused": "the decision in force is not to treat now",
            "changed": "facts have changed since the decision: it has to be signed again",
            "worse": "the rules find more than was decided on: it has to be decided again",
            "crisis": "a crisis is open: dosing is locked until a clinician has closed it",
        }[self.value]


@dataclass(frozen=True, slots=True)
class Standing:
    """The newest decision, whether it is in force, and if not, why: the changed facts and the new findings."""

    state: State
    decision: Decision | None
    changes: tuple[tuple[str, Any, Any], ...] = ()
    new: tuple[Mapping[str, Any], ...] = ()

    @property
    def in_force(self) -> bool:
        return self.state is State.IN_FORCE

    @property
    def because(self) -> str:
        """The state in words, with what it rests on."""
        if self.state is State.CHANGED:
            return f"{self.state.words} ({', '.join(at.strip('/') for at, _, _ in self.changes)})"
        if self.state is State.WORSE:
            return f"{self.state.words} ({', '.join(str(one['rule']) for one in self.new)})"
        return self.state.words


def assessment(patient: Patient, found: Gathered) -> Assessment:
    """What the rules find now, under the policy that the clinic has adopted and with the lists that are loaded."""
    policy = decisions.policy_in_force(patient.clinic)
    return assess(found.document, policy, formularies.in_force())


def standing(
    patient: Patient, *, begun_at: datetime | None = None, known: tuple[Gathered, Assessment] | None = None
) -> Standing:
    """Whether this patient may be treated under the newest decision, asked now.

    `begun_at` is when the patient's last infusion began, for what has to be known before the first one only.
    `known` saves reading the facts again for who has just read them.
    """
    decision = decisions.newest(patient, GATE)
    if crises.open_of(patient) is not None:
        return Standing(State.CRISIS, decision)
    if decision is None:
        return Standing(State.NONE, None)
    if decision.verdict != Decision.Verdict.TREAT:
        return Standing(State.REFUSED, decision)
    found, now = known or _read_now(patient)
    return standing_of(decision, found, now, begun_at)


def _read_now(patient: Patient) -> tuple[Gathered, Assessment]:
    found = gathered(patient)
    return found, assessment(patient, found)


def standing_of(
    decision: Decision, found: Gathered, now: Assessment, begun_at: datetime | None = None
) -> Standing:
    """A decision to treat, set against the facts and the findings of today."""
    changed = tuple(facts.changes(decision.facts, found.document))
    if changed:
        return Standing(State.CHANGED, decision, changed)
    begun = begun_at is not None and begun_at >= decision.at
    aged = tuple(one for one in new_findings(decision.findings, now.findings) if not _is_let_pass(one, begun))
    return Standing(State.WORSE if aged else State.IN_FORCE, decision, (), aged)


def new_findings(before: Any, after: Any) -> list[Mapping[str, Any]]:
    """Findings that weigh and that were not there before, or were less severe."""
    known = {(one["rule"], one["severity"], one.get("recognised")) for one in before}
    return [
        one for one in after
        if one["severity"] in _WEIGHS and (one["rule"], one["severity"], one.get("recognised")) not in known
    ]  # fmt: skip


def _is_let_pass(finding: Mapping[str, Any], begun: bool) -> bool:
    if finding["severity"] != Severity.MISSING:
        return False
    return finding["rule"] in OF_THE_DAY or (begun and finding["rule"] in BEFORE_THE_FIRST)


def standing_rows(evaluation: Evaluation, forms: PartForms) -> list[Fact]:
    """What one part of an evaluation holds, but its signature."""
    return [row for row in facts.current(_rows(evaluation, forms)) if row.kind != SIGNED]


def register_asked(patient: Patient) -> dict[str, date]:
    """When the drug register of each state was last asked about this patient, over all evaluations.
    A query that names no state counts for none."""
    rows = MedicationItem.objects.filter(
        clinic_id=patient.clinic_id, evaluation__patient=patient, kind="pdmp", gone=False
    ).order_by("at", "id")
    found: dict[str, date] = {}
    for detail in rows.values_list("detail", flat=True):
        state, asked_on = detail.get("state", ""), date.fromisoformat(detail["pdmp_checked"])
        if state:
            found[state] = max(asked_on, found.get(state, asked_on))
    return found


def facts_of(clinic_id: UUID, patients: Iterable[UUID], kinds: Iterable[str]) -> dict[UUID, list[Fact]]:
    """What stands of these kinds, over all evaluations of each patient, oldest first: one query for each part."""
    found: dict[UUID, list[Fact]] = {}
    wanted, names = list(patients), list(kinds)
    for forms in PARTS:
        rows = forms.table._default_manager.filter(
            clinic_id=clinic_id, evaluation__patient__in=wanted, kind__in=names
        ).select_related("evaluation")
        by_evaluation: dict[UUID, list[Fact]] = {}
        for row in rows.order_by("evaluation__opened_at", "evaluation_id", "n"):
            by_evaluation.setdefault(row.evaluation_id, []).append(row)
        for every in by_evaluation.values():
            found.setdefault(every[0].evaluation.patient_id, []).extend(facts.current(every))
    return found


def medicine_words(patient: Patient) -> list[str] | None:
    """The medicines on the patient's newest list, in its words; None where nobody has written one."""
    newest = (
        Evaluation.objects.filter(clinic_id=patient.clinic_id, patient=patient).order_by("-opened_at").first()
    )
    if newest is None:
        return None
    rows = facts.current(
        MedicationItem.objects.filter(
            clinic_id=patient.clinic_id, evaluation=newest, kind="medicine"
        ).order_by("n")
    )
    return [row.text for row in rows if row.text]


def telling(evaluation: Evaluation | None) -> Telling | None:
    """What the patient has told of themselves for this evaluation."""
    if evaluation is None:
        return None
    return Telling.objects.filter(clinic_id=evaluation.clinic_id, evaluation=evaluation).first()


def answer_of_client(found: Telling, client_id: UUID) -> Answer | None:
    known: Answer | None = _answers(found).filter(client_id=client_id).first()
    return known


def answers(found: Telling | None) -> dict[str, dict[str, Any]]:
    """The newest answer to each question, by its slug; asked once, one query."""
    if found is None:
        return {}
    rows = _answers(found).exclude(question=Answer.SENT).order_by("n").values_list("question", "value")
    return dict(rows)


def sent(found: Telling | None) -> Answer | None:
    """The row by which the answers were sent the last time."""
    if found is None:
        return None
    last: Answer | None = _answers(found).filter(question=Answer.SENT).order_by("-n").first()
    return last


def _answers(found: Telling) -> Any:
    return Answer.objects.filter(clinic_id=found.clinic_id, telling=found)
