"""Readiness: not looked at is not fine, a fault is named, a date that has passed is named."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from euthymia.domain.rules import upkeep
from euthymia.domain.rules.ready_to_start import Light
from euthymia.domain.rules.upkeep import Mark, Says

TODAY = date(2026, 11, 20)


def fine(code: str) -> dict[str, str | None]:
    return {one.code: "" for one in upkeep.BY_CODE[code].items}


def test_every_item_is_looked_at_or_the_sheet_is_refused() -> None:
    assert upkeep.faults_of("emergency", fine("emergency")) == []
    without = {**fine("emergency"), "suction": None}
    assert [(one.at, one.code) for one in upkeep.faults_of("emergency", without)] == [("suction", "missing")]
    assert [one.code for one in upkeep.faults_of("emergency", {**fine("emergency"), "cake": ""})] == [
        "unknown"
    ]
    assert [one.code for one in upkeep.faults_of("kitchen", {})] == ["unknown"]


def test_a_list_is_fine_only_when_todays_newest_check_found_nothing() -> None:
    checked = upkeep.Checked(at_words="08:05", by="Noor Haddad", faults={})
    assert upkeep.line_of(upkeep.ROOM, None).mark is Mark.MISSING
    assert upkeep.line_of(upkeep.ROOM, checked).mark is Mark.FINE
    assert upkeep.line_of(upkeep.CLEANING, checked, stale="used since").mark is Mark.MISSING
    faulty = upkeep.Checked(at_words="08:05", by="Noor Haddad", faults={"call": "cable torn"})
    found = upkeep.line_of(upkeep.ROOM, faulty)
    assert found.mark is Mark.FAULT and "cable torn" in found.says


@pytest.mark.parametrize(
    ("until", "mark"),
    [(-1, Mark.FAULT), (0, Mark.SOON), (29, Mark.SOON), (30, Mark.FINE)],
)
def test_what_has_a_date_is_good_through_that_day(until: int, mark: Mark) -> None:
    dates = [("ondansetron", TODAY + timedelta(days=until)), ("atropine", TODAY + timedelta(days=400))]
    line = upkeep.dated_lines("drugs", "Emergency drugs", dates, TODAY, upkeep.CALIBRATION_SOURCE)
    assert line.mark is mark
    assert (
        upkeep.dated_lines("drugs", "Emergency drugs", [], TODAY, upkeep.CALIBRATION_SOURCE).mark
        is Mark.MISSING
    )


def test_drill_and_plan() -> None:
    assert [upkeep.drill_line(last, TODAY).mark for last in (None, TODAY - timedelta(days=366), TODAY - timedelta(days=365))] == [
        Mark.MISSING, Mark.FAULT, Mark.FINE,
    ]  # fmt: skip
    assert upkeep.plan_line("", None, TODAY).mark is Mark.MISSING
    assert upkeep.plan_line("St Example", TODAY - timedelta(days=1), TODAY).mark is Mark.FAULT
    assert upkeep.plan_line("St Example", None, TODAY).mark is Mark.FINE


@pytest.mark.parametrize(
    ("says", "light"), [(Says.WARNS, Light.WARNS), (Says.ASKS, Light.ASKS), (Says.BLOCKS, Light.BLOCKS)]
)
def test_what_a_miss_does_to_a_start_is_the_clinics_setting(says: Says, light: Light) -> None:
    missing = upkeep.line_of(upkeep.ROOM, None)
    found = upkeep.condition([missing], says)
    assert found.light is light and "not checked today" in found.says
    ready = upkeep.line_of(upkeep.ROOM, upkeep.Checked(at_words="08:05", by="Noor", faults={}))
    assert upkeep.condition([ready], says).light is Light.MET
