"""My progress: one measure over time in one sentence, without judgement, with the same as a table."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.http import Http404, HttpResponse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from euthymia.clinic.people.doors import patient
from euthymia.clinic.people.models import Patient
from euthymia.clinic.people.pages import page_of
from euthymia.clinic.questionnaires import trends
from euthymia.clinic.questionnaires.trends import Tick, Trend
from euthymia.domain import instruments
from euthymia.domain.instruments import Better, Instrument
from euthymia.journey.infusion import queries as infusions

from .language import spoken
from .report_views import own, seen
from .views import left_locked, to_unlock

_DESK, _PHONE = (640, 300), (316, 280)


@spoken
@patient
@require_GET
def progress(request: Any) -> HttpResponse:
    """What can be looked at, each with its newest score."""
    if left_locked(request):
        return to_unlock(request)
    record = own(request)
    seen(record, "looked at their own progress")
    rows = [(one.instrument, _what(one.instrument), sentence(one)) for one in measures(record)]
    return page_of(record.clinic, request, "portal/progress.html", {"record": record, "rows": rows})


@spoken
@patient
@require_GET
def measure(request: Any, instrument: str) -> HttpResponse:
    """One measure: a sentence, the chart, the table."""
    if left_locked(request):
        return to_unlock(request)
    record = own(request)
    context = shown(record, instrument, request.unit.now)
    seen(record, f"looked at their own {instrument} over time")
    return page_of(record.clinic, request, "portal/measure.html", {"record": record, **context})


def measures(record: Patient) -> list[Trend]:
    """What the patient answers by themself and has answered."""
    return [one for one in trends.trends(record.clinic, record) if one.instrument.patient_may_answer]


def shown(record: Patient, instrument: str, now: datetime) -> dict[str, Any]:
    """What the page of one measure shows; 404 for what the patient was never asked by themself."""
    asked = instruments.BY_ID.get(instrument)
    if asked is None or not asked.patient_may_answer:
        raise Http404(f"{instrument} is none of the patient's own measures")
    ticks, first = _infusions(record, now)
    trend = trends.trend(record.clinic, record, asked, now, ticks=ticks, first_infusion=first)
    context: dict[str, Any] = {
        "instrument": asked,
        "what": _what(asked),
        "trend": trend,
        "sentence": sentence(trend),
    }
    if trend.points or trend.missed:
        desk, phone = (
            trends.picture(
                trend, record.clinic, now, width=width, height=height, language=_spoken(), summary=sentence(trend), flags=False,
            )
            for width, height in (_DESK, _PHONE)
        )  # fmt: skip
        context |= {"desk": desk.svg(), "phone": phone.svg()}
    return context


def sentence(trend: Trend) -> str:
    """Now, then, and which way is better; what it means is for a talk with the team."""
    scored = [point.response for point in trend.points if point.response.total is not None]
    if not scored:
        return _("There is no score yet.")
    top = f"{trend.instrument.range[1]:g}"
    now, before = f"{scored[-1].total:g}", trend.baseline or scored[0]
    better = {Better.LOWER: _("Lower is better."), Better.HIGHER: _("Higher is better.")}.get(
        trend.instrument.better, ""
    )
    if before is scored[-1] or before.total is None:
        said = _("Your score is %(now)s of %(top)s.") % {"now": now, "top": top}
    else:
        then = {"now": now, "top": top, "then": f"{before.total:g}"}
        said = _("Your newest score is %(now)s of %(top)s; at the beginning it was %(then)s.") % then
    return f"{said} {better}".strip()


def _spoken() -> str:
    return (get_language() or "en").partition("-")[0]


def _what(asked: Instrument) -> str:
    return asked.measures.said(_spoken())[0]


def _infusions(record: Patient, now: datetime) -> tuple[list[Tick], date | None]:
    courses = infusions.courses(list(infusions.of_patient(record)), now).values()
    begun = sorted(course.started_at for course in courses if course.started_at is not None)
    ticks = [Tick(at, str(number)) for number, at in enumerate(begun, 1)]
    return ticks, begun[0].astimezone(record.clinic.zone).date() if begun else None
