"""Break-glass: one chart, one hour, a reason, a banner, and a second person's review."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from euthymia.clinic.audit.models import Event
from euthymia.clinic.people import actions as people
from euthymia.clinic.people import lookups
from euthymia.clinic.people.models import GlassBreak, GlassReview
from euthymia.journey.infusion import queries as infusions
from euthymia.kit import clock
from support.cast import Cast, Person, client_of
from support.places import a_session

pytestmark = pytest.mark.django_db
WHY = {"code": "emergency", "reason": "She called in distress and nobody else answers."}


@pytest.fixture
def therapist(cast: Cast) -> Person:
    """Sees patients but no charts, and is a clinician."""
    a_session(cast)
    return cast.by_role["therapist"]


def _chart(client: Any, patient: Any) -> str:
    return client.get(f"/staff/patients/{patient.pk}/").content.decode()


def test_it_opens_one_chart_for_an_hour_under_a_banner(cast: Cast, therapist: Person) -> None:
    client = client_of(therapist)
    assert 'data-test="chart-closed"' in _chart(client, cast.ana_patient)
    answer = client.post(f"/staff/patients/{cast.ana_patient.pk}/emergency/", WHY)
    assert answer.headers["Location"] == f"/staff/patients/{cast.ana_patient.pk}/"
    page = _chart(client, cast.ana_patient)
    assert 'data-test="glass-banner"' in page and 'data-test="session"' in page
    assert "until 10:00" in page, "nine o'clock at Lakeside and an hour"
    assert 'data-test="chart-closed"' in _chart(client, cast.ben_patient), "no other chart"
    clock.advance(timedelta(minutes=59, seconds=59))
    assert 'data-test="session"' in _chart(client, cast.ana_patient)
    clock.advance(timedelta(seconds=1))
    assert 'data-test="chart-closed"' in _chart(client, cast.ana_patient)


def test_it_opens_for_nobody_else(cast: Cast, therapist: Person) -> None:
    client_of(therapist).post(f"/staff/patients/{cast.ana_patient.pk}/emergency/", WHY)
    assert 'data-test="chart-closed"' in _chart(client_of(cast.by_role["desk"]), cast.ana_patient)


def test_every_look_under_it_says_so(cast: Cast, therapist: Person, unit: Any) -> None:
    client = client_of(therapist)
    client.post(f"/staff/patients/{cast.ana_patient.pk}/emergency/", WHY)
    _chart(client, cast.ana_patient)
    with unit(cast.lakeside):
        broken = Event.objects.get(verb="glass.broken")
        seen = Event.objects.filter(verb="patient.seen", patient_id=cast.ana_patient.pk).latest("n")
    assert broken.patient_id == cast.ana_patient.pk and "Medical emergency" in broken.says
    assert "emergency opening" in seen.says


@pytest.mark.parametrize(
    ("sent", "says"),
    [
        ({**WHY, "code": ""}, "This field is required"),
        ({**WHY, "code": "curiosity"}, "Select a valid choice"),
        ({**WHY, "reason": "urgent"}, "say in a sentence why"),
    ],
)
def test_without_a_reason_it_stays_shut(
    cast: Cast, therapist: Person, unit: Any, sent: dict[str, str], says: str
) -> None:
    answer = client_of(therapist).post(f"/staff/patients/{cast.ana_patient.pk}/emergency/", sent)
    assert says in answer.content.decode()
    with unit(cast.lakeside):
        assert GlassBreak.objects.count() == 0


def test_who_reads_charts_anyway_has_nothing_to_break(cast: Cast, therapist: Person) -> None:
    client = client_of(cast.noor)
    assert 'data-test="break-glass"' not in _chart(client, cast.ana_patient)
    assert client.get(f"/staff/patients/{cast.ana_patient.pk}/emergency/").status_code == 403


def test_the_owner_reviews_it_once(cast: Cast, therapist: Person, unit: Any) -> None:
    client_of(therapist).post(f"/staff/patients/{cast.ana_patient.pk}/emergency/", WHY)
    owner = client_of(cast.olu)
    assert b"1 emergency opening waits" in owner.get("/staff/admin/").content
    listed = owner.get("/staff/admin/glass/").content.decode()
    assert therapist.user.name in listed and "distress" in listed
    with unit(cast.lakeside):
        opening = GlassBreak.objects.get()
    sent = {"opening": str(opening.pk), "finding": "Justified: the nurse confirms."}
    assert owner.post("/staff/admin/glass/", sent).status_code == 302
    assert b"reviewed" in owner.get("/staff/admin/glass/").content
    assert b"Somebody else has reviewed" in owner.post("/staff/admin/glass/", sent, follow=True).content
    with unit(cast.lakeside):
        assert GlassReview.objects.count() == 1
        assert lookups.unreviewed_glass(cast.lakeside) == 0


def test_a_review_says_something_about_an_opening_that_exists(
    cast: Cast, therapist: Person, unit: Any
) -> None:
    owner = client_of(cast.olu)
    elsewhere = {"opening": "00000000-0000-7000-8000-000000000000", "finding": "fine"}
    assert owner.post("/staff/admin/glass/", elsewhere).status_code == 404
    client_of(therapist).post(f"/staff/patients/{cast.ana_patient.pk}/emergency/", WHY)
    with unit(cast.lakeside):
        opening = GlassBreak.objects.get()
    answer = owner.post("/staff/admin/glass/", {"opening": str(opening.pk), "finding": " "})
    assert b"This field is required" in answer.content


def test_nobody_reviews_their_own(cast: Cast, unit: Any) -> None:
    with unit(cast.lakeside):
        people.give_role(staff=cast.olu.staff, role="therapist", by="the installation")
    owner = client_of(cast.olu)
    owner.post(f"/staff/patients/{cast.ana_patient.pk}/emergency/", WHY)
    with unit(cast.lakeside):
        opening = GlassBreak.objects.get()
    assert b"somebody else reviews it" in owner.get("/staff/admin/glass/").content
    answer = owner.post(
        "/staff/admin/glass/", {"opening": str(opening.pk), "finding": "I was right."}, follow=True
    )
    assert b"Nobody reviews their own opening" in answer.content
    with unit(cast.lakeside):
        assert GlassReview.objects.count() == 0


@pytest.mark.parametrize(
    ("opened", "due"),
    [
        (datetime(2026, 11, 19, 18, 0, tzinfo=UTC), "Fri 10:00"),  # Thursday at Lakeside
        (datetime(2026, 11, 20, 18, 0, tzinfo=UTC), "Mon 10:00"),
        (datetime(2026, 11, 22, 18, 0, tzinfo=UTC), "Mon 10:00"),
    ],
)
def test_a_review_is_due_on_the_next_business_day(cast: Cast, opened: datetime, due: str) -> None:
    assert lookups.review_due(opened, cast.lakeside.zone).strftime("%a %H:%M") == due


def test_it_opens_the_session_record_too_and_nothing_that_writes(
    cast: Cast, therapist: Person, unit: Any
) -> None:
    with unit(cast.lakeside):
        session = infusions.of_patient(cast.ana_patient).get()
    client, record = client_of(therapist), f"/staff/infusions/{session.pk}/record/"
    assert client.get(record).status_code == 403
    client.post(f"/staff/patients/{cast.ana_patient.pk}/emergency/", WHY)
    assert client.get(record).status_code == 200
    assert client.post(f"/staff/infusions/{session.pk}/note/", {"words": "x"}).status_code == 403
    with unit(cast.lakeside):
        assert Event.objects.filter(verb="glass.used").exists()
