"""One value of one row is changed by somebody with every right: verify names that row, whichever column it is."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from itertools import zip_longest
from typing import Any

import pytest
from django.db import connections, models

from conftest import NINE
from euthymia.kit import clock
from euthymia.kit.models import StreamRow
from support import history, standing
from support.evidence import Evidence, place, rows

COLUMNS = [[(model, field) for field in model._meta.concrete_fields] for model in history.stream_models()]
# In each round one column of every table, the first of each, then the second: as many verdicts from one look.
ROUNDS = [[one for one in round_ if one is not None] for round_ in zip_longest(*COLUMNS)]


@pytest.fixture(scope="module")
def evidence(
    django_db_setup: None, django_db_blocker: Any, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Evidence]:
    """One history for all of them: each test puts back what it changed."""
    with django_db_blocker.unblock(), standing.committing():
        with clock.frozen(NINE):
            standing.stand(history.WRITTEN)
        wall = clock.wall() + timedelta(hours=1)
        yield Evidence(wall, tmp_path_factory.mktemp("evidence") / "anchors.jsonl")


@pytest.mark.parametrize("columns", ROUNDS, ids=lambda columns: columns[0][1].column)
def test_a_changed_value_names_its_row(
    evidence: Evidence, columns: list[tuple[type[StreamRow], models.Field[Any, Any]]]
) -> None:
    changes = [Change(rows(model)[1], field) for model, field in columns]
    evidence.change_all((one.row, one.field.column, one.after) for one in changes)
    found = evidence.found()
    evidence.change_all((one.row, one.field.column, one.before) for one in changes)
    for one in changes:
        assert any(line.startswith(f"{one.place} n=2: ") for line in found), (
            one.place,
            one.field.column,
            found,
        )
    assert len(found) >= len(changes)
    assert evidence.found() == []


class Change:
    """Another value for one column of a row, and what it was."""

    def __init__(self, row: StreamRow, field: models.Field[Any, Any]) -> None:
        self.row, self.field, self.place = row, field, place(row)
        self.before = field.get_db_prep_save(getattr(row, field.attname), connections["owner"])
        # 1,000 is a number that no row has.
        changed = 1_000 if field.column == "n" else history.another(row, field)
        self.after = field.get_db_prep_save(changed, connections["owner"])
