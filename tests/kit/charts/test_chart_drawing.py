"""The drawing as a reader would check it: what stands where, in both ways of colouring."""

import json
import re
import xml.etree.ElementTree as ET
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from euthymia.kit.charts import Chart, Lane, Limit, Marker, Series, TimeAxis
from euthymia.kit.charts.lanes import marker_rows
from euthymia.kit.charts.scale import Scale, thin

SVG = "{http://www.w3.org/2000/svg}"
AXIS = TimeAxis(0, 60, datetime(2026, 5, 12, 14, 0, tzinfo=UTC))


def lane(*series: Series, low: float = 0, high: float = 200, **more: object) -> Lane:
    return Lane("Lane", 1, "unit", low, high, series, **more)  # type: ignore[arg-type]


def chart(*lanes: Lane, axis: TimeAxis = AXIS, **more: object) -> Chart:
    return Chart(lanes or (lane(),), axis, 800, 400, **more)  # type: ignore[arg-type]


def parsed(drawn: Chart, theme: str = "css") -> ET.Element:
    return ET.fromstring(drawn.svg(theme))  # type: ignore[arg-type]  # noqa: S314 - our own drawing


def texts(root: ET.Element) -> list[str]:
    return ["".join(found.itertext()) for found in root.iter(f"{SVG}text")]


@pytest.mark.parametrize("theme", ["css", "print"])
def test_words_from_outside_are_escaped(theme):
    evil = "<script>\"&'</script>\x07"
    drawn = chart(
        Lane(evil, 1, evil, 0, 1, (Series(evil, "line", [(0, 0), (1, 1)]),), limits=(Limit(1, evil),)),
        Lane("given", markers=(Marker(5, "given", evil), Marker(6, "flag", evil, 1))),
        title=evil,
        summary=evil,
        markers=(Marker(0, "start", evil),),
    )
    root = parsed(drawn, theme)
    assert not list(root.iter(f"{SVG}script"))
    assert texts(root).count("<script>\"&'</script>�") >= 5
    assert "<" not in drawn.points_json()


def test_the_page_gets_classes_and_paper_gets_plain_attributes():
    drawn = chart(lane(Series("a", "line", [(0, 1), (9, 2)], "pulse")))
    page, paper = drawn.svg(), drawn.svg("print")
    assert "c-tone-pulse" in page
    assert "#" not in re.sub(r"&#\d+;", "", page)
    for unknown_to_paper in ("class=", "var(", "<style", "style="):
        assert unknown_to_paper not in paper
    assert "style=" not in page


def test_paper_is_grey():
    everything = chart(
        lane(
            *(Series(t, "line", [(0, 1), (9, 2)], t) for t in ("pulse", "pressure", "saturation", "accent"))
        ),
        markers=(Marker(0, "start"), Marker(20, "now")),
    ).svg("print")
    for colour in re.findall(r"#([0-9a-f]{6})", everything):
        assert colour[:2] == colour[2:4] == colour[4:], colour


def test_the_same_chart_gives_the_same_text():
    def draw() -> str:
        return chart(lane(Series("a", "band", [(0, 1, 3), (9, 2, 5)], "prediction"))).svg()

    assert draw() == draw()


def test_it_has_a_name_and_a_description():
    root = parsed(chart(title="Record", summary="All calm."))
    named = (root.get("aria-labelledby") or "").split()
    spoken = [found.text for found in root if found.get("id") in named]
    assert root.get("role") == "img"
    assert spoken == ["Record", "All calm."]


def test_clock_and_minutes_stand_under_the_lanes():
    found = texts(parsed(chart()))
    assert "14:05" in found
    assert "+5" in found
    assert found.index("14:00") < found.index("14:30")


def test_the_clock_is_right_when_summer_time_begins():
    axis = TimeAxis(0, 60, datetime(2026, 3, 8, 1, 30, tzinfo=ZoneInfo("America/New_York")))
    assert axis.clock(29) == "01:59"
    assert axis.clock(30) == "03:00"


def test_without_a_clock_only_minutes_are_shown():
    found = texts(parsed(chart(axis=TimeAxis(-10, 60))))
    assert "−10" in found
    assert not [word for word in found if ":" in word]


def test_a_pair_has_its_tips_on_its_values_and_a_bar_between():
    drawn = chart(lane(Series("p", "pairs", [(30, 150, 90)], "pressure"))).svg()
    bar = re.search(r'<path d="M([\d.]+) ([\d.]+)V([\d.]+)" class="c-line c-thin"', drawn)
    assert bar
    x, upper, lower = bar.groups()
    assert f"L{x} {upper}L" in drawn
    assert f"L{x} {lower}L" in drawn
    assert float(upper) < float(lower)


