"""What anyone sees, and where a person who has signed in is sent."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from euthymia.clinic.people import doors, queries
from euthymia.clinic.people.access import BY_CODE, Permission
from euthymia.clinic.people.doors import StaffRequest, account, member, public
from euthymia.clinic.people.pages import page
from euthymia.journey.directory.shell import open_page, show


@open_page
@require_safe
def welcome(request: HttpRequest) -> HttpResponse:
    """What this is, where help is, and the way to a clinic."""
    about = {
        "@context": "https://schema.org",
        "@type": "WebSite",
        "name": "euthymia",
        "url": request.build_absolute_uri("/"),
    }
    return show(request, "site/welcome.html", {"structured": about})


@public
def home(request: HttpRequest) -> HttpResponse:
    """Signed out: sign in. Staff: the day's board, or what they may do. Patients: their portal."""
    return _inside(request)


@account
def _inside(request: HttpRequest) -> HttpResponse:
    clinics = queries.clinics_of(request.user)  # type: ignore[arg-type]
    if not clinics:
        records = queries.own_records(request.user)  # type: ignore[arg-type]
        if records:
            return HttpResponseRedirect(reverse("portal"))
        return render(request, "site/no_place.html")
    if doors.chosen_clinic(request) is None:
        return HttpResponseRedirect(reverse("choose-clinic"))
    return HttpResponseRedirect(reverse("desk"))


@member
def desk(request: StaffRequest) -> HttpResponse:
    """For staff: the board, where they may see it, or the stock; otherwise a page that says what they may do here."""
    if request.member.may(Permission.SEE_BOARD):
        return HttpResponseRedirect(reverse("board"))
    if request.member.may(Permission.SEE_STOCK):
        return HttpResponseRedirect(reverse("stock"))
    roles = [role for code, role in BY_CODE.items() if code in request.member.roles]
    may = [permission for permission in Permission if request.member.may(permission)]
    return page(request, "site/desk.html", {"roles": roles, "may": may})
