"""One value of one row is changed by somebody with every right: verify names that row, whichever column it is."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.db import connections, models

from conftest import NINE
from euthymia.kit import clock
from euthymia.kit.models import StreamRow
from support import database, history
from support.evidence import Evidence, place, rows

COLUMNS = [
    pytest.param(model, field, id=f"{model._meta.db_table}.{field.column}")
    for model in history.stream_models()
    for field in model._meta.concrete_fields
]


@pytest.fixture(scope="module")
def evidence(
    django_db_setup: None, django_db_blocker: Any, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Evidence]:
    """One history for all of them: each test puts back what it changed."""
    from support.cast import assemble

    with django_db_blocker.unblock(), database.committing():
        with clock.frozen(NINE):
            history.write(assemble(), NINE)
        wall = clock.wall() + timedelta(hours=1)
        yield Evidence(wall, tmp_path_factory.mktemp("evidence") / "anchors.jsonl")


@pytest.mark.parametrize(("model", "field"), COLUMNS)
def test_a_changed_value_names_its_row(
    evidence: Evidence, model: type[StreamRow], field: models.Field[Any, Any]
) -> None:
    row = rows(model)[1]
    owner = connections["owner"]
    before, changed = getattr(row, field.attname), history.another(row, field)
    if field.column == "n":
        changed = 1_000  # a number that no row has
    evidence.change(row, field.column, field.get_db_prep_save(changed, owner))
    found = evidence.found()
    evidence.change(row, field.column, field.get_db_prep_save(before, owner))
    assert any(line.startswith(f"{place(row)} n=2: ") for line in found), found
    assert evidence.found() == []
