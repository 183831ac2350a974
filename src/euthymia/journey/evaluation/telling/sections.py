"""The eight sections, in the order they are asked. A question is added here and nowhere else."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from euthymia.clinic.people.models import Patient

from .ask_body import ABOUT, ALLERGIES, BODY, HEART
from .ask_life import GOALS, MEDICINES, MIND, SUBSTANCES
from .question import Answers, Question, Section, Told, Value, is_answered, is_open

SECTIONS: tuple[Section, ...] = (ABOUT, HEART, BODY, ALLERGIES, MEDICINES, MIND, SUBSTANCES, GOALS)
_BY_SLUG: Mapping[str, tuple[Section, Question]] = {
    question.slug: (section, question) for section in SECTIONS for question in section.questions
}


def find(slug: str) -> tuple[Section, Question]:
    """A question and its section. Raises KeyError."""
    return _BY_SLUG[slug]


def asked(section: Section, patient: Patient, answers: Answers) -> list[Question]:
    """The questions of a section that this patient is asked, given the answers so far."""
    return [question for question in section.questions if question.asked_of(patient, answers)]


def meaning(patient: Patient, answers: Answers) -> list[Told]:
    """Everything that the answers tell: answers about one fact are one fact, and open answers tell nothing."""
    found: dict[tuple[str, str, str], Told] = {}
    for told in _each(patient, answers):
        key = (told.slug, told.kind, told.item)
        if key in found:
            found[key].content.detail.update(told.content.detail)
        else:
            found[key] = told
    return list(found.values())


def _each(patient: Patient, answers: Answers) -> Iterator[Told]:
    for section in SECTIONS:
        for question in asked(section, patient, answers):
            value: Value | None = answers.get(question.slug)
            if value is not None and is_answered(value) and not is_open(value):
                yield from question.tells(question, value)
