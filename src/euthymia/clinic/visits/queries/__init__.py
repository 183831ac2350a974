"""What others may ask of chairs, visits, bookings, the rota and the waitlist. The clinic comes first."""

from .booked import booking, bookings, fact_of_client, facts, of_patient
from .days import DayView, day, days, limits_broken
from .places import room, rooms, trail
from .rota import closures, hours, shifts

__all__ = [
    "DayView",
    "booking",
    "bookings",
    "closures",
    "day",
    "days",
    "fact_of_client",
    "facts",
    "hours",
    "limits_broken",
    "of_patient",
    "room",
    "rooms",
    "shifts",
    "trail",
]
