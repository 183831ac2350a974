"""What has become of a text since somebody last read it, sentence by sentence."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Line:
    """A sentence as somebody read it: which, where and in which words."""

    id: str
    section: str
    text: str


@dataclass(frozen=True, slots=True)
class Differences:
    """Sentences that are new, gone, or say otherwise (before, now)."""

    new: tuple[Line, ...]
    gone: tuple[Line, ...]
    changed: tuple[tuple[Line, Line], ...]

    def __bool__(self) -> bool:
        return bool(self.new or self.gone or self.changed)


def differences(before: Sequence[Line], now: Sequence[Line]) -> Differences:
    """In the order of the text: what is new and what changed as it stands now, what is gone as it stood."""
    old, current = {one.id: one for one in before}, {one.id: one for one in now}
    return Differences(
        new=tuple(one for one in now if one.id not in old),
        gone=tuple(one for one in before if one.id not in current),
        changed=tuple((old[one.id], one) for one in now if one.id in old and old[one.id].text != one.text),
    )
