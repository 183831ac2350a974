"""The database's own guards: none missing, and each of them refuses what it is there to refuse."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.db import DatabaseError, connection, connections, models, transaction

from euthymia.faces.command import guards
from euthymia.kit.fences import TENANT_COLUMN, tenant_condition
from euthymia.kit.models import AppendOnly

SOURCES = Path(__file__).resolve().parents[2] / "src" / "euthymia"
APPEND_ONLY = [model for model in apps.get_models() if issubclass(model, AppendOnly)]


def names(found: list[type[models.Model]]) -> list[str]:
    return [model._meta.db_table for model in found]


@pytest.mark.django_db(databases=["default", "owner"])
def test_every_guard_is_armed() -> None:
    with connections["owner"].cursor() as cursor:
        assert list(guards.faults(cursor)) == []


def test_there_are_append_only_tables_at_all() -> None:
    assert {"audit_anchor", "audit_event", "monitoring_sample", "people_rolegrant"} <= set(names(APPEND_ONLY))


def test_every_table_of_a_clinic_is_fenced() -> None:
    """A table whose rows name a clinic, or reach one by one step, may be seen by that clinic's units only."""
    of_a_clinic = [
        model for model in guards.tables()
        if any(field.column == TENANT_COLUMN for field in model._meta.concrete_fields)
    ]  # fmt: skip
    assert len(of_a_clinic) > 10
    assert names([model for model in of_a_clinic if not tenant_condition(model)]) == []


@pytest.mark.parametrize("table", names(APPEND_ONLY))
@pytest.mark.parametrize(
    "attempt",
    [
        "UPDATE {} SET id = id",
        "DELETE FROM {}",
        "TRUNCATE {} CASCADE",
        "ALTER TABLE {} DISABLE TRIGGER ALL",
        "DROP TABLE {} CASCADE",
        "DROP TRIGGER euthymia_keep_row ON {}",
    ],
    ids=lambda text: text.split()[0] + text.split()[-1][:3],
)
def test_the_application_may_not_rewrite_history(db: None, table: str, attempt: str) -> None:
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(attempt.format(table))


@pytest.mark.django_db(databases=["default", "owner"])
@pytest.mark.parametrize("table", names(APPEND_ONLY))
@pytest.mark.parametrize("attempt", ["TRUNCATE {} CASCADE"])
def test_even_the_owner_is_refused_while_the_guards_are_up(table: str, attempt: str) -> None:
    with (
        pytest.raises(DatabaseError, match="is kept as it was written"),
        transaction.atomic(using="owner"),
        connections["owner"].cursor() as cursor,
    ):
        cursor.execute(attempt.format(table))


@pytest.mark.parametrize("attempt", ["UPDATE audit_event SET says = ''", "DELETE FROM audit_event"])
def test_even_the_owner_cannot_change_a_row(committed: None, cast: Any, attempt: str) -> None:
    with (
        pytest.raises(DatabaseError, match="is kept as it was written"),
        transaction.atomic(using="owner"),
        connections["owner"].cursor() as cursor,
    ):
        cursor.execute(attempt)


def test_append_only_models_refuse_before_the_database_has_to(cast: Any, unit: Any) -> None:
    from euthymia.clinic.people.models import RoleGrant
    from euthymia.kit.models import Changed

    with unit(cast.lakeside):
        grant = RoleGrant.objects.all()[0]
        for attempt in (grant.save, grant.delete):
            with pytest.raises(Changed):
                attempt()


def test_no_back_doors_between_apps() -> None:
    """With "+" neither the accessor nor the reverse filter exists, so no stage can be reached from an earlier one."""
    doors = [
        f"{model._meta.label}.{field.name}"
        for model in apps.get_models()
        if model.__module__.startswith("euthymia.")
        for field in model._meta.local_fields
        if field.remote_field and field.remote_field.related_name != "+"
    ]
    assert doors == []


def test_nothing_is_deleted_by_way_of_something_else() -> None:
    cascades = [
        f"{model._meta.label}.{field.name}"
        for model in apps.get_models()
        if model.__module__.startswith("euthymia.")
        for field in model._meta.local_fields
        if field.remote_field and field.remote_field.on_delete is not models.PROTECT
    ]
    assert cascades == []


def test_every_lock_on_a_row_leaves_its_key_alone() -> None:
    """A lock on the key too would hold up, at commit, whoever refers to the row and has the audit log already."""
    strong = [
        f"{path.relative_to(SOURCES)}: {found[0]}"
        for path in SOURCES.rglob("*.py")
        for found in re.finditer(
            r"select_for_update\((?!no_key=True)|FOR UPDATE(?! SKIP LOCKED)", path.read_text("utf-8")
        )
    ]
    assert strong == []
