"""What others may ask of chairs, visits, bookings, the rota and the waitlist. The clinic comes first."""

from .booked import booking, bookings, coming, fact_of_client, facts, of_patient, usual_minutes
from .days import DayView, day, days, limits_broken
from .feeds import calendar_of, feed_of, feed_of_secret, file_of, file_of_all
from .openings import Opening, openings
from .places import (
    day_of,
    has_taken,
    here_today,
    last_used,
    of_day,
    room,
    rooms,
    trail,
    trails,
    visit,
    visits_of,
)
from .rota import closure, closures, hours, hours_versions, shift, shifts
from .waits import Freed, freed, waiting, waiting_facts, waiting_of_client, waitlist, wish

__all__ = [
    "DayView",
    "Freed",
    "Opening",
    "booking",
    "bookings",
    "calendar_of",
    "closure",
    "closures",
    "coming",
    "day",
    "day_of",
    "days",
    "fact_of_client",
    "facts",
    "feed_of",
    "feed_of_secret",
    "file_of",
    "file_of_all",
    "freed",
    "has_taken",
    "here_today",
    "hours",
    "hours_versions",
    "last_used",
    "limits_broken",
    "of_day",
    "of_patient",
    "openings",
    "room",
    "rooms",
    "shift",
    "shifts",
    "trail",
    "trails",
    "usual_minutes",
    "visit",
    "visits_of",
    "waiting",
    "waiting_facts",
    "waiting_of_client",
    "waitlist",
    "wish",
]
