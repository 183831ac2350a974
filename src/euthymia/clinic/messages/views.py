"""What was written to one patient and how they are reached; one message; how the clinic writes; the demo's mailbox."""

from __future__ import annotations

from uuid import UUID

from django.conf import settings as installation
from django.contrib import messages as told
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.urls import reverse
from django.utils.crypto import constant_time_compare
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from euthymia.clinic.audit import actions as auditing
from euthymia.clinic.people import queries as people
from euthymia.clinic.people.access import Permission as P
from euthymia.clinic.people.doors import StaffRequest, machine, staff
from euthymia.clinic.people.models import Patient
from euthymia.clinic.people.pages import page
from euthymia.domain.quantities import Unusable
from euthymia.domain.scheduling.quiet import MOST_A_DAY, MOST_A_WEEK, MOST_SOURCE, QUIET_SOURCE
from euthymia.domain.scheduling.reminding import LEAD_SOURCE
from euthymia.kit import units
from euthymia.kit.forms import add_faults
from euthymia.kit.pages import missing_is_not_found

from . import actions, bounces, contact_form, drivers, queries, reports
from .forms import ContactForm, ReturnedForm, RightForm, SettingsForm, SettleForm
from .models import Channel, Contact, Message


@staff(P.SEND_MESSAGES)
@require_http_methods(["GET", "POST"])
def patient(request: StaffRequest, patient_id: UUID) -> HttpResponse:
    """How one patient is reached, what they consented to, and every message."""
    with missing_is_not_found():
        found = people.patient(request.member.clinic, patient_id)
    found.clinic = request.member.clinic
    contact = queries.contact(found)
    right = RightForm(request.POST if request.POST.get("act") == "right" else None, auto_id="right_%s")
    if right.is_bound and right.is_valid() and _stands_by(request, found, right):
        return HttpResponseRedirect(reverse("patient-messages", args=[found.pk]))
    bound = None if right.is_bound else request.POST or None
    form = ContactForm(bound, contact=contact, zone=found.clinic.timezone)
    if (
        form.is_bound
        and form.is_valid()
        and contact_form.keep(form, found, request.member, "said so to the clinic")
    ):
        told.success(request, "Kept.", extra_tags=str(form.cleaned_data["client_id"]))
        return HttpResponseRedirect(reverse("patient-messages", args=[found.pk]))
    auditing.record(verb="messages.seen", says="looked at what was written to a patient", patient=found.pk)
    context = {
        "patient": found, "form": form, "contact": contact, "rows": queries.of_patient(found),
        "facts": queries.contact_facts(contact) if contact else [], "now": request.unit.now,
        "came_back": _came_back(contact, right),
    }  # fmt: skip
    return page(request, "messages/patient.html", context, status=422 if form.errors or right.errors else 200)


def _came_back(contact: Contact | None, right: RightForm) -> list[tuple[str, str, RightForm]]:
    """The channels from which something came back: in words, the address, and the form that says it is right."""
    return [
        (channel.label, contact.address(channel), right if right.data.get("channel") == channel
         else RightForm(auto_id=f"right_{channel}_%s", initial={"channel": channel}))
        for channel in Channel
        if contact is not None and contact.returned(channel)
    ]  # fmt: skip


def _stands_by(request: StaffRequest, patient: Patient, form: RightForm) -> bool:
    try:
        with units.all_or_nothing():
            actions.stand_by(by=request.member, patient=patient, **form.cleaned_data)
    except Unusable as refused:
        add_faults(form, refused)
        return False
    told.success(request, "Messages go there again.", extra_tags=str(form.cleaned_data["client_id"]))
    return True


@staff(P.SEND_MESSAGES)
@require_http_methods(["GET", "POST"])
def message(request: StaffRequest, message_id: UUID) -> HttpResponse:
    """One message: its words, what became of it, what was done about it, and that it came back."""
    with missing_is_not_found():
        found = queries.message(request.member.clinic, message_id)
    came_back = request.POST.get("act") == "returned"
    form = SettleForm(None if came_back else request.POST or None)
    returned = ReturnedForm(request.POST if came_back else None, auto_id="returned_%s")
    if returned.is_bound and returned.is_valid() and _returned(request, found, returned):
        return HttpResponseRedirect(reverse("message", args=[found.pk]))
    if form.is_bound and form.is_valid():
        try:
            with units.all_or_nothing():
                actions.settle(by=request.member, message=found, says=form.cleaned_data["says"])
        except Unusable as refused:
            add_faults(form, refused)
        else:
            told.success(request, "Seen to.", extra_tags=str(form.cleaned_data["client_id"]))
            return HttpResponseRedirect(reverse("messages"))
    auditing.record(
        verb="message.seen", says="looked at a message", subject=str(found.pk), patient=found.patient_id
    )
    handed = queries.last_handed(found)
    context = {
        "found": found, "facts": queries.facts(found), "words": handed.detail if handed else None, "form": form,
        "open": found.state in (found.State.FAILED, found.State.DROPPED), "returned": returned,
        "may_return": handed is not None and found.reason != actions.RETURNED
        and found.state in (found.State.SENT, found.State.DELIVERED, found.State.FAILED),
    }  # fmt: skip
    return page(
        request, "messages/message.html", context, status=422 if form.errors or returned.errors else 200
    )


