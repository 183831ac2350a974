"""Response, partial response, remission and worsening by the published definitions, at and beside each limit."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from euthymia.domain.instruments import baseline_of, change, comparable, instrument, overlap


@pytest.mark.parametrize(
    ("name", "baseline", "now", "response", "partial", "remission", "worse"),
    [
        ("phq-9", 20, 10, True, False, False, False),
        ("phq-9", 20, 11, False, True, False, False),
        ("phq-9", 20, 15, False, True, False, False),
        ("phq-9", 20, 16, False, False, False, False),
        ("phq-9", 9, 4, True, False, True, False),
        ("phq-9", 9, 5, False, True, False, False),
        ("phq-9", 10, 15, False, False, False, True),
        ("phq-9", 10, 14, False, False, False, False),
        ("phq-9", 0, 3, None, None, True, False),
        ("gad-7", 14, 7, True, False, False, None),
        ("gad-7", 8, 4, True, False, True, None),
        ("madrs", 30, 15, True, False, False, None),
        ("madrs", 20, 10, True, False, True, None),
        ("qids-sr16", 12, 5, True, False, True, None),
        ("ham-d17", 16, 7, True, False, True, None),
        ("pcl-5", 50, 40, True, None, False, None),
        ("pcl-5", 50, 41, False, None, False, None),
        ("pcl-5", 40, 30, True, None, True, None),
        ("peg", 10, 7, True, False, None, None),
        ("nrs", 10, 8, False, False, None, None),
        ("isi", 20, 12, True, None, None, None),
        ("pgi-c", 4, 2, True, None, None, False),
        ("pgi-c", 4, 6, False, None, None, True),
        ("who-5", 40, 50, True, None, None, None),
        ("who-5", 40, 49, False, None, None, None),
        ("cadss", 40, 10, None, None, None, None),
    ],
)  # fmt: skip
def test_definitions(
    name: str, baseline: float, now: float, response: bool | None, partial: bool | None, remission: bool | None,
    worse: bool | None,
) -> None:  # fmt: skip
    found = change(instrument(name), baseline, now)
    assert (found.response, found.partial, found.remission, found.worse) == (
        response,
        partial,
        remission,
        worse,
    )


def test_direction_decides_what_better_means() -> None:
    assert change(instrument("phq-9"), 19, 8).better == 11
    assert change(instrument("who-5"), 40, 52).better == 12
    assert change(instrument("phq-9"), 8, 19).better == -11


def test_a_baseline_of_zero_has_no_percent() -> None:
    assert change(instrument("gad-7"), 0, 5).percent is None


def test_a_change_is_noticed_by_the_larger_of_two_published_figures() -> None:
    phq = instrument("phq-9")
    assert (change(phq, 19, 14).noticeable, change(phq, 19, 15).noticeable) == (True, False)
    assert change(instrument("cadss"), 40, 10).noticeable is None


def test_the_baseline_is_the_last_complete_score_within_two_weeks() -> None:
    first = date(2026, 11, 20)
    scores = [
        (first - timedelta(days=15), True, "too old"), (first - timedelta(days=14), True, "just fits"),
        (first - timedelta(days=3), True, "the one"), (first - timedelta(days=1), False, "with a gap"),
        (first + timedelta(days=1), True, "after it began"),
    ]  # fmt: skip
    assert baseline_of(scores, first) == scores[2]
    assert baseline_of(scores[:1], first) is None
    assert baseline_of(scores[:2], first) == scores[1]


def test_recall_windows_that_overlap_by_more_than_half_are_remarked_on() -> None:
    phq, now = instrument("phq-9"), datetime(2026, 11, 20, 9, tzinfo=UTC)
    assert overlap(phq, now, now + timedelta(days=7)) == pytest.approx(0.5)
    assert comparable(phq, now, now + timedelta(days=7))
    assert not comparable(phq, now, now + timedelta(days=6))
    assert comparable(phq, now, now + timedelta(days=30))
    assert comparable(instrument("nrs"), now, now + timedelta(minutes=5))
