"""A note's state is the fold of its events. Pure: events go in, what stands comes out."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from euthymia.domain.notes import Line


@dataclass(frozen=True, slots=True)
class Act:
    """One event as the fold needs it."""

    n: int
    kind: str
    at: datetime
    by: str
    section: str = ""
    mark: str = ""
    says: str = ""
    reason: str = ""
    detail: Any = None
    digest: str = ""

    @property
    def name(self) -> str:
        return self.by.partition(" <")[0]


@dataclass(frozen=True, slots=True)
class Folded:
    """`own` words by section, sentences `struck` by their mark, what was `read` last, the signature and what came after."""

    own: dict[str, Act]
    struck: dict[str, Act]
    read: tuple[Line, ...] | None
    read_by: Act | None
    signed: Act | None
    addenda: tuple[Act, ...]
    released: Act | None
    acts: tuple[Act, ...]

    @property
    def is_signed(self) -> bool:
        return self.signed is not None

    @property
    def settled(self) -> tuple[Line, ...]:
        """The composed sentences as the last signature, the note's or an addendum's, had them."""
        last = self.addenda[-1] if self.addenda else self.signed
        return () if last is None else lines_of(last)


def fold(acts: Iterable[Act]) -> Folded:
    """Of a section's own words the newest count; what is struck can be put back. Nothing moves after the signature."""
    found = tuple(sorted(acts, key=lambda one: one.n))
    own: dict[str, Act] = {}
    struck: dict[str, Act] = {}
    read: Act | None = None
    signed = next((one for one in found if one.kind == "signed"), None)
    for one in found:
        if one.kind == "written":
            own[one.section] = one
        elif one.kind == "struck":
            struck[one.mark] = one
        elif one.kind == "restored":
            struck.pop(one.mark, None)
        if "lines" in (one.detail or {}):
            read = one
    return Folded(
        own={section: one for section, one in own.items() if one.says}, struck=struck,
        read=None if read is None else lines_of(read), read_by=read, signed=signed,
        addenda=tuple(one for one in found if one.kind == "addendum"),
        released=next((one for one in found if one.kind == "released"), None), acts=found,
    )  # fmt: skip


def lines_of(act: Act) -> tuple[Line, ...]:
    """The composed sentences as somebody saw them when they did this."""
    return tuple(Line(*one) for one in (act.detail or {}).get("lines", ()))
