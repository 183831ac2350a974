"""The verbs of the book: what is set up, what moves, what is counted. Each is one transaction, and twice is once."""

from .at_the_chair import Account, Settled, Taken, answer_again, draw_up, refuse, settle
from .counting import Counted, count_sheet
from .posting import NotPosted, acting, lock_book
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
    "breakage",
    "count_sheet",
    "destroy",
    "draw",
    "draw_up",
    "lock_book",
    "loss",
    "move",
    "opening",
    "quarantine",
    "receive",
    "refuse",
    "register",
    "renew",
    "resolve",
    "return_sealed",
    "reverse",
    "reverse_distribute",
    "settle",
    "theft",
    "waste",
]
