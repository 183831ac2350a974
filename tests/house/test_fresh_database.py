"""A database that is laid out at once is the one that every migration in turn leads to."""

from __future__ import annotations

import os
from collections.abc import Iterator
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connections
from django.db.models import Field

from euthymia.faces.command.backup import _tool
from euthymia.kit import fresh
from support.database import PREFIX, led_to


@pytest.fixture
def made(
    django_db_setup: None, django_db_blocker: object, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[dict[str, str]]:
    """What is in a database that was laid out at once, and in one that each migration was run in."""
    monkeypatch.setattr(Field, "clone", _as_declared)
    found = {}
    with django_db_blocker.unblock(), connections["owner"]._nodb_cursor() as server:
        for way in ("at once", "each in turn"):
            name = f"{PREFIX}{os.getpid()}_{way.split()[0]}"
            server.execute(f'CREATE DATABASE "{name}"')
            try:
                with led_to(name):
                    call_command("migrate", verbosity=0, each=way == "each in turn")
                    found[way] = _content(tmp_path / name)
            finally:
                # Nobody is connected any more but perhaps autovacuum, which makes way; by force it may not be ended.
                server.execute(f'DROP DATABASE "{name}"')
        yield found


def _as_declared(field: Any) -> Any:
    """After each operation Django makes the fields of all related models anew from what they were declared with. From a
    field that belongs to no model yet a copy is the same, in half of the time; fields stand in the order of their making."""
    found = deepcopy(field)
    if not field.auto_created:
        found.creation_counter = Field.creation_counter
        Field.creation_counter += 1
    return found


def _content(file: Path) -> str:
    """Every table, guard and row, but for when a migration was run and in which order contents were counted."""
    _tool("pg_dump", "--schema-only", "--restrict-key=same", "--file", str(file))
    with connections["owner"].cursor() as cursor:
        cursor.execute("SELECT app, name FROM django_migrations ORDER BY 1, 2")
        done = cursor.fetchall()
        cursor.execute("SELECT app_label, model FROM django_content_type ORDER BY 1, 2")
        return f"{file.read_text('utf-8')}\n{done}\n{cursor.fetchall()}"


def test_both_ways_end_in_the_same_database(made: dict[str, str]) -> None:
    at_once, in_turn = made["at once"].splitlines(), made["each in turn"].splitlines()
    assert len(in_turn) > 1000
    assert [(here, there) for here, there in zip(at_once, in_turn, strict=True) if here != there] == []


@pytest.mark.django_db(databases=["default", "owner"])
def test_a_database_with_a_table_is_left_to_its_migrations() -> None:
    assert fresh.lay_out("owner") == 0
