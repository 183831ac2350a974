"""Where and when care happens: chairs, hours, shifts, bookings, who waits for a slot, and each visit with its trail."""

from .booking import HOLDING, PURPOSES_INFUSED, Booking, BookingFact, Purpose, State
from .calendar import CalendarFeed
from .hours import Closure, ClosureEnd, OpeningHours
from .shift import Shift, ShiftRole
from .visit import Room, Visit, VisitEvent
from .waiting import Waiting, WaitingFact

__all__ = [
    "HOLDING",
    "PURPOSES_INFUSED",
    "Booking",
    "BookingFact",
    "CalendarFeed",
    "Closure",
    "ClosureEnd",
    "OpeningHours",
    "Purpose",
    "Room",
    "Shift",
    "ShiftRole",
    "State",
    "Visit",
    "VisitEvent",
    "Waiting",
    "WaitingFact",
]
