"""The figure of effects: a change from this patient's baseline, marked, and none without a baseline."""

from __future__ import annotations

from dataclasses import replace
from xml.etree import ElementTree as ET

import pytest

from euthymia.domain.pharmacology import Drug, parse
from euthymia.domain.pharmacology.draw import DARK
from euthymia.domain.pharmacology.plot_effects import effects
from euthymia.domain.quantities import Unusable

DOSING = parse(
    {
        "drug": "ketamine",
        "patient": {"weight_kg": 70.0, "age_y": 45},
        "models": ["kamp-2020", "abuhelwa-2022"],
        "events": [{"at_min": 0, "rate_mg_per_h": 52.5}, {"at_min": 40, "rate_mg_per_h": 0}],
        "times_min": [120],
    }
)
SVG = "{http://www.w3.org/2000/svg}"


def words(drawing: str) -> str:
    return " ".join(element.text or "" for element in ET.fromstring(drawing).iter(f"{SVG}text"))  # noqa: S314


def test_it_is_marked_as_context_from_one_source_and_names_the_baseline() -> None:
    said = words(effects(DOSING, 118.0, 72.0))
    for wanted in (
        "one source, unverified",
        "own baseline",
        "baseline 118 mmHg systolic, 72 per min",
        "Abuhelwa",
    ):
        assert wanted in said


def test_the_change_does_not_depend_on_the_baseline_and_starts_at_none() -> None:
    low, high = effects(DOSING, 100.0, 60.0), effects(DOSING, 150.0, 90.0)
    lines = [
        [line.attrib["points"] for line in ET.fromstring(drawing).iter(f"{SVG}polyline")]  # noqa: S314
        for drawing in (low, high)
    ]
    assert lines[0] == lines[1] and len(lines[0]) == 4
    assert all(line.startswith("76.00,320.00") for line in lines[0])


@pytest.mark.parametrize(("systolic", "pulse"), [(0.0, 72.0), (118.0, float("nan"))])
def test_without_a_baseline_nothing_is_drawn(systolic: float, pulse: float) -> None:
    with pytest.raises(Unusable, match="is not known"):
        effects(DOSING, systolic, pulse)


def test_relations_of_the_racemate_are_not_drawn_for_s_ketamine() -> None:
    with pytest.raises(Unusable, match="not of esketamine"):
        effects(replace(DOSING, drug=Drug.ESKETAMINE), 118.0, 72.0)


def test_it_has_both_themes() -> None:
    assert DARK.ground in effects(DOSING, 118.0, 72.0, DARK)
