"""The session's verbs. Each decides, appends one event, and audits, in one transaction.

Every act carries the client's own id: a second click, a reload or a retry is the same act. `at` is when
it was observed, and may be earlier than now; both times are kept.
"""

from .charting import (
    confirm_vitals,
    connect_monitor,
    give,
    note_monitor,
    note_overdue,
    note_present,
    open_harm,
    record_scores,
    record_symptom,
    record_vitals,
    write_note,
)
from .correcting import correct
from .drawing import Drawing, draw
from .entries import COMFORTABLE, CORRECTABLE, PUMP_KINDS
from .ordering import give_ordered, record_outcome, sign_orders
from .pump import change_rate, close, finish, pause, resume, start
from .readying import override, record_ready
from .resettling import RESETTLED_IN, resettle
from .wasting import waste

__all__ = [
    "COMFORTABLE",
    "CORRECTABLE",
    "PUMP_KINDS",
    "RESETTLED_IN",
    "Drawing",
    "change_rate",
    "close",
    "confirm_vitals",
    "connect_monitor",
    "correct",
    "draw",
    "finish",
    "give",
    "give_ordered",
    "note_monitor",
    "note_overdue",
    "note_present",
    "open_harm",
    "override",
    "pause",
    "record_outcome",
    "record_ready",
    "record_scores",
    "record_symptom",
    "record_vitals",
    "resettle",
    "resume",
    "sign_orders",
    "start",
    "waste",
    "write_note",
]
