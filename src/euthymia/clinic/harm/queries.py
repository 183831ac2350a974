"""Adverse events of a clinic, and what is true of each now."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from euthymia.clinic.people.models import Clinic, Patient
from euthymia.clinic.pharmacy import queries as stock
from euthymia.clinic.visits.models import Visit
from euthymia.domain.rules import harm

from .models import AdverseEvent, HarmDuty, HarmEntry

MOST_SHOWN = 200


@dataclass(frozen=True, slots=True)
class Told:
    """A notice of an event: whom, until when, the entry that says it was done, and the one that says who was told
    when it was not."""

    notice: harm.Notice
    due_at: datetime
    done: HarmEntry | None
    passed_on: HarmEntry | None = None

    def is_overdue(self, now: datetime) -> bool:
        return self.done is None and now > self.due_at

    def asks_a_second_person(self, now: datetime) -> bool:
        """Late for so long that somebody else has to know, who does not yet."""
        late = self.done is None and now > harm.escalates_at(self.notice, self.due_at)
        return late and self.passed_on is None


@dataclass(frozen=True, slots=True)
class State:
    """An event now: its facts as last corrected, whom it was told, who reviewed it, and its whole trail."""

    event: AdverseEvent
    facts: harm.Facts
    said: HarmEntry
    notices: tuple[Told, ...]
    review: HarmEntry | None
    trail: tuple[HarmEntry, ...]

    @property
    def kind(self) -> str:
        return KINDS[self.facts.kind]

    @property
    def severity(self) -> str:
        return SEVERITIES.get(self.facts.severity, "not graded")

    @property
    def serious(self) -> bool | None:
        return harm.is_serious(self.facts)

    @property
    def waiting(self) -> list[Told]:
        return [one for one in self.notices if one.done is None]

    def overdue(self, now: datetime) -> list[Told]:
        return [one for one in self.notices if one.is_overdue(now)]

    @property
    def reporters(self) -> set[str]:
        """Who said what it is: none of them reviews it."""
        return {one.by for one in self.trail if one.kind in _SAYS_WHAT}


KINDS = {one.code: one.says for one in harm.KINDS}
SEVERITIES = {one.code: one.says for one in harm.SEVERITIES}
_SAYS_WHAT = (HarmEntry.Kind.REPORTED, HarmEntry.Kind.CORRECTED)


def event(clinic: Clinic, event_id: UUID) -> AdverseEvent:
    """Raises AdverseEvent.DoesNotExist, also for another clinic's."""
    return AdverseEvent.objects.select_related("patient", "clinic", "visit").get(clinic=clinic, pk=event_id)


def entry_of_client(clinic_id: UUID, client_id: UUID) -> HarmEntry | None:
    found = HarmEntry.objects.filter(clinic_id=clinic_id, client_id=client_id)
    return found.select_related("event", "event__patient").first()


def entries(event: AdverseEvent) -> list[HarmEntry]:
    return list(HarmEntry.objects.filter(clinic_id=event.clinic_id, event=event).order_by("n"))


def state(event: AdverseEvent) -> State:
    return folded(event, entries(event), known(event.clinic, spray=event.spray))


def open_states(clinic: Clinic) -> list[State]:
    """Events that are not closed, the one whose next notice is due first before the others."""
    found = AdverseEvent.objects.filter(clinic=clinic, closed_at=None)
    return sorted(_states(clinic, found[:MOST_SHOWN]), key=_next_due)


def closed_states(clinic: Clinic, limit: int = 50) -> list[State]:
    """Those that are closed, newest first."""
    found = AdverseEvent.objects.filter(clinic=clinic).exclude(closed_at=None).order_by("-known_at")
    return _states(clinic, found[:limit])


def of_patient(patient: Patient) -> list[State]:
    """A patient's events, newest first."""
    found = AdverseEvent.objects.filter(clinic_id=patient.clinic_id, patient=patient).order_by("-known_at")
    return _states(patient.clinic, found)


def of_visit(visit: Visit) -> list[State]:
    """The events of one visit, in the order in which they became known."""
    found = AdverseEvent.objects.filter(clinic_id=visit.clinic_id, visit=visit).order_by("known_at", "id")
    return _states(visit.clinic, found)


def of_subject(clinic_id: UUID, subject: str) -> AdverseEvent | None:
    """The event that was opened from this entry."""
    return AdverseEvent.objects.filter(clinic_id=clinic_id, subject=subject).first()


