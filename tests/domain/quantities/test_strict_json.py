"""JSON is read strictly: what two readers could understand differently is refused, with its place."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from euthymia.domain.quantities import Fault, Unusable, strict_json

JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(10**15), 10**15)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=12,
)


def fault(text: str | bytes) -> Fault:
    with pytest.raises(Unusable) as refusal:
        strict_json.loads(text)
    return refusal.value.faults[0]


@given(JSON)
def test_what_json_writes_is_read_back(document: Any) -> None:
    text = json.dumps(document)
    assert strict_json.loads(text) == strict_json.loads(text.encode()) == document


@pytest.mark.parametrize(
    ("text", "at", "code"),
    [
        ('{"a": 1, "a": 2}', "/a", "duplicate-key"),
        ('{"b": [{}, {"a": 1, "a": 2}]}', "/b/1/a", "duplicate-key"),
        ('{"a/b~c": {"d": 1, "d": {}}}', "/a~1b~0c/d", "duplicate-key"),
        ('{"a": NaN}', "/a", "not-finite"),
        ("[Infinity]", "/0", "not-finite"),
        ('{"events": [{"at": 0}, {"at": -Infinity}]}', "/events/1/at", "not-finite"),
        ("1e999", "", "not-finite"),
        ('{"a": 1', "line 1 column 8", "not-json"),
        ("", "line 1 column 1", "not-json"),
        ("[1]\n]", "line 2 column 1", "not-json"),
        (b"\xff", "", "not-utf-8"),
        (r'{"a": ["\ud800"]}', "/a/0", "not-text"),
        (r'{"a": {"\uDFFFb": 1}}', "/a", "not-text"),
        ("[" * 100_000, "", "too-deep"),
        ("9" * 5_000, "", "not-json"),
    ],
)
def test_what_is_refused_says_where(text: str | bytes, at: str, code: str) -> None:
    assert (fault(text).at, fault(text).code) == (at, code)


def test_every_value_that_is_refused_is_named_at_once() -> None:
    with pytest.raises(Unusable) as refusal:
        strict_json.loads('{"a": NaN, "b": {"c": 1, "c": [1e400], "c": 2}, "d": {"e": 0, "e": -1e999}}')
    assert [(fault.at, fault.code) for fault in refusal.value.faults] == [
        ("/a", "not-finite"),
        ("/b/c", "duplicate-key"),
        ("/b/c", "duplicate-key"),
        ("/d/e", "duplicate-key"),
        ("/d/e", "not-finite"),
    ]


@given(st.binary(max_size=40))
def test_any_bytes_are_read_or_refused(content: bytes) -> None:
    try:
        strict_json.loads(content)
    except Unusable as refusal:
        assert refusal.faults


def test_lines_are_counted_blank_ones_too() -> None:
    assert list(strict_json.lines('{"a": 1}\n\n2\n')) == [(1, {"a": 1}), (3, 2)]


def test_a_line_that_cannot_be_read_is_named_after_those_before_it() -> None:
    lines = strict_json.lines('1\n{"a": 1, "a": 2}\n')
    assert next(lines) == (1, 1)
    with pytest.raises(Unusable) as refusal:
        next(lines)
    assert refusal.value.faults[0].at == "line 2"


def test_a_refusal_reads_as_a_sentence_for_each_fault() -> None:
    refusal = Unusable([Fault("/a", "x", "this is wrong", "that"), Fault("", "y", "so is this")])
    assert str(refusal) == "/a: this is wrong; accepted: that | so is this"
