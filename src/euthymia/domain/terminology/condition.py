"""What a condition is called: a key, its ICD-10-CM codes, and the words people use for it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


@dataclass(frozen=True, slots=True)
class Condition:
    """`codes` are ICD-10-CM prefixes without dot, or ranges of categories such as `I60-I62`.

    Of two prefixes the longer counts, so F32.3 is psychotic depression though F32 is depression. `rule` is the row
    of the fact base that speaks of it, or empty where none does.
    """

    key: str
    name: str
    codes: tuple[str, ...]
    words: tuple[str, ...]
    rule: str = ""


def row(key: str, name: str, rule: str, codes: str, words: str) -> Condition:
    """A condition from its line in a table: codes apart by blanks, words by semicolons."""
    return Condition(
        key, name, tuple(codes.split()), tuple(filter(None, map(str.strip, words.split(";")))), rule
    )


class Kind(StrEnum):
    """What a text says about a condition. Only `PRESENT` counts for the person."""

    PRESENT = "present"
    DENIED = "denied"
    FAMILY = "family"


@dataclass(frozen=True, slots=True)
class Mention:
    """One condition found in a text.

    `words` is how it was written; `qualifiers` are words beside it that change its weight (`uncontrolled`, `past`,
    `nyha-3`, …); `date` is a date in the text as it stands there and `ago` a time such as (3, "week"), or None.
    `lately` says that a denial speaks of a stretch of time only: "no seizure in the last month".
    """

    condition: Condition
    words: str
    kind: Kind = Kind.PRESENT
    qualifiers: frozenset[str] = frozenset()
    date: str | None = None
    ago: tuple[int, str] | None = None
    lately: bool = False


@dataclass(frozen=True, slots=True)
class Reading:
    """All that a text says. `unread` are its parts that no words are known for, each with a suggestion or ''."""

    text: str
    mentions: tuple[Mention, ...]
    unread: tuple[tuple[str, str], ...] = ()
