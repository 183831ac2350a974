"""The tables of a database that has none yet, made at once.

A database that already holds rows is led through every migration in turn. In an empty one there is nothing to
lead: the tables are made as the last migration leaves them, and every migration is noted as done. It is the
migrations that say what the tables are, not the models, so both ways end in the same database; a test compares
them. What makes the difference is the time: after each of several hundred operations Django builds the classes of
all related tables anew, which is most of a minute, and here they are built once.
"""

from __future__ import annotations

from django.db import connections
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.operations import RunSQL
from django.db.migrations.state import ProjectState


def lay_out(using: str) -> int:
    """Make every table in an empty database, in one transaction. How many migrations that was; 0 when there is a
    table already. Statements written out in migrations are run in their order after the tables are made;
    functions that convert rows find none and are left out."""
    connection = connections[using]
    if connection.introspection.table_names():
        return 0
    executor = MigrationExecutor(connection)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes(), clean_start=True)
    state = ProjectState()
    for migration, _ in plan:
        migration.mutate_state(state, preserve=False)
    tables = [model for model in state.apps.get_models(include_auto_created=False) if model._meta.managed]
    with connection.schema_editor(atomic=True) as editor:
        for model in tables:
            editor.create_model(model)
        for migration, _ in plan:
            for operation in migration.operations:
                if isinstance(operation, RunSQL):
                    operation.database_forwards(migration.app_label, editor, state, state)
        executor.recorder.ensure_schema()
        for migration, _ in plan:
            executor.recorder.record_applied(migration.app_label, migration.name)
    return len(plan)
