"""The pages of a recovery: checks, the gate, the ride, the signature."""

from __future__ import annotations

from uuid import UUID, uuid5

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from euthymia.clinic.devices import queries as devices
from euthymia.clinic.people.access import Permission
from euthymia.clinic.people.doors import StaffRequest, staff
from euthymia.clinic.people.stepup import SecondPersonForm, SignatureForm
from euthymia.clinic.visits.models import Visit
from euthymia.domain.quantities import Fault, Unusable
from euthymia.kit import clock, units
from euthymia.kit.forms import OnceForm, add_faults

from . import actions, facts, instructions, live, page
from .forms import CheckForm, CorrectForm, DischargeForm, EscortForm


@staff(Permission.SEE_CHART, while_locked=True, or_glass=True)
@require_GET
def recovery(request: StaffRequest, visit_id: UUID) -> HttpResponse:
    """The gate to the door and everything that was seen on the way to it."""
    visit = page.visit_or_404(request, visit_id)
    standing = page.standing_or_404(visit)
    page.seen(visit)
    return render(request, "recovery/recovery.html", page.whole(request, visit, standing))


@staff(Permission.SEE_CHART, while_locked=True, or_glass=True)
@require_GET
def fragment(request: StaffRequest, visit_id: UUID) -> HttpResponse:
    """The moving part, from the same template as its first paint; to a script without its stream, what is new."""
    visit = page.visit_or_404(request, visit_id)
    if request.accepts("application/json") and not request.accepts("text/html"):
        after, n = request.GET.get("cursor", "0"), live.cursors(visit.clinic_id, [visit.pk])[visit.pk]
        new = n > (int(after) if after.isdecimal() and len(after) <= 18 else 0)
        return JsonResponse({"now": clock.now().isoformat(), "messages": [live.message(n)] if new else []})
    return render(request, "recovery/part_gate.html", page.gate(request, page.standing_or_404(visit)))


@staff(Permission.OBSERVE)
@require_http_methods(["GET", "POST"])
def check(request: StaffRequest, visit_id: UUID) -> HttpResponse:
    """One look at the patient; with `n`, one in the place of a look that was wrong."""
    visit = page.visit_or_404(request, visit_id)
    standing = page.standing_or_404(visit)
    n = request.POST.get("n") or request.GET.get("n", "")
    correcting = n.isdecimal() and len(n) < 10
    shown = bool(_shown(standing)) and not correcting
    form = (CorrectForm if correcting else CheckForm)(
        request.POST or None,
        nasal=standing.leaving.nasal,
        shown=shown,
        initial={"n": n} if correcting else {},
    )
    if request.method == "POST" and form.is_valid() and _checked(request, visit, form, correcting):
        return HttpResponseRedirect(page.here(visit))
    page.seen(visit)
    context = {
        **page.whole(request, visit, standing),
        "form": form,
        "correcting": correcting,
        "shown": _shown(standing),
    }
    return render(request, "recovery/check.html", context, status=422 if form.errors else 200)


def _shown(standing: facts.Standing) -> dict[str, float]:
    """What a monitor shows of the signs now."""
    if not devices.associated(standing.watch):
        return {}
    now, limits = standing.leaving.now, standing.watch.limits
    return {
        name: float(one.value)
        for name, one in standing.leaving.seen.items()
        if name in facts.SIGNS
        and name in limits
        and (now - one.at).total_seconds() <= limits[name]["max_age_s"]
    }


def _checked(request: StaffRequest, visit: Visit, form: CheckForm, correcting: bool) -> bool:
    data, said = form.cleaned_data, form.said()
    try:
        with units.all_or_nothing():
            if correcting:
                actions.correct(
                    by=request.member,
                    visit=visit,
                    client_id=data["client_id"],
                    n=data["n"],
                    reason=data["reason"],
                    **said,
                )
            else:
                actions.check(
                    by=request.member, visit=visit, client_id=data["client_id"], at=form.at(clock.now()),
                    from_monitor=bool(data.get("from_monitor")), **said,
                )  # fmt: skip
    except Unusable as refusal:
        add_faults(form, refusal)
        return False
    messages.success(
        request,
        "Check kept." if not correcting else "Corrected; both stay in the record.",
        extra_tags=str(data["client_id"]),
    )
    return True


@staff(Permission.OBSERVE)
@require_http_methods(["GET", "POST"])
def escort(request: StaffRequest, visit_id: UUID) -> HttpResponse:
    """Who takes the patient home, and a link for their phone."""
    visit = page.visit_or_404(request, visit_id)
    standing = page.standing_or_404(visit)
    named = standing.state.escort
    form = EscortForm(request.POST or None, initial={"name": named.get("name") or standing.leaving.escort, "phone": named.get("phone", ""), "relation": named.get("relation", "")})  # fmt: skip
    if request.method == "POST" and form.is_valid():
        try:
            with units.all_or_nothing():
                actions.name_escort(by=request.member, visit=visit, **form.cleaned_data)
        except Unusable as refusal:
            add_faults(form, refusal)
        else:
            messages.success(request, "The escort is named.", extra_tags=str(form.cleaned_data["client_id"]))
            return HttpResponseRedirect(page.here(visit))
    page.seen(visit)
    context = {**page.whole(request, visit, standing), "form": form, "link_form": OnceForm(auto_id="link_%s")}
    return render(request, "recovery/escort.html", context, status=422 if form.errors else 200)


