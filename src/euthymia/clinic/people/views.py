"""A person's own pages: who they are here, which clinic, and the locked screen."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlencode

from allauth.mfa.models import Authenticator
from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_POST

from euthymia.clinic.audit import actions as auditing
from euthymia.clinic.audit.models import Event
from euthymia.kit import clock, units
from euthymia.kit.pages import way_back

from . import doors, lookups, queries
from .doors import account
from .forms import UnlockForm
from .models import Clinic
from .pages import page_of


def stand_in_clinic(request: Any) -> Clinic | None:
    """The clinic this session works at, entered: from here on the unit is that clinic's. None without one."""
    clinics = {clinic.pk: clinic for clinic in queries.clinics_of(request.user)}
    chosen = doors.chosen_clinic(request)
    if chosen not in clinics:
        return None
    units.become(clinics[chosen].pk)
    request.member = queries.member(request.user, clinics[chosen].pk, units.current().now)
    request.locked = doors.is_locked(request)
    return clinics[chosen]


@account
def me(request: HttpRequest) -> HttpResponse:
    clinics = queries.clinics_of(request.user)  # type: ignore[arg-type]
    records = queries.own_records(request.user)  # type: ignore[arg-type]
    if records and not clinics:
        return HttpResponseRedirect(reverse("portal-settings"))
    clinic = stand_in_clinic(request)
    member = getattr(request, "member", None)
    context = {
        "clinics": clinics,
        "records": records,
        "held": lookups.held_roles(queries.grants(member.staff), units.current().now) if member else [],
        "second_factor": doors.has_second_factor(request.user),  # type: ignore[arg-type]
    }
    if clinic is None:
        return render(request, "people/me.html", context)
    return page_of(clinic, request, "people/me.html", context)


@account
def choose_clinic(request: HttpRequest) -> HttpResponse:
    clinics = queries.clinics_of(request.user)  # type: ignore[arg-type]
    onward = way_back(request, reverse("home"))
    if not clinics:
        auditing.record(
            verb="page.refused", says=f"{onward}: no place at any clinic", outcome=Event.Outcome.REFUSED
        )
        return render(request, "people/choose_clinic.html", {"clinics": clinics}, status=403)
    if request.method == "POST":
        chosen = next((clinic for clinic in clinics if str(clinic.pk) == request.POST.get("clinic")), None)
        if chosen is None:
            auditing.record(
                verb="clinic.refused",
                says="chose a clinic without a place there",
                outcome=Event.Outcome.REFUSED,
            )
            return render(request, "kit/refused.html", {"why": "no place at this clinic"}, status=403)
        request.session[doors.CLINIC_KEY] = str(chosen.pk)
        units.become(chosen.pk)
        auditing.record(verb="clinic.chosen", says=f"went to work at {chosen.name}")
        return HttpResponseRedirect(onward)
    return render(
        request,
        "people/choose_clinic.html",
        {"clinics": clinics, "next": onward, "now_at": request.session.get(doors.CLINIC_KEY)},
    )


@require_POST
@account
def lock(request: HttpRequest) -> HttpResponse:
    stand_in_clinic(request)
    request.session[doors.LOCKED_KEY] = clock.wall().isoformat()
    auditing.record(verb="account.locked", says="locked the screen")
    onward = way_back(request, reverse("home"))
    return HttpResponseRedirect(f"{reverse('unlock')}?{urlencode({'next': onward})}")


@account
def unlock(request: Any) -> HttpResponse:
    onward = way_back(request, reverse("home"))
    stand_in_clinic(request)
    locked = doors.is_locked(request)
    if not locked and request.method == "POST":
        return HttpResponseRedirect(onward)
    if locked and _passkey_since(request, _locked_at(request)):
        return _unlocked(request, onward, "a passkey")
    form = UnlockForm(request.POST or None, request=request)
    if request.method == "POST" and form.is_valid():
        return _unlocked(request, onward, "the password")
    if form.errors:
        auditing.record(
            verb="account.unlock-failed", says="did not unlock the screen", outcome=Event.Outcome.REFUSED
        )
    # The page is the lock: no sections, no search, no second notice.
    request.member, request.locked = None, False
    context = {"form": form, "next": onward, "is_locked": locked, "passkey": _has_passkey(request)}
    return render(request, "people/unlock.html", context)


def _unlocked(request: HttpRequest, onward: str, how: str) -> HttpResponse:
    request.session.pop(doors.LOCKED_KEY, None)
    request.session[doors.SEEN_KEY] = clock.wall().isoformat()
    auditing.record(verb="account.unlocked", says=f"unlocked the screen with {how}")
    messages.success(request, "Unlocked.")
    return HttpResponseRedirect(onward)


def _locked_at(request: HttpRequest) -> datetime:
    """When the screen was locked: by hand then, or by itself so long after it was last used."""
    by_hand = request.session.get(doors.LOCKED_KEY)
    if isinstance(by_hand, str):
        return datetime.fromisoformat(by_hand)
    seen = datetime.fromisoformat(request.session[doors.SEEN_KEY])
    return seen + timedelta(seconds=settings.EUTHYMIA_LOCK_AFTER_S)


def _passkey_since(request: HttpRequest, moment: datetime) -> bool:
    """Whether a passkey was shown at the account's own page after the screen locked."""
    return any(
        method.get("type") == "webauthn" and method.get("at", 0) > moment.timestamp()
        for method in request.session.get("account_authentication_methods", [])
    )


def _has_passkey(request: HttpRequest) -> bool:
    return bool(is_mfa_enabled(request.user, [Authenticator.Type.WEBAUTHN]))
