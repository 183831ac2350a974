"""The drawing: well-formed, the same every time, and with everything a reader of the print needs."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import Any
from xml.etree import ElementTree as ET

import pytest

from euthymia.domain.pharmacology import CAPTIONS, parse
from euthymia.domain.pharmacology.draw import DARK, LIGHT, THEMES, Theme
from euthymia.domain.pharmacology.plot import after_stop, svg
from euthymia.domain.pharmacology.what_if import read_change

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


def ranges(drawing: str) -> list[ET.Element]:
    """The areas between the models; samples among the keys are drawn relative to their own place."""
    return [path for path in ET.fromstring(drawing).iter(f"{SVG}path") if path.attrib["d"].endswith("Z")]  # noqa: S314


def test_it_names_axes_models_dose_band_and_limits_of_use() -> None:
    said = words(drawn())
    for wanted in (
        "Predicted ketamine concentration",
        "concentration (ng/mL)",
        "effect site",
        "rate (mg/h)",
        "time (min)",
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


COURSE = [
    {"at_min": day * 1440 + minute, "rate_mg_per_h": rate}
    for day in (0, 2, 4, 7, 9, 11)
    for minute, rate in ((0, 52.5), (40, 0))
]


def dosing(**changes: Any) -> Any:
    document = {
        "drug": "ketamine",
        "patient": {"weight_kg": 70.0},
        "models": ["kamp-2020", "abuhelwa-2022"],
        "events": [{"at_min": 0, "rate_mg_per_h": 52.5}, {"at_min": 40, "rate_mg_per_h": 0}],
        "times_min": [120],
    }
    return parse({**document, **changes})


def contrast(one: str, other: str) -> float:
    """WCAG relative luminance."""

    def luminance(colour: str) -> float:
        parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
        linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("theme", THEMES.values(), ids=THEMES)
def test_every_word_and_line_of_a_theme_can_be_seen(theme: Theme) -> None:
    for colour in (theme.ink, theme.muted, *theme.lines):
        assert contrast(colour, theme.ground) >= 4.5
    used = set(re.findall(r"#[0-9A-F]{6}", svg(dosing(interval=0.8), theme)))
    assert used <= {theme.ground, theme.ink, theme.muted, theme.grid, theme.area, *theme.lines}


def test_the_dark_drawing_is_the_light_one_in_other_colours() -> None:
    light, dark = svg(dosing(), LIGHT), svg(dosing(), DARK)
    assert light != dark
    assert re.sub(r"#[0-9A-F]{6}", "", light) == re.sub(r"#[0-9A-F]{6}", "", dark)


def test_a_model_with_a_single_source_is_marked_where_its_curve_is_drawn() -> None:
    said = words(svg(dosing()))
    assert "abuhelwa-2022 †" in said and "† abuhelwa-2022: V1, V2, CL, Q2: one source, unverified" in said
    assert "kamp-2020 †" not in said


def test_the_range_between_models_is_drawn_where_there_are_two() -> None:
    assert len(ranges(svg(dosing()))) == 1
    assert len(ranges(svg(dosing(models=["kamp-2020"])))) == 0
    assert "between the models" in words(svg(dosing()))
    assert "between the models" not in words(svg(dosing(models=["kamp-2020"])))


def test_a_change_has_a_panel_of_its_own_with_the_plan_as_thin_lines_from_its_moment_on() -> None:
    drawing = svg(dosing(interval=0.8), change=read_change("stop at 20 min"))
    every = list(ET.fromstring(drawing).iter(f"{SVG}polyline"))  # noqa: S314
    thin = [line for line in every if line.attrib["stroke-width"] == "1"]
    assert len(thin) == 2 and len(every) == 2 * 4 + 2
    start = 76.0 + 20 / 120 * (724.0 - 76.0)
    for line in thin:
        assert float(line.attrib["points"].split(",")[0]) == pytest.approx(start, abs=0.01)
    assert len(ranges(drawing)) == 2
    assert count(drawing, "polygon") == 2 + 1  # the interval in both panels, and the pump
    for wanted in ("A: as planned", "B: stop at 20 min", "B: 17.5 mg (0.25 mg/kg)", "as planned, in B"):
        assert wanted in words(drawing)


def test_both_panels_have_one_scale() -> None:
    drawing = ET.fromstring(svg(dosing(), change=read_change("30 mg/h at 20 min")))  # noqa: S314
    heights: dict[str, list[float]] = {}
    for said in drawing.iter(f"{SVG}text"):
        if said.attrib.get("x") == "68.00" and said.text in {"0", "50", "100", "200"}:
            heights.setdefault(said.text, []).append(float(said.attrib["y"]))
    zero, two_hundred = heights["0"], heights["200"]
    assert zero[0] - two_hundred[0] == pytest.approx(zero[1] - two_hundred[1])


def test_a_change_to_a_higher_rate_stays_inside_the_panels() -> None:
    drawing = ET.fromstring(svg(dosing(), change=read_change("400 mg/h at 20 min")))  # noqa: S314
    lines = [rule for rule in drawing.iter(f"{SVG}line") if rule.attrib["x1"] != rule.attrib["x2"]]
    top = min(float(rule.attrib["y1"]) for rule in lines)
    for line in drawing.iter(f"{SVG}polyline"):
        assert min(float(pair.split(",")[1]) for pair in line.attrib["points"].split()) >= top - 0.01
    steps = [
        path.attrib["d"]
        for path in drawing.iter(f"{SVG}path")
        if "4 3" in path.attrib.get("stroke-dasharray", "")
    ]
    uprights = [
        float(rule.attrib["y1"])
        for rule in drawing.iter(f"{SVG}line")
        if rule.attrib["x1"] == rule.attrib["x2"]
    ]
    corners = re.findall(r"[ML]([\d.]+),([\d.]+)", steps[0])
    assert min(float(y) for _, y in corners) >= max(uprights) - 0.01


def test_an_effect_site_whose_ke0_has_one_source_is_marked_where_it_is_drawn() -> None:
    said = words(svg(dosing()))
    assert "kamp-2020 ‡" in said and "‡ kamp-2020: effect site time-to-peak" in said
    assert "domino-1984 ‡" not in words(svg(dosing(models=["domino-1984", "clements-1981"])))


def test_a_model_without_an_interval_says_so() -> None:
    assert "abuhelwa-2022: no variability between patients was found" in words(svg(dosing(interval=0.8)))


def test_norketamine_is_drawn_and_named() -> None:
    drawing = svg(dosing(drug="esketamine", models=["otto-2021", "perez-ruixo-2021"]))
    assert count(drawing, "polyline") == 4
    assert words(drawing).count("norketamine") == 2 + 1  # and once among the keys


def test_a_course_has_days_on_its_axis_and_keeps_its_peaks() -> None:
    drawing = svg(dosing(events=COURSE, times_min=[13 * 1440]))
    assert "time (days)" in words(drawing) and "time (min)" not in words(drawing)
    line = next(ET.fromstring(drawing).iter(f"{SVG}polyline"))  # noqa: S314
    heights = [float(pair.split(",")[1]) for pair in line.attrib["points"].split()]
    highest = min(heights)
    peaks = [b for a, b, c in zip(heights, heights[1:], heights[2:], strict=False) if b < a and b <= c]
    assert sum(peak < highest + 2 for peak in peaks) == 6


def test_a_course_shows_on_a_logarithmic_scale_what_is_left_between_infusions() -> None:
    drawing = ET.fromstring(svg(dosing(events=COURSE, times_min=[13 * 1440])))  # noqa: S314
    said = [element.text for element in drawing.iter(f"{SVG}text")]
    assert {"0.001", "0.1", "1", "10", "100", "1000"} <= set(
        said
    ) and "concentration (ng/mL, log scale)" in said
    line = next(drawing.iter(f"{SVG}polyline"))
    heights = [float(pair.split(",")[1]) for pair in line.attrib["points"].split()]
    top, bottom = 76.0, 76.0 + 318.0
    between = [height for height in heights if top + 100 < height < bottom]
    assert len(between) > len(heights) / 3 and min(heights) > top
    (clip,) = drawing.iter(f"{SVG}clipPath")
    assert f"url(#{clip.attrib['id']})" in {
        group.attrib.get("clip-path") for group in drawing.iter(f"{SVG}g")
    }


def test_a_course_of_nothing_is_drawn() -> None:
    nothing = [{"at_min": 0, "rate_mg_per_h": 0}]
    assert "log scale" not in words(svg(dosing(events=nothing, times_min=[13 * 1440])))


def test_after_a_stop_each_model_says_when_it_has_halved() -> None:
    drawing = after_stop(dosing(models=["domino-1984", "abuhelwa-2022", "hijazi-2003"]), 40.0, minutes=30.0)
    said = words(drawing)
    assert "domino-1984  2 min" in said and "abuhelwa-2022 †  > 30 min" in said
    assert count(drawing, "polyline") == 3
    for line in ET.fromstring(drawing).iter(f"{SVG}polyline"):  # noqa: S314
        assert line.attrib["points"].startswith("76.00,76.00")


def test_a_stop_before_anything_was_given_still_draws() -> None:
    drawn = ET.fromstring(after_stop(dosing(events=[]), 0.0))  # noqa: S314
    assert drawn.tag == f"{SVG}svg"
