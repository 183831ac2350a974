"""Psychotherapy beside infusions: preparation before a dose, integration after it, and which of them is missing."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from euthymia.domain.quantities import Confidence, Provenance

BEFORE = timedelta(days=5)
AFTER = timedelta(days=3)
NEAR = Provenance("clinical.md 11B: before a dose within 5 days, after it within 3", Confidence.P)
SAME_HOUR = timedelta(hours=1)
APART = Provenance("clinical.md 11A: TMS and ketamine not in the same hour", Confidence.P)


class Phase(StrEnum):
    """Where a session of psychotherapy lies beside the infusions."""

    PREPARATION = "preparation"
    DAY_0 = "day 0"
    INTEGRATION = "integration"
    LATER = "later"


def phase_of(session: datetime, infusions: Iterable[datetime]) -> Phase:
    """The phase relative to the infusions, given or booked, that are nearest. After counts before before."""
    given = sorted(infusions)
    if any(one.date() == session.date() for one in given):
        return Phase.DAY_0
    if any(timedelta(0) < session - one <= AFTER for one in given):
        return Phase.INTEGRATION
    if any(timedelta(0) < one - session <= BEFORE for one in given):
        return Phase.PREPARATION
    return Phase.LATER


@dataclass(frozen=True, slots=True)
class Window:
    """One infusion, the day by which integration should follow, and the session that does; None while there is none."""

    infusion: datetime
    by: datetime
    session: datetime | None


def windows(infusions: Iterable[datetime], sessions: Iterable[datetime]) -> tuple[Window, ...]:
    """Each infusion with the first session of psychotherapy within its days, the newest infusion last."""
    held = sorted(sessions)
    return tuple(
        Window(one, one + AFTER, next((each for each in held if one <= each <= one + AFTER), None))
        for one in sorted(infusions)
    )


def too_near(moment: datetime, infusions: Iterable[datetime]) -> bool:
    """Whether a TMS session lies within an hour of an infusion."""
    return any(abs(moment - one) < SAME_HOUR for one in infusions)
