"""Virtual patients of one model: drawn by seed, in blocks that know nothing of one another.

Patient i is the same whoever computes it and in whatever order: block b of a seed is drawn from the counter-based
generator Philox with the key (seed, b). Percentiles are exact order statistics, found for a few times at once over
all patients, so memory depends on that few and never on the product of patients and times.

Nothing here starts a thread or a process: whoever calls hands in `each`, a map that may.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import StrEnum
from math import ceil
from typing import Any

import numpy as np

from euthymia.domain.quantities import Unusable

from . import models as library
from .divided import Floats
from .dosing import Event, schedule
from .grid import Grid, plasma
from .model import Patient, Variability
from .solver import concentrations

PERCENTILES = (5, 25, 50, 75, 95)
MOST_PATIENTS = 10_000_000
LARGEST_SEED = 2**63 - 1
BLOCK = 1024  # patients; part of what a seed means
_VALUES_AT_ONCE = 2**26  # 512 MiB
_TIMES_AT_ONCE = 64


class Of(StrEnum):
    """What is predicted of each patient; how ke0 differs between patients is not published, so it is the same."""

    PLASMA = "plasma"
    EFFECT_SITE = "effect-site"
    NORKETAMINE = "norketamine"


Each = Callable[[Callable[[int], object], Iterable[int]], Iterable[object]]


@dataclass(frozen=True, slots=True)
class Crowd:
    """`n` patients like one, differing as the model says that people differ, all given the same."""

    model: str
    patient: Patient
    events: tuple[Event, ...]
    times_min: tuple[float, ...]
    seed: int
    n: int
    of: Of = Of.PLASMA

    def __post_init__(self) -> None:
        """Raises `Unusable` for a model without variability or without what is asked of it, and for a number or
        seed out of range."""
        if self.variability is None:
            drawn = ", ".join(model.name for model in library.MODELS if model.variability is not None)
            says = f"no variability between patients was found for {self.model}"
            raise Unusable.one("/models", "no-variability", says, drawn)
        if not predicts(self.model, self.of):
            able = ", ".join(model.name for model in library.MODELS if predicts(model.name, self.of))
            says = f"{self.model} does not predict the concentration of {self.of}"
            raise Unusable.one("/models", "not-predicted", says, able)
        if not 1 <= self.n <= MOST_PATIENTS:
            raise Unusable.one("--n", "out-of-range", f"{self.n} patients", f"1 to {MOST_PATIENTS} patients")
        if not 0 <= self.seed <= LARGEST_SEED:
            raise Unusable.one("--seed", "out-of-range", f"{self.seed} is no seed", f"0 to {LARGEST_SEED}")
        if any(late < early for early, late in zip(self.times_min, self.times_min[1:], strict=False)):
            raise Unusable.one("/times_min", "not-ascending", "the times do not ascend", "ascending times")

    @property
    def variability(self) -> Variability | None:
        """Of what the concentration asked for depends on."""
        spread = library.by_name(self.model).variability
        return spread if spread is None or self.of is Of.NORKETAMINE else spread.of_plasma()

    @property
    def blocks(self) -> int:
        return ceil(self.n / BLOCK)

    def chunks(self) -> list[tuple[int, int]]:
        """Slices of the times, each of which fits into memory for all patients; they depend on `n` alone."""
        size = max(1, min(_TIMES_AT_ONCE, _VALUES_AT_ONCE // self.n))
        count = len(self.times_min)
        return [(first, min(first + size, count)) for first in range(0, count, size)]

    def factors(self, block: int) -> dict[str, Floats]:
        """What multiplies each varied parameter in each patient of a block."""
        assert self.variability is not None
        generator = np.random.Generator(np.random.Philox(key=np.array([self.seed, block], dtype=np.uint64)))
        deviates = generator.standard_normal((len(self.variability.cv), BLOCK))
        logs = np.linalg.cholesky(self.variability.covariance()) @ deviates
        drawn = np.exp(logs[:, : min(BLOCK, self.n - block * BLOCK)])
        return {name: row for (name, _), row in zip(self.variability.cv, drawn, strict=True)}

    def grid(self, chunk: tuple[int, int] | None = None) -> Grid:
        """The times, or a slice of them, cut once for all blocks."""
        first, last = chunk or (0, len(self.times_min))
        return Grid.of(schedule(self.events), np.array(self.times_min[first:last]))

    def curves(self, block: int, grid: Grid, out: Floats | None = None) -> Floats:
        """Concentrations of the patients of a block, ng/mL, [patients, times of the grid]."""
        parameters, drawn = library.by_name(self.model).parameters(self.patient), self.factors(block)
        own = {name: factor for name, factor in drawn.items() if not name.startswith("NK ")}
        disposition = parameters.disposition(own)
        if self.of is Of.PLASMA:
            return plasma(disposition, grid, out)
        site = library.by_name(self.model).effect_site() if self.of is Of.EFFECT_SITE else None
        ke0 = None if site is None else site.ke0_per_min(parameters.weight_kg)
        formed = parameters.norketamine(drawn) if self.of is Of.NORKETAMINE else None
        found = np.empty((len(disposition.v1_l), len(grid.times_min))) if out is None else out
        for first in range(0, len(grid.times_min), _TIMES_AT_ONCE):
            some = slice(first, first + _TIMES_AT_ONCE)
            solved = concentrations(disposition, grid.schedule, grid.times_min[some], ke0, metabolite=formed)
            found[:, some] = solved.effect_site_ng_per_ml if formed is None else solved.metabolite_ng_per_ml
        return found


def predicts(model: str, of: Of) -> bool:
    """Whether a model has that concentration."""
    chosen = library.by_name(model)
    if of is Of.NORKETAMINE:
        return any(number.name == "NK V" for number in chosen.typical)
    return of is Of.PLASMA or chosen.effect_site() is not None


def percentiles(crowd: Crowd, chunk: tuple[int, int], each: Each = map) -> Floats:
    """Exact percentiles of the concentration asked for, ng/mL, [len(PERCENTILES), times of the chunk].

    Between two patients they are interpolated linearly, as NumPy does by default. The same numbers come from any
    `each` and any number of workers.
    """
    grid = crowd.grid(chunk)
    values = np.empty((chunk[1] - chunk[0], crowd.n))

    def fill(block: int) -> None:
        start = block * BLOCK
        curves = crowd.curves(block, grid)
        values[:, start : start + len(curves)] = curves.T

    ranks = np.array(PERCENTILES) / 100.0 * (crowd.n - 1)
    below = np.floor(ranks).astype(np.int64)
    above = np.minimum(below + 1, crowd.n - 1)
    wanted = np.unique(np.concatenate([below, above]))

    def rank(time: int) -> Floats:
        values[time].partition(wanted)
        low, high = values[time, below], values[time, above]
        between: Floats = low + (high - low) * (ranks - below)
        return between

    for _ in each(fill, range(crowd.blocks)):
        pass
    found: list[Any] = list(each(rank, range(len(values))))
    return np.array(found).T
