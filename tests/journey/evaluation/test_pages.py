"""The pages of an evaluation: from nothing known to a signed decision, through the forms that people use."""

from __future__ import annotations

import re
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client

from euthymia.clinic.audit.models import Event
from euthymia.clinic.decisions.models import Decision
from euthymia.domain.simulation.evaluated import ANEURYSM, MISTYPED, changed, with_facts
from euthymia.journey.evaluation import actions, queries
from euthymia.journey.evaluation.kinds import Content
from euthymia.journey.evaluation.parts import PARTS
from support.cast import PASSWORD, Cast
from support.evaluated import consented, recorded, usual

pytestmark = pytest.mark.django_db


def place(cast: Cast, rest: str = "") -> str:
    return f"/staff/patients/{cast.ana_patient.pk}/evaluation/{rest}"


def evaluated(cast: Cast, unit: Any, facts: Any = None) -> None:
    with unit(cast.lakeside):
        recorded(cast.ana_patient, cast.noor.member(), usual(cast.ana_patient) if facts is None else facts)
        consented(cast.ana_patient, cast.noor.member())


def sent(client: Client, url: str, **fields: Any) -> Any:
    return client.post(url, {"client_id": str(uuid4()), **fields})


def seen(page: str) -> str:
    found = re.search(r'name="seen" value="([0-9a-f]{64})"', page)
    assert found is not None
    return found[1]


def test_the_overview_has_five_cards_and_one_sentence(cast: Cast, unit, signed_in) -> None:
    nurse = signed_in(cast.noor)
    empty = nurse.get(place(cast)).content.decode()
    assert len(re.findall(r'data-test="card-', empty)) == 5
    assert "things are not known yet" in empty and "no decision has been signed" in empty
    evaluated(cast, unit)
    done = nurse.get(place(cast)).content.decode()
    assert done.count('data-state="signed"') == 5 and "5 of 5" in done
    evaluated(cast, unit, with_facts(usual_of(cast, unit), ANEURYSM))
    assert 'data-test="group-stop"' in nurse.get(place(cast)).content.decode()


def usual_of(cast: Cast, unit: Any) -> Any:
    with unit(cast.lakeside):
        return usual(cast.ana_patient)


@pytest.mark.parametrize(
    ("section", "fields", "says"),
    [
        ("history", {"kind": "condition", "text": "asthma", "status": "controlled", "since": "2010"}, "asthma · controlled by treatment"),
        ("history", {"kind": "allergy", "text": "penicillin", "reaction": "hives"}, "penicillin: hives"),
        ("history", {"kind": "person", "pregnancy_possible": "no", "breastfeeding": "no"}, "pregnancy possible: no"),
        ("psychiatric", {"kind": "score", "instrument": "madrs", "date": "2026-11-19", "total": "31"}, "MADRS 31 on 2026-11-19"),
        ("psychiatric", {"kind": "suicide-risk", "date": "2026-11-20", "ideation": "0", "behaviour": "never"}, "ideation 0, behaviour never"),
        ("psychiatric", {"kind": "trial", "drug": "sertraline", "dose_mg_per_day": "200", "weeks": "10", "adherence_pct": "90", "result": "failed",
                         "current_episode": "yes"}, "sertraline · 200 mg a day · 10 weeks · 90% taken"),
        ("psychiatric", {"kind": "capacity", "capacity": "present"}, "Present"),
        ("medications", {"kind": "medicine", "text": "Norvasc 10 mg daily"}, "amlodipine"),
        ("medications", {"kind": "reconciled", "reconciled": "2026-11-20", "sources": ["bottles shown"]}, "reconciled 2026-11-20"),
        ("objectives", {"kind": "indication", "indication": "ptsd"}, "Post-traumatic stress"),
        ("objectives", {"kind": "goal", "measure": "phq-9", "baseline": "19", "target": "9", "agreed": "yes"}, "PHQ-9 19 → 9, agreed"),
        ("screening", {"kind": "body", "taken": "2026-11-20", "weight_kg": "82.5", "height_cm": "170"}, "82.5"),
        ("screening", {"kind": "vitals", "taken": "2026-11-20", "sbp_0": "122", "dbp_0": "76", "sbp_1": "120", "dbp_1": "74", "hr_bpm": "72"}, "122/76, 120/74"),
        ("screening", {"kind": "labs", "collected": "2026-11-08", "alt": "22", "alt_upper": "40", "urinalysis": "negative"}, "alt 22 (≤ 40)"),
        ("screening", {"kind": "drug-screen", "collected": "2026-11-18", "result": "positive", "positive": "cannabis, opioids"}, "positive: cannabis, opioids"),
    ],
)  # fmt: skip
def test_a_form_records_what_it_says(
    cast: Cast, signed_in, section: str, fields: dict[str, Any], says: str
) -> None:
    nurse, url = signed_in(cast.noor), place(cast, f"{section}/")
    answer = sent(nurse, url, **fields)
    assert (answer.status_code, answer.headers.get("Location")) == (302, url)
    assert says.replace("&", "&amp;") in nurse.get(url).content.decode()