def _returned(request: StaffRequest, found: Message, form: ReturnedForm) -> bool:
    try:
        with units.all_or_nothing():
            actions.note_returned(by=request.member, message=found, **form.cleaned_data)
    except Unusable as refused:
        add_faults(form, refused)
        return False
    told.success(
        request,
        "Kept: nothing more goes there until the address is corrected.",
        extra_tags=str(form.cleaned_data["client_id"]),
    )
    return True


@staff(P.SET_MESSAGES)
@require_http_methods(["GET", "POST"])
def settings(request: StaffRequest) -> HttpResponse:
    """Quiet hours, when reminders go, and how one arrives."""
    clinic = request.member.clinic
    found = queries.settings(clinic)
    form = SettingsForm(request.POST or None, found=found)
    if request.method == "POST" and form.is_valid():
        try:
            with units.all_or_nothing():
                actions.set_up(clinic, by=request.member, **form.asked())
        except Unusable as refused:
            add_faults(form, refused)
        else:
            told.success(
                request,
                "Kept: it holds for what goes from now on.",
                extra_tags=str(form.cleaned_data["client_id"]),
            )
            return HttpResponseRedirect(reverse("messages-settings"))
    auditing.record(verb="messages.settings-seen", says="looked at how the clinic writes to patients")
    context = {
        "form": form, "found": found, "channels": sorted(drivers.installed()), "most": (MOST_A_DAY, MOST_A_WEEK),
        "sources": (QUIET_SOURCE, LEAD_SOURCE, MOST_SOURCE), "has_address": bool(installation.EUTHYMIA_URL),
        "may_send": request.member.may(P.SEND_MESSAGES),
    }  # fmt: skip
    return page(request, "messages/settings.html", context, status=422 if form.errors else 200)


@staff(P.SEND_MESSAGES)
@require_GET
def mailbox(request: StaffRequest) -> HttpResponse:
    """What would have left the house: only where nothing does."""
    box = drivers.mailbox()
    if box is None:
        raise Http404("there is no local mailbox in production")
    keys = queries.keys_of(request.member.clinic)
    auditing.record(verb="mailbox.seen", says="looked into the demo's mailbox")
    return page(
        request, "messages/mailbox.html", {"letters": [one for one in box.read() if one["key"] in keys]}
    )


@csrf_exempt
@machine
@require_POST
def report(request: HttpRequest, report_key: str) -> HttpResponse:
    """Delivery reports of text messages; the key in the address is the only way in."""
    _let_in(report_key, installation.EUTHYMIA_SMS_REPORTS)
    try:
        events = reports.read(request.body)
    except Unusable as refused:
        return JsonResponse({"refused": str(refused)}, status=400)
    if code := reports.handshake(events):
        return JsonResponse({"validationResponse": code})
    with units.unit(tenant=units.EVERY_TENANT, actor=reports.BY):
        return JsonResponse({"known": reports.note(events)})


@csrf_exempt
@machine
@require_POST
def bounce(request: HttpRequest, report_key: str) -> HttpResponse:
    """A letter that came back, as the mail server of the clinic's own mailbox posts it; by its key alone."""
    _let_in(report_key, installation.EUTHYMIA_MAIL_REPORTS)
    try:
        told = bounces.read(request.body)
    except Unusable as refused:
        return JsonResponse({"refused": str(refused)}, status=400)
    with units.unit(tenant=units.EVERY_TENANT, actor=bounces.BY):
        return JsonResponse({"known": bounces.note(told)})


def _let_in(key: str, wanted: str) -> None:
    """Raises Http404 for everybody without the key, and for all where no key was set."""
    if not wanted or not constant_time_compare(key, wanted):
        raise Http404("no such address")
