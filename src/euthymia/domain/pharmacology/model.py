"""What a pharmacokinetic model is here: numbers with their unit, standing and source, and a structure.

A model is data. Adding one is a file in `models/` with a `MODEL` and its name in the tuple of
`models/__init__.py`; the solver, the commands, the forecast and the invariants take it from there.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from math import expm1, isfinite, log, log1p, sqrt
from typing import Any, NamedTuple

import numpy as np

from euthymia.domain.quantities import Unusable

from .divided import Floats
from .solver import Disposition, Metabolite


class Drug(StrEnum):
    """The drug a dose is counted in; masses are base."""

    KETAMINE = "ketamine"
    ESKETAMINE = "esketamine"


class Sex(StrEnum):
    FEMALE = "female"
    MALE = "male"


@dataclass(frozen=True, slots=True)
class Standing:
    """How far a number may be trusted: read in several independent places, in one, or assumed."""

    word: str

    def __str__(self) -> str:
        return self.word

    @property
    def is_doubtful(self) -> bool:
        return not self.word.startswith("verified")


def verified(sources: int) -> Standing:
    """The same number was read in this many independent sources."""
    return Standing(f"verified in {sources} sources")


ONE_SOURCE = Standing("one source, unverified")


@dataclass(frozen=True, slots=True)
class Patient:
    """What the models may ask about a person. None is not known, and is never replaced by a usual value."""

    weight_kg: float | None
    age_y: float | None = None
    sex: Sex | None = None
    height_cm: float | None = None

    def known_weight_kg(self) -> float:
        """Raises `Unusable` with the code missing-weight when the weight is not known."""
        if self.weight_kg is None:
            raise Unusable.one(
                "/patient/weight_kg", "missing-weight", "the weight is not known", "the weight in kg"
            )
        if not (isfinite(self.weight_kg) and self.weight_kg > 0):
            raise Unusable.one(
                "/patient/weight_kg",
                "not-positive",
                f"{self.weight_kg} kg is no weight",
                "a weight above 0 kg",
            )
        return self.weight_kg


@dataclass(frozen=True, slots=True)
class Typical:
    """A published parameter and how it grows with weight: value × (weight / reference_kg) ** exponent.

    Where an effect of age is published, `per_year` is added for each year above `from_age_y`, before scaling;
    an age that is not known is the published reference, and the population says so.
    """

    name: str
    value: float
    unit: str
    standing: Standing
    source: str
    exponent: float = 0.0
    reference_kg: float = 70.0
    per_year: float = 0.0
    from_age_y: float = 0.0

    @property
    def scaling(self) -> str:
        if self.per_year:
            return f"{self.per_year:+g} {self.unit} for each year above {self.from_age_y:g} y"
        if not self.exponent:
            return "none"
        power = f"^{self.exponent:g}" if self.exponent != 1 else ""
        return f"(weight / {self.reference_kg:g} kg){power}"

    def at(self, weight_kg: float, age_y: float | None = None) -> Parameter:
        """Raises `Unusable` for an age at which nothing is left of the parameter."""
        years = 0.0 if age_y is None else max(0.0, age_y - self.from_age_y)
        typical = self.value + self.per_year * years
        if not typical > 0:
            accepted = f"an age at which {self.name} is above 0 {self.unit}"
            says = f"at {age_y:g} y nothing is left of {self.name}"
            raise Unusable.one("/patient/age_y", "outside-population", says, accepted)
        value = typical * (weight_kg / self.reference_kg) ** self.exponent
        return Parameter(self.name, value, self.unit, self.standing, self.source)


@dataclass(frozen=True, slots=True)
class Parameter:
    """One number of one patient, in the printed unit."""

    name: str
    value: float
    unit: str
    standing: Standing
    source: str


@dataclass(frozen=True, slots=True)
class Parameters:
    """The numbers of one patient under one model, kept with every stored curve so it can be rebuilt."""

    model: str
    version: int
    weight_kg: float
    table: tuple[Parameter, ...]

    def values(self) -> dict[str, float]:
        return {parameter.name: parameter.value for parameter in self.table}

    def disposition(self, factors: Mapping[str, Any] | None = None) -> Disposition:
        """The solver's input; `factors` multiplies named parameters, by arrays for many patients at once."""
        values = self._varied(factors)
        numbers = [n for n in ("2", "3") if f"V{n}" in values or f"k1{n}" in values]
        if "k10" in values:
            volume, leaving, *exchanges = np.broadcast_arrays(
                values["V1"],
                values["k10"],
                *(values[f"k1{n}"] for n in numbers),
                *(values[f"k{n}1"] for n in numbers),
            )
            out, back = exchanges[: len(numbers)], exchanges[len(numbers) :]
            return Disposition.of(volume, leaving, np.stack(out, axis=-1), np.stack(back, axis=-1))
        volumes, flows = [values[f"V{n}"] for n in numbers], [values[f"Q{n}"] for n in numbers]
        if "Vh" not in values:
            return Disposition.from_clearances(values["V1"], values["CL"], volumes, flows)
        # A well-stirred liver behind its blood flow, from which alone the drug leaves.
        lost = [*(0.0 for _ in numbers), values["kel"] + values["kmet"]]
        return Disposition.from_clearances(
            values["V1"], 0.0 * values["V1"], [*volumes, values["Vh"]], [*flows, values["Qh"]], lost
        )

    def norketamine(self, factors: Mapping[str, Any] | None = None) -> Metabolite | None:
        """How norketamine is formed and disposed of, or None where the model has none.

        Formed in the liver at kmet where the model has a liver, else by the whole clearance.
        """
        values = self._varied(factors)
        if "NK V" not in values:
            return None
        own = Disposition.from_clearances(
            values["NK V"], values["NK CL"], [values["NK Vp"]], [values["NK Q"]]
        )
        if "kmet" in values:
            liver = sum(f"V{n}" in values for n in ("2", "3"))
            return Metabolite(own, np.asarray(values["kmet"], dtype=np.float64) / 60.0, source=liver)
        return Metabolite(own, np.asarray(values["CL"] / values["V1"], dtype=np.float64) / 60.0)

    def _varied(self, factors: Mapping[str, Any] | None) -> dict[str, Any]:
        values: dict[str, Any] = {**self.values()}
        for name, factor in (factors or {}).items():
            values[name] = values[name] * factor
        return values


