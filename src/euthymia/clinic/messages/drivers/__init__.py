"""How a message leaves the house: by SMTP, by a provider of text messages, or into the demo's own mailbox."""

from __future__ import annotations

from collections.abc import Mapping

from django.conf import settings

from euthymia.clinic.messages.models import Channel

from .azure_sms import AzureSms
from .driver import Accepted, Driver, NotSent, Outcome, Outgoing, Unclear
from .local import LocalMailbox
from .smtp import Smtp

__all__ = ["Accepted", "Driver", "NotSent", "Outcome", "Outgoing", "Unclear", "installed", "mailbox"]


def mailbox() -> LocalMailbox | None:
    """The local one, where nothing leaves the house: in a demo, a training and the tests."""
    if settings.EUTHYMIA_MODE == "production":
        return None
    return LocalMailbox(settings.EUTHYMIA_HOME / "mailbox")


def installed() -> Mapping[str, Driver]:
    """The driver of each channel; a channel without one is no way to anybody."""
    local = mailbox()
    if local is not None:
        return dict.fromkeys(Channel.values, local)
    found: dict[str, Driver] = {}
    if settings.EUTHYMIA_SMTP:
        found[Channel.EMAIL] = Smtp(settings.DEFAULT_FROM_EMAIL)
    if settings.EUTHYMIA_SMS_ENDPOINT:
        found[Channel.SMS] = AzureSms(
            settings.EUTHYMIA_SMS_ENDPOINT, settings.EUTHYMIA_SMS_KEY, settings.EUTHYMIA_SMS_FROM
        )
    return found
