"""The secrets of authenticators and recovery codes, encrypted in the database.

The key is derived from the installation's secret, so a copy of the database alone opens nobody's second
factor. The secret is rotated as Django rotates it: what an older one encrypted stays readable while that is
among `SECRET_KEY_FALLBACKS`, and is encrypted anew when its owner signs in.
"""

from __future__ import annotations

import base64
import logging
from functools import lru_cache
from typing import Any

from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings
from django.contrib.auth.signals import user_logged_in
from django.core.exceptions import ValidationError
from django.dispatch import receiver

log = logging.getLogger(__name__)

_PURPOSE = b"euthymia: secrets of second factors, 1"
_KEPT_AS = {Authenticator.Type.TOTP: "secret", Authenticator.Type.RECOVERY_CODES: "seed"}


class FactorSecrets(DefaultMFAAdapter):  # type: ignore[misc]
    def encrypt(self, text: str) -> str:
        return _keys().encrypt(text.encode("utf-8")).decode("ascii")

    def decrypt(self, encrypted_text: str) -> str:
        """Raises ValidationError, which a form shows, for what no key of this installation opens."""
        try:
            return _keys().decrypt(encrypted_text).decode("utf-8")
        except InvalidToken:
            log.error("a second factor was encrypted with a key that this installation does not have")
            raise ValidationError(
                "This second factor cannot be read here any more: ask the clinic to set it up again.",
                code="unreadable-factor",
            ) from None


def _keys() -> MultiFernet:
    return _derived((settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS))


@lru_cache(maxsize=4)
def _derived(secrets: tuple[str, ...]) -> MultiFernet:
    """RFC 5869 with SHA-256; the first encrypts, all decrypt."""
    keys = (HKDF(SHA256(), 32, salt=None, info=_PURPOSE).derive(secret.encode("utf-8")) for secret in secrets)
    return MultiFernet([Fernet(base64.urlsafe_b64encode(key)) for key in keys])


@receiver(user_logged_in)
def _encrypt_anew(user: Any, **_: Any) -> None:
    if not settings.SECRET_KEY_FALLBACKS:
        return
    newest = _derived((settings.SECRET_KEY,))
    for kept in Authenticator.objects.filter(user=user, type__in=_KEPT_AS):
        name = _KEPT_AS[kept.type]
        try:
            newest.decrypt(kept.data[name])
        except InvalidToken:
            try:
                kept.data[name] = _keys().rotate(kept.data[name]).decode("ascii")
            except InvalidToken:
                continue  # signing in with it says so
            kept.save(update_fields=["data"])
