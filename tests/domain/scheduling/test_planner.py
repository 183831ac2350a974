"""Plans: every limit kept, the best there is, the same again, and in words why there is none."""

from __future__ import annotations

from copy import deepcopy
from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings

from euthymia.domain.scheduling.answer import to_json
from euthymia.domain.scheduling.planner import Planning, plan
from euthymia.domain.scheduling.reading import parse
from support.plan_requests import course, request, requests, tiny
from support.planning import DAYS, broken, every_plan, finish

Document = dict[str, Any]


def answered(document: Document, seconds: float = 60.0) -> Document:
    asked = parse(document)
    return to_json(plan(asked, lambda: seconds), asked)


def found(document: Document) -> Document | None:
    """The plan of a request, None when there is none and nobody asks why."""
    asked = parse(document)
    planning = Planning(asked)
    plan_ = planning.solve(lambda: 60.0)
    assert (plan_ is None) == planning.impossible
    return None if plan_ is None else to_json(plan_, asked)


def planned(document: Document) -> Document:
    """The plan of a request that has one, after every limit was checked."""
    answer = answered(document)
    assert "sessions" in answer, answer
    assert broken(document, answer) == []
    return answer


def days_of(answer: Document, patient: str = "p1") -> list[str]:
    return [one["start"][:10] for one in answer["sessions"] if one["patient"] == patient]


PUBLIC = {
    "from": "2026-11-23",
    "clinic": {
        "timezone": "America/Los_Angeles",
        "open": {"mon": ["08:00", "17:00"]},
        "closed": ["2026-11-26"],
        "chairs": 4,
        "nurses": 2,
        "patients_per_nurse": 2,
        "prescribers": [{"id": "dr-1", "days": ["mon", "wed"]}],
    },
    "booked": [{"chair": 1, "start": "2026-11-23T09:00", "minutes": 120}],
    "courses": [course(available={"mon": ["08:00", "12:00"]}, done=[])],
    "limit_s": 10,
}


def test_six_sessions_lie_within_the_window_and_the_gaps() -> None:
    answer = planned(request(course()))
    assert days_of(answer)[0] == "2026-11-23" and len(days_of(answer)) == 6
    assert (answer["proved_optimal"], answer["gap"]) == (True, 0.0)
    assert [one["n"] for one in answer["sessions"]] == [1, 2, 3, 4, 5, 6]
    assert answer["sessions"][0]["start"] == "2026-11-23T08:00-08:00"


def test_the_public_example_is_impossible_for_the_reason_that_it_is() -> None:
    answer = answered(PUBLIC)
    assert {at for limit in answer["limits"] for at in limit["at"]} == {
        "/clinic/open",
        "/courses/0/max_gap_days",
    }
    assert len(answer["impossible"]) == 2 and answer["smallest"] is True
    assert "at most 4 days between two sessions of p1" in answer["impossible"][1]


def test_sessions_given_count_and_hold_the_window() -> None:
    document = request(course(done=["2026-11-18", "2026-11-20T09:00"]))
    answer = planned(document)
    assert [one["n"] for one in answer["sessions"]] == [3, 4, 5, 6]
    assert answer["courses"][0] == {
        "patient": "p1", "done": 2, "sessions": 6, "first": "2026-11-18", "last": days_of(answer)[-1],
        "days": (date.fromisoformat(days_of(answer)[-1]) - date(2026, 11, 18)).days, "within_days": 21,
    }  # fmt: skip


def test_a_course_that_is_done_asks_for_nothing() -> None:
    done = ["2026-11-09", "2026-11-11", "2026-11-13", "2026-11-16", "2026-11-18", "2026-11-20"]
    assert planned(request(course(done=done)))["sessions"] == []
    assert planned(request())["sessions"] == []


def test_closures_holidays_and_single_days_are_kept() -> None:
    closed = {"closed": ["2026-11-25", "2026-11-26"], "open_on": {"2026-11-27": ["13:00", "16:00"]}}
    document = request(course(sessions=2), clinic=closed)
    starts = [one["start"] for one in planned(document)["sessions"]]
    assert starts == ["2026-11-23T08:00-08:00", "2026-11-27T13:00-08:00"]


