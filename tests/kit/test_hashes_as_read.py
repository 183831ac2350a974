"""A row's hash is that of what the database gives back, whatever numbers its JSON was written with."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.db import connection
from django.urls import reverse
from hypothesis import example, given
from hypothesis import strategies as st

from euthymia.clinic.audit import actions as auditing
from euthymia.clinic.audit import pages
from euthymia.kit.streams import _json_as_read
from support.cast import Cast, client_of
from support.places import a_session

numbers = st.floats(allow_nan=False, allow_infinity=False) | st.integers(-(2**70), 2**70)


@given(numbers)
@example(-0.0)
@example(1e16)
@example(1e-7)
@example(5e-324)
def test_the_same_number_is_read_again(number: float) -> None:
    once = _json_as_read({"of": [number]})
    assert float(once["of"][0]) == float(number)
    assert repr(_json_as_read(once)) == repr(once)


@pytest.mark.django_db
@pytest.mark.parametrize("number", [-0.0, 0.0, 120.0, 1e15, 1e16, 1.5e300, -2.5e22, 1e-7, 5e-324, 0.1, 7])
def test_the_database_reads_it_so(number: float) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT %s::jsonb::text", [json.dumps([number])])
        assert repr(json.loads(cursor.fetchone()[0])) == repr(_json_as_read([number]))


@pytest.mark.django_db
def test_a_limit_of_minus_zero_breaks_no_chain(cast: Cast, unit: Any) -> None:
    url = reverse("infusion-limits", args=[a_session(cast).pk])
    client = client_of(cast.noor)
    fields = client.get(url).context["form"].fields
    typed = {name: "" if field.initial is None else field.initial for name, field in fields.items()}
    answer = client.post(url, {**typed, "rass-high": "-0", "reason": "agreed with Dr Okafor"})
    assert answer.status_code == 302
    with unit(cast.lakeside):
        auditing.record(verb="a.large-number", says="counted far", counted=1e16)
    with unit(cast.lakeside):
        assert pages.verify(cast.lakeside.pk).whole
