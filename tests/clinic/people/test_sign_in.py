"""Signing in: two factors for staff, every failure noted, guessing stopped, nobody signs themselves up."""

from __future__ import annotations

import time
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal import auth as totp
from django.core import mail
from django.core.cache import cache
from django.test import Client, TestCase
from django.urls import NoReverseMatch, reverse

from euthymia.clinic.audit.models import NO_CLINIC, Event
from euthymia.clinic.people import actions as people
from euthymia.clinic.people import lookups
from euthymia.clinic.people.models import User
from euthymia.kit import units
from support.cast import INSTALLER, PASSWORD, Cast

pytestmark = pytest.mark.django_db
LOGIN = "/account/login/"


@pytest.fixture(autouse=True)
def fresh_limits() -> None:
    cache.clear()


@pytest.fixture
def rosa(cast: Cast) -> User:
    """A nurse of a real clinic: no demo account."""
    with units.unit(tenant=units.EVERY_TENANT, actor=INSTALLER):
        user = people.add_user(email="rosa@lakeside.example", name="Rosa Lind", password=PASSWORD)
        staff = people.employ(clinic=cast.lakeside, user=user, by=INSTALLER)
        people.give_role(staff=staff, role="nurse", by=INSTALLER)
    return user


def _noted(verb: str) -> list[Event]:
    with units.unit(tenant=units.EVERY_TENANT, actor="a test"):
        return list(Event.objects.filter(verb=verb).order_by("n"))


