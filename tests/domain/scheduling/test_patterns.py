"""Patterns of days: as good as the program with every step of every course, and a hundred courses proved."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from euthymia.domain.scheduling.answer import to_json
from euthymia.domain.scheduling.paths import Paths, paths
from euthymia.domain.scheduling.patterns import Row, choose
from euthymia.domain.scheduling.planner import Planning
from euthymia.domain.scheduling.reach import Calendar, Reached
from euthymia.domain.scheduling.reading import parse
from support.plan_requests import course, request, requests
from support.planning import DAYS, broken

Document = dict[str, Any]


def long() -> float:
    return 60.0


def cost(place: int, node: tuple[int, int]) -> float:
    """The day of every session, not of the last alone: a plan with the same end may still cost more."""
    return float(node[1])


@st.composite
def crowded(draw: st.DrawFn) -> tuple[list[Paths], list[Row]]:
    """A few courses of some length on days that hold one or two of them, and counts across some numbers only."""
    found = []
    for n in range(draw(st.integers(2, 7))):
        low = draw(st.integers(1, 2))
        asked = course(
            f"p{n}", sessions=draw(st.integers(2, 4)), min_gap_days=low, max_gap_days=low + draw(st.integers(0, 3)),
            within_days=draw(st.integers(6, 9)), done=draw(st.sampled_from([[], ["2026-11-22"]])),
        )  # fmt: skip
        parsed = parse(request(asked)).courses[0]
        days = draw(st.lists(st.integers(0, 9), min_size=5, unique=True))
        path = paths(parsed, days, [-1] if parsed.done else [])
        if path is not None:
            found.append(path)
    assume(found)
    rows = []
    for day in range(10):
        nodes = [(place, n) for place, one in enumerate(found) for n, on in one.nodes if on == day]
        rows.append(Row(day, dict.fromkeys(nodes, 1), draw(st.integers(0, 2))))
        heavy = {node: draw(st.integers(1, 3)) for node in nodes if draw(st.booleans())}
        rows.append(Row(day, heavy, draw(st.integers(1, 4))))
    return found, rows


def every(one: Paths) -> list[tuple[int, ...]]:
    """All days of a course, by its own rules."""
    days = {n: [day for m, day in one.nodes if m == n] for n, _ in one.nodes}
    found = [(day,) for _, day in one.first]
    for n in sorted(days)[1:]:
        gaps = range(one.course.min_gap_days, one.course.max_gap_days + 1)
        found = [(*some, day) for some in found for day in days[n] if day - some[-1] in gaps]
    return [some for some in found if one.window is None or some[-1] - some[0] <= one.window]


def least(courses: list[Paths], rows: list[Row]) -> float | None:
    """The least cost of all choices, tried one by one; None where there is none."""
    best: list[float] = []

    def place(number: int, so_far: float, used: list[int]) -> None:
        if best and so_far >= best[0]:
            return
        if number == len(courses):
            best[:] = [so_far]
            return
        one = courses[number]
        for days in sorted(every(one), key=sum):
            now = list(used)
            for n, day in enumerate(days, one.first[0][0]):
                for index, row in enumerate(rows):
                    if row.index == day:
                        now[index] += row.weights.get((number, n), 0)
            if all(took <= row.most for took, row in zip(now, rows, strict=True)):
                place(number + 1, so_far + sum(days), now)

    place(0, 0.0, [0] * len(rows))
    return best[0] if best else None


@settings(max_examples=60, deadline=None)
@given(crowded())
def test_what_is_proved_is_the_best_of_all_choices_and_the_bound_is_never_above_it(
    asked: tuple[list[Paths], list[Row]],
) -> None:
    courses, rows = asked
    best, found = least(courses, rows), choose(courses, cost, rows, long)
    if found is None:
        return
    assert best is not None and found.bound <= best <= found.cost
    assert found.cost == best or not found.proved
    assert all(days in every(one) for one, days in zip(courses, found.days, strict=True))
    assert choose(courses, cost, rows, long) == found


@settings(max_examples=30, deadline=None)
@given(crowded(), st.integers(0, 6))
def test_every_pattern_within_a_cost_is_found_once(asked: tuple[list[Paths], list[Row]], more: int) -> None:
    courses, _ = asked
    calendar = Calendar(courses, cost)
    reached = Reached(calendar, calendar.cost)
    for place, one in enumerate(courses):
        cheapest = min(every(one), key=sum)
        most = sum(cheapest) + more
        assert float(reached.least[place].min()) == sum(cheapest)
        assert sorted(reached.near(place, most)) == sorted(days for days in every(one) if sum(days) <= most)


def test_where_the_known_patterns_are_not_the_best_the_others_are_looked_at(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Of three courses no two share the first day: divisible, each has half of it, and whole only one has it."""
    asked = parse(request(course(sessions=1, within_days=1))).courses[0]
    three = [path for _ in range(3) if (path := paths(asked, [0, 2], [])) is not None]
    rows = [Row(0, {(a, 1): 1, (b, 1): 1}, 1) for a, b in ((0, 1), (1, 2), (0, 2))]
    found = choose(three, cost, rows, long)
    assert found is not None and (found.cost, found.bound) == (4.0, 4.0)
    monkeypatch.setattr("euthymia.domain.scheduling.patterns._MOST_PATTERNS", 0)
    found = choose(three, cost, rows, long)
    assert found is not None and (found.cost, found.bound, found.proved) == (4.0, 3.0, False)
    assert choose(three, cost, rows, lambda: 0.0) is None
    assert choose([], cost, rows, long) is None


