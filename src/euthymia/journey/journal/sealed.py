"""The forms that sealed things have, and the one place where a shared copy is opened.

Everything else is sealed and opened in the patient's browser (static/journal/sealing.js); the forms here are the
same figures. Nothing that comes in is repeated in a refusal.
"""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from euthymia.domain.quantities import Fault, Unusable

KEY_BYTES, NONCE_BYTES, TAG_BYTES, SALT_BYTES = 32, 12, 16, 16
BLOCK = 1024  # text is filled up to whole blocks, so that its length says little
BLOCKS_MOST = 64
ENTRIES_MOST = 20_000
# PBKDF2 with SHA-256, at least so many rounds: OWASP Password Storage Cheat Sheet (2023), its figure for this hash.
ROUNDS = 600_000
ROUNDS_MOST = 5_000_000
_WRAPPED = KEY_BYTES + TAG_BYTES


@dataclass(frozen=True, slots=True)
class Envelope:
    """The journal's key sealed under another one, as the browser made it."""

    kdf: str
    rounds: int
    salt: bytes
    nonce: bytes
    wrapped: bytes

    def to_json(self) -> dict[str, Any]:
        return {
            "kdf": self.kdf, "rounds": self.rounds, "salt": encoded(self.salt), "nonce": encoded(self.nonce),
            "wrapped": encoded(self.wrapped),
        }  # fmt: skip


def encoded(found: bytes | memoryview) -> str:
    return base64.b64encode(bytes(found)).decode("ascii")


def decoded(text: object, at: str, least: int, most: int) -> bytes:
    """Base64 of so many bytes. Raises Unusable."""
    accepted = f"base64 of {least} bytes" if least == most else f"base64 of {least} to {most} bytes"
    if isinstance(text, str) and len(text) <= (most + 2) // 3 * 4:
        try:
            found = base64.b64decode(text, validate=True)
        except (binascii.Error, ValueError):
            found = b""
        if least <= len(found) <= most:
            return found
    raise Unusable.one(at, "malformed", "this is not sealed as the journal seals", accepted)


def sealed_text(text: object, at: str) -> bytes:
    """A sealed entry: whole blocks and a tag. Raises Unusable."""
    found = decoded(text, at, BLOCK + TAG_BYTES, BLOCK * BLOCKS_MOST + TAG_BYTES)
    if (len(found) - TAG_BYTES) % BLOCK:
        raise Unusable.one(
            at, "malformed", "this is not sealed as the journal seals", "whole blocks of 1024 bytes"
        )
    return found


def envelope(found: object, at: str, kdf: str) -> Envelope:
    """Raises Unusable."""
    if not isinstance(found, Mapping) or set(found) != {"kdf", "rounds", "salt", "nonce", "wrapped"}:
        raise Unusable.one(at, "malformed", "this is no envelope", "kdf, rounds, salt, nonce, wrapped")
    rounds = found["rounds"]
    least, most = (ROUNDS, ROUNDS_MOST) if kdf == "PBKDF2-SHA-256" else (0, 0)
    if found["kdf"] != kdf or type(rounds) is not int or not least <= rounds <= most:
        raise Unusable.one(
            at, "malformed", "the key is derived in another way", f"{kdf}, {least} to {most} rounds"
        )
    return Envelope(
        kdf, rounds, decoded(found["salt"], f"{at}.salt", SALT_BYTES, SALT_BYTES),
        decoded(found["nonce"], f"{at}.nonce", NONCE_BYTES, NONCE_BYTES),
        decoded(found["wrapped"], f"{at}.wrapped", _WRAPPED, _WRAPPED),
    )  # fmt: skip


def whole(body: bytes, fields: Mapping[str, type]) -> dict[str, Any]:
    """A JSON object of just these fields. Raises Unusable."""
    accepted = f"a JSON object of {', '.join(fields)}"
    try:
        found = json.loads(body)
    except (ValueError, RecursionError):
        raise Unusable.one("", "malformed", "this is not JSON", accepted) from None
    if not isinstance(found, dict) or set(found) != set(fields):
        raise Unusable.one("", "malformed", "other fields than these", accepted)
    faults = [
        Fault(name, "malformed", "not of its kind", kind.__name__)
        for name, kind in fields.items()
        if type(found[name]) is not kind
    ]
    if faults:
        raise Unusable(faults)
    return found


def number(text: str, at: str) -> UUID:
    """Raises Unusable."""
    try:
        return UUID(text)
    except ValueError:
        raise Unusable.one(at, "malformed", "this is no number of its own", "a UUID") from None


def shared_words(share_id: UUID, key: bytes, nonce: bytes, sealed: bytes) -> tuple[str, str]:
    """The prompt and the text of a shared copy, opened with the key that the patient handed over. Raises Unusable."""
    try:
        opened = AESGCM(key).decrypt(nonce, sealed, f"euthymia-journal:share:{share_id}".encode())
        found = json.loads(opened)
        prompt, text = found["prompt"], found["text"]
    except (InvalidTag, ValueError, KeyError, TypeError):
        raise Unusable.one(
            "sealed",
            "malformed",
            "this copy does not open with its key",
            "an entry sealed with the key beside it",
        ) from None
    if not isinstance(prompt, str) or not isinstance(text, str):
        raise Unusable.one("sealed", "malformed", "this copy holds no entry", "a prompt and a text")
    return prompt, text
