"""Two people at one session, each with a connection of their own."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import connection

from euthymia.clinic.devices import actions as devices
from euthymia.clinic.monitoring import actions as monitoring
from euthymia.clinic.monitoring.models import Sample, Watch
from euthymia.domain.quantities import Unusable
from euthymia.journey.infusion import actions, queries
from euthymia.journey.infusion.fold import Phase
from euthymia.journey.infusion.models import Order, Session, SessionEvent
from euthymia.kit import clock, units
from journey.infusion.chair import AtTheChair, as_uuid, later, order_for_ana
from support.bedside import place
from support.cast import Cast
from support.evaluated import cast_decided
from support.scenes import ANA_DECIDED
from support.stock import stocked
from support.syringes import draw, proof

pytestmark = [pytest.mark.usefixtures("committed"), pytest.mark.scene(ANA_DECIDED)]
Job = Callable[[], Any]


@pytest.fixture
def together() -> Iterator[Callable[..., list[Any]]]:
    """Run jobs at the same moment, each on its own connection; an answer or a refusal for each."""
    with ThreadPoolExecutor(8) as workers:

        def run(*jobs: Job) -> list[Any]:
            gate = threading.Barrier(len(jobs))

            def one(job: Job) -> Any:
                try:
                    gate.wait(60)
                    return job()
                except (Unusable, PermissionError) as refusal:
                    return refusal
                finally:
                    connection.close()

            found: list[Future[Any]] = [workers.submit(one, job) for job in jobs]
            return [each.result(120) for each in found]

        yield run


def act(cast: Cast, verb: Callable[..., Any], who: Any = None, **said: Any) -> Job:
    def job() -> Any:
        with units.unit(tenant=cast.lakeside.pk, actor="a test"):
            by = (who or cast.noor).member()
            return verb(by=by, **{"client_id": uuid4(), **said})

    return job


def kinds(cast: Cast, session: Session) -> list[str]:
    with units.unit(tenant=cast.lakeside.pk, actor="a test"):
        return list(SessionEvent.objects.filter(session=session).order_by("n").values_list("kind", flat=True))


def codes(answers: list[Any]) -> list[str]:
    return sorted(one.faults[0].code if isinstance(one, Unusable) else "done" for one in answers)


def test_one_form_from_four_tablets_is_one_act(cast: Cast, unit, together) -> None:
    chair = AtTheChair.started(cast, unit)
    jobs = [
        act(cast, actions.write_note, session=chair.session, words="calm", client_id=as_uuid(7))
        for _ in range(4)
    ]
    assert len({one.pk for one in together(*jobs)}) == 1
    assert kinds(cast, chair.session).count("note") == 1


def test_four_notes_are_four_numbers_without_a_gap(cast: Cast, unit, together) -> None:
    chair = AtTheChair.started(cast, unit)
    together(*[act(cast, actions.write_note, session=chair.session, words=f"note {n}") for n in range(4)])
    with unit(cast.lakeside):
        assert [one.n for one in queries.happenings(chair.session)] == [1, 2, 3, 4, 5, 6]


def test_two_starts_start_once(cast: Cast, unit, together) -> None:
    chair = AtTheChair.ordered(cast, unit)
    chair.vitals()
    said = {"session": chair.session, "rate_ul_per_h": 150_000}
    assert codes(together(*[act(cast, actions.start, who, **said) for who in (cast.noor, cast.okafor)])) == [
        "done",
        "wrong-phase",
    ]
    assert kinds(cast, chair.session).count("started") == 1


def test_two_ends_end_once(cast: Cast, unit, together) -> None:
    chair = AtTheChair.started(cast, unit)
    later(5)
    said = {"session": chair.session, "reason": "patient asked"}
    assert codes(together(*[act(cast, actions.finish, who, **said) for who in (cast.noor, cast.okafor)])) == [
        "done",
        "wrong-phase",
    ]


def test_a_change_of_rate_beside_a_pause_leaves_the_pump_paused(cast: Cast, unit, together) -> None:
    chair = AtTheChair.started(cast, unit)
    later(5)
    for _ in range(3):
        answers = together(
            act(cast, actions.pause, session=chair.session, reason="comfort"),
            act(
                cast,
                actions.change_rate,
                cast.okafor,
                session=chair.session,
                rate_ul_per_h=100_000,
                reason="comfort",
            ),
        )
        assert codes(answers) in (["done", "done"], ["done", "paused"])
        course = chair.course()
        assert (course.phase, course.rate_ug_per_h) == (Phase.PAUSED, 0)
        chair.resume(rate_ul_per_h=150_000)
        later(1)


def test_an_end_that_waited_for_another_entry_is_not_refused(cast: Cast, unit, together) -> None:
    """STOP counts although a change of rate got the lock first, and the unit of STOP was older."""
    chair = AtTheChair.started(cast, unit)
    later(5)
    holding, done = threading.Event(), threading.Event()

    def change() -> Any:
        with units.unit(tenant=cast.lakeside.pk, actor="a test", now=clock.now() + timedelta(seconds=2)):
            made = actions.change_rate(
                by=cast.okafor.member(),
                session=chair.session,
                client_id=uuid4(),
                rate_ul_per_h=100_000,
                reason="comfort",
            )
            holding.set()
            done.wait(0.2)
            return made

    def stop() -> Any:
        holding.wait(60)
        return act(cast, actions.finish, session=chair.session, reason="patient asked")()

    assert codes(together(change, stop)) == ["done", "done"]
    clock.advance(timedelta(seconds=2))
    assert chair.course().phase is Phase.RECOVERY


def test_two_corrections_of_one_entry(cast: Cast, unit, together) -> None:
    chair = AtTheChair.started(cast, unit)
    later(10)
    jobs = [
        act(cast, actions.correct, session=chair.session, n=2, reason="misread", rate_ul_per_h=rate)
        for rate in (120_000, 130_000)
    ]
    assert codes(together(*jobs)) == ["corrected", "done"]


def test_one_patient_gets_one_session(cast: Cast, unit, together) -> None:
    jobs = [_order(cast, room=chair) for chair in cast.chairs]
    assert codes(together(*jobs)) == ["done", "session-open", "session-open"]
    with unit(cast.lakeside):
        assert (Session.objects.count(), Order.objects.count()) == (1, 1)


def test_one_chair_gets_one_session(cast: Cast, unit, together) -> None:
    jobs = [_order(cast, patient=one) for one in (cast.ana_patient, cast.ben_patient)]
    assert codes(together(*jobs)) == ["done", "taken"]
    with unit(cast.lakeside):
        assert (Session.objects.count(), Order.objects.count(), Watch.objects.count()) == (1, 1, 1)


def test_one_order_form_signed_from_two_tablets(cast: Cast, unit, together) -> None:
    answers = together(*[_order(cast, client_id=as_uuid(7)) for _ in range(3)])
    assert len({one.pk for one in answers}) == 1


def _order(cast: Cast, **said: Any) -> Job:
    with units.unit(tenant=cast.lakeside.pk, actor="a test"):
        cast_decided(cast, said.get("patient"))

    def job() -> Session:
        with units.unit(tenant=cast.lakeside.pk, actor="a test"):
            return order_for_ana(cast, **said)

    return job


def test_a_watch_closed_while_readings_arrive_takes_none_after_it(cast: Cast, unit, together) -> None:
    chair = AtTheChair.ordered(cast, unit)
    watch_id: UUID = chair.session.watch_id
    device = uuid4()

    def readings(second: int) -> Job:
        def job() -> Any:
            at = clock.now() + timedelta(milliseconds=second)
            with units.unit(tenant=units.EVERY_TENANT, actor="a test"):
                one = monitoring.Measured("hr", 70, "/min", at, at, device=device)
                return monitoring.record({watch_id: [one]}, now=at)[watch_id]

        return job

    answers = together(
        *[readings(n) for n in range(3)],
        act(cast, actions.close, session=chair.session),
        *[readings(n) for n in range(3, 6)],
    )
    kept = sum(one for one in answers if isinstance(one, int))
    with unit(cast.lakeside):
        watch = Watch.objects.get(pk=watch_id)
        assert watch.closed_at is not None
        assert Sample.objects.filter(watch=watch, device=device).count() == kept
        assert watch.samples_n == Sample.objects.filter(watch=watch).count()
    assert readings(9)() == 0


def test_connecting_the_monitor_while_vitals_are_charted_never_locks_up(cast: Cast, unit, together) -> None:
    chair = AtTheChair.ordered(cast, unit)
    device = place(cast.lakeside, cast.chairs[0], "ONE")
    for turn in range(4):
        answers = together(
            act(cast, actions.connect_monitor, session=chair.session, code=device.code),
            act(
                cast, actions.record_vitals, cast.okafor, session=chair.session, values={"hr": str(70 + turn)}
            ),
            act(cast, actions.connect_monitor, cast.okafor, session=chair.session, code=device.code),
        )
        assert codes(answers) == ["done"] * 3
        with unit(cast.lakeside):
            devices.dissociate(device=device, by=cast.noor.member(), reason="a test")


def test_ten_people_draw_for_one_order_and_one_syringe_is_drawn(
    together: Callable[..., list[Any]], cast: Cast, unit: Any
) -> None:
    """Once with ten forms, once with one form sent ten times."""
    with unit(cast.lakeside):
        stock = stocked(cast, "0147")
        session = order_for_ana(cast)

    def job(client_id: UUID) -> Job:
        def one() -> Any:
            with units.unit(tenant=cast.lakeside.pk, actor="a test"):
                return draw(cast, session, "0147", client_id=client_id)

        return one

    told = together(*(job(uuid4()) for _ in range(8)))
    drawn = [one for one in told if not isinstance(one, Unusable)]
    assert len(drawn) == 1
    assert {fault.code for one in told if isinstance(one, Unusable) for fault in one.faults} == {
        "drawn-already"
    }
    with unit(cast.lakeside):
        assert stock.on_hand("0147") == 9_300
        actions.waste(
            by=cast.noor.member(),
            session=session,
            client_id=uuid4(),
            method="deactivated",
            witness=proof(cast.tomas),
        )
    again = together(*[job(as_uuid(7))] * 8)
    assert len({one.pk for one in again}) == 1
    with unit(cast.lakeside):
        assert stock.on_hand("0147") == 8_600
