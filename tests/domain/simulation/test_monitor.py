"""Simulated monitors: what they send is read back by the real driver, well behaved or not."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from euthymia.domain.quantities import Unusable
from euthymia.domain.simulation import (
    DIALECTS,
    Dialect,
    Misbehaviour,
    SimulatedMonitor,
    SimulatedPatient,
    Vitals,
)
from euthymia.domain.simulation.monitor import LARGEST_FRAME_BYTES
from euthymia.domain.wire import Decoded, Kind, Refused, driver

ZONE = ZoneInfo("America/Los_Angeles")
NOW = datetime(2026, 11, 20, 18, 0, tzinfo=UTC)
PATIENT = SimulatedPatient.from_seed(7)
CALM = PATIENT.vitals(603, 150.0, previous_s=602)
WITH_CUFF = PATIENT.vitals(603, 150.0, previous_s=590)

every_dialect = pytest.mark.parametrize("dialect", DIALECTS)


def a_monitor(dialect: Dialect, *faults: Misbehaviour) -> SimulatedMonitor:
    monitor = SimulatedMonitor("LAKE-1", dialect, ZONE, seed=3)
    monitor.faults.update(faults)
    return monitor


def decode(message: bytes) -> Decoded:
    return driver("hl7v2").decode(message, received_at=NOW, zone=ZONE)


def values(decoded: Decoded) -> dict[str, float]:
    return {reading.channel: reading.value for reading in decoded.readings}


@every_dialect
def test_continuous_values_come_back_from_the_driver(dialect: Dialect) -> None:
    monitor = a_monitor(dialect)
    (message,) = monitor.messages(NOW, CALM)
    decoded = decode(message)
    assert decoded.kind is Kind.OBSERVATIONS
    assert decoded.refused == ()
    assert values(decoded) == {
        "hr": CALM.heart_rate,
        "rr": CALM.respiratory_rate,
        "spo2": CALM.spo2,
        "pr": CALM.heart_rate,
    }
    assert {reading.measured_at for reading in decoded.readings} == {NOW}
    assert {reading.device for reading in decoded.readings} == {monitor.announced_as}


@every_dialect
def test_a_cuff_is_a_message_of_its_own_one_group_dated_when_measured(dialect: Dialect) -> None:
    _, message = a_monitor(dialect).messages(NOW, WITH_CUFF)
    decoded = decode(message)
    assert WITH_CUFF.cuff is not None
    assert decoded.refused == ()
    assert values(decoded) == {
        "sbp": WITH_CUFF.cuff.systolic,
        "dbp": WITH_CUFF.cuff.diastolic,
        "map": WITH_CUFF.cuff.mean,
    }
    assert {reading.measured_at for reading in decoded.readings} == {NOW - timedelta(seconds=3)}
    assert len({reading.group for reading in decoded.readings}) == 1
    assert decoded.readings[0].group


@given(
    st.sampled_from(DIALECTS),
    st.integers(0, 1_000),
    st.integers(0, 7_200),
    st.floats(0, 400),
    st.datetimes(datetime(2024, 1, 1), datetime(2030, 1, 1), timezones=st.just(UTC)),  # noqa: DTZ001
)
def test_whatever_a_patient_shows_is_read_back_whole(
    dialect: Dialect, seed: int, at_s: int, plasma_ng_per_ml: float, now: datetime
) -> None:
    vitals: Vitals = SimulatedPatient.from_seed(seed).vitals(at_s, plasma_ng_per_ml, previous_s=at_s - 600)
    decoded = [decode(message) for message in a_monitor(dialect).messages(now, vitals)]
    assert [part for one in decoded for part in one.refused] == []
    found = {channel: value for one in decoded for channel, value in values(one).items()}
    assert vitals.cuff is not None
    assert found == {
        "hr": vitals.heart_rate,
        "pr": vitals.heart_rate,
        "rr": vitals.respiratory_rate,
        "spo2": vitals.spo2,
        "sbp": vitals.cuff.systolic,
        "dbp": vitals.cuff.diastolic,
        "map": vitals.cuff.mean,
    }


@every_dialect
def test_the_same_calls_give_the_same_bytes_and_control_ids_never_repeat(dialect: Dialect) -> None:
    first, again = a_monitor(dialect), a_monitor(dialect)
    sent = [message for _ in range(3) for message in first.messages(NOW, WITH_CUFF)]
    assert sent == [message for _ in range(3) for message in again.messages(NOW, WITH_CUFF)]
    ids = [decode(message).control_id for message in sent]
    assert len(set(ids)) == len(ids) == 6


@every_dialect
def test_a_pulled_cable_is_no_signal_and_the_cuff_goes_on(dialect: Dialect) -> None:
    sensors, cuff = a_monitor(dialect, Misbehaviour.CABLE_PULLED).messages(NOW, WITH_CUFF)
    assert (decode(sensors).readings, decode(sensors).refused) == ((), ())
    assert set(values(decode(cuff))) == {"sbp", "dbp", "map"}
    assert (b"|-100|" in sensors) == (dialect == "mindray")


@every_dialect
def test_an_artefact_is_read_as_it_was_sent(dialect: Dialect) -> None:
    (message,) = a_monitor(dialect, Misbehaviour.ARTEFACT).messages(NOW, CALM)
    found = values(decode(message))
    assert found["hr"] >= CALM.heart_rate + 60
    assert found["spo2"] <= CALM.spo2 - 15
    assert decode(message).refused == ()


@every_dialect
def test_a_duplicate_is_the_same_byte_for_byte(dialect: Dialect) -> None:
    first, second = a_monitor(dialect, Misbehaviour.DUPLICATE).messages(NOW, CALM)
    assert first == second


@every_dialect
def test_out_of_order_holds_one_back_and_loses_none(dialect: Dialect) -> None:
    monitor = a_monitor(dialect, Misbehaviour.OUT_OF_ORDER)
    ticks = [NOW + timedelta(seconds=5 * n) for n in range(3)]
    assert monitor.messages(ticks[0], CALM) == []
    newer, older = monitor.messages(ticks[1], CALM)
    assert decode(newer).readings[0].measured_at == ticks[1]
    assert decode(older).readings[0].measured_at == ticks[0]
    assert monitor.messages(ticks[2], CALM) == []
    monitor.faults.clear()
    assert len(monitor.messages(ticks[2] + timedelta(seconds=5), CALM)) == 2


@every_dialect
def test_a_wrong_clock_moves_every_time_it_states(dialect: Dialect) -> None:
    sensors, cuff = a_monitor(dialect, Misbehaviour.CLOCK_WRONG).messages(NOW, WITH_CUFF)
    assert {reading.measured_at for reading in decode(sensors).readings} == {NOW + timedelta(hours=1)}
    assert {reading.measured_at for reading in decode(cuff).readings} == {
        NOW + timedelta(hours=1) - timedelta(seconds=3)
    }


@pytest.mark.parametrize(
    ("fault", "connected"), [(Misbehaviour.LINK_DROP, False), (Misbehaviour.SILENT, True)]
)
def test_a_dropped_link_and_a_silent_monitor_send_nothing(fault: Misbehaviour, connected: bool) -> None:
    monitor = a_monitor("pcd01", fault)
    assert monitor.messages(NOW, WITH_CUFF) == []
    assert monitor.connected is connected
    monitor.faults.clear()
    assert len(monitor.messages(NOW, WITH_CUFF)) == 2
    assert monitor.connected


@every_dialect
def test_a_truncated_message_ends_inside_a_segment_and_that_segment_is_lost(dialect: Dialect) -> None:
    (whole,) = a_monitor(dialect).messages(NOW, CALM)
    (cut,) = a_monitor(dialect, Misbehaviour.TRUNCATED).messages(NOW, CALM)
    assert whole.startswith(cut)
    assert not cut.endswith(b"\r")
    kept, refused = driver("hl7v2").split(cut)
    assert isinstance(kept, bytes)
    assert isinstance(refused, Refused)
    expected = {channel: value for channel, value in values(decode(whole)).items() if channel != "pr"}
    assert values(decode(kept)) == values(decode(cut)) == expected


@every_dialect
def test_an_oversized_message_is_larger_than_a_listener_takes(dialect: Dialect) -> None:
    (message,) = a_monitor(dialect, Misbehaviour.OVERSIZED).messages(NOW, CALM)
    assert len(message) > LARGEST_FRAME_BYTES
    assert decode(message).refused


@every_dialect
def test_a_repeated_control_id_carries_other_content(dialect: Dialect) -> None:
    monitor = a_monitor(dialect, Misbehaviour.SAME_CONTROL_ID)
    first, second = (monitor.messages(NOW + timedelta(seconds=n), CALM)[0] for n in (0, 5))
    assert decode(first).control_id == decode(second).control_id
    assert first != second


def test_every_misbehaviour_says_what_it_is() -> None:
    assert all(fault.meaning for fault in Misbehaviour)


@pytest.mark.parametrize(
    ("device_id", "dialect", "at"),
    [("LAKE|1", "pcd01", "device_id"), ("", "pcd01", "device_id"), ("A", "morse", "dialect")],
)
def test_a_monitor_that_cannot_be_is_refused(device_id: str, dialect: Dialect, at: str) -> None:
    with pytest.raises(Unusable) as refusal:
        SimulatedMonitor(device_id, dialect, ZONE, seed=1)
    assert refusal.value.faults[0].at == at


def test_a_time_without_offset_is_refused() -> None:
    with pytest.raises(Unusable, match="has no offset"):
        a_monitor("pcd01").messages(NOW.replace(tzinfo=None), CALM)
