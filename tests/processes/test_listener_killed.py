"""Kill the real listener at any moment: whatever it acknowledged is in the database, exactly once."""

from __future__ import annotations

import hashlib
import random
from collections import Counter
from datetime import datetime, timedelta

import pytest

from euthymia.clinic.devices.models import RawMessage
from euthymia.kit import clock, units
from euthymia.kit.models import Heartbeat
from support import bedside
from support.bedside import BY, hl7
from support.cast import Cast
from support.processes import PATIENCE_S, Sender, running

pytestmark = [pytest.mark.processes, pytest.mark.usefixtures("committed")]
KILLS = 15
IN_FLIGHT = 40


def message(at: datetime, number: int) -> bytes:
    return hl7(
        "MON-A", at + timedelta(milliseconds=100 * number), control=f"C{number}", hr=60 + number % 60, spo2=97
    )


def stream_until(port: int, at: datetime, first: int, count: int) -> list[int]:
    """Keep messages from `first` on in flight until `count` are acknowledged; those that were, in order."""
    sender, acknowledged = Sender(port), []
    try:
        sender.send([message(at, number) for number in range(first, first + IN_FLIGHT)])
        while len(acknowledged) < count:
            answer = sender.answer()
            assert answer == ("AA", f"C{first + len(acknowledged)}")
            acknowledged.append(first + len(acknowledged))
            sender.send([message(at, acknowledged[-1] + IN_FLIGHT)])
        return acknowledged
    finally:
        sender.close()


def test_every_acknowledged_message_is_stored_exactly_once(cast: Cast, stopped: datetime) -> None:
    there = bedside.set_up(cast.lakeside, cast.ana_patient, cast.chairs[0], "MON-A")
    chance = random.Random(20261122)
    acknowledged: list[int] = []
    for _ in range(KILLS):
        with running("listen", "--port", "0") as listener:
            port = int(listener.wait_for(r"listening on .*:(\d+)")[1])
            acknowledged += stream_until(port, stopped, len(acknowledged), chance.randint(1, 120))
            listener.kill()
    with running("listen", "--port", "0") as listener:
        port = int(listener.wait_for(r"listening on .*:(\d+)")[1])
        acknowledged += stream_until(port, stopped, len(acknowledged), 1)
        assert listener.stop() == 0

    with units.unit(tenant=units.EVERY_TENANT, actor=BY):
        digests = Counter(bytes(digest) for digest in RawMessage.objects.values_list("digest", flat=True))
        numbers = list(RawMessage.objects.order_by("n").values_list("n", flat=True))
    assert set(digests.values()) == {1}
    assert numbers == list(range(1, len(numbers) + 1))
    assert all(hashlib.sha256(message(stopped, number)).digest() in digests for number in acknowledged)
    stored = Counter((channel, at) for _, channel, _, at in there.samples())
    assert set(stored.values()) == {1}
    for number in acknowledged:
        at = stopped + timedelta(milliseconds=100 * number)
        assert stored[("hr", at)] == stored[("spo2", at)] == 1


def test_a_stopped_listener_has_answered_what_it_read_and_its_heart_beat(
    cast: Cast, stopped: datetime
) -> None:
    there = bedside.set_up(cast.lakeside, cast.ana_patient, cast.chairs[0], "MON-A")
    started_at = clock.wall()
    with running("listen", "--port", "0") as listener:
        port = int(listener.wait_for(r"listening on .*:(\d+)")[1])
        sender = Sender(port)
        sender.send([message(stopped, number) for number in range(200)])
        answers = [sender.answer()]
        assert listener.stop() == 0
        while (answer := sender.answer()) is not None:
            answers.append(answer)
        sender.close()
    assert answers == [("AA", f"C{number}") for number in range(len(answers))]
    assert len(there.samples()) == 2 * len(answers)
    assert Heartbeat.objects.get(process__startswith="listen:").at >= started_at


def test_a_port_that_is_taken_is_said_and_the_exit_status_is_2(cast: Cast) -> None:
    with running("listen", "--port", "0") as first:
        port = first.wait_for(r"listening on .*:(\d+)")[1]
        with running("listen", "--port", port) as second:
            second.wait_for("cannot listen")
            second.popen.wait(PATIENCE_S)
            assert second.popen.returncode == 2
