"""One patient's own parameters from assayed blood: the mode of the posterior, from the model's variability.

Only concentrations count. Blood pressure and scores of dissociation or sedation are no concentrations, and no
validated link exists; they stand beside a curve and never move it (pharmacology fact base 6). Without an assay
the estimate is the prior, every eta exactly 0, and it says so.

The mode minimises Σ ρ((ln y − ln f(η)) / σ) + η' Ω⁻¹ η by damped Gauss-Newton; ρ is the square for a log-normal
error, and the robust one of Student's t with 4 degrees of freedom, by which a gross error hardly moves the
answer. The posterior is the normal one at the mode; with few samples it is itself uncertain.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from math import isfinite

import numpy as np

from euthymia.domain.quantities import Fault, Unusable

from . import models as library
from .divided import Floats
from .dosing import Event, schedule
from .model import Model, Patient, Residual, Variability
from .solver import Schedule, concentrations
from .variability import Band, deviates

GATE = 4.0
INTERVAL = 0.9
_DEGREES = 4.0
_STEP = 1e-4
_ROUNDS, _HALVINGS, _SETTLED = 60, 30, 1e-10
_PATIENTS = 987


class Errors(StrEnum):
    """How an assay is taken to differ from the curve."""

    LOG_NORMAL = "log-normal"
    STUDENT_T = "student-t"


@dataclass(frozen=True, slots=True)
class Assay:
    """A measured concentration, ng/mL of base; `of` is plasma or norketamine."""

    at_min: float
    ng_per_ml: float
    of: str = "plasma"


@dataclass(frozen=True, slots=True)
class Estimate:
    """Etas (logarithms of what multiplies each parameter), in the order of `names`, and how sure they are.

    `covariance` [k, k] is the posterior's; `left` is the share of each prior variance that the assays left
    (1: nothing learned). `residuals` are in SDs, one for each assay, and `questionable` the places of those beyond
    `GATE`, which a person has to look at before the curve is used.
    """

    model: str
    patient: Patient
    names: tuple[str, ...]
    eta: Floats
    covariance: Floats
    left: Floats
    residuals: Floats
    questionable: tuple[int, ...]
    errors: Errors
    says: str

    def factors(self) -> dict[str, float]:
        """What multiplies each typical parameter."""
        return {name: float(np.exp(eta)) for name, eta in zip(self.names, self.eta, strict=True)}


def estimate(
    model: str,
    patient: Patient,
    events: Iterable[Event],
    assays: Sequence[Assay],
    *,
    errors: Errors = Errors.STUDENT_T,
    sd_log: float | None = None,
) -> Estimate:
    """The posterior mode from assays of this course, of which there may be none.

    `sd_log` is the SD of the logarithm of an assay about the curve, where it is to replace the published residual
    error (a proportional SD is taken as one of the logarithm). Raises `Unusable` for a model without variability
    or residual error, and for an assay that is no usable concentration.
    """
    chosen = library.by_name(model)
    if chosen.variability is None:
        raise Unusable.one("model", "no-variability", f"{model} has no variability to start from", _usable())
    problem = _Problem(chosen, patient, chosen.variability, schedule(events), tuple(assays), errors)
    sigma = problem.sigma(sd_log) if assays else np.empty(0)
    eta, precision = problem.mode(sigma)
    covariance = np.asarray(np.linalg.inv(precision), dtype=np.float64)
    residuals = problem.misses(eta) / sigma if assays else np.empty(0)
    questionable = tuple(int(i) for i in np.flatnonzero(np.abs(residuals) > GATE))
    prior = chosen.variability.covariance()
    left = np.diag(covariance) / np.diag(prior) if assays else np.ones(len(prior))
    return Estimate(
        model,
        patient,
        tuple(name for name, _ in chosen.variability.cv),
        eta,
        covariance,
        left,
        residuals,
        questionable,
        errors,
        _says(chosen, len(assays), left, questionable),
    )


def individual_curve(
    found: Estimate, events: Iterable[Event], times_min: Floats, interval: float = INTERVAL
) -> tuple[Floats, Band]:
    """Plasma at the estimate, ng/mL [times], and the central interval of the posterior about it."""
    parameters = library.by_name(found.model).parameters(found.patient)
    plan = schedule(events)
    logs = found.eta[:, None] + np.linalg.cholesky(found.covariance) @ deviates(_PATIENTS, len(found.eta))
    drawn = parameters.disposition(
        {name: np.exp(row) for name, row in zip(found.names, logs, strict=True) if not name.startswith("NK ")}
    )
    own = parameters.disposition(
        {name: factor for name, factor in found.factors().items() if not name.startswith("NK ")}
    )
    tail = (1.0 - interval) / 2.0
    spread = concentrations(drawn, plan, times_min).plasma_ng_per_ml
    lower, upper = np.quantile(spread, [tail, 1.0 - tail], axis=0)
    return concentrations(own, plan, times_min).plasma_ng_per_ml, Band(lower, upper)


@dataclass(frozen=True, slots=True)
class _Problem:
    model: Model
    patient: Patient
    variability: Variability
    plan: Schedule
    assays: tuple[Assay, ...]
    errors: Errors

    def sigma(self, sd_log: float | None) -> Floats:
        """SD of the logarithm of each assay. Refuses what is no usable assay."""
        faults = [fault for i, assay in enumerate(self.assays) for fault in self._faults(i, assay)]
        if faults:
            raise Unusable(faults)
        published = {error.of: error for error in self.model.residual}
        if sd_log is None and not all(assay.of in published for assay in self.assays):
            says = f"no residual error was found for {self.model.name}"
            raise Unusable.one("sd_log", "no-residual", says, "sd_log, the assay's own SD of the logarithm")
        if sd_log is not None and not (isfinite(sd_log) and sd_log > 0):
            raise Unusable.one("sd_log", "not-positive", f"{sd_log} is no SD", "a number above 0")
        return np.array([_sd(published, assay) if sd_log is None else sd_log for assay in self.assays])

    def _faults(self, i: int, assay: Assay) -> Iterable[Fault]:
        at = f"assays/{i}"
        kinds = ["plasma"] + ["norketamine"] * any(n.name == "NK V" for n in self.model.typical)
        if assay.of not in kinds:
            says = f"{assay.of} is not a concentration that {self.model.name} predicts"
            yield Fault(at, "not-a-concentration", says, " or ".join(kinds))
        elif not (isfinite(assay.ng_per_ml) and assay.ng_per_ml > 0):
            says = f"{assay.ng_per_ml} ng/mL cannot be used; below the limit of quantification is no number"
            yield Fault(at, "not-positive", says, "a finite number above 0 ng/mL")
        elif not isfinite(assay.at_min) or not self.predicted(np.zeros((len(self.variability.cv), 1)))[i] > 0:
            says = f"at {assay.at_min:g} min nothing has been given yet"
            yield Fault(at, "no-drug-yet", says, "a time after the first dose")

    def predicted(self, etas: Floats) -> Floats:
        """ng/mL of each assay under each column of etas [k, columns], as [assays] for one column, or both."""
        factors = {name: np.exp(row) for (name, _), row in zip(self.variability.cv, etas, strict=True)}
        parameters = self.model.parameters(self.patient)
        parent = {name: factor for name, factor in factors.items() if not name.startswith("NK ")}
        solution = concentrations(
            parameters.disposition(parent),
            self.plan,
            np.array([assay.at_min for assay in self.assays]),
            metabolite=parameters.norketamine(factors),
        )
        plasma, formed = solution.plasma_ng_per_ml, solution.metabolite_ng_per_ml
        which = np.array([assay.of == "norketamine" for assay in self.assays])
        found: Floats = plasma if formed is None else np.where(which, formed, plasma)
        return found[0] if etas.shape[1] == 1 else found

    def misses(self, eta: Floats) -> Floats:
        """ln y − ln f, [assays]."""
        seen = np.log([assay.ng_per_ml for assay in self.assays])
        found: Floats = seen - np.log(self.predicted(eta[:, None]))
        return found

    def slopes(self, eta: Floats) -> Floats:
        """Of ln f in each eta, [assays, k], by central differences."""
        nudges = _STEP * np.eye(len(eta))
        both = np.log(self.predicted(np.concatenate([eta[:, None] + nudges, eta[:, None] - nudges], axis=1)))
        found: Floats = (both[: len(eta)] - both[len(eta) :]).T / (2 * _STEP)
        return found

    def weights(self, z: Floats) -> Floats:
        if self.errors is Errors.LOG_NORMAL:
            return np.ones_like(z)
        return (_DEGREES + 1.0) / (_DEGREES + z**2)

    def objective(self, eta: Floats, prior: Floats, sigma: Floats) -> float:
        z = self.misses(eta) / sigma
        robust = self.errors is Errors.STUDENT_T
        losses = (_DEGREES + 1.0) * np.log1p(z**2 / _DEGREES) if robust else z**2
        return float(losses.sum() + eta @ prior @ eta)

    def mode(self, sigma: Floats) -> tuple[Floats, Floats]:
        """The etas and the precision there. Raises `Unusable` if the search does not settle."""
        prior = np.asarray(np.linalg.inv(self.variability.covariance()), dtype=np.float64)
        eta = np.zeros(len(prior))
        if not self.assays:
            return eta, prior
        best = self.objective(eta, prior, sigma)
        for _ in range(_ROUNDS):
            z, slopes = self.misses(eta) / sigma, self.slopes(eta) / sigma[:, None]
            weights = self.weights(z)
            precision = slopes.T @ (weights[:, None] * slopes) + prior
            step = _solved(precision, slopes.T @ (weights * z) - prior @ eta)
            if np.abs(step).max() < _SETTLED:
                return eta, precision
            for _ in range(_HALVINGS):
                value = self.objective(eta + step, prior, sigma)
                if value < best:
                    break
                step = step / 2.0
            else:
                return eta, precision
            eta, best = eta + step, value
        raise Unusable.one("assays", "no-mode", "the search for the mode did not settle", "assays that agree")


def _solved(matrix: Floats, right: Floats) -> Floats:
    return np.asarray(np.linalg.solve(matrix, right), dtype=np.float64)


def _sd(published: dict[str, Residual], assay: Assay) -> float:
    return published[assay.of].sd


def _usable() -> str:
    return ", ".join(model.name for model in library.MODELS if model.variability is not None)


def _says(model: Model, count: int, left: Floats, questionable: tuple[int, ...]) -> str:
    assert model.variability is not None
    borrowed = "; the variability it starts from is borrowed" if model.variability.borrowed else ""
    if not count:
        return f"No assay: the estimate is the prior, the typical patient of {model.name}{borrowed}."
    learned = 100 * (1 - float(left.min()))
    doubt = (
        f" {len(questionable)} of them more than {GATE:g} SD away: look at time, unit and sample before use."
        if questionable
        else ""
    )
    samples = "1 assay" if count == 1 else f"{count} assays"
    return (
        f"{samples} under {model.name}{borrowed}; of the best known parameter's variance {learned:.0f} % is "
        f"gone.{doubt}"
    )
