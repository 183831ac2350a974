"""The two site profiles, figure by figure at its boundary."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from euthymia.domain.monitoring import (
    ACTIONS,
    CHANNELS,
    LABEL_CONSERVATIVE,
    OBSERVE_FIRST,
    PROFILES,
    Limits,
    Priority,
    Profile,
    Sample,
    State,
    for_patient,
    step,
    tier_of,
)
from euthymia.domain.quantities import Unusable

START = datetime(2026, 11, 20, 10, tzinfo=UTC)
BASELINE = {"sbp": 120.0, "dbp": 70.0, "spo2": 99.0, "etco2": 38.0}


def priority(profile: Profile, channel: str, value: float) -> str | None:
    """The priority of the alarm that a single reading raises."""
    _, events = step(State(), profile.limits(), [Sample(channel, value, START)], START)
    return events[0].priority.value if events else None


def tier(profile: Profile, channel: str, *values: float, every_s: float = 30) -> str | None:
    found = profile.channel(channel)
    assert found is not None
    readings = [(START + timedelta(seconds=n * every_s), value) for n, value in enumerate(values)]
    reached = tier_of(found, readings)
    return reached.name.value if reached else None


@pytest.mark.parametrize(
    ("channel", "quiet", "medium", "high"),
    [
        ("sbp", (159, 100), (160, 99, 179, 90), (180, 89)),
        ("dbp", (99, 40), (100, 109), (110,)),
        ("hr", (110, 50), (111, 49, 130, 45), (131, 44)),
        ("pr", (110, 50), (111, 49), (131, 44)),
        ("spo2", (94, 100), (93, 92), (91,)),
        ("rr", (12, 24), (11, 25, 10, 30), (9, 31)),
        ("etco2", (50, 20), (51, 55), (56,)),
        ("moaas", (5, 4), (3,), (2, 0)),
        ("rass", (-1, 1), (-2, 2), (-3, 3)),
        ("dissociation", (10,), (), ()),
    ],
)
def test_absolute_figures(
    channel: str, quiet: tuple[float, ...], medium: tuple[float, ...], high: tuple[float, ...]
) -> None:
    assert [priority(LABEL_CONSERVATIVE, channel, value) for value in quiet] == [None] * len(quiet)
    assert [priority(LABEL_CONSERVATIVE, channel, value) for value in medium] == ["medium"] * len(medium)
    assert [priority(LABEL_CONSERVATIVE, channel, value) for value in high] == ["high"] * len(high)


@pytest.mark.parametrize(
    ("channel", "quiet", "medium", "high"),
    [
        ("sbp", 149, 150, 160),
        ("dbp", 89, 90, 95),
        ("spo2", 96, 95, 91),
        ("etco2", 47, 48, 56),
        ("etco2", 29, 28, None),
    ],
)
def test_the_tighter_of_absolute_and_baseline(
    channel: str, quiet: float, medium: float, high: float | None
) -> None:
    profile = for_patient(LABEL_CONSERVATIVE, BASELINE)
    assert profile.unresolved() == ()
    assert priority(profile, channel, quiet) is None
    assert priority(profile, channel, medium) == "medium"
    assert high is None or priority(profile, channel, high) == "high"


def test_a_high_baseline_does_not_widen_the_absolute_figure() -> None:
    profile = for_patient(LABEL_CONSERVATIVE, {"sbp": 138.0, "spo2": 95.0})
    assert profile.limits()["sbp"].high == 159
    assert profile.limits()["spo2"].low == 94


def test_a_baseline_between_whole_units_alarms_at_the_change_itself() -> None:
    profile = for_patient(LABEL_CONSERVATIVE, {"sbp": 121.5})
    assert priority(profile, "sbp", 151) is None
    assert priority(profile, "sbp", 151.5) == "medium"


def test_without_a_baseline_the_profile_says_which_figures_do_not_watch() -> None:
    assert LABEL_CONSERVATIVE.unresolved() == ("sbp", "dbp", "spo2", "etco2")
    assert for_patient(LABEL_CONSERVATIVE, {"sbp": 120.0}).unresolved() == ("dbp", "spo2", "etco2")


@pytest.mark.parametrize(
    ("channel", "values", "expected"),
    [
        ("sbp", (159,), None),
        ("sbp", (160,), "alert"),
        ("sbp", (185,), "alert"),
        ("sbp", (185, 170), "alert"),
        ("sbp", (180, 180), "hold"),
        ("sbp", (200,), "stop"),
        ("sbp", (89,), "hold"),
        ("sbp", (79,), "stop"),
        ("dbp", (120,), "stop"),
        ("spo2", (93,), "alert"),
        ("spo2", (91,), "hold"),
        ("spo2", (89, 89), "hold"),
        ("spo2", (89, 89, 89), "stop"),
        ("spo2", (89, 95, 89), "hold"),
        ("rr", (7,), "stop"),
        ("moaas", (1,), "stop"),
        ("rass", (4,), "stop"),
        ("dissociation", (7,), "alert"),
        ("sbp", (), None),
    ],
)
def test_tiers_and_their_confirmation(channel: str, values: tuple[float, ...], expected: str | None) -> None:
    assert tier(LABEL_CONSERVATIVE, channel, *values) == expected


def test_a_rise_from_baseline_is_a_hold_of_its_own() -> None:
    assert tier(for_patient(LABEL_CONSERVATIVE, BASELINE), "sbp", 160) == "hold"
    assert tier(LABEL_CONSERVATIVE, "sbp", 160) == "alert"


def test_observe_first_waits_longer_with_high_pressure_only() -> None:
    profile = for_patient(OBSERVE_FIRST, BASELINE)
    assert [priority(profile, "sbp", value) for value in (159, 160, 199, 200)] == [
        None,
        "medium",
        "medium",
        "high",
    ]
    assert [priority(OBSERVE_FIRST, "sbp", value) for value in (179, 180)] == [None, "medium"]
    assert [priority(OBSERVE_FIRST, "dbp", value) for value in (109, 110, 120)] == [None, "medium", "high"]
    assert [tier(profile, "sbp", *values) for values in ((160,), (160, 160), (200,))] == [
        "alert",
        "hold",
        "stop",
    ]
    assert priority(OBSERVE_FIRST, "sbp", 89) == priority(LABEL_CONSERVATIVE, "sbp", 89) == "high"
    for channel in ("hr", "spo2", "rr", "etco2"):
        assert OBSERVE_FIRST.limits()[channel] == LABEL_CONSERVATIVE.limits()[channel]


def test_the_age_of_a_pressure_follows_the_cuff() -> None:
    assert LABEL_CONSERVATIVE.limits()["sbp"].max_age_s == 900
    tight = for_patient(LABEL_CONSERVATIVE, {}, pressure_interval_s=300).limits()
    assert (tight["sbp"].max_age_s, tight["dbp"].max_age_s, tight["spo2"].max_age_s) == (450, 450, 10)
    with pytest.raises(Unusable):
        for_patient(LABEL_CONSERVATIVE, {}, pressure_interval_s=0)


@pytest.mark.parametrize("profile", PROFILES.values(), ids=lambda profile: profile.name)
def test_a_profile_is_complete_and_says_where_it_comes_from(profile: Profile) -> None:
    assert "No single unconfirmed reading stops an infusion" in profile.words
    assert Limits.from_json(profile.limits().to_json()) == profile.limits()
    for channel in profile.channels:
        assert channel.channel in CHANNELS
        assert (channel.max_age_s is None) == (channel.max_age_provenance is None)
        assert (channel.escalate_after_s is None) == (channel.escalate_provenance is None)
        for one in channel.tiers:
            assert one.words and one.actions
            assert set(one.actions) <= set(ACTIONS)
            for threshold in one.thresholds:
                assert threshold.provenance.confidence.is_site_setting
                assert "site setting" in str(threshold.provenance)
    for limit in profile.limits().values():
        assert limit.priority is Priority.MEDIUM
    assert profile.limits()["spo2"].latching


def test_a_figure_prints_as_the_table_has_it() -> None:
    channel = for_patient(LABEL_CONSERVATIVE, BASELINE).channel("sbp")
    assert channel is not None
    assert [str(one) for tier in channel.tiers[:2] for one in tier.thresholds] == [
        "≥ 160",
        "≥ 150 (baseline 120 + 30)",
        "< 100",
        "≥ 180, 2 readings in a row",
        "≥ 160 (baseline 120 + 40)",
        "< 90",
    ]
    saturation = LABEL_CONSERVATIVE.channel("spo2")
    assert saturation is not None
    assert [str(one) for one in saturation.tiers[0].thresholds] == ["< 94", "-4 from baseline"]
    assert str(saturation.tiers[2].thresholds[0]) == "< 90, for 60 s"
