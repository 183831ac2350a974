"""Evaluations of the demo's invented people, written through the program's own actions."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from uuid import uuid4

from euthymia.clinic.decisions.models import Decision
from euthymia.clinic.people import actions as people
from euthymia.clinic.people.models import Clinic, Patient, Staff
from euthymia.clinic.people.queries import Member
from euthymia.domain import protocols
from euthymia.domain.simulation import evaluated as invented
from euthymia.domain.simulation.evaluated import Told
from euthymia.journey.evaluation import actions, facts, queries
from euthymia.journey.evaluation.actions.recording import RECORD
from euthymia.journey.evaluation.kinds import Content
from euthymia.journey.evaluation.models import Evaluation
from euthymia.journey.evaluation.parts import PARTS
from euthymia.journey.infusion import actions as infusion
from euthymia.journey.infusion.models import Session
from euthymia.journey.intake import actions as intake
from euthymia.journey.intake import documents
from euthymia.journey.intake import queries as consents
from euthymia.kit import units

from . import demo_plans

BOARD = "State board (invented)"


def license_staff(staff: Staff, by: str, until: date) -> None:
    """An invented licence, as an owner would verify it, and what whoever handles controlled drugs attests."""
    attest(staff, by, until)
    people.verify_credential(
        staff=staff, kind="licence", number=f"INV-{staff.pk.hex[-6:].upper()}", issuer=BOARD, valid_until=until,
        source="invented for the demo", by=by,
    )  # fmt: skip


def attest(staff: Staff, by: str, until: date) -> None:
    """That nothing of 21 CFR 1301.76(a) stands against them, signed by an invented hand."""
    people.verify_credential(
        staff=staff, kind="attestation", number="1301.76(a)", issuer=staff.name, valid_until=until,
        source="signed form, invented for the demo", by=by,
    )  # fmt: skip


def decide(
    patient: Patient, nurse: Member, prescriber: Member, weight_kg: float, indication: str
) -> Decision:
    """Whatever this patient's evaluation still lacks today, and a signed decision to treat; what stands is kept."""
    standing = queries.standing(patient)
    if standing.in_force and standing.decision is not None:
        return standing.decision
    record(patient, nurse, _complete(patient, weight_kg, indication))
    return sign(patient, prescriber)


def _complete(patient: Patient, weight_kg: float, indication: str = "depression") -> tuple[Told, ...]:
    today = units.current().now.astimezone(patient.clinic.zone).date()
    body = {"weight_kg": weight_kg, "height_cm": float(patient.height_cm or 170)}
    return invented.complete(today, sex=str(patient.sex), indication=indication, **body)


def record(
    patient: Patient, by: Member, told: Iterable[Told], *, signed: bool = True, consented: bool = True
) -> Evaluation:
    """Each fact through its verb, each part signed, and the consent of today."""
    evaluation = actions.open_evaluation(by=by, patient=patient)
    known = {row.kind for part in queries.gathered(patient).parts.values() for row in part.rows}
    for one in told:
        if one.kind in known and (one.none or one.kind in ("trial", "medicine", "goal")):
            continue  # told on an earlier day of the demo, and still so
        if one.none:
            actions.record_nothing(
                by=by, evaluation=evaluation, slug=one.part, client_id=uuid4(), kind=one.kind
            )
            continue
        content = Content(one.text, one.code, dict(one.detail), one.item)
        RECORD[one.part](by=by, evaluation=evaluation, client_id=uuid4(), kind=one.kind, content=content)
    if consented:
        consent(patient, by)
    if signed:
        for forms in PARTS:
            digest = queries.part(patient, forms).digest
            actions.sign_part(by=by, evaluation=evaluation, slug=forms.slug, client_id=uuid4(), digest=digest)
    return evaluation


