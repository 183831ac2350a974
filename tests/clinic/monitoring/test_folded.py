"""What a process remembers of a watch counts only while it is what is stored."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from uuid import UUID

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from euthymia.clinic.monitoring import actions, folded
from euthymia.clinic.monitoring.models import AlarmEvent, Watch
from euthymia.domain.monitoring import Limits
from euthymia.kit import clock, units
from support.bedside import open_watch
from support.cast import Cast

pytestmark = pytest.mark.django_db
Arrives = Callable[[float, float], int]


@pytest.fixture
def watch(cast: Cast) -> Watch:
    return open_watch(cast.lakeside, cast.ana_patient, cast.chairs[0])


@pytest.fixture
def arrives(watch: Watch) -> Arrives:
    start = clock.now()

    def arrive(value: float, second: float) -> int:
        at = start + timedelta(seconds=second)
        one = actions.Measured("spo2", value, "%", at, at, UUID(int=1))
        with units.unit(tenant=units.EVERY_TENANT, actor="a test"):
            return actions.record({watch.pk: [one]}, now=at)[watch.pk]

    return arrive


def told(watch: Watch) -> list[tuple[str, str]]:
    with units.unit(tenant=units.EVERY_TENANT, actor="a test"):
        return list(AlarmEvent.objects.filter(watch=watch).order_by("n").values_list("alarm", "kind"))


def test_the_state_is_not_read_again_while_nobody_else_writes(watch: Watch, arrives: Arrives) -> None:
    def reads_the_state(second: float) -> bool:
        with CaptureQueriesContext(connection) as seen:
            arrives(97, second)
        return any('"state" FROM' in query["sql"] for query in seen)

    assert [reads_the_state(second) for second in range(3)] == [True, False, False]


def test_what_somebody_else_wrote_counts(cast: Cast, watch: Watch, arrives: Arrives) -> None:
    arrives(80, 0)
    kept = folded._remembered[watch.pk]
    with units.unit(tenant=cast.lakeside.pk, actor="a test"):
        nurse = cast.by_role["nurse"].member()
        actions.acknowledge(by=nurse, watch=watch, alarm="spo2-low", reason="seen")
    arrives(96, 1)
    assert told(watch) == [("spo2-low", "raised"), ("spo2-low", "acknowledged"), ("spo2-low", "cleared")]
    assert folded._remembered[watch.pk][:2] != kept[:2]


def test_what_was_undone_is_forgotten(watch: Watch, arrives: Arrives) -> None:
    arrives(97, 0)
    with pytest.raises(RuntimeError, match="undone"), units.unit(tenant=units.EVERY_TENANT, actor="a test"):
        at = clock.now() + timedelta(seconds=1)
        actions.record({watch.pk: [actions.Measured("spo2", 80, "%", at, at, UUID(int=1))]}, now=at)
        raise RuntimeError("undone")
    assert told(watch) == []
    arrives(80, 2)
    assert told(watch) == [("spo2-low", "raised")]


def test_new_limits_count_from_the_next_reading(cast: Cast, watch: Watch, arrives: Arrives) -> None:
    arrives(97, 0)
    with units.unit(tenant=cast.lakeside.pk, actor="a test"):
        limits = Limits.from_json({**watch.limits, "spo2": {**watch.limits["spo2"], "low": 95}})
        member = cast.by_role["prescriber"].member()
        actions.change_limits(by=member, watch=watch, limits=limits, reason="agreed")
    arrives(94, 1)
    assert told(watch) == [("spo2-low", "raised")]
