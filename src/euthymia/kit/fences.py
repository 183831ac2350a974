"""What the database itself refuses, put in place after every migration.

Append-only tables refuse UPDATE, DELETE and TRUNCATE by trigger, whoever asks. Rows with a tenant are
visible only to a unit of work of that tenant. The application's role owns nothing, and may not even
ask for what a trigger would refuse.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from contextlib import contextmanager
from typing import Any

from django.apps import apps
from django.db import connections, models, transaction

from .models import AppendOnly
from .postgres.embedded import APP

TENANT_COLUMN = "clinic_id"
POLICY = "euthymia_tenant"
_REFUSE = """
CREATE OR REPLACE FUNCTION euthymia_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% is kept as it was written: % refused', TG_TABLE_NAME, TG_OP USING ERRCODE = 'EU001';
END $$
"""


def arm(using: str) -> None:
    """Put every fence in place. Safe to run again."""
    connection = connections[using]
    quote = connection.ops.quote_name
    with connection.cursor() as cursor:
        _make_app_role(cursor)
        cursor.execute(_REFUSE)
        for model in _tables():
            # At no moment is a table in use without its guards, or hidden from whoever works.
            with transaction.atomic(using=using):
                _arm_table(cursor, model, quote(model._meta.db_table))
        cursor.execute(f"GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO {APP}")


def _arm_table(cursor: Any, model: type[models.Model], table: str) -> None:
    cursor.execute(f"GRANT SELECT, INSERT, UPDATE, DELETE ON {table} TO {APP}")
    if issubclass(model, AppendOnly):
        cursor.execute(f"REVOKE UPDATE, DELETE, TRUNCATE ON {table} FROM {APP}")
        _arm_triggers(cursor, table)
    if policy := policy_for(model, table):
        cursor.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
        cursor.execute(f"DROP POLICY IF EXISTS {POLICY} ON {table}")
        cursor.execute(policy)


def policy_for(model: type[models.Model], table: str) -> str:
    """The statement that makes the model's policy on `table`; "" for tables of no tenant.

    Row security is not forced upon the owner of the tables, who migrates, verifies and backs up every
    clinic's rows; the application's role owns nothing, so it is in force for whatever the application does.
    """
    seen, written = tenant_condition(model), tenant_condition(model, "writable_also")
    return f"CREATE POLICY {POLICY} ON {table} TO {APP} USING ({seen}) WITH CHECK ({written})" if seen else ""


def _make_app_role(cursor: Any) -> None:
    cursor.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [APP])
    if not cursor.fetchone():
        cursor.execute(f"CREATE ROLE {APP} NOLOGIN")
        cursor.execute(f"GRANT {APP} TO CURRENT_USER")
    cursor.execute(f"GRANT USAGE ON SCHEMA public TO {APP}")


def _arm_triggers(cursor: Any, table: str) -> None:
    for name, when, each in (
        ("euthymia_keep_row", "BEFORE UPDATE OR DELETE", "ROW"),
        ("euthymia_keep_table", "BEFORE TRUNCATE", "STATEMENT"),
    ):
        cursor.execute(f"DROP TRIGGER IF EXISTS {name} ON {table}")
        cursor.execute(
            f"CREATE TRIGGER {name} {when} ON {table} FOR EACH {each} EXECUTE FUNCTION euthymia_refuse()"
        )


def _tables() -> list[type[models.Model]]:
    """Every table Django keeps, its own and many-to-many ones included."""
    return [model for model in apps.get_models(include_auto_created=True) if model._meta.managed]


def tenant_condition(model: type[models.Model], also_by: str = "visible_also") -> str:
    """The SQL that a row of this table must meet to be seen; "" for tables of no tenant.

    A table belongs to a tenant by its `clinic_id`, or by the column that the model's `tenant_column`
    names. `visible_also` (SQL) adds a way in: how a person finds their own rows before a tenant is chosen.
    It shows rows and changes none; what may be written so as well, the model's `writable_also` says. It may look
    into other tables, so it is asked last: never for the rows of the unit's own tenant. `visible_first` (SQL) adds
    one that is the same for all rows: asked first, it spares a large table the comparison of each row's tenant.
    """
    column = getattr(model, "tenant_column", TENANT_COLUMN)
    if column not in {field.column for field in model._meta.concrete_fields}:
        return ""
    first = getattr(model, "visible_first", "") if also_by == "visible_also" else ""
    condition = f"current_setting('euthymia.tenant', true) IN ({column}::text, '*')"
    return " OR ".join(f"({each})" for each in (first, condition, getattr(model, also_by, "")) if each)


@contextmanager
def lowered(using: str, only: Collection[str] | None = None) -> Iterator[None]:
    """For tests that alter what is kept: the guards of all append-only tables, or of these, are off."""
    connection = connections[using]
    if not str(connection.settings_dict["NAME"]).startswith("test_"):
        raise RuntimeError("fences are lowered in a test database only")
    with connection.cursor() as cursor:
        tables = [
            connection.ops.quote_name(model._meta.db_table)
            for model in _tables()
            if issubclass(model, AppendOnly) and (only is None or model._meta.db_table in only)
        ]
        _switch(cursor, tables, "DISABLE")
        try:
            yield
        finally:
            _switch(cursor, tables, "ENABLE")


def _switch(cursor: Any, tables: list[str], how: str) -> None:
    if tables:
        cursor.execute("; ".join(f"ALTER TABLE {table} {how} TRIGGER USER" for table in tables))
