"""The secret in the address of a visit's page. It follows from the installation's key, so that an attempt made again
carries the same address, and the database alone opens no page."""

from __future__ import annotations

import hmac
from base64 import urlsafe_b64encode
from datetime import datetime
from hashlib import sha256

from django.conf import settings
from django.urls import reverse

from euthymia.clinic.visits.models import Booking
from euthymia.kit import units

from .models import VisitLink

_BYTES = 16


def address(booking: Booking, starts_at: datetime, channel: str) -> str:
    """The address of this visit's page, "" where the installation does not know its own."""
    if not settings.EUTHYMIA_URL:
        return ""
    secret = _secret(booking, starts_at, channel)
    digest = sha256(secret.encode()).hexdigest()
    if not VisitLink.objects.filter(secret_hash=digest).exists():
        made = VisitLink(
            clinic_id=booking.clinic_id, booking=booking, starts_at=starts_at, channel=channel, secret_hash=digest,
            made_at=units.current().now,
        )  # fmt: skip
        made.save()
    return f"{settings.EUTHYMIA_URL.rstrip('/')}{reverse('visit-link', args=[secret])}"


def _secret(booking: Booking, starts_at: datetime, channel: str) -> str:
    about = f"visit {booking.pk} {starts_at.isoformat()} {channel}".encode()
    whole = hmac.new(settings.SECRET_KEY.encode(), about, sha256).digest()
    return urlsafe_b64encode(whole[:_BYTES]).rstrip(b"=").decode()
