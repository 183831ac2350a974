"""NPI, DEA number and NDC: the published and computed vectors, and slips of the pen."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from euthymia.domain.quantities.identifiers import KINDS, dea_registration, gtin_check_digit, identify


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        ("dea", "F91234563"), ("dea", "GX9841203"), ("dea", "G99700015"), ("dea", "AB1234563"),
        ("dea", " gx9841203 "), ("dea", "GX9841203-0012"), ("dea", "XB1234563"),
        ("npi", "1234567893"), ("npi", "2000000002"), ("npi", "2109876542"), ("npi", "2314159262"),
        ("npi", "2098765367"), ("npi", "2908765367"), ("npi", " 1234567893\n"),
    ],
)  # fmt: skip
def test_a_valid_number(kind: str, value: str) -> None:
    found = identify(kind, value)
    assert (found.kind, found.value, found.valid) == (kind, value.strip().upper(), True)
    assert found.why and found.ndc_11 is None and found.gtin_14 is None


@pytest.mark.parametrize(
    ("kind", "value", "why"),
    [
        ("dea", "F91234562", "check digit is 2, and the other digits ask for 3"),
        ("dea", "AB1234569", "ask for 3"),
        ("dea", "G9970001", "two letters"),
        ("dea", "G-9700015", "two letters"),
        ("dea", "9A1234563", "two letters"),
        ("dea", "A81234563", "two letters"),
        ("dea", "GX984120３", "two letters"),
        ("dea", "ß1234563", "two letters"),
        ("dea", "GX9841203-", "two letters"),
        ("dea", "", "two letters"),
        ("npi", "1234567890", "ask for 3"),
        ("npi", "2000000006", "ask for 2"),
        ("npi", "5123456787", "begins with 1 or 2"),
        ("npi", "２000000002", "ten digits"),
        ("npi", "123456789", "ten digits"),
        ("npi", "12345678930", "ten digits"),
        ("npi", "", "ten digits"),
        ("ndc", "6745710810", "ambiguous"),
        ("ndc", "67457010810", "ambiguous"),
        ("ndc", "123-4567-890", "3-4-3"),
        ("ndc", "4-4-2", "1-1-1"),
        ("ndc", "67457-108-1O", "three parts"),
        ("ndc", "67457-108", "three parts"),
        ("ndc", "67457-108-10-1", "three parts"),
        ("ndc", "67457--10", "three parts"),
        ("ndc", "６7457-108-10", "three parts"),
        ("ndc", "", "three parts"),
    ],
)  # fmt: skip
def test_one_that_is_not_valid_says_why(kind: str, value: str, why: str) -> None:
    found = identify(kind, value)
    assert not found.valid and why in found.why
    assert found.ndc_11 is None and found.gtin_14 is None


@pytest.mark.parametrize(
    ("value", "ndc_11", "gtin_14"),
    [
        ("67457-108-10", "67457010810", "00367457108100"),
        ("67457-181-20", "67457018120", "00367457181202"),
        ("42023-115-10", "42023011510", "00342023115102"),
        ("0409-2051-05", "00409205105", "00304092051057"),
        ("12345-6789-0", "12345678900", "00312345678906"),
        ("1234-5678-90", "01234567890", "00312345678906"),
        # Of billing's form the ten digits are known where one zero alone can be the padding.
        ("67457-0108-10", "67457010810", "00367457108100"),
        ("00409-2051-05", "00409205105", None),
        ("67457-1080-10", "67457108010", None),
        # From 2033.
        ("067457-0108-10", "67457010810", "00367457108100"),
        ("167457-0108-10", None, None),
    ],
)
def test_the_forms_of_an_ndc(value: str, ndc_11: str | None, gtin_14: str | None) -> None:
    found = identify("ndc", value)
    assert (found.valid, found.ndc_11, found.gtin_14) == (True, ndc_11, gtin_14)


@pytest.mark.parametrize(
    ("value", "part"),
    [("0409-2051-05", "labeler"), ("67457-108-10", "product"), ("12345-6789-0", "package")],
)
def test_which_part_is_padded_is_said(value: str, part: str) -> None:
    assert f"the {part} part is padded" in identify("ndc", value).why


@settings(deadline=None)
@given(st.sampled_from(["1", "2"]), st.text("0123456789", min_size=8, max_size=8))
def test_one_check_digit_fits_and_no_other(first: str, rest: str) -> None:
    valid = [digit for digit in "0123456789" if identify("npi", first + rest + digit).valid]
    assert len(valid) == 1


@settings(deadline=None)
@given(st.text("0123456789", min_size=6, max_size=6), st.integers(0, 5), st.sampled_from("0123456789"))
def test_a_dea_digit_that_is_misread_in_an_odd_place_is_seen(digits: str, place: int, other: str) -> None:
    (check,) = [digit for digit in "0123456789" if identify("dea", f"AB{digits}{digit}").valid]
    slip = digits[:place] + other + digits[place + 1 :]
    if place % 2 == 0 and slip != digits:
        assert not identify("dea", f"AB{slip}{check}").valid


def test_a_registration_is_the_number_without_a_suffix() -> None:
    assert dea_registration(" gx9841203-0012 ") == "GX9841203"
    assert dea_registration("GX9841204") is None


def test_a_gtin_check_digit() -> None:
    assert gtin_check_digit("0036745710810") == 0
    assert gtin_check_digit("629104150021") == 3


def test_the_kinds() -> None:
    assert list(KINDS) == ["npi", "dea", "ndc"]
    assert "retired" in identify("dea", "XB1234563").why
    assert "practitioner" in identify("dea", "FB1234563").why
