"""One part of the evaluation: what is recorded, what the rules want, and the forms."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from euthymia.clinic.audit import actions as auditing
from euthymia.clinic.formulary import queries as formularies
from euthymia.clinic.people.access import Permission
from euthymia.clinic.people.doors import StaffRequest, staff
from euthymia.clinic.people.models import Patient
from euthymia.clinic.people.pages import page
from euthymia.domain.quantities import Unusable
from euthymia.kit import units
from euthymia.kit.forms import OnceForm, add_faults

from . import actions, pages, queries
from .actions.recording import RECORD
from .facts import Gathered
from .forms import EndForm, EntryForm, SignPartForm
from .kinds import NONE, Kind, initial_truths
from .models import Evaluation
from .parts import BY_SLUG, PartForms
from .resolving import resolve
from .results import over_time

Act = Callable[[StaffRequest, Evaluation, PartForms], str]


@staff(Permission.SEE_CHART, or_glass=True)
@require_http_methods(["GET", "POST"])
def part(request: StaffRequest, patient_id: UUID, section: str) -> HttpResponse:
    """Record, confirm, take out, and sign one of the five parts."""
    if section not in BY_SLUG:
        raise Http404(f"no part of an evaluation is called {section}")
    forms = BY_SLUG[section]
    patient = pages.patient_or_404(request, patient_id)
    bound: dict[str, Any] = {}
    refused: list[str] = []
    if request.method == "POST":
        said, bound, refused = _post(request, patient, forms)
        if said:
            messages.success(request, said, extra_tags=request.POST.get("client_id", ""))
            return HttpResponseRedirect(reverse("evaluation-part", args=[patient.pk, section]))
    found = queries.gathered(patient)
    context = _context(request, patient, forms, found, bound)
    auditing.record(
        verb="evaluation.seen",
        says=f"looked at {forms.title.lower()}",
        subject=str(patient.pk),
        patient=patient.pk,
    )
    bad = bool(bound or refused)
    return page(request, "evaluation/part.html", {**context, "refused": refused}, status=422 if bad else 200)


def _post(request: StaffRequest, patient: Patient, forms: PartForms) -> tuple[str, dict[str, Any], list[str]]:
    """What was done, in words; or the form that was refused, by its kind; or what else was refused."""
    act = request.POST.get("act", "record")
    form: Any = None
    kind = request.POST.get("kind", "")
    try:
        with units.all_or_nothing():
            evaluation = actions.open_evaluation(by=request.member, patient=patient)
            if act == "record":
                form = _form(forms, kind, request)
                if form is not None and form.is_valid():
                    return _record(request, evaluation, forms, kind, form), {}, []
            elif act in _ACTS:
                return _ACTS[act](request, evaluation, forms), {}, []
    except Unusable as refusal:
        if form is None:
            return "", {}, [str(fault) for fault in refusal.faults]
        add_faults(form, refusal)
    return ("", {kind: form}, []) if form is not None else ("", {}, ["this form is not known here"])


def _form(forms: PartForms, kind: str, request: HttpRequest) -> Any:
    found = {one.code: one for one in forms.kinds}.get(kind)
    return None if found is None else found.form(request.POST, auto_id=f"{kind}-%s")


def _record(request: StaffRequest, evaluation: Evaluation, forms: PartForms, kind: str, form: Any) -> str:
    fact = RECORD[forms.slug](
        by=request.member, evaluation=evaluation, client_id=form.cleaned_data["client_id"], kind=kind,
        content=form.content(), item=request.POST.get("item", "")[:80], reason=request.POST.get("reason", "")[:500],
    )  # fmt: skip
    return f"Recorded: {forms.kind(kind).says(fact)}."


def _once(form: OnceForm) -> dict[str, Any]:
    """What every button of an item sends. Raises Unusable when it is not one of this page's buttons."""
    if not form.is_valid():
        raise Unusable.one("", "unreadable", "this button is not of this page", "the page, opened again")
    return {name: form.cleaned_data[name] for name in form.cleaned_data}


def _none(request: StaffRequest, evaluation: Evaluation, forms: PartForms) -> str:
    said = _once(EntryForm(request.POST))
    said.pop("item")
    actions.record_nothing(by=request.member, evaluation=evaluation, slug=forms.slug, **said)
    return f"Recorded: {forms.kind(said['kind']).none}."


