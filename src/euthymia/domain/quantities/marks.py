"""Where a number comes from, and how far it may be trusted."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from .works import told


class Confidence(StrEnum):
    """The marks of the fact base. Only V and V2 may be shown as somebody's published figure."""

    V = "V"
    V2 = "V2"
    K = "K"
    P = "P"

    @property
    def meaning(self) -> str:
        return {
            "V": "read in the source itself",
            "V2": "read in a summary of the named source",
            "K": "from knowledge of the named source, not re-read; a site setting",
            "P": "practice convention, no published figure found; a site setting",
        }[self.value]

    @property
    def is_site_setting(self) -> bool:
        return self in (Confidence.K, Confidence.P)


@dataclass(frozen=True, slots=True)
class Provenance:
    """The source and mark that every threshold, range and rule carries, and every screen shows."""

    source: str
    confidence: Confidence

    def __post_init__(self) -> None:
        if not self.source.strip():
            raise ValueError("a number without a source does not enter the program")

    def __str__(self) -> str:
        """As a page, a refusal and a sheet tell it: works by name and the mark."""
        kind = "site setting" if self.confidence.is_site_setting else "published"
        return f"{told(self.source, self.confidence)} ({kind}, {self.confidence})"
