"""Live streams: a hub that turns notifications into server-sent events.

One connection listens for every stream of the process. A stream is an event source with numbered
messages: whoever comes back with the last number gets what is newer, from any process of ours, because
what is said is computed from the database and not from what was heard. Many notifications become one
message; a slow reader delays nobody else and misses only what was overtaken.
"""

from __future__ import annotations

import asyncio
import logging
import re
import secrets
import threading
from collections.abc import Awaitable, Callable, Hashable, Iterator, Mapping, MutableMapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Protocol, TypeAlias, TypeVar
from uuid import UUID

import psycopg
from django.db import DatabaseError, InterfaceError, connection

from . import beats, clock, live

log = logging.getLogger(__name__)

Result = TypeVar("Result")
Scope: TypeAlias = MutableMapping[str, Any]
Receive: TypeAlias = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send: TypeAlias = Callable[[MutableMapping[str, Any]], Awaitable[None]]

HEARTBEAT_S = 2.0
DATABASE_SILENT_S = 3.0  # it is asked with every heartbeat
ADMIT_AGAIN_S = 30.0
AT_MOST_EVERY_S = 0.1
WRITE_S = 20.0
RETRY_MS = 1000
RECONNECT_S = (0.1, 0.25, 0.5, 1.0, 2.0)
WORKERS = 4


class Source(Protocol):
    """What answers streams, many at once. Sources that are equal are asked together, so it must be hashable."""

    def news(self, reached: Mapping[Any, int], /) -> Mapping[Any, dict[str, Any]]:
        """From each key and the number its page has reached to a message that carries the new one as "n".

        A key with nothing newer may be left out. Runs in a worker thread, outside any unit of work.
        """


@dataclass(frozen=True, slots=True)
class Subscription:
    """What one page follows: topics of `kit.live`, and under which key its source says what is new.

    `begun` notes that this person follows from now on: called once when a stream is opened, and again only
    when its cookie has become another person's.
    """

    topics: frozenset[str]
    source: Source
    key: Hashable
    begun: Callable[[], None] | None = None


class Feed(Protocol):
    """A kind of stream: its addresses, and who may follow which."""

    @property
    def pattern(self) -> re.Pattern[str]:
        """Matches the whole path of such a stream."""

    def admit(self, user: Any, tenant: UUID, match: re.Match[str], /) -> Subscription | None:
        """None when this person may not follow it. Asked again while the stream is open. In a worker thread."""


Visitor: TypeAlias = tuple[Any, UUID]
Identify: TypeAlias = Callable[[Mapping[str, str]], Visitor | None]
"""From a request's cookies to the signed-in person and their tenant, or None. In a worker thread."""


@dataclass(frozen=True, slots=True)
class Request:
    """One request for a stream. `cursor` is the last number the page has, 0 at first."""

    cookies: Mapping[str, str]
    cursor: int
    feed: Feed
    match: re.Match[str]


@dataclass(slots=True, eq=False)
class _Stream:
    """An open stream: the number its page has reached, and what it is to be told next.

    What is not yet told when something newer comes is overtaken by it.
    """

    subscription: Subscription
    reached: int
    unsaid: bytes | None = None
    nudged: asyncio.Event = field(default_factory=asyncio.Event)


