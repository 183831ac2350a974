"""The durable intake: what is acknowledged is stored, once, in the right patient's watch."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from typing import Any, TypeVar

import pytest
from django.db import connection

from euthymia.clinic.devices import actions, reception
from euthymia.clinic.devices.intake import WRITERS, Intake
from euthymia.clinic.devices.keeping import DatabaseAway
from euthymia.clinic.devices.models import RawMessage
from euthymia.clinic.devices.reception import Message, Outcome
from euthymia.clinic.devices.standing import Moved
from euthymia.kit import clock, units
from support import bedside
from support.bedside import BY, Bedside, hl7
from support.cast import Cast

pytestmark = pytest.mark.usefixtures("committed")
Result = TypeVar("Result")


def with_intake(job: Callable[[Intake], Awaitable[Result]]) -> Result:
    """Run a coroutine with a running intake, and stop it in good order."""

    async def run() -> Result:
        intake = Intake("mllp", writers=WRITERS)
        intake.start()
        try:
            return await job(intake)
        finally:
            await intake.stop()

    return asyncio.run(run())


def message(data: bytes, received_at: datetime | None = None) -> Message:
    return Message(data=data, peer="10.0.0.7:4000", received_at=received_at or clock.now(), driver="hl7v2")


def send(*messages: bytes | Message) -> list[Outcome]:
    """Deliver messages together, so that they fall into one group."""
    given = [message(one) if isinstance(one, bytes) else one for one in messages]

    async def job(intake: Intake) -> list[Outcome]:
        return list(await asyncio.gather(*[intake.submit(one) for one in given]))

    return with_intake(job)


def raw() -> list[RawMessage]:
    with units.unit(tenant=units.EVERY_TENANT, actor=BY):
        return list(RawMessage.objects.order_by("n"))


@pytest.fixture
def ana(cast: Cast) -> Bedside:
    return bedside.set_up(cast.lakeside, cast.ana_patient, cast.chairs[0], "MON-A")


def test_readings_reach_the_watch_of_their_device(ana: Bedside, stopped: datetime) -> None:
    (outcome,) = send(hl7("MON-A", stopped, hr=71, spo2=97))
    assert (outcome.code, outcome.accepted, outcome.refused) == ("AA", 2, ())
    assert ana.samples() == [(1, "hr", 71.0, stopped), (2, "spo2", 97.0, stopped)]
    (row,) = raw()
    assert (row.pk, row.clinic_id, row.device_id, row.answer, row.accepted) == (
        outcome.message, ana.device.clinic_id, ana.device.pk, "AA", 2,
    )  # fmt: skip
    assert bytes(row.bytes) == hl7("MON-A", stopped, hr=71, spo2=97)


def test_the_same_bytes_again_are_answered_as_before_and_store_nothing(
    ana: Bedside, stopped: datetime
) -> None:
    data = hl7("MON-A", stopped, hr=71)
    first, twin = send(data, data)
    (later,) = send(data)
    assert [first.code, twin.code, later.code] == ["AA"] * 3
    assert first.message == twin.message == later.message
    assert [first.duplicate, twin.duplicate, later.duplicate] == [False, True, True]
    assert len(raw()) == 1 and len(ana.samples()) == 1


def test_the_same_control_id_with_other_content_is_another_message(ana: Bedside, stopped: datetime) -> None:
    send(hl7("MON-A", stopped, control="204", hr=71))
    send(hl7("MON-A", stopped + timedelta(seconds=1), control="204", hr=72))
    assert [value for _, _, value, _ in ana.samples()] == [71.0, 72.0]


def test_messages_that_state_no_time_are_measurements_of_their_arrival(
    ana: Bedside, stopped: datetime
) -> None:
    data = hl7("MON-A", None, hr=71)
    outcomes = send(message(data, stopped), message(data, stopped + timedelta(seconds=1)))
    assert [outcome.duplicate for outcome in outcomes] == [False, False]
    assert [at for *_, at in ana.samples()] == [stopped, stopped + timedelta(seconds=1)]


def test_late_readings_stay_at_their_own_time(ana: Bedside, stopped: datetime) -> None:
    now = clock.advance(timedelta(minutes=5))
    send(hl7("MON-A", now, hr=80))
    send(hl7("MON-A", now - timedelta(minutes=2), hr=75))
    assert [(value, at) for _, _, value, at in ana.samples()] == [
        (80.0, now),
        (75.0, now - timedelta(minutes=2)),
    ]


def test_a_clock_that_is_ahead_counts_from_the_arrival(ana: Bedside, stopped: datetime) -> None:
    (outcome,) = send(hl7("MON-A", stopped + timedelta(hours=1), hr=71))
    assert outcome.accepted == 1
    assert [at for *_, at in ana.samples()] == [stopped]
    assert "3600 s ahead" in raw()[0].refusal


def test_a_clock_that_is_ahead_by_no_more_than_allowed_is_believed(ana: Bedside, stopped: datetime) -> None:
    send(hl7("MON-A", stopped + reception.CLOCK_AHEAD, hr=71))
    assert [at for *_, at in ana.samples()] == [stopped + reception.CLOCK_AHEAD]
    assert raw()[0].refusal == ""


def test_times_without_a_zone_are_in_the_devices_own(cast: Cast, stopped: datetime) -> None:
    there = bedside.set_up(
        cast.lakeside, cast.ana_patient, cast.chairs[0], "MON-L", timezone="America/Los_Angeles"
    )
    local = stopped - timedelta(hours=8)
    send(hl7("MON-L", local, zone=False, hr=71))
    assert [at for *_, at in there.samples()] == [stopped]


def test_an_unknown_device_is_refused_with_the_reason_and_its_bytes_are_kept(
    cast: Cast, stopped: datetime
) -> None:
    (outcome,) = send(hl7("STRANGER", stopped, hr=71))
    assert (outcome.code, outcome.accepted) == ("AE", 0)
    assert "'STRANGER' is not known here" in outcome.text
    (row,) = raw()
    assert (row.clinic_id, row.device_id, row.answer) == (None, None, "AE")


def test_a_refused_message_is_taken_once_its_device_is_known(cast: Cast, stopped: datetime) -> None:
    data = hl7("MON-A", stopped, hr=71)
    assert [outcome.code for outcome in send(data)] == ["AE"]
    assert [outcome.code for outcome in send(data)] == ["AE"]
    assert len(raw()) == 1
    there = bedside.set_up(cast.lakeside, cast.ana_patient, cast.chairs[0], "MON-A")
    assert [outcome.code for outcome in send(data)] == ["AA"]
    assert len(there.samples()) == 1


def test_without_a_watch_a_message_is_kept_and_goes_no_further(cast: Cast, stopped: datetime) -> None:
    device = bedside.place(cast.lakeside, cast.chairs[0], "MON-A")
    (outcome,) = send(hl7("MON-A", stopped, hr=71))
    assert (outcome.code, outcome.accepted) == ("AA", 0)
    (row,) = raw()
    assert (row.clinic_id, row.device_id) == (cast.lakeside.pk, device.pk)
    assert "goes no further" in row.refusal


def test_a_closed_watch_takes_nothing_more(ana: Bedside, stopped: datetime) -> None:
    from euthymia.clinic.monitoring import actions as monitoring

    with units.unit(tenant=ana.watch.clinic_id, actor=BY):
        monitoring.close_watch(ana.watch, by=BY)
    (outcome,) = send(hl7("MON-A", stopped, hr=71))
    assert (outcome.code, outcome.accepted, ana.samples()) == ("AA", 0, [])


def test_a_moved_monitor_never_writes_into_the_old_watch(cast: Cast, ana: Bedside, stopped: datetime) -> None:
    send(hl7("MON-A", stopped, hr=71))
    at = clock.advance(timedelta(seconds=30))
    with units.unit(tenant=cast.lakeside.pk, actor=BY):
        actions.place(device=ana.device, room=cast.chairs[1], by=BY)
    (moved,) = send(hl7("MON-A", at, hr=99))
    assert (moved.code, moved.accepted) == ("AA", 0)
    ben = bedside.open_watch(cast.lakeside, cast.ben_patient, cast.chairs[1])
    with units.unit(tenant=cast.lakeside.pk, actor=BY):
        actions.associate(device=ana.device, watch=ben, by=BY, how="scan")
    at = clock.advance(timedelta(seconds=5))
    send(hl7("MON-A", at, hr=55))
    assert [value for _, _, value, _ in ana.samples()] == [71.0]
    assert [value for _, _, value, _ in bedside.samples(ben.pk)] == [55.0]


def test_what_was_measured_on_the_last_patient_is_not_the_next_ones(
    cast: Cast, ana: Bedside, stopped: datetime
) -> None:
    """A monitor that was off the line empties its memory at the next chair."""
    measured_on_ana = stopped + timedelta(seconds=5)
    clock.advance(timedelta(minutes=10))
    ben = bedside.open_watch(cast.lakeside, cast.ben_patient, cast.chairs[1])
    with units.unit(tenant=cast.lakeside.pk, actor=BY):
        actions.place(device=ana.device, room=cast.chairs[1], by=BY)
        actions.associate(device=ana.device, watch=ben, by=BY, how="scan")
    (outcome,) = send(hl7("MON-A", measured_on_ana, hr=71))
    assert (outcome.code, outcome.accepted) == ("AA", 0)
    assert bedside.samples(ben.pk) == [] and ana.samples() == []
    assert "before it was associated" in raw()[-1].refusal


def test_a_bad_message_never_harms_its_neighbours(ana: Bedside, stopped: datetime) -> None:
    good = [hl7("MON-A", stopped + timedelta(seconds=n), control=str(n), hr=70 + n) for n in (0, 1)]
    outcomes = send(good[0], b"\x00\xff not HL7", b"", hl7("MON-A", stopped, hr=9999), good[1])
    assert [outcome.code for outcome in outcomes] == ["AA", "AE", "AE", "AE", "AA"]
    assert [value for _, _, value, _ in ana.samples()] == [70.0, 71.0]
    assert len(raw()) == 5


def test_a_message_the_database_cannot_take_costs_only_itself(
    ana: Bedside, stopped: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    from euthymia.clinic.monitoring import actions as monitoring

    record = monitoring.record

    def failing(measured: Any, *, now: datetime) -> Any:
        if any(one.value == 66.0 for many in measured.values() for one in many):
            raise ValueError("no watch can hold 66")
        return record(measured, now=now)

    monkeypatch.setattr(monitoring, "record", failing)
    data = [hl7("MON-A", stopped + timedelta(seconds=n), control=str(n), hr=65 + n) for n in (0, 1, 2)]
    outcomes = send(*data)
    assert [outcome.code for outcome in outcomes] == ["AA", "AE", "AA"]
    assert [value for _, _, value, _ in ana.samples()] == [65.0, 67.0]
    assert sorted((row.answer, bytes(row.bytes)) for row in raw()) == sorted(
        [("AA", data[0]), ("AE", data[1]), ("AA", data[2])]
    )


def test_a_race_lost_again_and_again_is_not_the_messages_fault(
    ana: Bedside, stopped: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    def busy(*_: Any) -> Any:
        raise Moved([])

    monkeypatch.setattr(reception, "store", busy)
    with pytest.raises(DatabaseAway):
        send(hl7("MON-A", stopped, hr=71))
    assert raw() == []


def test_a_gateway_speaks_for_each_device_it_names(cast: Cast, ana: Bedside, stopped: datetime) -> None:
    two_beds = hl7("MON-A", stopped, hr=71) + hl7("MON-X", stopped, rr=40).split(b"\r", 2)[2]
    (outcome,) = send(two_beds)
    assert (outcome.code, outcome.accepted) == ("AA", 1)
    assert [value for _, _, value, _ in ana.samples()] == [71.0]
    assert "'MON-X' is not known here" in raw()[0].refusal


def test_devices_of_two_clinics_write_each_into_their_own(
    cast: Cast, ana: Bedside, stopped: datetime
) -> None:
    hal = bedside.set_up(cast.hillside, cast.hal_patient, cast.hillside_chair, "MON-H")
    send(hl7("MON-A", stopped, hr=71), hl7("MON-H", stopped, hr=99))
    assert [value for _, _, value, _ in ana.samples()] == [71.0]
    assert [value for _, _, value, _ in hal.samples()] == [99.0]
    with units.unit(tenant=cast.hillside.pk, actor=BY):
        assert [row.device_id for row in RawMessage.objects.all()] == [hal.device.pk]


def test_an_association_across_clinics_leads_nowhere(cast: Cast, ana: Bedside, stopped: datetime) -> None:
    """Should such a row ever stand in the table, the readings still stay at home."""
    from euthymia.clinic.devices.models import Association

    device = bedside.place(cast.hillside, cast.hillside_chair, "MON-H")
    with units.unit(tenant=units.EVERY_TENANT, actor=BY):
        for clinic, n in ((cast.hillside, 1), (cast.lakeside, 2)):
            Association(
                clinic=clinic,
                device=device,
                watch=ana.watch,
                n=n,
                change="begun",
                at=stopped,
                by=BY,
                how="forged",
            ).save()
            (outcome,) = send_later(hl7("MON-H", stopped, control=str(n), hr=99))
    assert outcome.accepted == 0
    assert ana.samples() == []


def send_later(data: bytes) -> list[Outcome]:
    parsed = reception.read(message(data))
    from euthymia.clinic.devices.models import Gateway

    gateway, _ = Gateway.objects.get_or_create(name="mllp")
    return reception.store([parsed], gateway.pk)


def test_a_full_intake_makes_senders_wait_and_loses_nothing(
    ana: Bedside, stopped: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    from euthymia.clinic.devices import intake, writer

    monkeypatch.setattr(intake, "WAITING_MESSAGES", 3)
    monkeypatch.setattr(writer, "GROUP_MESSAGES", 2)
    clock.advance(timedelta(minutes=1))
    data = [hl7("MON-A", stopped + timedelta(seconds=n), control=str(n), hr=60 + n) for n in range(20)]
    assert {outcome.code for outcome in send(*data)} == {"AA"}
    assert [value for _, _, value, _ in ana.samples()] == [60.0 + n for n in range(20)]


def test_after_the_stop_nothing_is_promised(ana: Bedside, stopped: datetime) -> None:
    clock.advance(timedelta(minutes=1))

    async def run() -> None:
        intake = Intake("mllp")
        intake.start()
        waiting = [
            await intake.enqueue(
                message(hl7("MON-A", stopped + timedelta(seconds=n), control=str(n), hr=60 + n))
            )
            for n in range(5)
        ]
        await intake.stop()
        assert {(await one).code for one in waiting} == {"AA"}
        with pytest.raises(DatabaseAway):
            await intake.submit(message(hl7("MON-A", stopped, hr=99)))

    asyncio.run(run())
    assert len(ana.samples()) == 5


def test_the_number_of_queries_does_not_grow_with_the_group(cast: Cast, stopped: datetime) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    from euthymia.clinic.devices.models import Gateway

    def queries(beds: list[Bedside], second: int) -> int:
        at = stopped + timedelta(seconds=second)
        parsed = [reception.read(message(hl7(bed.device.serial, at, hr=71, spo2=97))) for bed in beds]
        with (
            units.unit(tenant=units.EVERY_TENANT, actor=BY),
            CaptureQueriesContext(
                connection,
            ) as seen,
        ):
            reception.store(parsed, gateway.pk)
        return len(seen)

    gateway = Gateway.objects.create(name="mllp")
    beds = [
        bedside.set_up(cast.lakeside, patient, chair, f"MON-{n}")
        for n, (patient, chair) in enumerate(
            zip((cast.ana_patient, cast.ben_patient), cast.chairs[:2], strict=True)
        )
    ]
    queries(beds, 0)
    assert queries(beds[:1], 1) == queries(beds, 2)


def test_a_device_may_be_moved_while_it_sends(cast: Cast, ana: Bedside, stopped: datetime) -> None:
    """Neither side waits for the other for ever, and every accepted reading is in one of the two watches."""
    ben = bedside.open_watch(cast.lakeside, cast.ben_patient, cast.chairs[1])

    def move() -> None:
        try:
            for _ in range(12):
                for watch, chair in ((ben, cast.chairs[1]), (ana.watch, cast.chairs[0])):
                    with units.unit(tenant=cast.lakeside.pk, actor=BY):
                        actions.place(device=ana.device, room=chair, by=BY)
                    with units.unit(tenant=cast.lakeside.pk, actor=BY):
                        actions.associate(device=ana.device, watch=watch, by=BY, how="scan")
        finally:
            connection.close()

    async def job(intake: Intake) -> list[Outcome]:
        moving = asyncio.create_task(asyncio.to_thread(move))
        outcomes: list[Outcome] = []
        while not moving.done():
            at = stopped + timedelta(milliseconds=len(outcomes))
            outcomes.append(
                await intake.submit(message(hl7("MON-A", at, control=str(len(outcomes)), hr=71), at))
            )
        await moving
        return outcomes

    outcomes = with_intake(job)
    assert {outcome.code for outcome in outcomes} == {"AA"}
    assert sum(outcome.accepted for outcome in outcomes) == len(ana.samples()) + len(bedside.samples(ben.pk))


def test_every_sender_has_its_writer_and_every_writer_its_stream(cast: Cast, stopped: datetime) -> None:
    at = [stopped + timedelta(seconds=second) for second in range(10)]
    clock.advance(timedelta(minutes=1))
    names = [f"SENDER-{number}" for number in range(8)]
    outcomes = send(*[hl7(name, one, control=f"{name}-{one:%S}", hr=70) for one in at for name in names])
    assert {outcome.code for outcome in outcomes} == {"AE"}, "nobody knows these devices"
    with units.unit(tenant=units.EVERY_TENANT, actor=BY):
        rows = list(RawMessage.objects.select_related("gateway").order_by("n"))
    streams = {
        name: {row.gateway.name for row in rows if name.encode() in bytes(row.bytes)} for name in names
    }
    assert all(len(one) == 1 for one in streams.values())
    assert set.union(*streams.values()) == {"mllp", "mllp.2"}
    for name in names:
        sent = [hl7(name, one, control=f"{name}-{one:%S}", hr=70) for one in at]
        assert [bytes(row.bytes) for row in rows if name.encode() in bytes(row.bytes)] == sent


def test_the_heart_beats_only_while_every_writer_can_write(
    ana: Bedside, stopped: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    beats: list[int] = []
    intake = Intake("mllp", writers=WRITERS, beat=lambda: beats.append(1))
    intake._rounds()
    assert len(beats) == 1
    monkeypatch.setattr(intake._writers[-1]._keeper, "_failures", 1)
    monkeypatch.setattr(intake._beat, "_next", 0.0)
    intake._rounds()
    assert len(beats) == 1, "one of them cannot reach the database"
    monkeypatch.setattr(intake._writers[-1]._keeper, "_failures", 0)
    monkeypatch.setattr(intake._writers[-1], "_came_round", float("-inf"))
    intake._rounds()
    assert len(beats) == 1, "one of them hangs"


def test_a_process_of_its_own_keeps_what_the_listener_reads(ana: Bedside, stopped: datetime) -> None:
    """The same answers, in the listener's own time, and in the same stream."""
    good = hl7("MON-A", stopped, hr=71)

    async def run() -> list[Outcome]:
        intake = Intake("mllp", apart=True)
        intake.start()
        try:
            return [await intake.submit(message(data)) for data in (good, good, b"no HL7")]
        finally:
            await intake.stop()

    first, again, broken = asyncio.run(run())
    assert (first.code, first.accepted, first.duplicate) == ("AA", again.accepted, False)
    assert (again.code, again.duplicate) == ("AA", True)
    assert broken.code != "AA"
    assert [row.n for row in raw()] == [1, 2]
    assert {row.received_at for row in raw()} == {stopped}


def test_when_the_process_that_keeps_is_killed_nothing_is_acknowledged_and_the_intake_is_not_alive(
    ana: Bedside, stopped: datetime
) -> None:
    async def run() -> tuple[Outcome, bool]:
        intake = Intake("mllp", apart=True)
        intake.start()
        try:
            kept = await intake.submit(message(hl7("MON-A", stopped, hr=71)))
            intake._writers[0]._keeper._process.kill()  # type: ignore[attr-defined]
            with pytest.raises(DatabaseAway):
                await intake.submit(message(hl7("MON-A", stopped, hr=72)))
        finally:
            await intake.stop()
        return kept, intake.alive

    assert [getattr(one, "code", one) for one in asyncio.run(run())] == ["AA", False]
    assert len(raw()) == 1
