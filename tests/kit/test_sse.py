"""Live streams: what a page is told, who may be told it, and that no page can hold up another."""

from __future__ import annotations

import asyncio
import json
import re
import threading
from collections.abc import Awaitable, Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

import pytest

from euthymia.kit import beats, live, sse, units

pytestmark = pytest.mark.usefixtures("committed")
TENANT = UUID(int=7)


@dataclass(eq=False)
class Counter:
    """A feed of one number at /count/NAME. `who` may follow it; `reads` counts how often it was asked."""

    n: int = 0
    who: set[str] = field(default_factory=lambda: {"noor"})
    reads: int = 0
    begun: list[str] = field(default_factory=list)
    asked: threading.Semaphore = field(default_factory=lambda: threading.Semaphore(0))
    pattern: re.Pattern[str] = re.compile(r"^/count/(?P<name>\w+)$")

    def admit(self, user: Any, tenant: UUID, match: re.Match[str]) -> sse.Subscription | None:
        self.asked.release()
        if user not in self.who or tenant != TENANT:
            return None
        topics = frozenset({f"count:{match['name']}"})
        return sse.Subscription(topics, self, match["name"], lambda: self.begun.append(user))

    def news(self, reached: Mapping[str, int]) -> dict[str, dict[str, Any]]:
        self.reads += 1
        return {name: {"n": self.n, "was": after} for name, after in reached.items() if self.n > after}

    def move(self, to: int, name: str = "a") -> None:
        self.n = to
        with units.unit(tenant=units.EVERY_TENANT, actor="a test"):
            live.notify({f"count:{name}": to})


class Page:
    """A browser's end of a stream."""

    def __init__(
        self, hub: sse.Hub, feed: Counter, path: str, user: str, cursor: str, *, deaf: bool = False
    ) -> None:
        headers = [(b"cookie", f"user={user}".encode())]
        if cursor:
            headers.append((b"last-event-id", cursor.encode()))
        scope = {"path": path, "headers": headers, "query_string": b"", "method": "GET"}
        request = sse.requested((feed,), scope)
        assert isinstance(request, sse.Request)
        self.status = 0
        self.gone = asyncio.Event()
        self.said: asyncio.Queue[tuple[str, dict[str, Any], str]] = asyncio.Queue()
        self.deaf = deaf
        self.task = asyncio.create_task(hub.serve(request, self._receive, self._send))

    async def _receive(self) -> dict[str, Any]:
        await self.gone.wait()
        return {"type": "http.disconnect"}

    async def _send(self, message: Any) -> None:
        if message["type"] == "http.response.start":
            self.status = message["status"]
            return
        if self.deaf and message["body"].startswith(b"id:"):
            await asyncio.Event().wait()
        for block in message["body"].decode().split("\n\n"):
            lines = dict(line.split(": ", 1) for line in block.split("\n") if ": " in line)
            if "event" in lines:
                self.said.put_nowait((lines["event"], json.loads(lines["data"]), lines.get("id", "")))

    async def next(self, kind: str = "message") -> tuple[dict[str, Any], str]:
        async with asyncio.timeout(120):
            while True:
                event, data, number = await self.said.get()
                if event == kind:
                    return data, number

    async def leave(self) -> None:
        self.gone.set()
        async with asyncio.timeout(120):
            await self.task


SIGNED_IN: dict[str, str] = {}  # whose a cookie has become


def identify(cookies: Any) -> tuple[str, UUID] | None:
    name = cookies.get("user")
    name = SIGNED_IN.get(name, name)
    return (name, TENANT) if name else None


Opening = Callable[..., Page]


def run(job: Callable[[sse.Hub, Opening], Awaitable[None]], feed: Counter) -> None:
    async def main() -> None:
        hub = sse.Hub(identify, {"watcher_age_s": "monitor", "listener_age_s": "listen"})
        hub.start()
        pages: list[Page] = []

        def open_page(path: str = "/count/a", user: str = "noor", cursor: str = "", **more: Any) -> Page:
            pages.append(Page(hub, feed, path, user, cursor, **more))
            return pages[-1]

        try:
            await hub.listens.wait()
            await job(hub, open_page)
        finally:
            for page in pages:
                page.gone.set()
            with suppress(TimeoutError):
                async with asyncio.timeout(120):
                    await asyncio.gather(*(page.task for page in pages))
            assert hub.open == 0
            await hub.stop()

    asyncio.run(main())


async def move(feed: Counter, to: int, name: str = "a") -> None:
    from django.db import connection

    def in_thread() -> None:
        try:
            feed.move(to, name)
        finally:
            connection.close()

    await asyncio.to_thread(in_thread)


@pytest.fixture
def feed() -> Iterator[Counter]:
    yield Counter(n=3)


def test_a_page_is_told_what_it_has_not_seen_and_then_what_is_new(feed: Counter) -> None:
    async def job(hub: sse.Hub, open_page: Opening) -> None:
        page = open_page()
        assert await page.next() == ({"n": 3, "was": 0}, "3")
        await move(feed, 4)
        assert await page.next() == ({"n": 4, "was": 3}, "4")

    run(job, feed)


def test_a_page_resumes_at_its_cursor_at_another_server(feed: Counter) -> None:
    async def before(hub: sse.Hub, open_page: Opening) -> None:
        assert (await open_page().next())[1] == "3"

    async def after(hub: sse.Hub, open_page: Opening) -> None:
        page = open_page(cursor="3")
        assert await page.next() == ({"n": 9, "was": 3}, "9")

    run(before, feed)
    feed.n = 9
    run(after, feed)


