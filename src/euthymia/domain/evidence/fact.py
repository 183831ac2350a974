"""A published figure as a reader is told it: the number, what it counts, and where it was read."""

from __future__ import annotations

from dataclasses import dataclass

from euthymia.domain.quantities import Confidence, Provenance


@dataclass(frozen=True, slots=True)
class Fact:
    """`value` is printed as the source prints it; `counts` says what it is a number of, with its unit."""

    key: str
    value: str
    counts: str
    provenance: Provenance


def facts(source: str, confidence: Confidence, *rows: tuple[str, str, str]) -> tuple[Fact, ...]:
    """Several figures of one source: key, value, what it counts."""
    provenance = Provenance(source, confidence)
    return tuple(Fact(key, value, counts, provenance) for key, value, counts in rows)
