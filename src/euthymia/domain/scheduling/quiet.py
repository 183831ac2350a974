"""When a message may reach its reader: quiet hours of the reader's own clock, and how many in a day and a week."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from euthymia.domain.quantities import Confidence, Provenance

from .clock import instants, moment_of
from .wall import midnight

_MINUTE = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Quiet:
    """From `begins` until `ends` by the reader's wall clock, over midnight where it ends earlier; equal is never."""

    begins: time
    ends: time

    def covers(self, at: time) -> bool:
        if self.begins == self.ends:
            return False
        if self.begins < self.ends:
            return self.begins <= at < self.ends
        return at >= self.begins or at < self.ends


QUIET = Quiet(time(20), time(9))
QUIET_SOURCE = Provenance("interop.md 10: quiet hours are kept; the hours are the clinic's own", Confidence.P)
# Text messages to one reader: no more on a day, and within seven days.
MOST_A_DAY, MOST_A_WEEK = 1, 3
MOST_SOURCE = Provenance("health exemption of the FCC, 1 a day and 3 a week (interop.md 10)", Confidence.K)
LONGEST_TEXT = 160  # the same source: signs of one text message


def open_from(moment: datetime, zone: ZoneInfo, quiet: Quiet) -> datetime:
    """The moment itself where it is not quiet; otherwise when these quiet hours end. UTC.

    Where the clocks go forward over the end it is the first minute after; where they go back over it, the first
    of the two that is still to come.
    """
    local = moment.astimezone(zone)
    if not quiet.covers(local.time()):
        return moment
    day = local.date() + timedelta(days=0 if local.time() < quiet.ends else 1)
    end = datetime.combine(day, quiet.ends)
    while True:
        for minute in instants(end, zone):
            found = moment_of(minute, zone).astimezone(UTC)
            if found > moment:
                return found
        end += _MINUTE


def last_open(moment: datetime, zone: ZoneInfo, quiet: Quiet) -> datetime:
    """The moment itself where it is not quiet; otherwise the last whole minute before these quiet hours. UTC."""
    found = moment
    while quiet.covers(found.astimezone(zone).time()):
        found = found.replace(second=0, microsecond=0) - _MINUTE
    return found


def placed(moment: datetime, zone: ZoneInfo, quiet: Quiet, useful_until: datetime) -> datetime:
    """When a message that is wanted at `moment` goes: not in quiet hours, later rather than earlier, but in time.

    A wait of the reader's until after `useful_until` would make it useless: then it goes before the quiet begins.
    """
    later = open_from(moment, zone, quiet)
    return later if later < useful_until else last_open(moment, zone, quiet)


def next_allowed(moment: datetime, zone: ZoneInfo, sent: Iterable[datetime]) -> datetime:
    """The moment itself, or the beginning of the reader's day on which one more text message may go. UTC."""
    earlier = sorted(one.astimezone(zone).date() for one in sent)
    day = moment.astimezone(zone).date()
    first = day
    while (
        earlier.count(day) >= MOST_A_DAY
        or sum(day - timedelta(days=7) < one <= day for one in earlier) >= MOST_A_WEEK
    ):
        day += timedelta(days=1)
    return moment if day == first else midnight(day, zone)
