"""Calendars: the secret address that a calendar program reads, and the page where a colleague gets theirs."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from euthymia.clinic.audit import actions as auditing
from euthymia.clinic.people.access import Permission as P
from euthymia.clinic.people.doors import StaffRequest, machine, staff
from euthymia.clinic.people.pages import page
from euthymia.clinic.visits import actions, queries
from euthymia.kit import units

PROGRAM = "a calendar program"


@machine
@require_GET
def feed(request: HttpRequest, secret: str) -> HttpResponse:
    """What a person's calendar shows. Who has the address may read it, so it names no drug and no patient."""
    with units.unit(tenant=units.EVERY_TENANT, actor=PROGRAM) as unit:
        found = queries.feed_of_secret(secret)
        if found is None:
            raise Http404("no such calendar")
        text = queries.calendar_of(found, unit.now)
        auditing.record(
            verb="calendar.read", says="read a calendar by its address", subject=str(found.pk), patient=found.patient_id,
            clinic=found.clinic_id,
        )  # fmt: skip
    answer = HttpResponse(text, content_type="text/calendar; charset=utf-8")
    answer["X-Robots-Tag"] = "noindex"
    answer["Cache-Control"] = "private, no-store"
    return answer


@staff(P.SEE_SCHEDULE)
@require_http_methods(["GET", "POST"])
def own(request: StaffRequest) -> HttpResponse:
    """A colleague's own address: made, shown once, taken back."""
    member, address = request.member, ""
    if request.method == "POST":
        if "revoke" in request.POST:
            actions.revoke_feed(of=member.staff, by=member.words)
        else:
            secret = actions.open_feed(of=member.staff, by=member.words)
            address = request.build_absolute_uri(reverse("calendar-feed", args=[secret]))
    auditing.record(verb="calendar.seen", says="looked at their own calendar address")
    return page(request, "desk/calendar.html", {"address": address, "feed": queries.feed_of(member.staff)})
