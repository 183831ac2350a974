"""Steps of a migration that Django takes longer for than PostgreSQL has to."""

from __future__ import annotations

from typing import Any

from django.db.migrations.operations import AlterField


class IndexDropped(AlterField):
    """A foreign key loses the index of its own (`db_index=False`), and nothing else changes.

    `AlterField` takes the key away and puts it back, which reads every row of both tables while nobody can write.
    """

    def database_forwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        model, column = self._of(from_state, app_label)
        name = schema_editor._create_index_name(model._meta.db_table, [column.column])
        schema_editor.execute(f"DROP INDEX {schema_editor.quote_name(name)}")

    def database_backwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        model, column = self._of(to_state, app_label)
        schema_editor.execute(schema_editor._create_index_sql(model, fields=[column]))

    def _of(self, state: Any, app_label: str) -> tuple[Any, Any]:
        model = state.apps.get_model(app_label, self.model_name)
        return model, model._meta.get_field(self.name)
