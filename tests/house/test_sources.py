"""Every number of clinical or pharmacological weight says where it comes from, and how far it may be trusted."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from typing import Any

import pytest

from euthymia.domain.instruments import INSTRUMENTS
from euthymia.domain.ledger import policy as ledger_policy
from euthymia.domain.monitoring import PROFILES
from euthymia.domain.pharmacology import MODELS
from euthymia.domain.protocols import PROTOCOLS
from euthymia.domain.quantities import Confidence, Provenance
from euthymia.domain.rules.licence import DUTIES

FIGURES = [figure for figure in vars(ledger_policy).values() if isinstance(figure, ledger_policy.Figure)]
CARRIERS = [*PROFILES.values(), *PROTOCOLS, *INSTRUMENTS, *DUTIES, *FIGURES]


def parts(value: Any) -> Iterator[Any]:
    """A value and everything in it."""
    yield value
    if is_dataclass(value) and not isinstance(value, type):
        for field in fields(value):
            yield from parts(getattr(value, field.name))
    elif isinstance(value, dict):
        for each in value.values():
            yield from parts(each)
    elif isinstance(value, list | tuple):
        for each in value:
            yield from parts(each)


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.name)
def test_a_model_names_its_source_and_each_parameter_its_own(model: Any) -> None:
    assert model.source.strip() and model.licence.strip() and model.population.says.strip()
    for number in (*model.typical, *model.effect_sites):
        assert number.source.strip() and str(number.standing).strip(), number.name


@pytest.mark.parametrize("carrier", CARRIERS, ids=lambda one: type(one).__name__)
def test_protocols_and_profiles_name_their_sources(carrier: Any) -> None:
    found = [part for part in parts(carrier) if isinstance(part, Provenance)]
    assert found
    for one in found:
        assert one.source.strip() and one.confidence in Confidence


@pytest.mark.parametrize("carrier", CARRIERS, ids=lambda one: type(one).__name__)
def test_whatever_has_a_place_for_its_provenance_fills_it(carrier: Any) -> None:
    for part in parts(carrier):
        if is_dataclass(part) and "provenance" in {field.name for field in fields(part)}:
            assert isinstance(part.provenance, Provenance), part
