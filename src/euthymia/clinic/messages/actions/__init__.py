"""The verbs of what is written to patients: how one is reached, what waits in the outbox, what came of it."""

from .contacting import change_contact, consent, withdraw
from .outbox import drop, hasten, put
from .outcome import note_delivery, settle
from .returning import RETURNED, come_back, note_returned, stand_by
from .setting_up import set_up

__all__ = [
    "RETURNED",
    "change_contact",
    "come_back",
    "consent",
    "drop",
    "hasten",
    "note_delivery",
    "note_returned",
    "put",
    "set_up",
    "settle",
    "stand_by",
    "withdraw",
]
