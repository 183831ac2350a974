"""The day's rooms: what each shows, and the stream that keeps the board fresh."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.urls import reverse

from euthymia.clinic.monitoring import queries as monitoring
from euthymia.clinic.people import queries as people
from euthymia.clinic.people.access import Permission
from euthymia.clinic.people.models import Clinic, User
from euthymia.clinic.visits import queries as visits
from euthymia.clinic.visits.models import Room
from euthymia.domain import monitoring as watched
from euthymia.domain.scheduling.lateness import Late, Part
from euthymia.journey.arrival import comfort
from euthymia.journey.arrival import queries as arrival
from euthymia.journey.infusion import live as chairside
from euthymia.journey.infusion import queries as infusions
from euthymia.journey.infusion.fold import Course, Phase
from euthymia.journey.infusion.models import Session
from euthymia.journey.infusion.seats import seated
from euthymia.journey.plan import queries as plans
from euthymia.journey.recovery import queries as recoveries
from euthymia.journey.recovery.models import Recovery
from euthymia.kit import clock, units
from euthymia.kit.sse import Subscription

from . import punctuality, readying

TOPIC = "clinic"
_SHOWN = ("pressure", "pulse", "saturation", "breaths")


@dataclass(frozen=True, slots=True)
class Card:
    """One chair on the board."""

    room: Room
    session: Session | None
    course: Course | None
    tiles: list[dict[str, Any]]
    totals: dict[str, str]
    alarms: tuple[watched.Standing, ...]
    due: tuple[watched.Due, ...]
    place: str = ""
    recovery: recoveries.Watching | None = None
    wishes: str = ""
    spray: Recovery | None = None
    late: Late | None = None
    awaited: str = ""
    ready: readying.Ready | None = None

    @property
    def priority(self) -> str:
        return str(self.alarms[0].priority) if self.alarms else ""

    @property
    def part(self) -> Part:
        """The part of the stay that the patient is in."""
        if self.recovery is not None and self.recovery.discharged:
            return Part.GONE
        return {"infusion": Part.SESSION, "recovery": Part.RECOVERY}.get(self.phase, Part.PREP)

    @property
    def address(self) -> str:
        """The page on which what is wrong at this chair is answered; empty for a free chair."""
        if self.spray is not None:
            return reverse("recovery", args=[self.spray.visit_id])
        return "" if self.session is None else reverse("infusion", args=[self.session.pk])

    @property
    def phase(self) -> str:
        """The name of the card's look."""
        if self.spray is not None:
            return "recovery"
        return {"running": "infusion", "paused": "infusion", "recovery": "recovery", "ordered": "prep"}.get(
            self.course.phase.value if self.course else "", "free"
        )


def cards(clinic: Clinic, now: datetime) -> list[Card]:
    """Every chair, in a handful of queries however many there are."""
    sessions = seated(clinic)
    courses = infusions.courses(sessions, now)
    by_room = {session.room_id: session for session in sessions}
    ended = {pk: course.finished_at for pk, course in courses.items() if course.finished_at is not None}
    resting = recoveries.watching(clinic, ended)
    sprays = {one.visit.room_id: one for one in recoveries.open_nasal(clinic)}
    seated_now = [*(one.patient_id for one in sessions), *(one.patient_id for one in sprays.values())]
    wishes = arrival.wishes_of(clinic, seated_now)
    places = plans.places(clinic.pk, [session.visit_id for session in sessions])
    found = [
        _card(room, by_room.get(room.pk), courses, places, now, clinic.zone) for room in visits.rooms(clinic)
    ]
    waiting = [one for one in sessions if courses[one.pk].phase is Phase.ORDERED]
    ready = readying.readiness(clinic, waiting, now)
    whole = [_with_recovery(card, resting, sprays.get(card.room.pk), wishes) for card in found]
    told = _against_the_day(punctuality.today(clinic, now), whole, seated_now)
    return [replace(card, ready=ready.get(card.session.pk)) if card.session else card for card in told]


def _against_the_day(today: punctuality.Today, found: list[Card], seated_now: list[UUID]) -> list[Card]:
    """Each chair with how late it is: its patient, or the one it waits for."""
    told = []
    for card in found:
        patient = card.session or card.spray
        if patient is None:
            awaited, late = today.awaited(card.room.pk, seated_now)
            told.append(replace(card, awaited=awaited, late=late))
        else:
            told.append(replace(card, late=today.of_patient(patient.patient_id, card.part)))
    return told


def _with_recovery(
    card: Card, resting: Mapping[UUID, recoveries.Watching], spray: Recovery | None, wishes: Mapping[UUID, Mapping[str, str]]
) -> Card:  # fmt: skip
    """The card with what the patient wished for, and how their recovery stands."""
    if card.session is not None:
        said = comfort.card(wishes.get(card.session.patient_id, {}))
        return replace(card, recovery=resting.get(card.session.pk), wishes=said)
    if spray is None:
        return card
    said = comfort.card(wishes.get(spray.patient_id, {}))
    return replace(
        card,
        spray=spray,
        recovery=recoveries.of_spray(spray),
        wishes=said,
        alarms=monitoring.standing(spray.watch),
    )


def _card(
    room: Room, session: Session | None, courses: dict[UUID, Course], places: dict[UUID, plans.Place], now: datetime,
    zone: ZoneInfo,
) -> Card:  # fmt: skip
    if session is None:
        return Card(room, None, None, [], {}, (), ())
    course = courses[session.pk]
    return Card(
        room=room,
        session=session,
        course=course,
        tiles=[tile for tile in chairside.tiles(session, course) if tile["kind"] in _SHOWN],
        totals=chairside.totals(course, now, zone),
        alarms=monitoring.standing(session.watch),
        due=chairside.due(session, course, now),
        place=str(places.get(session.visit_id, "")),
    )


def urgent(found: list[Card]) -> list[tuple[Card, watched.Standing]]:
    """Alarms of all rooms, worst first."""
    every = [(card, one) for card in found for one in card.alarms]
    return sorted(every, key=lambda pair: (pair[1].priority.rank, pair[1].acknowledged, pair[1].since))


class Something:
    """The boards' source: what is new they ask for themselves."""

    def news(self, reached: Mapping[UUID, int]) -> dict[UUID, dict[str, Any]]:
        return {clinic_id: news(after) for clinic_id, after in reached.items()}


SOMETHING = Something()


class Feed:
    """The board's stream: it says that something changed, and the page asks for the part again."""

    pattern = re.compile(r"^/staff/stream$")

    def admit(self, user: User, clinic_id: UUID, match: re.Match[str]) -> Subscription | None:
        with units.unit(tenant=clinic_id, actor=f"{user.name} <{user.email}>", user=user.pk) as unit:
            member = people.member(user, clinic_id, unit.now)
            if member is None or not member.may(Permission.SEE_BOARD):
                return None
            watches = [session.watch_id for session in infusions.running(member.clinic)]
            watches += [spray.watch_id for spray in recoveries.open_nasal(member.clinic)]
            sessions = [session.pk for session in infusions.running(member.clinic)]
        topics = (
            {f"watch:{pk}" for pk in watches}
            | {f"session:{pk}" for pk in sessions}
            | {f"{TOPIC}:{clinic_id}"}
        )

        return Subscription(frozenset(topics), SOMETHING, clinic_id)


def news(after: int) -> dict[str, Any]:
    """Something has moved: the number is the time, since rooms come and go and no count of theirs only grows."""
    return {"n": max(after + 1, int(clock.wall().timestamp() * 1000)), "tiles": {}, "refresh": ["board"]}


FEED = Feed()