def test_what_is_refused_stays_in_the_form_with_the_reason_at_its_field(cast: Cast, unit, signed_in) -> None:
    nurse, url = signed_in(cast.noor), place(cast, "screening/")
    answer = sent(nurse, url, kind="body", taken="2026-11-20", weight_kg="8", height_cm="170")
    page = answer.content.decode()
    assert answer.status_code == 422 and "25 to 400 kg" in page
    assert 'value="8' in page and 'id="body-weight_kg_error"' in page and 'data-test="form-body"' in page
    for wrong in (
        {"kind": "nonsense"},
        {"act": "none", "kind": "person"},
        {"act": "sign", "digest": "0" * 64},
        {"act": "dance"},
    ):
        assert sent(nurse, url, **wrong).status_code == 422
    with unit(cast.lakeside):
        assert not queries.gathered(cast.ana_patient).places


def test_asked_none_is_one_press_and_taking_out_says_why(cast: Cast, unit, signed_in) -> None:
    nurse, url = signed_in(cast.noor), place(cast, "history/")
    assert sent(nurse, url, act="none", kind="allergy").status_code == 302
    assert "Asked: no allergies" in nurse.get(url).content.decode()
    sent(nurse, url, kind="condition", text="asthma")
    with unit(cast.lakeside):
        item = next(
            row.item for row in queries.gathered(cast.ana_patient).places.values() if row.kind == "condition"
        )
    assert sent(nurse, url, act="end", kind="condition", item=item, reason="").status_code == 422
    assert sent(nurse, url, act="end", kind="condition", item=item, reason="wrong chart").status_code == 302
    assert "asthma" not in nurse.get(url).content.decode().replace("Taken out: asthma", "")


def test_a_change_fills_the_form_and_stands_in_the_old_ones_place(cast: Cast, unit, signed_in) -> None:
    nurse, url = signed_in(cast.noor), place(cast, "psychiatric/")
    sent(nurse, url, kind="trial", drug="sertraline", adherence_pct="90", current_episode="yes")
    with unit(cast.lakeside):
        item = next(
            row.item for row in queries.gathered(cast.ana_patient).places.values() if row.kind == "trial"
        )
    form = nurse.get(f"{url}?kind=trial&item={item}").content.decode()
    assert 'value="sertraline"' in form and 'value="90' in form
    sent(
        nurse,
        url,
        kind="trial",
        item=item,
        drug="sertraline",
        dose_mg_per_day="150",
        adherence_pct="90",
        current_episode="yes",
    )
    assert nurse.get(url).content.decode().count('data-test="item"') == 1


def test_a_mistyped_medicine_is_an_open_item_until_a_person_picks(cast: Cast, unit, signed_in) -> None:
    nurse, url = signed_in(cast.noor), place(cast, "medications/")
    sent(nurse, url, kind="medicine", text=MISTYPED.text)
    page = nurse.get(url).content.decode()
    assert "not recognised: lamotragine" in page and 'data-test="pick"' in page
    found = re.search(
        r'name="item" value="([0-9a-f]{32})"><input type="hidden" name="text" value="(lamotrigine[^"]*)"',
        page,
    )
    assert found is not None and found[2] == "lamotrigine 200 mg daily"
    sent(nurse, url, kind="medicine", item=found[1], text=found[2], as_told=MISTYPED.text)
    page = nurse.get(url).content.decode()
    assert "not recognised" not in page and "told as “lamotragine 200 mg daily”" in page
    assert 'data-test="recognised"' in page


def test_the_typing_box_offers_names_and_takes_none(cast: Cast, signed_in) -> None:
    offers = signed_in(cast.noor).get(place(cast, "medicines/offers/?text=norv")).content.decode()
    assert "Norvasc (amlodipine)" in offers
    assert signed_in(cast.noor).get(place(cast, "medicines/offers/?text=")).content.strip() == b""


