"""What every driver promises, run on every driver there is."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from euthymia.domain import wire

SAMPLES = {path.name: path.read_bytes() for path in sorted((Path(__file__).parent / "samples").iterdir())}
RECEIVED = datetime(2026, 11, 20, 17, 15, tzinfo=UTC)
each_driver = pytest.mark.parametrize("driver", wire.DRIVERS, ids=lambda driver: driver.manifest.name)


def check(decoded: wire.Decoded, driver: wire.Driver) -> None:
    for reading in decoded.readings:
        channel = wire.CHANNELS[reading.channel]
        assert reading.channel in driver.manifest.channels
        assert reading.unit == channel.unit and reading.unit in driver.manifest.units
        assert channel.low <= reading.value <= channel.high
        assert isinstance(reading.measured_at.utcoffset(), timedelta)
        assert (reading.device + (reading.group or "")).isprintable()
    for part in decoded.refused:
        assert part.why
    wire.verdict(decoded)


def read(driver: wire.Driver, data: bytes) -> list[wire.Decoded]:
    found = []
    for part in driver.split(data):
        if isinstance(part, bytes):
            found.append(driver.decode(part, received_at=RECEIVED))
            check(found[-1], driver)
    return found


@each_driver
def test_the_manifest_is_complete(driver: wire.Driver) -> None:
    manifest = driver.manifest
    texts = (manifest.name, manifest.title, manifest.protocol, manifest.notes, manifest.source)
    assert all(texts) and manifest.makers
    assert set(manifest.channels) <= set(wire.CHANNELS)
    assert set(manifest.units) <= {"/min", "%", "mm[Hg]", "Cel"}
    assert wire.driver(manifest.name) is driver


def test_every_range_says_where_it_comes_from() -> None:
    assert list(wire.CHANNELS) == ["sbp", "dbp", "map", "hr", "pr", "spo2", "rr", "etco2", "temp"]
    for channel in wire.CHANNELS.values():
        assert channel.low < channel.high
        assert channel.range_provenance.confidence.is_site_setting


def test_an_unknown_driver_is_named_with_the_known_ones() -> None:
    with pytest.raises(KeyError, match="hl7v2, csv, vitals-json"):
        wire.driver("bluetooth")


@pytest.mark.parametrize("name", SAMPLES)
def test_every_sample_is_recognised_by_its_driver(name: str) -> None:
    expected = {"hl7": "hl7v2", "csv": "csv", "json": "vitals-json"}[name.rpartition(".")[2]]
    driver = wire.recognise(SAMPLES[name])
    assert driver is not None and driver.manifest.name == expected
    read(driver, SAMPLES[name])


@each_driver
@given(data=st.binary(max_size=300))
@settings(max_examples=150, deadline=None)
def test_no_bytes_raise(driver: wire.Driver, data: bytes) -> None:
    check(driver.decode(data, received_at=RECEIVED), driver)
    read(driver, data)
    wire.recognise(data)


@each_driver
@given(data=st.data())
@settings(max_examples=200, deadline=None)
def test_no_mutation_of_a_real_form_raises_or_lets_an_impossible_value_through(
    driver: wire.Driver, data: st.DataObject
) -> None:
    message = bytearray(SAMPLES[data.draw(st.sampled_from(sorted(SAMPLES)))])
    for _ in range(data.draw(st.integers(1, 4))):
        start = data.draw(st.integers(0, len(message)))
        stop = data.draw(st.integers(start, min(len(message), start + 30)))
        message[start:stop] = data.draw(
            st.one_of(
                st.binary(max_size=6),
                st.sampled_from(
                    [b"|", b"^", b"\r", b"~", b"\\", b"1e309", b"-100", b"NaN", b"\x0bMSH", b"\x1c\r"]
                ),
            )
        )
    read(driver, bytes(message))
    check(driver.decode(bytes(message), received_at=RECEIVED), driver)


@each_driver
def test_every_prefix_of_a_file_reads_as_a_part_of_it(driver: wire.Driver) -> None:
    name = {"hl7v2": "gateway_pcd01.hl7", "csv": "readings.csv", "vitals-json": "readings.json"}
    whole = SAMPLES[name[driver.manifest.name]]
    full = {(r.channel, r.value, r.measured_at) for part in read(driver, whole) for r in part.readings}
    for length in range(0, len(whole), 7):
        cut = read(driver, whole[:length])
        assert {(r.channel, r.value, r.measured_at) for part in cut for r in part.readings} <= full


def test_a_reading_becomes_the_promised_object() -> None:
    reading = wire.Reading("sbp", 121.0, "mm[Hg]", RECEIVED, "g", "mon-1", "MDC_PRESS_BLD_NONINV_SYS")
    assert reading.to_json() == {
        "channel": "sbp",
        "value": 121.0,
        "unit": "mm[Hg]",
        "measured_at": "2026-11-20T17:15:00+00:00",
        "group": "g",
        "source": {"device": "mon-1", "code": "MDC_PRESS_BLD_NONINV_SYS"},
    }
    assert wire.Refused("why", "segment 4").to_json() == {"refused": "why", "at": "segment 4"}
    assert re.fullmatch(r"[a-z0-9-]+", wire.Kind.KEEP_ALIVE)
