"""For who moderates reviews, replies to them, and says whether they are asked for."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from euthymia.clinic.audit import actions as auditing
from euthymia.clinic.people.access import Permission
from euthymia.clinic.people.doors import StaffRequest, staff
from euthymia.clinic.people.pages import page
from euthymia.domain.quantities import Unusable
from euthymia.kit import units
from euthymia.kit.forms import OnceForm, add_faults
from euthymia.kit.pages import missing_is_not_found

from . import actions, queries
from .forms import HideForm, ReplyForm, SettingsForm
from .rules import FTC_RULES, REASONS, REPLIES


@staff(Permission.SEE_REVIEWS)
@require_GET
def reviews(request: StaffRequest) -> HttpResponse:
    """Every review, the newest month first; what the rules ask, and what the rows show against them."""
    clinic = request.member.clinic
    rows = queries.every(clinic)
    auditing.record(verb="reviews.listed", says=f"saw {len(rows)} reviews")
    context = {
        "rows": rows, "rules": FTC_RULES, "breaches": queries.breaches(clinic), "is_open": queries.settings(clinic).is_open,
        "may_set": request.member.may(Permission.SET_CONSULTATIONS), "shown": queries.distribution(clinic, request.unit.now),
        "reasons": {one.code: one.says["en"] for one in REASONS},
    }  # fmt: skip
    return page(request, "reviews/queue.html", context)


@staff(Permission.SEE_REVIEWS)
@require_http_methods(["GET", "POST"])
def review(request: StaffRequest, review_id: UUID) -> HttpResponse:
    """One review: hide its words or show them again, and the clinic's reply."""
    with missing_is_not_found():
        found = queries.one(request.member.clinic, review_id)
    act = request.POST.get("act", "") if request.method == "POST" else ""
    sent: dict[str, Any] = {one: request.POST if act == one else None for one in ("hide", "show", "reply")}
    hide, show, reply = (
        HideForm(sent["hide"]),
        OnceForm(sent["show"], auto_id="show_%s"),
        ReplyForm(sent["reply"], auto_id="reply_%s"),
    )
    verbs: dict[str, tuple[OnceForm, Callable[..., Any]]] = {
        "hide": (hide, actions.hide), "show": (show, actions.show), "reply": (reply, actions.reply),
    }  # fmt: skip
    if act in verbs and _done(request, found, *verbs[act]):
        return HttpResponseRedirect(reverse("review-staff", args=[review_id]))
    auditing.record(verb="review.seen", says="read a review", subject=str(review_id))
    context = {
        "told": found, "hide": hide, "show": show, "reply": reply,
        "may_moderate": request.member.may(Permission.MODERATE_REVIEWS), "may_reply": request.member.may(Permission.REPLY_REVIEWS),
        "reason": next((one.says["en"] for one in REASONS if one.code == found.hidden), ""),
        "replied": next((one.says["en"] for one in REPLIES if found.reply and one.code == found.reply.template), ""),
    }  # fmt: skip
    return page(request, "reviews/one.html", context, status=422 if act else 200)


def _done(request: StaffRequest, found: queries.Told, form: OnceForm, verb: Callable[..., Any]) -> bool:
    if not form.is_valid():
        return False
    try:
        with units.all_or_nothing():
            verb(by=request.member, review=found.review, **form.cleaned_data)
    except Unusable as refused:
        add_faults(form, refused)
        return False
    messages.success(
        request,
        "Kept, and in the public log." if verb is not actions.reply else "Kept.",
        extra_tags=str(form.cleaned_data["client_id"]),
    )
    return True


@staff(Permission.SET_CONSULTATIONS)
@require_http_methods(["GET", "POST"])
def settings(request: StaffRequest) -> HttpResponse:
    """Whether everybody is asked for a review after a visit, or nobody."""
    clinic = request.member.clinic
    form = SettingsForm(request.POST or None, initial={"is_open": queries.settings(clinic).is_open})
    if request.method == "POST" and form.is_valid():
        with units.all_or_nothing():
            actions.set_up(clinic, by=request.member, **form.cleaned_data)
        messages.success(request, "Kept.", extra_tags=str(form.cleaned_data["client_id"]))
        return HttpResponseRedirect(reverse("reviews-staff"))
    auditing.record(verb="reviews.settings-seen", says="looked at whether reviews are asked for")
    return page(request, "reviews/settings.html", {"form": form}, status=422 if form.errors else 200)
