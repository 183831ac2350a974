"""Every figure that a page may quote is told once, with a number, what it counts and where it was read."""

from __future__ import annotations

import re

from euthymia.domain.evidence import BY_KEY, FACTS
from euthymia.domain.evidence.works import WORKS
from euthymia.domain.quantities.works import told


def test_keys_are_told_once_and_values_are_numbers() -> None:
    assert len(BY_KEY) == len(FACTS) > 60
    assert [one.key for one in FACTS if not re.fullmatch(r"\d+(\.\d+)?", one.value)] == []
    assert [one.key for one in FACTS if len(one.counts.split()) < 1] == []
    assert not set(WORKS) & set(BY_KEY)


def test_sources_reach_a_reader_by_name() -> None:
    """No pointer into the project's own notes, and no key of a list, is left in what a page prints."""
    for provenance in {*(one.provenance for one in FACTS), *WORKS.values()}:
        name = told(provenance.source, str(provenance.confidence))
        assert ".md" not in name and not re.search(r"\b[A-Z]{3}\d\d\b", name), name


def test_unfavourable_results_stand_with_the_favourable() -> None:
    assert {"hospital-control", "clinic-remission", "ketect-ect", "worse-thoughts", "ptsd-veterans-n"} <= set(
        BY_KEY
    )
    number = {key: float(fact.value) for key, fact in BY_KEY.items()}
    assert number["clinic-remission"] < number["clinic-response"] < number["registry-response"]
    assert (
        number["ketect-ketamine"] < number["ketect-ect"] and number["elektd-ketamine"] > number["elektd-ect"]
    )
