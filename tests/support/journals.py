"""A journal as a browser would make it: the same figures and forms, written once more (static/journal/sealing.js)."""

from __future__ import annotations

import base64
import json
import os
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any
from uuid import UUID, uuid4

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.kdf.pbkdf2 import PBKDF2HMAC

from euthymia.clinic.people.models import Patient, Staff
from euthymia.journey.journal import actions
from euthymia.journey.journal.actions import Version
from euthymia.journey.journal.models import Journal, SealedEntry, Share
from euthymia.journey.journal.sealed import BLOCK, Envelope


def filled(value: dict[str, Any]) -> bytes:
    text = json.dumps(value, ensure_ascii=False).encode("utf-8")
    return text.ljust(-(-len(text) // BLOCK) * BLOCK)


def key_of_passphrase(passphrase: str, envelope: dict[str, Any]) -> bytes:
    """The journal's key out of its envelope. Raises InvalidTag."""
    salt = base64.b64decode(envelope["salt"])
    derived = PBKDF2HMAC(SHA256(), 32, salt, envelope["rounds"]).derive(passphrase.encode())
    return AESGCM(derived).decrypt(
        base64.b64decode(envelope["nonce"]),
        base64.b64decode(envelope["wrapped"]),
        b"euthymia-journal:key:PBKDF2",
    )


def opened(key: bytes, row: SealedEntry) -> dict[str, Any]:
    """What a version of an entry says. Raises InvalidTag."""
    place = f"euthymia-journal:entry:{row.journal_id}:{row.entry}:{row.version}"
    found: dict[str, Any] = json.loads(
        AESGCM(key).decrypt(bytes(row.nonce), bytes(row.sealed), place.encode())
    )
    return found


def an_envelope(kdf: str = "PBKDF2-SHA-256", rounds: int = 600_000) -> Envelope:
    """One that nobody opens: of the right form, quickly."""
    return Envelope(kdf, rounds, os.urandom(16), os.urandom(12), os.urandom(48))


@dataclass
class Diary:
    """A patient's journal with its key in hand."""

    patient: Patient
    key: bytes = field(default_factory=lambda: os.urandom(32))
    journal: Journal | None = None

    @property
    def proof(self) -> bytes:
        return HKDF(SHA256(), 32, bytes(16), b"euthymia-journal:proof").derive(self.key)

    def made(self) -> Diary:
        self.journal = actions.make(
            by=self.patient, client_id=uuid4(), by_passphrase=an_envelope(), by_recovery=an_envelope("HKDF-SHA-256", 0),
            proof=sha256(self.proof).digest(),
        )  # fmt: skip
        return self

    def version(self, text: str, entry: UUID | None = None, version: int = 1) -> Version:
        of, nonce = entry or uuid4(), os.urandom(12)
        assert self.journal is not None
        place = f"euthymia-journal:entry:{self.journal.pk}:{of}:{version}"
        sealed = AESGCM(self.key).encrypt(nonce, filled({"prompt": "", "text": text}), place.encode())
        return Version(of, version, nonce, sealed)

    def write(self, text: str, entry: UUID | None = None, version: int = 1) -> SealedEntry:
        return actions.write(by=self.patient, client_id=uuid4(), of=self.version(text, entry, version))

    def share(self, row: SealedEntry, to: Staff) -> Share:
        told = a_share(row, opened(self.key, row))
        return actions.share(by=self.patient, to=to.pk, **told)


def a_share(row: SealedEntry, value: dict[str, Any]) -> dict[str, Any]:
    """What the action takes, but for whom it is."""
    share_id, key, nonce = uuid4(), os.urandom(32), os.urandom(12)
    sealed = AESGCM(key).encrypt(nonce, filled(value), f"euthymia-journal:share:{share_id}".encode())
    return {"share_id": share_id, "key": key, "of": Version(row.entry, row.version, nonce, sealed)}


def shared_with(patient: Patient, to: Staff) -> Share:
    """A journal with one entry, which this person may read."""
    diary = Diary(patient).made()
    return diary.share(diary.write("It rained the whole way home."), to)
