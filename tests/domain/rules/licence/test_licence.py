"""What a site owes its state: as data with dates and sources, and the clocks that follow from the ledger."""

from __future__ import annotations

from datetime import date

import pytest

from euthymia.domain.quantities import Confidence
from euthymia.domain.rules.licence import DUTIES, Topic, duties, pdmp_query, review_due, state_clocks
from euthymia.domain.rules.licence.state_clocks import months_after
from support.ledger import codes, told

TODAY = date(2026, 11, 20)


def test_a_site_sees_federal_duties_and_those_of_its_own_state() -> None:
    seen = duties(DUTIES, "CA", TODAY)
    assert seen.is_known
    assert {duty.state for duty in seen.duties} == {"US", "CA"}
    assert {duty.topic for duty in seen.duties} >= {Topic.PDMP, Topic.LOSS, Topic.INVENTORY, Topic.RECORD}
    assert "15 duties" in seen.says() or len(seen.duties) > 10


def test_a_state_that_nobody_has_read_is_not_known() -> None:
    seen = duties(DUTIES, "NV", TODAY)
    assert not seen.is_known and "not known here" in seen.says()
    assert {duty.state for duty in seen.duties} == {"US"}


def test_a_duty_ends_with_its_last_day_and_begins_with_its_first() -> None:
    def ids(on: date) -> set[str]:
        return {duty.id for duty in duties(DUTIES, "CA", on).duties}

    assert "US-8" in ids(date(2026, 12, 31)) and "US-8" not in ids(date(2027, 1, 1))
    assert "US-3" in ids(date(2023, 7, 24)) and "US-3" not in ids(date(2023, 7, 23))


def test_what_has_to_be_read_again() -> None:
    assert [duty.id for duty in review_due(DUTIES, date(2027, 1, 1), 12)] == ["US-8"]
    assert review_due(DUTIES, date(2026, 12, 31), 12) == ()
    assert len(review_due(DUTIES, date(2027, 11, 1), 12)) == len(DUTIES)
    assert len(review_due(DUTIES, date(2027, 10, 31), 12)) == 1


@pytest.mark.parametrize("duty", DUTIES, ids=lambda duty: duty.id)
def test_every_duty_has_a_source_a_mark_and_the_day_it_was_read(duty: object) -> None:
    one = next(each for each in DUTIES if each is duty)
    assert one.provenance.source and one.provenance.confidence in Confidence
    assert one.read_on <= TODAY and one.says.endswith(".") and one.applies_to
    assert one.id.startswith(f"{one.state}-")


def test_no_two_duties_share_an_id() -> None:
    assert len({duty.id for duty in DUTIES}) == len(DUTIES)


SINGLE = "r{n} 08:00 receive vial=V{n} dose_type=single\nl{n} {n}d09:00 loss vial=V{n}"
MULTI = "r{n} 08:00 receive vial=V{n}\nl{n} {n}d09:00 loss vial=V{n} volume_ul=10"


def due(text: str, state: str = "CA") -> list[tuple[str, str]]:
    book = told(text)
    assert codes(book) == {}
    return [
        (clock.ref, clock.due.isoformat()) for clock in state_clocks(book, state) if clock.duty.id == "CA-5"
    ]


def test_california_counts_vials_over_twelve_months() -> None:
    assert due("\n".join(SINGLE.format(n=n) for n in range(9))) == []
    assert due("\n".join(SINGLE.format(n=n) for n in range(10))) == [("l9", "2026-08-09")]
    assert due(MULTI.format(n=0)) == []
    assert due(MULTI.format(n=0) + "\n" + MULTI.format(n=1)) == [("l1", "2026-08-01")]
    assert due(MULTI.format(n=0) + "\n" + MULTI.format(n=1), "NV") == []


def test_what_was_lost_more_than_twelve_months_ago_does_not_count() -> None:
    first = "r0 08:00 receive vial=V0 expires=2029-01\nl0 09:00 loss vial=V0 volume_ul=10"
    second = "r1 08:00 receive vial=V1 expires=2029-01\nl1 {}d09:00 loss vial=V1 volume_ul=10"
    assert due(first + "\n" + second.format(364)) == [("l1", "2027-07-30")]
    assert due(first + "\n" + second.format(365)) == []


def test_the_same_vial_twice_is_one_vial_and_a_theft_is_always_reported() -> None:
    assert due(MULTI.format(n=0) + "\nm0 1d09:00 loss vial=V0 volume_ul=10") == []
    assert due("r1 08:00 receive vial=V1\nt1 09:00 theft vial=V1 volume_ul=1") == [("t1", "2026-07-31")]
    assert due("r1 08:00 receive vial=V1\nt1 09:00 theft vial=V1\nu1 10:00 reverse ref=t1") == []


def test_a_reconciliation_report_has_three_months() -> None:
    book = told("r1 08:00 receive vial=V1\nt1 09:00 theft vial=V1 volume_ul=1")
    assert [(clock.duty.id, clock.due) for clock in state_clocks(book, "CA")] == [
        ("CA-5", date(2026, 7, 31)),
        ("CA-4", date(2026, 10, 1)),
    ]


@pytest.mark.parametrize(
    ("asked_on", "on", "is_first", "is_due"),
    [
        (None, TODAY, True, True),
        (TODAY, TODAY, True, False),
        (date(2026, 11, 19), TODAY, True, False),
        (date(2026, 11, 18), TODAY, True, True),
        (date(2026, 11, 20), date(2026, 11, 23), True, False),  # Friday, for a Monday
        (date(2026, 11, 25), date(2026, 11, 27), True, False),  # over Thanksgiving
        (date(2026, 11, 22), date(2026, 11, 23), True, False),  # a Sunday, within a day
        (date(2026, 11, 21), TODAY, True, True),  # asked after the act
        (date(2026, 5, 20), TODAY, False, False),
        (date(2026, 5, 19), TODAY, False, True),
        (None, TODAY, False, True),
    ],
)
def test_when_cures_is_asked(asked_on: date | None, on: date, is_first: bool, is_due: bool) -> None:
    query = pdmp_query("CA", asked_on, on, is_first=is_first)
    assert query.is_due is is_due
    assert query.duty is not None and query.duty.id == "CA-1" and query.says


def test_whether_another_state_asks_is_not_known() -> None:
    query = pdmp_query("NV", TODAY, TODAY, is_first=False)
    assert query.is_due is None and "not known" in query.says and query.duty is None


def test_months_are_counted_to_the_day_or_the_last_of_the_month() -> None:
    assert months_after(date(2026, 8, 31), 6) == date(2027, 2, 28)
    assert months_after(date(2027, 8, 31), 6) == date(2028, 2, 29)
    assert months_after(date(2026, 10, 31), 1) == date(2026, 11, 30)
    assert months_after(date(2026, 1, 15), -12) == date(2025, 1, 15)
    assert months_after(date(2026, 12, 1), 1) == date(2027, 1, 1)
