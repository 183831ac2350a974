"""Long-term checks of people who are treated again and again: bladder, liver, cognition, dependence, pressure.

clinical.md 6C and 5E. A check is a row of `rows.py` with its source; when it is due follows from the visits and
its newest result; what a result means is proposed, and a clinician decides. Intervals are site settings.
"""

from .check import Check, Found, Level, Question, Result, Rhythm, Thresholds, Who
from .entering import in_words, read
from .rows import BY_CODE, CHECKS
from .settings import BY_NAME, SETTINGS, Settings
from .standing import Course, Standing, State, standings

__all__ = [
    "BY_CODE",
    "BY_NAME",
    "CHECKS",
    "SETTINGS",
    "Check",
    "Course",
    "Found",
    "Level",
    "Question",
    "Result",
    "Rhythm",
    "Settings",
    "Standing",
    "State",
    "Thresholds",
    "Who",
    "in_words",
    "read",
    "standings",
]
