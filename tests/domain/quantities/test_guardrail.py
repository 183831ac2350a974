"""Two fences: a value at a bound is inside it; beyond the inner one a reason is asked, beyond the outer no is said."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from euthymia.domain.quantities import Confidence, Guardrail, Provenance, Verdict

SOURCE = Provenance("a test", Confidence.P)
DOSE = Guardrail("dose", "mg/kg", Decimal("0.1"), Decimal("0.5"), Decimal("0.75"), Decimal(1), SOURCE)


@pytest.mark.parametrize(
    ("value", "verdict"),
    [
        ("0.09", Verdict.BELOW_ABSOLUTE),
        ("0.1", Verdict.BELOW_RECOMMENDED),
        ("0.49", Verdict.BELOW_RECOMMENDED),
        ("0.5", Verdict.INSIDE),
        ("0.75", Verdict.INSIDE),
        ("0.76", Verdict.ABOVE_RECOMMENDED),
        ("1", Verdict.ABOVE_RECOMMENDED),
        ("1.01", Verdict.ABOVE_ABSOLUTE),
    ],
)
def test_where_a_dose_stands(value: str, verdict: Verdict) -> None:
    assert DOSE.classify(Decimal(value)) is verdict


@given(st.decimals(allow_nan=False, allow_infinity=False))
def test_a_verdict_refuses_or_asks_or_is_inside(value: Decimal) -> None:
    verdict = DOSE.classify(value)
    assert [verdict.refuses, verdict.asks, verdict is Verdict.INSIDE].count(True) == 1
    assert bool(DOSE.says(value)) == (verdict is not Verdict.INSIDE)


@pytest.mark.parametrize("says", ["0.05 mg/kg is below 0.1 mg/kg, the lowest this clinic allows"])
def test_the_sentence_names_the_fence(says: str) -> None:
    assert DOSE.says(Decimal("0.05")) == f"dose {says}"
    assert DOSE.says(Decimal("0.9")) == "dose 0.9 mg/kg is above the usual 0.75 mg/kg: give a reason"


def test_fences_that_do_not_nest_are_no_guardrail() -> None:
    with pytest.raises(ValueError, match="do not nest"):
        Guardrail("dose", "mg", 1, 3, 2, 4, SOURCE)


@pytest.mark.parametrize("source", ["", "   "])
def test_a_number_without_a_source_does_not_enter(source: str) -> None:
    with pytest.raises(ValueError, match="without a source"):
        Provenance(source, Confidence.V)


@pytest.mark.parametrize(
    ("mark", "shown"),
    [
        (Confidence.V, "a book (published, V)"),
        (Confidence.V2, "a book (published, V2)"),
        (Confidence.K, "a book (site setting, K)"),
        (Confidence.P, "a book (site setting, P)"),
    ],
)
def test_what_nobody_published_is_called_a_site_setting(mark: Confidence, shown: str) -> None:
    assert str(Provenance("a book", mark)) == shown
    assert mark.meaning.endswith("site setting") == mark.is_site_setting
