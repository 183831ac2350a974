"""Before coming: five cards the night before and in the morning, and wishes for the session."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import get_language
from django.views.decorators.http import require_http_methods

from euthymia.clinic.audit import actions as auditing
from euthymia.clinic.people import queries as people
from euthymia.clinic.people.doors import patient
from euthymia.clinic.people.models import Patient
from euthymia.clinic.people.pages import page_of
from euthymia.domain.quantities import Unusable
from euthymia.domain.rules.day_check import Feelings
from euthymia.journey.arrival import actions, queries
from euthymia.journey.arrival.forms import DayForm, WishForm
from euthymia.kit import units
from euthymia.kit.forms import add_faults

from .language import spoken
from .views import left_locked, to_unlock

DAYS = {"today": 0, "tomorrow": 1}


@spoken
@patient
@require_http_methods(["GET", "POST"])
def coming(request: Any, day: str) -> HttpResponse:
    """The five cards; then green, "come in", or amber, "we call you". Nothing is cancelled by an answer."""
    if left_locked(request):
        return to_unlock(request)
    record, on = _of(request, day)
    is_morning = day == "today"
    form = DayForm(
        request.POST or None,
        is_morning=is_morning,
        may_be_pregnant=record.sex != Patient.Sex.MALE,
        auto_id="day_%s",
    )
    if request.method == "POST" and form.is_valid():
        try:
            with units.all_or_nothing():
                actions.tell(
                    by=request.user, patient=record, client_id=form.cleaned_data["client_id"],
                    told=form.told(on, record.clinic.zone), day=on, language=get_language() or "en",
                )  # fmt: skip
        except Unusable as refused:
            add_faults(form, refused)
        else:
            return HttpResponseRedirect(reverse("portal-coming", args=[day]))
    state = queries.state(record, on)
    changing = "change" in request.GET or request.method == "POST"
    _note(record, f"looked at the questions for {on.isoformat()}")
    context = {
        "form": form, "state": state, "asking": changing or state.told is None, "is_morning": is_morning, "on": on, "day": day, "planned": queries.booked(record, on),
        "help_now": state.cards.get("feelings") == Feelings.THOUGHTS, "wished": bool(queries.wishes(record)),
    }  # fmt: skip
    return page_of(record.clinic, request, "portal/coming.html", context, 422 if form.errors else 200)


@spoken
@patient
@require_http_methods(["GET", "POST"])
def wishes(request: Any) -> HttpResponse:
    """What would make the session comfortable; it holds until something else is wished."""
    if left_locked(request):
        return to_unlock(request)
    record, on = _of(request, "today")
    form = WishForm(request.POST or None, initial=dict(queries.wishes(record)))
    if request.method == "POST" and form.is_valid():
        try:
            with units.all_or_nothing():
                actions.wish(
                    by=request.user,
                    patient=record,
                    client_id=form.cleaned_data["client_id"],
                    wishes=form.wishes(),
                    day=on,
                )
        except Unusable as refused:
            add_faults(form, refused)
        else:
            return HttpResponseRedirect(f"{reverse('portal-wishes')}?kept")
    _note(record, "looked at their wishes for the session")
    context = {"form": form, "kept": "kept" in request.GET}
    return page_of(record.clinic, request, "portal/wishes.html", context, 422 if form.errors else 200)


def _of(request: Any, day: str) -> tuple[Patient, date]:
    if day not in DAYS:
        raise Http404(f"no questions are asked for {day!r}")
    record = people.patient(request.record.clinic, request.record.pk)
    record.clinic = request.record.clinic
    return record, queries.today(record.clinic, request.unit.now) + timedelta(days=DAYS[day])


def _note(record: Patient, says: str) -> None:
    auditing.record(
        verb="arrival.asked", says=f"patient {record.number} {says}", patient=record.pk, role="patient"
    )
