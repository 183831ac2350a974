"""Before a visit is promised: whether who pays themselves has the Good Faith Estimate that the law asks for.

The law dates an estimate from the day of scheduling (`domain.billing.estimates.due_on`). Here it comes first: a visit
that would owe one is not booked by staff until it is given, which keeps every deadline. What visitors book themselves
stands, and its estimate is listed with its deadline until it is given.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from uuid import UUID

from euthymia.clinic.people.models import Clinic, Patient
from euthymia.clinic.visits import queries as visits
from euthymia.clinic.visits.models import Booking, BookingFact, Purpose
from euthymia.domain.billing import estimates, prices
from euthymia.domain.quantities import Unusable

from . import queries
from .models import CoverageVersion, Estimate

LOOK_AHEAD = timedelta(days=62)  # how far ahead the worklist looks for estimates that are owed

# Which part of a price list a visit is; the others stand in no list under their purpose.
_KINDS: Mapping[str, prices.ItemKind] = {
    Purpose.CONSULTATION: "evaluation", Purpose.INFUSION: "infusion", Purpose.FOLLOW_UP: "follow-up",
}  # fmt: skip


class Stands(StrEnum):
    """How a visit stands to its estimate."""

    GIVEN = "given"
    CLAIMED = "claimed"
    SHORT = "short"
    OWED = "owed"


@dataclass(frozen=True, slots=True)
class Ahead:
    """A visit and its estimate: the one that covers its day, or by when one is to be given, or why none is."""

    stands: Stands
    patient: Patient
    service_day: date
    booked_day: date
    due_on: date | None = None
    estimate: Estimate | None = None

    def is_late(self, today: date) -> bool:
        return self.due_on is not None and self.due_on < today


@dataclass(frozen=True, slots=True)
class Needed:
    """What has to be given before these days are promised to a patient, and why."""

    patient: Patient
    first_day: date
    last_day: date
    due_on: date
    says: str

    @property
    def accepted(self) -> str:
        return (
            f"the estimate, given first; an insurer that is asked to pay ({estimates.WHO}); "
            f"a visit fewer than {estimates.NEAR_AHEAD} business days ahead, for which none is due unless it is asked for "
            f"({estimates.SHORT})"
        )


def of_bookings(bookings: Sequence[Booking]) -> dict[UUID, Ahead]:
    """How each booking of one clinic stands, dated from the day on which it was made. Three queries."""
    if not bookings:
        return {}
    clinic = bookings[0].clinic
    made = BookingFact.objects.filter(clinic=clinic, booking__in=bookings, n=1)
    booked = {pk: _day(at, clinic) for pk, at in made.values_list("booking_id", "at")}
    judge = _Judge(clinic, {one.patient_id for one in bookings})
    return {
        one.pk: judge.stands(one.patient, _day(one.starts_at, clinic), booked[one.pk]) for one in bookings
    }


def estimates_owed(clinic: Clinic, now: datetime) -> list[Ahead]:
    """Of patients who pay themselves: coming bookings that no estimate covers, the soonest deadline first."""
    coming = list(visits.bookings(clinic, now, now + LOOK_AHEAD))
    for one in coming:
        one.clinic = clinic
    found: dict[UUID, Ahead] = {}
    for ahead in of_bookings(coming).values():
        if ahead.due_on is None:
            continue
        known = found.get(ahead.patient.pk)
        if known is None or known.due_on is None or ahead.due_on < known.due_on:
            found[ahead.patient.pk] = ahead
    return sorted(found.values(), key=lambda one: (one.due_on or one.service_day, str(one.patient)))


def needed(patient: Patient, purpose: str, days: Iterable[date], now: datetime) -> Needed | None:
    """What is missing before these days are booked now; None: nothing is.

    Only what the price list of the day names is held back: without a price nothing can be estimated.
    """
    clinic = patient.clinic
    today, judge = _day(now, clinic), _Judge(clinic, {patient.pk})
    open_days = [
        one for day in sorted(set(days)) if (one := judge.stands(patient, day, today)).due_on is not None
    ]
    owed = [one for one in open_days if _has_price(clinic, purpose, one.service_day)]
    if not owed:
        return None
    first, last, due = owed[0], owed[-1], min(one.due_on for one in owed if one.due_on is not None)
    span = (
        _said(first.service_day)
        if first is last
        else f"{_said(first.service_day)} to {_said(last.service_day)}"
    )
    says = (
        f"{patient} pays without an insurer, and no Good Faith Estimate covers {span}: it is due by {_said(due)}, "
        f"{estimates.why(today, first.service_day)} ({estimates.TIMES})"
    )
    return Needed(patient, first.service_day, last.service_day, due, says)


def hold_back(patient: Patient, purpose: str, days: Iterable[date], now: datetime) -> None:
    """Refuses to promise these days while an estimate is missing. Raises Unusable."""
    missing = needed(patient, purpose, days, now)
    if missing is not None:
        raise Unusable.one("", "no-estimate", missing.says, missing.accepted)


class _Judge:
    """Who claims and who has which estimate, read once for all these patients."""

    def __init__(self, clinic: Clinic, patients: set[UUID]) -> None:
        rows = CoverageVersion.objects.filter(clinic=clinic, patient__in=patients).order_by("at", "id")
        self.claims = {row.patient_id: row.claims for row in rows}
        self.given: dict[UUID, list[Estimate]] = {}
        for made in Estimate.objects.filter(clinic=clinic, patient__in=patients).order_by("-at", "-id"):
            self.given.setdefault(made.patient_id, []).append(made)

    def stands(self, patient: Patient, service: date, booked: date) -> Ahead:
        given = self.given.get(patient.pk, [])
        covering = next((one for one in given if one.first_day <= service <= one.last_day), None)
        if covering is not None:
            return Ahead(Stands.GIVEN, patient, service, booked, estimate=covering)
        if self.claims.get(patient.pk, False):
            return Ahead(Stands.CLAIMED, patient, service, booked)
        due = estimates.due_on(estimates.Reason.SCHEDULED, booked, service)
        return Ahead(Stands.SHORT if due is None else Stands.OWED, patient, service, booked, due)


def _has_price(clinic: Clinic, purpose: str, day: date) -> bool:
    kind, listed = _KINDS.get(purpose), queries.prices_on(clinic, day)
    return listed is not None and any(one.kind == kind and one.cents > 0 for one in listed.items)


def _said(day: date) -> str:
    return f"{day:%-d %b %Y}"


def _day(at: datetime, clinic: Clinic) -> date:
    return at.astimezone(clinic.zone).date()
