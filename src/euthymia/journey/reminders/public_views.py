"""A visit's own page, on the phone of whoever holds its link: when and where, and nothing else. It confirms by a
press, never by being opened: programs open links, too."""

from __future__ import annotations

from uuid import uuid5

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone, translation
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from euthymia.clinic.audit import actions as auditing
from euthymia.clinic.messages import actions as outbox
from euthymia.clinic.messages import queries as messages
from euthymia.clinic.people.doors import public
from euthymia.clinic.visits.models import State
from euthymia.domain.quantities import Unusable
from euthymia.kit import clock, units

from . import actions, queries
from .models import VisitLink

LONGEST = 60  # signs; a key has 22
BY = "the link of a visit"


# The key is all that lets anybody in, and a page that tells no referrer names no origin that could be compared.
@csrf_exempt
@public
@require_http_methods(["GET", "POST"])
def visit(request: HttpRequest, visit_token: str) -> HttpResponse:
    """I come; or: write to me no more."""
    link = _link(visit_token)
    if link is None:
        return _private(render(request, "reminders/visit.html", status=404))
    with units.unit(tenant=link.clinic_id, actor=BY):
        contact = messages.contact(link.booking.patient)
        language = contact.language if contact else "en"
        with translation.override(language), timezone.override(link.clinic.zone):
            return _private(_answer(request, visit_token, link))


def _link(token: str) -> VisitLink | None:
    """Looked for in every clinic, since the key alone says whose it is; nothing else is read so."""
    if len(token) > LONGEST:
        return None
    with units.unit(tenant=units.EVERY_TENANT, actor=BY):
        return queries.link_of_secret(token)


def _answer(request: HttpRequest, token: str, link: VisitLink) -> HttpResponse:
    booking = link.booking
    booking.clinic = booking.patient.clinic = link.clinic
    stands = (
        booking.state == State.BOOKED
        and booking.starts_at == link.starts_at
        and booking.starts_at > clock.now()
    )
    if request.method == "POST":
        if "stop" in request.POST:
            outbox.withdraw(
                by=BY, patient=booking.patient, client_id=uuid5(link.pk, "stop"), channel=link.channel,
                says="by the link of a message",
            )  # fmt: skip
        elif stands:
            _confirm(link)
        return HttpResponseRedirect(reverse("visit-link", args=[token]))
    auditing.record(
        verb="visit.link-seen", says="the link of a visit was opened", subject=str(booking.pk), patient=booking.patient_id,
        clinic=link.clinic_id,
    )  # fmt: skip
    contact = messages.contact(booking.patient)
    context = {
        "booking": booking, "clinic": link.clinic, "stands": stands, "confirmed": queries.is_confirmed(booking),
        "address": messages.settings(link.clinic).address, "written_to": contact is not None and contact.consents(link.channel),
    }  # fmt: skip
    return render(request, "reminders/visit.html", context)


def _confirm(link: VisitLink) -> None:
    try:
        with units.all_or_nothing():
            actions.confirm(by=BY, booking=link.booking, client_id=uuid5(link.pk, "confirmed"))
    except Unusable:
        return  # it has begun meanwhile: the page says how it stands


def _private(answer: HttpResponse) -> HttpResponse:
    """Kept by nobody on the way, found by no search, told to no other site."""
    answer["Cache-Control"] = "no-store"
    answer["Referrer-Policy"] = "no-referrer"
    answer["X-Robots-Tag"] = "noindex, nofollow"
    return answer
