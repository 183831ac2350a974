"""What every driver is asked, and the three things it may answer."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Protocol
from uuid import UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class Outgoing:
    """The message of that id on its way out. The same `key` is the same message, however often it is handed over.

    `first_handed_at` (wall clock) is the first attempt's that may have reached the provider. `files` are text by
    name.
    """

    message_id: UUID
    key: UUID
    channel: str
    to: str
    subject: str
    text: str
    first_handed_at: datetime
    files: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Accepted:
    """The provider has it; `reference` is what it calls it."""

    reference: str


@dataclass(frozen=True, slots=True)
class NotSent:
    """It surely did not go: for good, for now, because the reader told the provider to stop, or because there is
    nobody at that address."""

    why: str
    permanent: bool = False
    opted_out: bool = False
    nobody_there: bool = False


@dataclass(frozen=True, slots=True)
class Unclear:
    """It may have gone or not: the provider did not say."""

    why: str


Outcome = Accepted | NotSent | Unclear


class Driver(Protocol):
    """Carries messages of one channel out of the house."""

    @property
    def recognises(self) -> timedelta:
        """For how long the provider knows a key again and sends nothing twice; zero is never."""
        ...

    def send(self, outgoing: Outgoing) -> Outcome:
        """Hand it over. Raises nothing: what went wrong is the answer."""
        ...
