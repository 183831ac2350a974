"""A visitor finds a time, books without a script, keeps what they think; a time is never given twice, and robots stay out."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client

from euthymia.clinic.audit.models import Event
from euthymia.clinic.messages import queries as messages
from euthymia.clinic.people.models import Patient
from euthymia.clinic.visits.models import Booking, Purpose
from euthymia.domain.quantities import Unusable
from euthymia.journey.directory import publishing
from euthymia.journey.intake import consulting, enquiring, offering, robots, visitors
from euthymia.journey.intake.consulting import Visitor, Wish
from euthymia.journey.intake.models import Consultation, Lead
from euthymia.journey.intake.public_words import CRITERIA, ENGLISH, QUESTIONS, SPANISH
from euthymia.kit import clock, units
from support import desk
from support.cast import INSTALLER, Cast, client_of
from support.registry import FakeRegistry, checked_page

pytestmark = pytest.mark.django_db
BOOK, ASK = "/consultation/lakeside/book/", "/consultation/lakeside/ask/"


def opened(cast: Cast, **more: Any) -> None:
    """Lakeside takes bookings at its third chair; Wren answers within a day."""
    with units.unit(tenant=cast.lakeside.pk, actor=INSTALLER):
        desk.open_doors(cast)
        given: dict[str, Any] = {
            "is_open": True, "online": False, "minutes": 50, "notice_h": 12, "days_ahead": 7, "chairs": (cast.chairs[2].pk,),
            "owner": cast.wren.staff, "answer_h": 24,
        }  # fmt: skip
        consulting.set_up(cast.lakeside, by=INSTALLER, client_id=uuid4(), **{**given, **more})
    checked_page(cast.lakeside, FakeRegistry())


def free(cast: Cast) -> list[Any]:
    with units.unit(tenant=cast.lakeside.pk, actor=INSTALLER) as unit:
        return offering.free(cast.lakeside, offering.settings(cast.lakeside), unit.now)


def hidden(page: str) -> dict[str, str]:
    found = {name: re.search(rf'name="{name}" value="([^"]*)"', page) for name in ("client_id", "made")}
    return {name: one[1] for name, one in found.items() if one}


def filled(page: str, time: str, **more: Any) -> dict[str, Any]:
    said = {
        "given_name": "Vera",
        "family_name": "Lund",
        "born": "1990-04-02",
        "email": "vera@example.org",
        "by_email": "on",
    }
    return {
        **hidden(page),
        **said,
        "time": time,
        "questions": ["who", "cost"],
        "own_question": "May my sister come?",
        **more,
    }


def test_from_the_free_times_to_the_visitors_own_page(cast: Cast, client: Client) -> None:
    opened(cast)
    listed = client.get("/consultation/lakeside/").content.decode()
    times = re.findall(r'\?at=([^"]+)" data-test="slot"', listed)
    assert times and "Expect" not in listed
    page = client.get(f"{BOOK}?at={times[0]}").content.decode()
    chosen = re.search(r'<option value="([^"]+)" selected', page)
    assert chosen is not None, "the time that was pressed is chosen"
    clock.advance(timedelta(seconds=40))
    form = filled(page, chosen[1])
    answer = client.post(BOOK, form)
    assert answer.status_code == 302, answer.content.decode()
    own = answer.headers["Location"]
    assert client.post(BOOK, form).headers["Location"] == own, "the same form twice is one booking"
    shown = client.get(own)
    text = shown.content.decode()
    assert ENGLISH["question-who"] in text and "May my sister come?" in text and "Vera" not in text
    assert shown.headers["Referrer-Policy"] == "no-referrer" and shown.headers["Cache-Control"] == "no-store"
    file = client.get(f"{own.rstrip('/')}.ics")
    assert (
        file.headers["Content-Type"].startswith("text/calendar") and b"ketamine" not in file.content.lower()
    )
    with units.unit(tenant=cast.lakeside.pk, actor=INSTALLER):
        (made,) = Consultation.objects.select_related("booking__patient")
        contact = messages.contact(made.booking.patient)
    assert made.booking.purpose == Purpose.CONSULTATION and made.booking.chair_id == cast.chairs[2].pk
    assert contact is not None and contact.channels == ("email",), (
        "the confirmation and the reminder go by this"
    )
    desk_page = client_of(cast.wren).get("/staff/leads/").content.decode()
    assert (
        "Vera Lund" in desk_page
        and ENGLISH["question-cost"] in desk_page
        and "May my sister come?" in desk_page
    )


def test_what_the_visitor_thinks_is_theirs_and_goes_with_the_key(cast: Cast, client: Client) -> None:
    opened(cast)
    with units.unit(tenant=cast.lakeside.pk, actor=INSTALLER):
        made = booked(cast)
        own = f"/consultation/key/{consulting.secret_of(made)}/"
    assert client.post(own, {"credentials": "yes", "transparency": "unsure"}).status_code == 302
    text = client.get(f"{own}?kept").content.decode()
    assert text.count(" checked") == 2 and ENGLISH["fit_kept"] in text
    client.post(own, {"credentials": "maybe"})
    with units.unit(tenant=cast.lakeside.pk, actor=INSTALLER):
        assert Consultation.objects.get().fit == {"credentials": "yes", "transparency": "unsure"}
    for page in (
        client_of(cast.wren).get("/staff/leads/"),
        client_of(cast.olu).get("/staff/admin/consultations/"),
    ):
        assert "unsure" not in page.content.decode()
    client.post(own, {"revoke": "1"})
    assert client.get(own).status_code == 404 and client.get(f"{own.rstrip('/')}.ics").status_code == 404
    assert client.get("/consultation/key/none/").status_code == 404
    with units.unit(tenant=cast.lakeside.pk, actor=INSTALLER):
        gone = Consultation.objects.select_related("booking").get()
        assert gone.fit == {} and gone.booking.holds


def booked(cast: Cast, at: Any = None, **more: Any) -> Consultation:
    visitor = Visitor("Vera", "Lund", date(1990, 4, 2))
    now = units.current().now
    time = at or offering.free(cast.lakeside, offering.settings(cast.lakeside), now)[0].starts_at
    return consulting.book(cast.lakeside, client_id=uuid4(), visitor=visitor, wish=Wish(time, **more))


def test_a_time_that_was_just_taken_is_said_and_the_form_is_kept(cast: Cast, client: Client) -> None:
    opened(cast)
    page = client.get(BOOK).content.decode()
    time = free(cast)[0].starts_at
    with units.unit(tenant=cast.lakeside.pk, actor=INSTALLER):
        booked(cast, time)
        with pytest.raises(Unusable, match="not free any more"):
            booked(cast, time)
    clock.advance(timedelta(seconds=40))
    answer = client.post(BOOK, filled(page, time.isoformat()))
    text = answer.content.decode()
    assert answer.status_code == 422 and ENGLISH["taken"] in text
    assert 'value="Vera"' in text and "May my sister come?" in text and text.count(" checked") == 3
    with units.unit(tenant=cast.lakeside.pk, actor=INSTALLER):
        assert Booking.objects.filter(purpose=Purpose.CONSULTATION).count() == 1
    assert time not in {one.starts_at for one in free(cast)}


def test_the_database_refuses_what_two_visitors_at_once_would_get(cast: Cast) -> None:
    """Whatever the offer said: the booking is judged again by the schedule, for its own chair."""
    opened(cast)
    with units.unit(tenant=cast.lakeside.pk, actor=INSTALLER):
        time = offering.free(cast.lakeside, offering.settings(cast.lakeside), units.current().now)[
            0
        ].starts_at
        desk.booked(
            cast.lakeside, cast.ben_patient, cast.chairs[2], f"{time.astimezone(cast.lakeside.zone):%H:%M}", phases=desk.TALK,
            on=time.astimezone(cast.lakeside.zone).date(), purpose="follow-up",
        )  # fmt: skip
        with pytest.raises(Unusable):
            booked(cast, time)


def test_by_video_only_where_a_licence_covers_the_state(
    cast: Cast, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened(cast, online=True)
    page = client.get(BOOK).content.decode()
    assert 'name="way"' in page and "California" in page
    time = free(cast)[0].starts_at.isoformat()
    clock.advance(timedelta(seconds=40))
    for state, says in (
        ("", ENGLISH["which_state"]),
        ("NV", "none of this clinic&#x27;s is verified for NV"),
    ):
        answer = client.post(BOOK, filled(page, time, way="online", state=state))
        assert answer.status_code == 422 and says in answer.content.decode()
    monkeypatch.setattr(offering, "covers", lambda clinic, state, now: state == "NV")
    assert client.post(BOOK, filled(page, time, way="online", state="NV")).status_code == 302
    with units.unit(tenant=cast.lakeside.pk, actor=INSTALLER):
        assert (Consultation.objects.get().way, Consultation.objects.get().state) == ("online", "NV")


@pytest.mark.parametrize(
    ("change", "wait_s", "says"),
    [({"website": "http://x"}, 40, "robot"), ({}, 1, "quicker than people"), ({}, 90_000, "too long"), ({"made": "x"}, 40, "too long")],
)  # fmt: skip
def test_a_robot_is_refused_without_a_puzzle_and_it_is_recorded(
    cast: Cast, client: Client, change: dict[str, str], wait_s: int, says: str
) -> None:
    opened(cast)
    page = client.get(ASK).content.decode()
    clock.advance(timedelta(seconds=wait_s))
    asked = {**hidden(page), "name": "R", "email": "r@example.org", "says": "Hello?", **change}
    answer = client.post(ASK, asked)
    text = answer.content.decode()
    assert answer.status_code == 422 and says in text and "Hello?" in text
    with units.unit(tenant=cast.lakeside.pk, actor=INSTALLER):
        assert not Lead.objects.exists()
        assert Event.objects.filter(verb="public-form.refused", outcome="refused").count() == 1
    if says == "too long":
        clock.advance(timedelta(seconds=10))
        assert client.post(ASK, {**asked, **hidden(text)}).status_code == 302, "sent once more it goes"


def test_more_than_a_clinic_can_answer_in_an_hour_is_refused(
    cast: Cast, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened(cast)
    monkeypatch.setattr(robots, "MOST_IN_AN_HOUR", 1)
    page = client.get(ASK).content.decode()
    clock.advance(timedelta(seconds=10))
    asked = {**hidden(page), "name": "A", "email": "a@example.org", "says": "One?"}
    assert client.post(ASK, asked).status_code == 302
    again = client.post(ASK, {**asked, "client_id": str(uuid4())})
    assert again.status_code == 422 and "Too much comes in" in again.content.decode()


def test_a_question_has_an_owner_and_a_clock_until_it_is_answered(cast: Cast, client: Client) -> None:
    opened(cast)
    page = client.get(f"{ASK}?language=es").content.decode()
    assert SPANISH["ask_title"] in page
    clock.advance(timedelta(seconds=10))
    said = {**hidden(page), "name": "Nia <b>", "phone": "555 0100", "says": "<script>alert(1)</script>"}
    assert client.post(ASK, {**said, "phone": ""}).status_code == 422
    assert client.post(ASK, said).headers["Location"] == f"{ASK}?asked"
    with units.unit(tenant=cast.lakeside.pk, actor=INSTALLER):
        (lead,) = visitors.waiting(cast.lakeside)
        assert lead.owner_id == cast.wren.staff.pk and lead.due_at - lead.made_at == timedelta(hours=24)
        assert (
            enquiring.ask(
                cast.lakeside,
                client_id=lead.client_id,
                kind="question",
                name="",
                email="",
                phone="",
                says="",
                language="en",
            ).pk
            == lead.pk
        )
    wren, place = client_of(cast.wren), f"/staff/leads/{lead.pk}/"
    text = wren.get(place).content.decode()
    assert "&lt;script&gt;" in text and "<script>alert" not in text
    clock.advance(timedelta(hours=30))
    assert "overdue" in client_of(cast.olu).get("/staff/leads/").content.decode()
    owner = client_of(cast.olu)
    given = {"act": "give", "client_id": str(uuid4()), "to": str(cast.olu.staff.pk)}
    assert owner.post(place, given).status_code == 302 and owner.post(place, given).status_code == 302
    assert owner.post(place, {"act": "answer", "client_id": str(uuid4()), "says": " "}).status_code == 422
    assert (
        owner.post(place, {"act": "answer", "client_id": str(uuid4()), "says": "Called back."}).status_code
        == 302
    )
    with units.unit(tenant=cast.lakeside.pk, actor=INSTALLER):
        assert visitors.waiting(cast.lakeside) == []
        assert [one.kind for one in visitors.steps(lead)] == ["given", "answered"]
    assert client_of(cast.noor).get(place).status_code == 403


def test_a_complaint_needs_no_name_has_an_owner_and_the_clinic_may_publish_how_long_they_wait(
    cast: Cast, client: Client
) -> None:
    opened(cast, complaint_owner=cast.olu.staff, complaint_h=72, publish_answer_time=True)
    place = "/consultation/lakeside/complain/"
    page = client.get(place).content.decode()
    assert "72 hours" in page and "answer-time" not in page
    clock.advance(timedelta(seconds=10))
    assert client.post(place, {**hidden(page), "says": "Nobody called me back."}).status_code == 302
    with units.unit(tenant=cast.lakeside.pk, actor=INSTALLER) as unit:
        (first,) = visitors.waiting(cast.lakeside)
        assert (first.kind, first.owner_id, first.name) == ("complaint", cast.olu.staff.pk, "")
        for _ in range(4):
            enquiring.ask(
                cast.lakeside, client_id=uuid4(), kind="complaint", name="", email="", phone="", says="Late.", language="en"
            )  # fmt: skip
        assert visitors.answer_time(cast.lakeside, unit.now, "complaint") is not None
    clock.advance(timedelta(hours=10))
    with units.unit(tenant=cast.lakeside.pk, actor=cast.olu.words) as unit:
        for one in visitors.waiting(cast.lakeside)[:2]:
            enquiring.answer(by=cast.olu.member(), lead=one, says="Called.", client_id=uuid4())
    clock.advance(timedelta(hours=30))
    assert "5 complaints waited 40 hours" in client.get(place).content.decode(), (
        "those that still wait are counted"
    )
    with units.unit(tenant=cast.lakeside.pk, actor=INSTALLER) as unit:
        publishing.remake(cast.lakeside, unit.now)
    row = client.get("/compare/?clinic=lakeside").content.decode().partition('data-test="row-concerns"')[2]
    assert "5 complaints of the last 365 days waited 40 hours" in row.partition("</tr>")[0]
    assert "no name given" in client_of(cast.olu).get("/staff/leads/").content.decode()


def test_how_long_questions_wait_is_a_consent_of_its_own_and_hidden_under_five(
    cast: Cast, client: Client
) -> None:
    opened(cast, publish_answer_time=True)
    place = "/consultation/lakeside/ask/"

    def asked(count: int) -> None:
        with units.unit(tenant=cast.lakeside.pk, actor=INSTALLER):
            for _ in range(count):
                enquiring.ask(
                    cast.lakeside, client_id=uuid4(), kind="question", name="", email="a@example.org", phone="", says="When?", language="en"
                )  # fmt: skip

    asked(5)
    assert "answer-time" not in client.get(place).content.decode(), (
        "who lets complaints be read lets questions not"
    )
    with units.unit(tenant=cast.lakeside.pk, actor=INSTALLER):
        consulting.set_up(
            cast.lakeside, by=INSTALLER, client_id=uuid4(), is_open=True, online=False, minutes=50, notice_h=12, days_ahead=7,
            chairs=(cast.chairs[2].pk,), owner=cast.wren.staff, answer_h=24, publish_question_time=True,
        )  # fmt: skip
    clock.advance(timedelta(hours=6))
    with units.unit(tenant=cast.lakeside.pk, actor=cast.olu.words) as unit:
        for one in visitors.waiting(cast.lakeside)[:4]:
            enquiring.answer(by=cast.olu.member(), lead=one, says="Answered.", client_id=uuid4())
        publishing.remake(cast.lakeside, unit.now)
    assert "5 questions waited 6 hours for their first answer" in client.get(place).content.decode()
    assert "answer-time" not in client.get("/consultation/lakeside/complain/").content.decode()
    with units.unit(tenant=cast.lakeside.pk, actor=INSTALLER) as unit:
        assert visitors.answer_time(cast.lakeside, unit.now + timedelta(days=365), "question") is None, (
            "a year"
        )
    row = client.get("/compare/?clinic=lakeside").content.decode().partition('data-test="row-concerns"')[2]
    assert "5 questions of the last 365 days waited 6 hours" in row.partition("</tr>")[0]


def test_nobody_learns_here_that_somebody_is_a_patient(cast: Cast, client: Client) -> None:
    """Who books under a patient's own name and birth date gets the same page as anybody, and a record of its own."""
    opened(cast)
    page, times = client.get(BOOK).content.decode(), free(cast)
    clock.advance(timedelta(seconds=10))
    answers = []
    for names, time in (
        (("Ana", "Marsh", "1981-05-04"), times[0]),
        (("Zoe", "Nobody", "1981-05-04"), times[4]),
    ):
        said = dict(zip(("given_name", "family_name", "born"), names, strict=True))
        form = filled(page, time.starts_at.isoformat(), **said, client_id=str(uuid4()))
        own = client.post(BOOK, form).headers["Location"]
        answers.append(re.sub(r"key/[\w-]+|\d{1,2}:\d\d|\d+ (?:AM|PM)", "", client.get(own).content.decode()))
    assert answers[0] == answers[1]
    with units.unit(tenant=cast.lakeside.pk, actor=INSTALLER):
        assert Patient.objects.filter(family_name="Marsh").count() == 2
        assert Patient.objects.get(pk=cast.ana_patient.pk).phone == cast.ana_patient.phone


