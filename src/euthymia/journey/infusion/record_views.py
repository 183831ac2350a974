"""The session record: one page to read and print, and the same as PDF."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from euthymia.clinic.audit import actions as auditing
from euthymia.clinic.calls import queries as calling
from euthymia.clinic.devices import queries as devices
from euthymia.clinic.monitoring import queries as monitoring
from euthymia.clinic.people import queries as people
from euthymia.clinic.people.access import Permission
from euthymia.clinic.people.doors import StaffRequest, staff
from euthymia.domain import protocols
from euthymia.domain.quantities import MASS_MG, RATE_MG_PER_H, RATE_ML_PER_H, VOLUME_ML, WEIGHT_KG
from euthymia.kit import clock
from euthymia.kit.pages import slow

from . import actions, live, observed, paper, queries, syringes
from .fold import Course, Happening, Phase, effective
from .forecast_switch import forecast_is_on
from .models import Session, SessionEvent
from .page import session_or_404
from .picture import Points, draw, flags
from .prediction import predict

_MEASURES = {"begun": "measures from now on", "ended": "no longer measures"}


@dataclass(frozen=True, slots=True)
class Row:
    """One entry of the record, with what became of it."""

    happening: Happening
    kind: str
    replaced: int | None
    correctable: bool

    @property
    def at(self) -> datetime:
        return self.happening.at

    @property
    def entered(self) -> datetime:
        return self.happening.entered_at


@slow
@staff(Permission.SEE_CHART, or_glass=True)
@require_GET
def record(request: StaffRequest, session_id: UUID) -> HttpResponse:
    session = session_or_404(request, session_id)
    auditing.record(
        verb="record.seen", says="read a session record", subject=str(session.pk), patient=session.patient_id
    )
    context = _context(session)
    context["may_correct"] = request.member.may(Permission.RUN_INFUSION) and not context["course"].over
    settled = context["course"].phase in actions.RESETTLED_IN and any(
        one.given_ug for one in context["syringes"]
    )
    may = all(request.member.may(one) for one in (Permission.RUN_INFUSION, Permission.RESOLVE_STOCK))
    context |= {"may_resettle": settled and may, "pump": actions.PUMP_KINDS}
    return render(request, "infusion/record.html", context)


@slow
@staff(Permission.SEE_CHART, or_glass=True)
@require_GET
def record_pdf(request: StaffRequest, session_id: UUID) -> HttpResponse:
    session = session_or_404(request, session_id)
    auditing.record(
        verb="record.printed",
        says="made a PDF of a session record",
        subject=str(session.pk),
        patient=session.patient_id,
    )
    name = f"session-{session.patient.number}-{session.made_at:%Y-%m-%d}.pdf"
    headers = {"Content-Disposition": f'inline; filename="{name}"'}
    return HttpResponse(
        pdf(session, by=request.member.words), content_type="application/pdf", headers=headers
    )


def _context(session: Session) -> dict[str, Any]:
    now = clock.now()
    found = queries.happenings(session)
    course = queries.course_of(session, found, now)
    signs, ends = monitoring.signs(session.watch), monitoring.ends(session.watch)
    prediction = predict(session, course, now, inputs_at=None if ends is None else ends[1].received_at)
    if not forecast_is_on(session.clinic, settings.EUTHYMIA_MODE):
        prediction = None
    first_at = None if ends is None else ends[0].measured_at
    chart = draw(session, course, signs, first_at, prediction, now, width=1000, height=560)
    standing = {one.n for one in effective(found)}
    replaced = {one.corrects: one.n for one in found if one.corrects is not None}
    rows = [
        Row(
            one,
            SessionEvent.Kind(one.kind).label,
            replaced.get(one.n),
            one.kind in actions.CORRECTABLE and one.n in standing,
        )
        for one in sorted(found, key=lambda one: (one.at, one.n))
    ]
    asked = observed.sets(session, course, now)
    return {
        "session": session, "patient": session.patient, "clinic": session.clinic, "course": course, "rows": rows,
        "sets": observed.by_sign(asked), "holes": observed.holes(asked),
        "age_y": people.age_y(session.patient.born, session.made_at.date()),
        "totals": live.totals(course, now, session.clinic.zone), "opened": session.made_at, "worst": worst(signs),
        "chart": chart, "svg": chart.svg(), "points_json": chart.points_json(), "chart_summary": chart.summary,
        "prediction": prediction, "alarm_events": list(monitoring.alarm_events(session.watch)),
        "taken_offline": queries.taken_offline(session), "undecided": queries.undecided(session),
        "calls_made": calling.of_visits(session.clinic_id, [session.visit_id]), "syringes": syringes.held(session, found),
        "account_kept": syringes.keeps_account(session.clinic), "sentences": syringes.note_sources(session),
        "protocol": protocols.protocol_named(session.order.protocol), "head": bytes(session.events_head).hex()[:16],
        "given_mg_per_kg": mg_per_kg(course, session), "monitors": devices.associations(session.watch),
    }  # fmt: skip


def mg_per_kg(course: Course, session: Session) -> str:
    return f"{Decimal(course.given_ug) / Decimal(session.order.actual_weight_g):.3f}".rstrip("0").rstrip(".")


def worst(signs: Points) -> dict[str, str]:
    """Highest pressure and lowest saturation that were measured."""
    saturation = min((value for _, value in signs.get("spo2", ())), default=None)
    found = {"pressure": "", "spo2": "" if saturation is None else f"{saturation:g} %"}
    if "sbp" in signs:
        at_s, systolic = max(signs["sbp"], key=lambda point: point[1])
        diastolic = next((value for at, value in signs.get("dbp", ()) if at == at_s), None)
        found["pressure"] = f"{systolic:g}" if diastolic is None else f"{systolic:g}/{diastolic:g}"
    return found


def pdf(session: Session, *, by: str) -> bytes:
    """The record as one PDF page for each sheet of paper (PDF/UA-1), from data and never from pasted text."""
    context = _context(session)
    course: Course = context["course"]
    zone = session.clinic.zone
    order = session.order
    local = _local(zone)
    data = {
        "clinic": session.clinic.name, "room": session.room.name, "date": session.made_at.astimezone(zone).strftime("%-d %B %Y"),
        "patient": str(session.patient), "number": session.patient.number, "born": session.patient.born.strftime("%-d %b %Y"),
        "age": context["age_y"], "weight": WEIGHT_KG.format(order.actual_weight_g),
        "allergies": "not asked" if session.patient.allergies is None else ", ".join(session.patient.allergies) or "none known",
        "protocol": context["protocol"].name, "signed": f"{order.by}, {local(order.at)}",
        "order": f"{MASS_MG.format(order.dose_ug_per_kg)} mg/kg × {WEIGHT_KG.format(order.weight_g)} kg = {MASS_MG.format(order.dose_ug)} mg in "
        f"{VOLUME_ML.format(order.final_volume_ul)} mL, {RATE_ML_PER_H.format(order.rate_ul_per_h)} mL/h ({RATE_MG_PER_H.format(order.rate_ug_per_h)} mg/h), {order.duration_min} min",
        "given": f"{MASS_MG.format(course.given_ug)} mg ({context['given_mg_per_kg']} mg/kg)", "left": f"{VOLUME_ML.format(course.left_ul)} mL",
        "phase": course.phase.words if course.phase is not Phase.CLOSED else "Closed",
        "started": local(course.started_at), "finished": local(course.finished_at), "present": ", ".join(course.present) or "not recorded",
        "worst_pressure": context["worst"]["pressure"] or "not measured", "lowest_spo2": context["worst"]["spo2"] or "not measured",
        "entries": _entries(course, local), "zone": f"{session.made_at.astimezone(zone):%Z}, {session.clinic.timezone}",
        "monitors": [f"{local(one.at)} {one.device.code} {_MEASURES[one.change]} ({one.how})" for one in context["monitors"]],
        "sets": _sets(context, local),
        "account": _account(context["syringes"], context["account_kept"], local),
        "alarms": [
            f"{local(event.at)} {event.alarm} {event.kind} {'' if event.value is None else f'{event.value:g}'}".strip()
            for event in context["alarm_events"] if event.kind in ("raised", "acknowledged", "cleared")
        ],
        "calls": [
            f"{local(call.since)} {call.says}, " + (f"answered after {call.waited_s(clock.now())} s by {_name(call.answered_by)}: {call.answer}" if not call.stands else "not answered")
            for call in context["calls_made"]
        ],
        "prediction": list(context["prediction"].captions) if context["prediction"] and context["prediction"].forecast else [],
        "hash": bytes(session.events_head).hex(), "events": session.events_n, "samples": session.watch.samples_n,
        "printed": f"{local(clock.now())} by {by}",
    }  # fmt: skip
    return paper.made_from(data, context["chart"].svg("print"))


def _sets(context: dict[str, Any], local: Any) -> list[str]:
    """The observations on paper: how many of each were asked for and kept, and each that was not."""
    sums = [
        f"{words}: {sum.kept} of {sum.asked} in time" + (f", {sum.late} late" if sum.late else "") + (f", {sum.missed} missed" if sum.missed else "")
        for words, sum in context["sets"]
    ]  # fmt: skip
    each = [f"{local(one.due_at)} {one.words}: {_fate(one, local)}" for one in context["holes"]]
    return [*sums, *each]


def _fate(one: Any, local: Any) -> str:
    entered = f", entered {local(one.observed.entered_at)}" if one.entered_late else ""
    return f"{one.fate}{entered}"


def _account(held: list[syringes.Held], kept: bool, local: Any) -> list[str]:
    """The drug account on paper: a line for each syringe, to the microgram."""
    if not held:
        return (
            ["No syringe was drawn from the drug book."] if kept else [f"{syringes.NOT_KEPT.capitalize()}."]
        )
    lines = []
    for one in held:
        made = one.preparation
        vials = ", ".join(f"vial {each['vial']} lot {each['lot']}" for each in made.vials)
        gone = [
            ("given", one.given_ug),
            ("wasted", one.wasted_ug),
            ("spilt or broken", one.broken_ug),
            ("left", one.left_ug),
        ]
        sums = ", ".join(
            f"{what} {MASS_MG.format(mass_ug)} mg"
            for what, mass_ug in gone
            if mass_ug or what in ("given", "wasted")
        )
        rest = (
            f"; rest of the single-dose vial wasted {MASS_MG.format(one.rest_ug)} mg" if one.rest_ug else ""
        )
        witness = f"; witness {', '.join(map(_name, one.witnesses))}" if one.witnesses else ""
        lines.append(
            f"{made.number}: drawn {MASS_MG.format(one.drawn_ug)} mg from {vials} at {local(made.begun_at)} by {_name(made.by)}, "
            f"checked by {_name(made.second)}; {sums}{rest}{witness}"
        )
    return lines


def _entries(course: Course, local: Any) -> list[dict[str, str]]:
    """What the paper tells: the numbered entries of the chart, and the start and the end between them."""
    numbers = {flag.happening.n: str(flag.number) for flag in flags(course)}
    return [
        {
            "number": numbers.get(one.n, ""),
            "time": local(one.at) + (f", entered {local(one.entered_at)}" if one.late else ""),
            "says": one.says,
            "by": _name(one.by),
            "mark": ("L" if one.late else "") + ("C" if one.corrected else ""),
        }
        for one in course.happenings
        if one.n in numbers or one.kind in ("started", "finished")
    ]


def _local(zone: Any) -> Any:
    def show(moment: datetime | None) -> str:
        return "–" if moment is None else moment.astimezone(zone).strftime("%H:%M")

    return show


def _name(by: str) -> str:
    return by.partition(" <")[0]
