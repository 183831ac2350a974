"""What the chairside page and its parts are given. A part asks for no more than it shows."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from hashlib import sha256
from typing import Any
from uuid import UUID

from django.conf import settings
from django.http import QueryDict
from django.urls import reverse

from euthymia.clinic.audit import actions as auditing
from euthymia.clinic.calls.views import bar_context
from euthymia.clinic.devices import queries as devices
from euthymia.clinic.monitoring import queries as monitoring
from euthymia.clinic.people import queries as people
from euthymia.clinic.people.access import Permission
from euthymia.clinic.people.doors import StaffRequest, check_chart
from euthymia.clinic.people.models import Clinic
from euthymia.clinic.people.stepup import SecondPersonForm, SignatureForm
from euthymia.clinic.upkeep.sheet import emergency_sheet
from euthymia.domain import protocols
from euthymia.domain.quantities import RATE_ML_PER_H
from euthymia.journey.arrival import comfort
from euthymia.journey.arrival import queries as arrival
from euthymia.journey.plan import queries as plans
from euthymia.kit import clock
from euthymia.kit.pages import missing_is_not_found

from . import live, orders, queries, readiness, syringes
from .account import lines, open_lines
from .acts import Act, offered, without_network
from .fold import Course, Phase
from .forecast_switch import forecast_is_on
from .models import Session
from .picture import draw, flags
from .prediction import Prediction, predict, what_if_rate
from .traces import traces

LAST_ENTRIES = 5
# What is only observed or told: once the pump has started it changes no dialog and no button of the page.
OBSERVED = ("vitals", "confirmed", "score", "symptom", "note", "addendum", "present", "outcome")
MOST_ASKED = 2  # what nobody has asked after yet; the others stand in the record


def session_or_404(request: StaffRequest, session_id: UUID) -> Session:
    """The session, for who may read this patient's chart."""
    with missing_is_not_found():
        session = queries.session(request.member.clinic, session_id)
    check_chart(request, session.patient)
    return session


def seen(session: Session) -> None:
    auditing.record(
        verb="session.seen", says="looked at a session", subject=str(session.pk), patient=session.patient_id
    )


def here(session: Session) -> str:
    """The address of the session's page, under which all of its own stand."""
    return reverse("infusion", args=[session.pk])


def course_now(session: Session, now: datetime) -> Course:
    return queries.courses([session], now)[session.pk]


def whole(request: StaffRequest, session: Session, opened: tuple[Act, Any] | None = None) -> dict[str, Any]:
    """The whole page. `opened` is the act whose address this is, with its form: it stands open on the page."""
    now = clock.now()
    found = moved(request, session, now, opened)
    course: Course = found["course"]
    return {
        **found, "sign_in": sign_in_mark(request), "undecided": queries.undecided(session),
        "place": plans.places(session.clinic_id, [session.visit_id]).get(session.visit_id),
        "age_y": people.age_y(session.patient.born, now.date()), "duration_s": str(session.order.duration_min * 60),
        **emergency_sheet(session.clinic),
        "wishes": comfort.card(arrival.wishes(session.patient)),
        "may_answer": request.member.may(Permission.ANSWER_ALARMS), "may_limit": request.member.may(Permission.SET_LIMITS),
        "calls_back": here(session), **bar_context(request, session.visit_id), **picture(request, session, course, now),
    }  # fmt: skip


def moved(
    request: StaffRequest, session: Session, now: datetime, opened: tuple[Act, Any] | None = None
) -> dict[str, Any]:
    """What an entry changes on the page: figures, due clock, entries, buttons and the dialogs that come at once.

    `opened` is the act that stands open, with its form.
    """
    found = live.state(session, now)
    course: Course = found["course"]
    acts = offered(course, request.member)
    forms = {name: act.form(session, None) for name, act in acts.items() if act.at_once or not act.dialog}
    if opened is not None:
        acts[opened[0].name], forms[opened[0].name] = opened
    open_act = "" if opened is None else opened[0].name
    shown = [name for name in forms if acts[name].dialog or name == open_act]
    first = next(iter(found["due"]), None)
    return {
        "session": session, "here": here(session), **found,
        "patient": session.patient, "as_of": as_of(course),
        "acts": acts, "open_act": open_act, "confirm": forms.get("confirm"), "dialogs": [(acts[name], forms[name]) for name in shown],
        "monitors": devices.associated(session.watch), **account(request, session, course),
        "may_order": request.member.may(Permission.PRESCRIBE),
        "next_words": "" if first is None else live.SHORT.get(first.sign, first.words),
        **log(request, session, course), **details(request, session, course, shown),
    }  # fmt: skip


def as_of(course: Course) -> int:
    """The number of the entry that last changed a dialog or a button: dialogs that are as good as new stay."""
    told = () if course.phase is Phase.ORDERED else OBSERVED  # until the start it is asked what was observed
    return max((one.n for one in course.happenings if one.kind not in told), default=0)


def dialogs(request: StaffRequest, session: Session, course: Course, without: str) -> dict[str, Any]:
    """The dialogs that did not come with the page, each with an empty form; none while the screen is locked."""
    now = {} if request.locked else offered(course, request.member)
    acts = {} if request.locked else {**now, **without_network(course, request.member)}
    here_already = {name for name, act in now.items() if act.at_once or not act.dialog} | {without}
    shown = [act for name, act in acts.items() if name not in here_already]
    made = [(act, act.form(session, None)) for act in shown]
    for act, form in made:
        if act.by_two:
            signed_by_two(request, act, form, None)
    return {
        "session": session, "here": here(session), "course": course, "dialogs": made,
        **details(request, session, course, {act.name for act in shown}),
    }  # fmt: skip


