"""How allauth is told about this house: nobody signs themselves up, and every sign-in is audited."""

from __future__ import annotations

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.contrib.auth.signals import user_logged_in, user_logged_out, user_login_failed
from django.dispatch import receiver
from django.http import HttpRequest

from euthymia.clinic.audit import actions as auditing
from euthymia.clinic.audit.models import Event
from euthymia.kit import units


class Accounts(DefaultAccountAdapter):  # type: ignore[misc]
    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False


def _note(
    request: HttpRequest | None, who: str, verb: str, says: str, outcome: str = Event.Outcome.DONE
) -> None:
    address = request.META.get("REMOTE_ADDR", "") if request else ""
    with units.unit(tenant=None, actor=who, origin=units.Origin(address)):
        auditing.record(verb=verb, says=says, outcome=outcome)


@receiver(user_logged_in)
def _signed_in(request: HttpRequest, user: Any, **_: Any) -> None:
    _note(request, f"{user.name} <{user.email}>", "account.signed-in", "signed in")


@receiver(user_logged_out)
def _signed_out(request: HttpRequest, user: Any, **_: Any) -> None:
    if user is not None:
        _note(request, f"{user.name} <{user.email}>", "account.signed-out", "signed out")


@receiver(user_login_failed)
def _failed(credentials: dict[str, Any], request: HttpRequest | None = None, **_: Any) -> None:
    who = str(credentials.get("email") or credentials.get("username") or "somebody")[:200]
    _note(request, who, "account.sign-in-failed", "a sign-in failed", Event.Outcome.REFUSED)
