"""The intake on a phone: one question a page, kept at once, never asked twice, sent under the patient's own name."""

from __future__ import annotations

import re
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client

from euthymia.clinic.audit.models import Event
from euthymia.journey.evaluation import actions, queries, telling
from euthymia.journey.evaluation.models import Answer, Fact
from euthymia.journey.evaluation.telling import Question, Shape
from support.cast import Cast, client_of

pytestmark = pytest.mark.django_db
HOME = "/portal/intake/"


@pytest.fixture
def ana(cast: Cast) -> Client:
    return client_of(cast.ana)


def say(client: Client, slug: str, **values: Any) -> Any:
    return client.post(f"{HOME}{slug}/", {"client_id": str(uuid4()), **values})


def nothing(client: Client, question: Question) -> Any:
    """The emptiest answer that a question takes."""
    if question.shape is Shape.LINES:
        return say(client, question.slug, do="none")
    if question.shape is Shape.ONE:
        return say(client, question.slug, chosen=question.choices[-1].code)
    return say(client, question.slug, chosen="none")


def answer_everything(client: Client, cast: Cast, **otherwise: dict[str, Any]) -> None:
    for section in telling.SECTIONS:
        for question in section.questions:
            if question.slug in otherwise:
                answer = say(client, question.slug, **otherwise[question.slug])
            else:
                answer = nothing(client, question)
            assert answer.status_code == 302, question.slug


def facts(cast: Cast, unit: Any) -> list[Fact]:
    with unit(cast.lakeside):
        evaluation = queries.evaluation(cast.ana_patient)
        gathered = queries.gathered(cast.ana_patient)
        assert evaluation is not None
        return [row for part in gathered.parts.values() for row in part.rows]


def test_every_question_can_be_answered_and_the_whole_is_sent(ana: Client, cast: Cast, unit: Any) -> None:
    answer_everything(
        ana, cast, heart={"chosen": ["hypertension", "rhythm"]}, medicines={"line": "Norvasc 10 mg daily", "do": "done"}
    )  # fmt: skip
    page = ana.get(HOME).content.decode()
    assert "8 of 8" in page and 'data-state="new"' not in page
    sent = ana.post(f"{HOME}check/", {"client_id": str(uuid4()), "name": "Ana Marsh"})
    assert sent.headers["Location"] == f"{HOME}sent/"
    receipt = ana.get(sent.headers["Location"]).content.decode()
    assert "as Ana Marsh" in receipt and "Norvasc 10 mg daily" in receipt
    told = facts(cast, unit)
    assert {row.origin for row in told} == {Fact.Origin.PATIENT}
    assert {row.text for row in told if row.kind == "condition"} == {"hypertension", "arrhythmia"}
    assert "heart attack" in {row.text for row in told if row.kind == "denied"}
    assert [row.text for row in told if row.kind == "medicine"] == ["Norvasc 10 mg daily"]


def test_the_case_holds_what_was_told_as_a_self_report(ana: Client, cast: Cast, unit: Any) -> None:
    answer_everything(ana, cast, vessels={"chosen": ["stroke"]}, tried={"line": "sertraline", "do": "done"})
    ana.post(f"{HOME}check/", {"client_id": str(uuid4()), "name": "Ana Marsh"})
    with unit(cast.lakeside):
        document = queries.gathered(cast.ana_patient).document
    assert document["history"]["self_report"]["stroke"] is True
    assert document["history"]["self_report"]["aneurysm"] is False
    assert document["psychiatric"]["trials"] == [{"drug": "sertraline"}]
    assert document["patient"]["pregnancy_possible"] is False


