"""Every page's door: who may come in, checked before the page runs, and audited after.

A route without a door fails the build. A door opens the unit of work for the clinic the person is
signed in at, so that a page can reach no other clinic's rows.
"""

from __future__ import annotations

import functools
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Concatenate, Literal
from urllib.parse import urlencode

from django.conf import settings
from django.contrib.sessions.backends.base import UpdateError
from django.contrib.sessions.exceptions import SessionInterrupted
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from euthymia.clinic.audit import actions as auditing
from euthymia.clinic.audit.models import Event
from euthymia.kit import clock, units

from . import queries
from .access import Permission
from .actions import NotAllowed
from .models import Patient, User

View = Callable[..., HttpResponse]
CLINIC_KEY, SEEN_KEY, LOCKED_KEY, RECORD_KEY = "clinic", "seen_at", "locked", "record_at"


@dataclass(frozen=True, slots=True)
class Door:
    """What a route asks of who comes: its kind, and for staff one permission."""

    kind: Literal["public", "account", "member", "staff", "patient", "machine"]
    permission: Permission | None = None
    while_locked: bool = False
    or_glass: bool = False


class StaffRequest(HttpRequest):
    """A request that came through a staff door."""

    member: queries.Member
    unit: units.Unit
    locked: bool


def public(view: View) -> View:
    """Anyone may come; the page reads nothing of a clinic."""
    view.door = Door("public")  # type: ignore[attr-defined]
    return view


def machine(view: View) -> View:
    """For programs with a key of their own, which the view checks itself."""
    view.door = Door("machine")  # type: ignore[attr-defined]
    return view


def account(view: View) -> View:
    """Any signed-in person, for what belongs to their account."""

    @functools.wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not request.user.is_authenticated:
            return _to_sign_in(request)
        with units.unit(
            tenant=None, actor=_words(request.user), user=request.user.pk, origin=_origin(request)
        ):
            return view(request, *args, **kwargs)

    guarded.door = Door("account")  # type: ignore[attr-defined]
    return guarded


def patient(view: View) -> View:
    """A signed-in patient, for their own record only: `request.record`, at the clinic they have chosen.

    Who goes to several clinics and has not said which is asked. `request.records` holds every one.
    """

    @functools.wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not request.user.is_authenticated:
            return _to_sign_in(request)
        with units.unit(
            tenant=None, actor=_words(request.user), user=request.user.pk, origin=_origin(request)
        ) as unit:
            records = queries.own_records(request.user)
            if not records:
                return _refuse(request, "this page is for patients", None)
            record = _chosen_record(request, records)
            if record is None:
                return HttpResponseRedirect(reverse("portal-clinic"))
            units.become(record.clinic_id)
            request.unit, request.record, request.records = unit, record, records  # type: ignore[attr-defined]
            return view(request, *args, **kwargs)

    guarded.door = Door("patient", Permission.SEE_OWN_RECORD)  # type: ignore[attr-defined]
    return guarded


def member(view: Callable[Concatenate[StaffRequest, ...], HttpResponse]) -> View:
    """Any member of staff, whatever their roles: the home page that says what they can do."""
    return _staff(None)(view)


def staff(
    permission: Permission, *, while_locked: bool = False, or_glass: bool = False
) -> Callable[[Callable[Concatenate[StaffRequest, ...], HttpResponse]], View]:
    """A member of staff with this permission. `while_locked` pages stay readable when the screen locks.

    `or_glass` lets in who may open a chart in an emergency; such a page calls `check_chart` for the patient.
    """
    return _staff(permission, while_locked=while_locked, or_glass=or_glass)


def check_chart(request: StaffRequest, patient: Patient) -> None:
    """This person's role reads charts, or they have opened this one in an emergency. Raises NotAllowed."""
    if request.member.may(Permission.SEE_CHART):
        return
    if queries.open_glass(request.member, patient, request.unit.now) is None:
        raise NotAllowed(
            f"may not {Permission.SEE_CHART.says}; in an emergency the chart can be opened with a reason"
        )
    auditing.record(
        verb="glass.used", says=f"read {request.path} under an emergency opening", patient=patient.pk
    )


def _staff(
    permission: Permission | None, *, while_locked: bool = False, or_glass: bool = False
) -> Callable[[Callable[Concatenate[StaffRequest, ...], HttpResponse]], View]:
    def decorate(view: Callable[Concatenate[StaffRequest, ...], HttpResponse]) -> View:
        @functools.wraps(view)
        def guarded(request: Any, *args: Any, **kwargs: Any) -> HttpResponse:
            user = request.user
            if not user.is_authenticated:
                return _to_sign_in(request)
            if not came_with_second_factor(request, user):
                return to_second_factor(request)
            clinic_id = chosen_clinic(request)
            if clinic_id is None:
                return HttpResponseRedirect(f"{reverse('choose-clinic')}?{urlencode({'next': request.path})}")
            locked = is_locked(request)
            with units.unit(
                tenant=clinic_id, actor=_words(user), user=user.pk, origin=_origin(request)
            ) as unit:
                found = queries.member(user, clinic_id, unit.now)
                if found is None or not found.roles:
                    return _refuse(request, "no role at this clinic", None)
                request.member, request.unit = found, unit
                request.locked = locked
                by_glass = or_glass and found.may(Permission.BREAK_GLASS)
                if permission is not None and not found.may(permission) and not by_glass:
                    return _refuse(request, f"may not {permission.says}", found)
                if request.locked and not (while_locked and request.method in ("GET", "HEAD")):
                    return _ask_to_unlock(request)
                answer = _run(view, request, found, args, kwargs)
                if getattr(guarded, "slow", False):
                    _keep_lock(request)
                return answer

        guarded.door = Door("member" if permission is None else "staff", permission, while_locked, or_glass)  # type: ignore[attr-defined]
        return guarded

    return decorate


