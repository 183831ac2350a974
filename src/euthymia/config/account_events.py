"""Changes of passwords and second factors stand in the audit log, and so do second factors that failed.

A factor that was just added was shown in this session, and in no other one of the same person.
"""

from __future__ import annotations

from typing import Any

from allauth.account.internal.flows.login import record_authentication
from allauth.account.signals import password_changed, password_reset, password_set
from allauth.core import context
from allauth.mfa.models import Authenticator
from allauth.mfa.signals import (
    authentication_failed,
    authenticator_added,
    authenticator_removed,
    authenticator_reset,
)
from django.db.models.signals import post_save
from django.http import HttpRequest

from euthymia.clinic.audit import actions as auditing
from euthymia.clinic.audit.models import Event
from euthymia.kit import units

_SAYS = {
    password_changed: ("account.password-changed", "changed the password", Event.Outcome.DONE),
    password_reset: (
        "account.password-reset",
        "chose a new password by the emailed link",
        Event.Outcome.DONE,
    ),
    password_set: ("account.password-set", "set a first password", Event.Outcome.DONE),
    authenticator_added: ("account.factor-added", "added a second factor", Event.Outcome.DONE),
    authenticator_removed: ("account.factor-removed", "removed a second factor", Event.Outcome.DONE),
    authenticator_reset: ("account.factor-reset", "made new recovery codes", Event.Outcome.DONE),
    authentication_failed: ("account.factor-failed", "a second factor failed", Event.Outcome.REFUSED),
}


def _note(
    signal: Any, user: Any, request: HttpRequest | None = None, authenticator: Any = None, **_: Any
) -> None:
    verb, says, outcome = _SAYS[signal]
    who = f"{user.name} <{user.email}>"
    address = request.META.get("REMOTE_ADDR", "") if request else ""
    with units.unit(tenant=None, actor=who, origin=units.Origin(address)):
        auditing.record(
            verb=verb,
            says=says,
            outcome=outcome,
            actor=who,
            kind=str(authenticator.type) if authenticator else "password",
        )


def _shown(instance: Authenticator, created: bool, **_: Any) -> None:
    """This session goes on as one with two factors: the password was asked again, and the new factor tried."""
    request = context.request
    if created and request is not None and getattr(request, "user", None) == instance.user:
        record_authentication(request, instance.user, "mfa", id=instance.pk, type=instance.type)


post_save.connect(_shown, sender=Authenticator, dispatch_uid="euthymia.factor-shown")
for _signal in _SAYS:
    _signal.connect(_note, dispatch_uid="euthymia.account-events")
