"""What the patient does: answer one question after another, and send the answers."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID, uuid5

from django.utils.translation import gettext as _

from euthymia.clinic.audit import actions as auditing
from euthymia.clinic.crisis import actions as crises
from euthymia.clinic.people.actions import NotAllowed
from euthymia.clinic.people.models import Patient, User
from euthymia.domain.quantities import Fault, Unusable
from euthymia.domain.rules import crisis_path
from euthymia.journey.evaluation import queries, telling
from euthymia.journey.evaluation.models import Answer, Evaluation, Fact, Telling
from euthymia.journey.evaluation.parts import BY_SLUG
from euthymia.journey.evaluation.telling import Told, Value
from euthymia.kit import streams, units

from . import entries

# Choices that open the crisis path where they are saved, the form finished or not (clinical.md 9A).
ABOUT_SUICIDE = {("experiences", "attempt"): "has tried to end their life"}


def answer(
    *, by: User, patient: Patient, client_id: UUID, question: str, value: Value, language: str
) -> Answer:
    """Keep one answer. The same answer sent twice is one. Raises Unusable, NotAllowed."""
    held = _open(by, patient)
    known = queries.answer_of_client(held, client_id)
    if known is not None:
        return known
    try:
        _, asked = telling.find(question)
    except KeyError:
        raise Unusable.one(
            "question", "unknown", f"{question!r} is not asked", "one of the questions"
        ) from None
    if faults := telling.faults(asked, value, _today(patient)):
        raise Unusable(faults)
    before = queries.answers(held).get(question) or {}
    row = _append(held, by, client_id, question, value, language, f"answered a question: {question}")
    for choice in set(value.get("chosen", ())) - set(before.get("chosen", ())):
        if (question, choice) in ABOUT_SUICIDE:
            trigger = crisis_path.of_told(ABOUT_SUICIDE[question, choice])
            crises.signal(patient=patient, trigger=trigger, by=row.by, client_id=client_id, remote=True)
    return row


def send(*, by: User, patient: Patient, client_id: UUID, name: str, language: str) -> Answer:
    """Tell the evaluation what the answers mean, under the patient's name; staff confirm it there.

    Sending again tells what has changed since. Refused while a question is open. Raises Unusable, NotAllowed.
    """
    held = _open(by, patient)
    known = queries.answer_of_client(held, client_id)
    if known is not None:
        return known
    answers = queries.answers(held)
    faults = [
        Fault(
            question.slug,
            "missing",
            f"{_('not answered yet')}: {question.asks}",
            _("an answer, or “I am not sure”"),
        )
        for section in telling.SECTIONS
        for question in telling.asked(section, patient, answers)
        if not telling.is_answered(answers.get(question.slug))
    ]
    if not name.strip():
        says = _("Your name stands under what you send")
        faults.append(Fault("name", "missing", says, _("your full name")))
    if faults:
        raise Unusable(faults)
    value = {"name": name.strip(), "up_to": held.answers_n}
    sent = _append(
        held, by, client_id, Answer.SENT, value, language, "sent what they were asked of themselves"
    )
    evaluation = held.evaluation
    evaluation.patient = patient
    wanted = telling.meaning(patient, answers)
    _take_back(by, evaluation, client_id, wanted)
    for told in wanted:
        _tell(by, evaluation, uuid5(client_id, f"{told.slug} {told.kind} {told.item}"), told)
    return sent


def _tell(by: User, evaluation: Evaluation, client_id: UUID, told: Told) -> None:
    """Tell one fact, unless it stands like this already, from whomever."""
    rows = queries.standing_rows(evaluation, BY_SLUG[told.slug])
    if told.is_none:
        if not any(row.kind == told.kind for row in rows):
            entries.record_nothing(
                by=by, evaluation=evaluation, slug=told.slug, client_id=client_id, kind=told.kind
            )
        return
    same = (told.kind, told.item, told.content.text, dict(told.content.detail))
    if any((row.kind, row.item, row.text, dict(row.detail)) == same for row in rows):
        return
    entries.tell(by=by, evaluation=evaluation, slug=told.slug, client_id=client_id, kind=told.kind,
                 content=told.content, item=told.item)  # fmt: skip


def _take_back(by: User, evaluation: Evaluation, client_id: UUID, wanted: Sequence[Told]) -> None:
    """End what the patient told before and does not say any more; what staff have confirmed stays."""
    kept = {(told.slug, told.kind, told.item) for told in wanted}
    for slug, forms in BY_SLUG.items():
        for row in queries.standing_rows(evaluation, forms):
            if row.origin == Fact.Origin.PATIENT and (slug, row.kind, row.item) not in kept:
                once = uuid5(client_id, f"back {slug} {row.kind} {row.item}")
                entries.take_back(
                    by=by, evaluation=evaluation, slug=slug, client_id=once, kind=row.kind, item=row.item
                )


def _open(by: User, patient: Patient) -> Telling:
    """The telling of the patient's newest evaluation, locked; opened by its first answer."""
    if patient.user_id != by.pk:
        raise NotAllowed("a patient tells of themselves only")
    evaluation = entries.open_evaluation(by=by, patient=patient)
    found = queries.telling(evaluation)
    if found is None:
        found = Telling(
            clinic_id=patient.clinic_id, patient=patient, evaluation=evaluation, opened_at=units.current().now
        )
        found.save()
    locked: Telling = streams.lock(Telling, [found.pk])[found.pk]
    locked.evaluation = evaluation
    return locked


def _append(
    held: Telling, by: User, client_id: UUID, question: str, value: Value, language: str, says: str
) -> Answer:
    row = Answer(
        clinic_id=held.clinic_id, telling=held, client_id=client_id, at=units.current().now,
        by=f"{by.name} <{by.email}>", language=language, question=question, value=dict(value),
    )  # fmt: skip
    streams.append(held, [row], locked=True)
    auditing.record(
        verb="evaluation.answered", says=says, subject=f"{held.pk}#{row.n}", patient=held.patient_id,
        actor=row.by, role="patient",
    )  # fmt: skip
    return row


def _today(patient: Patient) -> str:
    return units.current().now.astimezone(patient.clinic.zone).date().isoformat()
