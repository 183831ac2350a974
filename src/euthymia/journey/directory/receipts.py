"""The digest of a receipt: anybody who holds what was asked and answered can compute it again."""

from __future__ import annotations

import hashlib
from datetime import datetime


def sha256(answer: bytes) -> str:
    return hashlib.sha256(answer).hexdigest()


def digest(*, source: str, query: str, outcome: str, at: datetime, answer: str, answer_sha256: str) -> str:
    """SHA-256 over the parts in this order, each as its length in bytes, a colon and its UTF-8 text."""
    made = hashlib.sha256()
    for part in (source, query, outcome, at.isoformat(), answer, answer_sha256):
        text = part.encode()
        made.update(f"{len(text)}:".encode() + text)
    return made.hexdigest()
