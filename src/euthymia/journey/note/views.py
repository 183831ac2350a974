"""The note of a session: composed left, own words right, signed, added to."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from euthymia.clinic.audit import actions as auditing
from euthymia.clinic.people.access import Permission
from euthymia.clinic.people.doors import StaffRequest, check_chart, staff
from euthymia.clinic.people.pages import page
from euthymia.clinic.people.queries import Member
from euthymia.clinic.people.stepup import SignatureForm
from euthymia.clinic.tasks import queries as tasks
from euthymia.clinic.visits import queries as visits
from euthymia.clinic.visits.models import Visit
from euthymia.domain.quantities import Unusable
from euthymia.domain.rules.after_discharge import NOTE
from euthymia.journey.recovery import queries as recoveries
from euthymia.kit import clock, units
from euthymia.kit.forms import OnceForm, add_faults
from euthymia.kit.pages import missing_is_not_found, slow

from . import actions, document, gathering, paper, queries
from .document import Standing
from .forms import AddendumForm, OwnForm, RestoreForm, SeenForm, StrikeForm
from .links import Places
from .shown import shown

ACTS: dict[str, tuple[type[OnceForm], Any, str]] = {
    "write": (OwnForm, actions.write, "Kept beside the composed words."),
    "restore": (RestoreForm, actions.restore, "The sentence is back."),
    "read": (SeenForm, actions.read, "Noted as read."),
    "sign": (SeenForm, actions.sign, "The note is signed. It is frozen; what comes now is an addendum."),
    "add": (AddendumForm, actions.add, "The addendum is signed."),
}
SIGNED = ("sign", "add")


@staff(Permission.SEE_CHART)
@require_GET
def notes(request: StaffRequest) -> HttpResponse:
    """What waits for a signature, oldest first, and what was signed last."""
    clinic = request.member.clinic
    waiting = queries.unsigned(clinic)
    auditing.record(verb="notes.listed", says=f"saw {len(waiting)} notes to sign")
    context = {"waiting": waiting, "signed": queries.signed_recently(clinic), "now": clock.now()}
    return page(request, "note/notes.html", context)


@staff(Permission.DO_TASKS)
@require_GET
def of_task(request: StaffRequest, task_id: UUID) -> HttpResponse:
    """From a task of the list to the note that it asks for; a task of another kind stands on its own page."""
    with missing_is_not_found():
        task = tasks.task(request.member.clinic, task_id)
        if task.kind != NOTE.code:
            return HttpResponseRedirect(reverse("task", args=[task.pk]))
        discharge = queries.discharge(request.member.clinic, UUID(task.subject.partition(" ")[2]))
    return HttpResponseRedirect(reverse("note", args=[discharge.recovery.visit_id]))


@staff(Permission.SEE_CHART, or_glass=True)
@require_http_methods(["GET", "POST"])
def note(request: StaffRequest, visit_id: UUID) -> HttpResponse:
    """The note; and every act on it but taking a sentence out, which has a page of its own."""
    found = visit_or_404(request, visit_id)
    act = request.POST.get("act", "") if request.method == "POST" else ""
    form = signature = None
    if act in ACTS:
        # What the page shows now: a form that was sent of an older state comes back with this one to read again.
        form = ACTS[act][0](request.POST, initial={"seen": standing_or_404(found).seen})
        signature = SignatureForm(request.POST if act in SIGNED else None, request=request)
        if form.is_valid() & (act not in SIGNED or signature.is_valid()) and _acted(
            request, found, act, form
        ):
            place = f"#{form.cleaned_data['section'] or 'whole'}" if act == "write" else ""
            return HttpResponseRedirect(here(found) + place)
    seen(found)
    context = _context(request, standing_or_404(found), act, form, signature)
    return page(request, "note/note.html", context, status=422 if request.method == "POST" else 200)


def _acted(request: StaffRequest, found: Visit, act: str, form: OnceForm) -> bool:
    _, verb, words = ACTS[act]
    try:
        with units.all_or_nothing():
            verb(by=request.member, visit=found, **form.cleaned_data)
    except Unusable as refusal:
        add_faults(form, refusal)
        return False
    messages.success(request, words, extra_tags=str(form.cleaned_data["client_id"]))
    return True


def _context(
    request: StaffRequest, now: Standing, act: str, form: OnceForm | None, signature: SignatureForm | None
) -> dict[str, Any]:
    member, state = request.member, now.state
    found, mark_seen = shown(now, places(request, now.visit)), {"seen": now.seen}
    may_write = member.may(Permission.WRITE_NOTE) and not state.is_signed
    own = {"": found.own, **{one.code: one.own for one in found.sections}}
    posted = str(form.data.get("section", "")) if form is not None and act == "write" else None
    forms: dict[str, OnceForm] = {
        code: form if form is not None and code == posted else OwnForm(initial={"section": code, "words": words.text if words else ""}, auto_id=f"own_{code}_%s")
        for code, words in own.items()
    } if may_write else {}  # fmt: skip
    sign = form if act == "sign" else SeenForm(initial=mark_seen, auto_id="sign_%s")
    return {
        **head(now.visit), "now": now, "state": state, "whole": found, "own_form": forms.get(""),
        "rows": [{"section": one, "form": forms.get(one.code)} for one in found.sections],
        "may_write": may_write, "may_sign": member.may(Permission.SIGN_NOTE), "sign": sign,
        "read_form": form if act == "read" else SeenForm(initial=mark_seen, auto_id="read_%s"),
        "add": form if act == "add" else AddendumForm(initial=mark_seen, auto_id="add_%s"),
        "signature": signature or SignatureForm(None, request=request), "stray": None if form is None or _stands(act, posted, forms, now, member) else form,
        "letters": queries.letters(now.visit), "writes": member.may(Permission.WRITE_NOTE),
    }  # fmt: skip


def _stands(act: str, posted: str | None, forms: dict[str, OnceForm], now: Standing, member: Member) -> bool:
    """Whether the form of this act is on the page, and says itself what was refused."""
    may_sign = member.may(Permission.SIGN_NOTE)
    return {
        "write": posted in forms, "sign": may_sign and not now.state.is_signed and now.is_over,
        "add": may_sign and now.state.is_signed,
    }.get(act, False)  # fmt: skip


@staff(Permission.WRITE_NOTE)
@require_http_methods(["GET", "POST"])
def strike(request: StaffRequest, visit_id: UUID) -> HttpResponse:
    """Take one sentence out, with the reason; it stays visible as struck."""
    found = visit_or_404(request, visit_id)
    now = standing_or_404(found)
    mark = request.POST.get("mark") or request.GET.get("mark", "")
    told = next((one for part in now.parts for one in part.told if one.mark == mark), None)
    form = StrikeForm(request.POST or None, initial={"mark": mark})
    if request.method == "POST" and form.is_valid():
        try:
            with units.all_or_nothing():
                actions.strike(by=request.member, visit=found, **form.cleaned_data)
        except Unusable as refusal:
            add_faults(form, refusal)
        else:
            messages.success(
                request,
                "Taken out; it stays visible as struck.",
                extra_tags=str(form.cleaned_data["client_id"]),
            )
            return HttpResponseRedirect(here(found))
    seen(found)
    context = {**head(found), "form": form, "told": told}
    return page(request, "note/strike.html", context, status=422 if request.method == "POST" else 200)


@slow
@staff(Permission.SEE_CHART, or_glass=True)
@require_GET
def note_pdf(request: StaffRequest, visit_id: UUID) -> HttpResponse:
    """The note on paper, with its addenda; before the signature it says that it is a draft."""
    found = visit_or_404(request, visit_id)
    now = standing_or_404(found)
    auditing.record(
        verb="note.printed", says="made a PDF of a note", subject=str(found.pk), patient=found.patient_id
    )
    name = f"note-{found.patient.number}-{found.opened_at.astimezone(found.clinic.zone):%Y-%m-%d}.pdf"
    headers = {"Content-Disposition": f'inline; filename="{name}"'}
    content = paper.note(now, printed_by=request.member.words)
    return HttpResponse(content, content_type="application/pdf", headers=headers)


def visit_or_404(request: StaffRequest, visit_id: UUID) -> Visit:
    """The visit, for who may read this patient's chart."""
    with missing_is_not_found():
        found = visits.visit(request.member.clinic, visit_id)
    check_chart(request, found.patient)
    return found


def standing_or_404(found: Visit) -> Standing:
    try:
        return document.standing(found)
    except gathering.NothingGiven as missing:
        raise Http404("nothing was ordered or given in this visit") from missing


def seen(found: Visit) -> None:
    auditing.record(
        verb="note.seen", says="looked at a note", subject=str(found.pk), patient=found.patient_id
    )


def here(found: Visit) -> str:
    return reverse("note", args=[found.pk])


def places(request: StaffRequest, found: Visit) -> Places:
    return Places(found, recoveries.session_of(found), request.member)


def head(found: Visit) -> dict[str, Any]:
    """What every page of a note begins with."""
    return {
        "visit": found, "patient": found.patient, "here": here(found), "session": recoveries.session_of(found),
        "recovery": recoveries.of_visit(found),
    }  # fmt: skip