def test_nothing_is_sent_while_a_question_is_open(ana: Client, cast: Cast, unit: Any) -> None:
    say(ana, "heart", chosen=["none"])
    answer = ana.post(f"{HOME}check/", {"client_id": str(uuid4()), "name": "Ana Marsh"})
    assert answer.status_code == 422 and "not answered yet" in answer.content.decode()
    with unit(cast.lakeside):
        assert queries.sent(queries.telling(queries.evaluation(cast.ana_patient))) is None
    ana.post("/portal/language/", {"language": "es"})
    answer = ana.post(f"{HOME}check/", {"client_id": str(uuid4()), "name": "Ana Marsh"})
    page = answer.content.decode()
    assert "sin responder" in page and "not answered yet" not in page and "accepted" not in page


def test_an_answer_is_kept_at_once_and_shown_when_one_comes_back(ana: Client) -> None:
    assert say(ana, "heart", chosen=["angina"]).headers["Location"] == f"{HOME}vessels/"
    page = ana.get(f"{HOME}heart/").content.decode()
    assert re.search(r'value="angina"[^>]*checked', page)
    assert "1 of 2 answered" in ana.get(HOME).content.decode()


def test_nothing_is_chosen_beforehand(ana: Client) -> None:
    for section in telling.SECTIONS:
        for question in section.questions:
            assert "checked" not in ana.get(f"{HOME}{question.slug}/").content.decode(), question.slug


@pytest.mark.parametrize(
    ("slug", "values", "says"),
    [
        ("heart", {}, "Choose an answer"),
        ("heart", {"chosen": ["none", "angina"]}, "stands beside others"),
        ("heart", {"chosen": ["gout"]}, "Select a valid choice"),
        ("pregnancy", {"chosen": ""}, "Choose an answer"),
        ("medicines", {"do": "add"}, "Write something"),
        ("medicines", {"do": "done"}, "Write something"),
        ("medicines", {"line": "x" * 301, "do": "add"}, "at most 300"),
        ("last-drink", {"day": "2999-01-01"}, "has not come yet"),
        ("last-drink", {"day": "yesterday"}, "Enter a valid date"),
        ("last-drink", {}, "Choose an answer"),
    ],
)
def test_what_is_no_answer_is_refused_and_nothing_is_kept(
    ana: Client, cast: Cast, unit: Any, slug: str, values: dict[str, Any], says: str
) -> None:
    answer = say(ana, slug, **values)
    assert answer.status_code == 422 and says in answer.content.decode()
    with unit(cast.lakeside):
        assert not Answer.objects.exists()


def test_a_list_grows_line_by_line_and_a_line_can_be_taken_out(ana: Client, cast: Cast, unit: Any) -> None:
    for line in ("lithium 300 mg", "ibuprofen"):
        assert say(ana, "medicines", line=line, do="add").headers["Location"] == f"{HOME}medicines/"
    page = ana.get(f"{HOME}medicines/").content.decode()
    assert "lithium 300 mg" in page and "ibuprofen" in page
    say(ana, "medicines", do="remove-0")
    say(ana, "medicines", line="sertraline 50 mg", do="done")
    with unit(cast.lakeside):
        answers = queries.answers(queries.telling(queries.evaluation(cast.ana_patient)))
    assert answers["medicines"] == {"lines": ["ibuprofen", "sertraline 50 mg"], "done": True}


def test_a_list_that_is_still_written_is_no_answer(ana: Client) -> None:
    say(ana, "medicines", line="lithium", do="add")
    assert "Not answered yet" in ana.get(f"{HOME}check/").content.decode()


def test_the_same_page_sent_twice_is_one_answer_and_another_answer_from_it_is_another(
    ana: Client, cast: Cast, unit: Any
) -> None:
    page = str(uuid4())
    for chosen in ("angina", "angina", "rhythm"):
        ana.post(f"{HOME}heart/", {"client_id": page, "chosen": [chosen]})
    with unit(cast.lakeside):
        assert [row.value["chosen"] for row in Answer.objects.order_by("n")] == [["angina"], ["rhythm"]]


def test_an_open_answer_tells_nothing_and_staff_ask(ana: Client, cast: Cast, unit: Any) -> None:
    answer_everything(ana, cast, brain={"chosen": ["unsure"]}, diagnoses={"chosen": ["later"]})
    ana.post(f"{HOME}check/", {"client_id": str(uuid4()), "name": "Ana Marsh"})
    assert not {"seizures", "depression"} & {row.text for row in facts(cast, unit)}
    assert "I would rather say it in person" in ana.get(f"{HOME}sent/").content.decode()


