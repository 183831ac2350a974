"""Letters that come back: what mail servers report is read as RFC 3464 has it, and stops no address by mistake."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.test import Client, override_settings

from euthymia.clinic.messages import bounces
from euthymia.clinic.messages import queries as outbox
from euthymia.clinic.messages.drivers import Accepted
from euthymia.domain.quantities import Unusable
from support import desk
from support.cast import Cast
from support.letters import Post, message, reachable, run
from support.letters import outbox as working

LETTER = "<5d5f6c5e-7c1b-4b83-9f2c-3d1f0c0a9b11@clinic.example>"
ANA = "reader@example.org"

# As Postfix writes it: the fields folded, the letter whole.
POSTFIX = """\
Return-Path: <>
Date: Mon, 23 Nov 2026 09:31:02 -0800 (PST)
From: MAILER-DAEMON@mail.clinic.example (Mail Delivery System)
Subject: Undelivered Mail Returned to Sender
To: appointments@clinic.example
Auto-Submitted: auto-replied
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status;
\tboundary="4XyZ.1795455062/mail.clinic.example"
Message-Id: <20261123173102.0B4C2@mail.clinic.example>

This is a MIME-encapsulated message.

--4XyZ.1795455062/mail.clinic.example
Content-Description: Notification
Content-Type: text/plain; charset=us-ascii

I'm sorry to have to inform you that your message could not be delivered.

--4XyZ.1795455062/mail.clinic.example
Content-Description: Delivery report
Content-Type: message/delivery-status

Reporting-MTA: dns; mail.clinic.example
X-Postfix-Queue-ID: 0B4C2
X-Postfix-Sender: rfc822; appointments@clinic.example
Arrival-Date: Mon, 23 Nov 2026 09:31:01 -0800 (PST)

Final-Recipient: rfc822; reader@example.org
Original-Recipient: rfc822;Reader@Example.org
Action: failed
Status: 5.1.1
Remote-MTA: dns; mx.example.org
Diagnostic-Code: smtp; 550 5.1.1 <reader@example.org>: Recipient address
    rejected: User unknown in virtual mailbox table

--4XyZ.1795455062/mail.clinic.example
Content-Description: Undelivered Message
Content-Type: message/rfc822
Content-Transfer-Encoding: 8bit

Subject: Your appointments
From: appointments@clinic.example
To: reader@example.org
Message-ID: <5d5f6c5e-7c1b-4b83-9f2c-3d1f0c0a9b11@clinic.example>
Auto-Submitted: auto-generated

Hello Ana

--4XyZ.1795455062/mail.clinic.example--
"""

# As a server writes it that returns the headers alone, with comments, an empty block and a status that says nothing.
TERSE = """\
Content-Type: multipart/report; boundary=b; report-type="delivery-status"
MIME-Version: 1.0

--b
Content-Type: text/plain

** Message not delivered **

--b
Content-Type: message/delivery-status

Reporting-MTA: dns; gateway.example.net

FINAL-RECIPIENT: RFC822;<reader@example.org>
action: Failed (mailbox)
STATUS: 5.0.0 (permanent failure)
Diagnostic-Code: SMTP; 550 No such user here


--b
Content-Type: text/rfc822-headers

Message-ID:
 <5d5f6c5e-7c1b-4b83-9f2c-3d1f0c0a9b11@clinic.example>
To: reader@example.org