@staff(Permission.OBSERVE)
@require_POST
def link(request: StaffRequest, visit_id: UUID) -> HttpResponse:
    """Make the link and show it, this once: it is kept as a digest only."""
    visit = page.visit_or_404(request, visit_id)
    form = OnceForm(request.POST)
    if not form.is_valid():
        return HttpResponseRedirect(page.here(visit))
    try:
        with units.all_or_nothing():
            _, token = actions.make_link(
                by=request.member, visit=visit, client_id=form.cleaned_data["client_id"]
            )
    except Unusable as refusal:
        messages.error(request, str(refusal))
        return HttpResponseRedirect(page.here(visit))
    address = request.build_absolute_uri(reverse("ride", args=[token])) if token else ""
    standing = page.standing_or_404(visit)
    return render(request, "recovery/link.html", {**page.whole(request, visit, standing), "address": address})


@staff(Permission.SEE_CHART)
@require_GET
def handout(request: StaffRequest, visit_id: UUID) -> HttpResponse:
    """The instructions in the patient's language, to go through and to print."""
    visit = page.visit_or_404(request, visit_id)
    language = request.GET.get("language", "en")
    found = instructions.current(language if language in instructions.LANGUAGES else "en")
    page.seen(visit)
    context = {"visit": visit, "patient": visit.patient, "found": found, "languages": instructions.LANGUAGES, "clinic": visit.clinic, "here": page.here(visit)}  # fmt: skip
    return render(request, "recovery/handout.html", context)


@staff(Permission.DISCHARGE)
@require_http_methods(["GET", "POST"])
def discharge(request: StaffRequest, visit_id: UUID) -> HttpResponse:
    """The last things at the door and the signature, in one act: all of it is kept, or nothing."""
    visit = page.visit_or_404(request, visit_id)
    standing = page.standing_or_404(visit)
    bound = request.POST if request.method == "POST" else None
    met = {one.code for one in standing.criteria if one.state.value == "met"}
    done = [name for code, names in _ASKED.items() if code in met for name in names]
    done += ["iv"] if standing.leaving.nasal else []
    form = DischargeForm(
        bound, open_=standing.open, done=done, language=request.GET.get("language", "en") if request.GET.get("language") in instructions.LANGUAGES else "en",
        initial={"escort": standing.leaving.escort.split(",")[0]},
    )  # fmt: skip
    signature = SignatureForm(bound, request=request)
    wants_second = bool(bound and bound.get("second_email"))
    second = SecondPersonForm(bound if wants_second else None, request=request)
    # Every form is asked, so that everything that is wrong is said at once.
    valid = bound is not None and all(
        [form.is_valid(), signature.is_valid(), not wants_second or second.is_valid()]
    )
    if valid and _discharged(request, visit, form, second):
        return HttpResponseRedirect(page.here(visit))
    page.seen(visit)
    context = {**page.whole(request, visit, standing), "form": form, "signature": signature, "second": second}
    failed = bool(bound)
    return render(
        request, "recovery/discharge.html", {**context, "failed": failed}, status=422 if failed else 200
    )


# What the form asks while its criterion is not met.
_ASKED = {"iv": ("iv",), "escort": ("escort", "proof"), "instructions": ("language", "all_back", "read_back")}


def _discharged(request: StaffRequest, visit: Visit, form: DischargeForm, second: SecondPersonForm) -> bool:
    data, by = form.cleaned_data, request.member
    once: UUID = data["client_id"]
    try:
        with units.all_or_nothing():
            if data.get("iv"):
                actions.check(
                    by=by,
                    visit=visit,
                    client_id=uuid5(once, "iv"),
                    values={},
                    scores={},
                    seen={"iv": data["iv"]},
                )
            if data.get("proof"):
                actions.meet_escort(
                    by=by, visit=visit, client_id=uuid5(once, "met"), name=data["escort"], proof=data["proof"]
                )
            if form.back():
                actions.tell(
                    by=by,
                    visit=visit,
                    client_id=uuid5(once, "told"),
                    language=data["language"],
                    read_back=form.back(),
                )
            actions.discharge(
                by=by, visit=visit, client_id=once, manner=data["manner"], overridden=data["overridden"], reason=data["reason"],
                second=second.second,
            )  # fmt: skip
    except Unusable as refusal:
        add_faults(form, Unusable(_in_form_words(refusal)))
        return False
    messages.success(request, "Discharged. The follow-up is booked.", extra_tags=str(once))
    return True


def _in_form_words(refusal: Unusable) -> list[Fault]:
    """What the gate refuses stands at the control that would meet it."""
    places = {"leave-escort": "proof", "leave-instructions": "all_back", "leave-iv": "iv", "name": "escort"}
    return [Fault(places.get(one.at, one.at), one.code, one.says, one.accepted) for one in refusal.faults]


@staff(Permission.OBSERVE)
@require_POST
def leave(request: StaffRequest, visit_id: UUID) -> HttpResponse:
    """The patient is out of the door."""
    visit = page.visit_or_404(request, visit_id)
    form = OnceForm(request.POST)
    try:
        with units.all_or_nothing():
            if form.is_valid():
                actions.leave(by=request.member, visit=visit, client_id=form.cleaned_data["client_id"])
                messages.success(
                    request,
                    f"{visit.patient.initials} has left; the chair is free.",
                    extra_tags=str(form.cleaned_data["client_id"]),
                )
    except Unusable as refusal:
        messages.error(request, str(refusal))
        return HttpResponseRedirect(page.here(visit))
    return HttpResponseRedirect(reverse("board"))
