"""Eight weeks of an invented clinic: no-shows, closures, Thanksgiving and a change of clocks. Nobody is lost."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from itertools import pairwise
from random import Random
from typing import Any

from euthymia.domain.scheduling.answer import to_json
from euthymia.domain.scheduling.planner import plan
from euthymia.domain.scheduling.reading import parse
from support.planning import broken

Document = dict[str, Any]
FIRST = date(2026, 10, 5)
WEEKS, NEW_A_WEEK, NO_SHOW, CLOSURE = 8, 2, 0.08, 0.4


class Clinic:
    """What the desk knows: who is treated, what was given, what was promised, whom it could not keep in time."""

    def __init__(self, seed: int) -> None:
        self.random = Random(seed)
        self.courses: list[Document] = []
        self.given: dict[str, list[str]] = {}
        self.named: dict[str, list[str]] = {}
        self.closed = ["2026-11-26"]
        self.answer: Document = {"sessions": []}

    def week(self, monday: date) -> None:
        for _ in range(NEW_A_WEEK):
            name = f"p{len(self.given):02}"
            self.given[name] = []
            self.courses.append(
                {"patient": name, "sessions": 6, "within_days": 21, "min_gap_days": 2, "max_gap_days": 5,
                 "minutes": 120, "done": self.given[name]}
            )  # fmt: skip
        if self.random.random() < CLOSURE:
            self.closed.append(str(monday + timedelta(days=self.random.randrange(5))))
        self.plan(monday)
        self.treat(monday)

    def plan(self, monday: date) -> None:
        """Repairs the plan; a patient in whose way the limits are is named with them, and the rest are planned."""
        while True:
            document = {
                "from": str(monday),
                "clinic": {
                    "timezone": "America/Los_Angeles",
                    "open": {day: ["08:00", "14:00"] for day in ("mon", "tue", "wed", "thu", "fri")},
                    "closed": self.closed, "chairs": 2, "nurses": 2, "patients_per_nurse": 1,
                },
                "courses": self.courses,
                "keep": self.answer,
            }  # fmt: skip
            request = parse(document)
            answer = to_json(plan(request, lambda: 30.0), request)
            if "sessions" in answer:
                assert broken(document, answer) == []
                self.answer = answer
                return
            out = answer["blocked"][0] if answer["blocked"] else self.courses[-1]["patient"]
            assert answer["impossible"]
            self.named[out] = answer["impossible"]
            self.courses = [course for course in self.courses if course["patient"] != out]

    def treat(self, monday: date) -> None:
        """The week as it went: most come."""
        until = str(monday + timedelta(days=7))
        for one in self.answer["sessions"]:
            if one["start"] < until and self.random.random() >= NO_SHOW:
                self.given[one["patient"]].append(one["start"][:10])
        self.courses = [course for course in self.courses if len(course["done"]) < course["sessions"]]


def test_everybody_is_treated_within_the_window_or_named_with_the_reason() -> None:
    clinic = Clinic(seed=5)
    for week in range(WEEKS):
        clinic.week(FIRST + timedelta(days=7 * week))
    waiting = {course["patient"] for course in clinic.courses}
    for patient, given in clinic.given.items():
        days = [datetime.fromisoformat(day) for day in given]
        assert not days or (max(days) - min(days)).days <= 21 or patient in clinic.named
        assert len(given) == 6 or patient in waiting or clinic.named[patient]
        assert all((b - a).days >= 2 for a, b in pairwise(days))
    treated = [patient for patient, given in clinic.given.items() if len(given) == 6]
    assert len(treated) >= 8
    assert len(clinic.named) <= 2
