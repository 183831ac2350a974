"""Letters that came back: reports of mail servers as they arrive, delivery status notifications of RFC 3464."""

from __future__ import annotations

import re
from dataclasses import dataclass
from email import message_from_bytes
from email.message import Message as Mail
from uuid import uuid5

from euthymia.domain.quantities import Fault, Unusable
from euthymia.kit import units

from . import actions, queries
from .drivers import smtp
from .models import Channel, Message

BY = "the mail server"
_STATE = Message.State
_ACTIONS = ("failed", "delayed", "delivered", "relayed", "expanded")
_STATUS = re.compile(r"([245])\.\d{1,3}\.\d{1,3}(?!\d)")
_REPLY = re.compile(r"smtp\s*;\s*(\d{3})[ -]*(.*)", re.IGNORECASE)
_UNSAID = "5.0.0"  # RFC 3463: it failed, and the server does not say why
_MOST_WORDS = 200
_WANTED = "multipart/report; report-type=delivery-status (RFC 3464) with the headers of the letter"


@dataclass(frozen=True, slots=True)
class Told:
    """What became of a letter for one reader. `readers` are the addresses it names, in lower case."""

    action: str
    status: str
    readers: frozenset[str]
    nobody_there: bool
    says: str


@dataclass(frozen=True, slots=True)
class Report:
    """`letter` is the Message-ID that the letter left with."""

    letter: str
    told: tuple[Told, ...]


def read(body: bytes) -> Report:
    """A report as it came by mail. Raises Unusable: also for an answer by hand, which a person has to read."""
    mail = message_from_bytes(body)
    kind = str(mail.get_param("report-type", "")).casefold()
    if mail.get_content_type() != "multipart/report" or kind != "delivery-status" or not mail.is_multipart():
        raise Unusable.one("", "not-a-report", "this is no report of a mail server", _WANTED)
    parts = [one for one in mail.get_payload() if isinstance(one, Mail)]
    told = _told(next((one for one in parts if one.get_content_type() == "message/delivery-status"), None))
    letter = next((found for one in parts if (found := _letter(one))), "")
    if not letter:
        raise Unusable.one("letter", "missing", "it does not say which letter it is about", _WANTED)
    return Report(letter, told)


def note(report: Report) -> int:
    """Write down what became of a letter of ours, in a unit of every tenant; 0 where it is not ours. Said again, it is once."""
    message = queries.of_reference(Channel.EMAIL, report.letter)
    if message is None:
        return 0
    for told in report.told:
        with units.all_or_nothing():
            if told.action == "failed":
                _failed(message, told)
            elif told.action == "delivered":
                actions.note_delivery(by=BY, message=message, delivered=True, says=told.says)
    return 1


def _failed(message: Message, told: Told) -> None:
    """Nothing more goes to an address where nobody is; a report about where it was forwarded to stops no address of ours."""
    handed = queries.last_handed(message)
    ours = handed is not None and str(handed.detail["to"]).casefold() in told.readers
    back = message.state in (_STATE.SENT, _STATE.DELIVERED, _STATE.FAILED)
    if ours and back and told.nobody_there:
        actions.note_returned(
            by=BY, message=message, client_id=uuid5(message.pk, "came back"), says=told.says
        )
    else:
        actions.note_delivery(by=BY, message=message, delivered=False, says=told.says)


def _told(part: Mail | None) -> tuple[Told, ...]:
    """What the report says of each reader. Raises Unusable."""
    blocks = part.get_payload() if part is not None and part.is_multipart() else []
    readers = [one for one in blocks if isinstance(one, Mail) and ("Action" in one or "Status" in one)]
    if not readers:
        raise Unusable.one("readers", "missing", "it does not say what became of the letter", _WANTED)
    faults: list[Fault] = []
    found = [_reader(one, f"readers/{n}", faults) for n, one in enumerate(readers)]
    if faults:
        raise Unusable(faults)
    return tuple(found)


def _reader(block: Mail, at: str, faults: list[Fault]) -> Told:
    """The fields of one reader; what RFC 3464 2.3 asks for and is not there is a fault."""
    action = _field(block, "Action").partition(" ")[0].partition("(")[0].casefold()
    if action not in _ACTIONS:
        faults.append(
            Fault(f"{at}/action", "unknown", f"{action!r} is no outcome of a letter", ", ".join(_ACTIONS))
        )
    status = _STATUS.match(_field(block, "Status"))
    if status is None:
        says = f"{_field(block, 'Status')[:40]!r} is no status code"
        faults.append(Fault(f"{at}/status", "unreadable", says, "such as 5.1.1 (RFC 3463)"))
    readers = {_address(_field(block, name)) for name in ("Original-Recipient", "Final-Recipient")} - {""}
    if not readers:
        faults.append(
            Fault(
                f"{at}/reader", "missing", "it does not say whose it was", "Final-Recipient: rfc822; address"
            )
        )
    code, diagnostic = status[0] if status else "", _field(block, "Diagnostic-Code")
    says = f"{code} {diagnostic}".strip()[:_MOST_WORDS].strip()
    return Told(action, code, frozenset(readers), _nobody(code, diagnostic), says)


def _nobody(status: str, diagnostic: str) -> bool:
    """Whether it is the reader's address at which nobody is: by the status, or by the server's own words without one."""
    if status != _UNSAID:
        return status in smtp.NOBODY
    reply = _REPLY.match(diagnostic)
    return reply is not None and int(reply[1]) >= 500 and smtp.nobody(int(reply[1]), reply[2])


def _letter(part: Mail) -> str:
    """The Message-ID in the letter, or the headers of it, that a report carries; "" for any other part."""
    if part.get_content_type() in ("message/rfc822", "message/global", "message/global-headers"):
        held = part.get_payload()
        headers = held[0] if isinstance(held, list) and held and isinstance(held[0], Mail) else None
    elif part.get_content_type() == "text/rfc822-headers":
        content = part.get_payload(decode=True)
        headers = message_from_bytes(content) if isinstance(content, bytes) else None
    else:
        headers = None
    return "" if headers is None else _field(headers, "Message-ID")


def _field(block: Mail, name: str) -> str:
    """A field on one line, in signs that can be shown."""
    words = " ".join(str(block.get(name, "")).split())
    return "".join(sign if sign.isprintable() else "?" for sign in words)


def _address(field: str) -> str:
    """The address of `rfc822; ana@example.org`; "" where it is of another kind than mail."""
    kind, _, address = field.partition(";")
    return address.strip(" <>").casefold() if kind.strip().casefold() in ("rfc822", "utf-8") else ""
