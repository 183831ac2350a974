"""To book, to look at one booking, to move it, to end it; a limit is named before anything is written."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, time
from typing import Any, TypeVar
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect, JsonResponse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from euthymia.clinic.audit import actions as auditing
from euthymia.clinic.billing import ahead
from euthymia.clinic.people import lookups
from euthymia.clinic.people import queries as people
from euthymia.clinic.people.access import Permission as P
from euthymia.clinic.people.doors import StaffRequest, staff
from euthymia.clinic.people.models import Patient
from euthymia.clinic.people.pages import page
from euthymia.clinic.visits import actions, queries
from euthymia.clinic.visits.models import Booking
from euthymia.domain.quantities import Unusable
from euthymia.domain.scheduling.wall import instant
from euthymia.journey.plan import queries as plans
from euthymia.journey.reminders import queries as reminders
from euthymia.kit import clock, units
from euthymia.kit.pages import missing_is_not_found

from .forms import BookForm, PlaceForm, ReasonedForm, StepForm, WordsForm, place_initial
from .views import asked_day, back_to

Result = TypeVar("Result")
MOST_FOUND = 8
_ENDS = {"cancel": "cancelled", "arrive": "is here", "no-show": "did not come"}


def attempt(form: Any, act: Callable[[], Result]) -> Result | None:
    """What the act gave; None when it was refused, which then stands on the form."""
    try:
        with units.all_or_nothing():
            return act()
    except Unusable as refused:
        if isinstance(form, ReasonedForm):
            form.refuse(refused)
        else:
            for fault in refused.faults:
                form.add_error(fault.at if fault.at in form.fields else None, str(fault))
        return None


@staff(P.BOOK)
@require_http_methods(["GET", "POST"])
def book(request: StaffRequest) -> HttpResponse:
    """First who, then when and where."""
    clinic = request.member.clinic
    patient = chosen_patient(request)
    if patient is None:
        return choose_patient(request, "Book")
    chairs = queries.rooms(clinic)
    form = BookForm(request.POST or None, clinic=clinic, chairs=chairs, initial=_asked(request, patient))
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        made = attempt(form, lambda: _book(request, patient, form))
        if made is not None:
            messages.success(request, f"Booked: {_told(made, request)}.", extra_tags=str(data["client_id"]))
            return HttpResponseRedirect(back_to(data["day"]))
    auditing.record(verb="patient.seen", says="opened the booking form of a patient", patient=patient.pk)
    context = {
        "form": form, "patient": patient, "usual": queries.usual_minutes(clinic),
        "theirs": queries.of_patient(patient, clock.now())[:10], **_needed(request, patient, form),
    }  # fmt: skip
    return page(request, "desk/book.html", context, status=422 if form.errors else 200)


def _book(request: StaffRequest, patient: Patient, form: BookForm) -> Booking:
    """What the form asks; a day that owes an estimate waits for it."""
    clinic, data = request.member.clinic, form.cleaned_data
    if queries.fact_of_client(clinic, data["client_id"]) is None:
        ahead.hold_back(patient, data["purpose"], [data["day"]], clock.now())
    return actions.book(
        clinic, by=request.member, patient=patient, chair=form.room, starts_at=data["moment"], phases=form.phases,
        purpose=data["purpose"], client_id=data["client_id"], reasons=form.reasons(), one_to_one=data["one_to_one"],
    )  # fmt: skip


def _needed(request: StaffRequest, patient: Patient, form: Any, purpose: str = "") -> dict[str, Any]:
    """What a form that was sent has to wait for, and whether this person can give it."""
    data = getattr(form, "cleaned_data", {})
    day, what = data.get("day"), purpose or data.get("purpose", "")
    missing = ahead.needed(patient, what, [day], clock.now()) if day and what else None
    return {"needed": missing, "may_estimate": request.member.may(P.KEEP_MONEY)}


def chosen_patient(request: StaffRequest) -> Patient | None:
    """The patient in the address or the form; None when none is named yet."""
    asked = request.POST.get("patient") or request.GET.get("patient", "")
    if not asked:
        return None
    try:
        patient_id = UUID(asked)
    except ValueError:
        raise Http404("no patient") from None
    with missing_is_not_found():
        found = people.patient(request.member.clinic, patient_id)
    found.clinic = request.member.clinic
    return found


def choose_patient(request: StaffRequest, title: str) -> HttpResponse:
    """Who: the start of a name, a number, or a birth date."""
    words = request.GET.get("q", "").strip()[:100]
    found = lookups.patients_page(request.member.clinic, words, size=MOST_FOUND).patients if words else []
    if words:
        auditing.record(verb="patients.searched", says=f"searched patients, {len(found)} found", words=words)
    kept = [(key, value) for key, value in request.GET.items() if key in ("chair", "day", "at", "booking")]
    address = "&".join(f"{key}={value}" for key, value in kept)
    context = {"title": title, "found": found, "q": words, "kept": kept, "address": address}
    return page(request, "desk/who.html", context)


def _asked(request: StaffRequest, patient: Patient) -> dict[str, Any]:
    """What the form begins with: the place that was pressed, and the minutes that were booked last for this purpose."""
    usual = queries.usual_minutes(request.member.clinic)
    purpose = request.GET.get("purpose", "infusion")
    initial: dict[str, Any] = {
        "patient": patient.pk, "purpose": purpose, "chair": request.GET.get("chair", ""),
        "day": asked_day(request, "day", clock.now()), "starts_at": _time(request.GET.get("at", "")),
    }  # fmt: skip
    if purpose in usual:
        names = ("prep_min", "session_min", "recovery_min", "turnover_min")
        initial |= dict(zip(names, usual[purpose], strict=True))
    return initial


def _time(words: str) -> time | None:
    try:
        return time.fromisoformat(words)
    except ValueError:
        return None


@staff(P.SEE_SCHEDULE)
@require_GET
def booking(request: StaffRequest, booking_id: UUID) -> HttpResponse:
    """One booking: where and when, what happened to it, what can be done."""
    found = _found(request, booking_id)
    auditing.record(
        verb="booking.seen", says="looked at a booking", subject=str(found.pk), patient=found.patient_id
    )
    return page(request, "desk/booking.html", _shown(request, found))


def _shown(request: StaffRequest, found: Booking, **forms: Any) -> dict[str, Any]:
    now, member = clock.now(), request.member
    initials = not member.may(P.SEE_PATIENTS)
    move = PlaceForm(clinic=member.clinic, chairs=queries.rooms(member.clinic), initial=place_initial(found))
    return {
        "booking": found, "facts": queries.facts(found), "who": found.patient.initials if initials else str(found.patient),
        "may_book": member.may(P.BOOK) and found.state == "booked", "may_see_patient": not initials,
        "place": plans.places_of_bookings(member.clinic.pk, [found.pk]).get(found.pk), "answer": reminders.answer(found),
        "begun": found.starts_at <= now, "over": found.leaves_at <= now, "move": move, "cancel": WordsForm(auto_id="cancel_%s"),
        "ahead": ahead.of_bookings([found]).get(found.pk) if found.state == "booked" and member.may(P.SEE_MONEY) else None,
        "today": now.astimezone(member.clinic.zone).date(), "step": StepForm(auto_id="step_%s"), "day": found.starts_at.astimezone(member.clinic.zone).date(), **forms,
    }  # fmt: skip


def _found(request: StaffRequest, booking_id: UUID) -> Booking:
    with missing_is_not_found():
        return queries.booking(request.member.clinic, booking_id)


@staff(P.BOOK)
@require_http_methods(["GET", "POST"])
def move(request: StaffRequest, booking_id: UUID) -> HttpResponse:
    """Another chair or time: the twin of dragging it there. GET shows what the place in the address would break."""
    clinic, found = request.member.clinic, _found(request, booking_id)
    chairs = queries.rooms(clinic)
    if request.method == "GET":
        start = _asked_start(request, found)
        form = PlaceForm(
            clinic=clinic, chairs=chairs, initial=place_initial(found, request.GET.get("chair", ""), start)
        )
        limits = _limits(request, found, start)
        template = "desk/move_dialog.html" if request.headers.get("HX-Request") else "desk/move.html"
        return page(request, template, {**_shown(request, found, move=form), "limits": limits})
    form = PlaceForm(request.POST, clinic=clinic, chairs=chairs)
    if form.is_valid():
        data = form.cleaned_data
        moved = attempt(form, lambda: _move(request, found, form))
        if moved is not None:
            messages.success(request, f"Moved: {_told(moved, request)}.", extra_tags=str(data["client_id"]))
            return HttpResponseRedirect(back_to(data["day"], moved=str(moved.pk)))
    needed = _needed(request, found.patient, form, found.purpose) if _other_day(found, form) else {}
    context = {**_shown(request, found, move=form), "limits": (), **needed}
    return page(request, "desk/move.html", context, status=422)


def _other_day(found: Booking, form: PlaceForm) -> bool:
    """A visit that goes to another day is scheduled anew."""
    day = getattr(form, "cleaned_data", {}).get("day")
    return day is not None and day != found.starts_at.astimezone(found.clinic.zone).date()


def _move(request: StaffRequest, found: Booking, form: PlaceForm) -> Booking:
    clinic, data = request.member.clinic, form.cleaned_data
    if _other_day(found, form) and queries.fact_of_client(clinic, data["client_id"]) is None:
        found.patient.clinic = clinic
        ahead.hold_back(found.patient, found.purpose, [data["day"]], clock.now())
    return actions.move(
        clinic, by=request.member, booking=found, client_id=data["client_id"], starts_at=data["moment"], chair=form.room,
        phases=form.phases, reasons=form.reasons(),
    )  # fmt: skip


@staff(P.BOOK)
@require_GET
def check(request: StaffRequest, booking_id: UUID) -> HttpResponse:
    """For the script that drags: the limits that a place would break, in words. Nothing is written."""
    found = _found(request, booking_id)
    limits = _limits(request, found, _asked_start(request, found))
    told = [{"code": one.code, "weight": str(one.weight), "says": one.says} for one in limits]
    return JsonResponse({"limits": told})


def _asked_start(request: StaffRequest, found: Booking) -> datetime | None:
    """The moment in the address. None where there is none, or the clinic's clock does not show it exactly once."""
    at = _time(request.GET.get("at", ""))
    if at is None:
        return None
    try:
        return instant(asked_day(request, "day", found.starts_at), at, request.member.clinic.zone)
    except Unusable:
        return None


