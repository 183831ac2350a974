"""The rota and the hours: who is on, when the clinic opens, when it is closed."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID, uuid5

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from euthymia.clinic.audit import actions as auditing
from euthymia.clinic.people import queries as people
from euthymia.clinic.people.access import Permission as P
from euthymia.clinic.people.actions import require
from euthymia.clinic.people.doors import StaffRequest, staff
from euthymia.clinic.people.pages import page
from euthymia.clinic.visits import actions, queries
from euthymia.domain.scheduling.request import WEEKDAYS
from euthymia.domain.scheduling.wall import instant, midnight
from euthymia.kit import clock
from euthymia.kit.pages import missing_is_not_found

from .act_views import attempt
from .forms import ClosureForm, HoursForm, ShiftForm, StepForm
from .views import WEEK_D, asked_day


@staff(P.SEE_SCHEDULE, while_locked=True)
@require_http_methods(["GET", "POST"])
def rota(request: StaffRequest) -> HttpResponse:
    """A week of shifts: drafts are put in, then published together."""
    clinic, now = request.member.clinic, clock.now()
    asked = asked_day(request, "day", now)
    first = asked - timedelta(days=asked.weekday())
    week = [first + timedelta(days=offset) for offset in range(WEEK_D)]
    form = ShiftForm(crew=people.staff_of(clinic), week=week)
    if request.method == "POST":
        require(request.member, P.SET_ROTA)
        if "publish" in request.POST:
            count = actions.publish(clinic, by=request.member, first=week[0], last=week[-1])
            messages.success(request, f"Published: {count} shift{'' if count == 1 else 's'}.")
            return HttpResponseRedirect(f"{reverse('schedule-rota')}?day={first.isoformat()}")
        form = ShiftForm(request.POST, crew=people.staff_of(clinic), week=week)
        if form.is_valid() and attempt(form, lambda: _add(request, form)) is not None:
            messages.success(
                request, "On the rota, as a draft.", extra_tags=str(form.cleaned_data["client_id"])
            )
            return HttpResponseRedirect(f"{reverse('schedule-rota')}?day={first.isoformat()}")
    auditing.record(verb="rota.seen", says=f"looked at the rota of the week of {first.isoformat()}")
    return page(
        request, "desk/rota.html", _rota(request, week, form, now), status=422 if form.errors else 200
    )


def _add(request: StaffRequest, form: ShiftForm) -> int:
    """One shift for each day, or none."""
    data, clinic = form.cleaned_data, request.member.clinic
    for day in data["days"]:
        actions.add_shift(
            clinic, by=request.member, staff=form.crew[data["staff"]], role=data["role"],
            starts_at=instant(day, data["begins"], clinic.zone, where="begins"), ends_at=instant(day, data["ends"], clinic.zone, where="ends"),
            client_id=uuid5(data["client_id"], day.isoformat()),
        )  # fmt: skip
    return len(data["days"])


def _rota(request: StaffRequest, week: list[date], form: ShiftForm, now: datetime) -> dict[str, Any]:
    clinic = request.member.clinic
    views = queries.days(clinic, week[0], week[-1])
    every = {shift.pk: shift for view in views for shift in view.shifts}
    who = sorted({(shift.role, shift.staff.name, shift.staff_id) for shift in every.values()})
    rows = [
        {
            "name": name, "role": next(one.get_role_display() for one in every.values() if one.role == role),
            "days": [
                (view.day, [one for one in view.shifts if (one.staff_id, one.role) == (staff_id, role)]) for view in views
            ],
        }
        for role, name, staff_id in who
    ]  # fmt: skip
    return {
        "rows": rows, "views": views, "form": form, "first": week[0], "before": week[0] - timedelta(days=WEEK_D),
        "after": week[0] + timedelta(days=WEEK_D), "today": now.astimezone(clinic.zone).date(),
        "drafts": sum(one.published_at is None for one in every.values()), "may_set": request.member.may(P.SET_ROTA), "step": StepForm(),
    }  # fmt: skip


@staff(P.SET_ROTA)
@require_POST
def remove(request: StaffRequest, shift_id: UUID) -> HttpResponse:
    """Take a shift off the rota."""
    clinic = request.member.clinic
    with missing_is_not_found():
        shift = queries.shift(clinic, shift_id)
    actions.remove_shift(clinic, by=request.member, shift=shift)
    messages.success(request, f"{shift.staff.name} is off the rota for this time.")
    return HttpResponseRedirect(
        f"{reverse('schedule-rota')}?day={shift.starts_at.astimezone(clinic.zone).date().isoformat()}"
    )


@staff(P.SET_ROTA)
@require_http_methods(["GET", "POST"])
def hours(request: StaffRequest) -> HttpResponse:
    """Opening hours, what one nurse may have, and closed days."""
    clinic, now = request.member.clinic, clock.now()
    today, chairs = now.astimezone(clinic.zone).date(), queries.rooms(clinic)
    held = queries.hours(clinic, today)
    closing = "why" in request.POST
    form = HoursForm(
        request.POST if request.POST and not closing else None, initial=_hours_initial(held, today)
    )
    closure = ClosureForm(
        request.POST if closing else None,
        chairs=chairs,
        initial={"first": today, "last": today},
        auto_id="closed_%s",
    )
    if request.method == "POST":
        asked: Any = closure if closing else form
        if (
            asked.is_valid()
            and attempt(asked, lambda: _close(request, closure) if closing else _set(request, form))
            is not None
        ):
            says = "Closed." if closing else f"Hours from {form.cleaned_data['from_day'].isoformat()} on."
            messages.success(request, says, extra_tags=str(asked.cleaned_data["client_id"]))
            return HttpResponseRedirect(reverse("schedule-hours"))
    context = {
        "form": form, "closure": closure, "held": held, "closures": queries.closures(clinic, now), "step": StepForm(),
        "earlier": queries.hours_versions(clinic),
    }  # fmt: skip
    return page(request, "desk/hours.html", context, status=422 if form.errors or closure.errors else 200)


def _hours_initial(held: Any, today: date) -> dict[str, Any]:
    if held is None:
        return {"from_day": today}
    words = {day: ", ".join(f"{first}–{last}" for first, last in held.week.get(day, [])) for day in WEEKDAYS}
    return {"from_day": today, "patients_per_nurse": held.patients_per_nurse, **words}


def _set(request: StaffRequest, form: HoursForm) -> Any:
    data = form.cleaned_data
    return actions.set_hours(
        request.member.clinic, by=request.member, from_day=data["from_day"], week=form.week(),
        patients_per_nurse=data["patients_per_nurse"], client_id=data["client_id"],
    )  # fmt: skip


def _close(request: StaffRequest, form: ClosureForm) -> Any:
    data, clinic = form.cleaned_data, request.member.clinic
    begins, ends = data["begins"] or time(), data["ends"]
    last = (
        midnight(data["last"] + timedelta(days=1), clinic.zone)
        if ends is None
        else instant(data["last"], ends, clinic.zone, where="ends")
    )
    return actions.close(
        clinic, by=request.member, starts_at=instant(data["first"], begins, clinic.zone, where="begins"), ends_at=last,
        reason=data["why"], kind=data["kind"], chair=form.chairs.get(data["room"]), client_id=data["client_id"],
    )  # fmt: skip


@staff(P.SET_ROTA)
@require_POST
def open_again(request: StaffRequest, closure_id: UUID) -> HttpResponse:
    """Call a closure off."""
    clinic = request.member.clinic
    with missing_is_not_found():
        found = queries.closure(clinic, closure_id)
    actions.open_again(clinic, by=request.member, closure=found)
    messages.success(request, f"Open again: {found.reason}.")
    return HttpResponseRedirect(reverse("schedule-hours"))
