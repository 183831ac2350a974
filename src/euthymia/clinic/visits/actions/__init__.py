"""The verbs of chairs, bookings, the rota, the waitlist and visits. Each is one transaction, and twice is once."""

from .acting import hold
from .booking import arrive, book, cancel, move, no_show
from .feeds import open_feed, revoke_feed
from .hours import close, open_again, set_hours
from .rooms import add_room, open_visit, seat, step, step_once
from .rota import add_shift, publish, remove_shift
from .waiting import accept, decline, offer, wait, withdraw

__all__ = [
    "accept",
    "add_room",
    "add_shift",
    "arrive",
    "book",
    "cancel",
    "close",
    "decline",
    "hold",
    "move",
    "no_show",
    "offer",
    "open_again",
    "open_feed",
    "open_visit",
    "publish",
    "remove_shift",
    "revoke_feed",
    "seat",
    "set_hours",
    "step",
    "step_once",
    "wait",
    "withdraw",
]
