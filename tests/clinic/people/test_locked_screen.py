"""A screen that locks: by hand, by itself, what stays in sight, and what opens it again."""

from __future__ import annotations

import time
from datetime import timedelta
from typing import Any

import pytest
from django.core.cache import cache

from euthymia.clinic.audit import pages
from euthymia.clinic.audit.models import Event
from euthymia.clinic.people import doors
from euthymia.clinic.people.access import BY_CODE
from euthymia.kit import clock
from support.cast import PASSWORD, Cast, client_of
from support.places import at_lakeside, routes

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def fresh_limits() -> None:
    cache.clear()


def _locked(cast: Cast) -> Any:
    client = client_of(cast.noor)
    assert client.post("/staff/lock/").headers["Location"].startswith("/staff/unlock/")
    return client


def test_a_locked_screen_opens_no_page_and_takes_no_act(cast: Cast) -> None:
    client, places = _locked(cast), at_lakeside(cast)
    for route in routes():
        if route.door is None or route.door.kind not in ("staff", "member"):
            continue
        if route.door.permission and route.door.permission not in BY_CODE["nurse"].permissions:
            continue
        answer = client.get(route.url(places))
        if route.door.while_locked:
            assert answer.status_code != 302, route.name
        else:
            assert answer.headers.get("Location", "").startswith("/staff/unlock/"), (
                route.name,
                answer.status_code,
            )
        assert client.post(route.url(places)).status_code == 423, route.name


def test_a_screen_left_alone_locks_by_itself(cast: Cast, settings: Any) -> None:
    client = client_of(cast.noor)
    assert client.get("/staff/patients/").status_code == 200
    _idle(client, settings.EUTHYMIA_LOCK_AFTER_S + 1)
    answer = client.get("/staff/patients/?q=a")
    assert answer.headers["Location"] == "/staff/unlock/?next=%2Fstaff%2Fpatients%2F%3Fq%3Da"


def test_looking_at_live_numbers_does_not_keep_it_open(cast: Cast, settings: Any) -> None:
    client = client_of(cast.noor)
    client.get("/staff/patients/")
    _idle(client, settings.EUTHYMIA_LOCK_AFTER_S - 60)
    client.get("/staff/patients/?live")
    _idle(client, settings.EUTHYMIA_LOCK_AFTER_S + 1)
    assert client.get("/staff/patients/").status_code == 302


def _idle(client: Any, seconds: int) -> None:
    session = client.session
    session[doors.SEEN_KEY] = (clock.wall() - timedelta(seconds=seconds)).isoformat()
    session.save()


@pytest.mark.parametrize("seen_ago_s", [5, 60], ids=["just seen", "seen a minute ago"])
def test_a_page_that_takes_long_does_not_undo_a_lock(
    cast: Cast, monkeypatch: pytest.MonkeyPatch, seen_ago_s: int
) -> None:
    """The screen is locked while the audit log is verified; the answer carries the session as it was before."""
    client = client_of(cast.olu)
    _idle(client, seen_ago_s)
    verify = pages.verify

    def meanwhile(clinic: Any) -> Any:
        session = client.session
        session[doors.LOCKED_KEY] = clock.wall().isoformat()
        session.save()
        return verify(clinic)

    monkeypatch.setattr(pages, "verify", meanwhile)
    assert client.post("/staff/admin/audit/verify/").status_code == 302
    assert client.get("/staff/admin/audit/").headers["Location"].startswith("/staff/unlock/")


def test_the_password_unlocks_and_leads_back(cast: Cast, unit: Any) -> None:
    client = _locked(cast)
    answer = client.post("/staff/unlock/", {"password": PASSWORD, "next": "/staff/patients/"})
    assert answer.headers["Location"] == "/staff/patients/"
    assert client.get("/staff/patients/").status_code == 200
    with unit(cast.lakeside):
        verbs = list(Event.objects.order_by("n").values_list("verb", flat=True))
    assert [verb for verb in verbs if verb.startswith("account.")] == ["account.locked", "account.unlocked"]


def test_a_wrong_password_does_not_and_is_noted(cast: Cast, unit: Any) -> None:
    client = _locked(cast)
    answer = client.post("/staff/unlock/", {"password": "lake water"})
    assert answer.status_code == 200
    assert b"This is not your password" in answer.content
    assert client.get("/staff/patients/").status_code == 302
    with unit(cast.lakeside):
        assert Event.objects.filter(verb="account.unlock-failed", outcome="refused").count() == 1


def test_guessing_is_stopped(cast: Cast) -> None:
    client = _locked(cast)
    for _ in range(10):
        client.post("/staff/unlock/", {"password": "wrong"})
    answer = client.post("/staff/unlock/", {"password": PASSWORD})
    assert b"Too many attempts" in answer.content
    assert client.get("/staff/patients/").status_code == 302


@pytest.mark.parametrize(("seconds", "opens"), [(-5, False), (5, True)], ids=["shown before", "shown after"])
def test_a_passkey_counts_only_when_shown_after_the_lock(cast: Cast, seconds: int, opens: bool) -> None:
    client = _locked(cast)
    session = client.session
    session["account_authentication_methods"] = [
        {"method": "mfa", "type": "webauthn", "at": time.time() + seconds, "reauthenticated": True}
    ]
    session.save()
    client.get("/staff/unlock/")
    assert (client.get("/staff/patients/").status_code == 200) is opens


def test_the_way_back_stays_on_this_site(cast: Cast) -> None:
    client = _locked(cast)
    answer = client.post("/staff/unlock/", {"password": PASSWORD, "next": "https://elsewhere.example/"})
    assert answer.headers["Location"] == "/home/"


def test_the_lock_offers_no_way_past_itself(cast: Cast) -> None:
    page = _locked(cast).get("/staff/unlock/").content.decode()
    assert 'data-test="unlock"' in page
    assert "data-search" not in page and "palette-list" not in page and "section-patients" not in page


def test_a_screen_that_is_not_locked_offers_to_lock(cast: Cast) -> None:
    answer = client_of(cast.noor).get("/staff/unlock/")
    assert b'data-test="lock"' in answer.content


def test_somebody_elses_record_stays_shut_on_a_locked_tablet(cast: Cast, unit: Any) -> None:
    """Noor is a patient too: her own record does not open on the tablet she left locked."""
    with unit(cast.lakeside):
        cast.ben_patient.user = cast.noor.user
        cast.ben_patient.save()
    client = _locked(cast)
    assert client.get("/portal/").headers["Location"].startswith("/staff/unlock/")


def test_a_locked_screen_takes_no_key_of_somebody_else(cast: Cast) -> None:
    """A key added there would unlock it. Only the page that asks for a key already known stays open."""
    client = _locked(cast)
    session = client.session
    session["account_authentication_methods"] = [{"method": "password", "at": time.time()}]
    session.save()
    for route in routes():
        if (
            route.door is None
            or route.door.kind != "account"
            or not route.name.startswith(("mfa_", "account_"))
        ):
            continue
        answer = client.get(route.url({"pk": 1}))
        opened = answer.headers.get("Location") != "/staff/unlock/"
        assert opened is (route.name == "mfa_reauthenticate_webauthn"), route.name


def test_the_way_back_keeps_the_whole_address(cast: Cast) -> None:
    answer = client_of(cast.noor).post("/staff/lock/", {"next": "/staff/patients/?q=a&after=b"})
    assert answer.headers["Location"] == "/staff/unlock/?next=%2Fstaff%2Fpatients%2F%3Fq%3Da%26after%3Db"
