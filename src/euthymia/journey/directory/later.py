"""What later rooms know of a clinic, for its public page: they register here while the program starts."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from euthymia.clinic.people.models import Clinic

Told = Callable[[Clinic, datetime], dict[str, Any] | None]
_later: dict[str, Told] = {}


def also_tell(name: str, told: Told) -> None:
    """What a later room knows of a clinic, asked for whenever its page is made; None where there is nothing to tell."""
    _later[name] = told


def told(clinic: Clinic, now: datetime) -> dict[str, dict[str, Any] | None]:
    """By name, what each of them tells."""
    return {name: tells(clinic, now) for name, tells in _later.items()}
