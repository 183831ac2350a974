"""Rows given by column: what many of them say is made once, and nothing is taken for what it only equals."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from euthymia.clinic.devices.models import Gateway, RawMessage
from euthymia.kit import clock, streams, units
from euthymia.kit.arrays import array, once_each
from euthymia.kit.ids import uuids7


@given(st.lists(st.one_of(st.integers(), st.floats(allow_nan=False), st.text(), st.booleans(), st.none())))
def test_each_value_keeps_its_place(values: list[Any]) -> None:
    assert once_each(values, repr) == [repr(value) for value in values]


def test_the_same_object_is_made_once_and_an_equal_one_by_itself() -> None:
    made: list[Any] = []
    one, whole, true = 1.0, 1, True
    assert once_each([one, whole, one, true, whole], lambda value: made.append(value) or repr(value)) == [
        "1.0", "1", "1.0", "True", "1",
    ]  # fmt: skip
    assert [repr(value) for value in made] == ["1.0", "1", "True"]


def test_values_that_exist_only_while_they_are_asked_for_are_not_mixed_up() -> None:
    assert array(float(n) for n in range(500)) == "{" + ",".join(f"{n}.0" for n in range(500)) + "}"


def columns(texts: list[str]) -> dict[str, Any]:
    now = clock.now()
    return {
        "id": uuids7(len(texts)), "clinic_id": [None] * len(texts), "device_id": [None] * len(texts),
        "received_at": [now] * len(texts), "peer": ["a peer"] * len(texts), "bytes": [text.encode() for text in texts],
        "digest": [bytes(32)] * len(texts), "answer": ["AA"] * len(texts), "refusal": texts, "accepted": [0] * len(texts),
    }  # fmt: skip


@pytest.mark.django_db
def test_what_is_extended_by_column_is_chained_as_rows_are() -> None:
    first, second = Gateway(name="first"), Gateway(name="second")
    with units.unit(tenant=units.EVERY_TENANT, actor="a test"):
        first.save()
        second.save()
        for texts in (['a "quoted" text', "back\\slash", ""], ["{braces}, and NULL"]):
            streams.extend(RawMessage, [(first, len(texts)), (second, 1)], columns([*texts, "the other's"]))
        rows = {
            name: list(RawMessage.objects.filter(gateway__name=name).order_by("n"))
            for name in ("first", "second")
        }
    assert [(row.n, row.refusal) for row in rows["first"]] == [
        (1, 'a "quoted" text'), (2, "back\\slash"), (3, ""), (4, "{braces}, and NULL"),
    ]  # fmt: skip
    assert [(row.n, row.refusal) for row in rows["second"]] == [(1, "the other's"), (2, "the other's")]
    for owner, name in ((first, "first"), (second, "second")):
        head = bytes(32)
        for row in rows[name]:
            head = streams.hash_after(head, row)
            assert bytes(row.hash) == head
        assert (owner.messages_n, bytes(owner.messages_head)) == (len(rows[name]), head)


@pytest.mark.django_db
def test_a_column_that_is_not_given_is_a_mistake_and_stores_nothing() -> None:
    gateway = Gateway(name="first")
    with pytest.raises(KeyError, match="refusal"), units.unit(tenant=units.EVERY_TENANT, actor="a test"):
        gateway.save()
        streams.extend(RawMessage, [(gateway, 1)], {k: v for k, v in columns([""]).items() if k != "refusal"})
    assert not RawMessage.objects.exists()
