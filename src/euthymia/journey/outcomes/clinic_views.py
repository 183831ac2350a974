"""What treatment came to in the whole clinic: by programme and year, complete first, never of a few people."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from euthymia.clinic.audit import actions as auditing
from euthymia.clinic.people.access import Permission
from euthymia.clinic.people.doors import StaffRequest, staff
from euthymia.clinic.people.figures import signed_settings
from euthymia.clinic.people.pages import page
from euthymia.clinic.people.stepup import SignatureForm
from euthymia.domain.directory.figures import FEWEST
from euthymia.domain.quantities import Unusable
from euthymia.domain.results.courses import LOST_TWICE, QUIET
from euthymia.domain.results.limits import Limits
from euthymia.domain.results.small_cells import SMALLEST_SOURCE, Shown
from euthymia.domain.results.summary import LITTLE, Lasting, Rate, says_little
from euthymia.domain.results.survival import METHOD
from euthymia.kit import units
from euthymia.kit.forms import add_faults

from . import curves, experience, gathering, published
from .forms import LimitsForm, PublishFigureForm
from .limits import adopt, adopted, in_force


@staff(Permission.SEE_OUTCOMES)
@require_GET
def outcomes(request: StaffRequest) -> HttpResponse:
    """One year's courses: who answered, response, remission, how soon, how long; side effects by session."""
    clinic, now = request.member.clinic, request.unit.now
    offered = gathering.years(clinic, now)
    asked = request.GET.get("year", str(offered[0]))
    if asked not in map(str, offered):
        raise Http404("no course began in this year")
    year = int(asked)
    found = gathering.of_year(clinic, year, now)
    limits = found.limits
    begins, until = gathering.window(year, now, clinic)
    auditing.record(verb="outcomes.clinic-seen", says=f"looked at the clinic's outcomes of {year}")
    context = {
        "year": year, "years": offered, "begins": begins, "until": until, "limits": limits, "smallest": limits.smallest,
        "groups": [_group(one, limits) for one in found.groups], "total": _completeness(found.total, limits) if len(found.groups) > 1 else None,
        "sessions": gathering.side_effects(clinic, year, limits.smallest),
        "months": experience.months(clinic, year),
        "may_publish": request.member.may(Permission.PUBLISH_LISTING), "may_set": request.member.may(Permission.SET_POLICY),
        "sources": (METHOD, LOST_TWICE, SMALLEST_SOURCE, LITTLE, QUIET),
    }  # fmt: skip
    return page(request, "outcomes/clinic.html", context)


def _completeness(shown: Shown, limits: Limits) -> dict[str, Any]:
    """Who should have answered and who did, with the words for what that is worth."""
    eligible, answered = shown.eligible, shown.answered
    percent = 100 * answered / eligible if eligible and answered is not None else None
    little = (
        says_little(answered, eligible, limits.answered_percent) if eligible and answered is not None else ""
    )
    return {"eligible": eligible, "answered": answered, "percent": percent, "little": little}


def _group(one: gathering.Group, limits: Limits) -> dict[str, Any]:
    rows = (
        ("Response", one.response, one.shown.responded, one.shown.answered),
        ("Remission", one.remission, one.shown.remitted, one.shown.answered),
    )
    context: dict[str, Any] = {
        "name": one.programme.name, "code": one.programme.id, "measure": one.programme.measure.upper(), "running": one.running,
        **_completeness(one.shown, limits), "rates": [(title, *_rate(rate, count, of)) for title, rate, count, of in rows],
        "speed": None, "held": None,
    }  # fmt: skip
    if one.to_response is not None:
        context["speed"] = {
            "n": one.to_response.n,
            "marks": curves.responded(one.to_response),
            "median": one.to_response.median,
        }
    if one.held is not None:
        context["held"] = _held(one.held, one.programme.name)
    return context


def _rate(rate: Rate | None, count: int | None, of: int | None) -> tuple[Rate | None, str]:
    """The rate, or why there is none."""
    if rate is not None:
        return rate, ""
    if of == 0 or (count is None and of is None):
        return None, "nobody could be judged" if of == 0 else "too few people to be shown"
    return None, "on one side too few people to be shown, or another group could be worked out from it"


def _held(found: Lasting, name: str) -> dict[str, Any]:
    marks = curves.held(found)
    last = marks[-1]
    said = f"Of {found.n} who responded"
    said += (
        f", {last.percent:.0f} % were still in benefit after {last.words}."
        if last.days
        else ", too few answered again to say how long it held."
    )
    drawn = len(found.weekly) > 1
    return {
        "n": found.n, "marks": marks, "median": found.median, "says": said,
        "desk": curves.picture(found, curves.DESK, f"How long benefit held: {name}", said) if drawn else None,
        "phone": curves.picture(found, curves.PHONE, f"How long benefit held: {name}", said).svg() if drawn else "",
    }  # fmt: skip


@staff(Permission.SET_POLICY)
@require_http_methods(["GET", "POST"])
def settings(request: StaffRequest) -> HttpResponse:
    """The clinic's limits: each with its bounds, its source and its mark; the medical director signs."""
    clinic = request.member.clinic
    form = LimitsForm(request.POST or None, initial=in_force(clinic).to_json())
    return signed_settings(
        request, "outcomes/settings.html", form, lambda: adopt(
            by=request.member, client_id=form.cleaned_data["client_id"], values=form.figures(), reason=form.cleaned_data["reason"]
        ),
        adopted(clinic), seen=("outcomes.settings-seen", "looked at the limits of the outcomes"), done="These limits are in force.",
        own_figures=in_force(clinic) == Limits(),
    )  # fmt: skip


@staff(Permission.PUBLISH_LISTING)
@require_http_methods(["GET", "POST"])
def publish_figure(request: StaffRequest) -> HttpResponse:
    """One figure on the clinic's public page, by the owner's signature."""
    offered = published.candidates(request.member.clinic, request.unit.now)
    bound = request.POST if request.method == "POST" else None
    form = PublishFigureForm(bound, offered=[(one.key, one.says) for one in offered])
    signature = SignatureForm(bound, request=request)
    if bound is not None and form.is_valid() & signature.is_valid():
        data = form.cleaned_data
        try:
            with units.all_or_nothing():
                published.publish(by=request.member, client_id=data["client_id"], key=data["figure"])
        except Unusable as refused:
            add_faults(form, refused)
        else:
            messages.success(request, "The figure is on the public page.", extra_tags=str(data["client_id"]))
            return HttpResponseRedirect(reverse("outcomes"))
    auditing.record(verb="outcomes.publish-seen", says="looked at publishing a figure")
    context = {"offered": offered, "form": form, "signature": signature, "fewest": FEWEST}
    return page(request, "outcomes/publish.html", context, status=422 if bound is not None else 200)
