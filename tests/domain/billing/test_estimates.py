"""When an estimate is due, what it must say, and when a bill has gone too far beyond it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from euthymia.domain.billing import estimates
from euthymia.domain.billing.estimates import Estimate, Expected, Reason, due_on
from support.billing import PRACTICE, PROVIDER

NPI = PROVIDER.npi


@pytest.mark.parametrize(
    ("reason", "on", "service", "due"),
    [
        # Friday 20 November 2026; Thursday the 26th is a holiday, Friday the 27th is not.
        (
            Reason.SCHEDULED,
            date(2026, 11, 20),
            date(2026, 12, 7),
            date(2026, 11, 25),
        ),  # ten business days ahead
        (Reason.SCHEDULED, date(2026, 11, 20), date(2026, 12, 4), date(2026, 11, 23)),  # nine
        (Reason.SCHEDULED, date(2026, 11, 20), date(2026, 11, 25), date(2026, 11, 23)),  # three
        (Reason.SCHEDULED, date(2026, 11, 20), date(2026, 11, 24), None),  # two
        (
            Reason.ASKED,
            date(2026, 11, 24),
            date(2026, 11, 25),
            date(2026, 11, 30),
        ),  # over Thanksgiving and a weekend
        (Reason.CHANGED, date(2026, 11, 20), date(2026, 11, 30), date(2026, 11, 27)),
        (Reason.CHANGED, date(2026, 11, 20), date(2026, 11, 27), date(2026, 11, 25)),
    ],
)
def test_when_it_is_due(reason: Reason, on: date, service: date, due: date | None) -> None:
    assert due_on(reason, on, service) == due


def an_estimate(**changed: Any) -> Estimate:
    lines = (
        Expected("Evaluation", 1, 35_000, ("90792",), ("F33.2",), NPI),
        Expected("Session", 6, 300_000, ("96365", "J3490"), ("F33.2",), NPI),
        Expected("Follow-up", 2, 30_000, ("99214",), ("F33.2",), NPI),
    )
    found: dict[str, Any] = {
        "patient": "Ana Marsh", "born": date(1981, 5, 4), "service": "A course of ketamine infusions", "first_day": date(2026, 12, 1),
        "last_day": date(2027, 3, 1), "frequency": "two sessions a week for three weeks", "lines": lines, "practice": PRACTICE,
        "providers": (PROVIDER,), "separate": ("laboratory tests",),
    }  # fmt: skip
    return Estimate(**{**found, **changed})


def test_a_whole_course_is_one_estimate_to_the_cent() -> None:
    made = an_estimate()
    assert estimates.faults(made) == [] and made.cents == 365_000 and made.expected() == {NPI: 365_000}


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"patient": " "}, "missing"), ({"frequency": ""}, "missing"), ({"lines": ()}, "missing"),
        ({"last_day": date(2027, 12, 2)}, "too-long"), ({"last_day": date(2026, 11, 30)}, "order"),
        ({"providers": (replace(PROVIDER, npi="1245319598"),)}, "npi"),
        ({"practice": replace(PRACTICE, tin="1")}, "form"),
        ({"lines": (Expected("Session", 1, 1, ("96365",), (), NPI),)}, "missing"),
        ({"lines": (Expected("Session", 1, 1, ("12345",), ("F33.2",), NPI),)}, "unknown-code"),
        ({"lines": (Expected("Session", 1, 1, ("96365",), ("Q33.2",), NPI),)}, "unknown-code"),
        ({"lines": (Expected("Session", 1, 1, ("96365",), ("F33.2",), "1"),)}, "unknown"),
    ],
)  # fmt: skip
def test_an_estimate_that_does_not_say_everything_is_refused(changed: dict[str, Any], code: str) -> None:
    assert code in [fault.code for fault in estimates.faults(an_estimate(**changed))]


def test_twelve_months_are_the_most_and_a_leap_day_ends_with_its_month() -> None:
    assert estimates.faults(an_estimate(last_day=date(2027, 12, 1))) == []
    assert estimates.months_after(date(2028, 2, 29), 12) == date(2029, 2, 28)


def test_a_bill_may_be_disputed_from_400_dollars_above_the_estimate_by_provider() -> None:
    expected = {"a": 100_000, "b": 100_000}
    assert estimates.disputable(expected, {"a": 139_999, "b": 140_000, "c": 40_000}) == {
        "b": 40_000,
        "c": 40_000,
    }
    assert estimates.dispute_until(date(2026, 11, 20)) == date(2027, 3, 20)
    assert estimates.billed([("a", 5), ("b", 1), ("a", 2)]) == {"a": 7, "b": 1}
