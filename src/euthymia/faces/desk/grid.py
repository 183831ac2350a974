"""A day drawn to scale: chairs as lanes, five-minute ticks as columns, the nurses below.

Positions are counted in ticks and written as classes (`at-12 for-8`), since pages carry no styles of their own.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from euthymia.clinic.people.models import Clinic
from euthymia.clinic.visits.models import Booking, Room
from euthymia.clinic.visits.queries import DayView
from euthymia.domain.scheduling.blocks import span
from euthymia.domain.scheduling.loads import Use, load, use
from euthymia.domain.scheduling.wall import midnight

TICK_MIN = 5
_TICK = timedelta(minutes=TICK_MIN)
_HOUR = timedelta(hours=1)
_USUAL = (
    timedelta(hours=8),
    timedelta(hours=17),
)  # what is drawn where no hours are entered and nobody is booked


@dataclass(frozen=True, slots=True)
class Place:
    """Where something lies on the scale; never shorter than a tick, never beyond the scale."""

    at: int
    ticks: int

    @property
    def css(self) -> str:
        return f"at-{self.at} for-{self.ticks}"


@dataclass(frozen=True, slots=True)
class Scale:
    """The hours that are drawn, in whole hours of the clinic's clock."""

    start: datetime
    end: datetime
    zone: ZoneInfo

    @property
    def ticks(self) -> int:
        return int((self.end - self.start) / _TICK)

    @property
    def hours(self) -> list[tuple[str, str]]:
        """Each hour's words and place. Where the clocks change one is missing, or there twice."""
        found, at = [], self.start
        while at < self.end:
            found.append((f"{at.astimezone(self.zone):%H:%M}", self.place(at, min(at + _HOUR, self.end)).css))
            at += _HOUR
        return found

    def place(self, start: datetime, end: datetime) -> Place:
        first = max(0, min(self.ticks - 1, round((start - self.start) / _TICK)))
        last = max(first + 1, min(self.ticks, round((end - self.start) / _TICK)))
        return Place(first, last - first)

    def holds(self, moment: datetime) -> bool:
        return self.start <= moment < self.end


@dataclass(frozen=True, slots=True)
class Tile:
    """A booking on its lane: `parts` are name, place and minutes of the four textures."""

    booking: Booking
    place: Place
    parts: tuple[tuple[str, str], ...]
    who: str
    when: str
    late_min: int
    narrow: bool
    mine: bool


@dataclass(frozen=True, slots=True)
class Lane:
    chair: Room
    tiles: tuple[Tile, ...]
    shut: tuple[tuple[str, str], ...]
    use: Use


@dataclass(frozen=True, slots=True)
class Piece:
    """The nurses between two changes."""

    place: str
    words: str
    short: str
    over: bool


@dataclass(frozen=True, slots=True)
class Grid:
    view: DayView
    scale: Scale
    lanes: tuple[Lane, ...]
    nurses: tuple[Piece, ...] | None
    now: str
    use: Use


def grid(
    clinic: Clinic, view: DayView, now: datetime, *, initials: bool, shown: Iterable[Booking] | None = None
) -> Grid:
    """A day to draw. `shown` narrows the tiles; what the nurses carry counts everybody."""
    scale = _scale(clinic, view)
    tiles = list(view.holding if shown is None else shown)
    lanes = tuple(_lane(chair, tiles, view, scale, now, initials) for chair in view.chairs)
    facts = view.facts
    nurses = None if facts.duty is None else tuple(_nurses(view, scale))
    total = Use(0, 0, 0)
    for lane in lanes:
        total = total + lane.use
    line = scale.place(now, now).css.split()[0] if scale.holds(now) else ""
    return Grid(view, scale, lanes, nurses, line, total)


def _scale(clinic: Clinic, view: DayView) -> Scale:
    """Opening hours and every booking, in whole hours."""
    begins = midnight(view.day, clinic.zone)
    ends = midnight(view.day + timedelta(days=1), clinic.zone)
    spans = [*(view.facts.opened or ()), *((one.starts_at, one.ends_at) for one in view.holding)]
    first = min((start for start, _ in spans), default=begins + _USUAL[0])
    last = max((end for _, end in spans), default=begins + _USUAL[1])
    first, last = max(first, begins), min(last, ends)
    hours_before = int((first - begins) / _HOUR)
    hours_in_all = -int(-((last - begins) / _HOUR) // 1)
    return Scale(
        begins + hours_before * _HOUR,
        max(begins + hours_in_all * _HOUR, begins + (hours_before + 1) * _HOUR),
        clinic.zone,
    )


def _lane(
    chair: Room, every: list[Booking], view: DayView, scale: Scale, now: datetime, initials: bool
) -> Lane:
    tiles = tuple(tile(one, scale, now, initials=initials) for one in every if one.chair_id == chair.pk)
    facts = view.facts
    opened = facts.opened
    gaps = [] if opened is None else list(_outside(scale, list(opened)))
    shut = [(scale.place(*gap).css, "not open") for gap in gaps]
    shut += [
        (scale.place(max(one.start, scale.start), min(one.end, scale.end)).css, one.reason)
        for one in facts.shut
        if one.chair in (None, chair.pk) and one.start < scale.end and one.end > scale.start
    ]
    return Lane(chair, tiles, tuple(shut), use(chair.pk, facts))


def _outside(scale: Scale, opened: list[tuple[datetime, datetime]]) -> Iterable[tuple[datetime, datetime]]:
    at = scale.start
    for start, end in opened:
        if start > at:
            yield at, start
        at = max(at, end)
    if at < scale.end:
        yield at, scale.end


def tile(one: Booking, scale: Scale, now: datetime, *, initials: bool) -> Tile:
    at, parts = one.starts_at, []
    for name, first, last in one.phases.parts:
        start, end = at + timedelta(minutes=first), at + timedelta(minutes=last)
        if start < scale.end and end > scale.start:
            parts.append((name, scale.place(start, end).css))
    place = scale.place(max(one.starts_at, scale.start), min(one.ends_at, scale.end))
    late = now - one.starts_at
    return Tile(
        booking=one, place=place, parts=tuple(parts), who=one.patient.initials if initials else str(one.patient),
        when=span(one.starts_at, one.leaves_at, scale.zone),
        late_min=int(late / timedelta(minutes=1)) if one.state == "booked" and late > timedelta(0) and now < one.leaves_at else 0,
        narrow=place.ticks < 12, mine=False,
    )  # fmt: skip


def _nurses(view: DayView, scale: Scale) -> Iterable[Piece]:
    facts = view.facts
    for one in load(facts.others, facts.duty or (), facts.patients_per_nurse):
        if one.start < scale.end and one.end > scale.start:
            place = scale.place(max(one.start, scale.start), min(one.end, scale.end))
            words = f"{span(one.start, one.end, scale.zone)}: {one.words}"
            yield Piece(place.css, words, f"{one.taken}/{one.room}", one.over)
