"""The watch's verbs: what is kept, what is judged, what a second click does, and what is refused."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest

from euthymia.clinic.audit.models import Event
from euthymia.clinic.monitoring import actions, queries
from euthymia.clinic.monitoring.models import AlarmEvent, LimitChange, Sample, Watch
from euthymia.clinic.people.actions import NotAllowed
from euthymia.clinic.visits import actions as visits
from euthymia.domain.monitoring import Limits
from euthymia.domain.quantities import Unusable
from euthymia.kit import clock, units
from support.bedside import LIMITS, open_watch, samples
from support.cast import Cast

pytestmark = pytest.mark.django_db
DEVICE = UUID(int=1)


@pytest.fixture
def watch(cast: Cast) -> Watch:
    return open_watch(cast.lakeside, cast.ana_patient, cast.chairs[0])


@pytest.fixture
def arrives(watch: Watch) -> Callable[..., int]:
    """A reading of the monitor, or (device=None) of a person, so many seconds from nine o'clock."""
    start = clock.now()

    def arrive(channel: str, value: float, second: float = 0, *, device: UUID | None = DEVICE) -> int:
        at = start + timedelta(seconds=second)
        one = actions.Measured(channel, value, "/min", at, at, device, by="" if device else "Noor")
        with units.unit(tenant=units.EVERY_TENANT, actor="a test"):
            return actions.record({watch.pk: [one]}, now=max(at, start))[watch.pk]

    return arrive


def act(cast: Cast, watch: Watch, verb: Callable[..., Any], *, who: str = "nurse", **said: Any) -> Any:
    with units.unit(tenant=cast.lakeside.pk, actor="a test"):
        return verb(by=cast.by_role[who].member(), watch=watch, **said)


def told(watch: Watch) -> list[tuple[str, str]]:
    with units.unit(tenant=units.EVERY_TENANT, actor="a test"):
        return list(AlarmEvent.objects.filter(watch=watch).order_by("n").values_list("alarm", "kind"))


def now(watch: Watch) -> Watch:
    with units.unit(tenant=units.EVERY_TENANT, actor="a test"):
        return Watch.objects.get(pk=watch.pk)


def test_a_reading_delivered_again_is_the_same_reading(watch: Watch, arrives) -> None:
    assert [arrives("hr", 70, 0), arrives("hr", 70, 0), arrives("hr", 71, 0), arrives("hr", 71, 5)] == [
        1,
        0,
        0,
        1,
    ]
    assert [row[:3] for row in samples(watch.pk)] == [(1, "hr", 70.0), (2, "hr", 71.0)]


def test_within_one_batch_too(cast: Cast, watch: Watch) -> None:
    at = clock.now()
    twice = [actions.Measured("hr", 70, "/min", at, at, DEVICE)] * 2
    with units.unit(tenant=units.EVERY_TENANT, actor="a test"):
        assert actions.record({watch.pk: twice}, now=at) == {watch.pk: 1}


def test_readings_out_of_order_are_all_kept_and_only_the_newest_counts(watch: Watch, arrives) -> None:
    arrives("hr", 70, 60)
    assert arrives("hr", 150, 30) == 1
    assert arrives("hr", 150, 30) == 0
    assert queries.newest(now(watch))["hr"][0] == 70
    assert ("hr-high", "raised") not in told(watch)


def test_a_channel_that_nobody_limits_is_kept_and_not_judged(watch: Watch, arrives) -> None:
    assert [arrives("etco2", 38, 0), arrives("etco2", 38, 0), arrives("etco2", 38, 5)] == [1, 0, 1]
    assert told(watch) == []


def test_a_person_and_a_monitor_at_the_same_instant(watch: Watch, arrives) -> None:
    """Both are kept, and the worse of the two counts."""
    arrives("hr", 140, 0, device=None)
    arrives("hr", 70, 0)
    assert [row[2] for row in samples(watch.pk)] == [140.0, 70.0]
    assert told(watch) == [("hr-high", "raised")]
    arrives("hr", 72, 5)
    assert told(watch)[-1] == ("hr-high", "cleared")


def test_a_person_may_measure_the_same_twice(watch: Watch, arrives) -> None:
    assert [arrives("hr", 70, 0, device=None), arrives("hr", 70, 0, device=None)] == [1, 1]


def test_a_closed_watch_takes_nothing_and_answers_nothing(cast: Cast, watch: Watch, arrives) -> None:
    arrives("hr", 150, 0)
    with units.unit(tenant=cast.lakeside.pk, actor="a test"):
        actions.close_watch(watch, by="a test")
        actions.close_watch(watch, by="a test")
    assert arrives("hr", 70, 5) == 0
    with units.unit(tenant=units.EVERY_TENANT, actor="a test"):
        assert actions.let_time_pass([watch.pk], now=clock.now() + timedelta(hours=1)) == 0
        assert Event.objects.filter(verb="watch.closed").count() == 1
    before = told(watch)
    for verb, said in (
        (actions.acknowledge, {"alarm": "hr-high", "reason": "x"}),
        (actions.pause, {"alarm": "hr-high", "seconds": 60, "reason": "x"}),
        (actions.change_limits, {"limits": LIMITS, "reason": "x"}),
    ):
        with pytest.raises(Unusable, match="closed"):
            act(cast, watch, verb, **said)
    assert told(watch) == before
    assert queries.standing(now(watch)) == ()


