"""An invented clinic for eight weeks, week after week: new patients, no-shows, illness, closed days, a nurse who is
away, Thanksgiving and a change of clocks. The same happens whoever plans: the planner, or a desk that books one course
after the other.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from itertools import pairwise
from random import Random
from typing import Any

from euthymia.domain.scheduling.answer import Plan, to_json
from euthymia.domain.scheduling.planner import Planning, plan
from euthymia.domain.scheduling.reading import parse

Document = dict[str, Any]
FIRST, WEEKS = date(2026, 10, 5), 8  # the clocks go back in the fourth week, Thanksgiving is in the eighth
SESSIONS, WITHIN, LEAST, MOST = 6, 21, 2, 5
NO_SHOW, ILL, CLOSED, NURSE_AWAY = 0.06, 0.03, 0.3, 0.3
THANKSGIVING = "2026-11-26"


@dataclass(frozen=True)
class Size:
    chairs: int
    nurses: int
    new_a_week: int
    limit_s: float = 20.0


@dataclass
class Outcome:
    """What became of everybody: sessions given by patient, who is out and why, what was promised and moved."""

    given: dict[str, list[str]] = field(default_factory=dict)
    named: dict[str, list[str]] = field(default_factory=dict)
    waiting: set[str] = field(default_factory=set)
    moved: int = 0
    promised: int = 0
    proved: list[bool] = field(default_factory=list)

    def treated(self) -> list[str]:
        """Who had all sessions within the window."""
        return [who for who, days in self.given.items() if len(days) == SESSIONS and span(days) <= WITHIN]

    def figures(self) -> dict[str, Any]:
        spans = [span(self.given[who]) for who in self.treated()]
        return {
            "patients": len(self.given), "treated_in_window": len(spans), "named": len(self.named),
            "under_way": len(self.waiting), "sessions": sum(map(len, self.given.values())),
            "mean_days": round(sum(spans) / len(spans), 1) if spans else None, "moved_by_the_clinic": self.moved,
        }  # fmt: skip


def span(days: list[str]) -> int:
    moments = sorted(date.fromisoformat(day) for day in days)
    return (moments[-1] - moments[0]).days


class Clinic:
    """What the desk knows. `answer_of` answers a request; `checked` looks at each answer."""

    def __init__(
        self,
        size: Size,
        seed: int,
        answer_of: Callable[[Document], Document],
        checked: Callable[[Document, Document], None],
    ) -> None:
        self.size, self.seed, self.answer_of, self.checked = size, seed, answer_of, checked
        self.courses: list[Document] = []
        self.outcome = Outcome()
        self.closed = [THANKSGIVING]
        self.answer: Document = {"sessions": []}

    def run(self) -> Outcome:
        for week in range(WEEKS):
            self._week(week, FIRST + timedelta(days=7 * week))
        self.outcome.waiting = {course["patient"] for course in self.courses}
        return self.outcome

    def _chance(self, *of: Any) -> Random:
        return Random(f"{self.seed} {of}")

    def _week(self, week: int, monday: date) -> None:
        for _ in range(self.size.new_a_week):
            name = f"p{len(self.outcome.given):03}"
            self.outcome.given[name] = []
            self.courses.append(
                {"patient": name, "sessions": SESSIONS, "within_days": WITHIN, "min_gap_days": LEAST, "max_gap_days": MOST,
                 "minutes": 120, "done": self.outcome.given[name]}
            )  # fmt: skip
        chance = self._chance("week", week)
        if chance.random() < CLOSED:
            self.closed.append(str(monday + timedelta(days=chance.randrange(5))))
        nurses: list[Document] = [{"id": f"n{n}"} for n in range(self.size.nurses)]
        if chance.random() < NURSE_AWAY:
            nurses[-1]["absent"] = [str(monday + timedelta(days=chance.randrange(5)))]
        for course in self.courses:
            sick = self._chance("ill", course["patient"], week)
            if sick.random() < ILL:
                first = monday + timedelta(days=sick.randrange(4))
                course["away"] = [str(first + timedelta(days=n)) for n in range(3)]
        self._plan(monday, nurses)
        self._treat(monday)

    def _plan(self, monday: date, nurses: list[Document]) -> None:
        """Whoever finds no place is named with the reason, and the rest are planned."""
        before = _promised(self.answer, monday)
        while True:
            document = {
                "from": str(monday),
                "clinic": {
                    "timezone": "America/Los_Angeles",
                    "open": {day: ["08:00", "14:00"] for day in ("mon", "tue", "wed", "thu", "fri")},
                    "closed": self.closed, "chairs": self.size.chairs, "nurses": nurses, "patients_per_nurse": 1,
                },
                "courses": self.courses,
                "keep": self.answer,
            }  # fmt: skip
            answer = self.answer_of(document)
            if "sessions" in answer:
                self.checked(document, answer)
                break
            out = answer["blocked"] or [self.courses[-1]["patient"]]
            for who in out:
                self.outcome.named[who] = answer["impossible"]
            self.courses = [course for course in self.courses if course["patient"] not in out]
        self.answer = answer
        self.outcome.proved.append(answer["proved_optimal"])
        kept = _promised(answer, monday)
        self.outcome.promised += len(before)
        self.outcome.moved += sum(one not in kept for one in before if one[0] not in self.outcome.named)

    def _treat(self, monday: date) -> None:
        """The week as it went: most come. Who had the last session goes."""
        until = str(monday + timedelta(days=7))
        for one in self.answer["sessions"]:
            who = one["patient"]
            tried = (who, one["start"][:10])
            if one["start"] < until and self._chance("came", *tried).random() >= NO_SHOW:
                self.outcome.given[who].append(one["start"][:10])
        for course in self.courses:
            course.pop("away", None)
        self.courses = [course for course in self.courses if len(course["done"]) < course["sessions"]]


def _promised(answer: Document, monday: date) -> set[tuple[str, str]]:
    """Who was told to come when, from this week on."""
    return {(one["patient"], one["start"]) for one in answer["sessions"] if one["start"] >= str(monday)}


def planner(seconds: float) -> Callable[[Document], Document]:
    """The program's own: plans, and repairs what it promised."""

    def answered(document: Document) -> Document:
        request = parse(document)
        return to_json(plan(request, lambda: seconds), request)

    return answered


def one_after_the_other(document: Document) -> Document:
    """A desk that books each course as early as it can end, whoever has least choice first, and moves whom it must."""
    request = parse({key: value for key, value in document.items() if key != "keep"})
    sessions, left_out = Planning(request).in_turn()
    placed = {one.patient for one in sessions}
    out = sorted(
        {*left_out, *(one["patient"] for one in document["courses"] if one["patient"] not in placed)}
    )
    if out:
        return {"impossible": ["no place was left in turn"], "blocked": out}
    return to_json(Plan(sessions, False, 1.0), request)


def finished_in_time(outcome: Outcome) -> bool:
    """Nobody is lost: treated in the window, under way, or named with the reason."""
    for who, days in outcome.given.items():
        gaps = [(datetime.fromisoformat(b) - datetime.fromisoformat(a)).days for a, b in pairwise(days)]
        if any(gap < LEAST for gap in gaps):
            return False
        if who not in outcome.named and (len(days) > SESSIONS or (days and span(days) > WITHIN)):
            return False
        if len(days) < SESSIONS and who not in outcome.waiting and not outcome.named.get(who):
            return False
    return True
