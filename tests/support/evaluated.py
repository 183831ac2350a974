"""Patients whose evaluation is done and whose treatment is decided, for tests that are about what follows.

The rows are those that the evaluation's actions write, written in one go for each part: thirty entries one by
one would cost every such test a quarter of a second. tests/journey/evaluation walks the long way.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from typing import TYPE_CHECKING
from uuid import uuid4

from euthymia.clinic.decisions.models import Decision
from euthymia.clinic.people import actions as people
from euthymia.clinic.people import queries as found
from euthymia.clinic.people.models import Clinic, Patient
from euthymia.clinic.people.queries import Member
from euthymia.domain.simulation.evaluated import Told, complete
from euthymia.journey.arrival import actions as arrival
from euthymia.journey.arrival import queries as arrived
from euthymia.journey.arrival.models import DayAnswer
from euthymia.journey.evaluation import actions, queries
from euthymia.journey.evaluation.facts import PartFacts
from euthymia.journey.evaluation.kinds import NONE
from euthymia.journey.evaluation.models import Evaluation, Fact
from euthymia.journey.evaluation.parts import PARTS, SIGNED, PartForms
from euthymia.journey.intake import actions as intake
from euthymia.journey.intake import documents
from euthymia.kit import streams, units

if TYPE_CHECKING:
    from support.cast import Cast

__all__ = [
    "asked_today",
    "cast_decided",
    "consented",
    "decided",
    "license_everyone",
    "recorded",
    "sign",
    "usual",
]


def usual(patient: Patient, **more: float) -> tuple[Told, ...]:
    """A complete evaluation of this patient as of now."""
    today = units.current().now.astimezone(patient.clinic.zone).date()
    body = {"weight_kg": 70.0, "height_cm": float(patient.height_cm or 172), **more}
    return complete(today, sex=str(patient.sex), **body)


def recorded(patient: Patient, by: Member, facts: Iterable[Told], *, signed: bool = True) -> Evaluation:
    """An evaluation with these facts, each part signed unless told otherwise. Ask inside a unit."""
    evaluation = actions.open_evaluation(by=by, patient=patient)
    facts = list(facts)
    for forms in PARTS:
        rows = [_row(evaluation, forms, one, by) for one in facts if one.part == forms.slug]
        if signed:
            digest = PartFacts(forms, tuple(rows), None).digest
            told = Told(forms.slug, SIGNED, detail={"digest": digest, "meaning": "complete"}, item=SIGNED)
            rows.append(_row(evaluation, forms, told, by))
        streams.append(evaluation, rows)
    return evaluation


def _row(evaluation: Evaluation, forms: PartForms, told: Told, by: Member) -> Fact:
    many = {kind.code: kind.many for kind in forms.kinds}.get(told.kind, False)
    item = NONE if told.none else told.item or (uuid4().hex if many else told.kind)
    return forms.table(
        clinic_id=evaluation.clinic_id, evaluation=evaluation, client_id=uuid4(), kind=told.kind, item=item,
        at=units.current().now, by=by.words, origin=Fact.Origin.STAFF, text=told.text, code=told.code, detail=told.detail,
    )  # fmt: skip


def consented(patient: Patient, by: Member, course: str = "iv-ketamine-mood") -> None:
    """The patient has signed today's document before this member of staff."""
    document = documents.current(course)
    intake.sign(
        by=by, patient=patient, client_id=uuid4(), course=course, language="en", digest=document.digest,
        signature=intake.Signature(str(patient)),
        teach_back={question.code: [question.right] for question in document.questions},
    )  # fmt: skip


def decided(
    patient: Patient, nurse: Member, prescriber: Member, facts: Iterable[Told] | None = None
) -> Decision:
    """Evaluated, consented, decided to treat. Ask inside a unit."""
    recorded(patient, nurse, usual(patient) if facts is None else facts)
    consented(patient, nurse)
    asked_today(patient, nurse)
    return sign(patient, prescriber)


def asked_today(patient: Patient, by: Member) -> DayAnswer:
    """Called today: nothing is new. What they ate and who drives is the evaluation's."""
    today = arrived.today(patient.clinic, units.current().now)
    return arrival.note_call(
        by=by, patient=patient, client_id=uuid4(), day=today, outcome="come-in", says="nothing new"
    )


def sign(patient: Patient, prescriber: Member) -> Decision:
    """A decision to treat, signed on the facts of now."""
    gathered = queries.gathered(patient)
    assessed = queries.assessment(patient, gathered)
    return actions.determine(
        by=prescriber, patient=patient, client_id=uuid4(), seen=assessed.basis(gathered.document).document,
        verdict="treat", reason="the benefit outweighs what was found",
    )  # fmt: skip


def cast_decided(cast: Cast, patient: Patient | None = None) -> Decision:
    """The same for Ana, by Noor and Dr Okafor, unless she is decided on already."""
    patient = patient or cast.ana_patient
    return queries.standing(patient).decision or decided(patient, cast.noor.member(), cast.okafor.member())


def license_everyone(clinic: Clinic, by: str) -> None:
    """Every clinician of the clinic holds a licence for another year, and who handles stock has attested for as long."""
    now = units.current().now
    until = now.date() + timedelta(days=365)
    for staff_id, roles in found.roles_of_everyone(clinic, now).items():
        staff = found.staff_of(clinic).get(pk=staff_id)
        if roles & {"nurse", "prescriber", "custodian"}:
            people.verify_credential(
                staff=staff, kind="attestation", number="1301.76(a)", issuer=staff.name, valid_until=until,
                source="signed form in the personnel file", by=by,
            )  # fmt: skip
        if roles & {"nurse", "prescriber", "evaluator"}:
            people.verify_credential(
                staff=staff, kind="licence", number=f"L-{staff.pk.hex[:6]}", issuer="State board", valid_until=until,
                source="the board's own register", by=by,
            )  # fmt: skip
