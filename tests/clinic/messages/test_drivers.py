"""How messages leave: a real mail server's answers, the text messages' provider, and the local mailbox."""

from __future__ import annotations

import asyncio
import json
import threading
from base64 import b64encode
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from email import message_from_bytes
from email.utils import parsedate_to_datetime
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.test import override_settings

from euthymia.clinic.messages import drivers
from euthymia.clinic.messages.drivers import Accepted, NotSent, Outgoing, Unclear
from euthymia.clinic.messages.drivers.azure_sms import AzureSms, read, signed
from euthymia.clinic.messages.drivers.local import LocalMailbox
from euthymia.clinic.messages.drivers.smtp import Smtp

AT = datetime(2026, 11, 23, 17, 0, tzinfo=UTC)
KEY = b64encode(b"a key of thirty-two octets, or so").decode()


def outgoing(**changed: Any) -> Outgoing:
    given: dict[str, Any] = {
        "message_id": uuid4(), "key": uuid4(), "channel": "email", "to": "ana@example.org", "subject": "Su cita",
        "text": "Hola, Ana: mañana.\n", "first_handed_at": AT, "files": {"appointments.ics": "BEGIN:VCALENDAR\r\n"},
    }  # fmt: skip
    return Outgoing(**{**given, **changed})


class _Server(threading.Thread):
    """A mail server that answers by a script; None hangs up."""

    def __init__(self, answers: dict[str, bytes | None]) -> None:
        super().__init__(daemon=True)
        self.answers, self.mails = answers, list[bytes]()
        self.ready, self.port = threading.Event(), 0
        self.loop = asyncio.new_event_loop()

    def run(self) -> None:
        self.loop.run_until_complete(self._open())
        self.loop.run_forever()

    async def _open(self) -> None:
        server = await asyncio.start_server(self._talk, "127.0.0.1", 0)
        self.port = server.sockets[0].getsockname()[1]
        self.ready.set()

    async def _talk(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"220 here\r\n")
        while line := await reader.readline():
            verb = line.split()[0].decode().upper()
            said = self.answers.get(verb, b"250 yes")
            if said is None:
                break
            if verb == "DATA" and said.startswith(b"354"):
                writer.write(said + b"\r\n")
                mail = await reader.readuntil(b"\r\n.\r\n")
                self.mails.append(mail)
                said = self.answers.get("END", b"250 kept")
                if said is None:
                    break
            writer.write(said + b"\r\n")
            if verb == "QUIT":
                break
        writer.close()


@contextmanager
def mail_server(**answers: bytes | None) -> Iterator[_Server]:
    server = _Server({"DATA": b"354 go on", "QUIT": b"221 bye", **answers})
    server.start()
    assert server.ready.wait(10)
    with override_settings(
        EMAIL_HOST="127.0.0.1",
        EMAIL_PORT=server.port,
        EMAIL_USE_TLS=False,
        EMAIL_HOST_USER="",
        EMAIL_HOST_PASSWORD="",
    ):
        yield server
    server.loop.call_soon_threadsafe(server.loop.stop)
    server.join(10)
    server.loop.close()


SENDER = Smtp("appointments@clinic.example")


def test_a_mail_arrives_whole_with_its_file_and_an_id_of_its_own() -> None:
    sent = outgoing()
    with mail_server() as server:
        assert SENDER.send(sent) == Accepted(f"<{sent.key}@clinic.example>")
    mail = message_from_bytes(server.mails[0])
    assert mail["Message-ID"] == f"<{sent.key}@clinic.example>" and mail["To"] == "ana@example.org"
    text, file = mail.get_payload()
    assert text.get_payload(decode=True).decode().replace("\r\n", "\n").startswith("Hola, Ana: mañana.")
    assert file.get_content_type() == "text/calendar" and file.get_filename() == "appointments.ics"


@pytest.mark.parametrize(
    ("answers", "outcome", "permanent"),
    [
        ({"RCPT": b"550 no such reader"}, NotSent, True),
        ({"RCPT": b"450 later"}, NotSent, False),
        ({"MAIL": b"451 later"}, NotSent, False),
        ({"DATA": b"554 no"}, NotSent, True),
        ({"END": b"452 no room"}, NotSent, False),
        ({"END": None}, Unclear, False),
        ({"DATA": None}, Unclear, False),
    ],
    ids=lambda one: str(one) if isinstance(one, dict) else "",
)
def test_what_surely_did_not_go_is_told_from_what_may_have(
    answers: dict[str, bytes | None], outcome: type, permanent: bool
) -> None:
    with mail_server(**answers):
        said = SENDER.send(outgoing())
    assert type(said) is outcome
    assert getattr(said, "permanent", False) is permanent


