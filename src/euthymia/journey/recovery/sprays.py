"""A spray as it was given, and the sprays of a day for who compares doses with the drug book."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Q
from django.urls import reverse

from euthymia.clinic.pharmacy.models import Book
from euthymia.domain.ledger import ESKETAMINE
from euthymia.domain.ledger.matching import Infused
from euthymia.journey.infusion.doses import Other, is_id
from euthymia.journey.infusion.fold import Happening

from .facts import Standing
from .fold import dose_now
from .models import Recovery


@dataclass(frozen=True, slots=True)
class Given:
    """A spray as the chart has it now: `devices` are number and lot of each; `lots` alone where no book keeps them.

    `corrected` are the devices that were entered and not used, the oldest first.
    """

    dose_mg: int
    by: str
    lots: tuple[str, ...]
    devices: tuple[tuple[str, str], ...]
    corrected: tuple[Happening, ...]


def given(standing: Standing) -> Given | None:
    """The spray of a visit; None after an infusion."""
    recovery = standing.recovery
    if recovery is None or recovery.route != Recovery.Route.NASAL:
        return None
    dose = dose_now(recovery.dose, standing.state)
    lots = tuple(dose.get("lots", ()))
    devices = tuple(zip(dose.get("devices", ()), lots, strict=False))
    return Given(int(dose["mg"]), recovery.opened_by, lots, devices, standing.state.devices)


def of_day(book: Book, orders: Iterable[str], since: datetime, until: datetime) -> list[Other]:
    """Every spray of these orders, or begun in this time, that names devices: the others were given before the book
    kept any, or come out of another one."""
    rows = Recovery.objects.filter(clinic=book.clinic, route=Recovery.Route.NASAL).select_related("patient")
    named = [UUID(one) for one in orders if is_id(one)]
    found = rows.filter(Q(pk__in=named) | Q(began_at__gte=since, began_at__lt=until))
    return [
        Other(
            infused=Infused(
                patient=one.patient.number, order=str(one.pk), given_ug=int(one.dose["mg"]) * 1_000, is_over=True,
                grain_ug=1, substance=ESKETAMINE,
            ),
            says=f"esketamine spray {one.dose['mg']} mg", url=reverse("recovery", args=[one.visit_id]),
        )
        for one in found.order_by("began_at")
        if one.dose.get("book") == str(book.pk)
    ]  # fmt: skip
