"""Signing, taking back, and being asked again."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest

from euthymia.clinic.audit.queries import events as audit_events
from euthymia.clinic.people.actions import NotAllowed
from euthymia.domain.quantities import Unusable
from euthymia.journey.intake import actions, documents, queries
from euthymia.journey.intake.models import Consent, ConsentWithdrawal
from euthymia.journey.intake.queries import State
from euthymia.kit import clock
from support.cast import PASSWORD, Cast

pytestmark = pytest.mark.django_db
MOOD = "iv-ketamine-mood"


def said(language: str = "en", **more: Any) -> dict[str, Any]:
    document = documents.current(MOOD, language)
    usual = {
        "client_id": uuid4(), "course": MOOD, "language": language, "digest": document.digest,
        "signature": actions.Signature("Ana Marsh"),
        "teach_back": {question.code: [question.right] for question in document.questions},
    }  # fmt: skip
    return {**usual, **more}


def sign(cast: Cast, **more: Any) -> Consent:
    return actions.sign(**{"by": cast.noor.member(), "patient": cast.ana_patient, **said(), **more})


def state(cast: Cast) -> State:
    return queries.standing(cast.ana_patient, MOOD, clock.now()).state


def refused(cast: Cast, **more: Any) -> set[str]:
    with pytest.raises(Unusable) as refusal:
        sign(cast, **more)
    assert not Consent.objects.exists()
    return {fault.code for fault in refusal.value.faults}


def test_a_signature_is_bound_to_the_document_that_was_read(cast: Cast, unit) -> None:
    with unit(cast.lakeside):
        assert state(cast) is State.NONE
        consent = sign(cast)
        assert state(cast) is State.IN_FORCE
        assert consent.document_digest == documents.current(MOOD).digest
        assert (consent.signed_name, consent.signer, consent.method) == ("Ana Marsh", "patient", "in-person")
        assert consent.by == cast.noor.words and consent.meaning == documents.current(MOOD).meaning
    with unit(cast.lakeside):
        assert "consent.signed" in {
            event.verb for event in audit_events(cast.lakeside.pk, patient=cast.ana_patient.pk)
        }


def test_the_patient_signs_from_their_own_account_and_for_nobody_else(cast: Cast, unit) -> None:
    with unit(cast.lakeside):
        consent = sign(cast, by=cast.ana.user, language="es", digest=documents.current(MOOD, "es").digest)
        assert (consent.method, consent.language) == ("portal", "es")
        with pytest.raises(NotAllowed):
            sign(cast, by=cast.ana.user, patient=cast.ben_patient)
        with pytest.raises(NotAllowed):
            sign(cast, by=cast.wren.member())


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"digest": "0" * 64}, "changed"),
        ({"signature": actions.Signature("Ben Okoro")}, "other-name"),
        ({"signature": actions.Signature("Maria Marsh", "surrogate")}, "missing"),
        ({"signature": actions.Signature("Ana Marsh", "neighbour")}, "unknown"),
        ({"course": "intranasal"}, "unknown"),
        ({"language": "tlh"}, "unknown"),
        ({"teach_back": {}}, "not-understood"),
    ],
)
def test_what_is_no_consent_is_refused_with_the_reason(
    cast: Cast, unit, change: dict[str, Any], code: str
) -> None:
    with unit(cast.lakeside):
        assert refused(cast, **change) == {code}


def test_a_wrong_answer_is_told_and_kept_once_the_right_one_is_given(cast: Cast, unit) -> None:
    right = said()["teach_back"]
    with unit(cast.lakeside):
        assert refused(cast, teach_back={**right, "drive": ["evening"]}) == {"not-understood"}
        assert sign(cast, teach_back={**right, "drive": ["evening", "later"]}).teach_back["drive"] == [
            "evening",
            "later",
        ]


def test_accents_and_capitals_do_not_make_another_name(cast: Cast, unit) -> None:
    with unit(cast.lakeside):
        assert sign(cast, signature=actions.Signature("  aná  MARSH ")).signed_name == "aná MARSH"


def test_a_surrogate_signs_by_right(cast: Cast, unit) -> None:
    with unit(cast.lakeside):
        signature = actions.Signature("Maria Marsh", "surrogate", "guardian by court order")
        assert sign(cast, signature=signature).relation == "guardian by court order"


def test_sent_twice_is_signed_once(cast: Cast, unit) -> None:
    form = said()
    with unit(cast.lakeside):
        first = sign(cast, **form)
        assert sign(cast, **form).pk == first.pk and Consent.objects.count() == 1


def test_taken_back_it_is_over_and_a_new_signature_begins_anew(cast: Cast, unit) -> None:
    with unit(cast.lakeside):
        consent = sign(cast)
        actions.withdraw(
            by=cast.noor.member(), patient=cast.ana_patient, consent=consent, words="I want to wait"
        )
        actions.withdraw(by=cast.ana.user, patient=cast.ana_patient, consent=consent)
        assert ConsentWithdrawal.objects.count() == 1, "once is enough"
        assert state(cast) is State.WITHDRAWN
        with pytest.raises(NotAllowed):
            actions.withdraw(by=cast.noor.member(), patient=cast.ben_patient, consent=consent)
        clock.advance(timedelta(minutes=1))
    with unit(cast.lakeside):
        sign(cast)
        assert state(cast) is State.IN_FORCE


def test_a_new_version_asks_again(cast: Cast, unit, monkeypatch: pytest.MonkeyPatch) -> None:
    from dataclasses import replace

    with unit(cast.lakeside):
        sign(cast)
        newer = tuple(replace(one, version="2027.1") for one in documents.DOCUMENTS)
        monkeypatch.setattr(documents, "DOCUMENTS", newer)
        assert state(cast) is State.OTHER_VERSION


@pytest.mark.parametrize(("days", "found"), [(364, State.IN_FORCE), (365, State.TOO_OLD)])
def test_after_a_year_it_asks_again(cast: Cast, unit, days: int, found: State) -> None:
    with unit(cast.lakeside):
        sign(cast)
        clock.advance(timedelta(days=days))
        assert state(cast) is found


def test_signed_before_a_nurse_on_the_page(cast: Cast, unit, signed_in) -> None:
    nurse = signed_in(cast.noor)
    place = f"/staff/patients/{cast.ana_patient.pk}/consents/"
    document = documents.current(MOOD, "es")
    shown = nurse.get(f"{place}sign/?course={MOOD}&language=es")
    assert shown.status_code == 200 and document.sections[3].paragraphs[0] in shown.content.decode()
    form = {
        "client_id": str(uuid4()), "digest": document.digest, "tried": "{}", "signer": "patient", "name": "Ana Marsh",
        "password": PASSWORD, **{f"question-{one.code}": one.right for one in document.questions},
    }  # fmt: skip
    url = f"{place}sign/?course={MOOD}&language=es"
    wrong = nurse.post(url, {**form, "question-drive": "evening", "password": "not it"})
    assert wrong.status_code == 422 and b"This is not your password" in wrong.content
    tried = wrong.context["tried"]
    right = nurse.post(url, {**form, "tried": tried})
    assert (right.status_code, right.headers["Location"]) == (302, place)
    with unit(cast.lakeside):
        (consent,) = Consent.objects.all()
        assert consent.teach_back["drive"] == ["evening", "later"]
        assert queries.standing(cast.ana_patient, MOOD, clock.now()).in_force
    listed = nurse.get(place).content.decode()
    assert "signed, in force" in listed
    nurse.post(place, {"client_id": str(uuid4()), "consent": str(consent.pk), "words": "not now"})
    assert "withdrawn" in nurse.get(place).content.decode()
    assert nurse.get(f"{place}sign/?course=none").status_code == 404