def test_other_topics_do_not_wake_a_page(feed: Counter) -> None:
    async def job(hub: sse.Hub, open_page: Opening) -> None:
        page, other = open_page(), open_page("/count/b")
        await page.next()
        await other.next()
        reads = feed.reads
        await move(feed, 5, "b")
        assert (await other.next())[1] == "5"
        assert feed.reads == reads + 1

    run(job, feed)


def test_many_notices_become_few_messages_and_none_is_lost(feed: Counter) -> None:
    async def job(hub: sse.Hub, open_page: Opening) -> None:
        page = open_page()
        await page.next()
        for n in range(4, 44):
            await move(feed, n)
        while (await page.next())[1] != "43":
            pass
        assert feed.reads < 40

    run(job, feed)


def test_a_page_that_takes_nothing_delays_nobody(feed: Counter) -> None:
    async def job(hub: sse.Hub, open_page: Opening) -> None:
        open_page(deaf=True)
        page = open_page()
        await page.next()
        for n in range(4, 8):
            await move(feed, n)
            assert (await page.next())[1] == str(n)

    run(job, feed)


def test_strangers_are_not_admitted(feed: Counter) -> None:
    async def job(hub: sse.Hub, open_page: Opening) -> None:
        nobody, stranger = open_page(user=""), open_page(user="mallory")
        await asyncio.gather(nobody.task, stranger.task)
        assert (nobody.status, stranger.status) == (401, 403)

    run(job, feed)


def test_who_may_no_longer_follow_is_told_so_and_the_stream_ends(
    feed: Counter, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sse, "ADMIT_AGAIN_S", 0.05)

    async def job(hub: sse.Hub, open_page: Opening) -> None:
        page = open_page()
        await page.next()
        feed.who.clear()
        await page.next("closed")
        async with asyncio.timeout(120):
            await page.task

    run(job, feed)


def test_that_somebody_follows_is_noted_once_for_each_opening_and_person(
    feed: Counter, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sse, "ADMIT_AGAIN_S", 0.01)
    feed.who.add("tomas")

    async def asked_again(times: int = 3) -> None:
        for _ in range(times):
            assert await asyncio.to_thread(feed.asked.acquire, timeout=120)

    async def job(hub: sse.Hub, open_page: Opening) -> None:
        page = open_page()
        await page.next()
        await asked_again()
        assert feed.begun == ["noor"]
        monkeypatch.setitem(SIGNED_IN, "noor", "tomas")
        while feed.begun == ["noor"]:
            await asked_again(1)
        await asked_again()
        assert feed.begun == ["noor", "tomas"]
        await page.leave()
        await open_page().next()
        assert feed.begun == ["noor", "tomas", "tomas"]

    run(job, feed)


def test_a_page_hears_whose_hearts_beat(feed: Counter) -> None:
    beats.beat("monitor")

    async def job(hub: sse.Hub, open_page: Opening) -> None:
        page = open_page()
        while (heard := await page.next("heartbeat"))[0]["watcher_age_s"] is None:
            pass
        assert heard[0]["watcher_age_s"] >= 0
        assert heard[0]["listener_age_s"] is None
        assert "T" in heard[0]["now"]

    run(job, feed)


def test_a_page_that_left_is_forgotten(feed: Counter) -> None:
    async def job(hub: sse.Hub, open_page: Opening) -> None:
        page = open_page()
        await page.next()
        assert hub.open == 1
        await page.leave()
        assert hub.open == 0

    run(job, feed)


def test_the_end_of_the_server_ends_every_stream_at_once(feed: Counter) -> None:
    async def job(hub: sse.Hub, open_page: Opening) -> None:
        pages = [open_page() for _ in range(5)]
        for page in pages:
            await page.next()
        hub.close()
        async with asyncio.timeout(120):
            await asyncio.gather(*(page.task for page in pages))

    run(job, feed)


def test_a_lost_listener_comes_back_and_finds_what_it_missed(feed: Counter) -> None:
    async def job(hub: sse.Hub, open_page: Opening) -> None:
        page = open_page()
        await page.next()
        feed.n = 8  # nobody notified: as if said while the line was down
        await asyncio.to_thread(_cut_listeners)
        assert (await page.next())[1] == "8"
        await move(feed, 9)
        assert (await page.next())[1] == "9"

    run(job, feed)


def _cut_listeners() -> None:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
            "WHERE datname = current_database() AND pid <> pg_backend_pid() AND query ILIKE 'LISTEN%%' OR query = %s",
            [beats.SEEN],
        )
    connection.close()


@pytest.mark.parametrize("cursor", ["-1", "x", "1.5", "9" * 19])
def test_an_unusable_cursor_is_refused(cursor: str, feed: Counter) -> None:
    scope = {"path": "/count/a", "headers": [], "query_string": f"cursor={cursor}".encode()}
    assert isinstance(sse.requested((feed,), scope), str)


def test_a_cursor_may_stand_in_the_address(feed: Counter) -> None:
    scope = {"path": "/count/a", "headers": [], "query_string": b"cursor=12"}
    request = sse.requested((feed,), scope)
    assert isinstance(request, sse.Request) and request.cursor == 12


def test_other_addresses_are_no_streams(feed: Counter) -> None:
    assert sse.requested((feed,), {"path": "/count/", "headers": [], "query_string": b""}) is None
