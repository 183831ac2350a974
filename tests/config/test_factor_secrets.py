"""Secrets of second factors: unreadable in the database, readable after the installation's secret was rotated."""

from __future__ import annotations

import json
import time
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal import auth as totp
from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.db import connection
from django.test import Client
from django.urls import reverse

from support.cast import PASSWORD, Cast

pytestmark = pytest.mark.django_db
OLD, NEW = (
    "an older secret of this installation, long enough",
    "the secret that came after it, long enough too",
)


@pytest.fixture
def secret(cast: Cast, settings: Any) -> str:
    """Noor's authenticator and recovery codes, kept under the old secret."""
    cache.clear()
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = OLD, []
    made = totp.generate_totp_secret()
    totp.TOTP.activate(cast.noor.user, made)
    RecoveryCodes.activate(cast.noor.user)
    return made


def code(secret: str) -> str:
    return str(
        totp.format_hotp_value(totp.hotp_value(secret, int(time.time()) // totp.app_settings.TOTP_PERIOD))
    )


def kept() -> dict[str, Any]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT type, data::text FROM mfa_authenticator")
        return {kind: json.loads(data) for kind, data in cursor.fetchall()}


def sign_in(cast: Cast, secret: str) -> Any:
    client = Client()
    client.post(reverse("account_login"), {"login": cast.noor.user.email, "password": PASSWORD})
    return client.post(reverse("mfa_authenticate"), {"code": code(secret)})


def test_the_database_holds_neither_secret_nor_codes(cast: Cast, secret: str) -> None:
    held = kept()
    assert secret not in json.dumps(held)
    codes = Authenticator.objects.get(type="recovery_codes").wrap().generate_codes()
    seed = held["recovery_codes"]["seed"]
    assert len(codes) == 10 and seed.startswith("gAAAA"), "a token, and no seed as it is used"
    assert sign_in(cast, secret).status_code == 302


def test_two_of_one_secret_look_different(cast: Cast, secret: str) -> None:
    first = kept()["totp"]["secret"]
    Authenticator.objects.filter(type="totp").delete()
    totp.TOTP.activate(cast.noor.user, secret)
    assert kept()["totp"]["secret"] != first


def test_a_rotated_secret_reads_and_encrypts_anew(cast: Cast, secret: str, settings: Any) -> None:
    before = kept()
    codes = Authenticator.objects.get(type="recovery_codes").wrap().generate_codes()
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = NEW, [OLD]
    assert sign_in(cast, secret).status_code == 302
    after = kept()
    assert after["totp"]["secret"] != before["totp"]["secret"]
    settings.SECRET_KEY_FALLBACKS = []
    cache.clear()
    assert sign_in(cast, secret).status_code == 302
    assert Authenticator.objects.get(type="recovery_codes").wrap().generate_codes() == codes


def test_a_lost_key_is_said_and_lets_nobody_in(cast: Cast, secret: str, settings: Any) -> None:
    settings.SECRET_KEY = NEW
    answer = sign_in(cast, secret)
    assert answer.status_code == 200
    assert b"cannot be read here any more" in answer.content
    with pytest.raises(ValidationError):
        Authenticator.objects.get(type="totp").wrap().validate_code(code(secret))


def test_what_was_changed_in_the_database_is_not_taken(cast: Cast, secret: str) -> None:
    row = Authenticator.objects.get(type="totp")
    row.data = {"secret": secret}
    row.save()
    assert sign_in(cast, secret).status_code == 200
