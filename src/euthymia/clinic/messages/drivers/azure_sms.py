"""Text messages through Azure Communication Services: its REST interface, version 2021-03-07.

Chosen because it takes a key with each message (OASIS Repeatable Requests) and reports deliveries. A request is
signed with the resource's key: HMAC-SHA256 over method, address, date, host and the SHA-256 of the body.
"""

from __future__ import annotations

import hashlib
import hmac
import http.client
import json
from base64 import b64decode, b64encode
from dataclasses import dataclass
from datetime import datetime, timedelta
from email.utils import format_datetime
from typing import Any
from urllib.parse import urlsplit

from euthymia.kit import clock

from .driver import Accepted, NotSent, Outcome, Outgoing, Unclear

VERSION = "2021-03-07"
_TIMEOUT_S = 20
# How long Azure keeps a key (Repeatable requests, Azure Communication Services REST reference).
_RECOGNISES = timedelta(minutes=5)
_OPTED_OUT = 400


@dataclass(frozen=True, slots=True)
class AzureSms:
    """`endpoint` is the resource's address, `key` its access key (base64), `sender` its number (E.164)."""

    endpoint: str
    key: str
    sender: str
    recognises: timedelta = _RECOGNISES

    def send(self, outgoing: Outgoing) -> Outcome:
        place = urlsplit(self.endpoint)
        body = json.dumps(self._document(outgoing)).encode()
        path = f"/sms?api-version={VERSION}"
        make = http.client.HTTPSConnection if place.scheme == "https" else http.client.HTTPConnection
        connection = make(place.netloc, timeout=_TIMEOUT_S)
        try:
            connection.connect()
        except OSError as error:
            return NotSent(f"the provider does not answer: {type(error).__name__}")
        try:
            connection.request("POST", path, body, signed(self.key, place.netloc, path, body, clock.wall()))
            answer = connection.getresponse()
            said = answer.read()
        except (OSError, http.client.HTTPException) as error:
            return Unclear(f"the provider did not say what it did: {type(error).__name__}")
        finally:
            connection.close()
        return read(answer.status, said)

    def _document(self, outgoing: Outgoing) -> dict[str, Any]:
        recipient = {
            "to": outgoing.to, "repeatabilityRequestId": str(outgoing.key),
            "repeatabilityFirstSent": format_datetime(outgoing.first_handed_at, usegmt=True),
        }  # fmt: skip
        return {
            "from": self.sender, "smsRecipients": [recipient], "message": outgoing.text,
            "smsSendOptions": {"enableDeliveryReport": True, "tag": str(outgoing.key)},
        }  # fmt: skip


def signed(key: str, host: str, path: str, body: bytes, at: datetime) -> dict[str, str]:
    """The headers of a request, with its signature."""
    date = format_datetime(at, usegmt=True)
    digest = b64encode(hashlib.sha256(body).digest()).decode()
    over = f"POST\n{path}\n{date};{host};{digest}".encode()
    signature = b64encode(hmac.new(b64decode(key), over, hashlib.sha256).digest()).decode()
    return {
        "Content-Type": "application/json", "x-ms-date": date, "x-ms-content-sha256": digest,
        "Authorization": f"HMAC-SHA256 SignedHeaders=x-ms-date;host;x-ms-content-sha256&Signature={signature}",
    }  # fmt: skip


def read(status: int, said: bytes) -> Outcome:
    """What an answer means. 412 is a key that came too late: whether the first went is not known."""
    if status == 202:
        return _of_recipient(said)
    if status == 412:
        return Unclear("the provider keeps this key no longer")
    if status == 429 or status in (401, 403, 503):
        return NotSent(f"the provider refused it for now: {status}")
    if 400 <= status < 500:
        return NotSent(
            f"the provider refused it: {status} {said[:150].decode('utf-8', 'replace')}", permanent=True
        )
    return Unclear(f"the provider failed: {status}")


def _of_recipient(said: bytes) -> Outcome:
    try:
        (one,) = json.loads(said)["value"]
        code, words = int(one["httpStatusCode"]), str(one.get("errorMessage") or "")
    except (ValueError, KeyError, TypeError):
        return Unclear("the provider's answer cannot be read")
    if one.get("successful") is True:
        return Accepted(str(one.get("messageId", ""))[:200])
    if code == _OPTED_OUT and "opted out" in words.casefold():
        return NotSent("the reader has told the provider to stop", permanent=True, opted_out=True)
    if code == 412:
        return Unclear("the provider keeps this key no longer")
    if code >= 500:
        return Unclear(f"the provider failed: {code}")
    return NotSent(f"the provider refused it: {code} {words}"[:300], permanent=code != 429)
