"""The channel without a name: the page that anybody with its address opens, and the one where two people read."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from euthymia.clinic.audit import actions as auditing
from euthymia.clinic.people.access import Permission as P
from euthymia.clinic.people.doors import StaffRequest, public, staff
from euthymia.clinic.people.models import Clinic
from euthymia.clinic.people.pages import page
from euthymia.domain.quantities import Unusable
from euthymia.kit import units
from euthymia.kit.forms import OnceForm, add_faults
from euthymia.kit.pages import missing_is_not_found

from . import actions, concerns, suspicion
from .posted import bound, done, posted, status


class ConcernForm(OnceForm):
    words = forms.CharField(
        label="What you saw", max_length=4000, widget=forms.Textarea(attrs={"rows": 8, "autocomplete": "off"}),
        help_text="What, when, where. Leave out what only you can know, if nobody is to guess who you are.",
    )  # fmt: skip


class AnswerForm(OnceForm):
    concern = forms.UUIDField(widget=forms.HiddenInput)
    words = forms.CharField(
        label="What was done about it", max_length=4000, widget=forms.Textarea(attrs={"rows": 2})
    )


# The key is all that lets anybody in, and a page that tells no referrer names no origin that could be compared.
@csrf_exempt
@public
@require_http_methods(["GET", "POST"])
def concern(request: HttpRequest, concern_key: str) -> HttpResponse:
    """Who opens it is not asked, not even of a session that is signed in: the unit has no person and no address."""
    clinic = concerns.clinic_of(concern_key)
    if clinic is None:
        return _private(render(request, "pharmacy/concern.html", {"ended": True}, status=404))
    with units.unit(tenant=clinic.pk, actor=concerns.NOBODY):
        form = ConcernForm(request.POST if request.method == "POST" else None)
        kept = form.is_valid() and _kept(clinic, form)
        context = {"form": form, "kept": kept, "clinic": clinic, "reviewers": suspicion.reviewers(clinic)}
        return _private(render(request, "pharmacy/concern.html", context, status=422 if form.errors else 200))


def _kept(clinic: Clinic, form: ConcernForm) -> bool:
    data = form.cleaned_data
    try:
        actions.tell_concern(clinic=clinic, client_id=data["client_id"], words=data["words"])
    except Unusable as refused:
        add_faults(form, refused)
        return False
    return True


def _private(answer: HttpResponse) -> HttpResponse:
    answer["Cache-Control"] = "no-store"
    answer["Referrer-Policy"] = "no-referrer"
    return answer


@staff(P.REVIEW_SIGNALS)
@require_http_methods(["GET", "POST"])
def concerns_told(request: StaffRequest) -> HttpResponse:
    """What came without a name, for the two who were named to read it."""
    member = request.member
    refused = AnswerForm(bound(request)) if request.method == "POST" else None
    if refused is not None and refused.is_valid():
        answer = _answered(request, refused)
        if answer is not None:
            return answer
    reads = suspicion.is_reviewer(member)
    found = concerns.told(member.clinic) if reads else []
    says = f"read {len(found)} concerns about the stock" if reads else "looked at who reads the concerns"
    auditing.record(verb="stock.concerns-seen", says=says)
    context: dict[str, Any] = {
        "reads": reads, "reviewers": suspicion.reviewers(member.clinic), "refused": refused,
        "address": request.build_absolute_uri(reverse("concern", args=[concerns.key_of(member.clinic)])),
        "told": [(one, answers, AnswerForm(initial={"concern": one.pk}, auto_id=f"{one.pk}-%s")) for one, answers in found],
    }  # fmt: skip
    return page(request, "pharmacy/concerns.html", context, status(request))


def _answered(request: StaffRequest, form: AnswerForm) -> HttpResponse | None:
    data = form.cleaned_data
    concern_id: UUID = data["concern"]
    with missing_is_not_found():
        made = posted(form, lambda: actions.answer_concern(
            by=request.member, concern_id=concern_id, client_id=data["client_id"], words=data["words"],
        ))  # fmt: skip
    if made is None:
        return None
    return done(request, "Kept with your name.", data["client_id"], reverse("stock-concerns"))
