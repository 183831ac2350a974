"""Administration: people and their roles, what each role may do, emergency openings of charts."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.text import capfirst

from euthymia.clinic.audit import actions as auditing
from euthymia.domain.quantities import Unusable
from euthymia.kit import units
from euthymia.kit.forms import add_faults
from euthymia.kit.pages import missing_is_not_found

from . import actions, doors, lookups, queries
from .access import BY_CODE, ROLES, Permission
from .doors import StaffRequest, member, staff
from .forms import CredentialForm, EndRoleForm, GiveRoleForm, ReviewForm
from .models import Staff
from .pages import page


@dataclass(frozen=True, slots=True)
class Room:
    """One entry of the administration page."""

    title: str
    route: str
    permission: Permission | None
    icon: str
    says: str


ROOMS = (
    Room("People and roles", "admin-people", Permission.SEE_PEOPLE, "person", "Who works here, in which role, until when."),
    Room("What each role may do", "admin-permissions", Permission.SEE_PEOPLE, "key", "Every role and every permission, side by side."),
    Room("Rooms and devices", "admin-devices", Permission.MANAGE_DEVICES, "heart", "Monitors, and the chair each stands at."),
    Room("Emergency openings", "admin-glass", Permission.REVIEW_GLASS, "flag", "Charts opened in an emergency, and their review."),
    Room("Audit log", "admin-audit", Permission.SEE_AUDIT, "log", "Who saw and did what. Search, export, verify."),
    Room(
        "Predicted concentration", "admin-forecast", Permission.SET_FORECAST, "chart",
        "The live curve at the chair: on or off, by the medical director's signature.",
    ),
    Room("Protocols", "admin-protocols", Permission.SET_POLICY, "list", "Programmes of treatment with their sources; what this clinic adopted, by signature."),
    Room("Policy of the rules", "admin-policy", Permission.SET_POLICY, "flag", "Where sources disagree: the positions this clinic takes, by signature."),
    Room("Prices", "money-prices", Permission.SET_PRICES, "list", "Course, packages, refunds and insurers: what the public sees, signed."),
    Room("From the public site", "leads", Permission.ANSWER_LEADS, "message", "Questions of visitors with their clock, consultations that they booked."),
    Room("How visitors book", "consultation-settings", Permission.SET_CONSULTATIONS, "calendar", "Consultations on the public site: open or closed, when, where, who answers."),
    Room("Reviews", "reviews-staff", Permission.SEE_REVIEWS, "flag", "What verified visits say: moderated for coded reasons, answered from templates."),
    Room("Public page", "admin-listing", Permission.KEEP_LISTING, "home", "What visitors read about the clinic: place, people, credentials with their receipts."),
    Room("Articles", "articles", Permission.SEE_ARTICLES, "note", "What the public reads: who reviewed it, until when, what is overdue."),
    Room("Component catalogue", "catalogue", None, "settings", "Every part of the screens in each of its states."),
)  # fmt: skip


@member
def admin(request: StaffRequest) -> HttpResponse:
    """Only what this person may open."""
    rooms = [room for room in ROOMS if room.permission is None or request.member.may(room.permission)]
    waiting = (
        lookups.unreviewed_glass(request.member.clinic) if request.member.may(Permission.REVIEW_GLASS) else 0
    )
    return page(request, "people/admin.html", {"rooms": rooms, "unreviewed": waiting})


@staff(Permission.SEE_PEOPLE)
def people(request: StaffRequest) -> HttpResponse:
    clinic, now = request.member.clinic, request.unit.now
    held = queries.roles_of_everyone(clinic, now)
    rows = [
        {
            "staff": person,
            "roles": [role.name for role in ROLES if role.code in held.get(person.pk, set())],
            "second_factor": doors.has_second_factor(person.user),
        }
        for person in queries.staff_of(clinic)
    ]
    auditing.record(verb="people.listed", says=f"saw the list of {len(rows)} people who work here")
    return page(request, "people/people.html", {"rows": rows})


@staff(Permission.SEE_PEOPLE)
def person(request: StaffRequest, staff_id: UUID) -> HttpResponse:
    clinic, now = request.member.clinic, request.unit.now
    with missing_is_not_found():
        found = lookups.colleague(clinic, staff_id)
    grants = queries.grants(found)
    codes = queries.current_roles(grants, now)
    give = GiveRoleForm(held=codes, zone=clinic.zone, auto_id="give_%s")
    end = EndRoleForm(held=codes, auto_id="end_%s")
    verify = CredentialForm(auto_id="verify_%s")
    if request.method == "POST":
        actions.require(request.member, Permission.MANAGE_PEOPLE)
        if request.POST.get("act") == "verify":
            verify = CredentialForm(request.POST, auto_id="verify_%s")
            done = verify.is_valid() and _verify(request, found, verify)
        elif request.POST.get("act") == "end":
            end = EndRoleForm(request.POST, held=codes, auto_id="end_%s")
            done = end.is_valid() and _end(request, found, end)
        else:
            give = GiveRoleForm(request.POST, held=codes, zone=clinic.zone, auto_id="give_%s")
            done = give.is_valid() and _give(request, found, give)
        if done:
            return HttpResponseRedirect(reverse("admin-person", args=[staff_id]))
    context = {
        "person": found,
        "held": lookups.held_roles(grants, now),
        "grants": [(grant, BY_CODE[grant.role]) for grant in reversed(grants)],
        "give": give,
        "end": end,
        "verify": verify,
        "credentials": [
            (one, one.valid_until >= now.astimezone(clinic.zone).date())
            for one in queries.credentials(clinic, found)
        ],
        "own": found.pk == request.member.staff.pk,
        "may_manage": request.member.may(Permission.MANAGE_PEOPLE),
        "second_factor": doors.has_second_factor(found.user),
        "is_director": clinic.medical_director_id == found.pk,
    }
    auditing.record(verb="person.seen", says=f"saw the roles of {found.name}", subject=str(found.pk))
    return page(request, "people/person.html", context)


def _give(request: StaffRequest, person: Staff, form: GiveRoleForm) -> bool:
    wanted = form.cleaned_data
    try:
        with units.all_or_nothing():
            actions.give_role(
                staff=person,
                role=wanted["role"],
                by=request.member,
                until=wanted["until"],
                reason=wanted["reason"],
            )
    except Unusable as refused:
        add_faults(form, refused)
        return False
    messages.success(request, f"{person.name} is now {BY_CODE[wanted['role']].name.lower()}.")
    return True


def _verify(request: StaffRequest, person: Staff, form: CredentialForm) -> bool:
    try:
        with units.all_or_nothing():
            actions.verify_credential(staff=person, by=request.member, **form.cleaned_data)
    except Unusable as refused:
        add_faults(form, refused)
        return False
    messages.success(request, f"Kept: what was verified of {person.name}.")
    return True


def _end(request: StaffRequest, person: Staff, form: EndRoleForm) -> bool:
    wanted = form.cleaned_data
    try:
        with units.all_or_nothing():
            actions.end_role(staff=person, role=wanted["role"], by=request.member, reason=wanted["reason"])
    except Unusable as refused:
        add_faults(form, refused)
        return False
    messages.success(request, f"{person.name} is no longer {BY_CODE[wanted['role']].name.lower()}.")
    return True


@staff(Permission.SEE_PEOPLE)
def permissions(request: StaffRequest) -> HttpResponse:
    by_permission = [
        (wanted, [role for role in ROLES if wanted in role.permissions]) for wanted in Permission
    ]
    by_role = [(role, [wanted for wanted in Permission if wanted in role.permissions]) for role in ROLES]
    auditing.record(verb="permissions.seen", says="read what each role may do")
    return page(request, "people/permissions.html", {"by_permission": by_permission, "by_role": by_role})


@staff(Permission.REVIEW_GLASS)
def glass(request: StaffRequest) -> HttpResponse:
    """Emergency openings, those that wait for a review first shown as such."""
    wrong: tuple[str, ReviewForm] | None = None
    if request.method == "POST":
        form = ReviewForm(request.POST, auto_id=f"review_{request.POST.get('opening', '')}_%s")
        if form.is_valid():
            _review(request, form)
            return HttpResponseRedirect(reverse("admin-glass"))
        wrong = (request.POST.get("opening", ""), form)
    clinic = request.member.clinic
    openings = [
        {
            "opening": opening,
            "review": review,
            "why": actions.GLASS_REASONS[opening.code],
            "own": opening.staff_id == request.member.staff.pk,
            "open_now": request.unit.now < opening.until,
            "due": lookups.review_due(opening.at, clinic.zone),
            "overdue": review is None and request.unit.now > lookups.review_due(opening.at, clinic.zone),
            "form": _form_for(str(opening.pk), wrong),
        }
        for opening, review in queries.glass_breaks(clinic)
    ]
    auditing.record(verb="glass.listed", says="looked through the emergency openings")
    return page(request, "people/glass.html", {"openings": openings, "wrong": wrong[1] if wrong else None})


def _form_for(opening: str, wrong: tuple[str, ReviewForm] | None) -> ReviewForm:
    if wrong is not None and wrong[0] == opening:
        return wrong[1]
    return ReviewForm(initial={"opening": opening}, auto_id=f"review_{opening}_%s")


def _review(request: StaffRequest, form: ReviewForm) -> None:
    """What is refused here has no form on the page any more, so the page says it above."""
    opening = form.cleaned_data["opening"]
    with missing_is_not_found():
        try:
            with units.all_or_nothing():
                actions.review_glass(
                    by=request.member, opening_id=opening, finding=form.cleaned_data["finding"]
                )
        except Unusable as refused:
            messages.error(request, ". ".join(capfirst(fault.says) for fault in refused.faults) + ".")
            return
    messages.success(request, "The review is recorded.")
