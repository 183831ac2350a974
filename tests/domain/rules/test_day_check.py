"""The five cards: what "come in" takes, why somebody is called, what has changed."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from euthymia.domain.rules import day_check
from euthymia.domain.rules.crisis_path import Level
from euthymia.domain.rules.day_check import Card, Told

TEN = datetime(2026, 11, 20, 18, 0, tzinfo=UTC)
FINE = {
    "ate_at": TEN - timedelta(hours=12), "drank_at": TEN - timedelta(hours=3), "knows_fasting": "yes", "driver": "Sam",
    "driver_phone": "555-0101", "new_medicines": "no", "ill": "no", "pregnant": "no", "feelings": "usual",
}  # fmt: skip


def called(changed: dict[str, Any], *, is_morning: bool = True, may_be_pregnant: bool = True) -> list[Card]:
    told = Told(**{**FINE, **changed})
    found = day_check.reasons(told, is_morning=is_morning, starts_at=TEN, may_be_pregnant=may_be_pregnant)
    return [one.card for one in found]


def test_come_in() -> None:
    assert called({}) == [] and called({}, is_morning=False) == []


@pytest.mark.parametrize(
    ("changed", "cards"),
    [
        ({"ate_at": TEN - timedelta(hours=5)}, [Card.FASTING]), ({"drank_at": TEN - timedelta(minutes=110)}, [Card.FASTING]),
        ({"drank_at": None}, [Card.FASTING]), ({"driver": ""}, [Card.DRIVER]), ({"driver_phone": ""}, [Card.DRIVER]),
        ({"new_medicines": "yes", "medicines": "tramadol"}, [Card.MEDICINES]), ({"new_medicines": ""}, [Card.MEDICINES]),
        ({"ill": "unsure", "pregnant": "yes"}, [Card.HEALTH, Card.HEALTH]), ({"pregnant": ""}, [Card.HEALTH]),
        ({"feelings": "worse"}, [Card.FEELINGS]), ({"feelings": "thoughts"}, [Card.FEELINGS]), ({"feelings": ""}, [Card.FEELINGS]),
    ],
)  # fmt: skip
def test_we_call_you(changed: dict[str, Any], cards: list[Card]) -> None:
    assert called(changed) == cards


def test_the_night_before_asks_whether_the_times_are_known() -> None:
    assert called({"ate_at": None, "drank_at": None}, is_morning=False) == []
    assert called({"knows_fasting": "no"}, is_morning=False) == [Card.FASTING]


def test_who_cannot_be_pregnant_is_not_asked() -> None:
    assert called({"pregnant": ""}, may_be_pregnant=False) == []


def test_thoughts_of_death_open_the_crisis_path_and_nothing_else_does() -> None:
    trigger = day_check.trigger(Told(feelings="thoughts"))
    assert trigger is not None and trigger.level is Level.INQUIRY
    assert day_check.trigger(Told(feelings="worse")) is None


def test_what_has_changed_since_the_last_time() -> None:
    before = Told(**FINE).as_document()
    now = Told(**{**FINE, "driver": "Kim", "ate_at": TEN, "medicines": "tramadol"}).as_document()
    assert day_check.changed(now, before) == {"driver", "medicines"}
    assert day_check.changed(now, None) == frozenset()


def test_as_it_is_kept_it_is_read_back() -> None:
    told = Told(**FINE)
    assert Told.from_document(told.as_document()) == told
