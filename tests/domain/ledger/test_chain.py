"""The chain: any change of a field, a type or an order gives another hash; the same facts always the same one."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta, timezone
from decimal import Decimal
from hashlib import sha256
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from euthymia.domain.ledger.chain import GENESIS, link

FIELDS = st.lists(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False)
    | st.text()
    | st.binary()
    | st.uuids()
    | st.dates()
    | st.times()
    | st.datetimes(timezones=st.just(UTC)),
    max_size=6,
)


def spelled(letter: bytes, payload: bytes) -> bytes:
    return letter + len(payload).to_bytes(4, "big") + payload


@pytest.mark.parametrize(
    ("value", "letter", "payload"),
    [
        (None, b"n", b""),
        (True, b"b", b"1"),
        (False, b"b", b"0"),
        (-42, b"i", b"-42"),
        (1.5, b"f", bytes.fromhex("3ff8000000000000")),
        ("Ω", b"s", "Ω".encode()),
        (b"\x00\xff", b"x", b"\x00\xff"),
        (memoryview(b"ab"), b"x", b"ab"),
        (UUID(int=5), b"u", bytes(15) + b"\x05"),
        (datetime(1970, 1, 1, 0, 0, 1, 5, tzinfo=UTC), b"t", b"1000005"),
        (datetime(1970, 1, 1, 1, 0, tzinfo=timezone(timedelta(hours=1))), b"t", b"0"),
        (datetime(1969, 12, 31, 23, 59, 59, 999_999, tzinfo=UTC), b"t", b"-1"),
        (date(2026, 11, 20), b"d", b"2026-11-20"),
        (time(21, 30, 0, 7), b"c", b"77400000007"),
        (Decimal("1.50"), b"m", b"1.5"),
        ({"b": [1, "é"], "a": None}, b"j", '{"a":null,"b":[1,"é"]}'.encode()),
    ],
)
def test_how_each_type_is_spelled(value: Any, letter: bytes, payload: bytes) -> None:
    """The documented rule, written out by hand: a verifier that shares no code relies on it."""
    assert link(GENESIS, [value]) == sha256(GENESIS + spelled(letter, payload)).digest()


def test_a_chain_worked_out_by_hand() -> None:
    first = sha256(bytes(32) + b"s\x00\x00\x00\x01n" + b"i\x00\x00\x00\x011").digest()
    second = sha256(first + b"s\x00\x00\x00\x01n" + b"i\x00\x00\x00\x012").digest()
    assert link(link(GENESIS, ["n", 1]), ["n", 2]) == second


@given(FIELDS, FIELDS)
def test_different_rows_have_different_hashes(one: list[Any], other: list[Any]) -> None:
    same = list(map(repr, one)) == list(map(repr, other))
    assert (link(GENESIS, one) == link(GENESIS, other)) == same


@given(FIELDS, st.binary(min_size=32, max_size=32))
def test_a_hash_rests_on_the_one_before(fields: list[Any], previous: bytes) -> None:
    assert len(link(previous, fields)) == 32
    assert (link(previous, fields) == link(GENESIS, fields)) == (previous == GENESIS)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (["ab", "c"], ["a", "bc"]),
        (["1"], [1]),
        ([1], [True]),
        ([1], [1.0]),
        (["a"], [b"a"]),
        ([None, "a"], ["a", None]),
        ([""], [None]),
        ([], [None]),
    ],
)
def test_what_looks_alike_is_kept_apart(one: list[Any], other: list[Any]) -> None:
    assert link(GENESIS, one) != link(GENESIS, other)


@pytest.mark.parametrize(
    "value",
    [datetime(2026, 11, 20, tzinfo=UTC).replace(tzinfo=None), object(), {1, 2}, 1j],
    ids=["no zone", "object", "set", "complex"],
)
def test_what_has_no_one_spelling_is_refused(value: Any) -> None:
    with pytest.raises(TypeError):
        link(GENESIS, [value])
