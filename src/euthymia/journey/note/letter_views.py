"""Letters: begun, written, signed, sent."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from euthymia.clinic.audit import actions as auditing
from euthymia.clinic.people.access import Permission
from euthymia.clinic.people.doors import StaffRequest, check_chart, staff
from euthymia.clinic.people.pages import page
from euthymia.clinic.people.stepup import SignatureForm
from euthymia.domain.quantities import Unusable
from euthymia.kit import units
from euthymia.kit.forms import OnceForm, add_faults
from euthymia.kit.pages import missing_is_not_found, slow

from . import actions, letters, paper, queries
from .forms import BeginForm, LetterForm, SeenForm, SentForm
from .models import Letter
from .shown import links_of
from .views import head, places, seen, standing_or_404, visit_or_404

ACTS: dict[str, tuple[type[OnceForm], Any, str]] = {
    "write": (LetterForm, actions.write_letter, "Kept."),
    "sign": (SeenForm, actions.sign_letter, "The letter is signed."),
    "send": (SentForm, actions.send, "Noted where it went."),
}


@staff(Permission.WRITE_NOTE)
@require_http_methods(["GET", "POST"])
def begin(request: StaffRequest, visit_id: UUID) -> HttpResponse:
    """Whom the letter is to."""
    found = visit_or_404(request, visit_id)
    standing_or_404(found)
    form = BeginForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            with units.all_or_nothing():
                made = actions.begin(by=request.member, visit=found, **form.cleaned_data)
        except Unusable as refusal:
            add_faults(form, refusal)
        else:
            return HttpResponseRedirect(reverse("letter", args=[made.pk]))
    seen(found)
    context = {**head(found), "form": form, "letters": [letters.standing(one) for one in _all(found)]}
    return page(request, "note/letter_new.html", context, status=422 if request.method == "POST" else 200)


def _all(found: Any) -> list[Letter]:
    rows = queries.letters(found)
    for one in rows:
        one.visit = found
    return rows


@staff(Permission.SEE_CHART)
@require_http_methods(["GET", "POST"])
def letter(request: StaffRequest, letter_id: UUID) -> HttpResponse:
    """The letter: composed, with own words; its signature; where it went."""
    found = _letter_or_404(request, letter_id)
    act = request.POST.get("act", "") if request.method == "POST" else ""
    form = signature = None
    if act in ACTS:
        form = ACTS[act][0](request.POST, initial={"seen": letters.standing(found).seen})
        signature = SignatureForm(request.POST if act == "sign" else None, request=request)
        if form.is_valid() & (act != "sign" or signature.is_valid()) and _acted(request, found, act, form):
            return HttpResponseRedirect(reverse("letter", args=[found.pk]))
    auditing.record(
        verb="letter.seen", says="looked at a letter", subject=str(found.pk), patient=found.patient_id
    )
    now = letters.standing(found)
    document = letters.whole(now) if now.signed is None else now.signed.detail["document"]
    own = document["own"]
    context = {
        **head(found.visit), "letter": found, "now": now, "sections": links_of(document["sections"], places(request, found.visit)),
        "own": own, "to": document["to"],
        "write": form if act == "write" else LetterForm(initial={"to": now.to, "words": now.own}, auto_id="write_%s"),
        "sign": form if act == "sign" else SeenForm(initial={"seen": now.seen}, auto_id="sign_%s"),
        "send": form if act == "send" else SentForm(initial={"to": now.to.splitlines()[0]}, auto_id="send_%s"),
        "signature": signature or SignatureForm(None, request=request), "writes": request.member.may(Permission.WRITE_NOTE),
        "may_sign": request.member.may(Permission.SIGN_NOTE),
    }  # fmt: skip
    return page(request, "note/letter.html", context, status=422 if request.method == "POST" else 200)


def _acted(request: StaffRequest, found: Letter, act: str, form: OnceForm) -> bool:
    _, verb, words = ACTS[act]
    try:
        with units.all_or_nothing():
            verb(by=request.member, letter=found, **form.cleaned_data)
    except Unusable as refusal:
        add_faults(form, refusal)
        return False
    messages.success(request, words, extra_tags=str(form.cleaned_data["client_id"]))
    return True


@slow
@staff(Permission.SEE_CHART)
@require_GET
def letter_pdf(request: StaffRequest, letter_id: UUID) -> HttpResponse:
    """The letter on paper. Making it is noted; that it left is said by whoever sends it."""
    found = _letter_or_404(request, letter_id)
    now = letters.standing(found)
    auditing.record(
        verb="letter.printed",
        says="made a PDF of a letter",
        subject=str(found.pk),
        patient=found.patient_id,
        to=now.to,
    )
    name = f"letter-{found.patient.number}-{found.made_at.astimezone(found.visit.clinic.zone):%Y-%m-%d}.pdf"
    headers = {"Content-Disposition": f'inline; filename="{name}"'}
    content = paper.letter(now, printed_by=request.member.words)
    return HttpResponse(content, content_type="application/pdf", headers=headers)


def _letter_or_404(request: StaffRequest, letter_id: UUID) -> Letter:
    with missing_is_not_found():
        found = queries.letter(request.member.clinic, letter_id)
    check_chart(request, found.patient)
    return found
