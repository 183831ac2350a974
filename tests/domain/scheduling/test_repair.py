"""Repair: what was promised stands, as much of it as can, and what moved is shown old beside new."""

from __future__ import annotations

from copy import deepcopy
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from euthymia.domain.scheduling.answer import to_json
from euthymia.domain.scheduling.planner import Planning
from euthymia.domain.scheduling.reading import parse
from support.plan_requests import requests
from support.planning import broken, every_plan

Document = dict[str, Any]
WEEKDAYS = ("mon", "tue", "wed", "thu", "fri")


def request(patients: int = 5, **clinic: Any) -> Document:
    return {
        "from": "2026-11-23",
        "clinic": {
            "timezone": "America/Los_Angeles",
            "open": {day: ["08:00", "17:00"] for day in WEEKDAYS},
            "chairs": 2,
            "nurses": 2,
            "patients_per_nurse": 1,
            **clinic,
        },
        "courses": [
            {"patient": f"p{n}", "sessions": 6, "within_days": 21, "min_gap_days": 2, "max_gap_days": 5,
             "minutes": 120, "done": []}
            for n in range(patients)
        ],
    }  # fmt: skip


def plan(document: Document) -> Document:
    asked = parse(document)
    found = Planning(asked).solve(lambda: 60.0)
    assert found is not None
    answer = to_json(found, asked)
    assert broken(document, answer) == []
    assert answer["proved_optimal"] is True
    return answer


def test_nothing_changed_moves_nothing() -> None:
    document = request()
    first = plan(document)
    again = plan({**document, "keep": first})
    assert (again["moved"], again["reseated"]) == ([], [])
    assert again["sessions"] == first["sessions"]


@settings(max_examples=20, deadline=None)
@given(requests())
def test_nothing_changed_moves_nothing_whatever_is_asked(document: Document) -> None:
    asked = parse(document)
    before = Planning(asked).solve(lambda: 60.0)
    if before is None:
        return
    first = to_json(before, asked)
    again = plan({**document, "keep": first})
    assert (again["moved"], again["reseated"]) == ([], [])
    assert again["sessions"] == first["sessions"]


def test_a_closed_day_moves_its_own_sessions_and_no_others() -> None:
    document = request()
    first = plan(document)
    document["clinic"]["closed"] = ["2026-11-30"]
    lost = {(one["patient"], one["start"]) for one in first["sessions"] if "2026-11-30" in one["start"]}
    assert lost
    again = plan({**document, "keep": first})
    assert {(one["patient"], one["was"]["start"]) for one in again["moved"]} == lost
    assert all(one["now"] is not None and "2026-11-30" not in one["now"]["start"] for one in again["moved"])
    stayed = {(one["patient"], one["start"]) for one in again["sessions"]}
    assert {(one["patient"], one["start"]) for one in first["sessions"]} - lost <= stayed
    assert all(one["days"] <= one["within_days"] for one in again["courses"])


def test_a_missed_session_is_planned_again_and_sessions_given_stay_given() -> None:
    document = request(2)
    first = plan(document)
    own = [one["start"] for one in first["sessions"] if one["patient"] == "p0"]
    other = [one["start"] for one in first["sessions"] if one["patient"] == "p1"]
    document["from"] = "2026-11-27"
    document["courses"][0]["done"] = [start for start in own if start < "2026-11-26"][:1]
    document["courses"][1]["done"] = [start for start in other if start < "2026-11-27"]
    again = plan({**document, "keep": first})
    assert {one["patient"] for one in again["moved"]} == {"p0"}
    assert [one["was"]["start"] for one in again["moved"]] == [s for s in own[1:] if s < "2026-11-27"]
    assert [one["n"] for one in again["sessions"] if one["patient"] == "p0"] == [2, 3, 4, 5, 6]


def test_a_chair_that_is_gone_leaves_the_times_where_they_can_be() -> None:
    document = request(2)
    first = plan(document)
    moved_over = deepcopy(first)
    for one in moved_over["sessions"]:
        one["chair"] = 3
    again = plan({**document, "keep": moved_over})
    assert again["moved"] == []
    assert len(again["reseated"]) == 12
    assert {one["now"]["chair"] for one in again["reseated"]} <= {1, 2}


def test_a_new_patient_is_placed_round_those_who_are_promised() -> None:
    document = request(4)
    first = plan(document)
    document["courses"].append({**document["courses"][0], "patient": "new"})
    again = plan({**document, "keep": first})
    assert again["moved"] == []
    assert sum(one["patient"] == "new" for one in again["sessions"]) == 6


def test_who_is_no_longer_asked_for_frees_the_chair() -> None:
    document = request(3)
    first = plan(document)
    del document["courses"][0]
    again = plan({**document, "keep": first})
    assert again["moved"] == [] and {one["patient"] for one in again["sessions"]} == {"p1", "p2"}


def test_a_booking_over_an_appointment_moves_it_within_its_day() -> None:
    document = request(1, chairs=1)
    first = plan(document)
    document["booked"] = [{"chair": 1, "start": "2026-11-23T08:30", "minutes": 60}]
    again = plan({**document, "keep": first})
    (moved,) = again["moved"]
    assert moved["was"]["start"] == "2026-11-23T08:00-08:00"
    assert moved["now"]["start"] == "2026-11-23T09:30-08:00"


def appointments(answer: Document) -> set[tuple[str, str]]:
    return {(one["patient"], one["start"][:16]) for one in answer["sessions"]}


@st.composite
def disturbed(draw: st.DrawFn) -> tuple[Document, Document]:
    """A tiny request, and the same after something happened to it."""
    hours = {day: ["08:00", "12:00"] for day in draw(st.sampled_from([WEEKDAYS[:4], WEEKDAYS[1:]]))}
    document = request(draw(st.integers(1, 2)), open=hours, chairs=draw(st.integers(1, 2)), nurses=2)
    for course in document["courses"]:
        course.update(sessions=draw(st.integers(1, 2)), max_gap_days=3, min_gap_days=1, within_days=4)
    document["until"] = "2026-11-27"
    after = deepcopy(document)
    happened = draw(st.sampled_from(["closed", "booked", "chair", "away"]))
    day = draw(st.sampled_from(["2026-11-24", "2026-11-25", "2026-11-26"]))
    if happened == "closed":
        after["clinic"]["closed"] = [day]
    elif happened == "booked":
        after["booked"] = [
            {"chair": 1, "start": f"{day}T08:00", "minutes": draw(st.sampled_from([120, 240]))}
        ]
    elif happened == "chair":
        after["clinic"].update(chairs=1, nurses=1)
    else:
        after["courses"][0]["away"] = [day]
    return document, after


@settings(max_examples=25, deadline=None)
@given(disturbed())
def test_no_repair_moves_less(pair: tuple[Document, Document]) -> None:
    document, after = pair
    asked = parse(document)
    before = Planning(asked).solve(lambda: 60.0)
    if before is None:
        return
    first = to_json(before, asked)
    repair = parse({**after, "keep": first})
    found = Planning(repair).solve(lambda: 60.0)
    promised = appointments(first)

    def lost(answer: Document) -> int:
        return len(promised - appointments(answer))

    if found is None:
        assert list(every_plan(after, 120, 5)) == []
        return
    again = to_json(found, repair)
    assert broken(after, again) == []
    assert len(again["moved"]) == lost(again)
    assert list(every_plan(after, 120, 5, lambda one: lost(one) < lost(again))) == []
