"""Requests for plans: the plain ones that tests start from, and random ones of every kind."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from support.planning import DAYS

Document = dict[str, Any]
WEEKDAYS = DAYS[:5]


def course(patient: str = "p1", **changes: Any) -> Document:
    return {
        "patient": patient,
        "sessions": 6,
        "within_days": 21,
        "min_gap_days": 2,
        "max_gap_days": 4,
        "minutes": 120,
        **changes,
    }


def clinic(**changes: Any) -> Document:
    return {
        "timezone": "America/Los_Angeles",
        "open": {day: ["08:00", "17:00"] for day in WEEKDAYS},
        "chairs": 4,
        "nurses": 2,
        "patients_per_nurse": 2,
        **changes,
    }


def request(*courses: Document, **changes: Any) -> Document:
    whole = {"from": "2026-11-23", "clinic": clinic(), "courses": list(courses)}
    whole["clinic"].update(changes.pop("clinic", {}))
    return {**whole, **changes}


HOURS = st.sampled_from([["08:00", "12:00"], ["08:00", "10:00"], ["09:00", "13:00"], ["12:00", "17:00"]])
WEEK = st.dictionaries(st.sampled_from(WEEKDAYS), HOURS, min_size=2)


@st.composite
def requests(draw: st.DrawFn) -> Document:
    """Small requests of every kind, most of which have a plan."""
    courses = []
    for n in range(draw(st.integers(1, 5))):
        gap = draw(st.integers(1, 3))
        sessions = draw(st.integers(1, 5))
        least = max(1, (sessions - 1) * gap)
        one = course(
            f"p{n}",
            sessions=sessions,
            min_gap_days=gap,
            max_gap_days=draw(st.integers(gap + 2, 9)),
            within_days=draw(st.integers(least, least + 12)),
            minutes=draw(st.sampled_from([60, 90, 120, 135])),
            available=draw(st.none() | WEEK),
            patients_per_nurse=draw(st.sampled_from([None, None, 1, 3])),
            first_patients_per_nurse=draw(st.sampled_from([None, None, 1])),
            recovery_min=draw(st.sampled_from([0, 30])),
            preparation_min=draw(st.sampled_from([0, 15])),
            away=draw(st.sampled_from([[], ["2026-11-25"]])),
        )
        if draw(st.booleans()) and sessions > 1:
            one["done"] = ["2026-11-20"]
        courses.append(one)
    return request(
        *courses,
        clinic={
            "timezone": draw(st.sampled_from(["America/Los_Angeles", "Europe/Berlin"])),
            "chairs": draw(st.integers(1, 3)),
            "nurses": draw(
                st.integers(1, 2)
                | st.just([{"id": "ann", "hours": ["08:00", "13:00"]}, {"id": "bo", "days": ["mon", "thu"]}])
            ),
            "patients_per_nurse": draw(st.integers(1, 3)),
            "turnover_min": draw(st.sampled_from([0, 0, 10])),
            "start_gap_min": draw(st.sampled_from([0, 0, 15])),
            "recovery_places": draw(st.sampled_from([None, None, 1])),
            "recovering_per_nurse": draw(st.sampled_from([None, 4])),
            "closed": draw(st.sampled_from([[], ["2026-11-26"]])),
        },
        booked=draw(
            st.sampled_from(
                [
                    [],
                    [{"chair": 1, "start": "2026-11-24T09:00", "minutes": 120}],
                    [
                        {"chair": 1, "start": "2026-11-23T08:30", "minutes": 60},
                        {"chair": 1, "start": "2026-11-23T12:00", "minutes": 45},
                    ],
                ]
            )
        ),
    )


SLOTS = st.sampled_from([["08:00", "10:00"], ["08:00", "12:00"], ["10:00", "12:00"]])


@st.composite
def tiny(draw: st.DrawFn) -> Document:
    """Requests whose every plan can be written down: three days, hours of two or four, sessions of two."""
    open_days = draw(st.lists(st.sampled_from(WEEKDAYS), min_size=2, max_size=3, unique=True))
    courses = []
    for n in range(draw(st.integers(1, 3))):
        sessions = draw(st.integers(1, 2))
        courses.append(
            course(
                f"p{n}",
                sessions=sessions,
                min_gap_days=draw(st.integers(1, 2)),
                max_gap_days=draw(st.integers(2, 4)),
                within_days=draw(st.integers(2, 5)),
                available=draw(st.none() | st.dictionaries(st.sampled_from(open_days), SLOTS, min_size=2)),
                first_patients_per_nurse=draw(st.sampled_from([None, 1])),
            )
        )
    hours = {day: draw(SLOTS) for day in open_days}
    chairs = draw(st.integers(1, 2))
    booked = draw(st.sampled_from([[], [{"chair": 1, "start": "2026-11-23T08:00", "minutes": 120}]]))
    return request(
        *courses,
        clinic={"open": hours, "chairs": chairs, "nurses": 1, "patients_per_nurse": 2},
        booked=booked,
        until="2026-11-27",
    )
