"""What an infusion protocol is: data with guardrails, never a program of its own.

A clinic adopts a version by signature. Every figure names its source and how far it may be trusted.
"""

from __future__ import annotations

from dataclasses import dataclass

from euthymia.domain.quantities import Provenance

from .dose import Order, VolumeConvention, propose
from .judge import DoseGuardrails


@dataclass(frozen=True, slots=True)
class Choice:
    """A word on a button and the code that is kept."""

    code: str
    label: str


@dataclass(frozen=True, slots=True)
class ScaleStep:
    """One step of an observed scale, in the words the observer compares with."""

    value: int
    finding: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ObservedScale:
    name: str
    steps: tuple[ScaleStep, ...]
    provenance: Provenance


@dataclass(frozen=True, slots=True, kw_only=True)
class Dilution:
    """How the bag is usually made: vial, stated volume, and which volume is meant."""

    stock_ug_per_ml: int
    volume_ul: int
    convention: VolumeConvention
    diluents: tuple[str, ...]
    provenance: Provenance


@dataclass(frozen=True, slots=True, kw_only=True)
class Observation:
    """What is looked at and how often, in seconds; None is continuous.

    `alert_every_s` holds while something is out of limits or the person is at higher risk.
    """

    code: str
    label: str
    during_every_s: int | None
    alert_every_s: int | None
    recovery_every_s: int | None
    provenance: Provenance


@dataclass(frozen=True, slots=True, kw_only=True)
class Series:
    """The usual course. Hours are between the starts of two infusions; days are for the whole course."""

    infusions: int
    scheme: str
    shortest_interval_h: int
    usual_interval_h: int
    overdue_after_days: int | None
    provenance: Provenance
    intervals_provenance: Provenance


@dataclass(frozen=True, slots=True, kw_only=True)
class Medicine:
    """A medicine that may be recorded as given beside the infusion. Masses in micrograms.

    The range is a published or usual one to choose from; an order by the prescriber is always needed. `None`
    and an empty `routes` mean the source states none, so the order must.
    """

    code: str
    name: str
    problem: str
    low_ug: int | None
    high_ug: int | None
    routes: tuple[str, ...]
    note: str
    caution: str
    provenance: Provenance


@dataclass(frozen=True, slots=True, kw_only=True)
class Protocol:
    """One infusion protocol. `rate_steps_percent` are the offers of the rate dialog."""

    id: str
    version: str
    name: str
    drug: str
    route: str
    indications: tuple[Choice, ...]
    evidence: tuple[Provenance, ...]
    default_dose_ug_per_kg: int
    published_doses_ug_per_kg: tuple[int, ...]
    dose_provenance: Provenance
    dose_step_ug: int
    default_duration_min: int
    durations_min: tuple[int, ...]
    duration_provenance: Provenance
    dilution: Dilution
    guardrails: DoseGuardrails
    observations: tuple[Observation, ...]
    longest_pause_s: int
    rate_steps_percent: tuple[int, ...]
    rate_provenance: Provenance
    series: Series
    reasons: tuple[Choice, ...]
    actions: tuple[Choice, ...]
    symptoms: tuple[Choice, ...]
    medicines: tuple[Medicine, ...]
    sedation_scale: ObservedScale
    notes: tuple[str, ...]
    sources: tuple[Provenance, ...]

    def propose(self, weight_g: int) -> Order:
        """The order with this protocol's usual figures for one weight; raises `Unusable` as `propose` does."""
        return propose(
            weight_g=weight_g,
            dose_ug_per_kg=self.default_dose_ug_per_kg,
            stock_ug_per_ml=self.dilution.stock_ug_per_ml,
            volume_ul=self.dilution.volume_ul,
            duration_min=self.default_duration_min,
            volume_convention=self.dilution.convention,
            dose_step_ug=self.dose_step_ug,
        )
