"""The verbs of the book: what is set up, what moves, what is counted. Each is one transaction, and twice is once."""

from .counting import Counted, count_sheet
from .inventories import open_book, take_inventory
from .packets import STEPS, begin_packet, step_packet
from .posting import NotPosted, acting
from .setting_up import add_place, name_registrant, register, renew, set_state
from .transfers import distribute, receive_from
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
    "STEPS",
    "Arrival",
    "Counted",
    "NotPosted",
    "acting",
    "add_place",
    "administer",
    "begin_packet",
    "breakage",
    "count_sheet",
    "destroy",
    "distribute",
    "draw",
    "loss",
    "move",
    "name_registrant",
    "open_book",
    "opening",
    "quarantine",
    "receive",
    "receive_from",
    "register",
    "renew",
    "resolve",
    "return_sealed",
    "reverse",
    "reverse_distribute",
    "set_state",
    "step_packet",
    "take_inventory",
    "theft",
    "waste",
]
