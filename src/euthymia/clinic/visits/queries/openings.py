"""Times at which a booking would break no limit: what the public site may offer."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from euthymia.clinic.people.models import Clinic
from euthymia.clinic.visits.models import Room
from euthymia.domain.scheduling.blocks import Block, Phases
from euthymia.domain.scheduling.placing import Weight, broken
from euthymia.kit.ids import uuid7

from .days import DayView, days

STEP = timedelta(minutes=30)


@dataclass(frozen=True, slots=True)
class Opening:
    """A time and the first chair that is free then."""

    starts_at: datetime
    chair: Room


def openings(
    clinic: Clinic, since: datetime, until: datetime, phases: Phases, chairs: Collection[UUID], now: datetime
) -> list[Opening]:
    """Every half hour of the opening hours between two moments at which one of `chairs` is free for a talk.

    Days without opening hours offer nothing. Offering holds nothing: the booking itself is judged again, under the
    schedule's lock.
    """
    first, last = (moment.astimezone(clinic.zone).date() for moment in (since, until))
    found = []
    for view in days(clinic, first, last):
        rooms = [room for room in view.chairs if room.pk in chairs]
        for at in _steps(view):
            chair = next((room for room in rooms if _free(view, room, at, phases, now)), None)
            if chair is not None and since <= at <= until:
                found.append(Opening(at, chair))
    return found


def _steps(view: DayView) -> Iterator[datetime]:
    for start, end in view.facts.opened or ():
        at = start
        while at < end:
            yield at
            at += STEP


def _free(view: DayView, room: Room, at: datetime, phases: Phases, now: datetime) -> bool:
    wanted = Block(
        key=uuid7(), patient=uuid7(), who="", chair=room.pk, chair_name=room.name, start=at, phases=phases, attended=False
    )  # fmt: skip
    return all(one.weight is Weight.NOTE for one in broken(wanted, view.facts, now))
