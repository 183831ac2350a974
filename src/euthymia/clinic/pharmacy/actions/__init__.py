"""The verbs of the book: what is set up, what moves, what is counted. Each is one transaction, and twice is once."""

from .counting import Counted, count_sheet
from .posting import NotPosted, acting
from .setting_up import add_place, register, renew
from .verbs import (
    Arrival,
    administer,
    breakage,
    destroy,
    draw,
    loss,
    move,
    opening,
    quarantine,
    receive,
    resolve,
    return_sealed,
    reverse,
    reverse_distribute,
    theft,
    waste,
)

__all__ = [
    "Arrival",
    "Counted",
    "NotPosted",
    "acting",
    "add_place",
    "administer",
    "breakage",
    "count_sheet",
    "destroy",
    "draw",
    "loss",
    "move",
    "opening",
    "quarantine",
    "receive",
    "register",
    "renew",
    "resolve",
    "return_sealed",
    "reverse",
    "reverse_distribute",
    "theft",
    "waste",
]
