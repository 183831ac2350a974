"""What is due: from facts alone, by the federal calendar, and gone again when the fact is reversed."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from euthymia.domain.ledger import clocks, missing
from euthymia.domain.ledger.business_days import business_days_after, federal_holidays, is_business_day
from euthymia.domain.ledger.clocks import FORM_106, INVENTORY, NOTICE, years_after
from support.ledger import OTHERS, OURS, codes, told

WREN = "by=wren witness=okafor"


def due(text: str) -> list[tuple[str, str, str]]:
    book = told(text)
    assert codes(book) == {}
    return [(clock["what"], clock["ref"], clock["due"]) for clock in (one.to_json() for one in clocks(book))]


@pytest.mark.parametrize(
    ("days", "notice", "form"),
    [
        (0, "2026-07-02", "2026-08-15"),  # Wednesday
        (1, "2026-07-06", "2026-08-16"),  # Thursday before the Friday on which 4 July is kept
        (2, "2026-07-06", "2026-08-17"),  # that Friday itself
        (3, "2026-07-06", "2026-08-18"),  # Saturday
        (4, "2026-07-06", "2026-08-19"),  # Sunday
        (5, "2026-07-07", "2026-08-20"),  # Monday
    ],
)
def test_a_theft_is_told_within_a_business_day_and_forty_five_days(days: int, notice: str, form: str) -> None:
    text = f"r1 00:00 receive vial=V1\nt1 {days}d23:00 theft vial=V1"
    assert due(text) == [(NOTICE, "t1", notice), (FORM_106, "t1", form)]


@pytest.mark.parametrize("kind", ["loss", "theft"])
def test_the_clocks_of_a_loss_run_from_the_count_that_found_it(kind: str) -> None:
    text = f"r1 08:00 receive vial=V1\nc1 1d17:00 count vial=V1 volume_ul=0\nl1 9d09:00 {kind} ref=c1"
    assert [when for _, _, when in due(text)] == ["2026-07-06", "2026-08-16"]


def test_a_shortage_resolved_as_lost_is_a_loss() -> None:
    text = f"r1 08:00 receive vial=V1\nc1 1d17:00 count vial=V1 volume_ul=0\nz1 9d09:00 resolve ref=c1 to=lost {WREN}"
    assert [(ref, when) for _, ref, when in due(text)] == [("z1", "2026-07-06"), ("z1", "2026-08-16")]


def test_a_theft_entered_after_the_count_that_missed_the_vial_was_discovered_by_it() -> None:
    text = """
        r1 08:00 receive vial=V1
        c1 1d17:00 count vial=V1 volume_ul=0
        t1 1d10:00 theft vial=V1 reason="seen on the door's log"
    """
    assert [when for _, _, when in due(text)] == ["2026-07-06", "2026-08-16"]


def test_nothing_is_due_of_a_loss_that_was_none_or_of_broken_stock() -> None:
    assert due("r1 08:00 receive vial=V1\nl1 09:00 loss vial=V1\nu1 10:00 reverse ref=l1") == []
    assert due("r1 08:00 receive vial=V1\nb1 09:00 breakage vial=V1") == []
    assert missing(told("r1 08:00 receive vial=V1\nl1 09:00 loss vial=V1\nu1 10:00 reverse ref=l1")) == []


def test_an_opened_multi_dose_vial_has_a_last_day() -> None:
    what = "last day of use of opened multi-dose vial V1"
    opened = "d1 1d09:00 draw vial=V1 patient=ana order=o1 volume_ul=100"
    given = "a1 1d09:10 administer patient=ana order=o1 volume_ul=100"
    assert due(f"r1 08:00 receive vial=V1\n{opened}\n{given}") == [(what, "d1", "2026-07-30")]
    assert due(f"r1 08:00 receive vial=V1 expires=2026-07-10\n{opened}\n{given}") == [
        (what, "d1", "2026-07-10")
    ]
    assert due(f"r1 08:00 receive vial=V1\n{opened}\n{given}\nq1 2d09:00 quarantine vial=V1") == []
    assert due(f"r1 08:00 receive vial=V1\n{opened}\n{given}\nk1 2d09:00 destroy vial=V1") == []
    assert due(f"r1 08:00 receive vial=V1 dose_type=single\n{opened}\n{given}") == []
    earlier = "d2 0d09:00 draw vial=V1 patient=ana order=o2 volume_ul=100\na2 09:01 administer patient=ana order=o2 volume_ul=100"
    assert due(f"r1 08:00 receive vial=V1\n{opened}\n{given}\n{earlier}") == [(what, "d2", "2026-07-29")]


def test_a_full_syringe_has_four_hours_in_the_time_of_its_place() -> None:
    text = """
        r1 08:00 receive vial=V1 dose_type=single
        d1 09:00 draw vial=V1 patient=ana order=o1 volume_ul=100
        d2 09:30 draw vial=V1 patient=ana order=o1 volume_ul=100
    """
    what = "end of the four hours of the syringe of ana/o1"
    assert due(text) == [(what, "d1", "2026-07-01T13:00:00-07:00")]
    assert due(text + "w1 10:00 waste patient=ana order=o1 volume_ul=200") == []


def test_the_next_inventory_is_due_two_years_after_the_last_of_each_registration() -> None:
    text = f"""
        r1 08:00 opening vial=V1 to={OURS}/safe
        r2 3d08:00 opening vial=V2 to={OURS}/safe
        r3 5d08:00 opening vial=V3 to={OTHERS}/safe
        r4 6d08:00 opening vial=V4 to={OTHERS}/safe
        u4 6d09:00 reverse ref=r4
        r5 7d08:00 receive vial=V5 to={OTHERS}/safe
    """
    assert due(text) == [(INVENTORY, "r2", "2028-07-04"), (INVENTORY, "r3", "2028-07-06")]


def test_of_two_inventories_of_one_hour_the_later_entry_counts() -> None:
    assert due("r1 08:00 opening vial=V1\nr2 08:00 opening vial=V2") == [(INVENTORY, "r2", "2028-07-01")]


def test_two_years_after_a_leap_day_is_not_later() -> None:
    assert years_after(date(2028, 2, 29), 2) == date(2030, 2, 28)
    assert years_after(date(2028, 2, 28), 2) == date(2030, 2, 28)


def test_the_holidays_of_a_year() -> None:
    assert sorted(federal_holidays(2026)) == [
        date(2026, 1, 1), date(2026, 1, 19), date(2026, 2, 16), date(2026, 5, 25), date(2026, 6, 19),
        date(2026, 7, 3), date(2026, 9, 7), date(2026, 10, 12), date(2026, 11, 11), date(2026, 11, 26),
        date(2026, 12, 25),
    ]  # fmt: skip
    assert {date(2025, 6, 19), date(2025, 11, 11), date(2025, 12, 25)} <= federal_holidays(2025)
    assert date(2027, 7, 5) in federal_holidays(2027), "a Sunday's is kept on Monday"
    assert not is_business_day(date(2027, 12, 31)), "New Year's of 2028 is a Saturday"
    assert date(2029, 5, 28) in federal_holidays(2029) and date(2027, 5, 31) in federal_holidays(2027)


@settings(deadline=None)
@given(st.dates(date(2020, 1, 1), date(2040, 12, 31)), st.integers(0, 5))
def test_business_days_are_counted_one_by_one(day: date, count: int) -> None:
    end = business_days_after(day, count)
    between = [day + timedelta(days=n) for n in range(1, (end - day).days + 1)]
    assert sum(is_business_day(one) for one in between) == count
    assert end == day or is_business_day(end)