class Hub:
    """The streams of one process. `processes` names, for the page, whose heartbeats it is told about."""

    def __init__(self, identify: Identify, processes: Mapping[str, str]) -> None:
        self._identify, self._processes = identify, processes
        self._streams: dict[str, set[_Stream]] = {}
        self._moved: dict[Source, set[_Stream]] = {}
        self._looking: dict[Source, asyncio.Task[None]] = {}
        self._workers = ThreadPoolExecutor(WORKERS, thread_name_prefix="live")
        self._beats: dict[str, datetime] = {}
        self._heard_at = 0.0
        self._boot = secrets.token_hex(4)
        self._closing = asyncio.Event()
        self._listening: asyncio.Task[None] | None = None
        self.listens = asyncio.Event()

    def start(self) -> None:
        """Begin to listen; call within the loop that serves the streams."""
        self._listening = asyncio.create_task(self._listen_for_ever())

    def close(self) -> None:
        """End every stream at its next word, so that the server can stop. Pages come back by themselves."""
        self._closing.set()
        for streams in self._streams.values():
            for stream in streams:
                stream.nudged.set()

    async def stop(self) -> None:
        self.close()
        tasks = [*self._looking.values(), *([self._listening] if self._listening else [])]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        together = threading.Barrier(WORKERS)
        for _ in range(WORKERS):
            self._workers.submit(_let_go, together)
        await asyncio.to_thread(self._workers.shutdown)

    @property
    def open(self) -> int:
        return len({stream for streams in self._streams.values() for stream in streams})

    # Serving one stream

    async def serve(self, request: Request, receive: Receive, send: Send) -> None:
        """Answer a request for a stream until it is closed from either side."""
        try:
            visitor = await self._work(lambda: self._identify(request.cookies))
            subscription = await self._work(lambda: _admit(request, visitor))
        except (DatabaseError, InterfaceError):
            await refuse(send, 503, "the database is away", {b"retry-after": b"2"})
            return
        if visitor is None or subscription is None:
            await refuse(
                send, 401 if visitor is None else 403, "sign in" if visitor is None else "not yours to follow"
            )
            return
        gone = asyncio.create_task(_until_gone(receive))
        with self._opened(subscription, request.cursor) as stream:
            writing = asyncio.create_task(self._write(stream, send))
            checking = asyncio.create_task(self._check(request, stream, visitor[0]))
            try:
                await asyncio.wait({gone, writing, checking}, return_when=asyncio.FIRST_COMPLETED)
                if checking.done() and not writing.done() and not gone.done():
                    writing.cancel()
                    await asyncio.gather(writing, return_exceptions=True)
                    await _say(send, b"event: closed\ndata: {}\n\n", more=False)
            finally:
                for task in (gone, writing, checking):
                    task.cancel()
                for failed in await asyncio.gather(gone, writing, checking, return_exceptions=True):
                    if isinstance(failed, Exception) and not isinstance(failed, TimeoutError | OSError):
                        log.error("a live stream failed", exc_info=failed)

    async def _write(self, stream: _Stream, send: Send) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": _HEADERS})
        await _say(send, b"retry: %d\n\n" % RETRY_MS)
        loop = asyncio.get_running_loop()
        next_beat = loop.time()
        self._look_for(stream)
        while not self._closing.is_set():
            stream.nudged.clear()
            if loop.time() >= next_beat:
                await _say(send, _event("heartbeat", self.ages()))
                next_beat = loop.time() + HEARTBEAT_S
            if stream.unsaid is not None:
                news, stream.unsaid = stream.unsaid, None
                await _say(send, news)
            with suppress(TimeoutError):
                async with asyncio.timeout(max(0.0, next_beat - loop.time())):
                    await stream.nudged.wait()
        await _say(send, b"", more=False)

    # Looking for what is new

    def _look_for(self, stream: _Stream) -> None:
        """Ask the stream's source about it: at once, or together with others when it has just been asked."""
        source = stream.subscription.source
        self._moved.setdefault(source, set()).add(stream)
        if source not in self._looking:
            self._looking[source] = asyncio.create_task(self._look(source))

    async def _look(self, source: Source) -> None:
        """Ask one source for as long as its streams move. What moves meanwhile is asked about in one go."""
        loop = asyncio.get_running_loop()
        try:
            while moved := self._moved.pop(source, None):
                asked_at = loop.time()
                await self._ask(source, moved)
                await asyncio.sleep(max(0.0, asked_at + AT_MOST_EVERY_S - loop.time()))
        finally:
            del self._looking[source]

    async def _ask(self, source: Source, moved: set[_Stream]) -> None:
        """Hand the streams what is newer; a failure is tried again with the next heartbeat."""
        reached: dict[Hashable, int] = {}
        for stream in moved:
            key = stream.subscription.key
            reached[key] = min(stream.reached, reached.get(key, stream.reached))
        try:
            found = await self._work(lambda: source.news(reached))
        except Exception as error:
            if not isinstance(error, DatabaseError | InterfaceError):
                log.exception("looking for what is new failed")
            for stream in moved:
                asyncio.get_running_loop().call_later(HEARTBEAT_S / 2, self._look_again, stream)
            return
        said = {
            key: (int(news["n"]), _event("message", news, n=int(news["n"]))) for key, news in found.items()
        }
        for stream in moved:
            n, event = said.get(stream.subscription.key, (stream.reached, b""))
            if n > stream.reached:
                stream.reached, stream.unsaid = n, event
                stream.nudged.set()

    def _look_again(self, stream: _Stream) -> None:
        if not self._closing.is_set() and any(
            stream in self._streams.get(topic, ()) for topic in stream.subscription.topics
        ):
            self._look_for(stream)

    async def _check(self, request: Request, stream: _Stream, follower: Any) -> None:
        """Ends when the person may no longer follow: signed out, role ended. A lost database decides nothing."""
        while True:
            # Streams that came back together after a restart are not all asked about in one moment.
            await asyncio.sleep(ADMIT_AGAIN_S * (1 - secrets.randbelow(1_000) / 3_000))
            try:
                visitor = await self._work(lambda: self._identify(request.cookies))
                found = await self._work(lambda: _admit(request, visitor, follower))  # noqa: B023 - awaited at once
            except (DatabaseError, InterfaceError):
                continue
            if visitor is None or found is None:
                return
            follower = visitor[0]
            self._follow(stream, found)

    @contextmanager
    def _opened(self, subscription: Subscription, reached: int) -> Iterator[_Stream]:
        stream = _Stream(subscription, reached)
        self._follow(stream, subscription)
        try:
            yield stream
        finally:
            self._forget(stream)

    def _follow(self, stream: _Stream, subscription: Subscription) -> None:
        self._forget(stream)
        stream.subscription = subscription
        for topic in subscription.topics:
            self._streams.setdefault(topic, set()).add(stream)

    def _forget(self, stream: _Stream) -> None:
        for topic in stream.subscription.topics:
            streams = self._streams.get(topic)
            if streams is not None:
                streams.discard(stream)
                if not streams:
                    del self._streams[topic]

    async def _work(self, job: Callable[[], Result]) -> Result:
        return await asyncio.get_running_loop().run_in_executor(self._workers, _with_database, job)

    def ages(self) -> dict[str, Any]:
        """Clinic time, which start of the server this is, whether the database answers, and how long ago each
        process was seen, growing when nothing is heard."""
        silent_s = asyncio.get_running_loop().time() - self._heard_at
        answers = self.listens.is_set() and silent_s < DATABASE_SILENT_S
        wall = clock.wall()
        ages: dict[str, Any] = {
            name: round((wall - at).total_seconds(), 1) if (at := self._beats.get(process)) else None
            for name, process in self._processes.items()
        }
        database = "answers" if answers else "lost"
        return {"now": clock.now().isoformat(), "boot": self._boot, "database": database, **ages}

    # Listening

    async def _listen_for_ever(self) -> None:
        failures = 0
        while True:
            try:
                async with await self._connect() as listening:
                    await listening.execute(f"LISTEN {live.CHANNEL}")
                    failures = 0
                    self._heard_at = asyncio.get_running_loop().time()
                    self.listens.set()
                    self._wake_everybody()
                    while True:
                        await self._hear(listening)
            except (psycopg.Error, DatabaseError, OSError, TimeoutError) as error:
                log.log(logging.DEBUG if failures else logging.WARNING, "not listening for news: %s", error)
            except Exception:
                log.exception("listening for news failed")
            self.listens.clear()
            await asyncio.sleep(RECONNECT_S[min(failures, len(RECONNECT_S) - 1)])
            failures += 1

    async def _connect(self) -> psycopg.AsyncConnection[Any]:
        params = await asyncio.get_running_loop().run_in_executor(self._workers, _connection_target)
        async with asyncio.timeout(10):
            return await psycopg.AsyncConnection.connect(**params, autocommit=True)

    async def _hear(self, listening: psycopg.AsyncConnection[Any]) -> None:
        """Pass news on for a while; then look at the heartbeats, which also proves that the line is alive."""
        async for notify in listening.notifies(timeout=HEARTBEAT_S):
            topic = notify.payload.rpartition(":")[0]
            for stream in self._streams.get(topic, ()):
                self._look_for(stream)
        async with asyncio.timeout(5):
            rows = await (await listening.execute(beats.SEEN)).fetchall()
        self._beats = dict(rows)
        self._heard_at = asyncio.get_running_loop().time()

    def _wake_everybody(self) -> None:
        """What was said while nobody listened is found by looking."""
        for streams in self._streams.values():
            for stream in streams:
                self._look_for(stream)