def test_a_booking_takes_its_chair_and_a_nurse() -> None:
    one_of_each = {"chairs": 2, "nurses": 1, "patients_per_nurse": 1, "open": {"mon": ["08:00", "12:00"]}}
    short = course(sessions=1, within_days=1)
    booked = [{"chair": 1, "start": "2026-11-23T08:00", "minutes": 120}]
    answer = planned(request(short, clinic=one_of_each, booked=booked))
    assert answer["sessions"][0]["start"] == "2026-11-23T10:00-08:00"
    booked[0]["attended"] = False
    answer = planned(request(short, clinic=one_of_each, booked=booked))
    assert (answer["sessions"][0]["start"], answer["sessions"][0]["chair"]) == ("2026-11-23T08:00-08:00", 2)


def test_the_prescriber_must_be_there() -> None:
    there = [
        {"id": "dr-1", "days": ["mon", "wed"], "absent": ["2026-11-25"]},
        {"id": "dr-2", "days": ["fri"]},
    ]
    days = days_of(planned(request(course(max_gap_days=5), clinic={"prescribers": there})))
    assert days[:3] == ["2026-11-23", "2026-11-27", "2026-11-30"]
    nobody = answered(request(course(), clinic={"prescribers": []}))
    assert nobody["impossible"] == ["no prescriber is ever there (prescribers)"]


def test_a_first_infusion_may_need_a_nurse_of_its_own() -> None:
    small = {"chairs": 2, "nurses": 1, "open": {day: ["08:00", "10:00"] for day in DAYS}}
    two = [course(name, sessions=2, first_patients_per_nurse=1) for name in ("p1", "p2")]
    answer = planned(request(*two, clinic=small))
    assert days_of(answer, "p1")[0] != days_of(answer, "p2")[0]
    together = [course(name, sessions=2) for name in ("p1", "p2")]
    answer = planned(request(*together, clinic=small))
    assert days_of(answer, "p1") == days_of(answer, "p2")


def test_phases_and_turnover_are_occupancies_of_their_own() -> None:
    small = {
        "chairs": 1, "nurses": 3, "patients_per_nurse": 1, "turnover_min": 15, "recovery_places": 1,
        "recovering_per_nurse": 2, "open": {"mon": ["08:00", "12:15"]},
    }  # fmt: skip
    three = [course(f"p{n}", sessions=1, within_days=1, recovery_min=60) for n in range(3)]
    answer = planned(request(*three, clinic=small))
    starts = [one["start"][11:16] for one in answer["sessions"]]
    assert starts == ["08:00", "09:15", "08:00"] or len({one["start"][:10] for one in answer["sessions"]}) > 1


def test_starts_are_staggered_and_travel_is_left_its_time() -> None:
    document = request(
        *(course(f"p{n}", sessions=1, within_days=1) for n in range(3)),
        course("far", sessions=1, within_days=1, available={"mon": ["08:00", "17:00"]}, travel_min=90),
        clinic={"start_gap_min": 20, "open": {"mon": ["08:00", "17:00"]}},
    )
    starts = {one["patient"]: one["start"][11:16] for one in planned(document)["sessions"]}
    assert starts.pop("far") == "09:30"
    assert sorted(starts.values()) == ["08:00", "08:20", "08:40"]


def test_a_patient_sees_the_same_nurse_where_she_can() -> None:
    answer = planned(request(*(course(f"p{n}") for n in range(4))))
    for n in range(4):
        assert len({one["nurse"] for one in answer["sessions"] if one["patient"] == f"p{n}"}) == 1


@pytest.mark.parametrize(
    ("zone", "start", "before", "after"),
    [
        ("America/Los_Angeles", "2026-10-28", "-07:00", "-08:00"),
        ("America/Los_Angeles", "2027-03-10", "-08:00", "-07:00"),
        ("Europe/Berlin", "2026-10-21", "+02:00", "+01:00"),
        ("Europe/Berlin", "2027-03-24", "+01:00", "+02:00"),
        ("Asia/Kathmandu", "2026-11-23", "+05:45", "+05:45"),
    ],
)
def test_the_hour_on_the_wall_stays_when_the_clocks_change(
    zone: str, start: str, before: str, after: str
) -> None:
    document = request(course(), clinic={"timezone": zone}, **{"from": start})
    starts = [one["start"] for one in planned(document)["sessions"]]
    assert (starts[0][-6:], starts[-1][-6:]) == (before, after)
    assert {start[11:16] for start in starts} == {"08:00"}


