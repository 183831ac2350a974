"""The invented clinics of the demo: Lakeside with eight chairs, Hillside with one, and a day at each.

Nobody here exists. Times are whole seconds. A chair's own clock starts with its infusion; the opening of
the demo is `opening_s` on it (12 minutes in, 720; five minutes to go before the start, -300).
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum
from fractions import Fraction
from typing import Literal, TypeAlias

from euthymia.domain.protocols import (
    Order,
    Protocol,
    by_percent,
    ordered_dose_reached_at_s,
    propose,
    protocol_named,
    to_ug_per_h,
)
from euthymia.domain.simulation.dialects import Dialect
from euthymia.domain.simulation.monitor import Misbehaviour
from euthymia.domain.simulation.patient import CUFF_EVERY_ON_ALERT_S, Resting, SimulatedPatient

Role: TypeAlias = Literal["nurse", "prescriber", "witness", "desk", "custodian", "owner"]


class Stage(StrEnum):
    """Where a chair is, as a nurse would say it."""

    READY = "ready"
    INFUSING = "infusing"
    RECOVERY = "recovery"


@dataclass(frozen=True, slots=True)
class StaffMember:
    name: str
    role: Role
    sign_in: str


@dataclass(frozen=True, slots=True)
class RateAt:
    """From `at_s` on this chair's clock the pump runs at this rate; 0 is a pause or the end.

    `reason` is a code of the protocol's reasons, empty for the start and the end.
    """

    at_s: int
    rate_ul_per_h: int
    rate_ug_per_h: int
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Event:
    """Something charted by hand: `kind` is "symptom" or "medicine", `code` one of the protocol's."""

    at_s: int
    kind: Literal["symptom", "medicine"]
    code: str


@dataclass(frozen=True, slots=True)
class Trouble:
    """A misbehaviour of the monitor, between two moments counted from the opening of the demo."""

    fault: Misbehaviour
    from_s: int
    until_s: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Chair:
    """One chair of the demo: who sits there, on what order, how far, and what will go wrong."""

    name: str
    says: str
    patient: SimulatedPatient
    protocol_id: str
    order: Order
    infusion_number: int
    last_weight_g: int | None
    last_weight_days: int | None
    device_id: str
    dialect: Dialect
    opening_s: int
    rates: tuple[RateAt, ...]
    events: tuple[Event, ...] = ()
    troubles: tuple[Trouble, ...] = ()

    @property
    def end_s(self) -> int:
        """When the pump stops for good, on this chair's clock."""
        return self.rates[-1].at_s

    def stage(self, since_opening_s: float) -> Stage:
        """The stage so many seconds after the demo opened."""
        at_s = self.opening_s + since_opening_s
        if at_s < 0:
            return Stage.READY
        return Stage.INFUSING if at_s < self.end_s else Stage.RECOVERY

    def faults(self, since_opening_s: float) -> set[Misbehaviour]:
        """What the monitor should be doing wrong so many seconds after the demo opened."""
        return {one.fault for one in self.troubles if one.from_s <= since_opening_s < one.until_s}


@dataclass(frozen=True, slots=True, kw_only=True)
class Clinic:
    name: str
    slug: str
    zone: str
    staff: tuple[StaffMember, ...]
    chairs: tuple[Chair, ...]


_DEPRESSION = protocol_named("iv-depression")


def _order(patient: SimulatedPatient, dose_ug_per_kg: int = 500, duration_min: int = 40) -> Order:
    usual: Protocol = _DEPRESSION
    return propose(
        weight_g=patient.weight_g,
        dose_ug_per_kg=dose_ug_per_kg,
        stock_ug_per_ml=usual.dilution.stock_ug_per_ml,
        volume_ul=usual.dilution.volume_ul,
        duration_min=duration_min,
        volume_convention=usual.dilution.convention,
        dose_step_ug=usual.dose_step_ug,
    )


