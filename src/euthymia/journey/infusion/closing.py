"""What a tablet said of drug without the network, and nobody has decided yet: named before the stock's day is closed."""

from __future__ import annotations

from collections.abc import Iterator

from django.db.models import Exists, OuterRef
from django.urls import reverse

from euthymia.clinic.people.models import Clinic
from euthymia.clinic.pharmacy.closing import Open

from .models import OF_THE_PUMP, OfflineAnswer, OfflineEntry

OF_DRUG = (*OF_THE_PUMP, "give", "waste")


def waiting(clinic: Clinic) -> Iterator[Open]:
    """Entries about pump, medicines and waste that wait for a person; a tablet that is still away is not among them."""
    answered = OfflineAnswer.objects.filter(clinic=clinic, entry=OuterRef("pk"))
    rows = OfflineEntry.objects.filter(clinic=clinic, act__in=OF_DRUG)
    rows = rows.exclude(outcome=OfflineEntry.Outcome.ENTERED).exclude(Exists(answered))
    for one in rows.select_related("session__patient").order_by("measured_at", "client_id"):
        at = one.measured_at.astimezone(clinic.zone)
        says = (
            f"Patient {one.session.patient.number}: '{one.act}' of {at:%Y-%m-%d %H:%M}, entered on a tablet without the "
            f"network, waits for a decision ({one.get_outcome_display()})"
        )
        yield Open(says, reverse("infusion-offline", args=[one.session_id]))
