"""Who has to be told of an adverse event, by when: every rule of the table, and nothing for what is not known."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from euthymia.domain.rules import harm

NOON = datetime(2026, 11, 20, 20, 0, tzinfo=UTC)  # noon at Lakeside
PACIFIC = ZoneInfo("America/Los_Angeles")
MILD = harm.Facts(kind="nausea", onset_at=NOON, severity="mild", serious_because=(), relation="related")


def codes(facts: harm.Facts, **known: Any) -> set[str]:
    return {one.code for one in harm.notices(facts, harm.Known(**known))}


@pytest.mark.parametrize(
    ("said", "wanted"),
    [
        ({}, set()),
        ({"severity": "moderate"}, {"prescriber"}),
        ({"severity": ""}, {"prescriber"}),
        ({"serious_because": None}, {"judge"}),
        ({"serious_because": None, "severity": "severe"}, {"judge", "prescriber", "director", "medwatch"}),
        ({"serious_because": None, "kind": "seizure"}, {"judge", "prescriber", "director", "medwatch"}),
        ({"serious_because": ("important",)}, {"prescriber", "director", "medwatch"}),
        ({"serious_because": ("important",), "relation": "unrelated"}, {"prescriber", "director"}),
        ({"transferred": True}, {"contact"}),
        ({"kind": "suicidality"}, {"crisis"}),
    ],
)
def test_who_is_told(said: dict[str, Any], wanted: set[str]) -> None:
    assert codes(replace(MILD, **said)) == wanted


def test_the_spray_adds_its_own_and_an_unread_state_asks_somebody_to_find_out() -> None:
    serious = replace(MILD, serious_because=("death",), outcome="fatal", severity="fatal")
    assert codes(serious, spray=True, states=("CA",)) == {
        "prescriber",
        "director",
        "medwatch",
        "rems",
        "state-ca",
    }
    duty = harm.SiteDuty(
        code="board", to="the board", says="report", applies=harm.Applies.DEATH, within=timedelta(hours=24),
        source="a statute", state="CA",
    )  # fmt: skip
    assert codes(serious, states=("CA",), duties=(duty,)) == {
        "prescriber",
        "director",
        "medwatch",
        "site-board",
    }
    assert "site-board" not in codes(
        replace(MILD, serious_because=("important",)), states=("CA",), duties=(duty,)
    )


def test_a_clock_runs_from_when_it_was_known() -> None:
    by_code = {one.code: one for one in harm.NOTICES}
    assert by_code["prescriber"].due_at(NOON, PACIFIC) == NOON
    assert by_code["director"].due_at(NOON, PACIFIC) == datetime(2026, 11, 21, 8, 0, tzinfo=UTC), (
        "the day's end here"
    )
    assert by_code["rems"].due_at(NOON, PACIFIC) == NOON + timedelta(days=7)
    assert (by_code["rems"].until, by_code["director"].until) == ("within 7 days", "on the same day")


@pytest.mark.parametrize(
    ("said", "at", "code"),
    [
        ({"kind": ""}, "kind", "missing"), ({"kind": "gout"}, "kind", "unknown"), ({"kind": "other"}, "words", "missing"),
        ({"severity": "bad"}, "severity", "unknown"), ({"onset_at": NOON + timedelta(minutes=1)}, "onset_at", "future"),
        ({"ended_at": NOON - timedelta(minutes=1)}, "ended_at", "impossible"),
        ({"severity": "life-threatening"}, "serious_because", "contradicts"),
        ({"serious_because": ("boredom",)}, "serious_because", "unknown"), ({"outcome": "fatal"}, "severity", "contradicts"),
    ],
)  # fmt: skip
def test_what_cannot_be_is_refused_where_it_stands(said: dict[str, Any], at: str, code: str) -> None:
    assert [(one.at, one.code) for one in harm.faults(replace(MILD, **said), NOON)] == [(at, code)]


def test_what_is_not_known_is_no_fault() -> None:
    assert harm.faults(harm.Facts(kind="nausea", onset_at=NOON), NOON) == []


def test_every_rule_says_whose_it_is() -> None:
    for one in harm.NOTICES:
        assert one.provenance.source.strip() and one.to.strip() and (one.term is None) != (one.within is None)
