"""Two readers at once find what one finds, in the same order, of one state of the database."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from euthymia.clinic.audit import actions as auditing
from euthymia.clinic.audit.models import Event as AuditEvent
from euthymia.clinic.devices.models import RawMessage
from euthymia.clinic.monitoring.models import Sample
from euthymia.faces.command import chains, readers
from euthymia.faces.command.anchors import Anchor, Anchors
from euthymia.faces.command.chains import Findings, Follower
from euthymia.kit import clock, units
from support import history
from support.cast import INSTALLER, Cast
from support.evidence import Evidence, rows

pytestmark = pytest.mark.scene(history.WRITTEN)


@pytest.fixture
def evidence(committed: None, cast: Cast, tmp_path: Path) -> Evidence:
    return Evidence(clock.wall() + timedelta(hours=1), tmp_path / "anchors.jsonl")


@pytest.fixture(params=[(1, 1), (1, 1_000), (2, 3), (1_000, 100_000)], ids=str)
def dealt(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Owners asked for, and rows of a part: as few as there can be, and as they are."""
    owners, rows_at_once = request.param
    monkeypatch.setattr(chains, "_OWNERS_AT_ONCE", owners)
    monkeypatch.setattr(chains, "_ROWS_AT_ONCE", rows_at_once)


def by_one(evidence: Evidence, known: list[Anchor]) -> Findings:
    with readers.unchanging() as owner:
        return Follower(owner, Anchors(known)).follow_all(evidence.wall)


def by_two(evidence: Evidence, known: list[Anchor], **told: Any) -> Findings:
    with readers.unchanging() as owner:
        return readers.follow_all(owner, Anchors(known), evidence.wall, **told)


def test_they_find_what_one_finds(evidence: Evidence, dealt: None) -> None:
    one, counted = by_one(evidence, []), list[int]()
    two = by_two(evidence, [], tick=counted.append)
    assert two == one
    assert two.broken == []
    assert two.streams > 10
    of_streams = {model._meta.db_table for model in history.stream_models()}
    assert sum(counted) == sum(count for name, count in two.rows.items() if name in of_streams) > 0
    again = by_two(evidence, two.heads)
    assert (again.broken, again.heads, again.rows) == ([], [], two.rows)


def test_whatever_is_wrong_is_found_once_and_in_the_same_order(evidence: Evidence, dealt: None) -> None:
    known = by_one(evidence, []).heads
    sample, message = rows(Sample)[1], rows(RawMessage)[0]
    evidence.change(sample, "value", 41.0)
    evidence.change(message, "bytes", b"nothing of the kind")
    nobodys = rows(Sample)[0].watch_id
    evidence.tamper(
        "DELETE FROM {} WHERE id = (SELECT max(id::text)::uuid FROM {})",
        "people_rolegrant",
        "people_rolegrant",
    )
    evidence.tamper(
        "UPDATE {} SET samples_n = samples_n + 1 WHERE id <> %s", "monitoring_watch", values=[nobodys]
    )
    one = by_one(evidence, known)
    two = by_two(evidence, known)
    assert [str(each) for each in two.broken] == [str(each) for each in one.broken]
    assert len(one.broken) >= 3
    assert {each.table for each in one.broken} >= {"monitoring_sample", "people_rolegrant"}


def test_what_is_written_meanwhile_is_not_seen(evidence: Evidence, cast: Cast) -> None:
    table = AuditEvent._meta.db_table
    before = by_one(evidence, []).rows[table]
    with readers.unchanging() as owner:
        owner.execute("SELECT 1")  # the state is that of the first question
        with units.unit(tenant=cast.lakeside.pk, actor=INSTALLER):
            auditing.record(verb="a.test", says="written while somebody verifies", actor=INSTALLER)
        assert readers.follow_all(owner, Anchors([]), evidence.wall).rows[table] == before
    assert by_two(evidence, []).rows[table] == before + 1


def test_what_one_reader_cannot_do_ends_the_look(evidence: Evidence, monkeypatch: pytest.MonkeyPatch) -> None:
    real, asked = Follower.follow_part, list[int]()

    def fails(self: Follower, part: Any) -> Findings:
        asked.append(1)
        if len(asked) == 3:
            raise RuntimeError("the link is down")
        return real(self, part)

    monkeypatch.setattr(Follower, "follow_part", fails)
    with pytest.raises(RuntimeError, match="the link is down"):
        by_two(evidence, [])
