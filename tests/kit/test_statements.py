"""Statements that come again are planned once, and values travel beside them."""

from __future__ import annotations

import pytest
from django.db import connection

from euthymia.clinic.people.models import Clinic

pytestmark = pytest.mark.django_db


def planned() -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT statement FROM pg_prepared_statements WHERE NOT from_sql")
        return [statement for (statement,) in cursor.fetchall()]


def test_a_statement_that_comes_again_stays_planned_and_holds_no_value():
    for n in range(8):
        list(Clinic.objects.filter(code=f"nobody-{n}", name="asked often").order_by("name"))
    (kept,) = [statement for statement in planned() if "people_clinic" in statement and "code" in statement]
    assert "nobody" not in kept
    assert "asked often" not in kept
