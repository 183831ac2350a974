"""Changes of passwords and second factors stand in the audit log, and so do second factors that failed."""

from __future__ import annotations

from typing import Any

from allauth.account.signals import password_changed, password_reset, password_set
from allauth.mfa.signals import (
    authentication_failed,
    authenticator_added,
    authenticator_removed,
    authenticator_reset,
)
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


for _signal in _SAYS:
    _signal.connect(_note, dispatch_uid="euthymia.account-events")
