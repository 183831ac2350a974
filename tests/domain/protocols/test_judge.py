"""Two fences and a believable weight."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from euthymia.domain.protocols import PROTOCOLS, Finding, Order, Severity, judge, judge_rate, propose

DEPRESSION = PROTOCOLS[0]
FENCES = DEPRESSION.guardrails


def an_order(weight_g: int = 70_000, dose_ug_per_kg: int = 500, **changes: object) -> Order:
    inputs = {
        "weight_g": weight_g,
        "dose_ug_per_kg": dose_ug_per_kg,
        "stock_ug_per_ml": 50_000,
        "volume_ul": 100_000,
        "duration_min": 40,
    }
    return propose(**{**inputs, **changes})  # type: ignore[arg-type]


def codes(findings: list[Finding]) -> list[tuple[str, str, str]]:
    return [(finding.severity.value, finding.code, finding.at) for finding in findings]


def test_an_ordinary_order_against_a_recent_weight_has_nothing_against_it() -> None:
    assert judge(an_order(), FENCES, 70_000, 3) == []


def test_no_earlier_weight_is_said_and_does_not_stop() -> None:
    assert codes(judge(an_order(), FENCES)) == [("note", "no-last-weight", "weight_g")]


@pytest.mark.parametrize(
    ("dose_ug_per_kg", "severity", "code"),
    [
        (99, "refuse", "below-absolute"),
        (100, "ask", "below-recommended"),
        (499, "ask", "below-recommended"),
        (500, None, None),
        (750, None, None),
        (751, "ask", "above-recommended"),
        (1_000, "ask", "above-recommended"),
        (1_001, "refuse", "above-absolute"),
    ],
)
def test_dose_by_weight_at_each_fence(dose_ug_per_kg: int, severity: str | None, code: str | None) -> None:
    found = [
        finding
        for finding in judge(an_order(60_000, dose_ug_per_kg), FENCES, 60_000, 1)
        if finding.at == "dose_ug_per_kg"
    ]
    assert [(finding.severity, finding.code) for finding in found] == ([(severity, code)] if severity else [])


def test_the_cap_in_milligrams_refuses_whatever_the_weight() -> None:
    heavy = judge(an_order(210_000), FENCES, 210_000, 1)
    assert ("refuse", "above-absolute", "dose_ug") in codes(heavy)
    assert heavy[0].severity is Severity.REFUSE


@pytest.mark.parametrize(
    ("weight_g", "last_g", "days", "expected"),
    [
        (29_999, 29_999, 1, ("refuse", "below-absolute")),
        (30_000, 30_000, 1, None),
        (105_000, 100_000, 14, None),
        (105_001, 100_000, 14, ("ask", "quick-weight-change")),
        (105_001, 100_000, 15, None),
        (105_001, 100_000, None, ("ask", "quick-weight-change")),
        (94_999, 100_000, 0, ("ask", "quick-weight-change")),
        (110_000, 100_000, 400, None),
        (110_001, 100_000, 400, ("ask", "off-last-weight")),
        (89_999, 100_000, 400, ("ask", "off-last-weight")),
        (154_300, 70_000, 400, ("refuse", "pounds")),
        (70_000, 154_300, 400, ("refuse", "pounds")),
        (150_000, 70_000, 2, ("refuse", "pounds")),
        (70_000, 0, 2, ("ask", "last-weight-unusable")),
    ],
)
def test_the_weight_is_compared_with_the_last_one(
    weight_g: int, last_g: int, days: int | None, expected: tuple[str, str] | None
) -> None:
    found = [
        f for f in judge(an_order(weight_g), FENCES, last_g, days) if f.at in ("weight_g", "last_weight_g")
    ]
    assert [(finding.severity, finding.code) for finding in found] == ([expected] if expected else [])


def test_figures_that_disagree_are_refusals_so_that_judging_alone_is_enough() -> None:
    wrong = replace(an_order(), rate_ul_per_h=15_000)
    assert ("refuse", "tenfold", "rate_ul_per_h") in codes(judge(wrong, FENCES, 70_000, 1))


def test_too_strong_a_bag_and_an_undiluted_strong_vial_are_refused() -> None:
    strong = an_order(volume_ul=10_000)
    assert ("refuse", "above-absolute", "concentration_ng_per_ml") in codes(judge(strong, FENCES, 70_000, 1))
    neat = an_order(stock_ug_per_ml=100_000, volume_ul=350)
    assert ("refuse", "undiluted", "diluent_volume_ul") in codes(judge(neat, FENCES, 70_000, 1))


def test_a_vial_the_library_does_not_hold_is_refused() -> None:
    odd = replace(an_order(), stock_ug_per_ml=20_000, drug_volume_ul=1_750, diluent_volume_ul=98_250)
    assert codes(judge(odd, FENCES, 70_000, 1)) == [("refuse", "no-such-vial", "stock_ug_per_ml")]


def test_an_order_on_another_basis_needs_the_actual_weight() -> None:
    adjusted = an_order(81_400, weight_basis="adjusted")
    assert codes(judge(adjusted, FENCES, 118_000, 3)) == [("ask", "actual-weight-unknown", "weight_g")]
    assert judge(adjusted, FENCES, 118_000, 3, actual_weight_g=118_000) == []


def test_an_order_on_actual_weight_is_reckoned_on_the_weight_measured() -> None:
    assert ("refuse", "other-weight", "weight_g") in codes(
        judge(an_order(), FENCES, 72_000, 3, actual_weight_g=72_000)
    )


def test_a_step_up_of_more_than_a_quarter_milligram_asks() -> None:
    assert judge(an_order(60_000, 750), FENCES, 60_000, 3, last_dose_ug_per_kg=500) == []
    found = judge(an_order(60_000, 750), FENCES, 60_000, 3, last_dose_ug_per_kg=499)
    assert codes(found) == [("ask", "large-step", "dose_ug_per_kg")]


def test_a_new_rate_above_the_order_asks_and_above_the_fence_refuses() -> None:
    order = an_order()
    assert judge_rate(order, 0, FENCES) == []
    assert judge_rate(order, 75_000, FENCES) == []
    assert codes(judge_rate(order, 150_100, FENCES)) == [("ask", "above-ordered-rate", "rate_ul_per_h")]
    assert codes(judge_rate(order, 300_100, FENCES)) == [("refuse", "above-absolute", "rate_ul_per_h")]


@given(
    st.integers(30_000, 150_000),
    st.integers(500, 750),
    st.sampled_from((40, 60)),
    st.sampled_from((1, 500, 1_000)),
)
def test_rounding_down_never_pushes_a_usual_order_over_a_fence(
    weight_g: int, dose_ug_per_kg: int, duration_min: int, step_ug: int
) -> None:
    order = an_order(weight_g, dose_ug_per_kg, duration_min=duration_min, dose_step_ug=step_ug)
    found = judge(order, FENCES, weight_g, 1)
    assert [finding for finding in found if finding.at not in ("dose_ug", "concentration_ng_per_ml")] == []
    assert all(finding.provenance.source and finding.says for finding in found)
