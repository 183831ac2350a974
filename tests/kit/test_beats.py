"""Heartbeats: one row for each instance, and of each process the youngest counts."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from euthymia.kit import beats, clock
from euthymia.kit.models import Heartbeat

pytestmark = pytest.mark.django_db


def test_two_listeners_have_a_row_each_and_the_youngest_is_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    wall = datetime(2026, 11, 20, 17, tzinfo=UTC)
    for port, at in ((2575, wall), (2576, wall + timedelta(seconds=9)), (2575, wall + timedelta(seconds=2))):
        monkeypatch.setattr(clock, "wall", lambda at=at: at)
        beats.beat(beats.instance("listen", port))
    beats.beat("monitor")
    assert Heartbeat.objects.filter(process__startswith="listen:").count() == 2
    assert beats.seen() == {"listen": wall + timedelta(seconds=9), "monitor": wall + timedelta(seconds=2)}
