"""Blocks of rows that were whole: compared as one, followed anew as soon as anything differs."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from euthymia.clinic.monitoring.models import Sample
from euthymia.clinic.people.models import RoleGrant
from euthymia.faces.command import anchors, verify
from euthymia.faces.command.anchors import Anchor, Anchored, Anchors
from euthymia.faces.command.cli import main
from euthymia.faces.command.walks import Walk
from euthymia.kit import clock, streams, units
from support import history
from support.evidence import Evidence, place, rows

pytestmark = pytest.mark.scene(history.WRITTEN)
INNER = "audit_anchor"


@pytest.fixture
def known(committed: None, cast: Any, tmp_path: Path) -> Evidence:
    """What was written, anchored once."""
    found = Evidence(clock.wall() + timedelta(hours=1), tmp_path / "anchors.jsonl")
    found.anchor()
    return found


@pytest.fixture
def followed(monkeypatch: pytest.MonkeyPatch) -> Callable[..., int]:
    """How many rows a look follows one by one; without the database's own anchors, of which each anchoring adds some."""
    count = [0]
    real = Walk.step

    def counted(walk: Walk, row: bytes, message: bytes) -> None:
        count[0] += walk.table != INNER
        real(walk, row, message)

    monkeypatch.setattr(Walk, "step", counted)

    def look(found: Evidence, **said: Any) -> int:
        count[0] = 0
        assert verify.look(list(anchors.read(found.path)), found.wall, **said).broken == []
        return count[0]

    return look


def everything(known: Evidence) -> int:
    return sum(count for table, count in known.look().rows.items() if table != INNER)


def one_more(sample: Any) -> None:
    """Another row at the end of a stream of samples, as the program writes it."""
    with units.unit(tenant=sample.clinic_id, actor="a test"):
        columns = {field.attname: getattr(sample, field.attname) for field in streams.chained_fields(Sample)}
        later = sample.measured_at + timedelta(seconds=1)
        new = Sample(**{**columns, "measured_at": later, "id": Sample._meta.pk.get_default()})
        streams.append(sample.watch, [new])


def test_what_was_whole_is_not_followed_again_unless_every_row_is_asked_for(
    known: Evidence, followed: Callable[..., int]
) -> None:
    assert followed(known) == 0
    assert followed(known, every_row=True) == everything(known)


def test_only_what_came_since_is_followed_and_closes_a_block_of_its_own(
    known: Evidence, followed: Callable[..., int]
) -> None:
    last = rows(Sample)[-1]
    one_more(last)
    assert followed(known) == 1
    (more,) = [head for head in known.look().heads if head.table == "monitoring_sample"]
    assert (more.owner, more.since, more.n) == (last.watch_id, last.n + 1, last.n + 1)
    known.anchor()
    assert followed(known) == 0
    known.change(rows(Sample)[-1], "value", 1.0)
    assert known.found() == [
        f"{place(last)} n={last.n + 1}: column mismatch: the row or its hash is not as it was written"
    ]


def test_a_head_without_a_block_is_compared_and_gets_one(
    known: Evidence, followed: Callable[..., int]
) -> None:
    """As anchors were written before there were blocks."""
    old = [replace(head, since=0, digest=b"") for head in anchors.read(known.path)]
    known.path.unlink()
    anchors.write(known.path, old, known.wall)
    assert all(set(json.loads(line)) == {"table", "log", "n", "head", "at"} for line in known.path.open())
    assert followed(known) == everything(known)
    known.anchor()
    assert followed(known) == 0
    assert {head.table for head in known.look().heads} <= {INNER}


def test_a_block_that_lies_is_no_finding_and_is_closed_anew(
    known: Evidence, followed: Callable[..., int]
) -> None:
    found = list(anchors.read(known.path))
    at = next(n for n, head in enumerate(found) if head.table == "monitoring_sample")
    anchors.write(known.path, [replace(found[at], digest=bytes(32))], known.wall)
    assert followed(known) > 0
    assert found[at] in known.look().heads
    known.anchor()
    assert followed(known) == 0