def test_the_patients_own_words_wait_for_one_press(cast: Cast, unit, signed_in) -> None:
    with unit(cast.lakeside):
        evaluation = actions.open_evaluation(by=cast.ana.user, patient=cast.ana_patient)
        actions.tell(
            by=cast.ana.user,
            evaluation=evaluation,
            slug="history",
            client_id=uuid4(),
            kind="symptom",
            content=Content("cough"),
        )
    nurse, url = signed_in(cast.noor), place(cast, "history/")
    page = nurse.get(url).content.decode()
    assert 'data-origin="patient"' in page and "wait to be confirmed" in page
    found = re.search(r'name="act" value="confirm">.*?name="item" value="([^"]+)"', page, re.DOTALL)
    assert found is not None
    assert sent(nurse, url, act="confirm", kind="symptom", item=found[1]).status_code == 302
    assert 'data-origin="patient"' not in nurse.get(url).content.decode()


def test_a_part_is_signed_as_it_stands(cast: Cast, signed_in) -> None:
    nurse, url = signed_in(cast.noor), place(cast, "history/")
    sent(nurse, url, act="none", kind="allergy")
    digest = re.search(r'name="digest" value="([0-9a-f]{64})"', nurse.get(url).content.decode())
    assert digest is not None and sent(nurse, url, act="sign", digest=digest[1]).status_code == 302
    assert (
        'data-test="card-history"' in (page := nurse.get(url).content.decode())
        and "Signed as complete by" in page
    )


def test_the_decision_shows_every_finding_with_source_and_is_signed_with_the_password(
    cast: Cast, unit, signed_in
) -> None:
    evaluated(cast, unit, with_facts(usual_of(cast, unit), MISTYPED))
    doctor, url = signed_in(cast.okafor), place(cast, "decision/")
    page = doctor.get(url).content.decode()
    assert (
        'data-rule="MC-01"' in page and "/medications/list/1" in page and "lamotragine 200 mg daily" in page
    )
    assert "Source" in page and "Confidence" in page and 'data-test="sign-decision"' in page
    refused = sent(doctor, url, seen=seen(page), verdict="treat", reason="x", password=PASSWORD)
    assert refused.status_code == 422 and b"every medicine has to be known" in refused.content
    wrong = sent(doctor, url, seen=seen(page), verdict="not-now", reason="open medicine", password="guess")
    assert wrong.status_code == 422 and b"This is not your password" in wrong.content
    assert (
        sent(
            doctor, url, seen=seen(page), verdict="not-now", reason="open medicine", password=PASSWORD
        ).status_code
        == 302
    )
    with unit(cast.lakeside):
        (decision,) = Decision.objects.all()
        assert (decision.verdict, decision.reason, decision.document) == (
            "not-now",
            "open medicine",
            seen(page),
        )
    assert "open medicine" in doctor.get(place(cast, "decisions/")).content.decode()


def test_two_people_sign_against_the_rules_on_one_screen(cast: Cast, unit, signed_in) -> None:
    evaluated(cast, unit, changed(usual_of(cast, unit), "vitals", bp_mmhg=[[152.0, 88.0]]))
    doctor, url = signed_in(cast.okafor), place(cast, "decision/")
    page = doctor.get(url).content.decode()
    assert 'data-test="override"' in page
    form = {"seen": seen(page), "verdict": "treat", "reason": "128/80 at home", "password": PASSWORD}
    assert b"second licensed person" in sent(doctor, url, **form).content
    both = {
        **form,
        "override_reason": "white coat",
        "second_email": cast.noor.user.email,
        "second_password": PASSWORD,
    }
    assert sent(doctor, url, **{**both, "second_password": "guess"}).status_code == 422
    assert sent(doctor, url, **both).status_code == 302
    with unit(cast.lakeside):
        assert Decision.objects.get().second == cast.noor.words
    assert f"second person {cast.noor.words.split(' <')[0]}" in doctor.get(url).content.decode()


def test_a_contraindicated_person_has_no_treat_on_the_form(cast: Cast, unit, signed_in) -> None:
    evaluated(cast, unit, with_facts(usual_of(cast, unit), ANEURYSM))
    doctor, url = signed_in(cast.okafor), place(cast, "decision/")
    page = doctor.get(url).content.decode()
    assert 'value="treat"' not in page and 'value="decline"' in page
    assert (
        sent(doctor, url, seen=seen(page), verdict="treat", reason="x", password=PASSWORD).status_code == 422
    )
    with unit(cast.lakeside):
        assert not Decision.objects.exists()