--b--
"""


def put(report: str, **fields: str) -> bytes:
    """The Postfix report with some fields of the reader changed; None of them stands there when it is ""."""
    lines = report.replace("\n    rejected", " rejected").splitlines()
    for name, value in fields.items():
        head = name.replace("_", "-") + ":"
        lines = [
            f"{head} {value}" if one.startswith(head) else one
            for one in lines
            if value or not one.startswith(head)
        ]
    return "\r\n".join(lines).encode()


@pytest.mark.parametrize("text", [POSTFIX, TERSE], ids=["whole letter, folded", "headers alone, comments"])
@pytest.mark.parametrize("end", ["\n", "\r\n"], ids=["as a pipe gives it", "as it came"])
def test_a_report_says_which_letter_to_whom_and_that_nobody_is_there(text: str, end: str) -> None:
    report = bounces.read(text.replace("\n", end).encode())
    (told,) = report.told
    assert (report.letter, told.action, told.readers) == (LETTER, "failed", frozenset({ANA}))
    assert told.nobody_there and "\n" not in told.says and "550" in told.says


@pytest.mark.parametrize(
    ("status", "diagnostic", "nobody"),
    [
        ("5.1.1", "smtp; 550 5.1.1 who", True),
        ("5.1.10", "smtp; 556 5.1.10 takes no mail", True),
        ("5.2.1", "", True),
        ("5.2.2", "smtp; 552 5.2.2 mailbox full", False),
        ("5.7.1", "smtp; 550 5.7.1 you may not send here", False),
        ("5.1.8", "smtp; 550 5.1.8 your own address", False),
        ("4.4.7", "smtp; 450 4.1.1 who is that", False),
        ("5.0.0", "smtp; 550-5.1.1 no such user", True),
        ("5.0.0", "smtp; 550 5.7.26 not authenticated", False),
        ("5.0.0", "smtp; 421 later", False),
        ("5.0.0", "x-unix; 550 no such user", False),
        ("5.0.0", "", False),
    ],
)
def test_only_what_is_about_the_address_says_that_nobody_is_there(
    status: str, diagnostic: str, nobody: bool
) -> None:
    (told,) = bounces.read(put(POSTFIX, Status=status, Diagnostic_Code=diagnostic)).told
    assert told.nobody_there is nobody and told.status == status


def test_words_that_cannot_be_shown_are_kept_as_far_as_they_can() -> None:
    body = put(POSTFIX, Diagnostic_Code="smtp; 550 5.1.1 MARK").replace(b"MARK", b"\xff\x07 nobody " * 60)
    (told,) = bounces.read(body).told
    assert told.nobody_there and told.says.isprintable() and len(told.says) <= 200


@pytest.mark.parametrize(
    ("body", "at"),
    [
        (b"", {""}),
        (b"\xff\xfe\x00", {""}),
        (b"Subject: Re: Your appointments\r\n\r\nThank you, I come.\r\n", {""}),
        (POSTFIX.replace("report-type=delivery-status", "report-type=disposition-notification").encode(), {""}),
        (POSTFIX.replace("multipart/report", "multipart/mixed").encode(), {""}),
        (POSTFIX.partition("--4XyZ")[0].encode(), {""}),
        (POSTFIX.partition("Final-Recipient")[0].encode(), {"readers"}),
        (POSTFIX.replace("message/delivery-status", "text/plain").encode(), {"readers"}),
        (POSTFIX.partition("Content-Description: Undelivered")[0].encode(), {"letter"}),
        (POSTFIX.replace("Message-ID: <5d5f", "X-Other: <5d5f").encode(), {"letter"}),
        (put(POSTFIX, Action="gone"), {"readers/0/action"}),
        (put(POSTFIX, Action="", Status=""), {"readers"}),
        (put(POSTFIX, Status="550"), {"readers/0/status"}),
        (put(POSTFIX, Status="5.1.1111"), {"readers/0/status"}),
        (put(POSTFIX, Action="", Final_Recipient="", Original_Recipient=""), {"readers/0/action", "readers/0/reader"}),
        (put(POSTFIX, Final_Recipient="x400; /C=US/", Original_Recipient="unknown"), {"readers/0/reader"}),
    ],
    ids=[
        "empty", "no text", "an answer by hand", "another report", "no report", "no parts", "nobody named",
        "no fields", "cut off", "no letter", "an outcome of its own", "no outcome", "a bare code", "too long a code",
        "neither outcome nor reader", "no mail",
    ],
)  # fmt: skip
def test_what_is_no_report_is_refused_with_the_place(body: bytes, at: set[str]) -> None:
    with pytest.raises(Unusable) as refused:
        bounces.read(body)
    assert {fault.at for fault in refused.value.faults} == at


class TestKept:
    """What follows from a report, with the desk's page beside it."""

    pytestmark = pytest.mark.django_db

    @pytest.fixture(autouse=True)
    def _sent(self, cast: Cast, unit: Any) -> None:
        self.cast, self.unit = cast, unit
        with unit(cast.lakeside):
            reachable(cast.ana_patient)
            desk.booked(cast.lakeside, cast.ana_patient, cast.chairs[0], "09:30", on=date(2026, 12, 2))
        run(working(Post(says=Accepted(LETTER))), cast.lakeside)

    def post(self, body: bytes, key: str = "a-long-key") -> Any:
        with override_settings(EUTHYMIA_MAIL_REPORTS="a-long-key"):
            return Client().post(f"/messages/bounce/{key}/", body, content_type="message/rfc822")

    def state(self) -> tuple[str, str, bool, list[str]]:
        """State and reason of the letter, whether the address is stopped, and the facts of the letter."""
        with self.unit(self.cast.lakeside):
            found, contact = message(self.cast.ana_patient, "dates"), outbox.contact(self.cast.ana_patient)
            assert contact is not None
            kinds = [one.kind for one in outbox.facts(found)][3:]
            return found.state, found.reason, contact.email_returned, kinds

    def test_where_nobody_is_nothing_more_goes_and_the_desk_is_asked_once(self, signed_in: Any) -> None:
        for _ in range(2):
            assert self.post(POSTFIX.encode()).json() == {"known": 1}
        assert self.state() == ("failed", "returned", True, ["undelivered"])
        with self.unit(self.cast.lakeside):
            contact = outbox.contact(self.cast.ana_patient)
            assert contact is not None
            (came_back,) = [one for one in outbox.contact_facts(contact) if one.kind == "returned"]
        assert came_back.by == "the mail server" and "User unknown" in came_back.says
        wren = signed_in(self.cast.wren)
        page = wren.get("/staff/messages/").content
        assert page.count(b'data-test="failed"') == page.count(b'data-test="returned"') == 1
        with self.unit(self.cast.lakeside):
            sent = message(self.cast.ana_patient, "dates")
        said = {"client_id": "5d5f6c5e-7c1b-4b83-9f2c-3d1f0c0a9b12", "says": "called: comes"}
        assert wren.post(f"/staff/messages/{sent.pk}/", said).status_code == 302
        assert self.post(POSTFIX.encode()).json() == {"known": 1}
        assert self.state()[0] == "settled", "what was seen to stays seen to"

    @pytest.mark.parametrize(
        ("fields", "expected"),
        [
            ({"Action": "delayed", "Status": "4.4.1"}, ("sent", "", False, [])),
            ({"Action": "relayed", "Status": "2.0.0"}, ("sent", "", False, [])),
            ({"Action": "delivered", "Status": "2.1.5"}, ("delivered", "", False, ["delivered"])),
            ({"Status": "5.2.2"}, ("failed", "undelivered", False, ["undelivered"])),
            (
                {"Final_Recipient": "rfc822; other@example.net", "Original_Recipient": ""},
                ("failed", "undelivered", False, ["undelivered"]),
            ),
        ],
        ids=["late", "handed on", "arrived", "full", "forwarded"],
    )
    def test_other_reports_stop_no_address(self, fields: dict[str, str], expected: Any) -> None:
        for _ in range(2):
            assert self.post(put(POSTFIX, **fields)).json() == {"known": 1}
        assert self.state() == expected

    def test_a_full_mailbox_and_then_a_closed_one_is_noted_as_closed(self) -> None:
        self.post(put(POSTFIX, Status="5.2.2"))
        self.post(POSTFIX.encode())
        assert self.state() == ("failed", "returned", True, ["undelivered", "undelivered"])

    def test_an_address_corrected_meanwhile_stays_open(self) -> None:
        with self.unit(self.cast.lakeside):
            reachable(self.cast.ana_patient, email="ana@example.net")
        self.post(POSTFIX.encode())
        assert self.state() == ("failed", "returned", False, ["undelivered"])

    def test_strangers_other_letters_and_what_is_no_report_change_nothing(self) -> None:
        before = self.state()
        assert self.post(POSTFIX.encode(), "another-key").status_code == 404
        assert self.post(POSTFIX.encode(), "none").status_code == 404
        assert self.post(b"Subject: Re\r\n\r\nyes").status_code == 400
        assert self.post(POSTFIX.replace("5d5f6c5e", "00000000").encode()).json() == {"known": 0}
        assert self.state() == before