def test_a_block_over_rows_that_were_written_anew_does_not_hide_the_head(known: Evidence) -> None:
    """Who can write into the file of anchors, but knows the old head no better: the older line still stands."""
    last = rows(Sample)[-1]
    forged = Anchor("monitoring_sample", last.watch_id, last.n, bytes(32), 1, bytes(32))
    anchors.write(known.path, [forged], known.wall)
    assert known.found() == [
        f"{place(last)} n={last.n}: anchor mismatch: the stream up to here was written anew after it was anchored"
    ]


def test_a_sealed_table_is_compared_in_blocks_too(known: Evidence, followed: Callable[..., int]) -> None:
    grants = list(RoleGrant.objects.using("owner").order_by("id"))
    known.tamper("UPDATE {} SET role = 'owner' WHERE id = %s", "people_rolegrant", values=[grants[3].pk])
    assert known.found() == [
        f"people_rolegrant n={len(grants)}: seal mismatch: a row after the first 0 was changed, added or removed"
    ]


def test_a_row_that_belongs_to_nobody_is_found_behind_blocks(known: Evidence) -> None:
    """Moved to an owner who has no stream: every block before it is whole, and the count is not."""
    last = rows(Sample)[-1]
    known.tamper("DELETE FROM {} WHERE id = %s", "monitoring_sample", values=[last.pk])
    known.tamper(
        "INSERT INTO {} SELECT (jsonb_populate_record(NULL::monitoring_sample, %s::jsonb)).*", "monitoring_sample",
        values=[_as_json(last, n=last.n + 1)],
    )  # fmt: skip
    assert known.found() == [f"{place(last)} n={last.n}: missing; the next row is n={last.n + 1}"]


def _as_json(row: Any, **change: Any) -> str:
    columns = {field.column: getattr(row, field.attname) for field in row._meta.concrete_fields}
    columns = {**columns, **change, "hash": "\\x" + bytes(row.hash).hex()}
    return json.dumps(columns, default=str)


@pytest.mark.parametrize(
    ("blocks", "heads", "covered"),
    [
        pytest.param([(1, 5), (6, 9)], [], 9, id="without a gap"),
        pytest.param([(1, 5), (7, 9)], [], 5, id="a gap ends it"),
        pytest.param([(2, 5)], [], 0, id="from the first row on"),
        pytest.param([(1, 5)], [3], 0, id="a head inside cannot be compared"),
        pytest.param([(1, 5)], [7], 5, id="a head behind is compared row by row"),
    ],
)
def test_blocks_join(blocks: list[tuple[int, int]], heads: list[int], covered: int) -> None:
    made = [Anchor("t", None, n, bytes([n]), since, b"d") for since, n in blocks]
    known = Anchors([*made, *(Anchor("t", None, n, bytes([n])) for n in heads)]).of("t", None)
    assert isinstance(known, Anchored)
    assert max((one.n for one in known.joined()), default=0) == covered


@pytest.mark.parametrize("since", [0, 6])
def test_a_block_that_ends_before_it_begins_spoils_the_file(tmp_path: Path, since: int) -> None:
    line = Anchor("t", None, 5, bytes(32), 1, bytes(32)).to_json(datetime(2026, 11, 22, tzinfo=UTC))
    (tmp_path / "anchors").write_text(line.replace('"from": 1', f'"from": {since}') + "\n")
    with pytest.raises(anchors.Spoiled):
        list(anchors.read(tmp_path / "anchors"))


@pytest.mark.parametrize(("day", "every_row"), [(22, True), (23, False)], ids=["Sunday", "Monday"])
def test_on_sundays_every_row_is_followed(monkeypatch: pytest.MonkeyPatch, day: int, every_row: bool) -> None:
    asked: list[bool] = []
    monkeypatch.setattr(verify, "run", lambda **said: asked.append(said["every_row"]) or 0)
    monkeypatch.setattr(clock, "wall", lambda: datetime(2026, 11, day, 3, tzinfo=UTC))
    assert CliRunner().invoke(main, ["nightly"]).exit_code == 0
    assert asked == [every_row]
