"""Patients: found by the start of a word, registered once, seen under audit."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from euthymia.clinic.audit.models import Event
from euthymia.clinic.people import actions as people
from euthymia.clinic.people import lookups
from euthymia.clinic.people.models import Patient
from support.cast import Cast, client_of
from support.places import a_session

pytestmark = pytest.mark.django_db
ADA = {
    "given_name": "Ada", "family_name": "Brown", "born": "1990-12-10", "sex": "female", "height_cm": "171",
    "allergies_asked": "some", "allergies": "latex\n penicillin \n", "phone": "+1 415 555 0100",
    "emergency_contact": "Jo", "monitoring_risks": ["MAOI"],
}  # fmt: skip


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("mar", ["Marsh, Ana"]),
        ("MARSH an", ["Marsh, Ana"]),
        ("la-00002", ["Okoro, Ben"]),
        ("1981-05-04", ["Marsh, Ana"]),
        ("la-", ["Marsh, Ana", "Okoro, Ben"]),
        ("arsh", []),
        ("winter", []),
        ("%", []),
        ("' OR 1=1", []),
    ],
)
def test_search_finds_by_the_start_of_a_word(cast: Cast, words: str, found: list[str]) -> None:
    client = client_of(cast.wren)
    entries = client.get("/staff/search/", {"q": words}).json()
    assert [entry["text"] for entry in entries] == found
    page = client.get("/staff/patients/", {"q": words}).content.decode()
    assert page.count('data-test="patient-row"') == len(found)


def test_an_entry_says_who_and_where(cast: Cast) -> None:
    (entry,) = client_of(cast.wren).get("/staff/search/?q=marsh").json()
    assert entry == {
        "text": "Marsh, Ana", "kind": "LA-00001 · born 1981-05-04", "url": f"/staff/patients/{cast.ana_patient.pk}/"
    }  # fmt: skip


def test_a_search_without_words_finds_nobody_and_is_noted_like_any_other(cast: Cast, unit: Any) -> None:
    assert client_of(cast.wren).get("/staff/search/").json() == []
    client_of(cast.wren).get("/staff/search/?q=mar")
    with unit(cast.lakeside):
        searched = Event.objects.filter(verb="patients.searched").order_by("n")
        assert [event.detail["words"] for event in searched] == ["", "mar"]


def test_pages_of_the_list_follow_each_other_without_gap_or_repeat(cast: Cast, unit: Any) -> None:
    with unit(cast.lakeside):
        for n in range(11):
            people.register_patient(
                clinic=cast.lakeside,
                by="a test",
                given_name=f"Kim{n % 3}",
                family_name="Lee",
                born=date(1990, 1, 1),
            )
        seen, after = [], None
        while True:
            page = lookups.patients_page(cast.lakeside, after=after, size=4)
            seen += [patient.pk for patient in page.patients]
            after = page.after
            if after is None:
                break
        assert len(seen) == len(set(seen)) == 13


def test_registering_writes_all_that_was_said(cast: Cast, unit: Any) -> None:
    answer = client_of(cast.wren).post("/staff/patients/new/", ADA)
    with unit(cast.lakeside):
        ada = Patient.objects.get(given_name="Ada")
        noted = Event.objects.get(verb="patient.registered", actor=cast.wren.words)
    assert answer.headers["Location"] == f"/staff/patients/{ada.pk}/"
    assert (ada.number, ada.allergies, ada.height_cm, ada.monitoring_risks) == (
        "LA-00003",
        ["latex", "penicillin"],
        171,
        ["MAOI"],
    )
    assert noted.patient_id == ada.pk


@pytest.mark.parametrize(("asked", "kept"), [("unknown", None), ("none", [])])
def test_not_asked_and_none_are_different_answers(cast: Cast, unit: Any, asked: str, kept: Any) -> None:
    client = client_of(cast.wren)
    answer = client.post(
        "/staff/patients/new/", {**ADA, "allergies_asked": asked, "allergies": ""}, follow=True
    )
    with unit(cast.lakeside):
        assert Patient.objects.get(given_name="Ada").allergies == kept
    assert ("allergies not asked" in answer.content.decode()) is (kept is None)


@pytest.mark.parametrize(
    ("changed", "says"),
    [
        ({"family_name": ""}, "This field is required"),
        ({"family_name": "   "}, "This field is required"),
        ({"born": "31/12/1990x"}, "Enter a valid date"),
        ({"born": "2026-11-21"}, "cannot be a birth date"),
        ({"born": "1820-01-01"}, "cannot be a birth date"),
        ({"height_cm": "1.71"}, "Enter a whole number"),
        ({"height_cm": "17"}, "greater than or equal to 50"),
        ({"sex": "x"}, "Select a valid choice"),
        ({"allergies": ""}, "Say which ones"),
        ({"allergies_asked": "none"}, "choose “Asked: these”"),
        ({"monitoring_risks": ["bad luck"]}, "Select a valid choice"),
    ],
)
def test_what_cannot_be_is_refused_at_the_field(
    cast: Cast, unit: Any, changed: dict[str, Any], says: str
) -> None:
    answer = client_of(cast.wren).post("/staff/patients/new/", {**ADA, **changed})
    assert answer.status_code == 200 and says in answer.content.decode()
    assert 'data-test="errors"' in answer.content.decode()
    with unit(cast.lakeside):
        assert not Patient.objects.filter(given_name="Ada").exists()


def test_the_same_person_is_not_registered_twice_by_accident(cast: Cast, unit: Any) -> None:
    client = client_of(cast.wren)
    twin = {**ADA, "given_name": "Anna", "family_name": "marsh", "born": "1981-05-04"}
    answer = client.post("/staff/patients/new/", twin)
    assert b"LA-00001" in answer.content and b"Is it one of these" in answer.content
    assert client.post("/staff/patients/new/", {**twin, "anyway": "on"}).status_code == 302


def test_the_overview_shows_charts_only_to_who_reads_them(cast: Cast) -> None:
    session = a_session(cast)
    url = f"/staff/patients/{cast.ana_patient.pk}/"
    nurse, desk = (
        client_of(cast.noor).get(url).content.decode(),
        client_of(cast.wren).get(url).content.decode(),
    )
    assert 'data-test="session"' in nurse and str(session.pk) in nurse
    assert 'data-test="session"' not in desk and str(session.pk) not in desk
    assert "Ana Marsh" in desk and "45 y" in desk


def test_every_look_is_noted_with_whose_record_it_was(cast: Cast, unit: Any) -> None:
    client_of(cast.wren).get(f"/staff/patients/{cast.ana_patient.pk}/")
    with unit(cast.lakeside):
        event = Event.objects.latest("n")
    assert (event.verb, event.actor, event.role, event.patient_id) == (
        "patient.seen", cast.wren.words, "desk", cast.ana_patient.pk,
    )  # fmt: skip


def test_only_who_orders_is_offered_to_order(cast: Cast) -> None:
    url = f"/staff/patients/{cast.ben_patient.pk}/"
    assert b'data-test="order"' in client_of(cast.okafor).get(url).content
    assert b'data-test="order"' not in client_of(cast.noor).get(url).content


def test_a_page_of_patients_asks_the_database_as_much_for_fifty_as_for_two(cast: Cast, unit: Any) -> None:
    client = client_of(cast.wren)
    client.get("/staff/patients/")
    with CaptureQueriesContext(connection) as few:
        client.get("/staff/patients/")
    with unit(cast.lakeside):
        for n in range(48):
            people.register_patient(
                clinic=cast.lakeside,
                by="a test",
                given_name="Kim",
                family_name=f"Lee{n}",
                born=date(1990, 1, 1),
            )
    with CaptureQueriesContext(connection) as many:
        client.get("/staff/patients/")
    assert len(many) == len(few)


def test_nothing_typed_by_people_runs_in_the_page(cast: Cast) -> None:
    evil = {**ADA, "given_name": "<script>alert(1)</script>", "allergies": "<img src=x onerror=alert(1)>"}
    page = client_of(cast.wren).post("/staff/patients/new/", evil, follow=True)
    assert b"<script>alert" not in page.content and b"<img src=x" not in page.content
    policy = page.headers["Content-Security-Policy"]
    assert "unsafe-inline" not in policy and "default-src 'none'" in policy


def test_an_address_is_entered_and_changed_under_audit(cast: Cast, unit: Any) -> None:
    url = f"/staff/patients/{cast.ana_patient.pk}/address/"
    answer = client_of(cast.wren).post(url, {"address": "12 Elm Street, Oakland, CA"}, follow=True)
    assert b"12 Elm Street, Oakland, CA" in answer.content
    with unit(cast.lakeside):
        assert Patient.objects.get(pk=cast.ana_patient.pk).address == "12 Elm Street, Oakland, CA"
        assert Event.objects.get(verb="patient.moved").patient_id == cast.ana_patient.pk
    assert client_of(cast.tomas).post(url, {"address": "elsewhere"}).status_code == 403