def _run(
    view: Callable[..., HttpResponse], request: Any, member: queries.Member, args: Any, kwargs: Any
) -> HttpResponse:
    """Run the page. What it refuses leaves nothing of what it did before, but the refusal in the audit log."""
    try:
        with timezone.override(member.clinic.zone), units.all_or_nothing():
            return view(request, *args, **kwargs)
    except (NotAllowed, PermissionDenied) as refusal:
        return _refuse(request, str(refusal), member)
    except Http404:
        auditing.record(
            verb="page.not-found", says=f"asked for {request.path}, which this clinic does not have",
            outcome=Event.Outcome.REFUSED, role=",".join(sorted(member.roles)),
        )  # fmt: skip
        return render(request, "kit/not_found.html", status=404)


def _refuse(request: Any, why: str, member: queries.Member | None) -> HttpResponse:
    auditing.record(
        verb="page.refused", says=f"{request.method} {request.path}: {why}", outcome=Event.Outcome.REFUSED,
        role=",".join(sorted(member.roles)) if member else "",
    )  # fmt: skip
    return render(request, "kit/refused.html", {"why": why}, status=403)


def _to_sign_in(request: HttpRequest) -> HttpResponse:
    return HttpResponseRedirect(f"{reverse('account_login')}?{urlencode({'next': request.get_full_path()})}")


def _words(user: Any) -> str:
    return f"{user.name} <{user.email}>"


def _origin(request: HttpRequest) -> units.Origin:
    correlation = request.headers.get("X-Request-Id", "")
    return units.Origin(request.META.get("REMOTE_ADDR", ""), correlation[:64] or str(uuid.uuid4()))


def chosen_clinic(request: HttpRequest) -> uuid.UUID | None:
    """The clinic this session works at; chosen by itself when the person has only one."""
    kept = request.session.get(CLINIC_KEY)
    if kept:
        return uuid.UUID(kept)
    with units.unit(tenant=None, actor=_words(request.user), user=request.user.pk):
        found = queries.clinics_of(request.user)  # type: ignore[arg-type]
    if len(found) != 1:
        return None
    request.session[CLINIC_KEY] = str(found[0].pk)
    return found[0].pk


def _chosen_record(request: HttpRequest, records: list[Patient]) -> Patient | None:
    """The record at the clinic that this patient chose in this session, or the only one there is."""
    kept = request.session.get(RECORD_KEY)
    return next((one for one in records if len(records) == 1 or str(one.clinic_id) == kept), None)


def has_second_factor(user: User) -> bool:
    """Whether this person has set up a second factor; the demo's own accounts, in a demo, need none."""
    from allauth.mfa.utils import is_mfa_enabled

    return _goes_without(user) or bool(is_mfa_enabled(user))


def came_with_second_factor(request: HttpRequest, user: User) -> bool:
    """Whether this very session showed one of the second factors that the person still has.

    A session that was opened by password alone stays without, whatever is added elsewhere later; and one
    that was opened with a key that is gone has lost it. A passkey that signs in alone was opened by
    fingerprint, face or PIN, and so is two factors by itself.
    """
    if _goes_without(user):
        return True
    from allauth.account.authentication import get_authentication_records
    from allauth.mfa.models import Authenticator

    records = get_authentication_records(request, user)
    shown = [record["id"] for record in records if record.get("method") == "mfa" and "id" in record]
    return bool(shown) and Authenticator.objects.filter(user=user, pk__in=shown).exists()


def _goes_without(user: User) -> bool:
    """Only the demo's own accounts, in a demo."""
    return user.is_demo and settings.EUTHYMIA_MODE in ("demo", "training", "test")


def to_second_factor(request: HttpRequest) -> HttpResponse:
    """To the page that asks for the second factor, or, for who has none yet, to where one is set up."""
    if not has_second_factor(request.user):  # type: ignore[arg-type]
        return HttpResponseRedirect(reverse("mfa_index"))
    return HttpResponseRedirect(
        f"{reverse('mfa_reauthenticate')}?{urlencode({'next': request.get_full_path()})}"
    )


def is_locked(request: HttpRequest) -> bool:
    """Whether this session has been idle too long, or was locked by hand. Looking at live numbers is idle."""
    if request.session.get(LOCKED_KEY):
        return True
    wall = clock.wall()
    seen = request.session.get(SEEN_KEY)
    if seen and wall - datetime.fromisoformat(seen) > timedelta(seconds=settings.EUTHYMIA_LOCK_AFTER_S):
        request.session[LOCKED_KEY] = True
        return True
    background = "live" in request.GET
    if not background and (not seen or wall - datetime.fromisoformat(seen) > timedelta(seconds=30)):
        request.session[SEEN_KEY] = wall.isoformat()
        # Kept now and not when the page is done: by then somebody may have locked the screen.
        try:
            request.session.save()
        except UpdateError:
            raise SessionInterrupted("the person signed out while this was asked for") from None
        request.session.modified = False
    return False


def _keep_lock(request: HttpRequest) -> None:
    """The screen may have been locked while a slow page ran: what is kept of its session keeps it locked."""
    kept = type(request.session)(request.session.session_key).get(LOCKED_KEY)
    if kept:
        request.session[LOCKED_KEY] = kept


def _ask_to_unlock(request: HttpRequest) -> HttpResponse:
    if request.method in ("GET", "HEAD"):
        return HttpResponseRedirect(f"{reverse('unlock')}?{urlencode({'next': request.get_full_path()})}")
    return render(request, "kit/locked.html", status=423)
