"""E-mail by SMTP, with Django's own settings of the server."""

from __future__ import annotations

import smtplib
from dataclasses import dataclass
from datetime import timedelta

from django.core.mail import EmailMessage, get_connection

from .driver import Accepted, NotSent, Outcome, Outgoing, Unclear

_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
_TIMEOUT_S = 20


@dataclass(frozen=True, slots=True)
class Smtp:
    """A mail server knows no keys: what may have gone is never sent again, and a person looks at it."""

    sender: str
    recognises: timedelta = timedelta(0)

    def send(self, outgoing: Outgoing) -> Outcome:
        connection = get_connection(_BACKEND, timeout=_TIMEOUT_S)
        try:
            connection.open()
        except (OSError, smtplib.SMTPException) as error:
            return NotSent(f"the mail server does not answer: {type(error).__name__}")
        reference = f"<{outgoing.key}@{self.sender.rpartition('@')[2].rstrip('>')}>"
        message = EmailMessage(
            outgoing.subject, outgoing.text, self.sender, [outgoing.to], connection=connection,
            headers={"Message-ID": reference, "Auto-Submitted": "auto-generated"},
        )  # fmt: skip
        for name, content in outgoing.files.items():
            message.attach(name, content, "text/calendar")
        try:
            message.send()
        except smtplib.SMTPServerDisconnected as error:
            return Unclear(f"the connection was lost while the message went: {error}")
        except smtplib.SMTPRecipientsRefused as error:
            code, said = next(iter(error.recipients.values()))
            return _refused(code, said)
        except smtplib.SMTPResponseException as error:
            return _refused(error.smtp_code, error.smtp_error)
        except (OSError, smtplib.SMTPException) as error:
            return Unclear(f"the message may have gone: {type(error).__name__}")
        finally:
            _hang_up(connection)
        return Accepted(reference)


def _refused(code: int, said: bytes | str) -> NotSent:
    """RFC 5321 4.2.1: 4xx may pass, 5xx will not."""
    words = said.decode("utf-8", "replace") if isinstance(said, bytes) else said
    return NotSent(f"the mail server refused it: {code} {words}"[:300], permanent=code >= 500)


def _hang_up(connection: object) -> None:
    """What is said after the message changes nothing about it."""
    try:
        connection.close()  # type: ignore[attr-defined]
    except (OSError, smtplib.SMTPException):
        return