def requested(feeds: tuple[Feed, ...], scope: Scope) -> Request | str | None:
    """The stream a request asks for; None when it asks for none; a sentence when its cursor is unusable."""
    for feed in feeds:
        match = feed.pattern.fullmatch(scope["path"])
        if match is not None:
            headers = {
                name.decode("latin-1").lower(): value.decode("latin-1") for name, value in scope["headers"]
            }
            stated = headers.get("last-event-id", "").strip() or _queried(scope["query_string"])
            if stated and not re.fullmatch(r"[0-9]{1,18}", stated):
                return "the cursor is the whole number of the last message"
            return Request(_cookies(headers.get("cookie", "")), int(stated or 0), feed, match)
    return None


async def refuse(send: Send, status: int, says: str, headers: Mapping[bytes, bytes] | None = None) -> None:
    """A short answer in plain words."""
    body = says.encode("utf-8")
    more = [*(headers or {}).items(), (b"content-length", str(len(body)).encode())]
    start = [(b"content-type", b"text/plain; charset=utf-8"), (b"cache-control", b"no-store"), *more]
    await send({"type": "http.response.start", "status": status, "headers": start})
    await send({"type": "http.response.body", "body": body})


_HEADERS = [
    (b"content-type", b"text/event-stream; charset=utf-8"),
    (b"cache-control", b"no-store"),
    (b"x-accel-buffering", b"no"),
    (b"x-content-type-options", b"nosniff"),
]


