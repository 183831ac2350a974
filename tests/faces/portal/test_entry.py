"""The first link: made by the desk, opened once by who was born on that day, and by nobody else."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from euthymia.clinic.audit.models import Event
from euthymia.clinic.people import entering
from euthymia.clinic.people.models import Patient, User
from euthymia.domain.quantities import Unusable
from euthymia.kit import clock
from support.cast import Cast, client_of

pytestmark = pytest.mark.django_db
MAIL = "ben.okoro@example.org"


def made(cast: Cast, email: str = MAIL) -> str:
    page = client_of(cast.wren).post(f"/staff/patients/{cast.ben_patient.pk}/portal/", {"email": email})
    assert page.status_code == 200 and page.headers["Cache-Control"] == "no-store"
    _, _, rest = page.content.decode().partition("/in/")
    return f"/in/{rest.partition('/')[0]}/"


def test_in_by_the_link_once_and_a_password_afterwards(cast: Cast, unit: Any) -> None:
    assert "Let in" in client_of(cast.wren).get(f"/staff/patients/{cast.ben_patient.pk}/").content.decode()
    older, link = made(cast), made(cast)
    visitor = Client()
    assert visitor.get(older).status_code == 404, "a newer one was made"
    page = visitor.get(link)
    assert page.status_code == 200 and page.headers["Referrer-Policy"] == "same-origin"
    assert "Okoro" not in page.content.decode() and "Lakeside" not in page.content.decode()
    assert visitor.post(link, {"born": ""}).status_code == 422
    assert visitor.post(link, {"born": "1900-01-01"}).status_code == 422
    assert visitor.post(link, {"born": str(cast.ben_patient.born)}).headers["Location"] == "/portal/"
    assert "Hello Ben" in visitor.get("/portal/").content.decode()
    assert "Choose a password" in visitor.get("/portal/settings/").content.decode()
    words = "four ordinary words here"
    assert visitor.post("/account/password/set/", {"password1": words, "password2": words}).status_code == 302
    assert Client().post(link, {"born": str(cast.ben_patient.born)}).status_code == 404, "it opens once"
    with unit(cast.lakeside):
        patient = Patient.objects.get(pk=cast.ben_patient.pk)
        assert patient.user is not None and patient.user.email == MAIL and patient.user.check_password(words)
        seen = Event.objects.filter(patient_id=patient.pk, verb__startswith="portal.").order_by("n")
        assert [one.verb for one in seen] == [
            "portal.link-made", "portal.link-made", "portal.link-refused", "portal.link-used"
        ]  # fmt: skip


def test_five_wrong_days_or_a_week_close_it(cast: Cast) -> None:
    link, visitor = made(cast), Client()
    for _ in range(4):
        assert visitor.post(link, {"born": "1970-01-01"}).status_code == 422
    last = visitor.post(link, {"born": "1970-01-01"})
    assert last.status_code == 404 and "new link" in last.content.decode()
    assert visitor.post(link, {"born": str(cast.ben_patient.born)}).status_code == 404
    late = made(cast)
    with clock.frozen(clock.now() + entering.LINK_LASTS + timedelta(seconds=1)):
        assert visitor.get(late).status_code == 404
    assert not User.objects.filter(email=MAIL).exists()


def test_who_may_not_have_one(cast: Cast, unit: Any) -> None:
    """An address that signs somebody in, an account of staff, somebody who registers nobody."""
    page = f"/staff/patients/{cast.ben_patient.pk}/portal/"
    for email in (cast.noor.user.email, "no address", ""):
        assert client_of(cast.wren).post(page, {"email": email}).status_code == 422
    assert client_of(cast.by_role["therapist"]).get(page).status_code == 403
    with unit(cast.lakeside):
        ben = Patient.objects.get(pk=cast.ben_patient.pk)
        ben.user = cast.noor.user
        with pytest.raises(Unusable) as refused:
            entering.make_link(by=cast.wren.member(), patient=ben)
    assert refused.value.faults[0].code == "guarded"
