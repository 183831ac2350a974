"""An invented patient whose vital signs answer to a concentration of ketamine, for demo, tests and training.

Nobody here exists, and nothing here predicts anyone. Sizes of effect are the published ones:

- systolic rise 51.6 C^2.04 / (468^2.04 + C^2.04) mmHg and heart-rate rise 147.3 C / (7580 + C) per minute,
  C the plasma concentration in ng/mL (pharmacology.md 2.2, Abuhelwa 2022 as coded elsewhere: one source,
  unverified), added to the patient's own resting values and never used as absolute values;
- each patient's `pressure_gain` spans the means of the clinic series: 3.28 mmHg (EMO18, V) to 16.0 mmHg
  (YAL24, V) where the equation gives 7.7; from age 50 the upper part (CHN21 predictors, V);
- diastolic rise 0.81 of the systolic one (CHN21: 6.0 of 7.4 mmHg, V).

No concentration model of saturation or breathing was found, so ketamine moves neither; a `Dip` is an
invented training event. Resting values are invented inside the alert limits of clinical.md 4C.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from math import floor, isfinite

import numpy

from euthymia.domain.pharmacology.effects import HEART_RATE, SYSTOLIC
from euthymia.domain.protocols import Sex
from euthymia.domain.quantities import Unusable
from euthymia.domain.simulation.noise import wander

CUFF_EVERY_S = 600
CUFF_EVERY_ON_ALERT_S = 300

GIVEN_NAMES = {
    "female": ("Briony", "Fern", "Hazel", "Iris", "Juniper", "Linnea", "Marigold", "Willow"),
    "male": ("Alder", "Basil", "Cedar", "Garnet", "Heath", "Moss", "Rowan", "Sorrel"),
}
FAMILY_NAMES = ("Example", "Fictional", "Imagined", "Invented", "Madeup", "Pretend", "Sample", "Specimen")

_DIASTOLIC_SHARE = 6.0 / 7.4
_LOWEST_GAIN, _HIGHEST_GAIN = 3.28 / 7.7, 16.0 / 7.7

_HEART, _SATURATION, _BREATH, _PRESSURE = range(4)


@dataclass(frozen=True, slots=True)
class Cuff:
    """One cuff measurement, mmHg, at `at_s` seconds from the start of the infusion."""

    at_s: float
    systolic: int
    diastolic: int
    mean: int


@dataclass(frozen=True, slots=True)
class Vitals:
    """What the sensors on a patient see at `at_s` seconds from the start; `cuff` only when one was measured."""

    at_s: float
    heart_rate: int
    spo2: int
    respiratory_rate: int
    cuff: Cuff | None


@dataclass(frozen=True, slots=True)
class Resting:
    """Values before any drug: mmHg, per minute, percent."""

    systolic: int
    diastolic: int
    heart_rate: int
    spo2: int
    respiratory_rate: int


@dataclass(frozen=True, slots=True)
class Dip:
    """An invented fall of saturation for training: `points` percent at most, from `at_s` for `lasting_s`."""

    at_s: float
    lasting_s: float
    points: float

    def depth(self, at_s: float) -> float:
        """How far down at a moment: down in the first quarter, up again in the last."""
        part = (at_s - self.at_s) / self.lasting_s
        if not 0 < part < 1:
            return 0.0
        return self.points * min(1.0, 4 * part, 4 * (1 - part))


@dataclass(frozen=True, slots=True, kw_only=True)
class SimulatedPatient:
    """A person who does not exist. The same seed is always the same person."""

    seed: int
    given_name: str
    family_name: str
    sex: Sex
    age_y: int
    weight_g: int
    height_mm: int
    resting: Resting
    pressure_gain: float
    cuff_every_s: int = CUFF_EVERY_S
    dips: tuple[Dip, ...] = field(default=())

    @classmethod
    def from_seed(cls, seed: int) -> SimulatedPatient:
        """The patient of a seed (a whole number from 0; else `Unusable`)."""
        if isinstance(seed, bool) or not isinstance(seed, int) or seed < 0:
            raise Unusable.one("seed", "not-a-seed", f"seed is {seed!r}", "a whole number, 0 or above")
        draw = numpy.random.default_rng(seed)
        sex: Sex = "female" if draw.random() < 0.5 else "male"
        age_y = int(draw.integers(21, 71))
        height_mm = int(draw.integers(1_540, 1_780) if sex == "female" else draw.integers(1_640, 1_920))
        body_mass_index = draw.uniform(20, 33)
        return cls(
            seed=seed,
            given_name=str(draw.choice(GIVEN_NAMES[sex])),
            family_name=str(draw.choice(FAMILY_NAMES)),
            sex=sex,
            age_y=age_y,
            weight_g=round(body_mass_index * (height_mm / 1_000) ** 2 * 10) * 100,
            height_mm=height_mm,
            resting=Resting(
                systolic=int(draw.integers(108, 132)),
                diastolic=int(draw.integers(64, 82)),
                heart_rate=int(draw.integers(60, 84)),
                spo2=int(draw.integers(97, 99)),
                respiratory_rate=int(draw.integers(14, 18)),
            ),
            pressure_gain=float(draw.uniform(1.0 if age_y >= 50 else _LOWEST_GAIN, _HIGHEST_GAIN)),
        )

    @property
    def name(self) -> str:
        return f"{self.given_name} {self.family_name}"

    def vitals(self, at_s: float, plasma_ng_per_ml: float, previous_s: float | None = None) -> Vitals:
        """Vital signs at `at_s` seconds from the start of the infusion (negative before it).

        A cuff is measured when a whole number of cuff intervals was passed since `previous_s` (default:
        five seconds before). Deterministic in seed, moment and concentration. Raises `Unusable` for a
        concentration that is negative or not finite.
        """
        if not (isfinite(plasma_ng_per_ml) and plasma_ng_per_ml >= 0):
            says = f"plasma concentration is {plasma_ng_per_ml}"
            raise Unusable.one(
                "plasma_ng_per_ml", "not-a-concentration", says, "a number of ng/mL, 0 or above"
            )
        resting = self.resting
        dip = sum(one.depth(at_s) for one in self.dips)
        heart_rate = (
            resting.heart_rate + heart_rate_rise(plasma_ng_per_ml) + 1.5 * self._wander(_HEART, at_s, 20)
        )
        spo2 = resting.spo2 + 0.5 * self._wander(_SATURATION, at_s, 30) - dip
        breaths = resting.respiratory_rate + 0.7 * self._wander(_BREATH, at_s, 30)
        return Vitals(
            at_s=at_s,
            heart_rate=round(heart_rate),
            spo2=min(100, max(1, round(spo2))),
            respiratory_rate=max(1, round(breaths)),
            cuff=self._cuff(at_s, at_s - 5 if previous_s is None else previous_s, plasma_ng_per_ml),
        )

    def _cuff(self, at_s: float, previous_s: float, plasma_ng_per_ml: float) -> Cuff | None:
        cycle = floor(at_s / self.cuff_every_s)
        if cycle <= floor(previous_s / self.cuff_every_s):
            return None
        measured_s = cycle * self.cuff_every_s
        rise = self.pressure_gain * systolic_rise(plasma_ng_per_ml)
        drift = 2.0 * self._wander(_PRESSURE, measured_s, 600)
        systolic = round(self.resting.systolic + rise + drift)
        diastolic = round(self.resting.diastolic + _DIASTOLIC_SHARE * (rise + drift))
        return Cuff(measured_s, systolic, diastolic, round(diastolic + (systolic - diastolic) / 3))

    def _wander(self, channel: int, at_s: float, every_s: float) -> float:
        # Three standard sizes at most, so that rest never alarms by chance.
        return max(-3.0, min(3.0, wander(self.seed, channel, at_s, every_s)))


def systolic_rise(plasma_ng_per_ml: float) -> float:
    """mmHg above rest at a plasma concentration, before the patient's own gain."""
    return float(SYSTOLIC.change(plasma_ng_per_ml))


def heart_rate_rise(plasma_ng_per_ml: float) -> float:
    """Beats a minute above rest at a plasma concentration."""
    return float(HEART_RATE.change(plasma_ng_per_ml))
