"""The plan's verbs: adopt a programme and show it to the public, propose a course, agree, revise, pause, resume, maintain, end, carry over what
papers say; and what the later stages tell it: who sits down for which session, and what was given."""

from .adopting import adopt
from .booking import book_all
from .carrying import carry_over
from .giving import note_given, order_faults, seat, seat_in, unseat
from .planning import agree, end, maintain, pause, propose, resume, revise
from .showing import hide_protocol, show_protocol

__all__ = [
    "adopt",
    "agree",
    "book_all",
    "carry_over",
    "end",
    "hide_protocol",
    "maintain",
    "note_given",
    "order_faults",
    "pause",
    "propose",
    "resume",
    "revise",
    "seat",
    "seat_in",
    "show_protocol",
    "unseat",
]
