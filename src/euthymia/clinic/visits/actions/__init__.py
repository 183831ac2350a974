"""The verbs of chairs, bookings, the rota, the waitlist and visits. Each is one transaction, and twice is once."""

from .acting import hold
from .booking import arrive, book, cancel, move, no_show
from .hours import close, open_again, set_hours
from .rooms import add_room, open_visit, seat, step, step_once
from .rota import add_shift, publish, remove_shift

__all__ = [
    "add_room",
    "add_shift",
    "arrive",
    "book",
    "cancel",
    "close",
    "hold",
    "move",
    "no_show",
    "open_again",
    "open_visit",
    "publish",
    "remove_shift",
    "seat",
    "set_hours",
    "step",
    "step_once",
]
