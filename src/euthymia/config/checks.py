"""What is misconfigured, said at start, each with an id. Production refuses what a demo may do."""

from __future__ import annotations

import os
from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, Warning, register
from django.db import connection

MODES = ("production", "demo", "training", "test")


@register(Tags.security)
def mode(**_: Any) -> list[CheckMessage]:
    found: list[CheckMessage] = []
    if settings.EUTHYMIA_MODE not in MODES:
        found.append(
            Error(
                f"EUTHYMIA_MODE is {settings.EUTHYMIA_MODE!r}",
                hint=f"one of {', '.join(MODES)}",
                id="euthymia.E001",
            )
        )
    if settings.EUTHYMIA_MODE != "production":
        return found
    if os.environ.get("EUTHYMIA_DEMO_PASSWORD"):
        found.append(
            Error(
                "a demo password is set in production",
                hint="unset EUTHYMIA_DEMO_PASSWORD",
                id="euthymia.E002",
            )
        )
    if os.environ.get("EUTHYMIA_CLOCK"):
        found.append(
            Error("a simulated clock is set in production", hint="unset EUTHYMIA_CLOCK", id="euthymia.E003")
        )
    if len(settings.SECRET_KEY) < 40 or len(set(settings.SECRET_KEY)) < 10:
        found.append(
            Error(
                "EUTHYMIA_SECRET_KEY is weak",
                hint="50 random characters, or leave it unset",
                id="euthymia.E004",
            )
        )
    if settings.DEBUG:
        found.append(Error("DEBUG is on in production", id="euthymia.E005"))
    if "*" in settings.ALLOWED_HOSTS:
        found.append(
            Error("EUTHYMIA_HOSTS allows any host", hint="name the clinic's own", id="euthymia.E006")
        )
    if not settings.EMAIL_HOST or settings.EMAIL_BACKEND.endswith("locmem.EmailBackend"):
        found.append(
            Warning(
                "no mail server: password resets cannot be sent", hint="set EUTHYMIA_SMTP", id="euthymia.W001"
            )
        )
    return [*found, *_writing_to_patients()]


def _writing_to_patients() -> list[CheckMessage]:
    """A channel that is set by halves would fail with every message."""
    found: list[CheckMessage] = []
    endpoint = settings.EUTHYMIA_SMS_ENDPOINT
    if endpoint and not (settings.EUTHYMIA_SMS_KEY and settings.EUTHYMIA_SMS_FROM):
        found.append(
            Error(
                "text messages have an address and no key or no sender",
                hint="set EUTHYMIA_SMS_KEY and EUTHYMIA_SMS_FROM",
                id="euthymia.E007",
            )
        )
    if endpoint and not endpoint.startswith("https://"):
        found.append(
            Error(
                "text messages would go unencrypted",
                hint="EUTHYMIA_SMS_ENDPOINT begins with https://",
                id="euthymia.E008",
            )
        )
    if (settings.EUTHYMIA_SMTP or endpoint) and not settings.EUTHYMIA_URL:
        found.append(
            Warning("messages to patients have no links", hint="set EUTHYMIA_URL", id="euthymia.W002")
        )
    return found


@register(Tags.database)
def database_kind(
    app_configs: Sequence[Any] | None = None, databases: Sequence[str] | None = None, **_: Any
) -> list[CheckMessage]:
    """Training and real data never share a database; demo accounts never reach production."""
    if not databases:
        return []
    from euthymia.clinic.people.models import User
    from euthymia.kit.models import Installation

    if Installation._meta.db_table not in connection.introspection.table_names():
        return []  # before the first migration there is nothing to be wrong
    made_for = Installation.objects.values_list("kind", flat=True).first()
    found: list[CheckMessage] = []
    if made_for and made_for != settings.EUTHYMIA_MODE:
        found.append(
            Error(f"this database was made for {made_for}, not for {settings.EUTHYMIA_MODE}",
                  hint="use another EUTHYMIA_HOME or DATABASE_URL", id="euthymia.E010")
        )  # fmt: skip
    if settings.EUTHYMIA_MODE == "production" and User.objects.filter(is_demo=True, is_active=True).exists():
        found.append(
            Error(
                "demo accounts are in this database",
                hint="production starts from an empty one",
                id="euthymia.E011",
            )
        )
    return found
