"""What a driver says about itself, and what the program may ask of it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, tzinfo
from typing import Protocol

from .reading import Decoded, Refused


@dataclass(frozen=True, slots=True)
class Manifest:
    """Shown to whoever connects a device; `source` says where the form was learnt from."""

    name: str
    title: str
    makers: tuple[str, ...]
    protocol: str
    channels: tuple[str, ...]
    units: tuple[str, ...]
    notes: str
    source: str


class Driver(Protocol):
    """Bytes in, readings out. Pure: the time of arrival and the device's zone are passed in.

    No method raises on any bytes: what cannot be read comes back as a refusal with its place.
    """

    @property
    def manifest(self) -> Manifest: ...

    def recognises(self, data: bytes) -> bool:
        """Does the beginning of these bytes look like this driver's form?"""

    def decode(self, data: bytes, *, received_at: datetime, zone: tzinfo | None = None) -> Decoded:
        """Read the bytes of one message.

        `zone` is the device's own setting, for times written without an offset. Unknown (`None`), a form
        that has a default of its own uses it, and any other refuses the time. `received_at` dates a
        message that states no time at all.
        """

    def split(self, data: bytes) -> Iterator[bytes | Refused]:
        """Each message of a file with any number of them, and each stretch that is none."""