def test_a_changed_mind_is_told_again_and_what_is_not_said_any_more_ends(
    ana: Client, cast: Cast, unit: Any
) -> None:
    answer_everything(ana, cast, medicines={"line": "lithium", "do": "done"}, heart={"chosen": ["angina"]})
    ana.post(f"{HOME}check/", {"client_id": str(uuid4()), "name": "Ana Marsh"})
    nothing(ana, telling.find("medicines")[1])
    say(ana, "heart", chosen=["none"])
    ana.post(f"{HOME}check/", {"client_id": str(uuid4()), "name": "Ana Marsh"})
    told = facts(cast, unit)
    assert not [row for row in told if row.kind == "medicine" and row.text]
    assert "angina" in {row.text for row in told if row.kind == "denied"}
    assert "angina" not in {row.text for row in told if row.kind == "condition"}


def test_what_staff_confirmed_stays_until_staff_end_it(ana: Client, cast: Cast, unit: Any) -> None:
    answer_everything(ana, cast, medicines={"line": "lithium", "do": "done"})
    ana.post(f"{HOME}check/", {"client_id": str(uuid4()), "name": "Ana Marsh"})
    with unit(cast.lakeside):
        evaluation = queries.evaluation(cast.ana_patient)
        assert evaluation is not None
        actions.confirm(by=cast.noor.member(), evaluation=evaluation, slug="medications", client_id=uuid4(),
                        kind="medicine", item="told-medicine-lithium")  # fmt: skip
    nothing(ana, telling.find("medicines")[1])
    ana.post(f"{HOME}check/", {"client_id": str(uuid4()), "name": "Ana Marsh"})
    assert [row.text for row in facts(cast, unit) if row.kind == "medicine"] == ["lithium"]


def test_who_is_registered_as_male_is_not_asked_about_pregnancy(cast: Cast) -> None:
    ben = client_of(cast.ana)
    cast.ana_patient.sex = "male"
    assert [each.slug for each in telling.asked(telling.SECTIONS[0], cast.ana_patient, {})] == ["now"]
    assert ben.get(f"{HOME}now/").status_code == 200


def test_help_is_on_every_page_and_the_language_can_be_changed(ana: Client) -> None:
    chosen = ana.post("/portal/language/", {"language": "es", "next": f"{HOME}heart/"})
    assert chosen.headers["Location"] == f"{HOME}heart/"
    for address in ("/portal/", HOME, f"{HOME}heart/", f"{HOME}check/"):
        page = ana.get(address).content.decode()
        assert 'href="tel:988"' in page and 'lang="es"' in page
    assert "Presión alta" in ana.get(f"{HOME}heart/").content.decode()
    ana.post("/portal/language/", {"language": "xx"})
    assert 'lang="es"' in ana.get(HOME).content.decode(), "a language that is not there changes nothing"


def test_names_are_offered_while_a_medicine_is_typed(ana: Client) -> None:
    offered = ana.get(f"{HOME}offers/?line=sertr").content.decode()
    assert "sertraline" in offered
    assert "<option" not in ana.get(f"{HOME}offers/?line=s").content.decode()


def test_every_look_and_every_answer_is_noted(ana: Client, cast: Cast, unit: Any) -> None:
    ana.get(f"{HOME}heart/")
    say(ana, "heart", chosen=["none"])
    with unit(cast.lakeside):
        verbs = list(Event.objects.filter(patient_id=cast.ana_patient.pk).values_list("verb", flat=True))
    assert {"evaluation.told-seen", "evaluation.answered", "evaluation.opened"} <= set(verbs)


def test_a_question_that_is_not_asked_is_not_there(ana: Client) -> None:
    assert ana.get(f"{HOME}shoe-size/").status_code == 404