def test_silence_is_an_alarm_and_a_reading_ends_it(watch: Watch, arrives) -> None:
    arrives("spo2", 97, 0)
    with units.unit(tenant=units.EVERY_TENANT, actor="a test"):
        actions.let_time_pass([watch.pk], now=clock.now() + timedelta(seconds=30))
    assert told(watch) == [("spo2-silent", "raised")]
    arrives("spo2", 97, 31)
    assert told(watch)[-1] == ("spo2-silent", "cleared")


def test_a_second_click_on_seen_or_quiet_changes_nothing(cast: Cast, watch: Watch, arrives) -> None:
    arrives("hr", 150, 0)
    for verb, said, kind in (
        (actions.pause, {"seconds": 60}, "paused"),
        (actions.acknowledge, {}, "acknowledged"),
    ):
        for _ in range(3):
            act(cast, watch, verb, alarm="hr-high", reason="looked", **said)
            clock.advance(timedelta(seconds=1))
        assert [one[1] for one in told(watch)].count(kind) == 1
    with units.unit(tenant=cast.lakeside.pk, actor="a test"):
        assert Event.objects.filter(verb="alarm.answered").count() == 2


def test_an_alarm_that_calls_again_can_be_answered_again(cast: Cast, watch: Watch, arrives) -> None:
    arrives("hr", 150, 0)
    act(cast, watch, actions.acknowledge, alarm="hr-high", reason="looked")
    clock.advance(timedelta(seconds=121))
    arrives("hr", 150, 121)
    act(cast, watch, actions.acknowledge, alarm="hr-high", reason="looked again")
    assert [one[1] for one in told(watch) if one[0] == "hr-high"] == [
        "raised",
        "acknowledged",
        "resumed",
        "acknowledged",
    ]


@pytest.mark.parametrize(
    ("said", "match"),
    [
        ({"alarm": "hr-low", "reason": "x"}, "no alarm that stands"),
        ({"alarm": "hr-high", "reason": " "}, "no reason"),
        ({"alarm": "", "reason": "x"}, "no alarm that stands"),
    ],
)
def test_what_cannot_be_acknowledged(cast: Cast, watch: Watch, arrives, said, match) -> None:
    arrives("hr", 150, 0)
    with pytest.raises(Unusable, match=match):
        act(cast, watch, actions.acknowledge, **said)
    assert told(watch) == [("hr-high", "raised")]


@pytest.mark.parametrize("seconds", [0, -1, 121, 10**6])
def test_quiet_has_an_end(cast: Cast, watch: Watch, arrives, seconds: int) -> None:
    arrives("hr", 150, 0)
    with pytest.raises(Unusable):
        act(cast, watch, actions.pause, alarm="hr-high", seconds=seconds, reason="x")


def test_who_may_not_answer(cast: Cast, watch: Watch, arrives) -> None:
    arrives("hr", 150, 0)
    with pytest.raises(NotAllowed):
        act(cast, watch, actions.acknowledge, who="desk", alarm="hr-high", reason="x")
    with pytest.raises(NotAllowed):
        act(cast, watch, actions.change_limits, who="technician", limits=LIMITS, reason="x")


def limits(**changes: dict[str, Any]) -> Limits:
    document = LIMITS.to_json()
    for channel, change in changes.items():
        document[channel] = {**document[channel], **change}
    return Limits.from_json(document)


def test_new_limits_judge_what_stands_measured(cast: Cast, watch: Watch, arrives) -> None:
    arrives("hr", 125, 0)
    act(cast, watch, actions.change_limits, limits=limits(hr={"high": 120}), reason="runs fast")
    assert told(watch) == [("hr-high", "raised")], "nobody waits for the next reading"
    arrives("hr", 126, 5)
    assert told(watch) == [("hr-high", "raised")]
    act(cast, watch, actions.change_limits, limits=limits(hr={"high": None}), reason="pacemaker check")
    assert told(watch)[-1] == ("hr-high", "cleared"), "a side without a limit has no alarm"
    arrives("hr", 160, 10)
    assert told(watch)[-1] == ("hr-high", "cleared")


def test_the_same_limits_change_nothing(cast: Cast, watch: Watch) -> None:
    act(cast, watch, actions.change_limits, limits=LIMITS, reason="a second click")
    with units.unit(tenant=cast.lakeside.pk, actor="a test"):
        assert not LimitChange.objects.exists()