@dataclass(frozen=True, slots=True)
class Span:
    """A closed range of a population; None is an open end."""

    low: float | None
    high: float | None
    unit: str
    source: str

    def holds(self, value: float) -> bool:
        return (self.low is None or value >= self.low) and (self.high is None or value <= self.high)

    def __str__(self) -> str:
        if self.high is None:
            return f"{self.low:g} {self.unit} and over"
        if self.low is None:
            return f"up to {self.high:g} {self.unit}"
        return f"{self.low:g} to {self.high:g} {self.unit}"


class Departure(NamedTuple):
    """One way in which a patient differs from a population: `what` is weight, age or sex."""

    what: str
    says: str


@dataclass(frozen=True, slots=True)
class Population:
    """Who a model was fitted on, and the ranges outside which its curve carries a warning."""

    says: str
    weight: Span
    age: Span
    sexes: frozenset[Sex] = frozenset(Sex)

    def departures(self, patient: Patient) -> list[Departure]:
        """Each way in which a patient is outside, or not known to be inside."""
        found = []
        outside = "is outside the model's population"
        if patient.weight_kg is not None and not self.weight.holds(patient.weight_kg):
            found.append(Departure("weight", f"weight {patient.weight_kg:g} kg {outside}, {self.weight}"))
        if patient.age_y is None:
            found.append(Departure("age", f"the age is not known; the model's population is {self.age}"))
        elif not self.age.holds(patient.age_y):
            found.append(Departure("age", f"age {patient.age_y:g} y {outside}, {self.age}"))
        if patient.sex is not None and patient.sex not in self.sexes:
            fitted = " and ".join(sorted(self.sexes))
            found.append(Departure("sex", f"sex {patient.sex} {outside}, fitted on {fitted} subjects only"))
        return found


