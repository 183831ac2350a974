"""The schedule to look at: a day by chair, the same on the wall, a week."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Any
from urllib.parse import urlencode

from django.http import HttpResponse, JsonResponse
from django.urls import reverse
from django.views.decorators.http import require_GET

from euthymia.clinic.audit import actions as auditing
from euthymia.clinic.people.access import Permission as P
from euthymia.clinic.people.doors import StaffRequest, staff
from euthymia.clinic.people.pages import page
from euthymia.clinic.visits import queries
from euthymia.clinic.visits.models import Booking, Purpose
from euthymia.domain.scheduling.loads import Use, use
from euthymia.journey.plan import queries as plans
from euthymia.journey.reminders import queries as reminders
from euthymia.kit import clock

from . import live
from .grid import Grid, grid
from .readiness import dots

WEEK_D = 7


@staff(P.SEE_SCHEDULE, while_locked=True)
@require_GET
def day(request: StaffRequest) -> HttpResponse:
    """One day: chairs down, hours across."""
    context = _context(request)
    _seen(request, context["grid"], "looked at")
    return page(request, "desk/day.html", context)


@staff(P.SEE_SCHEDULE, while_locked=True)
@require_GET
def wall(request: StaffRequest) -> HttpResponse:
    """Today for a screen on the wall: initials only, nothing to press."""
    context = _context(request, is_wall=True)
    _seen(request, context["grid"], "put on the wall")
    return page(request, "desk/day.html", context)


@staff(P.SEE_SCHEDULE, while_locked=True)
@require_GET
def part(request: StaffRequest) -> HttpResponse:
    """The moving part of the day; to a script without its stream, the word to fetch it again."""
    if request.accepts("application/json") and not request.accepts("text/html"):
        cursor = request.GET.get("cursor", "0")
        after = int(cursor) if cursor.isdecimal() and len(cursor) <= 18 else 0
        return JsonResponse({"now": clock.now().isoformat(), "messages": [live.news(after)]})
    return page(request, "desk/part_day.html", _context(request, is_wall="wall" in request.GET))


def _context(request: StaffRequest, *, is_wall: bool = False) -> dict[str, Any]:
    member, now = request.member, clock.now()
    clinic = member.clinic
    on = asked_day(request, "day", now)
    initials = is_wall or not member.may(P.SEE_PATIENTS) or request.GET.get("names") == "initials"
    purpose = request.GET.get("purpose", "")
    view = queries.day(clinic, on)
    wanted = [one for one in view.holding if purpose in ("", one.purpose)]
    ids = [one.pk for one in view.bookings]
    drawn = grid(clinic, view, now, initials=initials, shown=wanted)
    ready = dots(clinic, {one.patient_id for one in view.bookings}, now, on)
    today = now.astimezone(clinic.zone).date()
    return {
        "grid": drawn, "day": on, "today": today, "as_of": now, "is_wall": is_wall, "initials": initials,
        "arrivals": _arrivals(view.bookings, ready, now, initials, purpose), "purposes": Purpose.choices, "purpose": purpose,
        "places": plans.places_of_bookings(clinic.pk, ids), "answers": reminders.answers(clinic.pk, view.bookings),
        "before": on - timedelta(days=1), "after": on + timedelta(days=1), "alike": _alike(view.holding),
        "may_book": member.may(P.BOOK) and not is_wall, "may_set_rota": member.may(P.SET_ROTA),
        "filters": urlencode({key: value for key, value in (("purpose", purpose), ("names", request.GET.get("names", ""))) if value}),
        "undo": _undo(request, view.bookings), "may_see_names": member.may(P.SEE_PATIENTS),
    }  # fmt: skip


def asked_day(request: StaffRequest, name: str, now: datetime) -> date:
    """The day in the address; today when there is none, or none that can be read."""
    today = now.astimezone(request.member.clinic.zone).date()
    try:
        asked = date.fromisoformat(request.GET.get(name, ""))
    except ValueError:
        return today
    return asked if abs((asked - today).days) < 366 * 10 else today


def _arrivals(
    every: Iterable[Booking], ready: Any, now: datetime, initials: bool, purpose: str
) -> list[dict[str, Any]]:
    """Who comes when, with what each still lacks; cancelled ones are not expected."""
    found = []
    for one in every:
        if one.state == "cancelled" or purpose not in ("", one.purpose):
            continue
        late = (
            int((now - one.starts_at) / timedelta(minutes=1))
            if one.state == "booked" and now < one.leaves_at
            else 0
        )
        found.append(
            {
                "booking": one, "who": one.patient.initials if initials else str(one.patient), "late_min": max(0, late),
                "dots": ready[one.patient_id] if one.infused else (),
            }
        )  # fmt: skip
    return sorted(found, key=lambda row: (row["booking"].starts_at, str(row["booking"].pk)))


def _alike(holding: Iterable[Booking]) -> list[str]:
    """Names that two patients of the day share: easily taken for one another."""
    by_name: dict[str, set[Any]] = {}
    for one in holding:
        by_name.setdefault(one.patient.family_name.casefold(), set()).add(one.patient_id)
    shared = {name for name, who in by_name.items() if len(who) > 1}
    return sorted({str(one.patient) for one in holding if one.patient.family_name.casefold() in shared})


def _undo(request: StaffRequest, every: Iterable[Booking]) -> dict[str, Any] | None:
    """The booking that was just moved, and where it was before."""
    moved = request.GET.get("moved", "")
    one = next((one for one in every if str(one.pk) == moved and one.state == "booked"), None)
    if one is None:
        return None
    facts = queries.facts(one)
    if len(facts) < 2 or facts[-1].kind != "moved":
        return None
    before = facts[-2]
    local = before.starts_at.astimezone(request.member.clinic.zone)
    return {
        "booking": one,
        "chair": before.chair_id,
        "chair_name": before.chair_name,
        "at": local,
        "minutes": before.minutes,
    }


def _seen(request: StaffRequest, drawn: Grid, how: str) -> None:
    on, count = drawn.view.day, len(drawn.view.bookings)
    auditing.record(verb="schedule.seen", says=f"{how} the schedule of {on.isoformat()}: {count} bookings")


@staff(P.SEE_SCHEDULE, while_locked=True)
@require_GET
def week(request: StaffRequest) -> HttpResponse:
    """Seven days side by side: who comes when, how full the chairs are, and where the nurses are short."""
    member, now = request.member, clock.now()
    clinic = member.clinic
    asked = asked_day(request, "day", now)
    first = asked - timedelta(days=asked.weekday())
    views = queries.days(clinic, first, first + timedelta(days=WEEK_D - 1))
    initials = not member.may(P.SEE_PATIENTS) or request.GET.get("names") == "initials"
    columns: list[dict[str, Any]] = []
    total = Use(0, 0, 0)
    for view in views:
        drawn = grid(clinic, view, now, initials=initials)
        used = sum((use(chair.pk, view.facts) for chair in view.chairs), Use(0, 0, 0))
        total = total + used
        tiles = sorted(
            (tile for lane in drawn.lanes for tile in lane.tiles), key=lambda tile: tile.booking.starts_at
        )
        short = [piece for piece in drawn.nurses or () if piece.over]
        closed = [one for one in view.closures if one.chair_id is None]
        columns.append({"view": view, "tiles": tiles, "use": used, "short": short, "closed": closed})
    count = sum(len(one["tiles"]) for one in columns)
    auditing.record(verb="schedule.seen", says=f"looked at the week of {first.isoformat()}: {count} bookings")
    context = {
        "columns": columns, "use": total, "first": first, "before": first - timedelta(days=WEEK_D), "after": first + timedelta(days=WEEK_D),
        "places": plans.places_of_bookings(clinic.pk, [one.pk for view in views for one in view.bookings]),
        "today": now.astimezone(clinic.zone).date(), "as_of": now, "may_book": member.may(P.BOOK), "initials": initials,
    }  # fmt: skip
    return page(request, "desk/week.html", context)


def back_to(on: date, **more: str) -> str:
    """The address of a day."""
    return f"{reverse('schedule')}?{urlencode({'day': on.isoformat(), **more})}"
