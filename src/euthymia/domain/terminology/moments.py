"""Days as people write them beside a drug: a date, a month, a year, `yesterday`, `3 days ago`."""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass
from datetime import date, timedelta

_MONTHS = {name.casefold(): number for number, name in enumerate(calendar.month_abbr) if name}
_MONTH = r"(?:" + "|".join(_MONTHS) + r")[a-z]*\.?"
_UNIT_DAYS = {"minute": 0.0, "min": 0.0, "hour": 1 / 24, "hr": 1 / 24, "h": 1 / 24, "day": 1.0, "week": 7.0}
_UNIT_DAYS |= {"month": 30.0, "year": 365.0}

PATTERN = (
    r"(?:\d{4}-\d{2}-\d{2}|\d{1,2}/\d{1,2}/\d{4}|\d{4}-\d{2}(?!\d)"
    rf"|{_MONTH}\s+\d{{1,2}}(?:st|nd|rd|th)?,?\s+\d{{4}}|\d{{1,2}}\s+{_MONTH}\s+\d{{4}}|{_MONTH},?\s+\d{{4}}"
    r"|(?:19|20)\d\d(?![\d/]|[.,]\d|\s*(?:mg|mcg|ug|g|ml|units?|iu|meq)\b)|today|tonight|this\s+(?:morning|afternoon|evening)|yesterday|last\s+night"
    r"|(?:\d+|an?|one|two|three|four|five|six)\s*(?:min(?:ute)?|hour|hr|h|day|week|month|year)s?\s+ago"
    r"|last\s+(?:week|month|year))"
)
_SMALL = {"a": 1, "an": 1, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6}


@dataclass(frozen=True, slots=True)
class Moment:
    """A day as written. `latest` is the latest day it can mean; `days_ago` counts back from the day of the case.

    Exactly one of the two is set. A month or a year means its last day, so that nothing counts as longer ago than
    it may have been.
    """

    text: str
    latest: date | None = None
    days_ago: float | None = None

    def on(self, as_of: date) -> date:
        """The latest calendar day this can mean, seen from `as_of`."""
        if self.latest is not None:
            return (
                min(self.latest, as_of)
                if self.latest.year == as_of.year and len(self.text) <= 7
                else self.latest
            )
        return as_of - timedelta(days=int(self.days_ago or 0))


def read(text: str) -> Moment | None:
    """The moment that a text of PATTERN means; None for a day that is in no calendar (2026-02-30)."""
    written = " ".join(text.split())
    if (ago := _ago(written)) is not None:
        return Moment(written, days_ago=ago)
    try:
        return Moment(written, latest=_day(written))
    except ValueError:
        return None


def _ago(written: str) -> float | None:
    if written.startswith(("today", "tonight", "this")):
        return 0.0
    if written in ("yesterday", "last night"):
        return 1.0
    if written.startswith("last "):
        return _UNIT_DAYS[written.split()[1]]
    if written.endswith("ago"):
        found = re.match(r"(\d+|[a-z]+)\s*([a-z]+?)s?\s+ago", written)
        if found is not None:
            number = _SMALL.get(found[1]) or int(found[1])
            return number * _UNIT_DAYS["min" if found[2].startswith("min") else found[2]]
    return None


def _day(written: str) -> date:
    if found := re.fullmatch(r"(\d{4})-(\d\d)-(\d\d)", written):
        return date(int(found[1]), int(found[2]), int(found[3]))
    if found := re.fullmatch(r"(\d{1,2})/(\d{1,2})/(\d{4})", written):
        return date(int(found[3]), int(found[1]), int(found[2]))
    if found := re.fullmatch(r"(\d{4})-(\d\d)", written):
        return _end(int(found[1]), int(found[2]))
    if found := re.fullmatch(r"\d{4}", written):
        return date(int(written), 12, 31)
    month = next(number for name, number in _MONTHS.items() if re.search(rf"\b{name}", written))
    year = int(written[-4:])
    day = re.search(r"\b(\d{1,2})(?:st|nd|rd|th)?\b", written[:-4])
    return date(year, month, int(day[1])) if day else _end(year, month)


def _end(year: int, month: int) -> date:
    return date(year, month, calendar.monthrange(year, month)[1])