@dataclass(frozen=True, slots=True)
class EffectSite:
    """A ke0 (/min), = `per_min` + `per_min_per_ln_kg` × ln(weight), kept with the model it was estimated for."""

    name: str
    per_min: float
    endpoint: str
    source: str
    standing: Standing
    estimated_for: str
    per_min_per_ln_kg: float = 0.0
    experimental: bool = False
    says: str = ""

    def ke0_per_min(self, weight_kg: float) -> float:
        return self.per_min + self.per_min_per_ln_kg * log(weight_kg)


@dataclass(frozen=True, slots=True)
class Variability:
    """Log-normal differences between patients: name and CV of each parameter, and correlations of their logs.

    Names not paired in `correlations` are independent, which `caveat` says where it is not published.
    """

    cv: tuple[tuple[str, float], ...]
    correlations: tuple[tuple[str, str, float], ...]
    source: str
    standing: Standing
    borrowed: bool
    caveat: str = ""

    def covariance(self) -> Floats:
        """Of the logarithms, in the order of `cv`; shape [k, k]."""
        names = [name for name, _ in self.cv]
        sd = np.array([sqrt(log1p(cv**2)) for _, cv in self.cv])
        correlation = np.eye(len(names))
        for one, other, rho in self.correlations:
            i, j = names.index(one), names.index(other)
            correlation[i, j] = correlation[j, i] = rho
        covariance: Floats = sd[:, None] * correlation * sd
        return covariance

    def of_plasma(self) -> Variability:
        """Without what moves the metabolite alone."""
        cv = tuple((name, size) for name, size in self.cv if not name.startswith("NK "))
        pairs = tuple(pair for pair in self.correlations if not pair[0].startswith("NK "))
        return Variability(cv, pairs, self.source, self.standing, self.borrowed, self.caveat)


def cv_of(omega2: float) -> float:
    """The coefficient of variation of a log-normal parameter, from the variance of its logarithm."""
    return sqrt(expm1(omega2))


@dataclass(frozen=True, slots=True)
class Residual:
    """What is left between an assay and the curve: the SD of the logarithm, or of the proportion (`kind`)."""

    of: str
    kind: str
    sd: float
    source: str
    standing: Standing


@dataclass(frozen=True, slots=True)
class Model:
    """One published parameter set. The first effect site, if any, is the default."""

    name: str
    version: int
    title: str
    source: str
    drug: Drug
    drug_form: str
    sampling: str
    structure: str
    population: Population
    typical: tuple[Typical, ...]
    effect_sites: tuple[EffectSite, ...]
    variability: Variability | None
    disagreements: tuple[str, ...]
    licence: str
    residual: tuple[Residual, ...] = ()

    def parameters(self, patient: Patient) -> Parameters:
        """Every parameter for this patient. Raises `Unusable` (missing-weight) without a weight."""
        weight_kg = patient.known_weight_kg()
        return Parameters(
            self.name,
            self.version,
            weight_kg,
            tuple(number.at(weight_kg, patient.age_y) for number in self.typical),
        )

    def effect_site(self, name: str | None = None) -> EffectSite | None:
        """The default effect site, or the one named. Raises `Unusable` for a name the model does not have."""
        if name is None:
            return self.effect_sites[0] if self.effect_sites else None
        for site in self.effect_sites:
            if site.name == name:
                return site
        accepted = ", ".join(site.name for site in self.effect_sites) or "none: this model has no effect site"
        raise Unusable.one("", "unknown-effect-site", f"{self.name} has no effect site {name!r}", accepted)

    def doubt_of_numbers(self) -> str | None:
        """Which of its parameters were read in one source or guessed, in a sentence."""
        doubtful = [number for number in self.typical if number.standing.is_doubtful]
        words = sorted({str(number.standing) for number in doubtful})
        return f"{', '.join(number.name for number in doubtful)}: {'; '.join(words)}" if doubtful else None

    def doubt_of_effect_site(self) -> str | None:
        """What a reader of the default effect site's curve has to know about its ke0."""
        site = self.effect_site()
        if site is None or not (site.says or site.standing.is_doubtful):
            return None
        return f"effect site {site.name}: {site.says or site.standing}"

    def doubts(self) -> list[str]:
        """What a reader of the curves has to know about their numbers, one sentence each."""
        return [says for says in (self.doubt_of_numbers(), self.doubt_of_effect_site()) if says is not None]
