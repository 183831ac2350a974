"""Which reminders a visit has, and when they are wanted: one, and one nudge for who has not confirmed by then."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from euthymia.domain.quantities import Confidence, Provenance

from .quiet import Quiet, placed

REMINDER_H, NUDGE_H = 72, 28
LEAD_SOURCE = Provenance(
    "how long before a visit its reminder and its nudge go: the clinic's own", Confidence.P
)
# Told of the date so short a time before, nobody needs to be reminded of it.
FRESH = timedelta(hours=12)
# After this a message about a visit helps nobody any more.
LAST = timedelta(hours=1)


class Kind(StrEnum):
    REMINDER = "reminder"
    NUDGE = "nudge"


@dataclass(frozen=True, slots=True)
class Wanted:
    """A message about a visit: when it goes (UTC), and until when it is of use."""

    kind: Kind
    at: datetime
    useful_until: datetime


def wanted(
    starts_at: datetime, told_at: datetime, zone: ZoneInfo, quiet: Quiet, *, reminder_h: int = REMINDER_H,
    nudge_h: int = NUDGE_H,
) -> tuple[Wanted, ...]:  # fmt: skip
    """The reminders of a visit whose date the patient was told at `told_at`; those whose time is past have no place.

    Hours before the visit are hours that pass, so that a change of clocks makes none longer.
    """
    until, found = starts_at - LAST, []
    for kind, hours in ((Kind.REMINDER, reminder_h), (Kind.NUDGE, nudge_h)):
        at = placed(starts_at - timedelta(hours=hours), zone, quiet, until)
        if told_at + FRESH <= at < until:
            found.append(Wanted(kind, at, until))
    return tuple(found)
