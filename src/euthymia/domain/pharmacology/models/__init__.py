"""The pharmacokinetic models, in the order they are offered. A new one is a file here and a name below."""

from __future__ import annotations

from euthymia.domain.pharmacology.model import Model
from euthymia.domain.quantities import Unusable

from . import (
    abuhelwa_2022,
    clements_1981,
    domino_1984,
    herd_2007,
    hijazi_2003,
    kamp_2020,
    otto_2021,
    perez_ruixo_2021,
)

MODELS: tuple[Model, ...] = tuple(
    module.MODEL
    for module in (
        kamp_2020,
        abuhelwa_2022,
        domino_1984,
        clements_1981,
        hijazi_2003,
        herd_2007,
        otto_2021,
        perez_ruixo_2021,
    )
)

NAMES: tuple[str, ...] = tuple(model.name for model in MODELS)


def by_name(name: str, at: str = "") -> Model:
    """The model of this name. Raises `Unusable` (unknown-model) listing those there are."""
    for model in MODELS:
        if model.name == name:
            return model
    raise Unusable.one(at, "unknown-model", f"there is no model {name!r}", ", ".join(NAMES))
