"""A spray as it was given, with the devices as they were last corrected."""

from __future__ import annotations

from dataclasses import dataclass

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
