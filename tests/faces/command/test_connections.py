"""Idle sockets and endless heads: what they may cost the server, and that the others are answered meanwhile."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any

import pytest
import uvicorn
from uvicorn.server import ServerState

from euthymia.faces.command import connections

Client = tuple[asyncio.StreamReader, asyncio.StreamWriter]
Connect = Callable[[], Awaitable[Client]]
ASK = b"GET / HTTP/1.1\r\nhost: here\r\n\r\n"


async def page(scope: Any, receive: Any, send: Any) -> None:
    """Answers `/` at once; `/stream` says one word and stays open."""
    stays = scope["path"] == "/stream"
    await send({"type": "http.response.start", "status": 200, "headers": []})
    await send({"type": "http.response.body", "body": b"word", "more_body": stays})
    while stays and (await receive())["type"] != "http.disconnect":
        pass


@asynccontextmanager
async def serving() -> AsyncIterator[Connect]:
    config, state = uvicorn.Config(page, http=connections.Connection, log_level="critical"), ServerState()
    config.load()
    loop = asyncio.get_running_loop()
    server = await loop.create_server(lambda: connections.Connection(config, state, {}), "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    opened: list[Client] = []

    async def connect() -> Client:
        opened.append(await asyncio.open_connection("127.0.0.1", port))
        return opened[-1]

    try:
        async with asyncio.timeout(60):
            yield connect
    finally:
        for _, writer in opened:
            writer.close()
        server.close()
        await asyncio.gather(*state.tasks, return_exceptions=True)


async def answered(client: Client, ask: bytes = ASK) -> bytes:
    reader, writer = client
    writer.write(ask)
    return await reader.readline()


def test_idle_sockets_make_room_and_streams_stay(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connections, "MOST_CONNECTIONS", 4)

    async def run() -> None:
        async with serving() as connect:
            stream = await connect()
            assert b"200" in await answered(stream, ASK.replace(b"/ ", b"/stream "))
            idle = [await connect() for _ in range(3)]
            for _ in range(20):
                newcomer = await connect()
                assert b"200" in await answered(newcomer)
                newcomer[1].close()
                idle.append(await connect())
            assert await idle[0][0].read() == b"", "who was idle longest made room"
            await stream[0].readuntil(b"word")
            assert not stream[0].at_eof(), "a stream makes room for nobody"

    asyncio.run(run())


@pytest.mark.parametrize(
    ("before", "said"),
    [(b"", b""), (b"", b"GET / HTTP/1.1\r\nhos"), (ASK, b"GET / HT")],
    ids=["nothing", "half a head", "half a second head"],
)
def test_a_head_that_does_not_come_ends_the_connection(
    before: bytes, said: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(connections, "HEAD_S", 0.01)

    async def run() -> None:
        async with serving() as connect:
            reader, writer = await connect()
            writer.write(before)
            if before:
                await reader.readuntil(b"word")
            writer.write(said)
            await reader.read()
            assert reader.at_eof()

    asyncio.run(run())


def test_a_head_without_end_is_refused() -> None:
    async def run() -> None:
        async with serving() as connect:
            reader, writer = await connect()
            writer.write(b"GET / HTTP/1.1\r\n")
            line = b"x: " + b"y" * 1000 + b"\r\n"
            writer.write(line * (connections.HEAD_BYTES // len(line) + 1))
            assert b"431" in await reader.readline()

    asyncio.run(run())


def test_a_stream_outlives_the_time_for_a_head(monkeypatch: pytest.MonkeyPatch) -> None:
    """The clock for the head stops when the head is there, however long the answer lasts."""
    made: list[connections.Connection] = []
    begin = connections.Connection.connection_made

    def noted(self: connections.Connection, transport: Any) -> None:
        made.append(self)
        begin(self, transport)

    monkeypatch.setattr(connections.Connection, "connection_made", noted)

    async def run() -> None:
        async with serving() as connect:
            stream = await connect()
            assert b"200" in await answered(stream, ASK.replace(b"/ ", b"/stream "))
            assert (made[0].awaits_head, made[0].head_timer) == (False, None)

    asyncio.run(run())
