"""A chair's tile: the words it shows, and its two halves written from them.

A half depends on nothing but its words, what a person may see among them, so it is written once for the same words,
however many boards ask. A hundred chairs and a few boards come to hundreds of tiles a second.
"""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple
from zoneinfo import ZoneInfo

from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from euthymia.domain.monitoring import Priority
from euthymia.domain.quantities import MASS_MG
from euthymia.domain.scheduling.lateness import Late
from euthymia.journey.infusion.account import open_lines
from euthymia.journey.recovery.models import Recovery
from euthymia.journey.recovery.queries import Watching
from euthymia.kit import clock
from euthymia.kit.templatetags.kit import minutes

from .live import Card

MARKS = {Priority.HIGH: "***", Priority.MEDIUM: "**", Priority.LOW: "*", Priority.TECHNICAL: "?"}
_KEPT = 2_048


class Vital(NamedTuple):
    name: str
    value: str
    measured_at: str
    max_age_s: str


class Head(NamedTuple):
    """Which chair, who sits there, and what is measured. `opens` is empty where the session cannot be opened; `ready` and
    `against` are of a chair that waits for its start."""

    room: str
    free: bool
    chip: str
    initials: str = ""
    opens: str = ""
    order: str = ""
    place: str = ""
    rests: str = ""
    awaited: str = ""
    late: str = ""
    ready: str = ""
    ready_words: str = ""
    against: str = ""
    alarm: tuple[str, str, str] | None = None
    vitals: tuple[Vital, ...] = ()


class Foot(NamedTuple):
    """How far the infusion is, and what is next."""

    room: str
    given_mg: str
    dose_mg: str
    elapsed: str
    given_ug: str
    dose_ug: str
    next_words: str
    overdue: str
    next_at: str
    present: str
    syringe: str
    wishes: str = ""
    recovery: str = ""
    escort: str = ""


class Tile(NamedTuple):
    phase: str
    alarm: str
    head: SafeString
    foot: SafeString


def tile(card: Card, zone: ZoneInfo, *, may_read: bool, may_press: bool) -> Tile:
    """The tile of a chair, for who reads charts (`may_read`), on a screen where something can be pressed."""
    free = card.session is None and card.spray is None
    foot = SafeString("") if free or not may_read else _foot(_foot_of(card, zone))
    head = _head_of(card, may_read, may_press)._replace(
        awaited=card.awaited,
        late=_late_words(card.late, zone),
    )
    if card.ready is not None:
        against = card.ready.against if may_read and may_press else ""
        head = head._replace(ready=card.ready.state, ready_words=card.ready.words, against=against)
    return Tile(card.phase, card.priority, _head(head), foot)


def _late_words(late: Late | None, zone: ZoneInfo) -> str:
    """How late, and for what: `12 min late: session was due 09:40`."""
    if late is None:
        return ""
    due_at = late.due_at.astimezone(zone).strftime("%H:%M")
    return f"{late.minutes} min late: {late.expected.words if late.actual else 'arrival'} was due {due_at}"


def _head_of(card: Card, may_read: bool, may_press: bool) -> Head:
    session, course = card.session, card.course
    if card.spray is not None:
        return _head_of_spray(card, card.spray, may_read, may_press)
    if session is None or course is None:
        return Head(card.room.name, True, "Free")
    head = Head(card.room.name, False, course.phase.words, session.patient.initials)
    if not may_read:
        return head
    first = card.alarms[0] if card.alarms else None
    return head._replace(
        opens=str(session.pk) if may_press else "",
        order=f"{MASS_MG.format(session.order.dose_ug)} mg over {session.order.duration_min} min",
        place=card.place,
        alarm=None if first is None else (first.priority.value, MARKS[first.priority], first.words),
        vitals=tuple(
            Vital(one["name"], one["value"] or "–", one["measured_at"], str(one["max_age_s"]))
            for one in card.tiles
        ),
    )


def _head_of_spray(card: Card, spray: Recovery, may_read: bool, may_press: bool) -> Head:
    head = Head(card.room.name, False, "Recovery", spray.patient.initials)
    if not may_read:
        return head
    first = card.alarms[0] if card.alarms else None
    return head._replace(
        rests=str(spray.visit_id) if may_press else "",
        order=f"esketamine {spray.dose['mg']} mg",
        alarm=None if first is None else (first.priority.value, MARKS[first.priority], first.words),
    )


def _foot_of(card: Card, zone: ZoneInfo) -> Foot:
    if card.recovery is not None:
        return _resting(card, card.recovery, zone)
    session, course, totals = card.session, card.course, card.totals
    assert session is not None and course is not None
    first = card.due[0] if card.due else None
    late = first is not None and first.overdue_s > 0
    return Foot(
        room=card.room.name,
        given_mg=totals["given_mg"],
        dose_mg=MASS_MG.format(session.order.dose_ug),
        elapsed=totals["elapsed"],
        given_ug=str(course.given_ug),
        dose_ug=str(session.order.dose_ug),
        next_words="" if first is None else first.words,
        overdue=minutes(first.overdue_s) if first is not None and late else "",
        next_at="" if first is None or late else first.due_at.astimezone(zone).strftime("%H:%M"),
        present=", ".join(course.present),
        syringe="; ".join(one.words(zone) for one in open_lines(course.happenings)),
        wishes=card.wishes,
    )


def _resting(card: Card, recovery: Watching, zone: ZoneInfo) -> Foot:
    """The foot of a chair in recovery: the next check, how the ride home stands."""
    session, course = card.session, card.course
    late = 0.0 if recovery.discharged else recovery.overdue_s(clock.now())
    due_at = recovery.next_check.astimezone(zone).strftime("%H:%M")
    return Foot(
        room=card.room.name,
        given_mg=card.totals.get("given_mg", ""),
        dose_mg=MASS_MG.format(session.order.dose_ug) if session else "",
        elapsed=card.totals.get("elapsed", ""),
        given_ug=str(course.given_ug) if course else "",
        dose_ug=str(session.order.dose_ug) if session else "",
        next_words="check",
        overdue=minutes(late) if late > 0 else "",
        next_at="" if late > 0 or recovery.discharged else due_at,
        present=", ".join(course.present) if course else "",
        syringe="; ".join(one.words(zone) for one in open_lines(course.happenings)) if course else "",
        wishes=card.wishes,
        recovery="discharged" if recovery.discharged else "",
        escort=recovery.escort,
    )


@lru_cache(maxsize=_KEPT)
def _head(words: Head) -> SafeString:
    return render_to_string("board/tile_head.html", words._asdict())


@lru_cache(maxsize=_KEPT)
def _foot(words: Foot) -> SafeString:
    return render_to_string("board/tile_foot.html", words._asdict())