def _code(secret: str) -> str:
    return str(
        totp.format_hotp_value(totp.hotp_value(secret, int(time.time()) // totp.app_settings.TOTP_PERIOD))
    )


def test_a_member_of_a_clinic_signs_in_and_lands_at_work(cast: Cast, client: Any) -> None:
    answer = client.post(LOGIN, {"login": "noor@lakeside.example", "password": PASSWORD})
    assert answer.headers["Location"] == "/home/"
    assert client.get("/home/", follow=True).redirect_chain[-1][0] == reverse("board")
    assert [event.actor for event in _noted("account.signed-in")] == [cast.noor.words]


def test_a_patient_lands_in_the_portal(cast: Cast, client: Any) -> None:
    client.post(LOGIN, {"login": "ana@lakeside.example", "password": PASSWORD})
    assert client.get("/home/", follow=True).redirect_chain[-1][0] == "/portal/"


@pytest.mark.parametrize("email", ["noor@lakeside.example", "nobody@lakeside.example"])
def test_a_failure_says_the_same_for_everybody_and_is_noted(cast: Cast, client: Any, email: str) -> None:
    answer = client.post(LOGIN, {"login": email, "password": "not this"})
    assert answer.status_code == 200
    assert b"email address and/or password you specified are not correct" in answer.content
    (event,) = _noted("account.sign-in-failed")
    assert (event.actor, event.outcome, event.log_id) == (email, "refused", NO_CLINIC)
    assert event.address


def test_guessing_is_stopped_even_for_the_right_password(cast: Cast, client: Any) -> None:
    for _ in range(5):
        client.post(LOGIN, {"login": "noor@lakeside.example", "password": "a guess"})
    answer = client.post(LOGIN, {"login": "noor@lakeside.example", "password": PASSWORD})
    assert answer.status_code == 200
    assert b"Too many failed login attempts" in answer.content
    assert client.get("/home/").headers["Location"].startswith(LOGIN)


def test_a_flood_from_one_place_is_turned_away(cast: Cast, client: Any) -> None:
    answers = [client.post(LOGIN, {"login": f"n{n}@lakeside.example", "password": "x"}) for n in range(31)]
    assert answers[-1].status_code == 429
    assert b"Too many attempts" in answers[-1].content


def test_staff_without_a_second_factor_set_one_up_first(cast: Cast, client: Any, rosa: User) -> None:
    client.post(LOGIN, {"login": rosa.email, "password": PASSWORD})
    answer = client.get("/staff/patients/")
    assert answer.headers["Location"] == reverse("mfa_index")
    assert b'data-test="factor-needed"' in client.get(reverse("mfa_index")).content
    secret = _enrol(client)
    assert client.get("/staff/patients/").status_code == 200
    assert [event.actor for event in _noted("account.factor-added")] == [f"Rosa Lind <{rosa.email}>"] * 2
    _sign_in_again(client, rosa, secret)


def _enrol(client: Any) -> str:
    """Through the pages: prove the password again, then type the code of the secret shown."""
    activate = reverse("mfa_activate_totp")
    asked = client.get(activate)
    assert asked.headers["Location"].startswith(reverse("account_reauthenticate"))
    client.post(asked.headers["Location"], {"password": PASSWORD})
    secret = client.get(activate).context["form"].secret
    with TestCase.captureOnCommitCallbacks(execute=True):
        answer = client.post(activate, {"code": _code(secret)})
    assert answer.headers["Location"] == reverse("mfa_view_recovery_codes")
    assert client.get(answer.headers["Location"]).content.count(b"<code>") == 10
    return str(secret)


def _sign_in_again(client: Any, user: User, secret: str) -> None:
    client.post(reverse("account_logout"))
    answer = client.post(LOGIN, {"login": user.email, "password": PASSWORD})
    assert answer.headers["Location"] == reverse("mfa_authenticate")
    assert client.get("/staff/patients/").headers["Location"].startswith(LOGIN), "half way in is not in"
    assert b"Incorrect code" in client.post(reverse("mfa_authenticate"), {"code": "000000"}).content
    assert len(_noted("account.factor-failed")) == 1
    cache.clear()  # the code was used a moment ago; a real person waits for the next one
    client.post(reverse("mfa_authenticate"), {"code": _code(secret)})
    assert client.get("/staff/patients/").status_code == 200


def test_a_session_opened_by_password_alone_stays_without_a_second_factor(cast: Cast, rosa: User) -> None:
    """Rosa left a session somewhere before she set up her second factor: it does not become staff by that."""
    left, hers = Client(), Client()
    for client in (left, hers):
        client.post(LOGIN, {"login": rosa.email, "password": PASSWORD})
    secret = _enrol(hers)
    assert hers.get("/staff/patients/").status_code == 200
    asked = f"{reverse('mfa_reauthenticate')}?next=%2Fstaff%2Fpatients%2F"
    assert left.get("/staff/patients/").headers["Location"] == asked
    assert left.post("/staff/patients/").headers["Location"].startswith(reverse("mfa_reauthenticate"))
    cache.clear()
    assert left.post(asked, {"code": _code(secret)}).headers["Location"] == "/staff/patients/"
    assert left.get("/staff/patients/").status_code == 200


def test_the_password_alone_adds_no_other_factor(cast: Cast, rosa: User) -> None:
    left, hers = Client(), Client()
    left.post(LOGIN, {"login": rosa.email, "password": PASSWORD})
    left.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    hers.post(LOGIN, {"login": rosa.email, "password": PASSWORD})
    _enrol(hers)
    for name in (
        "mfa_add_webauthn",
        "mfa_deactivate_totp",
        "mfa_view_recovery_codes",
        "mfa_generate_recovery_codes",
    ):
        assert left.get(reverse(name)).headers["Location"].startswith(reverse("mfa_reauthenticate")), name
        assert left.post(reverse(name)).headers["Location"].startswith(reverse("mfa_reauthenticate")), name
    assert Authenticator.objects.filter(user=rosa).count() == 2, "the authenticator and the recovery codes"


def test_a_session_ends_as_staff_when_the_factor_it_showed_is_gone(
    cast: Cast, client: Any, rosa: User
) -> None:
    client.post(LOGIN, {"login": rosa.email, "password": PASSWORD})
    _enrol(client)
    Authenticator.objects.filter(user=rosa).delete()
    assert client.get("/staff/patients/").headers["Location"] == reverse("mfa_index")


def test_every_page_of_the_account_opens(cast: Cast, client: Any, rosa: User) -> None:
    client.post(LOGIN, {"login": rosa.email, "password": PASSWORD})
    _enrol(client)
    for name in (
        "mfa_index", "mfa_view_recovery_codes", "mfa_generate_recovery_codes", "mfa_download_recovery_codes",
        "mfa_list_webauthn", "mfa_add_webauthn", "mfa_deactivate_totp", "mfa_reauthenticate", "account_reauthenticate",
        "account_change_password", "account_logout", "me",
    ):  # fmt: skip
        assert client.get(reverse(name)).status_code == 200, name


def test_a_new_password_by_mail_and_nothing_for_strangers(cast: Cast, client: Any) -> None:
    url = reverse("account_reset_password")
    known = client.post(url, {"email": "noor@lakeside.example"}, follow=True)
    (letter,) = mail.outbox
    unknown = client.post(url, {"email": "nobody@lakeside.example"}, follow=True)
    assert known.redirect_chain == unknown.redirect_chain, "the page tells nobody who has an account"
    assert mail.outbox == [letter]
    link = next(word for word in letter.body.split() if "/password/reset/key/" in word)
    form = client.get(link.replace("http://testserver", ""), follow=True)
    there = form.redirect_chain[-1][0]
    new = "seven quiet herons at dusk"
    assert b"is changed" in client.post(there, {"password1": new, "password2": new}, follow=True).content
    assert [event.actor for event in _noted("account.password-reset")] == [cast.noor.words]
    assert client.post(LOGIN, {"login": "noor@lakeside.example", "password": new}).status_code == 302
    assert b"no longer works" in client.get(link.replace("http://testserver", ""), follow=True).content


def test_a_short_password_is_refused(cast: Cast, client: Any) -> None:
    client.post(LOGIN, {"login": "noor@lakeside.example", "password": PASSWORD})
    sent = {"oldpassword": PASSWORD, "password1": "ketamine1", "password2": "ketamine1"}
    assert b"at least 12" in client.post(reverse("account_change_password"), sent).content


def test_nobody_signs_themselves_up() -> None:
    for name in ("account_signup", "mfa_signup_webauthn", "account_email"):
        with pytest.raises(NoReverseMatch):
            reverse(name)


def test_the_demo_lists_its_sign_ins_and_says_that_the_second_factor_is_off(
    cast: Cast, client: Any, rosa: User, settings: Any
) -> None:
    settings.EUTHYMIA_MODE = "demo"
    page = client.get(LOGIN).content.decode()
    assert "second factor of these accounts is off" in page
    assert "noor@lakeside.example" in page and rosa.email not in page and PASSWORD not in page
    assert (
        'value="noor@lakeside.example"' in client.get(f"{LOGIN}?login=noor@lakeside.example").content.decode()
    )


@pytest.mark.parametrize("mode", ["production", "test"])
def test_elsewhere_the_sign_in_page_lists_nobody(cast: Cast, client: Any, settings: Any, mode: str) -> None:
    settings.EUTHYMIA_MODE = mode
    assert b"noor@lakeside.example" not in client.get(LOGIN).content
    assert lookups.demo_people() == []


def test_a_demo_account_gets_no_way_round_the_second_factor_in_production(
    cast: Cast, client: Any, settings: Any
) -> None:
    client.post(LOGIN, {"login": "noor@lakeside.example", "password": PASSWORD})
    settings.EUTHYMIA_MODE = "production"
    assert client.get("/staff/patients/").headers["Location"] == reverse("mfa_index")


def test_signing_out_ends_it(cast: Cast, client: Any) -> None:
    client.post(LOGIN, {"login": "noor@lakeside.example", "password": PASSWORD})
    assert client.get("/account/logout/").status_code == 200, "a link alone signs nobody out"
    assert client.get("/staff/patients/").status_code == 200
    client.post("/account/logout/")
    assert client.get("/staff/patients/").status_code == 302
    assert len(_noted("account.signed-out")) == 1


def test_a_person_of_two_clinics_chooses_and_one_of_none_is_refused(cast: Cast, client: Any) -> None:
    with units.unit(tenant=units.EVERY_TENANT, actor=INSTALLER):
        second = people.employ(clinic=cast.hillside, user=cast.noor.user, by=INSTALLER)
        people.give_role(staff=second, role="desk", by=INSTALLER)
    client.post(LOGIN, {"login": "noor@lakeside.example", "password": PASSWORD})
    assert client.get("/staff/patients/").headers["Location"] == "/staff/clinic/?next=%2Fstaff%2Fpatients%2F"
    answer = client.post("/staff/clinic/", {"clinic": str(cast.hillside.pk), "next": "/staff/patients/"})
    assert answer.headers["Location"] == "/staff/patients/"
    page = client.get("/staff/patients/").content
    assert b"Winter" in page and b"Marsh" not in page
    assert client.get("/staff/infusions/").status_code == 403, "her role at Lakeside is none at Hillside"


def test_a_clinic_where_one_has_no_place_cannot_be_chosen(cast: Cast, client: Any) -> None:
    client.post(LOGIN, {"login": "noor@lakeside.example", "password": PASSWORD})
    assert client.post("/staff/clinic/", {"clinic": str(cast.hillside.pk)}).status_code == 403
    assert b"Winter" not in client.get("/staff/patients/").content
