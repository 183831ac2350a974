"""Tables that grow by the second carry no index twice: each is written with every row."""

from __future__ import annotations

import re

import pytest
from django.db import connections
from django.db.migrations.loader import MigrationLoader

from euthymia.clinic.audit.models import Event
from euthymia.clinic.devices.models import Association, RawMessage
from euthymia.clinic.monitoring.models import AlarmEvent, Sample
from euthymia.clinic.pharmacy.models import Entry, Syringe, Vial
from euthymia.journey.infusion.models import Dose, SessionEvent

QUICK = (AlarmEvent, Association, Dose, Entry, Event, RawMessage, Sample, SessionEvent, Syringe, Vial)

pytestmark = pytest.mark.django_db(databases=["default", "owner"])


def indexes(table: str) -> dict[str, list[str]]:
    """The columns of each index over every row of a table, in their order."""
    with connections["owner"].cursor() as cursor:
        cursor.execute(
            "SELECT indexname, indexdef FROM pg_indexes WHERE tablename = %s AND indexdef NOT LIKE '%% WHERE %%'",
            [table],
        )
        found = ((name, re.search(r"USING btree \((.*)\)", says)) for name, says in cursor.fetchall())
        return {name: columns[1].split(", ") for name, columns in found if columns}


@pytest.mark.parametrize("model", QUICK, ids=lambda model: model.__name__)
def test_no_index_is_the_beginning_of_another(model: type) -> None:
    found = indexes(model._meta.db_table)  # type: ignore[attr-defined]
    assert len(found) > 1
    twice = {
        (one, other)
        for one, columns in found.items()
        for other, more in found.items()
        if one != other and more[: len(columns)] == columns and not (more == columns and one > other)
    }
    assert not twice


def test_an_index_that_was_dropped_comes_back_where_the_migration_is_undone() -> None:
    loader = MigrationLoader(connections["owner"])
    before = loader.project_state(("audit", "0001_initial"))
    migration = loader.get_migration("audit", "0002_indexes_once")
    assert ["log_id"] not in indexes("audit_event").values()
    with connections["owner"].schema_editor() as editor:
        migration.unapply(before.clone(), editor)
    assert ["log_id"] in indexes("audit_event").values()
    with connections["owner"].schema_editor() as editor:
        migration.apply(before.clone(), editor)
    assert ["log_id"] not in indexes("audit_event").values()
