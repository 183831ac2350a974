"""Admin, Protocols: what the clinic has adopted, each programme with its sources, adopting and publishing by signature."""

from __future__ import annotations

from datetime import timedelta

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from euthymia.clinic.audit import actions as auditing
from euthymia.clinic.people.access import Permission
from euthymia.clinic.people.doors import StaffRequest, staff
from euthymia.clinic.people.pages import page
from euthymia.clinic.people.stepup import SignatureForm
from euthymia.domain import protocols
from euthymia.domain.quantities import Unusable
from euthymia.journey.directory import queries as directory
from euthymia.kit import clock, units
from euthymia.kit.forms import add_faults

from . import actions, queries
from .actions.adopting import Settings
from .forms import AdoptForm, HideForm, ShowForm
from .terms import adopted_course

_USUAL_REVIEW = timedelta(days=365)


@staff(Permission.SET_POLICY)
@require_GET
def protocol_list(request: StaffRequest) -> HttpResponse:
    """Every programme, and the version of it that is in force here."""
    clinic = request.member.clinic
    adopted, today = queries.in_force(clinic), clock.now().astimezone(clinic.zone).date()
    rows = []
    for programme in protocols.PROGRAMMES:
        version = adopted.get(programme.id)
        newer = version is not None and version.document["programme"] != programme.to_document()
        rows.append({
            "programme": programme, "adopted": version, "newer": newer,
            "overdue": version is not None and version.review_by < today,
            "public": directory.protocol_shown(clinic, programme.id),
        })  # fmt: skip
    auditing.record(verb="protocols.seen", says="looked at the protocols")
    return page(request, "plan/protocols.html", {"rows": rows})


@staff(Permission.SET_POLICY)
@require_http_methods(["GET", "POST"])
def protocol(request: StaffRequest, programme: str) -> HttpResponse:
    """One programme: every figure with its source, what was adopted, and the form that adopts it."""
    found, clinic = _named(programme), request.member.clinic
    now = queries.adopted(clinic, found.id)
    bound = request.POST if request.method == "POST" else None
    usual = now or found.stay
    initial = {
        "seen": found.digest, "spacing": now.spacing if now else found.spacings[0].code,
        "preparation_min": usual.preparation_min, "treatment_min": usual.treatment_min, "recovery_min": usual.recovery_min,
        "review_by": clock.now().astimezone(clinic.zone).date() + _USUAL_REVIEW,
    }  # fmt: skip
    form = AdoptForm(bound, programme=found, initial=initial)
    signature = SignatureForm(bound, request=request)
    # Both are asked, so that everything that is wrong is said at once.
    if bound and form.is_valid() & signature.is_valid():
        data = form.cleaned_data
        names = ("spacing", "preparation_min", "treatment_min", "recovery_min", "review_by")
        try:
            with units.all_or_nothing():
                actions.adopt(
                    by=request.member, client_id=data["client_id"], programme_id=found.id, seen=data["seen"],
                    settings=Settings(**{name: data[name] for name in names}), reason=data["reason"],
                )  # fmt: skip
        except Unusable as refused:
            add_faults(form, refused)
        else:
            messages.success(request, f"{found.name} is in force.", extra_tags=str(data["client_id"]))
            return HttpResponseRedirect(reverse("admin-protocols"))
    auditing.record(verb="protocol.seen", says=f"looked at {found.name}", subject=found.id)
    context = {
        "programme": found, "adopted": now, "form": form, "signature": signature,
        "versions": queries.versions(clinic).filter(programme=found.id),
        "protocol": protocols.protocol_named(found.protocol) if found.protocol else None,
        "public": directory.protocol_shown(clinic, found.id),
        "is_director": clinic.medical_director_id == request.member.staff.pk, "director": clinic.medical_director,
    }  # fmt: skip
    return page(request, "plan/protocol.html", context, status=422 if bound else 200)


@staff(Permission.SET_POLICY)
@require_http_methods(["GET", "POST"])
def public(request: StaffRequest, programme: str) -> HttpResponse:
    """What visitors read of the version in force: its figures, and the medical director's words; or that they read nothing."""
    found, clinic = _named(programme), request.member.clinic
    adopted, shown = queries.adopted(clinic, found.id), directory.protocol_shown(clinic, found.id)
    bound = request.POST if request.method == "POST" else None
    hides = bound is not None and "hide" in bound
    before = shown or directory.protocol_before(clinic, found.id)
    initial = {"seen": adopted.digest if adopted else ""} | {
        name: getattr(before, name) if before else "" for name in ("rationale", "risks", "expected")
    }
    form = ShowForm(None if hides else bound, initial=initial)
    hide = HideForm(bound if hides else None, auto_id="hide-%s")
    signature = SignatureForm(None if hides else bound, request=request)
    hide_signature = SignatureForm(bound if hides else None, request=request, auto_id="hide-%s")
    sent, signed = (hide, hide_signature) if hides else (form, signature)
    if bound is not None and sent.is_valid() & signed.is_valid():
        data = sent.cleaned_data
        act = actions.hide_protocol if hides else actions.show_protocol
        try:
            with units.all_or_nothing():
                act(by=request.member, programme_id=found.id, **data)
        except Unusable as refused:
            add_faults(sent, refused)
        else:
            says = f"{found.name} is {'not shown to the public any more' if hides else 'on the public page'}."
            messages.success(request, says, extra_tags=str(data["client_id"]))
            return HttpResponseRedirect(reverse("admin-protocol", args=[found.id]))
    auditing.record(
        verb="protocol.public-seen", says=f"looked at what the public reads of {found.name}", subject=found.id
    )
    context = {
        "programme": found, "adopted": adopted, "shown": shown, "form": form, "hide": hide, "signature": signature,
        "hide_signature": hide_signature, "course": adopted_course(adopted) if adopted else None,
        "listed": directory.listing(clinic),
        "is_director": clinic.medical_director_id == request.member.staff.pk, "director": clinic.medical_director,
    }  # fmt: skip
    return page(request, "plan/protocol_public.html", context, status=422 if bound else 200)


def _named(programme: str) -> protocols.Programme:
    try:
        return protocols.programme_named(programme)
    except KeyError as missing:
        raise Http404(str(missing)) from missing
