"""Sessions charted by an honest nurse who does not exist: what the honesty view must leave alone.

The patient is the seeded one of `patient.py`, with the typical curve of Kamp 2020 (0.5 mg/kg over 40 minutes).
The nurse follows the schedule of clinical.md 4A (every 10 minutes in the infusion, every 15 in recovery) as a
person does: a little early or late, now and then interrupted, reading a cuff and a pulse with some noise. How
much of each is invented, and stands here so that it can be argued with.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import cache
from itertools import count

import numpy

from euthymia.domain.honesty import Act, Chart
from euthymia.domain.pharmacology import Patient, Rate, by_name
from euthymia.domain.pharmacology.dosing import schedule
from euthymia.domain.pharmacology.solver import concentrations
from euthymia.domain.simulation.patient import SimulatedPatient, systolic_rise

INFUSION_MIN = 40
SETS_AT_MIN = (-8, 0, 10, 20, 30, 40, 55, 70, 85, 100)
SCORES_AT_MIN = (15, 30, 45, 62, 92)
DIASTOLIC_SHARE = 6.0 / 7.4  # CHN21: 6.0 of 7.4 mmHg

# What is invented about the nurse and the cuff. Minutes, mmHg, beats a minute; shares of one.
EARLY_OR_LATE_MIN = 1.5
CUFF_SYSTOLIC_SD, CUFF_DIASTOLIC_SD, PULSE_SD = 4.0, 3.0, 2.0
ENTERED_AFTER_S = 40.0
INTERRUPTED, INTERRUPTED_MIN = 0.05, (4.0, 12.0)
TYPES_THE_TIME = 0.25
MONITORED, SLIPPED = 0.7, 0.01
WALKS_OVER_S = 75


@dataclass(frozen=True, slots=True)
class Charted:
    """A chart, and what was true of the patient at each typed set: systolic, diastolic, pulse."""

    chart: Chart
    true: dict[int, tuple[float, float, float]]


@cache
def _curve() -> tuple[tuple[float, ...], tuple[float, ...]]:
    """Typical plasma concentration of 70 kg, by minute from the start: the times and ng/mL."""
    model = by_name("kamp-2020")
    times = numpy.arange(0.0, 181.0)
    events = [Rate(0.0, 35.0 / INFUSION_MIN * 60), Rate(float(INFUSION_MIN), 0.0)]
    patient = Patient(weight_kg=70.0, age_y=40.0)
    solved = concentrations(model.parameters(patient).disposition(), schedule(events), times, None)
    return tuple(map(float, times)), tuple(map(float, solved.plasma_ng_per_ml))


def plasma_ng_per_ml(minute: float) -> float:
    times, curve = _curve()
    return float(numpy.interp(minute, times, curve, left=0.0)) if minute > 0 else 0.0


def pair(seed: int, begin: datetime) -> tuple[Charted, Charted]:
    """Two sessions of one nurse at two chairs, the second begun a little later; nobody is at both at once."""
    draw = numpy.random.default_rng((seed, 1))
    one = session(2 * seed, begin, room="Chair 1", by="Noor")
    other = session(
        2 * seed + 1, begin + timedelta(minutes=float(draw.uniform(0, 20))), room="Chair 2", by="Noor"
    )
    return one, replace(other, chart=_walked_over(one.chart, other.chart))


def session(seed: int, start: datetime, *, room: str, by: str) -> Charted:
    """One honest chart. The same seed and start are always the same chart."""
    patient, draw = SimulatedPatient.from_seed(seed), numpy.random.default_rng((seed, 2))
    monitored, types = draw.random() < MONITORED, draw.random() < TYPES_THE_TIME
    numbers = count(1)
    acts, true = list[Act](), dict[int, tuple[float, float, float]]()
    minutes = sorted(
        [(float(minute), "vitals") for minute in SETS_AT_MIN]
        + [(float(minute), "score") for minute in SCORES_AT_MIN]
    )
    for minute, kind in minutes:
        at_min = minute + float(draw.normal(0, EARLY_OR_LATE_MIN))
        at = start + timedelta(minutes=at_min)
        entered = at + timedelta(seconds=float(draw.exponential(ENTERED_AFTER_S)))
        interrupted = draw.random() < INTERRUPTED
        if interrupted:
            entered += timedelta(minutes=float(draw.uniform(*INTERRUPTED_MIN)))
        # A time that is typed is in whole minutes; else it is the program's own, of the moment of entry.
        at = at.replace(second=0, microsecond=0) if interrupted or types else entered
        n = next(numbers)
        values, beside = dict[str, float](), dict[str, tuple[float, datetime]]()
        if kind == "vitals":
            true[n] = _true(patient, at_min)
            values = _read(patient, at_min, true[n], draw)
            beside = _monitor(true[n], values, at, draw) if monitored else {}
        acts.append(
            Act(
                n=n,
                name=f"entry {n}",
                kind=kind,
                at=at,
                entered_at=max(at, entered),
                by=by,
                values=values,
                beside=beside,
            )
        )
    last = max(act.entered_at for act in acts)
    chart = Chart(
        key=f"{seed}", room=room, arrived_at=start - timedelta(minutes=25), started_at=start,
        signed_at=last + timedelta(minutes=6), left_at=last + timedelta(minutes=12), acts=tuple(acts),
    )  # fmt: skip
    return Charted(chart, true)


def _true(patient: SimulatedPatient, minute: float) -> tuple[float, float, float]:
    plasma = plasma_ng_per_ml(minute)
    rise = patient.pressure_gain * systolic_rise(plasma)
    resting = patient.resting
    pulse = patient.vitals(minute * 60, plasma).heart_rate
    return resting.systolic + rise, resting.diastolic + DIASTOLIC_SHARE * rise, float(pulse)


def _read(
    patient: SimulatedPatient, minute: float, true: tuple[float, float, float], draw: numpy.random.Generator
) -> dict[str, float]:
    vitals = patient.vitals(minute * 60, plasma_ng_per_ml(minute))
    systolic, diastolic, pulse = true
    return {
        "sbp": float(round(systolic + draw.normal(0, CUFF_SYSTOLIC_SD))),
        "dbp": float(round(diastolic + draw.normal(0, CUFF_DIASTOLIC_SD))),
        "hr": float(round(pulse + draw.normal(0, PULSE_SD))),
        "spo2": float(vitals.spo2),
        "rr": float(vitals.respiratory_rate),
    }


def _monitor(
    true: tuple[float, float, float], values: dict[str, float], at: datetime, draw: numpy.random.Generator
) -> dict[str, tuple[float, datetime]]:
    """What the monitor measured beside it, now and then with a sensor that had slipped."""
    systolic, diastolic, pulse = true
    slipped = draw.random() < SLIPPED
    near = at + timedelta(seconds=float(draw.uniform(-20, 20)))
    cuff = at + timedelta(seconds=float(draw.uniform(-150, 50)))
    return {
        "sbp": (float(round(systolic + draw.normal(0, CUFF_SYSTOLIC_SD))), cuff),
        "dbp": (float(round(diastolic + draw.normal(0, CUFF_DIASTOLIC_SD))), cuff),
        "hr": (float(round(pulse + (75 if slipped else 0) + draw.normal(0, 1))), near),
        "spo2": (values["spo2"] - (20 if slipped else 0), near),
    }


def _walked_over(first: Chart, second: Chart) -> Chart:
    """The second chart with every act moved behind what the nurse did at the first within the walk between them."""
    busy = sorted(act.at for act in first.acts)
    walk = timedelta(seconds=WALKS_OVER_S)
    moved = []
    for act in second.acts:
        at = act.at
        for taken in busy:
            if abs(at - taken) < walk:
                at = taken + walk
        moved.append(replace(act, at=at, entered_at=act.entered_at + max(timedelta(0), at - act.at)))
    return replace(second, acts=tuple(moved))
