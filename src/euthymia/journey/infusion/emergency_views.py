"""The emergency sheet of one chair: what everybody must know, what was given so far, and the steps."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse
from django.views.decorators.http import require_GET

from euthymia.clinic.people.access import Permission
from euthymia.clinic.people.doors import StaffRequest, staff
from euthymia.clinic.people.pages import page as clinic_page
from euthymia.clinic.upkeep.sheet import emergency_sheet
from euthymia.kit import clock

from . import page


@staff(Permission.SEE_CHART, while_locked=True, or_glass=True)
@require_GET
def emergency(request: StaffRequest, session_id: UUID) -> HttpResponse:
    """The sheet as a page of its own: to print, and the way of a page without scripts."""
    session = page.session_or_404(request, session_id)
    page.seen(session)
    course = page.course_now(session, clock.now())
    context = {
        "session": session, "patient": session.patient, "course": course, "here": page.here(session),
        **emergency_sheet(session.clinic),
    }  # fmt: skip
    return clinic_page(request, "infusion/emergency.html", context)