def _queried(query_string: bytes) -> str:
    from urllib.parse import parse_qs

    return parse_qs(query_string.decode("latin-1")).get("cursor", [""])[0]


def _cookies(header: str) -> dict[str, str]:
    from django.http import parse_cookie

    return parse_cookie(header)


def _admit(request: Request, visitor: Visitor | None, follower: Any = None) -> Subscription | None:
    """What the visitor may follow; that they do is noted unless they are the one who followed until now."""
    if visitor is None:
        return None
    user, tenant = visitor
    found = request.feed.admit(user, tenant, request.match)
    if found is not None and found.begun is not None and user != follower:
        found.begun()
    return found


def _with_database(job: Callable[[], Result]) -> Result:
    """Run a job on this thread's connection, which is dropped when it turns out to be lost."""
    try:
        return job()
    except (DatabaseError, InterfaceError):
        connection.close()
        raise


def _let_go(together: threading.Barrier) -> None:
    """The last job of each worker: its connection is closed in the thread that used it."""
    with suppress(threading.BrokenBarrierError):
        together.wait(timeout=2)
    connection.close()


def _connection_target() -> dict[str, Any]:
    """Where Django's own connections go, without what only Django's need."""
    params = connection.get_connection_params()
    return {
        key: value
        for key, value in params.items()
        if key not in ("cursor_factory", "context", "server_side_binding")
    }


def _event(name: str, document: Mapping[str, Any], n: int | None = None) -> bytes:
    number = "" if n is None else f"id: {n}\n"
    return f"{number}event: {name}\ndata: {live.compact(document)}\n\n".encode()


async def _say(send: Send, body: bytes, *, more: bool = True) -> None:
    """Raises TimeoutError for a reader that takes nothing any more."""
    async with asyncio.timeout(WRITE_S):
        await send({"type": "http.response.body", "body": body, "more_body": more})


async def _until_gone(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass
