"""`POST /api/v1/readings`: readings as JSON from bridges, each with its device's key.

Runs in the event loop. The answer follows the commit, as an acknowledgement over MLLP does.
"""

from __future__ import annotations

import asyncio
import hashlib
import json
from collections.abc import Awaitable, Callable, Mapping, MutableMapping
from typing import Any, TypeAlias
from uuid import UUID

from euthymia.kit import clock

from .intake import Intake
from .keeping import DatabaseAway
from .keys import Keys
from .reception import Key, Message, Outcome

Scope: TypeAlias = MutableMapping[str, Any]
Receive: TypeAlias = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send: TypeAlias = Callable[[MutableMapping[str, Any]], Awaitable[None]]

READINGS_PATH = "/api/v1/readings"
BODY_BYTES = 1 << 20
BODY_S = 30.0
ANSWER_S = 15.0
LEFT_UNREAD_BYTES = 1 << 16  # a refused caller with more to say is hung up on
_LONGEST_KEY = 200


class Refusal(Exception):
    """An answer without a reading: status, sentence, headers."""

    def __init__(self, status: int, says: str, headers: Mapping[str, str] | None = None) -> None:
        super().__init__(says)
        self.status, self.says, self.headers = status, says, dict(headers or {})


async def readings(intake: Intake, keys: Keys, scope: Scope, receive: Receive, send: Send) -> None:
    """Answer one request. A caller that goes away before the end is not answered."""
    try:
        status, document, headers = await _answer(intake, keys, scope, receive)
    except Refusal as refusal:
        status, document, headers = refusal.status, {"error": refusal.says}, refusal.headers
    except ConnectionAbortedError:
        return
    await answer_json(send, status, document, headers)


async def answer_json(
    send: Send, status: int, document: Mapping[str, Any], headers: Mapping[str, str] | None = None
) -> None:
    body = json.dumps(document, ensure_ascii=False).encode("utf-8")
    stated = {
        "content-type": "application/json",
        "content-length": str(len(body)),
        "cache-control": "no-store",
        "x-content-type-options": "nosniff",
        **(headers or {}),
    }
    pairs = [(name.encode("latin-1"), value.encode("latin-1")) for name, value in stated.items()]
    await send({"type": "http.response.start", "status": status, "headers": pairs})
    await send({"type": "http.response.body", "body": body})


async def _answer(
    intake: Intake, keys: Keys, scope: Scope, receive: Receive
) -> tuple[int, dict[str, Any], dict[str, str]]:
    if scope["method"] != "POST":
        raise Refusal(405, "readings are posted", {"allow": "POST"})
    headers = {name.decode("latin-1").lower(): value.decode("latin-1") for name, value in scope["headers"]}
    key = _key(headers.get("authorization", ""))
    try:
        async with asyncio.timeout(ANSWER_S):
            opens = await keys.opens(key)
    except (DatabaseAway, TimeoutError):
        raise _come_again() from None
    if not opens:
        raise Refusal(401, "this key opens nothing", {"www-authenticate": "Bearer", **_hang_up(headers)})
    _expect_json(headers)
    body = await _body(headers, receive)
    peer = ":".join(str(part) for part in scope.get("client") or ("unknown",))
    message = Message(data=body, peer=peer, received_at=clock.now(), driver="vitals-json", key=key)
    try:
        async with asyncio.timeout(ANSWER_S):
            outcome = await intake.submit(message)
    except (DatabaseAway, TimeoutError):
        raise _come_again() from None
    return _told(outcome)


def _come_again() -> Refusal:
    return Refusal(503, "the readings could not be stored now: send them again", {"retry-after": "2"})


def _told(outcome: Outcome) -> tuple[int, dict[str, Any], dict[str, str]]:
    if outcome.unauthorised:
        raise Refusal(401, outcome.text, {"www-authenticate": "Bearer"})
    document = {
        "accepted": outcome.accepted,
        "refused": [part.to_json() for part in outcome.refused],
        "notes": list(outcome.notes),
        "message": str(outcome.message),
    }
    if outcome.code != "AA":
        return 422, {"error": outcome.text, **document}, {}
    return (200 if outcome.accepted else 202), document, {}


def _key(header: str) -> Key:
    """The key of `Authorization: Bearer DEVICE.SECRET`. Whether it opens anything is not known yet."""
    scheme, _, key = header.partition(" ")
    key = key.strip()
    refused = Refusal(401, "show the device's key: Authorization: Bearer KEY", {"www-authenticate": "Bearer"})
    if scheme.lower() != "bearer" or not 0 < len(key) <= _LONGEST_KEY:
        raise refused
    try:
        device_id = UUID(hex=key.partition(".")[0])
    except ValueError:
        raise refused from None
    return Key(device_id, hashlib.sha256(key.encode("utf-8")).digest())


def _expect_json(headers: Mapping[str, str]) -> None:
    kind = headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind != "application/json" or headers.get("content-encoding", "identity") != "identity":
        raise Refusal(415, "readings are application/json, without an encoding")


def _hang_up(headers: Mapping[str, str]) -> dict[str, str]:
    """The body of a stranger is not read: a short one the server throws away, any other ends the connection."""
    stated = headers.get("content-length", "")
    short = stated.isascii() and stated.isdigit() and int(stated[:20]) <= LEFT_UNREAD_BYTES
    return {} if short else {"connection": "close"}


async def _body(headers: Mapping[str, str], receive: Receive) -> bytes:
    too_large = Refusal(413, f"a body has at most {BODY_BYTES} bytes", {"connection": "close"})
    stated = headers.get("content-length", "")
    if stated.isascii() and stated.isdigit() and int(stated[:20]) > BODY_BYTES:
        raise too_large
    body = bytearray()
    try:
        async with asyncio.timeout(BODY_S):
            while True:
                part = await receive()
                if part["type"] == "http.disconnect":
                    raise ConnectionAbortedError
                body += part.get("body", b"")
                if len(body) > BODY_BYTES:
                    raise too_large
                if not part.get("more_body", False):
                    return bytes(body)
    except TimeoutError:
        raise Refusal(408, "the body did not come", {"connection": "close"}) from None
