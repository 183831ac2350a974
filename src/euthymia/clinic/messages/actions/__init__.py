"""The verbs of what is written to patients: how one is reached, what waits in the outbox, what came of it."""

from .contacting import change_contact, consent, withdraw
from .outbox import drop, hasten, put
from .outcome import note_delivery, settle
from .setting_up import set_up

__all__ = [
    "change_contact",
    "consent",
    "drop",
    "hasten",
    "note_delivery",
    "put",
    "set_up",
    "settle",
    "withdraw",
]
