"""A month of a clinic's drug book adds up; and whatever byte of it is altered afterwards, `verify` names where.

`EUTHYMIA_TAMPER_ALL=1` alters every column of every table; without it a sample of them.
"""

from __future__ import annotations

import json
import os
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.apps import apps
from django.db import DatabaseError, models
from psycopg import sql

from euthymia.clinic.pharmacy import actions, paper_queries, queries
from euthymia.clinic.pharmacy.models import Book, Packet, PacketFile
from euthymia.clinic.pharmacy.reports import REPORTS
from euthymia.faces.command import verify
from euthymia.kit import clock, units
from support import database, standing
from support.cast import Cast, assemble
from support.evidence import Evidence
from support.month import FIRST_MORNING, Month

FIRST, LAST = date(2026, 11, 1), date(2026, 12, 2)
SAMPLED = 24


@pytest.fixture(scope="module")
def month(django_db_setup: None, django_db_blocker: Any, tmp_path_factory: pytest.TempPathFactory) -> Any:
    """Lived once for all the tests of this module, and anchored; tests put back what they alter."""
    with django_db_blocker.unblock(), standing.committing():
        standing.nothing()
        with clock.frozen(FIRST_MORNING - timedelta(days=2)):
            cast = assemble()
        found = Month(cast)
        found.live()
        found.evidence = Evidence(
            datetime(2027, 1, 4, tzinfo=UTC) + timedelta(hours=1),
            tmp_path_factory.mktemp("month") / "anchors.jsonl",
        )
        found.packet = _packet(cast, found)
        found.evidence.anchor()
        yield found


def _packet(cast: Cast, month: Month) -> PacketFile:
    with clock.frozen(month.end), units.unit(tenant=cast.lakeside.pk, actor="a test"):
        packet = actions.begin_packet(
            by="a test", book=month.stock.book, client_id=uuid4(), first=FIRST, last=LAST
        )
        for _ in range(actions.STEPS):
            actions.step_packet(by="a test", packet=packet)
        file = paper_queries.file_of(packet)
    assert file is not None
    return file


@pytest.fixture
def sections(month: Any) -> dict[str, Any]:
    with units.unit(tenant=month.cast.lakeside.pk, actor="a test"):
        return {one.content["code"]: one.content for one in paper_queries.sections_of(Packet.objects.get())}


def test_drawn_is_given_and_wasted_and_the_book_is_what_stands_on_the_shelf(month: Any) -> None:
    shelf = month.shelf
    assert month.sessions >= 60 and shelf.drawn_ul == shelf.given_ul + shelf.wasted_ul
    with units.unit(tenant=month.cast.lakeside.pk, actor="a test"):
        book = queries.book(month.cast.lakeside, month.stock.book.pk)
        there = {one.row.code: one.row.book_ul for one in queries.vials(month.cast.lakeside, on_hand=False)}
        assert {code: ul for code, ul in there.items() if ul} == {
            code: ul for code, ul in shelf.vials.items() if ul
        }
        gone = shelf.given_ul + shelf.wasted_ul + shelf.broken_ul + shelf.lost_ul + shelf.left_ul
        assert queries.on_hand_ul(book) == shelf.received_ul - gone == sum(shelf.vials.values())
        assert queries.open_cases(month.cast.lakeside) == []
        losses = [one for one in queries.due(book) if "Form 106" in one.what]
        assert len(losses) == 1


def test_the_packet_is_complete_and_every_sum_in_it_is_the_shelfs(
    month: Any, sections: dict[str, Any]
) -> None:
    assert list(sections) == [one.code for one in REPORTS]
    rows = {code: one["rows"] for code, one in sections.items()}
    assert len(rows["administered"]) == month.sessions == len(rows["who-got-lot"])
    assert _sum(sections["administered"], "mL or devices") == month.shelf.given_ul
    disposed = sections["disposed"]
    by_manner = {
        kind: [row for row in disposed["rows"] if row[1].startswith(kind)]
        for kind in ("wasted", "broken", "lost", "reverse")
    }
    wanted = (month.shelf.wasted_ul, month.shelf.broken_ul, month.shelf.lost_ul, 10_000)
    assert tuple(_sum(disposed, "mL or devices", each) for each in by_manner.values()) == wanted
    assert {row[-1] for row in rows["lots"]} == {"yes"} and {row[0] for row in rows["lots"]} >= month.lots
    states = [row[1] for row in rows["days"]]
    assert states.count("opened and closed") == 22 and set(states) <= {"opened and closed", "no entries"}
    assert rows["unsigned"] == [], "nothing waits: addresses known, nothing drawn up, no case open"
    assert [row[0] for row in rows["form-106"]] == ["loss"] and len(rows["distributed"]) == 1
    assert rows["inventories"][0][1] == "none on hand: zero"
    assert not any("NOT KNOWN" in cell for one in rows.values() for row in one for cell in row)