def _limits(request: StaffRequest, found: Booking, start: datetime | None) -> Any:
    clinic = request.member.clinic
    chair = next(
        (one for one in queries.rooms(clinic) if str(one.pk) == request.GET.get("chair")), found.chair
    )
    wanted = queries.booking(clinic, found.pk)
    wanted.place(chair, start or found.starts_at, found.phases)
    return queries.limits_broken(clinic, wanted, clock.now())


@staff(P.BOOK)
@require_POST
def end(request: StaffRequest, booking_id: UUID, booking_act: str) -> HttpResponse:
    """Cancel with a reason; here; did not come."""
    if booking_act not in _ENDS:
        raise Http404(booking_act)
    clinic, found = request.member.clinic, _found(request, booking_id)
    form = (
        WordsForm(request.POST, auto_id="cancel_%s")
        if booking_act == "cancel"
        else StepForm(request.POST, auto_id="step_%s")
    )
    if form.is_valid():
        ended = attempt(form, lambda: _end(request, found, booking_act, form.cleaned_data))
        if ended is not None:
            tags = str(form.cleaned_data["client_id"])
            messages.success(request, f"{_who(request, ended)} {_ENDS[booking_act]}.", extra_tags=tags)
            return HttpResponseRedirect(back_to(ended.starts_at.astimezone(clinic.zone).date()))
    shown = {"cancel": form} if booking_act == "cancel" else {"step": form}
    return page(request, "desk/booking.html", _shown(request, found, **shown), status=422)