def test_a_clinic_that_has_not_opened_offers_nothing_and_sets_it_up_itself(
    cast: Cast, client: Client
) -> None:
    assert 'data-test="closed"' in client.get("/consultation/lakeside/").content.decode()
    assert client.get(BOOK).headers["Location"] == "/consultation/lakeside/"
    assert client.get("/consultation/nowhere/").status_code == 404
    owner, form = (
        client_of(cast.olu),
        {"minutes": "50", "notice_h": "12", "days_ahead": "7", "answer_h": "24", "complaint_h": "120"},
    )
    place = "/staff/admin/consultations/"
    assert owner.post(place, {**form, "client_id": str(uuid4()), "minutes": "5"}).status_code == 422
    assert owner.post(place, {**form, "client_id": str(uuid4()), "is_open": "on"}).status_code == 302
    with units.unit(tenant=cast.lakeside.pk, actor=INSTALLER):
        assert offering.settings(cast.lakeside).is_open
    assert client_of(cast.wren).get(place).status_code == 403


def test_both_languages_say_the_same_things() -> None:
    assert ENGLISH.keys() == SPANISH.keys()
    fields = {key: set(re.findall(r"{\w+}", said)) for key, said in ENGLISH.items()}
    assert fields == {key: set(re.findall(r"{\w+}", said)) for key, said in SPANISH.items()}
    assert {f"question-{one}" for one in QUESTIONS} | {f"fit-{one}" for one in CRITERIA} <= set(ENGLISH)