def test_a_late_entry_is_open_and_marked():
    late = Series("p", "points", [(10, 50), (20, 60)], notes=((1, "L"),), legend=False)
    root = parsed(chart(lane(late)))
    circles = [found.get("class") for found in root.iter(f"{SVG}circle")]
    assert circles == ["c-solid", "c-open"]
    assert "L" in texts(root)


def test_a_gap_is_a_gap():
    series = Series("a", "line", [(0, 1), (5, 2), (10, None), (15, 3), (20, 4)], legend=False)
    assert chart(lane(series)).svg().count('class="c-line"') == 2


def test_a_value_beyond_the_scale_widens_it_and_is_not_cut():
    drawn = chart(lane(Series("a", "points", [(5, 262)], legend=False), low=0, high=200))
    (circle,) = parsed(drawn).iter(f"{SVG}circle")
    assert 20 <= float(circle.get("cy") or 0) <= 400
    assert any(float(word) >= 250 for word in texts(parsed(drawn)) if word.isdigit())


@given(st.lists(st.floats(-1e6, 1e6), min_size=3, max_size=3000))
def test_thinning_keeps_every_extreme(values):
    pixels = [(place / 10, value) for place, value in enumerate(values)]
    kept = thin(pixels)
    assert {kept[0], kept[-1]} == {pixels[0], pixels[-1]}
    assert min(y for _, y in kept) == min(values)
    assert max(y for _, y in kept) == max(values)
    assert kept == sorted(kept, key=lambda pixel: pixel[0])
    assert len(kept) <= 4 * (int(pixels[-1][0]) + 1)


def test_many_points_make_a_small_drawing():
    dense = Series("a", "line", [(place * 60 / 4000, 100 + place % 7) for place in range(4000)])
    assert len(chart(lane(dense)).svg()) < 60_000


def test_marks_of_a_joined_line_keep_apart_but_a_noted_one_is_always_drawn():
    points = [(place / 10, 50) for place in range(600)]
    series = Series("a", "points", points, joined=True, notes=((301, "C"),), legend=False)
    root = parsed(chart(lane(series)))
    assert len(list(root.iter(f"{SVG}circle"))) < 80
    assert "C" in texts(root)


def test_texts_that_would_collide_take_the_next_row():
    busy = Lane("given", markers=tuple(Marker(10 + m, "given", "a long name 4 mg") for m in range(3)))
    calm = Lane("given", markers=tuple(Marker(10 + 20 * m, "given", "x 4 mg") for m in range(3)))

    def rows(drawn: Chart) -> set[str]:
        return set(re.findall(r'y="([\d.]+)"[^>]*>[^<]*4 mg', drawn.svg()))

    assert len(rows(chart(lane(), busy))) == 3
    assert len(rows(chart(lane(), calm))) == 1


def test_a_number_makes_room_for_words_that_come_later():
    """Words take the first row, and numbers that would stand on them the rows below."""
    lane = Lane(
        "events", markers=(*(Marker(5, "flag", "", n) for n in (1, 2)), Marker(6, "given", "a long name"))
    )
    rows = {marker.text or marker.number: row for marker, row in marker_rows(lane, Scale(0, 60, 0, 600), 3)}
    assert rows == {"a long name": 0, 1: 1, 2: 2}


def test_where_no_row_is_free_the_words_are_spared():
    lane = Lane(
        "events", markers=(*(Marker(5, "flag", "", n) for n in (1, 2, 3)), Marker(6, "given", "a name"))
    )
    rows = {marker.text or marker.number: row for marker, row in marker_rows(lane, Scale(0, 60, 0, 600), 3)}
    assert rows == {"a name": 0, 1: 1, 2: 2, 3: 2}


def test_a_text_at_the_right_edge_turns_inwards():
    drawn = chart(lane(), Lane("given", markers=(Marker(59, "given", "a long name 4 mg"),))).svg()
    assert re.search(r'text-anchor="end">a long name 4 mg', drawn)


def test_the_legend_names_each_series_once():
    series = Series("pulse", "line", [(0, 60), (1, 61)])
    assert texts(parsed(chart(lane(series), lane(series)))).count("pulse") == 1