def _rates(order: Order, *changes: tuple[int, int, str]) -> tuple[RateAt, ...]:
    """The whole course: start at the ordered rate, `changes` (second, µL/h, reason), stop at the ordered dose."""
    course = [RateAt(0, order.rate_ul_per_h, order.rate_ug_per_h)]
    given_ug = Fraction(0)
    for at_s, rate_ul_per_h, reason in changes:
        running = course[-1]
        given_ug += running.rate_ul_per_h * order.concentration / 1_000 * (at_s - running.at_s) / 3_600
        course.append(RateAt(at_s, rate_ul_per_h, to_ug_per_h(order, rate_ul_per_h), reason))
    last = course[-1]
    end_s = ordered_dose_reached_at_s(
        order, rate_ul_per_h=last.rate_ul_per_h, at_s=last.at_s, delivered_ug=-int(-given_ug // 1)
    )
    if end_s is None:
        raise ValueError("a course of the demo ends at its ordered dose, so it cannot end on a pause")
    return (*course, RateAt(end_s, 0, 0))


def _person(seed: int, **known: object) -> SimulatedPatient:
    return replace(SimulatedPatient.from_seed(seed), **known)  # type: ignore[arg-type]


def _ana() -> Chair:
    patient = _person(11, given_name="Ana", family_name="Example", sex="female", age_y=38, weight_g=70_400,
                      height_mm=1_680)  # fmt: skip
    order = _order(patient)
    return Chair(
        name="Chair 1",
        says="Ana, third of six, twelve minutes in and comfortable",
        patient=patient,
        protocol_id=_DEPRESSION.id,
        order=order,
        infusion_number=3,
        last_weight_g=70_600,
        last_weight_days=3,
        device_id="LAKE-1",
        dialect="pcd01",
        opening_s=720,
        rates=_rates(order),
        events=(Event(540, "symptom", "dissociation"),),
    )


def _just_started() -> Chair:
    patient = _person(22)
    order = _order(patient)
    return Chair(
        name="Chair 2",
        says="first infusion, started two minutes ago",
        patient=patient,
        protocol_id=_DEPRESSION.id,
        order=order,
        infusion_number=1,
        last_weight_g=None,
        last_weight_days=None,
        device_id="LAKE-2",
        dialect="mindray",
        opening_s=120,
        rates=_rates(order),
    )


def _nearly_done() -> Chair:
    patient = _person(1)
    order = _order(patient)
    return Chair(
        name="Chair 3",
        says="three minutes to go; the network drops for half a minute later on",
        patient=patient,
        protocol_id=_DEPRESSION.id,
        order=order,
        infusion_number=5,
        last_weight_g=patient.weight_g + 400,
        last_weight_days=4,
        device_id="LAKE-3",
        dialect="comen",
        opening_s=2_220,
        rates=_rates(order),
        troubles=(Trouble(Misbehaviour.LINK_DROP, 600, 630),),
    )


def _rising_pressure() -> Chair:
    # The gain is made for the lesson, above any clinic series: with the curve of Kamp 2020 it carries the
    # systolic pressure past 160 mmHg, the alert of clinical.md 4C, and not to 180, where one holds.
    patient = _person(
        31,
        age_y=61,
        resting=Resting(systolic=138, diastolic=78, heart_rate=78, spo2=97, respiratory_rate=15),
        pressure_gain=2.8,
        cuff_every_s=CUFF_EVERY_ON_ALERT_S,
    )
    order = _order(patient)
    return Chair(
        name="Chair 4",
        says="hypertension, the pressure is climbing and will raise an alarm",
        patient=patient,
        protocol_id=_DEPRESSION.id,
        order=order,
        infusion_number=2,
        last_weight_g=patient.weight_g - 300,
        last_weight_days=3,
        device_id="LAKE-4",
        dialect="pcd01",
        opening_s=1_380,
        rates=_rates(order),
    )


def _cable() -> Chair:
    patient = _person(5)
    order = _order(patient, duration_min=60)
    return Chair(
        name="Chair 5",
        says="sixty-minute infusion; the sensor cable comes off for a minute",
        patient=patient,
        protocol_id=_DEPRESSION.id,
        order=order,
        infusion_number=4,
        last_weight_g=patient.weight_g,
        last_weight_days=2,
        device_id="LAKE-5",
        dialect="mindray",
        opening_s=900,
        rates=_rates(order),
        troubles=(Trouble(Misbehaviour.CABLE_PULLED, 120, 180),),
    )


def _recovering() -> Chair:
    patient = _person(10)
    order = _order(patient)
    return Chair(
        name="Chair 6",
        says="in recovery, the infusion ended a quarter of an hour ago",
        patient=patient,
        protocol_id=_DEPRESSION.id,
        order=order,
        infusion_number=6,
        last_weight_g=patient.weight_g - 200,
        last_weight_days=3,
        device_id="LAKE-6",
        dialect="pcd01",
        opening_s=3_300,
        rates=_rates(order),
        events=(Event(1_500, "symptom", "dizziness"),),
    )


def _nausea() -> Chair:
    patient = _person(3)
    order = _order(patient)
    slower_ul_per_h = by_percent(order.rate_ul_per_h, _DEPRESSION.rate_steps_percent[0])
    return Chair(
        name="Chair 7",
        says="nausea: paused for four minutes, ondansetron, now a quarter slower",
        patient=patient,
        protocol_id=_DEPRESSION.id,
        order=order,
        infusion_number=2,
        last_weight_g=patient.weight_g + 200,
        last_weight_days=3,
        device_id="LAKE-7",
        dialect="comen",
        opening_s=1_500,
        rates=_rates(order, (960, 0, "nausea"), (1_200, slower_ul_per_h, "nausea")),
        events=(Event(930, "symptom", "nausea"), Event(1_020, "medicine", "ondansetron")),
    )


def _ready() -> Chair:
    patient = _person(8)
    order = _order(patient)
    return Chair(
        name="Chair 8",
        says="ready to start in five minutes; moves a good deal, so the oximeter jumps",
        patient=patient,
        protocol_id=_DEPRESSION.id,
        order=order,
        infusion_number=1,
        last_weight_g=None,
        last_weight_days=None,
        device_id="LAKE-8",
        dialect="mindray",
        opening_s=-300,
        rates=_rates(order),
        troubles=(Trouble(Misbehaviour.ARTEFACT, 200, 210),),
    )


def _hillside_chair() -> Chair:
    patient = _person(99)
    order = _order(patient)
    return Chair(
        name="Chair 1",
        says="Hillside's own patient, whom Lakeside never sees",
        patient=patient,
        protocol_id=_DEPRESSION.id,
        order=order,
        infusion_number=2,
        last_weight_g=patient.weight_g,
        last_weight_days=3,
        device_id="HILL-1",
        dialect="pcd01",
        opening_s=600,
        rates=_rates(order),
    )


LAKESIDE = Clinic(
    name="Lakeside Clinic",
    slug="lakeside",
    zone="America/Los_Angeles",
    staff=(
        StaffMember("Noor", "nurse", "nurse@lakeside.example"),
        StaffMember("Dr Okafor", "prescriber", "prescriber@lakeside.example"),
        StaffMember("Tomas", "witness", "witness@lakeside.example"),
        StaffMember("Wren", "desk", "desk@lakeside.example"),
    ),
    chairs=(
        _ana(),
        _just_started(),
        _nearly_done(),
        _rising_pressure(),
        _cable(),
        _recovering(),
        _nausea(),
        _ready(),
    ),
)

HILLSIDE = Clinic(
    name="Hillside Clinic",
    slug="hillside",
    zone="America/Denver",
    staff=(StaffMember("Hillside Nurse", "nurse", "nurse@hillside.example"),),
    chairs=(_hillside_chair(),),
)

CLINICS: tuple[Clinic, ...] = (LAKESIDE, HILLSIDE)
