"""The verbs of the book: what is set up, what moves, what is counted. Each is one transaction, and twice is once."""

from .at_the_chair import Account, Settled, Taken, answer_again, draw_up, refuse, settle
from .counting import Counted, count_sheet
from .inventories import open_book, take_inventory
from .packets import STEPS, begin_packet, step_packet
from .posting import NotPosted, acting, lock_book
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
    "Account",
    "Arrival",
    "Counted",
    "NotPosted",
    "Settled",
    "Taken",
    "acting",
    "add_place",
    "administer",
    "answer_again",
    "begin_packet",
    "breakage",
    "count_sheet",
    "destroy",
    "distribute",
    "draw",
    "draw_up",
    "lock_book",
    "loss",
    "move",
    "name_registrant",
    "open_book",
    "opening",
    "quarantine",
    "receive",
    "receive_from",
    "refuse",
    "register",
    "renew",
    "resolve",
    "return_sealed",
    "reverse",
    "reverse_distribute",
    "set_state",
    "settle",
    "step_packet",
    "take_inventory",
    "theft",
    "waste",
]
