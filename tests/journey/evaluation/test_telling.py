"""What is asked can be understood: by the rules, in both languages, without a duplicate."""

from __future__ import annotations

import re

import pytest
from django.utils import translation

from euthymia.domain.terminology import recognise
from euthymia.domain.terminology.conditions import read
from euthymia.journey.evaluation import telling
from euthymia.journey.evaluation.parts import BY_SLUG
from euthymia.journey.evaluation.telling import Question, Shape

QUESTIONS = [question for section in telling.SECTIONS for question in section.questions]
CHOICES = [(question, choice) for question in QUESTIONS for choice in question.choices if choice.means]


def test_eight_sections_and_every_question_once() -> None:
    assert len(telling.SECTIONS) == 8
    assert len({question.slug for question in QUESTIONS}) == len(QUESTIONS)


@pytest.mark.parametrize(("question", "choice"), CHOICES, ids=lambda each: getattr(each, "code", None))
def test_the_rules_know_the_word_behind_every_choice(question: Question, choice: telling.Choice) -> None:
    """A condition nobody recognises would be an open item for everyone who has it."""
    told = list(question.tells(question, {"chosen": [choice.code]}))
    assert told
    for one in told:
        assert one.kind in {kind.code for kind in BY_SLUG[one.slug].kinds}
        if one.kind in ("condition", "denied"):
            assert read(one.content.text).mentions and not read(one.content.text).unread
        if one.kind == "medicine":
            assert recognise(one.content.text).mentions and not recognise(one.content.text).unknown


def test_a_choice_is_told_and_the_others_of_its_list_are_denied() -> None:
    _, vessels = telling.find("vessels")
    told = {one.content.text: one.kind for one in vessels.tells(vessels, {"chosen": ["stroke"]})}
    assert told["stroke"] == "condition"
    assert {kind for word, kind in told.items() if word != "stroke"} == {"denied"}


def test_answers_about_the_person_are_one_fact() -> None:
    class Someone:
        sex = "female"

    answers = {
        "pregnancy": {"chosen": ["yes"]},
        "contraception": {"chosen": ["iud"]},
        "breastfeeding": {"unsure": True},
    }
    (told,) = telling.meaning(Someone(), answers)  # type: ignore[arg-type]
    assert told.content.detail == {"pregnancy_possible": True, "contraception": "IUD"}


@pytest.mark.parametrize("value", [{"unsure": True}, {"later": True}, {"lines": ["x"], "done": False}, None])
def test_an_open_answer_means_nothing(value: dict[str, object] | None) -> None:
    class Someone:
        sex = "male"

    answers = {"medicines": value} if value else {}
    assert telling.meaning(Someone(), answers) == []  # type: ignore[arg-type]


def _words() -> list[str]:
    shown: list[object] = []
    for section in telling.SECTIONS:
        shown.append(section.title)
        for question in section.questions:
            shown += [question.asks, question.hint, question.why, question.none, question.line]
            shown += [choice.words for choice in question.choices]
    return [str(words) for words in shown if str(words)]


SAME_IN_BOTH = {"No", "Diabetes", "Alcohol", "Cannabis"}


def test_every_word_of_the_questions_is_said_in_spanish() -> None:
    with translation.override("en"):
        english = _words()
    with translation.override("es"):
        spanish = _words()
    assert [
        one for one, other in zip(english, spanish, strict=True) if one == other and one not in SAME_IN_BOTH
    ] == []


def test_a_question_is_short_enough_to_be_read_on_a_phone() -> None:
    with translation.override("en"):
        for question in QUESTIONS:
            assert len(re.findall(r"\w+", str(question.asks))) <= 18, question.slug
            assert len(question.choices) <= 9, question.slug


def test_a_list_names_what_one_line_of_it_is_and_what_none_of_it_is_called() -> None:
    for question in QUESTIONS:
        if question.shape is Shape.LINES:
            assert question.line and question.none, question.slug
        elif question.shape is Shape.SEVERAL:
            assert question.none, question.slug
