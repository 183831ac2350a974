"""The team's day."""

from __future__ import annotations

from django.http import HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from euthymia.clinic.audit import actions as auditing
from euthymia.clinic.people.access import Permission
from euthymia.clinic.people.doors import StaffRequest, staff
from euthymia.kit import clock

from . import live


@staff(Permission.SEE_BOARD, while_locked=True)
@require_GET
def board(request: StaffRequest) -> HttpResponse:
    """Chairs, phases, vital signs, alarms."""
    auditing.record(verb="board.seen", says="looked at the board")
    return render(request, "board/board.html", _context(request))


@staff(Permission.SEE_BOARD, while_locked=True)
@require_GET
def wall(request: StaffRequest) -> HttpResponse:
    """The same for a screen on the wall: initials only, nothing to press."""
    auditing.record(verb="board.seen", says="put the board on the wall")
    return render(request, "board/board.html", {**_context(request), "is_wall": True})


@staff(Permission.SEE_BOARD, while_locked=True)
@require_GET
def rooms(request: StaffRequest) -> HttpResponse:
    """The moving part of the board; to a script without its stream, the word to fetch it again."""
    if request.accepts("application/json") and not request.accepts("text/html"):
        cursor = request.GET.get("cursor", "0")
        after = int(cursor) if cursor.isdecimal() and len(cursor) <= 18 else 0
        return JsonResponse({"now": clock.now().isoformat(), "messages": [live.news(after)]})
    return render(request, "board/part_rooms.html", {**_context(request), "is_wall": "wall" in request.GET})


def _context(request: StaffRequest) -> dict[str, object]:
    found = live.cards(request.member.clinic, clock.now())
    return {
        "cards": found,
        "urgent": live.urgent(found),
        "may_open": request.member.may(Permission.SEE_CHART),
        "may_order": request.member.may(Permission.PRESCRIBE),
    }