def _confirm(request: StaffRequest, evaluation: Evaluation, forms: PartForms) -> str:
    fact = actions.confirm(
        by=request.member, evaluation=evaluation, slug=forms.slug, **_once(EntryForm(request.POST))
    )
    return f"Confirmed: {pages.says(fact)}."


def _end(request: StaffRequest, evaluation: Evaluation, forms: PartForms) -> str:
    fact = actions.end(
        by=request.member, evaluation=evaluation, slug=forms.slug, **_once(EndForm(request.POST))
    )
    return f"Taken out: {pages.says(fact)}."


def _sign(request: StaffRequest, evaluation: Evaluation, forms: PartForms) -> str:
    actions.sign_part(
        by=request.member, evaluation=evaluation, slug=forms.slug, **_once(SignPartForm(request.POST))
    )
    return f"{forms.title} is signed as complete."


_ACTS: dict[str, Act] = {"none": _none, "confirm": _confirm, "end": _end, "sign": _sign}


def _context(
    request: StaffRequest, patient: Patient, forms: PartForms, found: Gathered, bound: dict[str, Any]
) -> dict[str, Any]:
    assessed = queries.assessment(patient, found)
    held = found.parts[forms.part]
    may_record = request.member.may(Permission.RECORD_EVALUATION)
    editing = (request.GET.get("kind", ""), request.GET.get("item", ""))
    return {
        "patient": patient, "forms": forms, "cards": pages.cards(patient, found, assessed), "held": held,
        "groups": pages.groups(patient, found, assessed.of_part(forms.part)), "may_record": may_record,
        "kinds": [_kind(patient, kind, held, bound, editing, may_record) for kind in forms.kinds],
        "prior": _prior(patient, forms),
    }  # fmt: skip


def _offer_names(form: Any, patient: Patient) -> None:
    """The typing box asks for names while a medicine is typed; whatever is offered, a person picks."""
    form.fields["text"].widget.attrs.update(
        {
            "list": "medicine-offers", "hx-get": reverse("evaluation-offers", args=[patient.pk]),
            "hx-trigger": "input changed delay:120ms", "hx-target": "#medicine-offers",
        }
    )  # fmt: skip


def _kind(
    patient: Patient, kind: Kind, held: Any, bound: dict[str, Any], editing: tuple[str, str], may_record: bool
) -> dict[str, Any]:
    """One kind's items and its form: bound after a refusal, filled where an item is changed, else empty."""
    rows = [row for row in held.rows if row.kind == kind.code]
    formulary = formularies.in_force() if kind.code == "medicine" else None
    changed = next((row for row in rows if editing == (kind.code, row.item) and row.item != NONE), None)
    form = bound.get(kind.code)
    if form is None and may_record:
        initial = dict(initial_truths(kind.form.initial_of(changed))) if changed else {}
        form = kind.form(initial=initial, auto_id=f"{kind.code}-%s")
    if form is not None and kind.code == "medicine":
        _offer_names(form, patient)
    items = [
        {"row": row, "says": kind.none if row.item == NONE else kind.says(row), "is_none": row.item == NONE,
         "resolved": resolve(row, formulary) if formulary is not None and row.item != NONE else None}
        for row in rows
    ]  # fmt: skip
    return {
        "kind": kind, "items": items, "form": form, "changed": changed, "asked": any(one["is_none"] for one in items),
        "open": kind.code in bound or changed is not None, "may_be_none": bool(kind.none) and not items,
        "single": not kind.many and bool(rows),
        "results": [one for one in over_time(rows) if one.earlier] if kind.code == "labs" else [],
    }  # fmt: skip


def _prior(patient: Patient, forms: PartForms) -> list[str]:
    """What an earlier evaluation said of this part: shown as prior, never counted."""
    earlier = queries.earlier(patient)[:1]
    return [pages.says(row) for row in queries.standing_rows(earlier[0], forms)] if earlier else []


@staff(Permission.RECORD_EVALUATION)
@require_GET
def offers(request: StaffRequest, patient_id: UUID) -> HttpResponse:
    """The typing box of medicines: names that begin so. A person picks; nothing is taken by itself."""
    pages.patient_or_404(request, patient_id)
    words = request.GET.get("text", "").strip()[:60]
    return render(request, "evaluation/part_offers.html", {"offers": formularies.in_force().search(words)})
