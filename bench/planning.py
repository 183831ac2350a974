"""A hundred courses of six over four weeks: planned with proof, beside booking one course after the other."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np

from euthymia.domain.scheduling.answer import Plan, to_json
from euthymia.domain.scheduling.clock import moment_of
from euthymia.domain.scheduling.packing import Placed
from euthymia.domain.scheduling.planner import Planning, plan
from euthymia.domain.scheduling.reading import parse
from euthymia.domain.scheduling.request import Request

from .measure import Result, in_turn
from .scale import Scale

_WEEK = ("mon", "tue", "wed", "thu", "fri", "sat")
_FULL, _MORNING, _AFTERNOON = ["08:00", "17:00"], ["08:00", "13:00"], ["12:00", "17:00"]
_LIMIT_S = 60.0
_CHAIRS_TO_A_COURSE = 8 / 100


def plan_s(scale: Scale) -> Result:
    """Seconds to the plan with its proof; in turn, each course booked for good as early as it can end."""
    document = _request(scale.courses)
    request = parse(document)
    found: dict[str, Any] = {}

    def planned() -> float:
        return _seconds(lambda: found.update(plan=plan(request, _clock())))

    def in_order() -> float:
        return _seconds(lambda: found.update(in_order=Planning(request).in_turn()))

    ours, reference = in_turn(scale.rounds, planned, in_order)
    best = found["plan"]
    assert isinstance(best, Plan)
    sessions, left_out = found["in_order"]
    return Result(
        "plan_s",
        ours,
        "s",
        "courses booked one after the other, each as early as it can end",
        reference,
        {
            "courses": len(request.courses),
            "chairs": request.clinic.chairs,
            "proved_optimal": best.proved_optimal,
            "gap": best.gap,
            "days_to_last_session": _days(best.sessions, request),
            "in_turn_not_placed": len(left_out),
            "in_turn_days_to_last_session": _days(sessions, request),
        },
    )


def repair_s(scale: Scale) -> Result:
    """Seconds to a repair after a chair is lost for a day; the reference plans everybody anew."""
    document = _request(scale.courses)
    request = parse(document)
    found: dict[str, Any] = {}

    def anew() -> float:
        return _seconds(lambda: found.update(plan=plan(request, _clock())))

    anew()
    disturbed = parse(_disturbed(document, to_json(found["plan"], request)))

    def repaired() -> float:
        return _seconds(lambda: found.update(repair=plan(disturbed, _clock())))

    ours, reference = in_turn(scale.rounds, repaired, anew)
    repair = found["repair"]
    assert isinstance(repair, Plan) and repair.moved is not None and repair.reseated is not None
    return Result(
        "repair_s",
        ours,
        "s",
        "the same request planned anew",
        reference,
        {
            "courses": len(request.courses),
            "proved_optimal": repair.proved_optimal,
            "moved": len(repair.moved),
            "other_chair_or_nurse": len(repair.reseated),
        },
    )


def _seconds(work: Callable[[], object]) -> float:
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def _clock() -> Callable[[], float]:
    began = time.perf_counter()
    return lambda: _LIMIT_S - (time.perf_counter() - began)


def _request(courses: int) -> dict[str, Any]:
    """People with three to six weekdays and, half of them, only mornings or only afternoons; all can be planned."""
    random = np.random.default_rng(4)
    clinic = {
        "timezone": "America/Los_Angeles",
        "open": {day: _FULL for day in _WEEK},
        "closed": ["2026-11-26"],
        "chairs": max(1, round(courses * _CHAIRS_TO_A_COURSE)),
        "nurses": max(1, round(courses * _CHAIRS_TO_A_COURSE / 2)),
        "patients_per_nurse": 2,
    }
    asked: list[dict[str, Any]] = []
    while len(asked) < courses:
        hours = (_FULL, _FULL, _MORNING, _AFTERNOON)[random.integers(4)]
        days = random.choice(_WEEK, random.integers(3, len(_WEEK) + 1), replace=False)
        one = {
            "patient": f"p{len(asked):03}",
            "sessions": 6,
            "within_days": int(random.choice((18, 21))),
            "min_gap_days": 2,
            "max_gap_days": 5,
            "minutes": 120,
            "available": {day: hours for day in _WEEK if day in days},
        }
        alone = {"from": "2026-11-23", "clinic": clinic, "courses": [one]}
        if not Planning(parse(alone)).blocked:
            asked.append(one)
    return {"from": "2026-11-23", "clinic": clinic, "courses": asked}


def _disturbed(document: dict[str, Any], answer: dict[str, Any]) -> dict[str, Any]:
    """The same request with the plan in it, and a chair out of service on one day."""
    out = [{"chair": 1, "start": "2026-12-02T08:00", "minutes": 540, "attended": False}]
    return {**document, "booked": out, "keep": answer}


def _days(sessions: Sequence[Placed], request: Request) -> int:
    """Days from the first one to each course's last session, together."""
    zone = ZoneInfo(request.clinic.timezone)
    last = {one.patient: moment_of(one.start, zone).date() for one in sessions}
    return sum((day - request.start).days for day in last.values())
