"""The verbs of the book: what is set up, what moves, what is counted. Each is one transaction, and twice is once."""

from .at_the_chair import (
    Account,
    Anew,
    Settled,
    Taken,
    answer_again,
    draw_up,
    refuse,
    settle,
    settle_anew,
)
from .counting import Counted, count_sheet, recount
from .inventories import open_book, take_inventory
from .losing import Shortage, decide_loss, report_made
from .packets import STEPS, begin_packet, step_packet
from .posting import NotPosted, acting, lock_book
from .reviewing import name_reviewers, review_signal
from .setting_up import add_place, name_registrant, register, renew, set_state
from .site import set_site
from .telling import answer_concern, tell_concern
from .transfers import distribute, receive_from
from .verbs import (
    OF_THE_CHAIR,
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
    "OF_THE_CHAIR",
    "STEPS",
    "Account",
    "Anew",
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
    "answer_concern",
    "begin_packet",
    "breakage",
    "count_sheet",
    "decide_loss",
    "destroy",
    "distribute",
    "draw",
    "draw_up",
    "lock_book",
    "loss",
    "move",
    "name_registrant",
    "name_reviewers",
    "open_book",
    "opening",
    "quarantine",
    "receive",
    "receive_from",
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
    "set_state",
    "settle",
    "settle_anew",
    "step_packet",
    "take_inventory",
    "tell_concern",
    "theft",
    "waste",
]