def ask_today(session: Session, nurse: Member) -> None:
    """What has to be of the very day, after the cards: the suicide-risk question, the pregnancy test, food, drink and escort."""
    patient = session.patient
    patient.clinic = nurse.clinic
    told = _complete(patient, session.order.actual_weight_g / 1000)
    evaluation = actions.open_evaluation(by=nurse, patient=patient)
    for one in told:
        if one.kind in ("suicide-risk", "pregnancy-test"):
            content = Content(one.text, one.code, dict(one.detail), one.item)
            RECORD[one.part](
                by=nurse, evaluation=evaluation, client_id=uuid4(), kind=one.kind, content=content
            )
    infusion.record_ready(
        by=nurse, session=session, client_id=uuid4(), solids_h=10, clear_fluids_h=4, escort="Sam Example"
    )


def consent(patient: Patient, by: Member, course: str = "") -> None:
    """The patient has signed the document of this course, by default that of what they are evaluated for."""
    course = course or facts.course(queries.gathered(patient).document)
    if consents.standing(patient, course, units.current().now).in_force:
        return
    document = documents.current(course)
    intake.sign(
        by=by, patient=patient, client_id=uuid4(), course=course, language="en", digest=document.digest,
        signature=intake.Signature(str(patient)),
        teach_back={question.code: [question.right] for question in document.questions},
    )  # fmt: skip


def sign(patient: Patient, prescriber: Member) -> Decision:
    """A decision to treat, on the facts of now."""
    found = queries.gathered(patient)
    assessed = queries.assessment(patient, found)
    return actions.determine(
        by=prescriber, patient=patient, client_id=uuid4(), seen=assessed.basis(found.document).document,
        verdict="treat", reason="As in the scenario of the demo: benefit outweighs what was found.",
    )  # fmt: skip


def in_every_state(clinic: Clinic, nurse: Member, prescriber: Member) -> None:
    """A few people at different places of the way: nobody here is seated, everybody is invented."""
    for given_name, family_name, sex, weight_kg in (
        ("Robin", "Imagined", "male", 84.0), ("Carmen", "Invented", "female", 63.0), ("Dale", "Pretend", "male", 92.0),
        ("Esther", "Sample", "female", 58.0), ("Felix", "Specimen", "male", 77.0),
    ):  # fmt: skip
        patient = people.register_patient(
            clinic=clinic, by="the demo", given_name=given_name, family_name=family_name, born=date(1979, 6, 14), sex=sex,
            height_cm=176 if sex == "male" else 165,
        )  # fmt: skip
        patient.clinic = clinic
        _STATES[given_name](patient, nurse, prescriber, weight_kg)


def _ready_to_decide(patient: Patient, nurse: Member, prescriber: Member, weight_kg: float) -> None:
    record(patient, nurse, invented.with_facts(_complete(patient, weight_kg), invented.HYPERTENSION))


def _begun(patient: Patient, nurse: Member, prescriber: Member, weight_kg: float) -> None:
    told = invented.without(
        _complete(patient, weight_kg), "labs", "ecg", "drug-screen", "trial", "goal", "capacity", "family"
    )
    record(patient, nurse, invented.with_facts(told, invented.MISTYPED), signed=False, consented=False)


def _contraindicated(patient: Patient, nurse: Member, prescriber: Member, weight_kg: float) -> None:
    record(patient, nurse, invented.with_facts(_complete(patient, weight_kg), invented.ANEURYSM))


def _in_crisis(patient: Patient, nurse: Member, prescriber: Member, weight_kg: float) -> None:
    told = invented.changed(_complete(patient, weight_kg), "suicide-risk", ideation=3, behaviour="never")
    record(patient, nurse, told, signed=False)


def _decided(patient: Patient, nurse: Member, prescriber: Member, weight_kg: float) -> None:
    record(patient, nurse, _complete(patient, weight_kg))
    sign(patient, prescriber)
    demo_plans.propose(patient, prescriber, protocols.PROTOCOLS[0].id)


_STATES = {
    "Robin": _ready_to_decide,
    "Carmen": _begun,
    "Dale": _contraindicated,
    "Esther": _in_crisis,
    "Felix": _decided,
}