def test_who_changed_limits_when_and_why_stands_beside_the_old_ones(cast: Cast, watch: Watch) -> None:
    act(cast, watch, actions.change_limits, limits=limits(hr={"high": 120}), reason="runs fast")
    with units.unit(tenant=cast.lakeside.pk, actor="a test"):
        (change,) = queries.limit_changes(watch)
    assert (change.by, change.reason, change.at) == (cast.noor.words, "runs fast", clock.now())
    assert (change.before["hr"]["high"], change.after["hr"]["high"]) == (130, 120)


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"spo2": {"low": 0}}, "out-of-range"),
        ({"spo2": {"low": 101}}, "out-of-range"),
        ({"hr": {"high": 100_000}}, "out-of-range"),
        ({"sbp": {"low": -5}}, "out-of-range"),
    ],
)
def test_a_limit_beyond_any_person_is_refused(cast: Cast, watch: Watch, changes, code) -> None:
    with pytest.raises(Unusable) as refusal:
        act(cast, watch, actions.change_limits, limits=limits(**changes), reason="x")
    assert [fault.code for fault in refusal.value.faults] == [code]


def test_what_is_watched_stays_watched(cast: Cast, watch: Watch, arrives) -> None:
    """A sign taken off the watch would leave its alarm standing for ever."""
    arrives("hr", 150, 0)
    document = {channel: limit for channel, limit in LIMITS.to_json().items() if channel != "hr"}
    with pytest.raises(Unusable, match="would not be watched"):
        act(cast, watch, actions.change_limits, limits=Limits.from_json(document), reason="noisy")


def test_limits_need_a_reason(cast: Cast, watch: Watch) -> None:
    with pytest.raises(Unusable, match="say why"):
        act(cast, watch, actions.change_limits, limits=limits(hr={"high": 120}), reason=" \n")


def test_a_chair_is_watched_once(cast: Cast, watch: Watch) -> None:
    with units.unit(tenant=cast.lakeside.pk, actor="a test"):
        visit = visits.open_visit(
            clinic=cast.lakeside, patient=cast.ben_patient, room=cast.chairs[0], by="a test"
        )
        with pytest.raises(Unusable, match="Chair 1 has a running watch"):
            actions.open_watch(visit=visit, profile="a test", limits=LIMITS, by="a test")


def test_newest_between_leaves_out_what_people_typed(cast: Cast, watch: Watch, arrives) -> None:
    start: datetime = clock.now()
    arrives("hr", 70, 0)
    arrives("hr", 75, 10, device=None)
    arrives("sbp", 120, 5, device=None)
    later = start + timedelta(minutes=1)
    with units.unit(tenant=cast.lakeside.pk, actor="a test"):
        assert {name: one[0] for name, one in queries.newest_between(watch, start, later).items()} == {
            "hr": 75,
            "sbp": 120,
        }
        assert {
            name: one[0] for name, one in queries.newest_between(watch, start, later, by_device=True).items()
        } == {"hr": 70}
        assert queries.newest_between(watch, start, start + timedelta(seconds=9))["hr"][0] == 70
        assert queries.newest_between(watch, later, later) == {}


def test_the_signs_of_a_watch_are_all_its_samples_in_the_order_of_time(watch: Watch, arrives) -> None:
    start = clock.now().timestamp()
    for channel, value, second in (("hr", 70, 2), ("hr", 71.25, 0.000001), ("spo2", 1e-7, 5), ("hr", 72, 9)):
        arrives(channel, value, second)
    arrives("hr", 73, 1.5, device=None)
    with units.unit(tenant=units.EVERY_TENANT, actor="a test"):
        found, ends = queries.signs(watch), queries.ends(now(watch))
        rows = [(one.channel, one.measured_at.timestamp(), one.value) for one in queries.samples(watch)]
    assert found == {
        channel: sorted((at, value) for name, at, value in rows if name == channel)
        for channel in ("hr", "spo2")
    }
    assert [value for _, value in found["hr"]] == [71.25, 73, 70, 72]
    assert found["hr"][1] == (start + 1.5, 73)
    assert ends is not None and [one.value for one in ends] == [70, 73]


def test_a_watch_that_has_seen_nothing_has_no_signs(watch: Watch) -> None:
    with units.unit(tenant=units.EVERY_TENANT, actor="a test"):
        assert (queries.signs(watch), queries.ends(watch)) == ({}, None)


def test_many_watches_are_recorded_in_one_go(cast: Cast, watch: Watch) -> None:
    other = open_watch(cast.lakeside, cast.ben_patient, cast.chairs[1])
    at = clock.now()
    with units.unit(tenant=units.EVERY_TENANT, actor="a test"):
        batch = {one.pk: [actions.Measured("hr", 150, "/min", at, at, uuid4())] for one in (watch, other)}
        assert actions.record(batch, now=at) == {watch.pk: 1, other.pk: 1}
        assert Sample.objects.count() == 2
    assert told(watch) == told(other) == [("hr-high", "raised")]
