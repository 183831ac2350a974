"""A patient answers what is asked: resumable, in two languages, with help numbers where they are needed."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest

from euthymia.clinic.questionnaires import actions, queries
from euthymia.clinic.questionnaires.models import Assignment, Response
from euthymia.kit import clock
from support.cast import Cast, client_of

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def asked(cast: Cast, unit: Any, instrument: str = "phq-9", patient: Any = None) -> Assignment:
    with unit(cast.lakeside):
        return actions.assign(
            by=cast.noor.member(),
            patient=patient or cast.ana_patient,
            instrument=instrument,
            due_at=clock.now() + DAY,
        )


def path(found: Assignment, step: str = "") -> str:
    return f"/portal/check-ins/{found.pk}/{step}"


def answer(client: Any, found: Assignment, values: list[int | None], language: str = "en") -> str:
    """Start, answer one after the other, and stand at the check page; its text."""
    page = client.post(path(found), {"language": language}, follow=True)
    for value in values:
        data = {"skip": "1"} if value is None else {"answer": str(value)}
        page = client.post(page.redirect_chain[-1][0], data, follow=True)
    return str(page.content.decode())


def send(client: Any, found: Assignment) -> Any:
    page = client.get(path(found, "check/")).content.decode()
    client_id = re.search(r'name="client_id" value="([^"]+)"', page)
    assert client_id is not None
    return client.post(path(found, "check/"), {"client_id": client_id.group(1)}, follow=True)


def test_from_home_to_thanks(cast: Cast, unit: Any) -> None:
    found, client = asked(cast, unit), client_of(cast.ana)
    assert "1 short questionnaire" in client.get("/portal/").content.decode()
    assert "PHQ-9" in client.get("/portal/check-ins/").content.decode()
    page = answer(client, found, [1, 1, 1, 1, 1, 0, 0, 0, 0, 1])
    assert "Check your answers" in page and "Somewhat difficult" in page and "Nothing is sent yet" in page
    sent = send(client, found)
    assert sent.redirect_chain[-1][0] == path(found, "thanks/")
    said = sent.content.decode()
    assert "988" in said and "911" in said and "You told us" not in said
    with unit(cast.lakeside):
        (row,) = queries.responses(cast.lakeside, cast.ana_patient)
        assert (row.total, row.language, row.source, row.complete) == (5.0, "en", "patient", True)
        assert row.answers == [1, 1, 1, 1, 1, 0, 0, 0, 0, 1] and row.assignment_id == found.pk
    assert "Nothing to answer now" in client.get("/portal/check-ins/").content.decode()
    assert client.get(path(found), follow=True).redirect_chain[-1][0] == "/portal/check-ins/"


def test_a_score_is_not_shown_to_somebody_who_has_just_answered(cast: Cast, unit: Any) -> None:
    found, client = asked(cast, unit), client_of(cast.ana)
    answer(client, found, [3] * 9 + [3])
    said = send(client, found).content.decode().partition("<main")[2].partition("</main>")[0]
    assert "27" not in said and "severe" not in said


def test_it_can_be_left_and_taken_up_again(cast: Cast, unit: Any) -> None:
    found, client = asked(cast, unit), client_of(cast.ana)
    answer(client, found, [2, 1])
    again = client_of(cast.ana)
    assert "Continue where you stopped" in again.get(path(found)).content.decode()
    kept = again.get(path(found, "1/")).content.decode()
    assert re.search(r'value="2"[^>]*checked', kept)
    with unit(cast.lakeside):
        assert not Response.objects.exists()


def test_a_changed_answer_leads_back_to_the_check_page(cast: Cast, unit: Any) -> None:
    found, client = asked(cast, unit), client_of(cast.ana)
    page = answer(client, found, [1] * 10)
    assert f"{path(found, '3/')}?check" in page
    back = client.post(f"{path(found, '3/')}?check", {"answer": "3"}, follow=True)
    assert back.redirect_chain[-1][0] == path(found, "check/") and "Nearly every day" in back.content.decode()


def test_item_9_shows_help_at_once_and_on_thanks(cast: Cast, unit: Any) -> None:
    found, client = asked(cast, unit), client_of(cast.ana)
    assert "988" in client.get(path(found, "9/")).content.decode()  # why it is asked, before it is answered
    page = client.post(path(found, "9/"), {"answer": "1"}, follow=True).content.decode()
    assert "You told us" in page and 'role="alert"' in page
    # Taken back on the next look: the help stays, and so does the flag.
    client.post(path(found, "9/"), {"answer": "0"})
    said = send(client, found).content.decode()
    assert "You told us" in said
    with unit(cast.lakeside):
        (row,) = queries.responses(cast.lakeside, cast.ana_patient)
        assert (row.draft_flags, row.total) == (["item-9"], None)


def test_spanish_is_whole(cast: Cast, unit: Any) -> None:
    found, client = asked(cast, unit), client_of(cast.ana)
    page = answer(client, found, [1] * 10, "es")
    assert (
        "Revise sus respuestas" in page
        and "Poco interés o placer en hacer cosas" in page
        and "Un poco difícil" in page
    )
    question = client.get(path(found, "2/")).content.decode()
    for words in ("¿qué tan seguido", "Varios días", "Continuar", "Prefiero no responder", 'lang="es"'):
        assert words in question
    inside = question[question.index('id="main"') : question.index("</main>")]
    for words in ("Several days", "Continue", "Question"):
        assert words not in inside
    assert "Gracias" in send(client, found).content.decode()
    with unit(cast.lakeside):
        assert queries.responses(cast.lakeside, cast.ana_patient)[0].language == "es"


def test_without_an_official_translation_the_questions_are_english_and_say_so(cast: Cast, unit: Any) -> None:
    found, client = asked(cast, unit, "pcl-5"), client_of(cast.ana)
    client.post(path(asked(cast, unit, "gad-7")), {"language": "es"})
    start = client.get(path(found)).content.decode()
    assert "Estas preguntas existen solo en inglés" in start
    question = client.get(path(found, "1/")).content.decode()
    assert re.search(r'<div lang="en">.*unwanted memories', question, re.DOTALL) and "Continuar" in question
    answer(client, found, [0] * 20, "es")
    send(client, found)
    with unit(cast.lakeside):
        (row,) = queries.responses(cast.lakeside, cast.ana_patient)
        assert row.language == "en"


def test_a_question_that_is_not_asked_is_passed_over(cast: Cast, unit: Any) -> None:
    found, client = asked(cast, unit), client_of(cast.ana)
    page = answer(client, found, [0] * 9)
    assert "Check your answers" in page  # nobody asks how hard nothing makes life
    assert client.get(path(found, "10/"), follow=True).redirect_chain[-1][0] == path(found)
    send(client, found)
    with unit(cast.lakeside):
        (row,) = queries.responses(cast.lakeside, cast.ana_patient)
        assert (row.total, row.complete) == (0.0, True)


def test_skipped_questions_are_said_before_sending(cast: Cast, unit: Any) -> None:
    found, client = asked(cast, unit), client_of(cast.ana)
    page = answer(client, found, [1, None, None, None, 1, 1, 1, 1, 0, 0])
    assert "Some questions have no answer" in page and page.count("not answered") == 3
    send(client, found)
    with unit(cast.lakeside):
        assert queries.responses(cast.lakeside, cast.ana_patient)[0].total is None


def test_an_empty_or_wrong_choice_is_refused_where_it_was_made(cast: Cast, unit: Any) -> None:
    found, client = asked(cast, unit), client_of(cast.ana)
    for data in ({}, {"answer": "7"}, {"answer": "x"}):
        page = client.post(path(found, "1/"), data)
        assert page.status_code == 200 and "Choose an answer, or skip" in page.content.decode()
    assert client.get(path(found, "99/"), follow=True).redirect_chain[-1][0] == path(found)
    # Nothing answered cannot be sent.
    assert client.get(path(found, "check/"), follow=True).redirect_chain[-1][0] == path(found)


def test_a_double_click_sends_once(cast: Cast, unit: Any) -> None:
    found, client = asked(cast, unit), client_of(cast.ana)
    answer(client, found, [1] * 10)
    client_id = str(uuid4())
    for _ in range(2):
        assert client.post(path(found, "check/"), {"client_id": client_id}).status_code == 302
    with unit(cast.lakeside):
        assert Response.objects.count() == 1


def test_only_ones_own_and_only_what_a_patient_answers(cast: Cast, unit: Any) -> None:
    others, staffs = asked(cast, unit, patient=cast.ben_patient), asked(cast, unit, "asq")
    client = client_of(cast.ana)
    for step in ("", "1/", "check/", "thanks/"):
        assert client.get(path(others, step)).status_code == 404
        assert client.post(path(others, step)).status_code == 404
    assert client.get(path(staffs), follow=True).redirect_chain[-1][0] == "/portal/check-ins/"
    assert "ASQ" not in client.get("/portal/check-ins/").content.decode()
    assert client_of(cast.noor).get(path(others)).status_code == 403
