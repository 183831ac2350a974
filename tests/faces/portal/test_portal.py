"""The portal: one's own record and nobody else's, in plain words."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from euthymia.clinic.audit.models import Event
from euthymia.clinic.people import actions as people
from support.cast import Cast, client_of
from support.places import a_session

pytestmark = pytest.mark.django_db


def test_a_patient_sees_their_own_record(cast: Cast, unit: Any) -> None:
    page = client_of(cast.ana).get("/portal/").content.decode()
    assert "Hello Ana" in page and "LA-00001" in page and "988" in page
    assert "Okoro" not in page
    with unit(cast.lakeside):
        event = Event.objects.latest("n")
    assert (event.verb, event.role, event.patient_id) == ("patient.seen", "patient", cast.ana_patient.pk)


def test_a_session_stands_there_without_staff_names_or_raw_figures(cast: Cast) -> None:
    session = a_session(cast)
    page = client_of(cast.ana).get("/portal/").content.decode()
    assert "Chair 1" in page and "being prepared" in page
    for hidden in (cast.okafor.user.name, " mg", str(session.pk)):
        assert hidden not in page


def test_nobody_of_staff_comes_in_by_this_door(cast: Cast, unit: Any) -> None:
    assert client_of(cast.noor).get("/portal/").status_code == 403
    with unit():
        assert Event.objects.filter(verb="page.refused", actor=cast.noor.words).count() == 1


def test_a_patient_reaches_no_page_of_staff(cast: Cast) -> None:
    answer = client_of(cast.ana).get(f"/staff/patients/{cast.ben_patient.pk}/", follow=True)
    assert answer.status_code == 403 and b"Okoro" not in answer.content


def test_a_patient_of_two_clinics_chooses_and_changes(cast: Cast, unit: Any) -> None:
    with unit():
        people.register_patient(
            clinic=cast.hillside, by="a test", given_name="Ana", family_name="Marsh", born=date(1981, 5, 4),
            user=cast.ana.user,
        )  # fmt: skip
    client = client_of(cast.ana)
    assert client.get("/portal/").headers["Location"] == "/portal/clinic/"
    offered = client.get("/portal/clinic/").content.decode()
    assert "Lakeside Clinic" in offered and "Hillside Clinic" in offered
    for clinic, number, other in (
        (cast.hillside, "HI-00002", "LA-00001"),
        (cast.lakeside, "LA-00001", "HI-00002"),
    ):
        assert client.post("/portal/clinic/", {"clinic": str(clinic.pk)}).headers["Location"] == "/portal/"
        page = client.get("/portal/").content.decode()
        assert number in page and clinic.name in page and other not in page
        assert 'data-test="change-clinic"' in page
        with unit(clinic):
            newest = Event.objects.filter(clinic_id=clinic.pk).order_by("-n")[:2]
            assert [event.verb for event in newest] == ["patient.seen", "record.chosen"]


def test_nobody_chooses_a_clinic_that_has_no_record_of_theirs(cast: Cast) -> None:
    client = client_of(cast.ana)
    assert "Hillside" not in client.get("/portal/clinic/").content.decode()
    assert client.post("/portal/clinic/", {"clinic": str(cast.hillside.pk)}).status_code == 403
    page = client.get("/portal/").content.decode()
    assert "LA-00001" in page and "change-clinic" not in page
    assert (
        "Lakeside" not in client_of(cast.noor).get("/portal/clinic/").content.decode().partition("<main")[2]
    )
