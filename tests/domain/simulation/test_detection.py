"""Made-up charts are flagged, honest ones seldom: counted on seeds, and compared with what is published.

The published table is of 2,000 seeds; here some of the same are counted again, so nothing is left to chance.
EUTHYMIA_TEST_SEEDS=2000 counts all of them.
"""

from __future__ import annotations

import csv
import os
from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from euthymia.domain.honesty import SIGNS, Act, Chart, Kind, Settings, clockwork, copied, digits, straight
from euthymia.domain.honesty.measured import MEASURED
from euthymia.domain.honesty.rates import Rate, Rates, wilson
from euthymia.domain.simulation import charted, detection
from euthymia.domain.simulation.fabricated import FABRICATIONS

SEEDS = int(os.environ.get("EUTHYMIA_TEST_SEEDS", "80"))
ICU = (
    Path(__file__).resolve().parents[4]
    / "shared"
    / "data"
    / "mimic-iv-demo-clif"
    / "csv"
    / "vitals_8_stays.csv"
)
ICU_SIGNS = {"heart_rate": "hr", "sbp": "sbp", "dbp": "dbp", "spo2": "spo2", "respiratory_rate": "rr"}
# The least share of each kind that must be flagged, as measured with margin; all others 0.98.
LEAST = {"invented": 0.5, "rounded": 0.93, "two-chairs": 0.94}
MOST_HONEST = 0.03


@pytest.fixture(scope="module")
def measured() -> Rates:
    return detection.measure(SEEDS)


def test_honest_charts_are_seldom_flagged(measured: Rates) -> None:
    assert measured.honest.charts == 2 * SEEDS
    assert measured.honest.share <= MOST_HONEST
    assert MEASURED.honest.interval[1] <= MOST_HONEST


@pytest.mark.parametrize("place", range(len(FABRICATIONS)), ids=lambda place: FABRICATIONS[place].code)
def test_each_kind_of_fabrication_is_flagged_by_what_is_meant_for_it(measured: Rates, place: int) -> None:
    found, least = measured.fabricated[place], LEAST.get(FABRICATIONS[place].code, 0.98)
    assert found.share >= least
    assert found.share_meant >= least
    assert MEASURED.fabricated[place].interval[0] >= least


def test_the_published_table_is_of_these_figures_and_says_what_is_counted_again(measured: Rates) -> None:
    assert MEASURED.settings == Settings().digest, "python -m docs.honesty"
    assert [one.code for one in MEASURED.fabricated] == [one.code for one in FABRICATIONS]
    for now, kept in zip(
        (measured.honest, *measured.fabricated), (MEASURED.honest, *MEASURED.fabricated), strict=True
    ):
        low, high = now.interval
        assert low <= kept.share <= high, now.code
        if measured.seeds == MEASURED.seeds:
            assert now == kept


def test_every_detector_has_a_fabrication_that_it_is_meant_for() -> None:
    assert {one.meant for one in FABRICATIONS} == set(Kind)


def test_the_same_seed_is_the_same_chart_and_nobody_is_at_two_chairs_at_once() -> None:
    assert charted.pair(7, detection.BEGIN) == charted.pair(7, detection.BEGIN)
    one, other = charted.pair(7, detection.BEGIN)
    apart = [abs((a.at - b.at).total_seconds()) for a in one.chart.acts for b in other.chart.acts]
    assert min(apart) > Settings().two_chairs_within_s


def test_an_interval_holds_the_share_and_a_share_of_nothing_is_refused() -> None:
    low, high = Rate("x", 100, 7, 0, {}).interval
    assert 0.03 < low < 0.07 < high < 0.14
    assert wilson(0, 50)[0] == 0 and wilson(50, 50)[1] == pytest.approx(1)
    with pytest.raises(ValueError, match="0 of 0"):
        wilson(0, 0)


def _stretches() -> Iterator[Chart]:
    """Ten sets in a row of real charts, where they are at hand."""
    stays: dict[str, dict[str, dict[str, float]]] = defaultdict(lambda: defaultdict(dict))
    with ICU.open(encoding="utf-8") as lines:
        for row in csv.DictReader(lines):
            if row["vital_category"] in ICU_SIGNS:
                stays[row["hospitalization_id"]][row["recorded_dttm"]][ICU_SIGNS[row["vital_category"]]] = (
                    float(row["vital_value"])
                )
    for stay, sets in stays.items():
        full = [(when, signs) for when, signs in sorted(sets.items()) if set(SIGNS) <= signs.keys()]
        for first in range(0, len(full) - 10, 10):
            acts = [_real(n, when, signs) for n, (when, signs) in enumerate(full[first : first + 10], 1)]
            yield _chart(f"{stay} {first}", acts)


def _real(n: int, when: str, signs: dict[str, float]) -> Act:
    moment = datetime.fromisoformat(when)
    return Act(
        n=n, name=f"entry {n}", kind="vitals", at=moment, entered_at=moment, by="somebody", values=signs
    )


def _chart(key: str, acts: list[Act]) -> Chart:
    return Chart(
        key=key, room="", arrived_at=None, started_at=None, signed_at=None, left_at=None, acts=tuple(acts)
    )


def _invented_stretch() -> Chart:
    """For a machine without the real charts: ten sets that a person could have had."""
    begin = datetime(2026, 3, 2, tzinfo=UTC)
    signs = [(118 + 7 * n % 23, 70 + 5 * n % 17, 66 + 3 * n % 19) for n in range(10)]
    acts = [
        Act(n=n, name=f"entry {n}", kind="vitals", at=begin + timedelta(hours=n), entered_at=begin + timedelta(hours=n), by="somebody",
            values={**dict(zip(SIGNS, map(float, three), strict=True)), "spo2": 96.0, "rr": 14.0})
        for n, three in enumerate(signs, 1)
    ]  # fmt: skip
    return _chart("invented", acts)


def test_real_charts_are_seldom_flagged_for_their_values() -> None:
    """Their times are the ward's full hours, so the detector of times does not apply to them, and says so at once."""
    charts = list(_stretches()) if ICU.exists() else [_invented_stretch()]
    flags = Counter(
        one.kind
        for chart in charts
        for detector in (straight, copied, digits)
        for one in detector.look(chart, Settings())
    )
    assert flags.total() <= 0.01 * len(charts)
    assert any(list(clockwork.look(chart, Settings())) for chart in charts)
    if ICU.exists():
        assert len(charts) == 215 and flags == {Kind.STRAIGHT: 1}
