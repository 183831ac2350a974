"""Messages of real devices, where the checkout has them beside it: readings or a stated refusal, always an answer."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from euthymia.domain import wire
from euthymia.domain.wire import hl7
from euthymia.domain.wire.hl7v2 import Hl7v2

DATA = Path(__file__).resolve().parents[4] / "shared" / "data"
FILES = sorted([*DATA.glob("hl7v2-ihe-pcd/*.hl7"), *DATA.glob("hl7v2-draeger-acm/*.txt")])
NOW = datetime(2026, 11, 20, 17, 15, tzinfo=UTC)
READINGS = {
    "pcd01_bp_cuff.hl7": {"sbp": 120, "dbp": 80, "map": 100},
    "pcd01_gateway_episodic_nibp.hl7": {"sbp": 111, "dbp": 60, "map": 80, "pr": 63},
    "pcd01_philips_periodic.hl7": {"sbp": 117, "dbp": 82, "map": 90, "hr": 80, "rr": 30, "spo2": 99},
}


def found() -> dict[str, wire.Decoded]:
    return {path.name: Hl7v2().decode(path.read_bytes(), received_at=NOW) for path in FILES}


def test_each_gives_its_readings_or_says_why_not() -> None:
    for name, decoded in found().items():
        values = {reading.channel: reading.value for reading in decoded.readings}
        assert values == READINGS.get(name, {}), name
        assert bool(decoded.refused) is (name not in READINGS), name
        assert decoded.kind.is_ours is (name in READINGS), name


def test_each_is_answered_with_its_own_control_id() -> None:
    for path in FILES:
        code, text = wire.verdict(Hl7v2().decode(path.read_bytes(), received_at=NOW))
        answer = wire.acknowledge(path.read_bytes(), code, text, control_id_of_ours="a", at=NOW)
        assert code == ("AA" if path.name in READINGS else "AR")
        assert hl7.parse(answer).segments[1].raw(2) == hl7.parse(path.read_bytes()).header.raw(10)


@pytest.mark.parametrize("name", sorted(READINGS))
def test_times_of_the_observation_go_before_those_of_the_order(name: str) -> None:
    for reading in found()[name].readings if name in found() else ():
        if name == "pcd01_philips_periodic.hl7":
            cuff = reading.group is not None
            assert reading.measured_at.hour == (11 if cuff else 18)
