"""What others may ask of chairs, visits, bookings, the rota and the waitlist. The clinic comes first."""

from .booked import booking, bookings, fact_of_client, facts, of_patient
from .days import DayView, day, days, limits_broken
from .places import day_of, has_taken, here_today, of_day, room, rooms, trail, trails, visit
from .rota import closures, hours, shifts

__all__ = [
    "DayView",
    "booking",
    "bookings",
    "closures",
    "day",
    "day_of",
    "days",
    "fact_of_client",
    "facts",
    "has_taken",
    "here_today",
    "hours",
    "limits_broken",
    "of_day",
    "of_patient",
    "room",
    "rooms",
    "shifts",
    "trail",
    "trails",
    "visit",
]
