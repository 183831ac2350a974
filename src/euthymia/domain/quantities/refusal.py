"""How this house says no: every refusal carries where, what is wrong and what is accepted."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing wrong with an input.

    `at` is a JSON pointer, a field name or a line ("" is the whole input); `code` is stable and
    machine-readable; `says` is a sentence for the person; `accepted` what would have been right.
    """

    at: str
    code: str
    says: str
    accepted: str = ""

    def __str__(self) -> str:
        return f"{self.says}; accepted: {self.accepted}" if self.accepted else self.says


class Unusable(ValueError):
    """The input cannot be used. Nothing was computed, nothing was written."""

    def __init__(self, faults: Iterable[Fault]) -> None:
        self.faults = tuple(faults)
        super().__init__(
            " | ".join(f"{fault.at}: {fault}" if fault.at else str(fault) for fault in self.faults)
        )

    @classmethod
    def one(cls, at: str, code: str, says: str, accepted: str = "") -> Unusable:
        return cls([Fault(at, code, says, accepted)])
