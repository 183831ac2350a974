"""What anyone sees, and where a person who has signed in is sent."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse

from euthymia.clinic.people import doors, queries
from euthymia.clinic.people.access import BY_CODE, Permission
from euthymia.clinic.people.doors import StaffRequest, account, member, public
from euthymia.clinic.people.pages import page


@public
def welcome(request: HttpRequest) -> HttpResponse:
    return render(request, "site/welcome.html")


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
