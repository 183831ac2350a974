"""Eight weeks of an invented clinic: nobody is lost, and no worse than a desk that books one after the other.

The usual size is small. `EUTHYMIA_EIGHT_WEEKS=whole` runs the size whose figures stand in docs/how-to/plan-courses.md
and prints them.
"""

from __future__ import annotations

import json
import os
from typing import Any

from euthymia.domain.scheduling.answer import to_json
from euthymia.domain.scheduling.planner import plan
from euthymia.domain.scheduling.reading import parse
from support.eight_weeks import Clinic, Outcome, Size, finished_in_time, one_after_the_other, planner
from support.planning import broken

SMALL, WHOLE = Size(chairs=2, nurses=2, new_a_week=4), Size(chairs=6, nurses=6, new_a_week=6, limit_s=60.0)
SIZE = WHOLE if os.environ.get("EUTHYMIA_EIGHT_WEEKS") == "whole" else SMALL


def no_limit_broken(document: dict[str, Any], answer: dict[str, Any]) -> None:
    assert broken(document, answer) == []


def weeks(answer_of: Any) -> Outcome:
    return Clinic(SIZE, 5, answer_of, no_limit_broken).run()


def test_everybody_is_treated_within_the_window_or_named_with_the_reason_and_more_than_in_turn() -> None:
    ours, theirs = weeks(planner(SIZE.limit_s)), weeks(one_after_the_other)
    print(json.dumps({"planner": ours.figures(), "in turn": theirs.figures(), "proved": ours.proved}))
    assert finished_in_time(ours) and finished_in_time(theirs)
    assert all(ours.named.values()), "with the reason"
    assert len(ours.treated()) >= len(theirs.treated())
    assert len(ours.named) <= len(theirs.named)
    assert len(ours.treated()) >= 2 * SIZE.new_a_week


def test_the_clocks_change_in_one_of_the_weeks_and_the_hour_on_the_wall_stays() -> None:
    document = {
        "from": "2026-10-28",
        "clinic": {"timezone": "America/Los_Angeles", "open": {day: ["08:00", "14:00"] for day in ("mon", "wed", "fri")},
                   "chairs": 1, "nurses": 1, "patients_per_nurse": 1},
        "courses": [{"patient": "p", "sessions": 3, "within_days": 9, "min_gap_days": 2, "max_gap_days": 5, "minutes": 120}],
    }  # fmt: skip
    request = parse(document)
    starts = [one["start"] for one in to_json(plan(request, lambda: 20.0), request)["sessions"]]
    assert starts == ["2026-10-28T08:00-07:00", "2026-10-30T08:00-07:00", "2026-11-02T08:00-08:00"]
