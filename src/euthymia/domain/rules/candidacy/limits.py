"""Values against limits, and ages of tests: the sentences that many rules share."""

from __future__ import annotations

from datetime import date, timedelta

from euthymia.domain.rules.finding import Because, Finding
from euthymia.domain.rules.months import add_months
from euthymia.domain.rules.rule import INFO, Rule


def at_limit(rule: Rule, name: str, value: float, unit: str, side: str, *because: Because) -> Finding:
    """The value stands exactly at a limit, and so on its right side; `side` is `above` or `below`."""
    says = f"{name} {value:g}{' ' + unit if unit else ''} is at the limit, not {side} it."
    return rule.finding(says, *because, severity=INFO, action="none; the limit is met exactly")


def iso(day: date | None) -> str | None:
    return None if day is None else day.isoformat()


def span(number: int, unit: str) -> str:
    return f"{number} {unit}{'' if number == 1 else 's'}"


class Age:
    """How old a test is against how old it may be, in days or calendar months."""

    def __init__(self, on: date, as_of: date, *, days: int = 0, months: int = 0) -> None:
        self.last_day = add_months(on, months) if months else _later(on, days)
        self.allowed = span(months, "month") if months else span(days, "day")
        self.days = (as_of - on).days
        self.too_old = as_of > self.last_day
        self.at_limit = as_of == self.last_day and bool(days or months)


def _later(day: date, days: int) -> date:
    return day + min(timedelta(days=days), date.max - day)


def age_at_limit(rule: Rule, name: str, age: Age, *because: Because) -> Finding:
    says = f"{name} is {age.allowed} old today: at the limit, not above it."
    return rule.finding(says, *because, severity=INFO, action="none today; repeat before the next session")