def _end(request: StaffRequest, found: Booking, act: str, data: dict[str, Any]) -> Booking:
    clinic, by = request.member.clinic, request.member
    if act == "cancel":
        return actions.cancel(
            clinic, by=by, booking=found, reason=data["reason"], client_id=data["client_id"]
        )
    if act == "arrive":
        return actions.arrive(clinic, by=by, booking=found, client_id=data["client_id"])
    return actions.no_show(clinic, by=by, booking=found, client_id=data["client_id"])


@staff(P.SEE_SCHEDULE)
@require_GET
def file(request: StaffRequest, booking_id: UUID) -> HttpResponse:
    """The booking as a calendar file, to hand to the patient: no drug, no diagnosis, no name."""
    found = _found(request, booking_id)
    auditing.record(
        verb="booking.file",
        says="took a booking as a calendar file",
        subject=str(found.pk),
        patient=found.patient_id,
    )
    return ics(queries.file_of(found, request.member.clinic, clock.now()), "appointment")


def ics(text: str, name: str) -> HttpResponse:
    answer = HttpResponse(text, content_type="text/calendar; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{name}.ics"'
    answer["X-Robots-Tag"] = "noindex"
    return answer


def _who(request: StaffRequest, found: Booking) -> str:
    return str(found.patient) if request.member.may(P.SEE_PATIENTS) else found.patient.initials


def _told(found: Booking, request: StaffRequest) -> str:
    local = found.starts_at.astimezone(request.member.clinic.zone)
    return f"{_who(request, found)}, {found.chair.name}, {local:%a} {local.day} {local:%b %H:%M}"
