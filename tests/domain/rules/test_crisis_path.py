"""What opens the crisis path, at which level, and which steps follow with which clock."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from euthymia.domain.rules import crisis_path as path
from euthymia.domain.rules.case import parse
from euthymia.domain.rules.crisis_path import Level, Taken
from euthymia.domain.rules.evaluation import evaluate

ON = date(2026, 11, 20)
NOON = datetime(2026, 11, 20, 20, 0, tzinfo=UTC)
MIDNIGHT = datetime(2026, 11, 21, 8, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("instrument", "answer", "opens"),
    [
        ("phq-9", 0, False), ("phq-9", 1, True), ("phq-9", 3, True), ("phq-9", None, False), ("qids-sr16", 1, False),
        ("qids-sr16", 2, True), ("madrs", 2, False), ("madrs", 3, True),
    ],
)  # fmt: skip
def test_a_scales_own_item_asks_for_an_inquiry(instrument: str, answer: int | None, opens: bool) -> None:
    found = path.of_item(instrument, answer)
    assert (found is not None) is opens
    if found is not None:
        assert (found.rule, found.level) == ("9A-2", Level.INQUIRY)


@pytest.mark.parametrize(
    ("ideation", "behaviour", "level"),
    [
        (0, "never", None), (None, None, None), (1, "never", Level.LOW), (2, "never", Level.LOW), (3, "never", Level.MODERATE),
        (4, "never", Level.HIGH), (5, None, Level.HIGH), (0, "attempt 2026-05-12", Level.MODERATE),
        (0, "attempt 2026-08-20", Level.HIGH), (0, "attempt 2026-08-19", Level.MODERATE), (0, "attempt, years ago", Level.HIGH),
        (1, "attempt 2019-01-01", Level.MODERATE), (0, "attempt 2026-13-40", Level.HIGH),
    ],
)  # fmt: skip
def test_levels_of_the_structured_inquiry(
    ideation: int | None, behaviour: str | None, level: Level | None
) -> None:
    """Behaviour without a date that can be read is taken as recent: unknown never lowers a level."""
    found = path.of_c_ssrs(ideation, behaviour, ON)
    assert (found.level if found else None) is level


@pytest.mark.parametrize("on", [date(2026, 11, 20), date(2026, 5, 31), date(2026, 2, 28), date(2028, 2, 29)])
@pytest.mark.parametrize("days", range(87, 94))
def test_the_path_and_the_rules_count_the_same_three_months(on: date, days: int) -> None:
    words = f"attempt {(on - timedelta(days=days)).isoformat()}"
    found = path.of_c_ssrs(0, words, on)
    screen = {
        "psychiatric": {"scores": {"c-ssrs": {"date": on.isoformat(), "ideation": 0, "behaviour": words}}}
    }
    judged = evaluate(parse({"as_of": on.isoformat(), **screen}))
    rules = {each.rule for each in judged.findings}
    assert found is not None
    assert (found.level is Level.HIGH) == ("9A-5" in rules) == ("PS-08a" in rules)
    assert (found.level is Level.MODERATE) == ("9A-4" in rules)


def test_a_month_or_a_year_means_its_last_day_and_no_is_never() -> None:
    assert path.of_c_ssrs(0, "no", ON) is None
    for words, level in (
        ("attempt 2026-08", Level.HIGH),
        ("attempt 2026-07", Level.MODERATE),
        ("attempt 2025", Level.MODERATE),
    ):
        found = path.of_c_ssrs(0, words, ON)
        assert found is not None and found.level is level


def test_thoughts_now_are_imminent() -> None:
    assert path.of_asq(None, None) is None
    assert path.of_asq(False, False) is None
    positive, acute = path.of_asq(True, False), path.of_asq(True, True)
    assert positive is not None and positive.level is Level.INQUIRY
    assert acute is not None and acute.level is Level.HIGH


def test_of_several_flags_the_gravest_counts() -> None:
    assert path.of_flags("C-SSRS", []) is None
    found = path.of_flags("C-SSRS", ["suicide-risk", "suicide-risk-high"])
    assert found is not None and (found.rule, found.level) == ("9A-5", Level.HIGH)
    other = path.of_flags("PHQ-9", ["item-9"])
    assert other is not None and other.level is Level.INQUIRY


def due(level: Level, *, remote: bool = False) -> dict[str, datetime | None]:
    found = path.standing(level, since=NOON, end_of_day=MIDNIGHT, remote=remote, taken=())
    return {one.step.code: one.due_at for one in found}


def test_a_high_level_is_due_at_once_and_followed_for_a_week() -> None:
    found = due(Level.HIGH)
    for code in ("lock", "in-sight", "assess", "level", "notify", "numbers"):
        assert found[code] == NOON, code
    assert found["plan"] == MIDNIGHT
    assert [found[code] for code in ("call-24h", "call-72h", "call-7d")] == [
        NOON + timedelta(hours=24), NOON + timedelta(hours=72), NOON + timedelta(days=7),
    ]  # fmt: skip
    assert found["repeat"] is None and "contact" not in found


def test_an_answer_nobody_has_asked_about_is_asked_about_the_same_day() -> None:
    found = due(Level.INQUIRY)
    assert found["assess"] == found["level"] == MIDNIGHT
    assert not {"plan", "notify", "call-24h"} & set(found)


def test_from_outside_somebody_is_reached_within_half_an_hour() -> None:
    assert due(Level.INQUIRY, remote=True)["contact"] == NOON + timedelta(minutes=30)


def test_a_step_is_overdue_only_after_its_time_and_until_it_is_taken() -> None:
    taken = Taken("assess", NOON, "Dr Okafor", "asked")
    (assess,) = (
        one for one in path.standing(Level.HIGH, since=NOON, end_of_day=MIDNIGHT, remote=False, taken=[taken])
        if one.step.code == "assess"
    )  # fmt: skip
    assert not assess.is_overdue(NOON + timedelta(days=1))
    (notify,) = (
        one for one in path.standing(Level.HIGH, since=NOON, end_of_day=MIDNIGHT, remote=False, taken=())
        if one.step.code == "notify"
    )  # fmt: skip
    assert not notify.is_overdue(NOON) and notify.is_overdue(NOON + timedelta(seconds=1))


def test_every_step_has_an_owner_words_and_a_source() -> None:
    assert len({step.code for step in path.STEPS}) == len(path.STEPS)
    for step in path.STEPS:
        assert step.owner and step.says and step.asks and step.clocks and step.provenance.source
    assert set(path.BEFORE_CLOSING) <= set(path.BY_CODE)
