"""The consent documents: whole, the same in both languages, and readable."""

from __future__ import annotations

import re

import pytest

from euthymia.domain.evidence.reading import GRADE_MAX, SPANISH_MIN, perspicuity, reading_grade
from euthymia.journey.intake.documents import (
    COURSES,
    DOCUMENTS,
    ELEMENTS,
    LANGUAGES,
    Document,
    course_for,
    current,
)

IDS = [f"{one.course}-{one.language}" for one in DOCUMENTS]


def test_the_measures_know_easy_from_hard() -> None:
    assert reading_grade("The cat sat on the mat. It was warm.") < 2
    hard = "Pharmacological interventions necessitate comprehensive multidisciplinary evaluation of contraindications."
    assert reading_grade(hard) > 16
    assert perspicuity("El gato come pan. Hoy hay sol.") > 80
    assert (
        perspicuity(
            "La implementación farmacoterapéutica multidisciplinaria requiere consideraciones extraordinariamente particularizadas."
        )
        < 30
    )


@pytest.mark.parametrize("document", DOCUMENTS, ids=IDS)
def test_a_document_is_read_without_help(document: Document) -> None:
    if document.language == "en":
        assert reading_grade(document.prose) <= GRADE_MAX
        for section in document.sections:
            assert reading_grade(" ".join(section.paragraphs)) <= GRADE_MAX + 2, section.element
    else:
        assert perspicuity(document.prose) >= SPANISH_MIN


@pytest.mark.parametrize("document", DOCUMENTS, ids=IDS)
def test_a_document_speaks_of_everything_it_must(document: Document) -> None:
    assert sorted(section.element for section in document.sections) == sorted(ELEMENTS)
    assert all(section.heading and all(section.paragraphs) for section in document.sections)
    assert "988" in document.prose and "911" in document.prose


@pytest.mark.parametrize("document", DOCUMENTS, ids=IDS)
def test_a_question_has_one_right_answer_and_says_why(document: Document) -> None:
    assert len(document.questions) == 5
    for question in document.questions:
        codes = [code for code, _ in question.answers]
        assert codes.count(question.right) == 1 and len(set(codes)) == len(codes) > 1
        assert question.why


@pytest.mark.parametrize("course", COURSES)
def test_both_languages_say_the_same_things_in_the_same_order(course: str) -> None:
    english, spanish = (current(course, language) for language in LANGUAGES)
    assert [one.element for one in english.sections] == [one.element for one in spanish.sections]
    assert [(one.code, one.right) for one in english.questions] == [
        (one.code, one.right) for one in spanish.questions
    ]
    assert english.version == spanish.version
    figures = [re.findall(r"\d+", document.prose) for document in (english, spanish)]
    assert sorted(figures[0]) == sorted(figures[1])


def test_the_digest_is_of_every_word_and_differs_between_documents() -> None:
    digests = {document.digest for document in DOCUMENTS}
    assert len(digests) == len(DOCUMENTS) and {len(one) for one in digests} == {64}


def test_an_indication_has_its_course() -> None:
    assert course_for("chronic-pain") == "iv-ketamine-pain"
    assert course_for("depression") == course_for(None) == "iv-ketamine-mood"
    with pytest.raises(KeyError):
        current("iv-ketamine-mood", "tlh")
