"""Secrets of the installation, kept in its home folder."""

from __future__ import annotations

import os
import secrets
import tempfile
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path


def _some_secret() -> str:
    return secrets.token_urlsafe(48)


def kept_secret(home: Path, name: str, make: Callable[[], str] = _some_secret) -> str:
    """A secret made at the first start and kept in the home folder for its owner's eyes only.

    Of processes that start together one makes it and the others take that one: it gets its name only when
    it is whole, and a name that is taken is not given again.
    """
    path = home / name
    if not path.exists():
        home.mkdir(parents=True, exist_ok=True)
        handle, draft = tempfile.mkstemp(dir=home, prefix=f".{name}-")  # readable by its owner alone
        try:
            with os.fdopen(handle, "w", encoding="utf-8") as file:
                file.write(make())
                file.flush()
                os.fsync(file.fileno())
            with suppress(FileExistsError):
                os.link(draft, path)
        finally:
            os.unlink(draft)
    return path.read_text("utf-8")
