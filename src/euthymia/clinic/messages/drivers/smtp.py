"""E-mail by SMTP, with Django's own settings of the server."""

from __future__ import annotations

import re
import smtplib
from dataclasses import dataclass
from datetime import timedelta

from django.core.mail import EmailMessage, get_connection

from .driver import Accepted, NotSent, Outcome, Outgoing, Unclear

# Enhanced status codes of an address that does not exist, is no address, has moved, or is closed.
NOBODY = frozenset(("5.1.1", "5.1.2", "5.1.3", "5.1.6", "5.1.10", "5.2.1"))
_STATED = re.compile(r"[245]\.\d{1,3}\.\d{1,3}(?!\d)")
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
            return _refused(code, said, of_reader=True)
        except smtplib.SMTPResponseException as error:
            return _refused(error.smtp_code, error.smtp_error)
        except (OSError, smtplib.SMTPException) as error:
            return Unclear(f"the message may have gone: {type(error).__name__}")
        finally:
            _hang_up(connection)
        return Accepted(reference)


def _refused(code: int, said: bytes | str, of_reader: bool = False) -> NotSent:
    """RFC 5321 4.2.1: 4xx may pass, 5xx will not."""
    words = said.decode("utf-8", "replace") if isinstance(said, bytes) else said
    nobody_there = of_reader and code >= 500 and nobody(code, words)
    return NotSent(
        f"the mail server refused it: {code} {words}"[:300], permanent=code >= 500, nobody_there=nobody_there
    )


def nobody(code: int, words: str) -> bool:
    """Whether a refusal is about the reader's address and no other thing, such as who may send.

    RFC 3463 says so where the server does (5.1.1 to 5.1.3, 5.1.6, 5.1.10 of RFC 7505, 5.2.1); without it, RFC 5321 4.2.3.
    """
    stated = _STATED.match(words.strip())
    return code in (550, 551, 553) if stated is None else stated[0] in NOBODY


def _hang_up(connection: object) -> None:
    """What is said after the message changes nothing about it."""
    try:
        connection.close()  # type: ignore[attr-defined]
    except (OSError, smtplib.SMTPException):
        return
