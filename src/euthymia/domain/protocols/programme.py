"""What a course of treatment is, as data: how sessions are spaced, when it is judged, how it goes on, what stops it.

An infusion protocol says how one session is given; a programme says how many, how far apart and until when.
Depression and pain are separate programmes; esketamine is a regulated one of its own; TMS and psychotherapy
are companions on the same schedule. A clinic adopts a version by signature.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from enum import StrEnum
from hashlib import sha256
from typing import Any

from euthymia.domain.quantities import Fault, Provenance


class Kind(StrEnum):
    """What a session of a programme is."""

    INFUSION = "infusion"
    NASAL_SPRAY = "nasal-spray"
    TMS = "tms"
    PSYCHOTHERAPY = "psychotherapy"


class Anchor(StrEnum):
    """What the days of a review count from."""

    SESSION = "session"
    LAST_SESSION = "last-session"
    MAINTENANCE = "maintenance"


@dataclass(frozen=True, slots=True, kw_only=True)
class Spacing:
    """One way to space a course. Days are those of the clinic's calendar; the window runs from first to last."""

    code: str
    label: str
    sessions: int
    within_days: int
    min_gap_days: int
    max_gap_days: int
    provenance: Provenance
    gaps_provenance: Provenance


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewPoint:
    """When a course is judged, and by what. Due `from_days` after its anchor, late after `to_days`.

    `after` is the number of the session for `Anchor.SESSION`; every so many days in maintenance.
    """

    code: str
    label: str
    anchor: Anchor
    after: int | None
    from_days: int
    to_days: int
    measures: tuple[str, ...]
    provenance: Provenance


@dataclass(frozen=True, slots=True, kw_only=True)
class Maintenance:
    """One way to go on: (days between sessions, how many times) in turn; None is for as long as it holds."""

    code: str
    label: str
    steps: tuple[tuple[int, int | None], ...]
    evidence: str
    provenance: Provenance


@dataclass(frozen=True, slots=True, kw_only=True)
class HardStop:
    """What has to be confirmed before a course of this programme is planned. Not confirmed is not allowed."""

    code: str
    question: str
    says: str
    provenance: Provenance


@dataclass(frozen=True, slots=True, kw_only=True)
class Stay:
    """Minutes of one visit: before, the treatment itself, and until fit to go home."""

    preparation_min: int
    treatment_min: int
    recovery_min: int
    provenance: Provenance

    @property
    def minutes(self) -> int:
        return self.preparation_min + self.treatment_min + self.recovery_min


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """One published figure of a programme, in words, for who adopts it."""

    name: str
    value: str
    provenance: Provenance


@dataclass(frozen=True, slots=True, kw_only=True)
class Programme:
    """One programme. `protocol` names the infusion protocol its sessions are ordered by, where they are infusions.

    `spacings[0]` is the usual one. `needs_decision` says that a signed decision to treat has to stand.
    """

    id: str
    version: str
    name: str
    kind: Kind
    protocol: str | None
    indications: tuple[str, ...]
    measure: str
    spacings: tuple[Spacing, ...]
    stay: Stay
    reviews: tuple[ReviewPoint, ...]
    maintenance: tuple[Maintenance, ...]
    hard_stops: tuple[HardStop, ...]
    figures: tuple[Figure, ...]
    notes: tuple[str, ...]
    needs_decision: bool = True

    def spacing(self, code: str) -> Spacing:
        """Raises KeyError with the codes there are."""
        for one in self.spacings:
            if one.code == code:
                return one
        raise KeyError(f"no spacing {code!r}: {', '.join(one.code for one in self.spacings)}")

    def to_document(self) -> dict[str, Any]:
        """Everything, sources included, as plain JSON: what an adoption signs."""
        found: dict[str, Any] = json.loads(json.dumps(asdict(self), default=str))
        return found

    @property
    def digest(self) -> str:
        return digest_of(self.to_document())


def digest_of(document: Mapping[str, Any]) -> str:
    """SHA-256 of a document, whatever the order of its keys."""
    text = json.dumps(document, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return sha256(text.encode("utf-8")).hexdigest()


def unconfirmed(programme: Programme, confirmed: Iterable[str]) -> list[Fault]:
    """The hard stops that nobody has confirmed: each refuses the plan, none can be overridden."""
    known = frozenset(confirmed)
    return [
        Fault(f"stop-{stop.code}", "hard-stop", stop.says, f"confirmed: {stop.question}")
        for stop in programme.hard_stops
        if stop.code not in known
    ]
