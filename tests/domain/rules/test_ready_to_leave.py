"""The gate to the door: each criterion met, not met and not known; what nobody overrides; the clock."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from euthymia.domain.quantities import Unusable
from euthymia.domain.rules import ready_to_leave as gate
from euthymia.domain.rules.ready_to_leave import Leaving, Pressure, Seen, Settings, State

END = datetime(2026, 11, 20, 18, 0, tzinfo=UTC)
NOW = END + timedelta(minutes=90)
BEFORE = {"sbp": 124.0, "dbp": 80.0, "hr": 70.0, "spo2": 98.0}
CALM: dict[str, str | float] = {
    "sbp": 122.0, "dbp": 78.0, "hr": 72.0, "spo2": 97.0, "moaas": 5.0, "dissociation": 0.0, "oxygen": "air", "breathing": "deep",
    "moves": "four", "oriented": "yes", "gait": "steady", "agitation": "none", "thoughts": "none", "comfort": "mild",
    "drinks": "yes", "urine": "yes", "iv": "out",
}  # fmt: skip
POINTS = ("driving", "danger")


def leaving(*, without: tuple[str, ...] = (), seen: dict[str, Any] | None = None, **more: Any) -> Leaving:
    """Somebody who may go, but for what is said otherwise."""
    answers = {name: value for name, value in {**CALM, **(seen or {})}.items() if name not in without}
    whole: dict[str, Any] = {
        "nasal": False, "now": NOW, "began_at": END - timedelta(minutes=40), "ended_at": END, "sedated": False,
        "settings": Settings(), "baseline": BEFORE, "seen": {name: Seen(value, NOW) for name, value in answers.items()},
        "pressures": [Pressure(NOW - timedelta(minutes=15), 126, 80), Pressure(NOW, 122, 78)], "crisis_open": False,
        "escort": "Sam", "escort_proof": "Sam, photo ID seen", "instructions": "1 en", "read_back": frozenset(POINTS), "points": POINTS,
    }  # fmt: skip
    return Leaving(**{**whole, **more})


def stays(one: Leaving) -> dict[str, State]:
    return {each.code: each.state for each in gate.criteria(one) if each.state is not State.MET}


def says(one: Leaving, code: str) -> str:
    return next(each.says for each in gate.criteria(one) if each.code == code)


def sprayed(**more: Any) -> Leaving:
    """An esketamine dose two hours and five minutes ago, its pressure at forty minutes taken."""
    now = END + timedelta(minutes=125)
    usual = {
        "nasal": True, "now": now, "began_at": END - timedelta(minutes=5), "seen": {name: Seen(value, now) for name, value in CALM.items() if name != "iv"},
        "pressures": [Pressure(END + timedelta(minutes=41), 138, 86), Pressure(now - timedelta(minutes=12), 126, 80), Pressure(now, 122, 78)],
    }  # fmt: skip
    return replace(leaving(), **{**usual, **more})


def test_who_is_well_may_go() -> None:
    assert stays(leaving()) == {} and stays(sprayed()) == {}
    assert gate.refusals(gate.criteria(leaving())) == []


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"oxygen": "oxygen"}, "oxygen"), ({"spo2": 93.0}, "oxygen"), ({"dissociation": 1.0}, "mind"), ({"oriented": "no"}, "mind"),
        ({"agitation": "some"}, "mind"), ({"gait": "unsteady"}, "gait"), ({"comfort": "severe"}, "nausea"), ({"drinks": "no"}, "nausea"),
        ({"thoughts": "some"}, "thoughts"), ({"iv": "in"}, "iv"), ({"iv": "trouble"}, "iv"), ({"moaas": 3.0, "moves": "two"}, "aldrete"),
        ({"sbp": 98.0, "urine": "no"}, "padss"),
    ],
)  # fmt: skip
def test_one_thing_that_is_not_well_keeps_them(changed: dict[str, Any], code: str) -> None:
    assert stays(leaving(seen=changed))[code] is State.NOT_MET


@pytest.mark.parametrize("missing", sorted(set(CALM) - {"hr"}))
def test_what_nobody_looked_at_is_never_met(missing: str) -> None:
    found = stays(leaving(without=(missing,)))
    assert found and set(found.values()) == {State.UNKNOWN}


def test_what_was_looked_at_too_long_ago_is_not_known_but_a_cannula_stays_out() -> None:
    old = {name: Seen(value, NOW - timedelta(minutes=23)) for name, value in CALM.items()}
    found = stays(replace(leaving(), seen=old))
    assert set(found.values()) == {State.UNKNOWN} and "iv" not in found


@pytest.mark.parametrize(
    ("pressures", "state"),
    [
        ([(15, 138, 88), (0, 139, 89)], State.MET),
        ([(15, 140, 88), (0, 139, 89)], State.MET),  # near the pressure before, and falling
        ([(15, 139, 88), (0, 141, 84)], State.NOT_MET),  # near, and not falling
        ([(9, 120, 80), (0, 120, 80)], State.UNKNOWN),  # not far enough apart
        ([(15, 120, 80), (7, 170, 99), (0, 120, 80)], State.NOT_MET),  # one between them that is not acceptable
        ([(15, 180, 99), (0, 176, 98)], State.NOT_MET),
        ([(15, 88, 50), (0, 110, 70)], State.NOT_MET),
        ([], State.UNKNOWN),
    ],
)  # fmt: skip
def test_two_pressures_apart(pressures: list[tuple[int, float, float]], state: State) -> None:
    taken = [Pressure(NOW - timedelta(minutes=ago), sbp, dbp) for ago, sbp, dbp in pressures]
    assert stays(leaving(pressures=taken)).get("pressure", State.MET) is state


def test_a_pressure_of_during_the_infusion_does_not_count() -> None:
    taken = [Pressure(END - timedelta(minutes=5), 120, 80), Pressure(NOW, 120, 80)]
    assert stays(leaving(pressures=taken)) == {"pressure": State.UNKNOWN}


@pytest.mark.parametrize(
    ("sedated", "after_end_min", "met"), [(False, 60, True), (False, 59, False), (True, 79, False), (True, 80, True), (None, 79, False)]
)  # fmt: skip
def test_the_minimum_time(sedated: bool | None, after_end_min: int, met: bool) -> None:
    """Sixty minutes after the end; 120 from the start with a sedative, or when nobody knows whether there was one."""
    now = END + timedelta(minutes=after_end_min)
    one = replace(leaving(), now=now, sedated=sedated)
    assert next(each.state is State.MET for each in gate.criteria(one) if each.code == "time") is met


def test_the_sprays_own_stops_are_nobodys_to_override() -> None:
    early = sprayed(now=END + timedelta(minutes=119))
    assert says(early, "time") == "1 min more to wait"
    missed = sprayed(pressures=[one for one in sprayed().pressures if one.sbp != 138])
    dizzy = sprayed(seen={**sprayed().seen, "dissociation": Seen(1.0, sprayed().now)})
    for one, code in ((early, "time"), (missed, "pressure-40"), (dizzy, "resolved")):
        found = gate.criteria(one)
        assert code in stays(one)
        assert gate.may_be_overridden(found, [code]) == []
        assert code in {fault.code for fault in gate.refusals(found, [code, "mind"])}


def test_an_infusions_time_may_be_overridden_and_thoughts_may_not() -> None:
    found = gate.criteria(replace(leaving(seen={"thoughts": "some"}), now=END + timedelta(minutes=30)))
    assert gate.may_be_overridden(found, ["time", "thoughts", "gait"]) == ["time"]


def test_an_open_crisis_and_a_stranger_at_the_door() -> None:
    assert stays(leaving(crisis_open=True)) == {"thoughts": State.NOT_MET}
    assert stays(leaving(escort_proof="")) == {"escort": State.NOT_MET}
    assert stays(leaving(read_back=frozenset({"driving"}))) == {"instructions": State.NOT_MET}


def test_the_scores_follow_from_what_was_seen() -> None:
    seen = {name: Seen(value, NOW) for name, value in CALM.items()}
    assert gate.aldrete(seen, BEFORE) == (2, 2, 2, 2, 2) and gate.padss(seen, BEFORE) == (2, 2, 2, 2, 2)
    worse = {
        **seen,
        "sbp": Seen(176.0, NOW),
        "oxygen": Seen("oxygen", NOW),
        "gait": Seen("unsteady", NOW),
        "moaas": Seen(2.0, NOW),
    }
    assert gate.aldrete(worse, BEFORE) == (2, 2, 0, 1, 1)
    assert gate.padss(worse, BEFORE) == (0, 1, 2, 2, 2)
    assert gate.padss({}, BEFORE) == (None, None, None, 2, None)


def test_ready_by_is_the_clocks_minimum_in_whole_five_minutes_and_moves_on_when_it_has_passed() -> None:
    waiting = replace(leaving(), now=END + timedelta(minutes=10), ended_at=END + timedelta(minutes=2))
    assert gate.ready_by(waiting) == END + timedelta(minutes=65)
    late = leaving(seen={"gait": "unsteady"})
    assert gate.ready_by(late) == NOW + timedelta(minutes=15)
    assert gate.ready_by(leaving(escort_proof="")) == END + timedelta(minutes=60)


def test_a_site_may_lengthen_and_never_shorten() -> None:
    assert Settings.from_json({"iv_after_end_min": 90}).iv_after_end_min == 90
    with pytest.raises(Unusable) as refused:
        Settings.from_json({"nasal_after_dose_min": 119, "score_min": 8, "tea_min": 5, "spo2_min": True})
    assert [(fault.at, fault.code) for fault in refused.value.faults] == [
        ("tea_min", "unknown-key"), ("nasal_after_dose_min", "beyond-limits"), ("score_min", "beyond-limits"), ("spo2_min", "beyond-limits"),
    ]  # fmt: skip


def test_sedatives_by_name() -> None:
    assert gate.sedated([]) is False and gate.sedated(["Ondansetron"]) is False
    assert gate.sedated(["ondansetron", "midazolam 1 mg"]) is True
    assert gate.sedated(["herbal drops"]) is None


@given(st.sets(st.sampled_from(sorted(CALM))), st.booleans())
def test_less_known_never_lets_more_through(missing: set[str], nasal: bool) -> None:
    """Taking knowledge away can only add to what keeps somebody here."""
    whole = sprayed() if nasal else leaving()
    less = replace(whole, seen={name: one for name, one in whole.seen.items() if name not in missing})
    assert set(stays(whole)) <= set(stays(less))
