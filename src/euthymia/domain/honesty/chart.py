"""What is looked at, a chart of a session as people entered it, and what comes of it: flags."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import TypeAlias

PRESSURES = ("sbp", "dbp")
SIGNS = ("sbp", "dbp", "hr")
MEASURED = frozenset({"vitals", "score", "symptom", "check"})
"""What is seen at the patient and nowhere else."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Act:
    """One entry of one person: observed `at`, entered `entered_at`.

    `values` are the signs that were typed, by channel, in the units of the chart (mmHg, per minute, percent).
    What a person only confirmed from the monitor carries none. `beside` holds, by channel, what the monitor
    measured nearest to `at`, with that time.
    """

    n: int
    name: str
    kind: str
    at: datetime
    entered_at: datetime
    by: str
    values: Mapping[str, float] = field(default_factory=dict)
    beside: Mapping[str, tuple[float, datetime]] = field(default_factory=dict)
    corrects: int | None = None

    @property
    def is_set(self) -> bool:
        """Vital signs that a person typed, pressure and pulse among them."""
        return all(channel in self.values for channel in SIGNS)


@dataclass(frozen=True, slots=True, kw_only=True)
class Chart:
    """One session: where, when the patient was there, when it was signed, and every act in the order of entry."""

    key: str
    room: str
    arrived_at: datetime | None
    started_at: datetime | None
    signed_at: datetime | None
    left_at: datetime | None
    acts: tuple[Act, ...]

    def sets(self) -> list[Act]:
        """The typed sets that stand, by the time they were measured.

        Of several by one person of one instant the last counts: a look that is entered again is one look.
        """
        replaced = {act.corrects for act in self.acts if act.corrects is not None}
        standing = {(act.at, act.by): act for act in self.acts if act.is_set and act.n not in replaced}
        return sorted(standing.values(), key=lambda act: (act.at, act.n))


class Kind(StrEnum):
    """What is flagged, one for each detector."""

    LATE = "late-entries"
    STRAIGHT = "straight-line"
    COPIED = "copied-values"
    DIGITS = "rounded-digits"
    CLOCKWORK = "too-regular"
    IMPOSSIBLE = "impossible-time"
    AFTER_SIGNING = "after-signing"
    BULK = "charted-at-once"
    TWO_CHAIRS = "two-chairs"
    MONITOR = "beside-monitor"

    @property
    def heading(self) -> str:
        return _HEADINGS[self]

    @property
    def harmless(self) -> str:
        """What would explain it without any fault: read it before anybody is asked."""
        return _HARMLESS[self]


_HEADINGS = {
    Kind.LATE: "Entered late",
    Kind.STRAIGHT: "Straight-line signs",
    Kind.COPIED: "Same values as an earlier set",
    Kind.DIGITS: "Pressures end in 0 and 5",
    Kind.CLOCKWORK: "Times too regular",
    Kind.IMPOSSIBLE: "At a time when it could not be",
    Kind.AFTER_SIGNING: "Changed after signing",
    Kind.BULK: "Many sets entered at once",
    Kind.TWO_CHAIRS: "One person at two chairs",
    Kind.MONITOR: "The monitor measured something else",
}
_HARMLESS = {
    Kind.LATE: "A busy chair, a tablet without network, or paper taken over afterwards; both times are kept for that.",
    Kind.STRAIGHT: "A person at rest whose signs hardly move; the same cuff reading read twice.",
    Kind.COPIED: "Chance, where signs hardly move; or one measurement entered by two people.",
    Kind.DIGITS: "A dial is read to the next mark: who measures by hand reads even numbers and fives.",
    Kind.CLOCKWORK: "An automatic cuff read off at its own times.",
    Kind.IMPOSSIBLE: "A slip in the time that was typed, or a clock that was wrong.",
    Kind.AFTER_SIGNING: "A mistake found afterwards and put right, which is what corrections are for.",
    Kind.BULK: "A tablet without network, or paper taken over afterwards.",
    Kind.TWO_CHAIRS: "One of the two entries was made for a colleague, or after walking over.",
    Kind.MONITOR: "Another arm, another cuff, a sensor that had slipped.",
}

Row: TypeAlias = tuple[str, int]
"""Which chart, and the number of the act in it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Flag:
    """A reason to look, with the rows it rests on. It says what stands there and nothing about a person."""

    kind: Kind
    chart: str
    rows: tuple[Row, ...]
    says: str

    @property
    def id(self) -> str:
        """Which flag this is. With more rows it is another one, to be looked at anew."""
        parts = [self.kind.value, self.chart, sorted(self.rows)]
        return hashlib.sha256(json.dumps(parts, separators=(",", ":")).encode("utf-8")).hexdigest()


def flag(kind: Kind, chart: Chart, acts: Iterable[Act], says: str) -> Flag:
    rows = tuple((chart.key, act.n) for act in acts)
    return Flag(kind=kind, chart=chart.key, rows=rows, says=says)


def minutes(seconds: float) -> str:
    """A span in words: `8 s`, `12 min`, `2 h 5 min`."""
    whole = int(seconds)
    if whole < 120:
        return f"{whole} s"
    hours, left = divmod(whole // 60, 60)
    return f"{hours} h {left} min" if hours else f"{left} min"


def figures(act: Act) -> str:
    """A set in a few signs: `128/79, pulse 71`."""
    return f"{act.values['sbp']:g}/{act.values['dbp']:g}, pulse {act.values['hr']:g}"
