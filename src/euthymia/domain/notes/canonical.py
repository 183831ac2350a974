"""A document as the bytes that a signature is about."""

from __future__ import annotations

import json
from hashlib import sha256
from typing import Any


def digest(document: Any) -> str:
    """SHA-256, in hexadecimal, of the document as JSON with sorted keys and without blanks, in UTF-8."""
    text = json.dumps(document, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return sha256(text.encode("utf-8")).hexdigest()