def test_what_changed_since_the_last_decision_is_told(cast: Cast, unit, signed_in) -> None:
    evaluated(cast, unit)
    doctor, url = signed_in(cast.okafor), place(cast, "decision/")
    assert (
        sent(
            doctor,
            url,
            seen=seen(doctor.get(url).content.decode()),
            verdict="treat",
            reason="x",
            password=PASSWORD,
        ).status_code
        == 302
    )
    assert "Nothing has changed since then" in doctor.get(url).content.decode()
    sent(signed_in(cast.noor), place(cast, "medications/"), kind="medicine", text="lisinopril 10 mg daily")
    page = doctor.get(url).content.decode()
    assert 'data-state="changed"' in page and "/medications/list" in page
    # A page that was opened before the next change: refused once, shown as it stands, and then signed from there.
    sent(signed_in(cast.noor), place(cast, "medications/"), kind="medicine", text="famotidine 20 mg daily")
    again = {"verdict": "decline", "reason": "other treatment", "password": PASSWORD}
    refused = sent(doctor, url, seen=seen(page), **again)
    assert refused.status_code == 422 and b"have changed since this page was read" in refused.content
    assert seen(refused.content.decode()) != seen(page)
    assert sent(doctor, url, seen=seen(refused.content.decode()), **again).status_code == 302


def test_a_nurse_reads_the_decision_and_cannot_sign_it(cast: Cast, unit, signed_in) -> None:
    evaluated(cast, unit)
    nurse, url = signed_in(cast.noor), place(cast, "decision/")
    page = nurse.get(url).content.decode()
    assert 'data-test="sign-decision"' not in page
    assert (
        sent(
            nurse,
            url,
            seen=seen(signed_in(cast.okafor).get(url).content.decode()),
            verdict="treat",
            password=PASSWORD,
        ).status_code
        == 403
    )


def test_every_look_is_noted_with_the_patient(cast: Cast, unit, signed_in) -> None:
    doctor = signed_in(cast.okafor)
    for rest in ("", "decision/", "decisions/", *(f"{part.slug}/" for part in PARTS)):
        with unit(cast.lakeside):
            before = Event.objects.filter(patient_id=cast.ana_patient.pk).count()
        assert doctor.get(place(cast, rest)).status_code == 200
        with unit(cast.lakeside):
            assert Event.objects.filter(patient_id=cast.ana_patient.pk).count() == before + 1, rest


def test_a_part_that_is_none_is_not_found(cast: Cast, signed_in) -> None:
    assert signed_in(cast.noor).get(place(cast, "sixth/")).status_code == 404


@pytest.mark.parametrize("rest", ["", "history/", "decision/"])
def test_a_page_asks_the_same_number_of_questions_however_much_is_recorded(
    cast: Cast, unit, signed_in, rest: str
) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    doctor = signed_in(cast.okafor)
    evaluated(cast, unit)
    doctor.get(place(cast, rest))
    with CaptureQueriesContext(connection) as few:
        doctor.get(place(cast, rest))
    for word in ("cough", "rash", "itch", "ache", "chills"):
        sent(signed_in(cast.noor), place(cast, "history/"), kind="family", text=word)
    with CaptureQueriesContext(connection) as many:
        doctor.get(place(cast, rest))
    assert len(many) == len(few)


def test_an_evaluation_begins_again_with_nothing_taken_over(cast: Cast, unit, signed_in) -> None:
    evaluated(cast, unit, with_facts(usual_of(cast, unit), ANEURYSM))
    nurse = signed_in(cast.noor)
    with unit(cast.lakeside):
        before = queries.evaluation(cast.ana_patient)
    assert before is not None
    form = {"seen": str(before.pk), "reason": ""}
    assert sent(nurse, place(cast), **form).status_code == 422
    for _ in range(2):
        assert (
            sent(nurse, place(cast), **{**form, "reason": "a second course after a year"}).status_code == 302
        )
    with unit(cast.lakeside):
        assert len(queries.earlier(cast.ana_patient)) == 1 and queries.gathered(cast.ana_patient).places == {}
    page = nurse.get(place(cast, "history/")).content.decode()
    assert 'data-test="prior"' in page and "abdominal aortic aneurysm" in page
    assert 'data-rule="MH-03"' not in page, "prior answers are shown and never counted"
