"""How each chair stands against the day that was booked: who sits there later than planned, who has not come."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from euthymia.clinic.people.models import Clinic
from euthymia.clinic.visits import queries as visits
from euthymia.clinic.visits.models import Booking, State
from euthymia.domain.scheduling.lateness import Late, Part, lateness


@dataclass(frozen=True, slots=True)
class Today:
    """What is booked for this day of the clinic and has begun by now."""

    bookings: tuple[Booking, ...]
    now: datetime

    def of_patient(self, patient: UUID, actual: Part) -> Late | None:
        """Of somebody who is at a chair."""
        mine = [one for one in self.bookings if one.patient_id == patient]
        return self._late(mine[-1], actual) if mine else None

    def awaited(self, chair: UUID, seated: Collection[UUID]) -> tuple[str, Late | None]:
        """Whom a free chair waits for, by initials, and how late they are."""
        for one in self.bookings:
            if one.chair_id == chair and one.patient_id not in seated and self.now < one.leaves_at:
                actual = Part.PREP if one.state == State.ARRIVED else Part.AWAITED
                return one.patient.initials, self._late(one, actual)
        return "", None

    def _late(self, booking: Booking, actual: Part) -> Late | None:
        return lateness(booking.starts_at, booking.phases, actual, self.now)


def today(clinic: Clinic, now: datetime) -> Today:
    """One query."""
    begins, ends = visits.day_of(clinic, now.astimezone(clinic.zone).date())
    found: Iterable[Booking] = visits.bookings(clinic, begins, ends).filter(
        starts_at__gte=begins, starts_at__lte=now
    )
    return Today(tuple(found), now)
