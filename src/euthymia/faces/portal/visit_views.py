"""The patient's visits to come: when to be there, as a file, and as an address for their own calendar."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from euthymia.clinic.audit import actions as auditing
from euthymia.clinic.people import queries as people
from euthymia.clinic.people.doors import patient
from euthymia.clinic.people.models import Patient
from euthymia.clinic.people.pages import page_of
from euthymia.clinic.visits import actions, queries
from euthymia.clinic.visits.models import Booking
from euthymia.kit.pages import missing_is_not_found

from .language import spoken
from .views import left_locked, to_unlock


def _record(request: Any) -> Patient:
    record: Patient = request.record
    return people.patient(record.clinic, record.pk)


@spoken
@patient
@require_http_methods(["GET", "POST"])
def visits(request: Any) -> HttpResponse:
    """What is booked, and the secret address of the patient's own calendar."""
    if left_locked(request):
        return to_unlock(request)
    record, address = _record(request), ""
    if request.method == "POST":
        if "revoke" in request.POST:
            actions.revoke_feed(of=record, by=f"patient {record.number}")
        else:
            secret = actions.open_feed(of=record, by=f"patient {record.number}")
            address = request.build_absolute_uri(reverse("calendar-feed", args=[secret]))
    auditing.record(
        verb="patient.seen",
        says=f"patient {record.number} looked at their own visits",
        patient=record.pk,
        role="patient",
    )
    context = {
        "record": record, "coming": [one for one in queries.of_patient(record, request.unit.now) if one.holds],
        "address": address, "feed": queries.feed_of(record),
    }  # fmt: skip
    return page_of(record.clinic, request, "portal/visits.html", context)


@spoken
@patient
@require_GET
def visit_file(request: Any, own_booking_id: UUID) -> HttpResponse:
    """One visit as a calendar file."""
    if left_locked(request):
        return to_unlock(request)
    record = _record(request)
    with missing_is_not_found():
        found = queries.booking(record.clinic, own_booking_id)
        if found.patient_id != record.pk:
            raise Booking.DoesNotExist("this booking is somebody else's")
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