@pytest.mark.parametrize(
    ("answers", "nobody"),
    [
        ({"RCPT": b"550 5.1.1 no such reader"}, True),
        ({"RCPT": b"550 no such reader"}, True),
        ({"RCPT": b"556 5.1.10 this domain takes no mail"}, True),
        ({"RCPT": b"550 5.2.1 closed"}, True),
        ({"RCPT": b"550 5.7.1 you may not send here"}, False),
        ({"RCPT": b"554 no"}, False),
        ({"RCPT": b"450 4.1.1 who is that"}, False),
        ({"MAIL": b"550 5.1.8 your address"}, False),
        ({"END": b"550 5.1.1 looks like spam"}, False),
    ],
    ids=lambda one: str(one) if isinstance(one, dict) else "",
)
def test_only_what_is_about_the_reader_says_that_nobody_is_there(
    answers: dict[str, bytes | None], nobody: bool
) -> None:
    with mail_server(**answers):
        said = SENDER.send(outgoing())
    assert isinstance(said, NotSent) and said.nobody_there is nobody


def test_no_mail_server_is_no_mail() -> None:
    with override_settings(EMAIL_HOST="127.0.0.1", EMAIL_PORT=1):
        assert type(SENDER.send(outgoing())) is NotSent


@contextmanager
def sms_provider(answer: Callable[[dict[str, Any]], tuple[int, Any]]) -> Iterator[tuple[str, list[Any]]]:
    asked: list[Any] = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            asked.append((self.path, dict(self.headers), body))
            status, document = answer(json.loads(body))
            said = json.dumps(document).encode()
            self.send_response(status)
            self.send_header("Content-Length", str(len(said)))
            self.end_headers()
            self.wfile.write(said)

        def log_message(self, *_: Any) -> None:
            pass

    server = HTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}", asked
    server.shutdown()
    thread.join(10)
    server.server_close()


def test_a_text_message_carries_its_key_and_a_signature() -> None:
    def taken(document: dict[str, Any]) -> tuple[int, Any]:
        (one,) = document["smsRecipients"]
        return 202, {
            "value": [{"to": one["to"], "messageId": "Outgoing_1", "httpStatusCode": 202, "successful": True}]
        }

    sent = outgoing(channel="sms", to="+15555550142", subject="", text="Ana, mañana", files={})
    with sms_provider(taken) as (endpoint, asked):
        assert AzureSms(endpoint, KEY, "+18005550100").send(sent) == Accepted("Outgoing_1")
    ((path, headers, body),) = asked
    document = json.loads(body)
    assert path == "/sms?api-version=2021-03-07" and document["from"] == "+18005550100"
    (one,) = document["smsRecipients"]
    assert one["repeatabilityRequestId"] == str(sent.key)
    assert parsedate_to_datetime(one["repeatabilityFirstSent"]) == AT
    at = parsedate_to_datetime(headers["x-ms-date"])
    host = endpoint.removeprefix("http://")
    assert headers["Authorization"] == signed(KEY, host, path, body, at)["Authorization"]
    assert signed(KEY, host, path, body + b" ", at)["Authorization"] != headers["Authorization"]


@pytest.mark.parametrize(
    ("status", "said", "outcome"),
    [
        (
            202,
            {"value": [{"httpStatusCode": 400, "successful": False, "errorMessage": "Invalid To"}]},
            NotSent,
        ),
        (202, {"value": []}, Unclear),
        (202, {"value": [{"httpStatusCode": 500, "successful": False}]}, Unclear),
        (400, {}, NotSent),
        (401, {}, NotSent),
        (412, {}, Unclear),
        (429, {}, NotSent),
        (500, {}, Unclear),
    ],
)
def test_an_answer_of_the_provider_means_one_of_three_things(status: int, said: Any, outcome: type) -> None:
    assert type(read(status, json.dumps(said).encode())) is outcome


def test_a_reader_who_told_the_provider_to_stop_is_known_as_such() -> None:
    refused = {
        "value": [{"httpStatusCode": 400, "successful": False, "errorMessage": "Recipient has Opted Out"}]
    }
    said = read(202, json.dumps(refused).encode())
    assert isinstance(said, NotSent) and said.opted_out and said.permanent


def test_the_local_mailbox_takes_each_key_once_and_keeps_what_was_first(tmp_path: Path) -> None:
    box = LocalMailbox(tmp_path / "mailbox")
    first = outgoing()
    assert box.send(first) == box.send(outgoing(key=first.key, text="something else"))
    box.send(outgoing(first_handed_at=AT + timedelta(minutes=1), text="later"))
    assert [one["text"] for one in box.read()] == ["later", first.text]
    assert list((tmp_path / "mailbox").glob(".draft-*")) == []
    assert type(box.send(outgoing(to="bounce@example.org"))) is NotSent


def test_nothing_leaves_the_house_outside_production() -> None:
    assert {type(one) for one in drivers.installed().values()} == {LocalMailbox}
    with override_settings(EUTHYMIA_MODE="production", EUTHYMIA_SMTP="", EUTHYMIA_SMS_ENDPOINT=""):
        assert drivers.installed() == {} and drivers.mailbox() is None
    with override_settings(
        EUTHYMIA_MODE="production", EUTHYMIA_SMTP="mail.example", EUTHYMIA_SMS_ENDPOINT="https://x"
    ):
        assert [type(one) for one in drivers.installed().values()] == [Smtp, AzureSms]
