"""Secret addresses of calendars: made once, shown once, taken back at any time."""

from __future__ import annotations

import secrets
from hashlib import sha256

from euthymia.clinic.audit import actions as auditing
from euthymia.clinic.people.actions import NotAllowed
from euthymia.clinic.people.models import Patient, Staff
from euthymia.clinic.visits.models import CalendarFeed
from euthymia.kit import units

_SECRET_BYTES = 32


def secret_hash(secret: str) -> str:
    return sha256(secret.encode()).hexdigest()


def open_feed(*, of: Patient | Staff, by: str) -> str:
    """A new address for this person, in place of any earlier one. The secret is known to nobody but who asked."""
    revoke_feed(of=of, by=by)
    secret = secrets.token_urlsafe(_SECRET_BYTES)
    made = CalendarFeed(
        clinic_id=of.clinic_id, patient=of if isinstance(of, Patient) else None, staff=of if isinstance(of, Staff) else None,
        secret_hash=secret_hash(secret), made_at=units.current().now, made_by=by,
    )  # fmt: skip
    made.save()
    _note(of, "calendar.opened", "made a calendar address", by)
    return secret


def revoke_feed(*, of: Patient | Staff, by: str) -> int:
    """Take the address back: from now on it answers nobody. How many there were."""
    open_ones = CalendarFeed.objects.filter(clinic_id=of.clinic_id, revoked_at=None)
    mine = open_ones.filter(patient=of) if isinstance(of, Patient) else open_ones.filter(staff=of)
    if units.current().tenant not in ("*", of.clinic_id):
        raise NotAllowed("this person belongs to another clinic")
    count = mine.update(revoked_at=units.current().now, revoked_by=by)
    if count:
        _note(of, "calendar.revoked", "took a calendar address back", by)
    return count


def _note(of: Patient | Staff, verb: str, says: str, by: str) -> None:
    auditing.record(
        verb=verb, says=says, subject=str(of.pk), patient=of.pk if isinstance(of, Patient) else None, actor=by,
        clinic=of.clinic_id,
    )  # fmt: skip
