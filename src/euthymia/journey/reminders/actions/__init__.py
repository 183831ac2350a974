"""The verbs of reminders: what the outbox has to know of bookings, what a patient answers, the clinic's own words."""

from .answering import ask_to_move, confirm, see_to
from .noticing import notice
from .wording import use_own, withdraw_own

__all__ = ["ask_to_move", "confirm", "notice", "see_to", "use_own", "withdraw_own"]