def signed_by_two(request: StaffRequest, act: Act, form: Any, data: QueryDict | None) -> None:
    """Put beside an act's form what the two who sign it are asked: `form.signature`, `form.second`."""
    ids = {"auto_id": f"{act.name}-%s", "label_suffix": ""}
    form.signature = SignatureForm(data, request=request, **ids)
    form.second = SecondPersonForm(data, request=request, **ids)


def details(
    request: StaffRequest, session: Session, course: Course, names: Collection[str]
) -> dict[str, Any]:
    """What the dialogs of these acts say beside their forms."""
    found: dict[str, Any] = {}
    if "give" in names:
        now = clock.now()
        ordered = orders.standing(course.happenings)
        found["ordered"] = [(one, one.may_be_given(now), one.next_at(now)) for one in ordered]
    if {"give", "score"} & set(names):
        found["protocol"] = protocols.protocol_named(session.order.protocol)
    if "monitor" in names:
        found["monitors"] = devices.associated(session.watch)
        found["at_chair"] = devices.device_at(session.room)
        found["may_place"] = request.member.may(Permission.MANAGE_DEVICES)
    if "start" in names:
        found["start_findings"] = queries.before_start(session)
        found["not_ready"] = readiness.not_ready(request.member, session)
        found["to_mind"] = readiness.to_mind(request.member, session)
    if "rate" in names:
        found["rate_steps"] = rate_steps(session, course)
    if "finish" in names:
        found["totals"] = live.totals(course, clock.now(), session.clinic.zone)
    return found


def rate_steps(session: Session, course: Course) -> list[dict[str, str]]:
    """The protocol's offers for the rate dialog, and the ordered rate."""
    protocol = protocols.protocol_named(session.order.protocol)
    offers = [
        (f"{percent:+d} %", protocols.by_percent(course.rate_ul_per_h, percent))
        for percent in protocol.rate_steps_percent
    ]
    offers.append(("as ordered", session.order.rate_ul_per_h))
    return [
        {"label": f"{label}: {RATE_ML_PER_H.format(rate)} mL/h", "value": RATE_ML_PER_H.format(rate)}
        for label, rate in offers
        if rate > 0
    ]


def account(request: StaffRequest, session: Session, course: Course) -> dict[str, Any]:
    """The line of the drug account, and whether the page offers to draw.

    The line has each syringe, or that none is drawn, or that the account is not kept here. To draw, it is kept
    here, and no syringe waits or is on the pump.
    """
    kept = syringes.keeps_account(session.clinic)
    found = [one.words(session.clinic.zone) for one in lines(course.happenings)]
    may_draw = (
        kept
        and course.phase in (Phase.ORDERED, Phase.RUNNING, Phase.PAUSED)
        and request.member.may(Permission.USE_STOCK)
        and not open_lines(course.happenings)
    )
    return {"syringes": found or ["none drawn yet" if kept else "not kept here"], "may_draw": may_draw}


def alarms(request: StaffRequest, session: Session) -> dict[str, Any]:
    return {
        "here": here(session),
        "alarms": monitoring.standing(session.watch),
        "may_answer": request.member.may(Permission.ANSWER_ALARMS),
    }


def sign_in_mark(request: StaffRequest) -> str:
    """Names this sign-in for the tablet without telling its key."""
    return sha256(f"chairside {request.session.session_key}".encode()).hexdigest()[:20]


def log(request: StaffRequest, session: Session, course: Course) -> dict[str, Any]:
    """The last entries; from a symptom of somebody uncomfortable an adverse event can be opened."""
    harm = request.member.may(Permission.REPORT_HARM) and not request.locked
    may_ask = request.member.may(Permission.OBSERVE) and not request.locked and not course.over
    asked = orders.to_ask_after(course)[:MOST_ASKED] if may_ask else []
    last = flags(course)[: -LAST_ENTRIES - 1 : -1]
    return {"here": here(session), "session": session, "last_flags": last, "harm": harm, "ask_after": asked}


def picture(request: StaffRequest, session: Session, course: Course, now: datetime) -> dict[str, Any]:
    """The chart as large as the page says that it has room for."""
    read = traces(session.watch)
    prediction = prediction_for(request.member.clinic, session, course, now, read.last_received)
    width, height = (
        _between(request.GET.get(name), *bounds)
        for name, bounds in (("width", (300, 1600, 800)), ("height", (320, 900, 480)))
    )
    chart = draw(
        session, course, read.by_channel(), read.first_at, prediction, now, width=width, height=height
    )
    return {"svg": chart.svg(), "points_json": chart.points_json(), "prediction": prediction}


def prediction_for(
    clinic: Clinic,
    session: Session,
    course: Course,
    now: datetime,
    last_received: datetime | None,
    what_if_ug_per_h: int | None = None,
) -> Prediction | None:
    """The prediction when the clinic's forecast is on; None when it is off or nothing has started."""
    if not forecast_is_on(clinic, settings.EUTHYMIA_MODE) or course.started_at is None:
        return None
    inputs = [last_received] if last_received else []
    inputs += [one.entered_at for one in course.happenings]
    change = None if what_if_ug_per_h is None else what_if_rate(course, now, what_if_ug_per_h)
    return predict(session, course, now, inputs_at=max(inputs, default=None), what_if=change)


def whole_number(text: str | None) -> int | None:
    """The whole number in an address, short enough to be one; None for anything else."""
    return int(text) if text and text.isdecimal() and len(text) <= 18 else None


def _between(text: str | None, low: int, high: int, usual: int) -> int:
    whole = whole_number(text)
    return usual if whole is None else min(high, max(low, whole))
