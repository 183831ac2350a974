"""Who is due, who is overdue, and of whom it is not known: everybody is in exactly one of these lists."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from euthymia.domain.quantities import Confidence, Provenance

_V, _P = Confidence.V, Confidence.P

STEP_D = 7
LENGTHEN = Provenance("clinical.md 8D: stable at an interval for two visits or more, a week longer", _P)
RETURN = Provenance("CANRCT: loss of response at an interval, back to the last that held, at most weekly", _V)
REINDUCE = Provenance(
    "clinical.md 8D: relapse after stop, 2 to 4 infusions in 2 weeks, at most twice in 6 months", _P
)
REVIEW_D = 183
REVIEW = Provenance("clinical.md 8D: six months of maintenance or more, full review and attempt to taper", _P)
SHORTEST_D = 7


@dataclass(frozen=True, slots=True)
class Visit:
    """A maintenance infusion: the interval before it, and whether response held until it (None: not known)."""

    day: date
    interval_days: int
    held: bool | None


@dataclass(frozen=True, slots=True)
class NextInterval:
    """A proposal, not a plan: `days` None where nothing can be proposed."""

    days: int | None
    says: str
    sources: tuple[Provenance, ...]


def next_interval(visits: Iterable[Visit], today: date) -> NextInterval:
    """The next interval by the rules of maintenance, from the visits so far in order of day."""
    past = sorted(visits, key=lambda one: one.day)
    if not past:
        return NextInterval(None, "no maintenance visit yet: the interval is the plan's", ())
    last = past[-1]
    review = (REVIEW,) if (today - past[0].day).days >= REVIEW_D else ()
    more = "; full review is due" if review else ""
    if last.held is None:
        return NextInterval(None, f"whether response held is not known: ask for a score{more}", review)
    if not last.held:
        held = [one.interval_days for one in past if one.held and one.interval_days < last.interval_days]
        days = max(held, default=SHORTEST_D)
        days = max(min(days, last.interval_days), SHORTEST_D)
        return NextInterval(
            days, f"response was lost at {last.interval_days} days: back to {days}{more}", (RETURN, *review)
        )
    stable = 0
    for one in reversed(past):
        if not one.held or one.interval_days != last.interval_days:
            break
        stable += 1
    if stable >= 2:
        days = last.interval_days + STEP_D
        says = f"stable at {last.interval_days} days for {stable} visits: a week longer{more}"
        return NextInterval(days, says, (LENGTHEN, *review))
    return NextInterval(
        last.interval_days,
        f"response held once at {last.interval_days} days: the same again{more}",
        (LENGTHEN, *review),
    )


class When(StrEnum):
    OVERDUE = "overdue"
    DUE = "due"
    LATER = "later"
    PAUSED = "paused"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True, kw_only=True)
class Followed:
    """Somebody in maintenance. `booked` is the day of an appointment that has been made."""

    patient: str
    last: date | None
    interval_days: int | None
    booked: date | None = None
    paused: bool = False

    @property
    def due(self) -> date | None:
        if self.last is None or self.interval_days is None:
            return None
        return self.last + timedelta(days=self.interval_days)


def when(person: Followed, today: date, ahead_days: int) -> When:
    """Where somebody stands. A pause is seen before all else; a due date that is past is overdue, booked or not."""
    if person.paused:
        return When.PAUSED
    if person.due is None:
        return When.UNKNOWN
    if person.due < today:
        return When.OVERDUE
    return When.DUE if person.due <= today + timedelta(days=ahead_days) else When.LATER


def lists(people: Iterable[Followed], today: date, ahead_days: int = 7) -> dict[When, tuple[Followed, ...]]:
    """Everybody, in one of the lists, the longest due first."""
    found: dict[When, list[Followed]] = {one: [] for one in When}
    for person in people:
        found[when(person, today, ahead_days)].append(person)
    return {
        one: tuple(sorted(some, key=lambda person: (person.due or date.min, person.patient)))
        for one, some in found.items()
    }
