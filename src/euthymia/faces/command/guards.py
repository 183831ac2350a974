"""Are the database's own guards as the models want them? Read from PostgreSQL's catalogue."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.apps import apps
from django.db import models, transaction

from euthymia.kit.fences import POLICY, policy_for, tenant_condition
from euthymia.kit.models import AppendOnly
from euthymia.kit.postgres.embedded import APP

_TRIGGERS = {"euthymia_keep_row", "euthymia_keep_table"}


def tables() -> list[type[models.Model]]:
    """Every table that Django keeps, those between many-to-many relations included."""
    return [model for model in apps.get_models(include_auto_created=True) if model._meta.managed]


def faults(cursor: Any) -> Iterator[str]:
    """In words, everything that is not as it must be. `cursor` is the owner's."""
    yield from _app_role(cursor)
    refuses = _one(cursor, "SELECT prosrc FROM pg_proc WHERE proname = 'euthymia_refuse'")
    if refuses is None or "RAISE EXCEPTION" not in refuses:
        yield "the function that refuses changes does not refuse"
    for model in tables():
        table = model._meta.db_table
        if issubclass(model, AppendOnly):
            yield from _append_only(cursor, table)
        yield from _tenant(cursor, model)
        for privilege in ("TRUNCATE", "TRIGGER", "REFERENCES"):
            if _may(cursor, table, privilege):
                yield f"{table}: the application's role may {privilege}"


def _app_role(cursor: Any) -> Iterator[str]:
    cursor.execute("SELECT rolsuper, rolbypassrls, rolcreaterole FROM pg_roles WHERE rolname = %s", [APP])
    row = cursor.fetchone()
    if row is None:
        yield f"the role {APP} does not exist: run euthymia migrate"
        return
    for held, says in zip(row, ("is a superuser", "bypasses row security", "may make roles"), strict=True):
        if held:
            yield f"the role {APP} {says}"
    cursor.execute("SELECT tablename FROM pg_tables WHERE tableowner = %s AND schemaname = 'public'", [APP])
    for (table,) in cursor.fetchall():
        yield f"{table} belongs to the application's role, which must own nothing"
    cursor.execute(
        "SELECT tableowner FROM pg_tables WHERE schemaname = 'public' AND pg_has_role(%s, tableowner, 'MEMBER') "
        "LIMIT 1",
        [APP],
    )
    for (owner,) in cursor.fetchall():
        yield f"the role {APP} can become {owner}, who owns tables"


def _append_only(cursor: Any, table: str) -> Iterator[str]:
    cursor.execute(
        "SELECT tgname, tgenabled FROM pg_trigger WHERE tgrelid = %s::regclass AND NOT tgisinternal", [table]
    )
    enabled = {name for name, state in cursor.fetchall() if state in ("O", "A")}
    for missing in sorted(_TRIGGERS - enabled):
        yield f"{table}: the guard {missing} is not armed"
    for privilege in ("UPDATE", "DELETE"):
        if _may(cursor, table, privilege):
            yield f"{table}: the application's role may {privilege} what is append-only"


def _tenant(cursor: Any, model: type[models.Model]) -> Iterator[str]:
    table, wanted = model._meta.db_table, bool(tenant_condition(model))
    found = _policies(cursor, f"public.{table}")
    on = _one(cursor, "SELECT relrowsecurity FROM pg_class WHERE oid = %s::regclass", [table])
    if wanted and (not on or POLICY not in found):
        yield f"{table}: rows of one clinic are not fenced off from another's"
    elif wanted:
        declared = _as_declared(cursor, model)
        for says, is_so, must_be in zip(_ASPECTS, found[POLICY], declared, strict=True):
            if is_so != must_be:
                yield f"{table}: the policy {POLICY} {says} than the program's"
    for stranger in sorted(set(found) - {POLICY}):
        yield f"{table}: the policy {stranger} is none of the program's"


_ASPECTS = (
    "joins others in another way",
    "is for other commands",
    "is for other roles",
    "shows other rows",
    "lets other rows be written",
)


def _policies(cursor: Any, table: str) -> dict[str, tuple[Any, ...]]:
    """By name, what PostgreSQL itself says of each policy of a table, in the order of `_ASPECTS`."""
    cursor.execute(
        "SELECT polname, polpermissive, polcmd, "
        "ARRAY(SELECT CASE role WHEN 0 THEN 'public' ELSE role::regrole::text END FROM unnest(polroles) role), "
        "pg_get_expr(polqual, polrelid), pg_get_expr(polwithcheck, polrelid) "
        "FROM pg_policy WHERE polrelid = %s::regclass",
        [table],
    )
    return {name: tuple(aspects) for name, *aspects in cursor.fetchall()}


def _as_declared(cursor: Any, model: type[models.Model]) -> tuple[Any, ...]:
    """What PostgreSQL says of the program's own policy: made on an empty temporary table of the same name and
    columns, since only PostgreSQL spells an expression as PostgreSQL does, and undone at once."""
    table = model._meta.db_table
    with transaction.atomic(using=cursor.db.alias):
        cursor.execute(f"CREATE TEMPORARY TABLE {table} (LIKE public.{table})")
        cursor.execute(policy_for(model, f"pg_temp.{table}"))
        declared = _policies(cursor, f"pg_temp.{table}")[POLICY]
        transaction.set_rollback(True, using=cursor.db.alias)
    return declared


def _may(cursor: Any, table: str, privilege: str) -> bool:
    return bool(_one(cursor, "SELECT has_table_privilege(%s, %s, %s)", [APP, table, privilege]))


def _one(cursor: Any, text: str, values: list[Any] | None = None) -> Any:
    cursor.execute(text, values)
    row = cursor.fetchone()
    return row[0] if row else None
