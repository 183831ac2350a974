"""The evaluation's verbs: open it, record facts in its five parts, sign a part, determine.

Every entry carries the client's own id: a second click, a reload or a retry is the same entry.
"""

from .determining import Second, determine
from .entries import confirm, end, open_evaluation, record_nothing, sign_part, take_back, tell
from .recording import (
    record_history,
    record_medication,
    record_objective,
    record_psychiatric,
    record_screening,
)
from .telling import answer, send

__all__ = [
    "Second",
    "answer",
    "confirm",
    "determine",
    "end",
    "open_evaluation",
    "record_history",
    "record_medication",
    "record_nothing",
    "record_objective",
    "record_psychiatric",
    "record_screening",
    "send",
    "sign_part",
    "take_back",
    "tell",
]
