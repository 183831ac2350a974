"""The team's day."""

from __future__ import annotations

from django.http import HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from euthymia.clinic.audit import actions as auditing
from euthymia.clinic.calls.views import bars
from euthymia.clinic.crisis import queries as crises
from euthymia.clinic.duty import queries as duty
from euthymia.clinic.harm import queries as harm
from euthymia.clinic.people.access import Permission
from euthymia.clinic.people.doors import StaffRequest, staff
from euthymia.clinic.pharmacy import day as stock
from euthymia.kit import clock

from . import live
from .tiles import tile

MOST_URGENT = 3  # alarms above the tiles; each stands on its tile as well


@staff(Permission.SEE_BOARD, while_locked=True)
@require_GET
def board(request: StaffRequest) -> HttpResponse:
    """Chairs, phases, vital signs, alarms."""
    auditing.record(verb="board.seen", says="looked at the board")
    may_act = request.member.may(Permission.ACT_IN_CRISIS)
    waiting = crises.count_open(request.member.clinic) if may_act else 0
    sees_stock = request.member.may(Permission.SEE_STOCK)
    late = stock.overdue(request.member.clinic, request.unit.now) if sees_stock else []
    may_tell = request.member.may(Permission.NOTIFY_HARM)
    harms = harm.count_open(request.member.clinic, request.unit.now) if may_tell else None
    sees_duty = request.member.may(Permission.SEE_DUTY)
    paged = duty.standing(request.member.clinic) if sees_duty else []
    context = {**_context(request), "paged": paged, "crises": waiting, "stock_late": late, "harms": harms}
    return render(request, "board/board.html", context)


@staff(Permission.SEE_BOARD, while_locked=True)
@require_GET
def wall(request: StaffRequest) -> HttpResponse:
    """The same for a screen on the wall: initials only, nothing to press."""
    auditing.record(verb="board.seen", says="put the board on the wall")
    return render(request, "board/board.html", _context(request, is_wall=True))


@staff(Permission.SEE_BOARD, while_locked=True)
@require_GET
def rooms(request: StaffRequest) -> HttpResponse:
    """The moving part of the board; to a script without its stream, the word to fetch it again."""
    if request.accepts("application/json") and not request.accepts("text/html"):
        cursor = request.GET.get("cursor", "0")
        after = int(cursor) if cursor.isdecimal() and len(cursor) <= 18 else 0
        return JsonResponse({"now": clock.now().isoformat(), "messages": [live.news(after)]})
    return render(request, "board/part_rooms.html", _context(request, is_wall="wall" in request.GET))


def _context(request: StaffRequest, *, is_wall: bool = False) -> dict[str, object]:
    clinic, may_read = request.member.clinic, request.member.may(Permission.SEE_CHART)
    found = live.cards(clinic, clock.now())
    return {
        "tiles": [tile(card, clinic.zone, may_read=may_read, may_press=not is_wall) for card in found],
        "urgent": live.urgent(found)[:MOST_URGENT],
        "calls": bars(clinic, everybody=True),
        "may_open": may_read,
        "may_answer_calls": request.member.may(Permission.OBSERVE),
        "is_wall": is_wall,
    }
