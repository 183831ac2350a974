"""Suicidal behaviour in the words of the C-SSRS form: never, or what and when; and how long it counts as recent.

This is the one place where "the past three months" is defined: three calendar months, the last day included.
"""

from __future__ import annotations

import re
from datetime import date

from euthymia.domain.quantities import Confidence, Provenance
from euthymia.domain.rules.months import add_months

from .facts import When
from .reader import as_when

NEVER = ("never", "none", "no")
RECENT_MONTHS = 3
RECENT = Provenance("C-SSRS triage guide (clinical.md 9A): behaviour in the past 3 months", Confidence.V)
IMMINENT_LEVEL, MODERATE_LEVEL = 4, 3  # ideation, C-SSRS triage guide (clinical.md 9A, V)
_DATE_IN_WORDS = re.compile(r"\b\d{4}(?:-\d{2}(?:-\d{2})?)?\b", re.ASCII)


def has_acted(words: str | None) -> bool:
    """Words of a behaviour, whenever it was. Not asked (None, empty) and never are none."""
    return words is not None and words.strip().lower() not in ("", *NEVER)


def dates(words: str) -> list[str]:
    """Every date, month and year in the words, as written."""
    return _DATE_IN_WORDS.findall(words)


def last(words: str) -> When | None:
    """The newest of the dates that can be read; None where there is none."""
    read = [when for written in dates(words) if (when := as_when(written)) is not None]
    return max(read, key=lambda when: when.latest, default=None)


def recent_until(last_day: date) -> date:
    """The last day on which a behaviour of `last_day` lies in the past three months."""
    return add_months(last_day, RECENT_MONTHS)


def is_recent(when: When | None, on: date) -> bool:
    """Within three months of `on`, or of a day that is not known: not known never lowers a level."""
    return when is None or recent_until(min(when.latest, on)) >= on
