"""The waitlist: who waits, which slots became free, who fits, and what they say to an offer."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from euthymia.clinic.audit import actions as auditing
from euthymia.clinic.billing import ahead
from euthymia.clinic.people.access import Permission as P
from euthymia.clinic.people.doors import StaffRequest, staff
from euthymia.clinic.people.pages import page
from euthymia.clinic.visits import actions, queries
from euthymia.clinic.visits.models import Booking, Waiting
from euthymia.domain.scheduling.waitlist import ORDER, why_not
from euthymia.kit import clock
from euthymia.kit.pages import missing_is_not_found

from .act_views import attempt, choose_patient, chosen_patient
from .forms import AnswerForm, OfferForm, WaitForm, WordsForm, wait_initial
from .views import back_to

AHEAD = timedelta(days=28)


@staff(P.SEE_SCHEDULE)
@require_GET
def waitlist(request: StaffRequest) -> HttpResponse:
    """Free slots with who could take each, and everybody who waits in the order they are asked."""
    return page(request, "desk/waitlist.html", _listed(request))


def _listed(request: StaffRequest, **more: Any) -> dict[str, Any]:
    member, now = request.member, clock.now()
    clinic = member.clinic
    initials = not member.may(P.SEE_PATIENTS)
    rows = queries.waitlist(clinic)
    free = queries.freed(clinic, now, now + AHEAD)
    slots = []
    for one in free:
        judged = [(row, why_not(queries.wish(row), one.slot, clinic.zone, now)) for row in rows]
        slots.append(
            {
                "free": one, "fits": [row for row, against in judged if not against and row.state == "waiting"],
                "others": [(row, against) for row, against in judged if against],
            }
        )  # fmt: skip
    auditing.record(
        verb="waitlist.seen", says=f"looked at the waitlist: {len(rows)} patients, {len(free)} free slots"
    )
    return {
        "rows": rows, "slots": slots, "order": ORDER, "initials": initials, "may_book": member.may(P.BOOK), "offer": OfferForm(), **more,
    }  # fmt: skip


@staff(P.BOOK)
@require_http_methods(["GET", "POST"])
def wait(request: StaffRequest) -> HttpResponse:
    """Put a patient on the list; from a booking, to bring that one forward."""
    clinic = request.member.clinic
    booking = _booking(request)
    patient = booking.patient if booking is not None else chosen_patient(request)
    if patient is None:
        return choose_patient(request, "Put on the waitlist")
    today = clock.now().astimezone(clinic.zone).date()
    initial = {"patient": patient.pk, "purpose": "infusion", **wait_initial(booking, today)}
    form = WaitForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        made = attempt(
            form,
            lambda: actions.wait(
                clinic, by=request.member, patient=patient, purpose=data["purpose"], phases=form.phases, from_day=data["from_day"],
                until_day=data["until_day"], weekdays=frozenset(data["weekdays"]), earliest=data["earliest"], latest=data["latest"],
                notice_h=data["notice_h"], urgent=data["urgent"], booking=booking, words=data["words"], client_id=data["client_id"],
            ),
        )  # fmt: skip
        if made is not None:
            messages.success(request, f"{patient} is on the waitlist.", extra_tags=str(data["client_id"]))
            return HttpResponseRedirect(reverse("schedule-waitlist"))
    auditing.record(verb="patient.seen", says="opened the waitlist form of a patient", patient=patient.pk)
    context = {"form": form, "patient": patient, "booking": booking, "usual": queries.usual_minutes(clinic)}
    return page(request, "desk/wait.html", context, status=422 if form.errors else 200)


def _booking(request: StaffRequest) -> Booking | None:
    asked = request.POST.get("booking") or request.GET.get("booking", "")
    if not asked:
        return None
    try:
        booking_id = UUID(asked)
    except ValueError:
        raise Http404("no booking") from None
    with missing_is_not_found():
        return queries.booking(request.member.clinic, booking_id)


@staff(P.BOOK)
@require_POST
def offer(request: StaffRequest) -> HttpResponse:
    """Offer a free slot to somebody who waits."""
    clinic, form = request.member.clinic, OfferForm(request.POST)
    if form.is_valid():
        data = form.cleaned_data
        with missing_is_not_found():
            row, chair = queries.waiting(clinic, data["waiting"]), queries.room(clinic, data["chair"])
        made = attempt(
            form,
            lambda: actions.offer(
                clinic,
                by=request.member,
                waiting=row,
                chair=chair,
                starts_at=data["starts_at"],
                client_id=data["client_id"],
            ),
        )
        if made is not None:
            messages.success(
                request,
                f"Offered to {made.patient}: call them, then say here what they answered.",
                extra_tags=str(data["client_id"]),
            )
            return HttpResponseRedirect(reverse("schedule-waiting", args=[made.pk]))
    return page(request, "desk/waitlist.html", _listed(request, refused=form), status=422)


@staff(P.SEE_SCHEDULE)
@require_http_methods(["GET", "POST"])
def waiting(request: StaffRequest, waiting_id: UUID) -> HttpResponse:
    """One wish: what it asks, what was offered, and the answer."""
    clinic = request.member.clinic
    with missing_is_not_found():
        row = queries.waiting(clinic, waiting_id)
    if request.method == "POST":
        return _answered(request, row)
    auditing.record(
        verb="waitlist.seen",
        says="looked at a wish on the waitlist",
        subject=str(row.pk),
        patient=row.patient_id,
    )
    return page(request, "desk/waiting.html", _one(request, row))


def _one(request: StaffRequest, row: Waiting, **forms: Any) -> dict[str, Any]:
    member = request.member
    initials = not member.may(P.SEE_PATIENTS)
    return {
        "row": row, "facts": queries.waiting_facts(row), "who": row.patient.initials if initials else str(row.patient),
        "may_book": member.may(P.BOOK), "may_see_patient": not initials, "open": row.state in ("waiting", "offered"),
        "answer": AnswerForm(auto_id="answer_%s"), "withdraw": WordsForm(auto_id="withdraw_%s"), **forms,
    }  # fmt: skip


def _answered(request: StaffRequest, row: Waiting) -> HttpResponse:
    clinic, by = request.member.clinic, request.member
    if "answer" not in request.POST:
        form: Any = WordsForm(request.POST, auto_id="withdraw_%s")
        done = form.is_valid() and attempt(
            form,
            lambda: actions.withdraw(
                clinic,
                by=by,
                waiting=row,
                client_id=form.cleaned_data["client_id"],
                reason=form.cleaned_data["reason"],
            ),
        )
        if done:
            messages.success(
                request, f"{row.patient} no longer waits.", extra_tags=str(form.cleaned_data["client_id"])
            )
            return HttpResponseRedirect(reverse("schedule-waitlist"))
        return page(request, "desk/waiting.html", _one(request, row, withdraw=form), status=422)
    form = AnswerForm(request.POST, auto_id="answer_%s")
    if form.is_valid() and form.cleaned_data["answer"] == "decline":
        if attempt(
            form,
            lambda: actions.decline(clinic, by=by, waiting=row, client_id=form.cleaned_data["client_id"]),
        ):
            messages.success(
                request, f"{row.patient} keeps their place.", extra_tags=str(form.cleaned_data["client_id"])
            )
            return HttpResponseRedirect(reverse("schedule-waitlist"))
    elif form.is_valid():
        made = attempt(
            form,
            lambda: _accepted(request, row, form),
        )
        if made is not None:
            messages.success(
                request, f"{row.patient} has the slot.", extra_tags=str(form.cleaned_data["client_id"])
            )
            return HttpResponseRedirect(back_to(made.starts_at.astimezone(clinic.zone).date()))
    return page(request, "desk/waiting.html", _one(request, row, answer=form), status=422)


def _accepted(request: StaffRequest, row: Waiting, form: AnswerForm) -> Booking:
    """The patient takes the slot; one that owes an estimate waits for it."""
    clinic, now = request.member.clinic, clock.now()
    if row.state == Waiting.State.OFFERED and row.offered_at is not None:
        row.patient.clinic = clinic
        ahead.hold_back(row.patient, row.purpose, [row.offered_at.astimezone(clinic.zone).date()], now)
    return actions.accept(
        clinic,
        by=request.member,
        waiting=row,
        client_id=form.cleaned_data["client_id"],
        reasons=form.reasons(),
    )
