"""What patients tell of themselves before an evaluation: eight sections, one question a page, kept as they said it.

A question is a row of `sections.py`; its answer is appended to the patient's `Telling`; what the answers mean for the
case is told to the evaluation when the patient sends them, and staff confirm it there.
"""

from .answers import LATER, NONE, UNSURE, faults
from .question import Answers, Choice, Question, Section, Shape, Told, Value, is_answered
from .sections import SECTIONS, asked, find, meaning

__all__ = [
    "LATER",
    "NONE",
    "SECTIONS",
    "UNSURE",
    "Answers",
    "Choice",
    "Question",
    "Section",
    "Shape",
    "Told",
    "Value",
    "asked",
    "faults",
    "find",
    "is_answered",
    "meaning",
]
