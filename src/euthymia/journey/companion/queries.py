"""The record of a companion plan, whether the motor threshold still counts, and integration beside infusions."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from euthymia.clinic.people.models import Patient
from euthymia.domain.protocols import Kind as Treatment
from euthymia.domain.quantities import Confidence, Provenance
from euthymia.domain.scheduling import beside
from euthymia.journey.plan import queries as plans
from euthymia.journey.plan.models import Plan

from .models import Companion, Record

MT_LASTS = timedelta(days=7)
MT_PROVENANCE = Provenance(
    "CTMS: again about weekly, after a change of medicines and after a missed week", Confidence.V
)


def companion(plan: Plan) -> Companion | None:
    return Companion.objects.filter(clinic_id=plan.clinic_id, plan=plan).first()


def records(plan: Plan) -> list[Record]:
    """Newest first."""
    return list(Record.objects.filter(clinic_id=plan.clinic_id, companion__plan=plan).order_by("-n"))


@dataclass(frozen=True, slots=True)
class Threshold:
    """The newest motor threshold and why it has to be taken again; "" while it counts."""

    record: Record | None
    again: str

    @property
    def counts(self) -> bool:
        return self.record is not None and not self.again


def threshold(found: list[Record], now: datetime) -> Threshold:
    """Asked of records newest first."""
    newest = next((one for one in found if one.kind == "motor-threshold"), None)
    if newest is None:
        return Threshold(None, "no motor threshold was measured")
    since = [one for one in found if one.kind == "tms-session" and one.n > newest.n]
    if any(one.detail.get("changes") for one in since):
        return Threshold(newest, "medicines, sleep or alcohol have changed since it was measured")
    if now - newest.at > MT_LASTS:
        return Threshold(newest, f"it was measured {(now - newest.at).days} days ago")
    return Threshold(newest, "")


def infusions(patient: Patient, now: datetime) -> list[datetime]:
    """When the patient's infusions were given or are booked, under whichever plan."""
    found = []
    for plan in plans.plans(patient):
        if plans.programme_of(plan).kind in (Treatment.INFUSION, Treatment.NASAL_SPRAY):
            for row in plans.sessions(plan):
                if row.given_at is not None:
                    found.append(row.given_at)
                elif row.booking is not None and row.booking.holds and row.booking.starts_at > now:
                    found.append(row.booking.starts_at)
    return sorted(found)


def integration(plan: Plan, now: datetime) -> tuple[beside.Window, ...]:
    """Each infusion of the patient with the psychotherapy session within its days, held or booked."""
    rows = plans.sessions(plan)
    held = [row.given_at for row in rows if row.given_at is not None]
    held += [
        row.booking.starts_at
        for row in rows
        if row.booking is not None and row.booking.holds and not row.given_at
    ]
    return beside.windows(infusions(plan.patient, now), held)
