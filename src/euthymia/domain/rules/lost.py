"""Who is not heard of any more: when somebody reaches out, how often, and what comes after (clinical.md 5E)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from euthymia.domain.quantities import Confidence, Provenance

SILENT_AFTER = timedelta(days=14)
TRIES = 3
SOURCE = Provenance("clinical.md 5E: lost to follow-up: no contact for 14 days, outreach three times, then a letter", Confidence.P)  # fmt: skip


class Step(StrEnum):
    """What is asked for now."""

    NOTHING = "nothing"
    REACH_OUT = "reach out"
    LETTER = "write a letter"


@dataclass(frozen=True, slots=True)
class Heard:
    """`last` is the newest sign of the patient themself, None when there never was one; `since` is when the clinic
    began to follow them: silence counts from the later of the two. `tried` counts attempts since then."""

    last: datetime | None
    since: datetime
    tried: int = 0

    @property
    def silent_from(self) -> datetime:
        return self.since if self.last is None else max(self.last, self.since)


def step(heard: Heard, now: datetime) -> Step:
    """Three attempts, then a letter; never nothing while the silence lasts."""
    if now - heard.silent_from < SILENT_AFTER:
        return Step.NOTHING
    return Step.REACH_OUT if heard.tried < TRIES else Step.LETTER
