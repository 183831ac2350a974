"""What the planner answers: a plan and how good it is, or the limits that cannot hold together."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

from .clock import moment_of
from .packing import Placed
from .request import Kept, Request


@dataclass(frozen=True, slots=True)
class Moved:
    """An appointment that is no longer where it was; `was` None is a new one, `now` None one that fell away."""

    patient: str
    was: Kept | None
    now: Placed | None


@dataclass(frozen=True, slots=True)
class Plan:
    """Sessions in order of start. `gap` is how far the plan may be from the best, as a share of its cost.

    `moved` and `reseated` (the time stands, chair or nurse is another) are None unless a plan was kept.
    """

    sessions: tuple[Placed, ...]
    proved_optimal: bool
    gap: float
    moved: tuple[Moved, ...] | None = None
    reseated: tuple[Moved, ...] | None = None


@dataclass(frozen=True, slots=True)
class Limit:
    """One limit of a request, or one that several courses have alike: where it stands, and what it says."""

    at: tuple[str, ...]
    says: str


@dataclass(frozen=True, slots=True)
class Impossible:
    """No plan exists. Without any one of these limits the others can be kept; `smallest` False: the time ran
    out before each had been tried. `blocked` are all patients who could not be planned even alone; the limits
    are those of the first of them."""

    limits: tuple[Limit, ...]
    smallest: bool = True
    blocked: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Undecided:
    """The time ran out with no plan found, and none shown to be impossible."""

    limit_s: float


def to_json(answer: Plan | Impossible | Undecided, request: Request) -> dict[str, Any]:
    """The answer of `euthymia plan --json`."""
    if isinstance(answer, Impossible):
        return {
            "impossible": [limit.says for limit in answer.limits],
            "limits": [{"at": list(limit.at), "says": limit.says} for limit in answer.limits],
            "smallest": answer.smallest,
            "blocked": list(answer.blocked),
        }
    if isinstance(answer, Undecided):
        says = f"no plan was found in {answer.limit_s:g} s, and none was shown to be impossible"
        return {"undecided": f"{says}: a larger limit_s gives more time"}
    zone = ZoneInfo(request.clinic.timezone)
    document: dict[str, Any] = {
        "sessions": [_session(one, zone) for one in answer.sessions],
        "proved_optimal": answer.proved_optimal,
        "gap": answer.gap,
        "courses": [_course(request, n, answer, zone) for n in range(len(request.courses))],
    }
    if answer.moved is not None and answer.reseated is not None:
        document["moved"] = [_moved(one, zone) for one in answer.moved]
        document["reseated"] = [_moved(one, zone) for one in answer.reseated]
    return document


def _start(minute: int, zone: ZoneInfo) -> str:
    return moment_of(minute, zone).isoformat(timespec="minutes")


def _session(one: Placed, zone: ZoneInfo) -> dict[str, Any]:
    return {
        "patient": one.patient,
        "n": one.n,
        "start": _start(one.start, zone),
        "chair": one.chair,
        "nurse": one.nurse,
    }


def _course(request: Request, place: int, plan: Plan, zone: ZoneInfo) -> Mapping[str, Any]:
    """How a course lies in its window, sessions given included."""
    course = request.courses[place]
    days = [*course.done]
    days += [moment_of(one.start, zone).date() for one in plan.sessions if one.patient == course.patient]
    return {
        "patient": course.patient,
        "done": len(course.done),
        "sessions": course.sessions,
        "first": min(days).isoformat(),
        "last": max(days).isoformat(),
        "days": (max(days) - min(days)).days,
        "within_days": course.within_days,
    }


def _moved(one: Moved, zone: ZoneInfo) -> dict[str, Any]:
    was, now = one.was, one.now
    return {
        "patient": one.patient,
        "was": None
        if was is None
        else {"n": was.n, "start": _start(was.start_min, zone), "chair": was.chair, "nurse": was.nurse},
        "now": None
        if now is None
        else {"n": now.n, "start": _start(now.start, zone), "chair": now.chair, "nurse": now.nurse},
    }
