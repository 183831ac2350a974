"""Settings: how the pages look is kept with the account and on the page before the first paint, in two languages."""

from __future__ import annotations

from typing import Any

import pytest

from euthymia.clinic.audit.models import Event
from support.cast import Cast, client_of

pytestmark = pytest.mark.django_db
CHOSEN = {"language": "es", "text_size": "largest", "theme": "dark"}


def test_chosen_once_for_every_device(cast: Cast, unit: Any) -> None:
    here = client_of(cast.ana)
    assert "/portal/settings/" in here.get("/portal/more/").content.decode()
    page = here.get("/portal/settings/").content.decode()
    assert "Size of the text" in page and "Add a passkey" in page and "Change the password" in page
    for _ in range(2):
        assert here.post("/portal/settings/", CHOSEN).headers["Location"] == "/portal/settings/?kept"
    elsewhere = client_of(cast.ana)
    page = elsewhere.get("/portal/").content.decode()
    assert '<html lang="es" dir="ltr" data-theme="dark" data-text="largest"' in page
    assert "Ajustes" in elsewhere.get("/portal/settings/", headers={"accept-language": "en"}).content.decode()
    with unit(cast.lakeside):
        (kept,) = Event.objects.filter(verb="account.screen")
    assert kept.patient_id == cast.ana_patient.pk and "text_size" in kept.says


def test_what_is_no_choice_is_refused_and_nothing_is_kept(cast: Cast) -> None:
    client = client_of(cast.ana)
    answer = client.post("/portal/settings/", {**CHOSEN, "theme": "pink"})
    assert answer.status_code == 422
    assert 'data-theme="auto"' in client.get("/portal/").content.decode()


def test_the_button_of_every_page_keeps_the_language_too(cast: Cast) -> None:
    here = client_of(cast.ana)
    here.post("/portal/settings/", {**CHOSEN, "theme": "", "text_size": ""})
    here.post("/portal/language/", {"language": "en", "next": "/portal/"})
    page = client_of(cast.ana).get("/portal/", headers={"accept-language": "es"}).content.decode()
    assert '<html lang="en" dir="ltr" data-theme="auto" data-word' in page
