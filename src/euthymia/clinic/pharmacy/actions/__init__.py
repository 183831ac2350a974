"""The verbs of the book: what is set up, what moves, what is counted. Each is one transaction, and twice is once."""

from .at_the_chair import Account, Settled, Taken, answer_again, draw_up, refuse, settle
from .counting import Counted, count_sheet, recount
from .losing import Shortage, decide_loss, report_made
from .posting import NotPosted, acting, lock_book
from .reviewing import name_reviewers, review_signal
from .setting_up import add_place, register, renew
from .site import set_site
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
    "Shortage",
    "Taken",
    "acting",
    "add_place",
    "administer",
    "answer_again",
    "breakage",
    "count_sheet",
    "decide_loss",
    "destroy",
    "draw",
    "draw_up",
    "lock_book",
    "loss",
    "move",
    "name_reviewers",
    "opening",
    "quarantine",
    "receive",
    "recount",
    "refuse",
    "register",
    "renew",
    "report_made",
    "resolve",
    "return_sealed",
    "reverse",
    "reverse_distribute",
    "review_signal",
    "set_site",
    "settle",
    "theft",
    "waste",
]