def test_the_night_of_the_change_has_the_hours_it_has() -> None:
    night = {"open": {"sun": ["00:30", "04:30"]}, "chairs": 1}
    short = course(sessions=1, within_days=1, minutes=210)
    autumn = planned(request(short, clinic=night, until="2026-11-01", **{"from": "2026-11-01"}))
    assert autumn["sessions"][0]["start"] == "2026-11-01T00:30-07:00"
    spring = answered(request(short, clinic=night, until="2027-03-14", **{"from": "2027-03-14"}))
    assert "impossible" in spring  # three hours from half past midnight to half past four


def test_a_full_calendar_names_the_bookings() -> None:
    booked = [{"chair": 1, "start": f"2026-11-{day}T08:00", "minutes": 540} for day in (23, 24, 25, 26, 27)]
    answer = answered(
        request(course(sessions=1, within_days=1), clinic={"chairs": 1}, booked=booked, until="2026-11-27")
    )
    assert ["/booked"] in [limit["at"] for limit in answer["limits"]]


def test_patients_who_compete_are_named_with_what_they_compete_for() -> None:
    small = {"chairs": 1, "open": {day: ["08:00", "10:00"] for day in ("mon", "wed", "fri")}}
    document = request(*(course(f"p{n}", max_gap_days=3) for n in range(4)), clinic=small)
    answer = answered(document)
    named = [limit["at"] for limit in answer["limits"]]
    assert ["/clinic/chairs"] in named and ["/clinic/open"] in named and ["/until"] in named
    assert sum(at[0].count("/") == 2 and at[0].startswith("/courses/") for at in named) == 3


def test_all_who_cannot_be_planned_even_alone_are_named() -> None:
    never = [course("a", available={}), course("b"), course("c", available={"sat": ["08:00", "17:00"]})]
    answer = answered(request(*never))
    assert answer["blocked"] == ["a", "c"]
    assert answer["impossible"] == ["a can come never (available)"]


def relaxed(document: Document, at: str) -> Document:
    """The request without one limit, changed as somebody would change the document."""
    wider = deepcopy(document)
    parts = at.split("/")[1:]
    if parts[0] == "courses":
        own = wider["courses"][int(parts[1])]
        if len(parts) == 2 or parts[2] == "patient":
            own.update(patient=f"gone-{parts[1]}", sessions=1, done=["2026-11-20"])
        elif parts[2] in ("within_days", "max_gap_days"):
            own[parts[2]] = 110
        elif parts[2] == "min_gap_days":
            own["min_gap_days"] = 1
        else:
            own.pop(parts[2])
    elif at == "/clinic/open":
        wider["clinic"]["open"] = {day: ["00:00", "24:00"] for day in DAYS}
    elif at == "/clinic/chairs":
        wider["clinic"]["chairs"] = 20
    elif at == "/clinic/nurses":
        wider["clinic"]["nurses"] = 20
    elif at == "/until":
        wider["until"] = "2027-03-01"
    elif at == "/booked":
        wider["booked"] = []
    else:
        wider["clinic"].pop(parts[1])
    return wider


def kept_only(document: Document, limits: list[list[str]]) -> Document:
    """The request with no limits but these; patients who are in none of them are not asked for."""
    named = {at for limit in limits for at in limit}
    asked = {int(at.split("/")[2]) for at in named if at.startswith("/courses/")} or {0}
    wider = document
    for n in range(len(document["courses"])):
        if n not in asked:
            wider = relaxed(wider, f"/courses/{n}/patient")
    for n in asked:
        for key in ("within_days", "min_gap_days", "max_gap_days", "available", "away"):
            at = f"/courses/{n}/{key}"
            if at not in named and key in document["courses"][n]:
                wider = relaxed(wider, at)
    keys = [f"/clinic/{key}" for key in document["clinic"] if key not in ("timezone", "patients_per_nurse")]
    for at in ("/until", "/booked", *keys):
        if at not in named:
            wider = relaxed(wider, at)
    return wider


