"""The verbs of recovery. Each decides, appends, and audits, in one transaction; a second click is the first one."""

from .checking import check, correct, note_overdue
from .enrolling import enrol
from .exchanging import correct_device
from .leaving import discharge, leave
from .nasal import begin_nasal
from .other_routes import record_other_dose
from .riding import confirm_by_link, make_link, meet_escort, name_escort
from .setting_up import adopt
from .telling import tell

__all__ = [
    "adopt",
    "begin_nasal",
    "check",
    "confirm_by_link",
    "correct",
    "correct_device",
    "discharge",
    "enrol",
    "leave",
    "make_link",
    "meet_escort",
    "name_escort",
    "note_overdue",
    "record_other_dose",
    "tell",
]
