"""Laboratory results over time: the newest in date stands first, the older are its trend."""

from __future__ import annotations

from typing import Any

from euthymia.journey.evaluation.models import ScreeningResult
from euthymia.journey.evaluation.results import over_time
from euthymia.journey.evaluation.safety import LabsForm


def collected(day: str, **values: Any) -> ScreeningResult:
    return ScreeningResult(kind="labs", detail={"collected": day, "values": values})


def test_each_test_has_its_newest_result_and_what_was_before() -> None:
    rows = [
        collected("2026-11-08", alt={"value": 50.0, "upper": 40.0}, urinalysis={"value": "negative"}),
        collected("2026-08-01", alt={"value": 30.0, "upper": 40.0}, tsh={"value": 2.0}),
        collected("2026-10-01", alt={"value": 40.0, "upper": 40.0}, tsh={"value": None}),
        ScreeningResult(kind="ecg", detail={"date": "2026-11-08"}),
    ]
    alt, tsh, urine = over_time(rows)
    assert (alt.title, alt.newest.value, alt.newest.is_high, alt.trend) == (
        "ALT",
        "50",
        True,
        "higher than before",
    )
    assert [(one.value, one.is_high) for one in alt.earlier] == [("40", False), ("30", False)]
    assert (tsh.title, tsh.newest.value, tsh.earlier, tsh.trend) == ("TSH", "2", (), "")
    assert (urine.title, urine.newest.value, urine.trend) == ("Urinalysis", "negative", "")


def test_of_one_day_the_last_entered_counts() -> None:
    (potassium,) = over_time(
        [collected("2026-11-08", potassium={"value": 6.1}), collected("2026-11-08", potassium={"value": 4.2})]
    )
    assert (potassium.newest.value, potassium.trend) == ("4.2", "lower than before")


def test_a_collection_without_a_result_is_refused() -> None:
    fresh = "01a20000-0000-7000-8000-000000000001"
    empty = LabsForm({"client_id": fresh, "collected": "2026-11-08", "alt_upper": "40"})
    assert not empty.is_valid() and "No result was entered" in str(empty.errors)
    assert LabsForm({"client_id": fresh, "collected": "2026-11-08", "alt": "0"}).is_valid()
