"""Pages of the honesty view: what stands out, one session's flags with their rows, the rates, the figures."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from euthymia.clinic.audit import actions as auditing
from euthymia.clinic.people.access import Permission
from euthymia.clinic.people.doors import StaffRequest, staff
from euthymia.clinic.people.figures import signed_settings
from euthymia.clinic.people.pages import page
from euthymia.domain.honesty import Kind, Settings
from euthymia.domain.honesty.measured import MEASURED
from euthymia.domain.honesty.sayings import SAYS
from euthymia.domain.quantities import Unusable
from euthymia.journey.infusion import queries as infusions
from euthymia.kit import units
from euthymia.kit.forms import add_faults
from euthymia.kit.pages import missing_is_not_found

from . import actions, queries
from .forms import ReviewForm, SettingsForm
from .queries import Reason


@staff(Permission.SEE_HONESTY)
@require_GET
def honesty(request: StaffRequest) -> HttpResponse:
    """Charts of the last days that are worth a second look, by session; what nobody has looked at first."""
    actions.check_reader(request.member)
    clinic, now = request.member.clinic, request.unit.now
    asked = request.GET.get("days", "")
    days = int(asked) if asked in map(str, queries.PERIODS_D) else queries.PERIODS_D[0]
    today = datetime.combine(now.astimezone(clinic.zone).date(), time(), clinic.zone)
    found = queries.looked(clinic, today - timedelta(days=days - 1), today + timedelta(days=1))
    auditing.record(
        verb="honesty.listed",
        says=f"saw what stands out in {found.sessions} charts, {len(found.reasons)} flags",
    )
    by_session: dict[UUID, list[Reason]] = {}
    for one in found.reasons:
        by_session.setdefault(one.session.pk, []).append(one)
    rows = [
        {"session": some[0].session, "reasons": some, "open": sum(one.is_open for one in some)}
        for some in by_session.values()
    ]
    context = {
        "rows": sorted(rows, key=lambda row: row["open"] == 0), "days": days, "periods": queries.PERIODS_D, "count": found.sessions,
        "flags": len(found.reasons), "rates": _rates(), "own_figures": queries.settings_in_force(clinic).digest == MEASURED.settings,
        "may_set": request.member.may(Permission.SET_POLICY),
    }  # fmt: skip
    return page(request, "honesty/honesty.html", context)


@staff(Permission.SEE_HONESTY)
@require_http_methods(["GET", "POST"])
def session(request: StaffRequest, session_id: UUID) -> HttpResponse:
    """One session's flags, each with the rows it rests on, what may be harmless, and what came of looking."""
    actions.check_reader(request.member)
    with missing_is_not_found():
        found = infusions.session(request.member.clinic, session_id)
    refused: ReviewForm | None = None
    if request.method == "POST":
        refused = ReviewForm(request.POST)
        if refused.is_valid() and _keep(request, found, refused):
            return HttpResponseRedirect(reverse("honesty-session", args=[found.pk]))
    reasons = queries.of_session(found)
    auditing.record(
        verb="honesty.seen",
        says=f"read {len(reasons)} flags of a session",
        subject=str(found.pk),
        patient=found.patient_id,
    )
    forms = [(one, _form_of(one, refused, request)) for one in reasons]
    context = {
        "session": found, "reasons": forms, "refused": refused, "reads_chart": request.member.may(Permission.SEE_CHART),
    }  # fmt: skip
    return page(request, "honesty/session.html", context, status=422 if refused else 200)


def _form_of(one: Reason, refused: ReviewForm | None, request: StaffRequest) -> ReviewForm | None:
    """None for what the reader charted: somebody else looks at it. A refused form comes back with its faults."""
    if one.is_about(request.member):
        return None
    if refused is not None and refused.data.get("flag") == one.flag.id:
        return refused
    return ReviewForm(initial={"flag": one.flag.id}, auto_id=f"{one.flag.id[:12]}-%s")


def _keep(request: StaffRequest, found: Any, form: ReviewForm) -> bool:
    data = form.cleaned_data
    try:
        with units.all_or_nothing():
            actions.review(by=request.member, session=found, **data)
    except Unusable as refusal:
        add_faults(form, refusal)
        return False
    messages.success(request, "Kept with your name.", extra_tags=str(data["client_id"]))
    return True


def _rates() -> dict[str, Any]:
    low, high = MEASURED.honest.interval
    return {
        "honest": MEASURED.honest, "low": 100 * low, "high": 100 * high, "share": 100 * MEASURED.honest.share, "seeds": MEASURED.seeds,
        "kinds": [
            {"says": SAYS[one.code], "share": 100 * one.share, "low": 100 * one.interval[0], "high": 100 * one.interval[1]}
            for one in MEASURED.fabricated
        ],
        "harmless": [(kind.heading, kind.harmless) for kind in Kind],
    }  # fmt: skip


@staff(Permission.SET_POLICY)
@require_http_methods(["GET", "POST"])
def settings(request: StaffRequest) -> HttpResponse:
    """The clinic's figures: each with its limits and its source; the medical director signs."""
    clinic = request.member.clinic
    in_force = queries.settings_in_force(clinic)
    form = SettingsForm(request.POST or None, initial=in_force.to_json())
    return signed_settings(
        request, "honesty/settings.html", form, lambda: actions.adopt(
            by=request.member, client_id=form.cleaned_data["client_id"], values=form.figures(), reason=form.cleaned_data["reason"]
        ),
        queries.adopted(clinic), seen=("honesty.settings-seen", "looked at the figures of the honesty view"), done="These figures are in force.",
        own_figures=in_force == Settings(),
    )  # fmt: skip
