"""Amounts as whole numbers of the smallest unit: what is read prints back the same, all else is refused."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from euthymia.domain.quantities import MASS_MG, WEIGHT_KG, Scale, Unusable

SCALES = st.sampled_from([MASS_MG, WEIGHT_KG, Scale("a dose", "mg", 1_000_000), Scale("a count", "vials", 1)])
AMOUNTS = st.integers(min_value=0, max_value=999_999_999)


@pytest.mark.parametrize(
    ("text", "micrograms"),
    [
        ("35", 35_000),
        ("0.5", 500),
        ("35.250", 35_250),
        (" 7 ", 7_000),
        ("0", 0),
        ("007", 7_000),
        ("0.500000", 500),
    ],
)
def test_a_mass_as_people_write_it(text: str, micrograms: int) -> None:
    assert MASS_MG.parse(text) == micrograms


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "not-a-number"),
        (".5", "not-a-number"),
        ("5.", "not-a-number"),
        ("1,5", "not-a-number"),
        ("1e3", "not-a-number"),
        ("-1", "not-a-number"),
        ("+1", "not-a-number"),
        ("NaN", "not-a-number"),
        ("1_000", "not-a-number"),
        ("٣", "not-a-number"),
        ("1234567890", "not-a-number"),
        ("35 mg", "not-a-number"),
        ("0.0005", "too-fine"),
    ],
)
def test_anything_else_is_refused_where_it_stands(text: str, code: str) -> None:
    with pytest.raises(Unusable) as refusal:
        MASS_MG.parse(text, at="/dose")
    (fault,) = refusal.value.faults
    assert (fault.at, fault.code) == ("/dose", code)
    assert "mg" in fault.accepted


@given(scale=SCALES, amount=AMOUNTS)
def test_what_is_shown_reads_back_the_same(scale: Scale, amount: int) -> None:
    assert scale.parse(scale.format(amount).replace(",", "")) == amount


@given(scale=SCALES, amount=AMOUNTS)
def test_an_amount_loses_nothing_on_the_way_to_its_unit(scale: Scale, amount: int) -> None:
    assert scale.decimal(amount) * scale.per_unit == amount


@given(text=st.text(max_size=12))
def test_a_text_is_read_exactly_or_refused(text: str) -> None:
    try:
        read = MASS_MG.parse(text)
    except Unusable:
        return
    assert Decimal(text.strip()) * 1_000 == read


@pytest.mark.parametrize(
    ("amount", "shown"), [(35_000, "35"), (500, "0.5"), (1_250_250, "1,250.25"), (0, "0"), (1, "0.001")]
)
def test_digits_without_trailing_zeros(amount: int, shown: str) -> None:
    assert MASS_MG.format(amount) == shown
