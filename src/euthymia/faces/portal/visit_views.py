"""The patient's visits to come: when to be there and how to prepare, "I come", "I need another time", calendars, and
how the clinic may write."""

from __future__ import annotations

from contextlib import suppress
from datetime import datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import get_language
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from euthymia.clinic.audit import actions as auditing
from euthymia.clinic.billing import ahead
from euthymia.clinic.messages import contact_form
from euthymia.clinic.messages import queries as messages
from euthymia.clinic.messages.forms import ContactForm
from euthymia.clinic.people import queries as people
from euthymia.clinic.people.doors import patient
from euthymia.clinic.people.models import Patient
from euthymia.clinic.people.pages import page_of
from euthymia.clinic.visits import actions, queries
from euthymia.clinic.visits.models import Booking, State
from euthymia.domain.quantities import Unusable
from euthymia.journey.plan import queries as plans
from euthymia.journey.reminders import actions as answering
from euthymia.journey.reminders import queries as reminders
from euthymia.journey.reminders import words
from euthymia.journey.reminders.forms import MoveForm
from euthymia.kit import units
from euthymia.kit.forms import OnceForm, add_faults
from euthymia.kit.pages import missing_is_not_found

from .language import spoken
from .views import left_locked, to_unlock


def _record(request: Any) -> Patient:
    record: Patient = request.record
    found = people.patient(record.clinic, record.pk)
    found.clinic = record.clinic
    return found


def _own(record: Patient, booking_id: UUID) -> Booking:
    """The patient's own booking; 404 for anybody else's."""
    with missing_is_not_found():
        found = queries.booking(record.clinic, booking_id)
        if found.patient_id != record.pk:
            raise Booking.DoesNotExist("this booking is somebody else's")
    return found


@spoken
@patient
@require_http_methods(["GET", "POST"])
def visits(request: Any) -> HttpResponse:
    """What is booked and how to prepare, and the secret address of the patient's own calendar."""
    if left_locked(request):
        return to_unlock(request)
    record, address = _record(request), ""
    if request.method == "POST":
        if "revoke" in request.POST:
            actions.revoke_feed(of=record, by=_words(record))
        else:
            secret = actions.open_feed(of=record, by=_words(record))
            address = request.build_absolute_uri(reverse("calendar-feed", args=[secret]))
    _seen(record, "looked at their own visits")
    context = {
        "record": record, "coming": _coming(record, request.unit.now), "address": address, "feed": queries.feed_of(record),
        "told": messages.settings(record.clinic),
    }  # fmt: skip
    return page_of(record.clinic, request, "portal/visits.html", context)


def _coming(record: Patient, now: datetime) -> list[dict[str, Any]]:
    """Each visit to come with its place in the course, what was answered, and what it asks of who comes."""
    found = [one for one in queries.of_patient(record, now) if one.holds]
    answers, places = (
        reminders.answers(record.clinic_id, found),
        plans.places_of_bookings(record.clinic_id, [one.pk for one in found]),
    )
    contact, language = messages.contact(record), (get_language() or "en").partition("-")[0]
    zone = ZoneInfo(contact.timezone) if contact else record.clinic.zone
    arriving = messages.settings(record.clinic).arriving.get(language, {})
    for one in found:
        one.patient = record
    costs, today = ahead.of_bookings(found), now.astimezone(record.clinic.zone).date()
    rows = []
    for one in found:
        own, here = one.starts_at.astimezone(zone), one.starts_at.astimezone(record.clinic.zone)
        rows.append({
            "booking": one, "answer": answers.get(one.pk), "place": places.get(one.pk), "arriving": arriving,
            "own": own.replace(tzinfo=None) if own.utcoffset() != here.utcoffset() else None, "zone": zone.key,
            "prepare": [line.removeprefix("- ") for line in words.preparation(one.purpose, language)],
            "open": one.state == State.BOOKED and one.starts_at > now, "cost": costs[one.pk],
            "cost_late": costs[one.pk].is_late(today),
        })  # fmt: skip
    return rows


@spoken
@patient
@require_POST
def confirm(request: Any, own_booking_id: UUID) -> HttpResponse:
    """I come."""
    if left_locked(request):
        return to_unlock(request)
    record = _record(request)
    found, form = _own(record, own_booking_id), OnceForm(request.POST)
    # A visit that does not stand any more is not confirmed; the page says how it stands.
    if form.is_valid():
        with suppress(Unusable), units.all_or_nothing():
            answering.confirm(by=_words(record), booking=found, **form.cleaned_data)
    return HttpResponseRedirect(reverse("portal-visits"))


@spoken
@patient
@require_http_methods(["GET", "POST"])
def another_time(request: Any, own_booking_id: UUID) -> HttpResponse:
    """I need another time: the visit stands until the clinic has moved it."""
    if left_locked(request):
        return to_unlock(request)
    record = _record(request)
    found = _own(record, own_booking_id)
    form = MoveForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            with units.all_or_nothing():
                answering.ask_to_move(by=_words(record), booking=found, **form.cleaned_data)
        except Unusable as refused:
            add_faults(form, refused)
        else:
            return HttpResponseRedirect(reverse("portal-visits"))
    _seen(record, "opened the wish for another time")
    context = {"record": record, "booking": found, "form": form}
    return page_of(record.clinic, request, "portal/another_time.html", context, 422 if form.errors else 200)


@spoken
@patient
@require_http_methods(["GET", "POST"])
def writing(request: Any) -> HttpResponse:
    """How the clinic may write to me: the patient's own word, taken back at any time."""
    if left_locked(request):
        return to_unlock(request)
    record = _record(request)
    form = ContactForm(request.POST or None, contact=messages.contact(record), zone=record.clinic.timezone)
    if (
        request.method == "POST"
        and form.is_valid()
        and contact_form.keep(form, record, _words(record), "in the portal")
    ):
        return HttpResponseRedirect(f"{reverse('portal-writing')}?kept")
    _seen(record, "looked at how the clinic may write to them")
    context = {"record": record, "form": form, "kept": "kept" in request.GET}
    return page_of(record.clinic, request, "portal/writing.html", context, 422 if form.errors else 200)


@spoken
@patient
@require_GET
def visit_file(request: Any, own_booking_id: UUID) -> HttpResponse:
    """One visit as a calendar file."""
    if left_locked(request):
        return to_unlock(request)
    record = _record(request)
    found = _own(record, own_booking_id)
    auditing.record(
        verb="booking.file",
        says="took their own visit as a calendar file",
        subject=str(found.pk),
        patient=record.pk,
        role="patient",
    )
    answer = HttpResponse(
        queries.file_of(found, record.clinic, request.unit.now), content_type="text/calendar; charset=utf-8"
    )
    answer["Content-Disposition"] = 'attachment; filename="appointment.ics"'
    return answer


def _words(record: Patient) -> str:
    return f"patient {record.number}"


def _seen(record: Patient, says: str) -> None:
    auditing.record(
        verb="patient.seen", says=f"patient {record.number} {says}", patient=record.pk, role="patient"
    )