def test_the_crosshair_reads_all_lanes_at_one_time():
    drawn = chart(
        lane(Series("p", "pairs", [(5, 148, 92)], say="pressure {0} over {1}")),
        lane(Series("r", "step", [(0, 30), (4, 36)], say="rate {0}")),
        Lane("events", markers=(Marker(5, "flag", "music changed", 1),)),
    )
    points = json.loads(drawn.points_json())["points"]
    (at_five,) = [point for point in points if point["at"] == "14:05"]
    assert at_five["text"] == "pressure 148 over 92, rate 36, music changed"
    assert at_five["after"] == "+5"
    assert not [point for point in points if "pressure" in point["text"] and point["at"] != "14:05"]
    assert [point["x"] for point in points] == sorted(point["x"] for point in points)


def test_two_readings_of_one_minute_are_two_moments_of_the_crosshair():
    drawn = chart(lane(Series("p", "pairs", [(5.1, 124, 78), (5.4, 131, 82)], say="pressure {0} over {1}")))
    first, second = (
        point for point in json.loads(drawn.points_json())["points"] if "pressure" in point["text"]
    )
    assert first["at"] == second["at"] == "14:05"
    assert second["moment_ms"] - first["moment_ms"] == 18_000


def test_the_crosshair_says_nothing_about_a_gap():
    drawn = chart(lane(Series("a", "line", [(0, 1), (5, None), (10, 3)], say="a {0}")))
    spoken = {point["at"] for point in json.loads(drawn.points_json())["points"]}
    assert "14:00" in spoken
    assert "14:05" not in spoken


@pytest.mark.parametrize(
    "build",
    [
        lambda: TimeAxis(5, 5),
        lambda: TimeAxis(0, float("nan")),
        lambda: TimeAxis(0, 5, datetime(2026, 1, 1)),  # noqa: DTZ001 - the missing zone is the point
        lambda: Series("a", "line", [(0, float("nan"))]),
        lambda: Series("a", "line", [(0, 1), (-1, 1)]),
        lambda: Series("a", "points", [(0, None)]),
        lambda: Series("a", "pairs", [(0, 1)]),
        lambda: Series("a", "line", [(0, 1)], tone="mauve"),
        lambda: Lane("a", low=5, high=5),
        lambda: Lane("a", low=5),
        lambda: Lane("a", series=(Series("a", "line", [(0, 1)]),)),
        lambda: Chart((), AXIS),
        lambda: Chart((lane(),), AXIS, 100, 100),
    ],
)
def test_what_cannot_be_drawn_is_refused(build):
    with pytest.raises(ValueError):
        build()


@pytest.mark.parametrize(("width", "height"), [(342, 520), (800, 400), (1600, 900)])
def test_everything_stays_inside_the_picture(width, height):
    series = Series("a", "points", [(m, m * 3) for m in range(0, 61, 5)], joined=True)
    drawn = Chart(
        (lane(series), lane(series, low=0, high=5), Lane("e", markers=(Marker(59, "flag", "x", 1),))),
        AXIS,
        width,
        height,
    )
    root = parsed(drawn)
    for found in root.iter():
        for key, most in (("cx", width), ("cy", height), ("x", width), ("y", height)):
            if found.get(key) is not None:
                assert 0 <= float(found.get(key) or 0) <= most, (found.tag, key)


@pytest.mark.parametrize("minutes", [8, 60, 240, 1440, 20_000])
def test_the_grid_stays_readable_for_any_span(minutes):
    found = texts(parsed(chart(axis=TimeAxis(0, minutes, AXIS.zero))))
    clocks = [word for word in found if re.fullmatch(r"\d\d:\d\d", word)]
    assert 2 <= len(clocks) <= 16


def test_a_chart_of_months_says_days_and_dates():
    zero = datetime(2026, 10, 20, 0, 0, tzinfo=UTC)
    day = 1440
    axis = TimeAxis(0, 90 * day, zero, days=True)
    drawn = chart(lane(Series("a", "points", [(14 * day, 5), (80 * day, 3)], say="{0}"), high=27), axis=axis)
    said = texts(parsed(drawn))
    assert "20 Oct" in said and "+0 days" in said
    assert not [words for words in said if re.fullmatch(r"\d\d:\d\d", words)]
    labels = [words for words in said if re.fullmatch(r"\+\d+", words)]
    assert labels and all(int(label) % 7 == 0 for label in labels)
    points = {
        point["after"]: point for point in json.loads(drawn.points_json())["points"] if "5" in point["text"]
    }
    assert points["+14"]["at"] == "3 Nov"


def test_a_chart_of_years_keeps_its_lines_apart():
    axis = TimeAxis(0, 730 * 1440, datetime(2026, 1, 1, tzinfo=UTC), days=True)
    drawn = chart(axis=axis).svg()
    assert drawn.count("V") < 150