def test_no_patterns_are_no_verdict() -> None:
    asked = parse(request(course(sessions=1, within_days=1))).courses[0]
    path = paths(asked, [0], [])
    assert path is not None
    assert choose([path, path], cost, [Row(0, {(0, 1): 1, (1, 1): 1}, 1)], long) is None


@settings(max_examples=25, deadline=None)
@given(requests())
def test_a_plan_by_patterns_costs_what_the_program_of_every_step_costs(document: Document) -> None:
    planning = Planning(parse(document))
    if planning.blocked:
        return
    master = planning._choice()
    by_patterns, (by_steps, days) = master.patterned(long), master.solved(60.0)
    if by_patterns is None:
        return
    solution, _ = by_patterns
    assert days is not None and solution.bound - 1e-6 <= by_steps.objective <= solution.objective + 1e-6
    assert not solution.proved or abs(by_steps.objective - solution.objective) < 1e-6


def hundred() -> Document:
    """People of every kind of week on eight chairs, four fifths of all room taken."""
    hours = (["08:00", "17:00"], ["08:00", "17:00"], ["08:00", "13:00"], ["12:00", "17:00"])
    weeks = (DAYS[:6], DAYS[:5], (*DAYS[:2], *DAYS[3:5]), DAYS[1:6], (DAYS[0], DAYS[2], DAYS[4]), DAYS[:4])
    courses = [
        course(
            f"p{n:03}", max_gap_days=5, within_days=(18, 21)[n % 2],
            available={day: hours[n // 6 % 4] for day in weeks[n % 6]},
        )
        for n in range(100)
    ]  # fmt: skip
    week = {day: ["08:00", "17:00"] for day in DAYS[:6]}
    return request(*courses, clinic={"open": week, "chairs": 8, "nurses": 4, "closed": ["2026-11-26"]})


def test_a_hundred_courses_on_eight_chairs_are_proved_and_the_same_again() -> None:
    document = hundred()
    asked = parse(document)
    plans = [Planning(asked).solve(long) for _ in range(2)]
    assert plans[0] is not None and plans[0] == plans[1]
    answer = to_json(plans[0], asked)
    assert (answer["proved_optimal"], answer["gap"]) == (True, 0.0)
    assert broken(document, answer) == []