IMPOSSIBLE = {
    "public": PUBLIC,
    "rare": request(course(available={"mon": ["08:00", "12:00"], "tue": ["08:00", "09:00"]})),
    "long": request(course(minutes=600)),
    "late": request(course(done=["2026-11-02"])),
    "over": request(course(done=["2026-11-02", "2026-11-20"], within_days=20, max_gap_days=30)),
    "closed": request(course(), clinic={"closed": [f"2026-11-{day}" for day in range(23, 31)]}, until="2026-12-05"),
    "nobody": request(course(), clinic={"nurses": 0}),
    "nowhere": request(course(), clinic={"chairs": 0}),
    "rival": request(
        course("a", sessions=1, within_days=1),
        course("b", sessions=1, within_days=1),
        clinic={"nurses": 1, "patients_per_nurse": 1, "open": {"mon": ["08:00", "11:00"]}},
        until="2026-11-24",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", IMPOSSIBLE)
def test_the_limits_cannot_hold_together_and_all_but_any_one_of_them_can(name: str) -> None:
    document = IMPOSSIBLE[name]
    answer = answered(document)
    limits = [limit["at"] for limit in answer["limits"]]
    assert limits and answer["smallest"] is True and len(answer["impossible"]) == len(limits)
    alone = kept_only(document, limits)
    assert "impossible" in answered(alone)
    for limit in limits:
        wider = alone
        for at in limit:
            wider = relaxed(wider, at)
        assert planned(wider)


def test_the_same_request_has_the_same_plan() -> None:
    document = request(
        *(course(f"p{n}", max_gap_days=5) for n in range(6)), clinic={"chairs": 2, "nurses": 1}
    )
    assert planned(document) == planned(deepcopy(document))


def test_without_time_for_the_best_there_is_a_plan_and_how_far_off_it_may_be() -> None:
    document = request(*(course(f"p{n}", max_gap_days=5) for n in range(9)), clinic={"chairs": 1})
    asked = parse(document)
    answer = to_json(plan(asked, lambda: 0.0), asked)
    assert broken(document, answer) == []
    assert answer["proved_optimal"] is False and 0 < answer["gap"] < 1
    best = planned(document)
    assert finish(document, best) <= finish(document, answer)
    assert finish(document, best) >= (1 - answer["gap"]) * finish(document, answer) - 1e-9


def test_no_time_is_no_verdict() -> None:
    small = {"chairs": 1, "open": {day: ["08:00", "10:00"] for day in ("mon", "wed", "fri")}}
    document = request(*(course(f"p{n}", max_gap_days=3) for n in range(4)), clinic=small, limit_s=0.5)
    answer = answered(document, seconds=0.0)
    assert list(answer) == ["undecided"] and "0.5 s" in answer["undecided"]


@settings(max_examples=25, deadline=None)
@given(requests())
def test_no_plan_breaks_a_limit(document: Document) -> None:
    answer = found(document)
    if answer is not None:
        assert broken(document, answer) == []
        assert answer["proved_optimal"] is True


@settings(max_examples=30, deadline=None)
@given(tiny())
def test_there_is_no_better_plan_and_none_where_none_is_answered(document: Document) -> None:
    answer = found(document)
    if answer is None:
        assert list(every_plan(document, 120, 5)) == []
        return
    assert broken(document, answer) == []
    cost = finish(document, answer)
    assert list(every_plan(document, 120, 5, lambda one: finish(document, one) < cost)) == []


OF_A_COURSE = ("within_days", "max_gap_days", "min_gap_days", "available", "away")


@settings(max_examples=8, deadline=None)
@given(tiny())
def test_a_wider_request_never_becomes_impossible(document: Document) -> None:
    """Whatever limit is taken away: the clinic's, or a course's own."""
    if found(document) is not None:
        own = [
            f"/courses/{n}/{key}"
            for n, one in enumerate(document["courses"])
            for key in OF_A_COURSE
            if one.get(key) is not None
        ]
        for at in ("/clinic/open", "/clinic/chairs", "/clinic/nurses", "/booked", "/until", *own):
            assert found(relaxed(document, at)) is not None, at


@settings(max_examples=12, deadline=None)
@given(requests())
def test_the_same_request_has_the_same_plan_whatever_is_asked(document: Document) -> None:
    assert found(document) == found(deepcopy(document))


@settings(max_examples=6, deadline=None)
@given(tiny())
def test_of_the_limits_that_conflict_none_can_be_left_out(document: Document) -> None:
    """The set cannot hold together, and without any one of its limits it can: it is a smallest one."""
    tight = deepcopy(document)
    tight["clinic"]["chairs"] = tight["clinic"]["nurses"] = 1
    tight["until"] = "2026-11-24"
    for one in tight["courses"]:
        one.pop("done", None)
    answer = answered(tight)
    if "impossible" not in answer:
        return
    limits = [limit["at"] for limit in answer["limits"]]
    assert answer["smallest"] is True and limits
    alone = kept_only(tight, limits)
    assert found(alone) is None
    for limit in limits:
        wider = alone
        for at in limit:
            wider = relaxed(wider, at)
        assert found(wider) is not None, limit
