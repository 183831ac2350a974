"""The list before the first drop: every subset of what is missing refuses, each with its own words."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from itertools import combinations
from typing import Any

import pytest

from euthymia.domain.rules import ready_to_start as gate
from euthymia.domain.rules.ready_to_start import Light, Ready

TODAY = date(2026, 11, 20)
READY = Ready(
    today=TODAY, parts_unsigned=[], decision="a decision to treat is in force", decision_in_force=True, crisis_open=False,
    consent="signed, in force", consent_in_force=True, tests_missing=[], tests_of_today=[], solids_h=8.0, clear_fluids_h=3.0,
    escort="Sam Example", told_today=True, pressure_known=True, weighed_on=TODAY, unlicensed=[],
    account_kept=True, syringe="S-12: 35 mg",
)  # fmt: skip
# How each condition is missed, its light then, and words that its refusal must hold.
MISSED: dict[str, tuple[dict[str, Any], Light, str]] = {
    "parts": ({"parts_unsigned": ["Medical history"]}, Light.BLOCKS, "Medical history"),
    "decision": ({"decision_in_force": False, "decision": "facts have changed"}, Light.BLOCKS, "facts have changed"),
    "crisis": ({"crisis_open": True}, Light.BLOCKS, "a crisis is open"),
    "consent": ({"consent_in_force": False, "consent": "withdrawn"}, Light.BLOCKS, "withdrawn"),
    "tests": ({"tests_missing": ["liver enzymes (SS-04)"]}, Light.ASKS, "liver enzymes (SS-04)"),
    "today": ({"tests_of_today": ["C-SSRS (SS-14)"]}, Light.BLOCKS, "C-SSRS (SS-14)"),
    "new": ({"told_reasons": ["feels ill: a fever"]}, Light.ASKS, "a fever"),
    "fasting": ({"solids_h": 3.0}, Light.ASKS, "food 3 h ago"),
    "escort": ({"escort": " "}, Light.BLOCKS, "nobody is named"),
    "pressure": ({"pressure_asks": "systolic 150 mmHg is above 140"}, Light.ASKS, "systolic 150"),
    "weight": ({"weighed_on": date(2026, 10, 20)}, Light.BLOCKS, "2026-10-20"),
    "licences": ({"unlicensed": ["Noor Haddad"]}, Light.BLOCKS, "Noor Haddad"),
    "syringe": ({"syringe": None, "syringe_problem": "nothing is drawn up"}, Light.BLOCKS, "nothing is drawn up"),
}  # fmt: skip


def missing(*codes: str) -> Ready:
    found = READY
    for code in codes:
        found = replace(found, **MISSED[code][0])
    return found


def test_what_is_ready_refuses_nothing() -> None:
    assert [one.light for one in gate.conditions(READY)] == [Light.MET] * len(MISSED)
    assert gate.refusals(gate.conditions(READY)) == []


def test_every_subset_of_missing_items_refuses_with_the_right_words() -> None:
    """All 8191 of them: the refusals are exactly those missing, each with its own text and what would meet it."""
    assert [one.code for one in gate.conditions(READY)] == list(MISSED)
    for size in range(1, len(MISSED) + 1):
        for codes in combinations(MISSED, size):
            refused = {fault.code: fault for fault in gate.refusals(gate.conditions(missing(*codes)))}
            assert set(refused) == set(codes)
            for code in codes:
                assert MISSED[code][2] in refused[code].says and refused[code].accepted


def test_an_account_kept_elsewhere_is_said_and_stops_nobody_and_an_unknown_one_does() -> None:
    apart = gate.conditions(replace(READY, account_kept=False, syringe=None))
    assert (apart[-1].light, apart[-1].words) == (Light.APART, "not kept here")
    assert gate.refusals(apart) == []
    unknown = gate.conditions(replace(READY, account_kept=None, syringe=None))
    assert [fault.code for fault in gate.refusals(unknown)] == ["syringe"]


def test_two_people_pass_what_asks_and_never_what_blocks() -> None:
    everything = gate.conditions(missing(*MISSED))
    asks = {code for code, (_, light, _) in MISSED.items() if light is Light.ASKS}
    assert set(gate.may_be_overridden(everything, MISSED)) == asks
    left = {fault.code for fault in gate.refusals(everything, overridden=MISSED)}
    assert left == set(MISSED) - asks


@pytest.mark.parametrize("code", MISSED)
def test_a_missed_condition_is_said_in_words_and_has_a_source(code: str) -> None:
    one = next(one for one in gate.conditions(missing(code)) if one.code == code)
    assert one.light is MISSED[code][1]
    assert one.words == {"asks": "two people decide", "blocks": "stops the start"}[one.light.value]
    assert one.fix and one.provenance.source


def test_not_known_is_never_met() -> None:
    unknown = gate.conditions(Ready(today=TODAY))
    assert [one.code for one in unknown if one.light is Light.MET] == []


@pytest.mark.parametrize(
    ("change", "light"),
    [
        ({"solids_h": 6.0, "clear_fluids_h": 2.0}, Light.MET),
        ({"solids_h": 5.99}, Light.ASKS),
        ({"clear_fluids_h": 1.99}, Light.ASKS),
        ({"clear_fluids_h": None}, Light.ASKS),
        ({"weighed_on": date(2026, 10, 21)}, Light.MET),
        ({"weighed_on": None}, Light.BLOCKS),
        ({"pressure_stops": "systolic 180", "pressure_asks": "also"}, Light.BLOCKS),
        ({"pressure_known": False}, Light.ASKS),
    ],
)
def test_limits_on_both_sides(change: dict[str, Any], light: Light) -> None:
    code = next(name.partition("_")[0] for name in change)
    code = {"solids": "fasting", "clear": "fasting", "weighed": "weight"}.get(code, code)
    one = next(one for one in gate.conditions(replace(READY, **change)) if one.code == code)
    assert one.light is light


def test_what_nobody_has_asked_today_is_not_taken_for_nothing_new() -> None:
    found = gate.conditions(replace(READY, told_today=False))
    assert [(one.code, one.light) for one in found if one.light is not Light.MET] == [("new", Light.ASKS)]