def _sum(section: dict[str, Any], column: str, rows: list[Any] | None = None) -> int:
    place = section["columns"].index(column)
    return round(sum(float(row[place]) for row in (section["rows"] if rows is None else rows)) * 1_000)


def test_a_month_that_nobody_touched_is_as_it_was_written(month: Any) -> None:
    assert month.evidence.found() == []


# Whatever is altered


def columns() -> list[tuple[type[models.Model], Any]]:
    found = [
        (model, field)
        for model in apps.get_app_config("pharmacy").get_models()
        for field in model._meta.concrete_fields
    ]
    if os.environ.get("EUTHYMIA_TAMPER_ALL"):
        return found
    return Random(SAMPLED).sample(found, SAMPLED)  # the same in every process of a run, whatever its day


@pytest.mark.parametrize(
    ("model", "field"), columns(), ids=lambda one: getattr(one, "__name__", getattr(one, "name", ""))
)
def test_one_altered_value_anywhere_in_the_stocks_tables_is_named(month: Any, model: Any, field: Any) -> None:
    table, column = model._meta.db_table, field.column
    rows = list(model._default_manager.using("owner").order_by("pk").values_list("pk", field.attname))
    if not rows:
        pytest.fail(f"the month leaves {table} empty, so nothing shows that its bytes are watched")
    held = [row for row in rows if row[1] is not None] or rows
    key, value = held[len(held) // 2]
    altered = _altered(field, value, month.cast)
    text = sql.SQL("UPDATE {} SET {} = %s WHERE id = %s").format(
        sql.Identifier(table), sql.Identifier(column)
    )
    try:
        with database.as_tampered() as cursor:
            cursor.execute(text, [_prepared(altered), key])
    except DatabaseError:
        return  # the database itself refuses such a row
    moved = altered if column == "id" else key
    try:
        found = month.evidence.found()
    finally:
        with database.as_tampered() as cursor:
            cursor.execute(text, [_prepared(value), moved])
    assert any(line.startswith((table, "pharmacy_book")) or model is Book for line in found), (
        table,
        column,
        found,
    )


def _altered(field: Any, value: Any, cast: Cast) -> Any:
    if isinstance(value, UUID):
        return cast.hillside.pk if field.name == "clinic" else uuid4()
    if isinstance(value, bool):
        return not value
    if isinstance(value, int | float):
        return value + 1
    if isinstance(value, datetime):
        return value + timedelta(microseconds=1)
    if isinstance(value, date):
        return value + timedelta(days=1)
    if isinstance(value, bytes | memoryview):
        whole = bytearray(value)
        whole[len(whole) // 2] ^= 1
        return bytes(whole)
    if isinstance(value, dict):
        name = sorted(value)[0] if value else "x"
        return {**value, name: "altered"}
    if isinstance(value, list):
        return [*value, "altered"]
    return f"{value[:-1]}{'y' if value[-1:] == 'x' else 'x'}" if value else "x"


def _prepared(value: Any) -> Any:
    return json.dumps(value) if isinstance(value, dict | list) else value


@pytest.mark.parametrize("place", [0, 9, 1_000, 100_000, -1])
def test_one_altered_byte_of_the_packet_is_named(month: Any, tmp_path: Path, place: int) -> None:
    content = bytearray(month.packet.content)
    place %= len(content)
    content[place] ^= 0x20
    copy = tmp_path / "packet.pdf"
    copy.write_bytes(bytes(content))
    (found,) = [str(one) for one in verify.look([], month.evidence.wall, (copy,)).broken]
    assert found.startswith(f"packet {copy}: byte {place} is not as it was made")
    copy.write_bytes(bytes(month.packet.content))
    assert verify.look([], month.evidence.wall, (copy,)).broken == []


def test_a_packet_cut_short_and_one_of_another_house_are_named(month: Any, tmp_path: Path) -> None:
    for content, says in (
        (bytes(month.packet.content)[:-7], "it has"),
        (b"%PDF-1.7 something else", "no packet"),
    ):
        copy = tmp_path / "packet.pdf"
        copy.write_bytes(content)
        (found,) = verify.look([], month.evidence.wall, (copy,)).broken
        assert says in found.says
