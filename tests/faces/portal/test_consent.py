"""A patient reads, answers, signs and takes back, in their own language, under their own password."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest

from euthymia.journey.intake import documents, queries
from euthymia.journey.intake.documents.words import words
from euthymia.journey.intake.models import Consent
from euthymia.journey.intake.queries import State
from euthymia.kit import clock
from support.cast import PASSWORD, Cast, client_of

pytestmark = pytest.mark.django_db
MOOD = "iv-ketamine-mood"
SIGN = f"/portal/consent/{MOOD}/"


def form(language: str, **more: Any) -> dict[str, Any]:
    document = documents.current(MOOD, language)
    right = {f"question-{one.code}": one.right for one in document.questions}
    said = {
        "client_id": str(uuid4()),
        "digest": document.digest,
        "tried": "{}",
        "name": "Ana Marsh",
        "password": PASSWORD,
    }
    return {**said, **right, **more}


def ana(cast: Cast, language: str = "en") -> Any:
    client = client_of(cast.ana)
    client.cookies["language"] = language
    return client


@pytest.mark.parametrize("language", ["en", "es"])
def test_signed_in_the_language_it_was_read_in(cast: Cast, unit, language: str) -> None:
    client, say = ana(cast, language), words(language)
    page = client.get(SIGN).content.decode()
    assert (
        f'lang="{language}"' in page and documents.current(MOOD, language).sections[5].paragraphs[0] in page
    )
    answer = client.post(SIGN, form(language))
    assert (answer.status_code, answer.headers["Location"]) == (302, "/portal/consent/")
    assert say.states["in-force"] in client.get("/portal/consent/").content.decode()
    with unit(cast.lakeside):
        (made,) = Consent.objects.all()
        assert (made.language, made.method, made.by) == (language, "portal", cast.ana.words)


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        ({"password": "guess"}, "wrong-password"), ({"name": "Ben Okoro"}, "other-name"), ({"digest": "0" * 64}, "changed"), ({"name": ""}, "required"),
    ],
)  # fmt: skip
def test_what_is_refused_is_said_in_the_patients_language(
    cast: Cast, unit, change: dict[str, str], fault: str
) -> None:
    answer = ana(cast, "es").post(SIGN, form("es", **change))
    assert answer.status_code == 422 and words("es").faults[fault] in answer.content.decode()
    with unit(cast.lakeside):
        assert not Consent.objects.exists()


def test_a_wrong_answer_is_explained_and_kept(cast: Cast, unit) -> None:
    client, document = ana(cast, "es"), documents.current(MOOD, "es")
    wrong = client.post(SIGN, form("es", **{"question-home": "alone"}))
    why = next(one.why for one in document.questions if one.code == "home")
    assert wrong.status_code == 422 and why in wrong.content.decode()
    assert client.post(SIGN, form("es", tried=wrong.context["tried"])).status_code == 302
    with unit(cast.lakeside):
        assert Consent.objects.get().teach_back["home"] == ["alone", "adult"]


def test_taken_back_without_a_reason(cast: Cast, unit) -> None:
    client = ana(cast)
    client.post(SIGN, form("en"))
    with unit(cast.lakeside):
        signed = Consent.objects.get()
    assert client.post("/portal/consent/", {"consent": str(signed.pk)}).status_code == 302
    assert words("en").taken_back in client.get("/portal/consent/").content.decode()
    with unit(cast.lakeside):
        assert queries.standing(cast.ana_patient, MOOD, clock.now()).state is State.WITHDRAWN
    for nonsense in ("", "x", str(uuid4())):
        assert client.post("/portal/consent/", {"consent": nonsense}).status_code == 404


def test_there_is_no_consent_to_what_does_not_exist_and_staff_stay_out(cast: Cast) -> None:
    assert ana(cast).get("/portal/consent/moon/").status_code == 404
    assert client_of(cast.noor).get(SIGN).status_code == 403


def test_both_languages_have_every_word() -> None:
    english, spanish = words("en"), words("es")
    assert english.states.keys() == spanish.states.keys() == {state.value for state in State}
    assert english.faults.keys() == spanish.faults.keys()
    assert words("tlh") is english
