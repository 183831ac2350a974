"""Signs of relapse: the definition, and the warnings that come before it. They ask somebody to look, no more."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise

from euthymia.domain.quantities import Confidence, Provenance

_K, _P = Confidence.K, Confidence.P

APART = timedelta(days=7)
LOST_TWICE = Provenance("clinical.md 8A: below response in two readings a week or more apart", _P)
MADRS_AGAIN = 22
MADRS_TWICE = Provenance("clinical.md 8A: MADRS 22 or more in two visits, as SUS1", _K)
EVENT = Provenance("clinical.md 8A: hospital or suicide attempt", _P)


@dataclass(frozen=True, slots=True)
class Seen:
    """A reading after response: `responding` None where it is not known, `madrs` where it was taken."""

    day: date
    responding: bool | None
    madrs: int | None = None


def relapse(readings: Iterable[Seen], event: bool = False) -> tuple[Provenance, ...]:
    """The definitions of loss of response that are met; none where it is not lost, or not known to be."""
    past = sorted(readings, key=lambda one: one.day)
    met = [EVENT] if event else []
    known = [one for one in past if one.responding is not None]
    lost: list[date] = []
    for one in known:
        lost = [] if one.responding else [*lost, one.day]
        if lost and lost[-1] - lost[0] >= APART:
            met.append(LOST_TWICE)
            break
    scored = [one.madrs for one in past if one.madrs is not None]
    if any(min(pair) >= MADRS_AGAIN for pair in pairwise(scored)):
        met.append(MADRS_TWICE)
    return tuple(met)


@dataclass(frozen=True, slots=True)
class Warning:
    """One warning sign: a word for it, and the question it comes from."""

    code: str
    says: str


PROVENANCE = Provenance("clinical.md 8E: journaling", _P)
SLEEP_NIGHTS, PHQ9_POINTS, PHQ2_TOTAL = 2, 5, 3
WARNINGS: tuple[Warning, ...] = (
    Warning("sleep", f"sleep has changed for {SLEEP_NIGHTS} nights or more"),
    Warning("phq-9", f"PHQ-9 is {PHQ9_POINTS} points or more higher"),
    Warning("phq-2", f"PHQ-2 is {PHQ2_TOTAL} or more"),
    Warning("item-9", "thoughts of death or self-harm have returned"),
    Warning("withdrawal", "withdrawal, missed work or skipped therapy"),
    Warning("alcohol-cannabis", "more alcohol or cannabis"),
    Warning("stopped-medicine", "oral medication was stopped"),
    Warning("earlier-infusion", "an earlier infusion was asked for"),
    Warning("caregiver", "a caregiver is concerned"),
    Warning("energy", "less pleasure or energy over 7 days"),
)
_BY_CODE = {one.code: one for one in WARNINGS}


@dataclass(frozen=True, slots=True, kw_only=True)
class Noticed:
    """What a journal and the short scales say; None where it was not asked."""

    sleep_changed_nights: int | None = None
    phq9_change: int | None = None
    phq2: int | None = None
    item9: int | None = None
    told: frozenset[str] = frozenset()


def warnings(noticed: Noticed) -> Sequence[Warning]:
    """The warning signs that are there, in the order of the table. What was not asked warns of nothing.

    `told` holds codes of signs that somebody reported in words; one that is not in the table is an error.
    """
    unknown = noticed.told - _BY_CODE.keys()
    if unknown:
        raise ValueError(f"no such warning sign: {', '.join(sorted(unknown))}")
    counted = {
        "sleep": (noticed.sleep_changed_nights, SLEEP_NIGHTS),
        "phq-9": (noticed.phq9_change, PHQ9_POINTS),
        "phq-2": (noticed.phq2, PHQ2_TOTAL),
        "item-9": (noticed.item9, 1),
    }
    there = {code for code, (value, least) in counted.items() if value is not None and value >= least}
    return tuple(one for one in WARNINGS if one.code in there | noticed.told)
