"""Ready to leave: what is looked at in recovery, the two scores it comes to, and the gate to the door."""

from .gate import (
    Criterion,
    Leaving,
    Pressure,
    State,
    criteria,
    may_be_overridden,
    minimum,
    ready_by,
    refusals,
)
from .observed import NUMBERS, OBSERVATIONS, Seen, aldrete, padss
from .sedatives import sedated
from .settings import SETTINGS, Settings

__all__ = [
    "NUMBERS",
    "OBSERVATIONS",
    "SETTINGS",
    "Criterion",
    "Leaving",
    "Pressure",
    "Seen",
    "Settings",
    "State",
    "aldrete",
    "criteria",
    "may_be_overridden",
    "minimum",
    "padss",
    "ready_by",
    "refusals",
    "sedated",
]
