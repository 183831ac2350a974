"""The verbs of the book: what is set up, what moves, what is counted. Each is one transaction, and twice is once."""

from .counting import Counted, count_sheet, recount
from .losing import Shortage, decide_loss, report_made
from .posting import NotPosted, acting
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
    "Arrival",
    "Counted",
    "NotPosted",
    "Shortage",
    "acting",
    "add_place",
    "administer",
    "breakage",
    "count_sheet",
    "decide_loss",
    "destroy",
    "draw",
    "loss",
    "move",
    "name_reviewers",
    "opening",
    "quarantine",
    "receive",
    "recount",
    "register",
    "renew",
    "report_made",
    "resolve",
    "return_sealed",
    "reverse",
    "reverse_distribute",
    "review_signal",
    "set_site",
    "theft",
    "waste",
]