def _states(clinic: Clinic, found: QuerySet[AdverseEvent]) -> list[State]:
    rows = list(found.select_related("patient"))
    if not rows:
        return []
    by_event: dict[UUID, list[HarmEntry]] = {one.pk: [] for one in rows}
    for entry in HarmEntry.objects.filter(clinic=clinic, event__in=list(by_event)).order_by("event_id", "n"):
        by_event[entry.event_id].append(entry)
    rest = {spray: known(clinic, spray=spray) for spray in {one.spray for one in rows}}
    for one in rows:
        one.clinic = clinic
    return [folded(one, by_event[one.pk], rest[one.spray]) for one in rows]


def _next_due(state: State) -> tuple[bool, datetime]:
    first = min((one.due_at for one in state.waiting), default=None)
    return first is None, first or state.event.known_at


def folded(event: AdverseEvent, trail: Sequence[HarmEntry], rests_on: harm.Known) -> State:
    """The newest report counts; a clock runs from the entry with which its notice first became due."""
    said = [one for one in trail if one.kind in _SAYS_WHAT]
    since: dict[str, datetime] = {}
    for one in said:
        for notice in harm.notices(facts_of(one.detail), rests_on):
            since.setdefault(notice.code, event.known_at if one is said[0] else one.entered_at)
    done = {one.detail["code"]: one for one in trail if one.kind == HarmEntry.Kind.NOTICE}
    facts = facts_of(said[-1].detail)
    zone = event.clinic.zone
    passed_on = {
        (one.detail["code"], one.detail["due_at"]): one for one in trail if one.kind == HarmEntry.Kind.OVERDUE
    }
    told = tuple(
        Told(notice, due_at, done.get(notice.code), passed_on.get((notice.code, due_at.isoformat())))
        for notice in harm.notices(facts, rests_on)
        if (due_at := notice.due_at(since[notice.code], zone))
    )
    reviews = [one for one in trail if one.kind == HarmEntry.Kind.REVIEWED and one.n > said[-1].n]
    return State(event, facts, said[-1], told, reviews[-1] if reviews else None, tuple(trail))


def facts_of(detail: dict[str, Any]) -> harm.Facts:
    times = {name: _moment(detail.get(name)) for name in ("onset_at", "ended_at")}
    onset = times["onset_at"]
    assert onset is not None, "a report names its onset"
    rest: dict[str, Any] = {
        name: tuple(value) if isinstance(value, list) else value
        for name, value in detail.items()
        if name not in times
    }
    return harm.Facts(onset_at=onset, ended_at=times["ended_at"], **rest)


def _moment(text: str | None) -> datetime | None:
    return None if text is None else datetime.fromisoformat(text)


def known(clinic: Clinic, *, spray: bool) -> harm.Known:
    """What the clinic's duties rest on."""
    duties = [
        harm.SiteDuty(
            code=one.code, to=one.to, says=one.says, applies=harm.Applies(one.applies),
            within=timedelta(hours=one.within_h), source=one.source, state=one.state,
        )
        for one in duties_in_force(clinic)
    ]  # fmt: skip
    return harm.Known(states=stock.states(clinic), duties=duties, spray=spray)


def duties_in_force(clinic: Clinic) -> list[HarmDuty]:
    """The newest row of each code, where it is not ended."""
    newest: dict[str, HarmDuty] = {}
    for one in HarmDuty.objects.filter(clinic=clinic).order_by("at", "id"):
        newest[one.code] = one
    return [one for one in newest.values() if one.in_force]


def duties(clinic: Clinic) -> list[HarmDuty]:
    """Every row, newest first."""
    return list(HarmDuty.objects.filter(clinic=clinic).order_by("-at", "-id"))


@dataclass(frozen=True, slots=True)
class Open:
    """For the board: events that are open, notices of theirs that are late, and how many reached a second person."""

    events: int
    overdue: int
    unreviewed: int
    passed_on: int = 0


def count_open(clinic: Clinic, now: datetime) -> Open:
    if not AdverseEvent.objects.filter(clinic=clinic, closed_at=None).exists():
        return Open(0, 0, 0)
    states = open_states(clinic)
    late = sum(len(one.overdue(now)) for one in states)
    second = sum(told.passed_on is not None for one in states for told in one.waiting)
    return Open(len(states), late, sum(one.review is None for one in states), second)
