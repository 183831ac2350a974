"""How ready the clinic is: today's checks, what has a date, the last drill, the plan."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time
from uuid import UUID

from django.db.models import QuerySet

from euthymia.clinic.people.models import Clinic
from euthymia.clinic.visits import queries as visits
from euthymia.clinic.visits.models import Room
from euthymia.domain.rules import upkeep
from euthymia.kit.composed import composed

from .models import Check, Dated, Drill, EmergencyPlan


@dataclass(frozen=True, slots=True)
class Standing:
    """The clinic's readiness now. `rooms` holds the lines of each chair by its id."""

    clinic: tuple[upkeep.Line, ...]
    rooms: dict[UUID, tuple[upkeep.Line, ...]]
    plan: EmergencyPlan | None

    @property
    def says(self) -> upkeep.Says:
        """What a miss does to a start; until the clinic has said, it warns."""
        return upkeep.Says.WARNS if self.plan is None else upkeep.Says(self.plan.says)

    def at(self, room: Room) -> tuple[upkeep.Line, ...]:
        """What is asked of a start at this chair."""
        return (*self.clinic, *self.rooms.get(room.pk, ()))

    @property
    def open(self) -> list[upkeep.Line]:
        """Everything that is missing, at fault, or soon to be."""
        every = [*self.clinic, *(line for lines in self.rooms.values() for line in lines)]
        return [one for one in every if one.mark is not upkeep.Mark.FINE]


def standing(clinic: Clinic, now: datetime) -> Standing:
    """Four queries, however many chairs there are."""
    today = now.astimezone(clinic.zone).date()
    rooms, checks, plan = visits.rooms(clinic), _newest_today(clinic, now), plan_in_force(clinic)
    dated = dated_now(clinic)

    def of(kind: str) -> list[tuple[str, date]]:
        return [(f"{one.title} {one.lot}".strip(), one.until) for one in dated if one.kind == kind]

    whole = (
        _line(upkeep.EMERGENCY, checks.get((upkeep.EMERGENCY.code, None)), clinic),
        upkeep.dated_lines("drugs", "Emergency drugs", of(Dated.Kind.DRUG), today, upkeep.EMERGENCY.items[-1].provenance),
        upkeep.dated_lines("devices", "Emergency devices", of(Dated.Kind.DEVICE), today, upkeep.CALIBRATION_SOURCE),
        scale_line(clinic, today, dated), upkeep.drill_line(last_drill(clinic), today),
        upkeep.plan_line("" if plan is None else plan.hospital, None if plan is None else plan.agreement_until, today),
    )  # fmt: skip
    used = visits.last_used(clinic, now)
    by_room = {
        room.pk: tuple(
            _line(asked, checks.get((asked.code, room.pk)), clinic, room.name, used.get(room.pk))
            for asked in upkeep.LISTS if asked.where is upkeep.Where.ROOM
        )
        for room in rooms
    }  # fmt: skip
    return Standing(whole, by_room, plan)


def _line(
    asked: upkeep.CheckList,
    check: Check | None,
    clinic: Clinic,
    place: str = "",
    used_at: datetime | None = None,
) -> upkeep.Line:
    if check is None:
        return upkeep.line_of(asked, None, place)
    stale = (
        "not done again since the last patient left"
        if asked.each_patient and used_at and used_at > check.at
        else ""
    )
    faults = {code: words for code, words in check.answers.items() if words}
    at, by = check.at.astimezone(clinic.zone), check.by.partition(" <")[0]
    return upkeep.line_of(asked, upkeep.Checked(at_words=f"{at:%H:%M}", by=by, faults=faults), place, stale)


def _newest_today(clinic: Clinic, now: datetime) -> dict[tuple[str, UUID | None], Check]:
    midnight = datetime.combine(now.astimezone(clinic.zone).date(), time(), clinic.zone)
    rows = Check.objects.filter(clinic=clinic, at__gte=midnight, at__lte=now).order_by("at", "id")
    return {(one.list, one.room_id): one for one in rows}


def dated_now(clinic: Clinic, kind: str = "") -> list[Dated]:
    """What is in use: the newest row of each thing, where it was not removed."""
    rows = Dated.objects.filter(clinic=clinic, **({"kind": kind} if kind else {})).order_by("at", "id")
    newest = {(one.kind, one.code): one for one in rows}
    return sorted((one for one in newest.values() if not one.removed), key=lambda one: (one.kind, one.until))


def scale_line(clinic: Clinic, today: date, dated: Iterable[Dated] | None = None) -> upkeep.Line:
    """Whether every scale is calibrated: the dose rests on what it says."""
    scales = (
        dated_now(clinic, Dated.Kind.SCALE)
        if dated is None
        else [one for one in dated if one.kind == Dated.Kind.SCALE]
    )
    found = [(f"{one.code} {one.title}", one.until) for one in scales]
    return upkeep.dated_lines("scales", "Scales", found, today, upkeep.CALIBRATION_SOURCE)


def last_drill(clinic: Clinic) -> date | None:
    return Drill.objects.filter(clinic=clinic).order_by("-on").values_list("on", flat=True).first()


def drills(clinic: Clinic) -> list[Drill]:
    return list(Drill.objects.filter(clinic=clinic).order_by("-on", "-at")[:50])


def plan_in_force(clinic: Clinic) -> EmergencyPlan | None:
    return next(iter(_newest_plan(clinic.pk)), None)


@composed
def _newest_plan(clinic_id: UUID) -> QuerySet[EmergencyPlan]:
    return EmergencyPlan.objects.filter(clinic=clinic_id).order_by("-at", "-id")[:1]


def checks(clinic: Clinic, limit: int = 100) -> list[Check]:
    """The newest sheets, for the log."""
    return list(Check.objects.filter(clinic=clinic).select_related("room").order_by("-at", "-id")[:limit])
