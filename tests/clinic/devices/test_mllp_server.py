"""The MLLP port, over real sockets: what a peer may do wrong, and what it gets for it."""

from __future__ import annotations

import asyncio
import ipaddress
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from typing import Any

import pytest

from euthymia.clinic.devices.intake import WRITERS, Intake
from euthymia.clinic.devices.mllp_server import MllpServer, Settings
from euthymia.clinic.devices.models import RawMessage
from euthymia.domain.wire import frame
from euthymia.kit import clock, units
from support import bedside
from support.bedside import BY, Bedside, hl7
from support.cast import Cast

pytestmark = pytest.mark.usefixtures("committed")


class Peer:
    """A monitor's end of the line."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.reader, self.writer = reader, writer

    async def send(self, data: bytes) -> None:
        self.writer.write(data)
        await self.writer.drain()

    async def answer(self) -> tuple[str, str]:
        """(code, control id) of the next acknowledgement; ("", "") when the line was closed."""
        async with asyncio.timeout(120):
            try:
                data = await self.reader.readuntil(b"\x1c\x0d")
            except (asyncio.IncompleteReadError, ConnectionError):
                return "", ""
        msa = next(line for line in data.split(b"\r") if line.startswith(b"MSA")).decode().split("|")
        return msa[1], msa[2]

    async def answers(self, count: int) -> list[tuple[str, str]]:
        return [await self.answer() for _ in range(count)]


def talk(
    job: Callable[[Callable[[], Awaitable[Peer]]], Awaitable[None]], intake: Any = None, **settings: Any
) -> None:
    """Run `job(connect)` against a server on a free port."""

    async def run() -> None:
        into = intake or Intake("mllp", writers=WRITERS)
        server = MllpServer(into, Settings(port=0, **settings))
        into.start()
        await server.start()
        writers = []

        async def connect() -> Peer:
            reader, writer = await asyncio.open_connection("127.0.0.1", server.port)
            writers.append(writer)
            return Peer(reader, writer)

        try:
            await job(connect)
        finally:
            for writer in writers:
                writer.close()
            await server.stop()
            await into.stop()

    asyncio.run(run())


@pytest.fixture
def ana(cast: Cast) -> Bedside:
    there = bedside.set_up(cast.lakeside, cast.ana_patient, cast.chairs[0], "MON-A")
    clock.advance(timedelta(minutes=5))
    return there


def readings(at: datetime, count: int) -> list[bytes]:
    return [hl7("MON-A", at + timedelta(seconds=n), control=f"C{n}", hr=60 + n) for n in range(count)]


def test_many_messages_in_one_write_are_answered_in_order(ana: Bedside, stopped: datetime) -> None:
    async def job(connect: Any) -> None:
        peer = await connect()
        await peer.send(b"".join(frame(one) for one in readings(stopped, 150)))
        assert await peer.answers(150) == [("AA", f"C{n}") for n in range(150)]

    talk(job)
    assert [value for _, _, value, _ in ana.samples()] == [60.0 + n for n in range(150)]


def test_a_message_may_come_byte_by_byte(ana: Bedside, stopped: datetime) -> None:
    async def job(connect: Any) -> None:
        peer = await connect()
        for byte in frame(readings(stopped, 1)[0]):
            await peer.send(bytes([byte]))
        assert await peer.answer() == ("AA", "C0")

    talk(job)


def test_bad_messages_are_answered_and_the_line_stays_open(ana: Bedside, stopped: datetime) -> None:
    good = readings(stopped, 2)
    too_long = hl7("MON-A", stopped, control="LONG", hr=70, padding=5000)

    async def job(connect: Any) -> None:
        peer = await connect()
        await peer.send(b"noise before" + frame(b"not HL7") + frame(good[0]))
        assert await peer.answers(2) == [("AE", ""), ("AA", "C0")]
        await peer.send(frame(too_long) + b"\x0bMSH|a frame that never ends" + frame(good[1]))
        codes = await peer.answers(2)
        assert codes == [("AE", ""), ("AA", "C1")]

    talk(job, frame_bytes=2000)
    with units.unit(tenant=units.EVERY_TENANT, actor=BY):
        kept = sorted(RawMessage.objects.values_list("answer", flat=True))
    assert kept == ["", "", "AA", "AA", "AE", "AE"]


def test_kinds_that_are_not_ours_are_answered_ar(ana: Bedside, stopped: datetime) -> None:
    alert = hl7("MON-A", stopped, control="C9", hr=70).replace(b"ORU^R01^ORU_R01", b"ORU^R40^ORU_R40")

    async def job(connect: Any) -> None:
        peer = await connect()
        await peer.send(frame(alert))
        assert await peer.answer() == ("AR", "C9")

    talk(job)
    assert ana.samples() == []


def test_a_peer_that_ends_its_side_still_gets_its_answers(ana: Bedside, stopped: datetime) -> None:
    async def job(connect: Any) -> None:
        peer = await connect()
        await peer.send(b"".join(frame(one) for one in readings(stopped, 5)))
        peer.writer.write_eof()
        assert await peer.answers(6) == [*(("AA", f"C{n}") for n in range(5)), ("", "")]

    talk(job)


def test_a_peer_that_reads_no_answers_makes_nobody_else_wait(ana: Bedside, stopped: datetime) -> None:
    async def job(connect: Any) -> None:
        deaf = await connect()
        deaf.reader._transport.pause_reading()
        flood = asyncio.create_task(deaf.send(b"".join(frame(one) for one in readings(stopped, 250)) * 100))
        other = await connect()
        await other.send(frame(hl7("MON-A", stopped, control="OTHER", spo2=98)))
        assert await other.answer() == ("AA", "OTHER")
        flood.cancel()
        await asyncio.gather(flood, return_exceptions=True)
        deaf.writer.transport.abort()

    talk(job)


def test_a_silent_peer_is_hung_up_on(ana: Bedside) -> None:
    async def job(connect: Any) -> None:
        peer = await connect()
        assert await peer.answer() == ("", "")

    talk(job, idle_s=0.05)


def test_only_allowed_addresses_come_in(ana: Bedside, stopped: datetime) -> None:
    async def elsewhere(connect: Any) -> None:
        peer = await connect()
        assert await peer.answer() == ("", "")

    async def here(connect: Any) -> None:
        peer = await connect()
        await peer.send(frame(readings(stopped, 1)[0]))
        assert await peer.answer() == ("AA", "C0")

    talk(elsewhere, allow=[ipaddress.ip_network("10.0.0.0/8")])
    talk(here, allow=[ipaddress.ip_network("127.0.0.0/8")])


def test_beyond_the_number_of_connections_peers_are_turned_away(ana: Bedside, stopped: datetime) -> None:
    async def job(connect: Any) -> None:
        first = await connect()
        await first.send(frame(readings(stopped, 1)[0]))
        assert await first.answer() == ("AA", "C0")
        second = await connect()
        assert await second.answer() == ("", "")

    talk(job, max_connections=1)


def test_while_nothing_can_be_stored_the_line_is_closed_without_an_answer(
    ana: Bedside, stopped: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    from django.db import OperationalError

    from euthymia.clinic.devices import reception

    store = reception.store
    lost = True

    def store_or_lose(*given: Any) -> Any:
        if lost:
            from django.db import connection

            connection.close()
            raise OperationalError("the server is gone")
        return store(*given)

    monkeypatch.setattr(reception, "store", store_or_lose)

    async def job(connect: Any) -> None:
        nonlocal lost
        peer = await connect()
        await peer.send(b"".join(frame(one) for one in readings(stopped, 3)))
        assert await peer.answer() == ("", "")
        lost = False
        while True:
            peer = await connect()
            await peer.send(b"".join(frame(one) for one in readings(stopped, 3)))
            first = await peer.answer()
            if first != ("", ""):
                break
        assert [first, *await peer.answers(2)] == [("AA", f"C{n}") for n in range(3)]

    talk(job)
    assert [value for _, _, value, _ in ana.samples()] == [60.0, 61.0, 62.0]


def test_stopping_answers_what_was_read(ana: Bedside, stopped: datetime) -> None:
    async def run() -> list[tuple[str, str]]:
        intake = Intake("mllp")
        server = MllpServer(intake, Settings(port=0))
        intake.start()
        await server.start()
        peer = Peer(*await asyncio.open_connection("127.0.0.1", server.port))
        await peer.send(b"".join(frame(one) for one in readings(stopped, 40)))
        answered = [await peer.answer()]
        await server.stop()
        await intake.stop()
        while (one := await peer.answer()) != ("", ""):
            answered.append(one)
        peer.writer.close()
        return answered

    answered = asyncio.run(run())
    assert answered == [("AA", f"C{n}") for n in range(len(answered))]
    assert [value for _, _, value, _ in ana.samples()] == [60.0 + n for n in range(len(answered))]
