"""What needs somebody at the desk, and the words of every message with a preview."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.contrib import messages as told
from django.http import HttpResponse, HttpResponseRedirect, QueryDict
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from euthymia.clinic.audit import actions as auditing
from euthymia.clinic.messages import queries as outbox
from euthymia.clinic.messages.models import Channel
from euthymia.clinic.people.access import Permission as P
from euthymia.clinic.people.doors import StaffRequest, staff
from euthymia.clinic.people.models import Clinic, Patient
from euthymia.clinic.people.pages import page
from euthymia.clinic.visits import queries as visits
from euthymia.clinic.visits.models import Booking
from euthymia.domain.quantities import Unusable
from euthymia.domain.scheduling.wall import midnight
from euthymia.kit import clock, units
from euthymia.kit.forms import OnceForm, add_faults
from euthymia.kit.pages import missing_is_not_found

from . import actions, queries, writing
from .forms import SeeToForm, WhichForm, WordsForm
from .words import FIELDS, Template, preparation
from .writing import Change, Reader

_FIRST = {"kind": "reminder", "purpose": "infusion", "channel": "email", "language": "en"}


@staff(P.SEND_MESSAGES)
@require_GET
def needs(request: StaffRequest) -> HttpResponse:
    """What did not go, who wants another time, and who comes soon and cannot be written to."""
    return page(request, "reminders/needs.html", _needs(request))


def _needs(request: StaffRequest, **more: Any) -> dict[str, Any]:
    clinic, now = request.member.clinic, clock.now()
    failed = list(outbox.failed(clinic, now)[: outbox.MOST_SHOWN])
    asked, silent = queries.moves_asked(clinic, now), queries.unreachable(clinic, now)
    returned = outbox.returned(clinic)
    auditing.record(
        verb="messages.listed",
        says=f"looked at messages: {len(failed)} failed, {len(asked)} want another time, {len(silent)} not reachable, "
        f"{len(returned)} came back",
    )
    return {
        "failed": failed, "asked": asked, "silent": _by_patient(silent), "returned": returned, "see_to": SeeToForm(),
        "may_book": request.member.may(P.BOOK),
        "may_set": request.member.may(P.SET_MESSAGES), **more,
    }  # fmt: skip


def _by_patient(bookings: Iterable[Booking]) -> list[tuple[Patient, list[Booking]]]:
    """Who comes first stands first, once, with all their visits."""
    found: dict[UUID, tuple[Patient, list[Booking]]] = {}
    for one in bookings:
        found.setdefault(one.patient_id, (one.patient, []))[1].append(one)
    return list(found.values())


@staff(P.BOOK)
@require_POST
def see_to(request: StaffRequest, booking_id: UUID) -> HttpResponse:
    """The patient who wanted another time was spoken to."""
    form = SeeToForm(request.POST)
    with missing_is_not_found():
        found = visits.booking(request.member.clinic, booking_id)
    if form.is_valid():
        try:
            with units.all_or_nothing():
                actions.see_to(by=request.member, booking=found, **form.cleaned_data)
        except Unusable as refused:
            add_faults(form, refused)
        else:
            told.success(request, "Seen to.", extra_tags=str(form.cleaned_data["client_id"]))
            return HttpResponseRedirect(reverse("messages"))
    return page(
        request, "reminders/needs.html", _needs(request, refused=form, refused_at=found.pk), status=422
    )


@staff(P.SEND_MESSAGES)
@require_http_methods(["GET", "POST"])
def words(request: StaffRequest) -> HttpResponse:
    """The words of one message with a preview; changed by who may."""
    which = WhichForm({**_FIRST, **request.GET.dict()})
    if not which.is_valid():
        return HttpResponseRedirect(reverse("messages-words"))
    at, clinic = which.cleaned_data, request.member.clinic
    used = queries.template(clinic, at["kind"], at["purpose"], at["channel"], at["language"])
    begun = {"subject": used.template.subject, "text": used.template.text}
    form = WordsForm(request.POST if "text" in request.POST else None, initial=begun)
    if request.method == "POST" and _kept(request, form, at):
        return HttpResponseRedirect(f"{reverse('messages-words')}?{urlencode(at)}")
    shown = begun if not form.is_bound or form.errors else form.cleaned_data
    auditing.record(verb="messages.words-seen", says="looked at the words of a message")
    template = Template(at["kind"], at["channel"], at["language"], shown["subject"], shown["text"])
    context = {
        "which": which, "form": form, "used": used, "preview": _preview(clinic, template, at["purpose"]), "fields": FIELDS,
        "may_set": request.member.may(P.SET_MESSAGES), "is_email": at["channel"] == Channel.EMAIL,
        "own": used.version is not None and used.version.purpose == at["purpose"], "lines": preparation(at["purpose"], at["language"]),
    }  # fmt: skip
    return page(request, "reminders/words.html", context, status=422 if form.errors else 200)


def _kept(request: StaffRequest, form: WordsForm, at: dict[str, str]) -> bool:
    """Whether the words were kept, or given up; what was refused stands on the form."""
    post: QueryDict = request.POST
    try:
        if "withdraw" in post:
            once = OnceForm(post)
            if not once.is_valid():
                return False
            with units.all_or_nothing():
                actions.withdraw_own(by=request.member, client_id=once.cleaned_data["client_id"], **at)
            told.success(request, "Back to the words before.")
            return True
        if not form.is_valid():
            return False
        with units.all_or_nothing():
            data = form.cleaned_data
            actions.use_own(
                by=request.member,
                client_id=data["client_id"],
                subject=data["subject"],
                text=data["text"],
                **at,
            )
    except Unusable as refused:
        add_faults(form, refused)
        return False
    told.success(
        request, "Kept: what goes from now on says this.", extra_tags=str(form.cleaned_data["client_id"])
    )
    return True


def _preview(clinic: Clinic, template: Template, purpose: str) -> dict[str, Any]:
    """As somebody invented would read it: a visit in four days, at nine."""
    zone: ZoneInfo = clinic.zone
    day = (clock.now() + timedelta(days=4)).astimezone(zone).date()
    starts_at = midnight(day, zone) + timedelta(hours=9)
    reader = Reader("Alex", template.language, zone, template.channel)
    given = writing.values(
        reader, clinic, outbox.settings(clinic), purpose=purpose or "infusion", starts_at=starts_at,
        until=starts_at + timedelta(minutes=115), changes=[Change(starts_at - timedelta(days=1), starts_at), Change(None, starts_at)],
    )  # fmt: skip
    subject, text = writing.write(template, given)
    address = f"https://…{reverse('visit-link', args=['x' * 22])}"
    return {
        "subject": subject,
        "text": text.replace(writing.LINK, address),
        "signs": len(text.replace(writing.LINK, "x" * 60)),
    }
