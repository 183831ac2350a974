"""The consent documents: whole, the same in both languages, and readable."""

from __future__ import annotations

import re

import pytest

from euthymia.journey.intake.documents import (
    COURSES,
    DOCUMENTS,
    ELEMENTS,
    LANGUAGES,
    Document,
    course_for,
    current,
)

# A patient's text is read by somebody with eight years of school (Flesch-Kincaid), or is at least "normal" on the
# Spanish scale (Szigriszt-Pazos as graded by INFLESZ: 55 and above).
GRADE_MAX = 8.0
SPANISH_MIN = 55.0
IDS = [f"{one.course}-{one.language}" for one in DOCUMENTS]


def _words(text: str) -> list[str]:
    return re.findall(r"[^\W\d_]+(?:'[^\W\d_]+)?", text)


def _sentences(text: str) -> int:
    return max(1, len(re.findall(r"[.!?:]+(?=\s|$)", text)))


def _english_syllables(word: str) -> int:
    word = word.lower().removesuffix("'s")
    silent = (word.endswith("e") and not word.endswith(("le", "ee"))) or (
        word.endswith(("es", "ed")) and not re.search(r"(t|d|s|x|z|ch|sh|c|g)e[sd]$", word)
    )
    return max(1, len(re.findall(r"[aeiouy]+", word)) - silent)


def _spanish_syllables(word: str) -> int:
    """Vowel groups, a strong or accented weak vowel beginning a new one."""
    word = re.sub(r"(?<=[gq])u(?=[eiéí])", "", word.lower())
    groups = re.findall(r"[aeiouáéíóúü]+", word)
    return max(
        1, sum(1 + len(re.findall(r"[aeoáéíóú](?=[aeoáéíóú])|[íú](?=[aeo])", group)) for group in groups)
    )


def reading_grade(text: str) -> float:
    """Flesch-Kincaid grade of English prose."""
    words = _words(text)
    syllables = sum(map(_english_syllables, words))
    return 0.39 * len(words) / _sentences(text) + 11.8 * syllables / len(words) - 15.59


def perspicuity(text: str) -> float:
    """Szigriszt-Pazos perspicuity of Spanish prose: higher is easier."""
    words = _words(text)
    syllables = sum(map(_spanish_syllables, words))
    return 206.835 - 62.3 * syllables / len(words) - len(words) / _sentences(text)


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
