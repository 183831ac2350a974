"""Adverse events: their words, their grades, and who has to be told of one by when."""

from .notices import NOTICES, Applies, Known, Notice, SiteDuty, Term, notices
from .words import (
    ACTIONS,
    CRITERIA,
    CRITERIA_SOURCE,
    KINDS,
    OUTCOMES,
    RELATIONS,
    SEVERITIES,
    Facts,
    Grade,
    Kind,
    faults,
    is_grave,
    is_serious,
)

__all__ = [
    "ACTIONS",
    "CRITERIA",
    "CRITERIA_SOURCE",
    "KINDS",
    "NOTICES",
    "OUTCOMES",
    "RELATIONS",
    "SEVERITIES",
    "Applies",
    "Facts",
    "Grade",
    "Kind",
    "Known",
    "Notice",
    "SiteDuty",
    "Term",
    "faults",
    "is_grave",
    "is_serious",
    "notices",
]
