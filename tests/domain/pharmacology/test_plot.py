"""The drawing: well-formed, the same every time, and with everything a reader of the print needs."""

from __future__ import annotations

from itertools import pairwise
from typing import Any
from xml.etree import ElementTree as ET

import pytest

from euthymia.domain.pharmacology import CAPTIONS, parse
from euthymia.domain.pharmacology.plot import svg

SVG = "{http://www.w3.org/2000/svg}"


def drawn(**changes: Any) -> str:
    document = {
        "drug": "ketamine",
        "patient": {"weight_kg": 70.0, "age_y": 45},
        "models": ["kamp-2020", "abuhelwa-2022"],
        "events": [
            {"at_min": 0, "rate_mg_per_h": 52.5},
            {"at_min": 40, "rate_mg_per_h": 0},
            {"at_min": 10, "bolus_mg": 5},
        ],
        "times_min": [0, 120],
        "interval": 0.8,
    }
    return svg(parse({**document, **changes}))


def words(drawing: str) -> str:
    return " ".join(element.text or "" for element in ET.fromstring(drawing).iter(f"{SVG}text"))  # noqa: S314


def count(drawing: str, tag: str) -> int:
    return len(list(ET.fromstring(drawing).iter(f"{SVG}{tag}")))  # noqa: S314


def test_it_names_axes_models_dose_band_and_limits_of_use() -> None:
    said = words(drawn())
    for wanted in (
        "Predicted ketamine concentration",
        "plasma, effect site (ng/mL)",
        "rate (mg/h)",
        "minutes",
        "kamp-2020",
        "abuhelwa-2022",
        "70 kg",
        "40 mg given by 120 min",
        "5 mg",
        "borrowed",
        "80 % of patients",
    ):
        assert wanted in said
    for caption in CAPTIONS:
        assert caption in said


def test_one_line_for_plasma_and_one_for_the_effect_site_of_each_model() -> None:
    assert count(drawn(), "polyline") == 4


@pytest.mark.parametrize(("interval", "areas"), [(None, 1), (0.8, 2)])
def test_a_band_only_when_asked_for(interval: float | None, areas: int) -> None:
    assert count(drawn(interval=interval), "polygon") == areas


def test_the_same_dosing_is_the_same_text() -> None:
    assert drawn() == drawn()


@pytest.mark.parametrize("events", [[], [{"at_min": 0, "bolus_mg": 0}], [{"at_min": 500, "bolus_mg": 1e-7}]])
def test_with_next_to_nothing_to_draw_it_still_draws(events: list[dict[str, Any]]) -> None:
    drawing = drawn(events=events, times_min=[0])
    assert "nan" not in drawing
    assert "inf" not in drawing
    ET.fromstring(drawing)  # noqa: S314


def test_a_bolus_is_an_upright_jump() -> None:
    line = next(ET.fromstring(drawn()).iter(f"{SVG}polyline"))  # noqa: S314
    points = [tuple(map(float, pair.split(","))) for pair in line.attrib["points"].split()]
    rises = [after[1] - before[1] for before, after in pairwise(points) if after[0] == before[0]]
    assert min(rises) < -30


@pytest.mark.parametrize("last", [7, 40, 133, 1441])
def test_nothing_is_drawn_beyond_the_axes(last: float) -> None:
    drawing = ET.fromstring(drawn(times_min=[last], events=[{"at_min": 0, "bolus_mg": 30}]))  # noqa: S314
    right = max(float(line.attrib["x2"]) for line in drawing.iter(f"{SVG}line"))
    top = min(float(line.attrib["y1"]) for line in drawing.iter(f"{SVG}line"))
    for line in drawing.iter(f"{SVG}polyline"):
        points = [tuple(map(float, pair.split(","))) for pair in line.attrib["points"].split()]
        assert max(x for x, _ in points) <= right == 724.0
        assert min(y for _, y in points) >= top
