"""The ground the other tests stand on: the role, the fences, the cast."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import ProgrammingError, connection, connections, transaction

from euthymia.clinic.people.access import ROLES
from euthymia.clinic.people.models import Patient
from euthymia.kit import fences, units
from support import database


def test_tests_run_as_the_role_that_owns_nothing(db: None) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user, current_database()")
        role, name = cursor.fetchone()
        cursor.execute("SELECT count(*) FROM pg_tables WHERE tableowner = current_user")
        owned = cursor.fetchone()[0]
    assert (role, owned) == ("euthymia_app", 0)
    assert name.startswith("test_")


def test_one_person_holds_each_role(cast: Any, unit: Any) -> None:
    with unit(cast.lakeside):
        for role in ROLES:
            person = cast.by_role[role.code]
            if person.staff is not None:
                assert person.member().roles == {role.code}
    assert cast.ana.staff is None


def test_hillside_sees_nothing_of_lakeside(cast: Any, unit: Any) -> None:
    with unit(cast.hillside):
        assert [patient.family_name for patient in Patient.objects.all()] == ["Winter"]


def test_without_a_unit_nobody_is_seen(cast: Any) -> None:
    assert not Patient.objects.exists()


def test_a_committed_test_leaves_nothing_behind(committed: None, cast: Any, unit: Any) -> None:
    with unit():
        assert Patient.objects.count() == 3


def test_and_the_next_one_starts_empty(committed: None, unit: Any) -> None:
    with unit():
        assert not Patient.objects.exists()


def test_fences_are_lowered_in_a_test_database_only(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(connection.settings_dict, "NAME", "euthymia")
    with pytest.raises(RuntimeError), fences.lowered("default"):
        pass


def test_rows_are_taken_away_in_a_test_database_only(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(connections["owner"].settings_dict, "NAME", "euthymia")
    monkeypatch.setattr(database, "_beside", [])
    with pytest.raises(RuntimeError), database.quietly():
        pass


def test_the_guards_of_the_database_are_real_here(cast: Any, unit: Any) -> None:
    with unit(cast.lakeside), pytest.raises(ProgrammingError), transaction.atomic():
        units.current().at_end.clear()
        with connection.cursor() as cursor:
            cursor.execute("UPDATE audit_event SET says = 'nothing'")
