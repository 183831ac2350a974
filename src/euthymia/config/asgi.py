"""The front: device readings and live streams in the event loop, every page on Django's WSGI handler.

One worker thread runs the pages of a process, so a request reaches it only when its body is whole: a slow
caller waits here and keeps nobody else waiting. Pages that are slow themselves have a thread of their own.
"""

from __future__ import annotations

import asyncio
import os
import signal
from collections.abc import Mapping
from functools import cache
from importlib import import_module
from typing import Any
from urllib.parse import quote_from_bytes
from uuid import UUID

from a2wsgi import WSGIMiddleware
from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "euthymia.config.settings")
_django = get_wsgi_application()
_pages = WSGIMiddleware(_django, workers=1, send_queue_size=1024)  # type: ignore[arg-type]
_slow_pages = WSGIMiddleware(_django, workers=1, send_queue_size=1024)  # type: ignore[arg-type]

from django.conf import settings  # noqa: E402 - Django is ready from here on
from django.contrib.auth import get_user  # noqa: E402
from django.http import HttpRequest  # noqa: E402
from django.urls import Resolver404, get_resolver, resolve  # noqa: E402

from euthymia.clinic.devices import api, openapi  # noqa: E402
from euthymia.clinic.devices.intake import Intake  # noqa: E402
from euthymia.clinic.devices.keys import Keys  # noqa: E402
from euthymia.clinic.people import doors  # noqa: E402
from euthymia.kit import beats, processes, sse  # noqa: E402

from . import health  # noqa: E402

FEEDS = (
    "euthymia.journey.infusion.live",
    "euthymia.journey.recovery.live",
    "euthymia.faces.board.live",
    "euthymia.faces.desk.live",
)
PROCESSES = {"watcher_age_s": "monitor", "listener_age_s": "listen"}
PAGE_BODY_BYTES = 4 << 20
PAGE_BODY_S = 60.0


def session_user(cookies: Mapping[str, str]) -> tuple[Any, UUID] | None:
    """The signed-in member of staff behind a session cookie, and the clinic they work at.

    A session that only locked itself still follows its streams: the screen shows live numbers, and
    anything that is done asks for the person again.
    """
    key = cookies.get(settings.SESSION_COOKIE_NAME)
    if not key:
        return None
    request = HttpRequest()
    request.session = import_module(settings.SESSION_ENGINE).SessionStore(key)
    clinic = request.session.get(doors.CLINIC_KEY)
    user = get_user(request)
    if not clinic or not user.is_authenticated or not doors.came_with_second_factor(request, user):
        return None
    return user, UUID(clinic)


@cache
def feeds() -> tuple[sse.Feed, ...]:
    return tuple(import_module(name).FEED for name in FEEDS)


class Front:
    """The ASGI application. Its intake and its hub live from the server's start to its end."""

    def __init__(self) -> None:
        self.intake: Intake | None = None
        self.keys: Keys | None = None
        self.hub: sse.Hub | None = None

    async def __call__(self, scope: sse.Scope, receive: sse.Receive, send: sse.Send) -> None:
        if scope["type"] == "lifespan":
            await self._live(receive, send)
        elif scope["type"] == "http":
            await self._answer(scope, receive, send)
        else:
            await send({"type": "websocket.close", "code": 1000})

    async def _live(self, receive: sse.Receive, send: sse.Send) -> None:
        await receive()
        await asyncio.to_thread(beats.find_database)
        _ = get_resolver().url_patterns  # every page is loaded before the first is asked for
        processes.settle()
        self.intake, self.keys = Intake("http"), Keys()
        self.hub = sse.Hub(session_user, PROCESSES)
        self.intake.start()
        self.hub.start()
        _before_the_server(self.hub)
        await send({"type": "lifespan.startup.complete"})
        await receive()
        await self.hub.stop()
        await self.intake.stop()
        await self.keys.stop()
        await send({"type": "lifespan.shutdown.complete"})

    async def _answer(self, scope: sse.Scope, receive: sse.Receive, send: sse.Send) -> None:
        assert self.intake and self.keys and self.hub, "the server starts the application first"
        path = scope["path"]
        if path.startswith("/api/v1/") and not _is_private(scope):
            await api.answer_json(send, 403, {"error": "this interface is reached over https"})
        elif path == api.READINGS_PATH:
            await api.readings(self.intake, self.keys, scope, receive, send)
        elif path == openapi.OPENAPI_PATH:
            await _openapi(scope, send)
        elif path in (health.LIVE_PATH, health.READY_PATH):
            await health.answer(self.hub, scope, send)
        elif scope["method"] == "GET" and (wanted := sse.requested(feeds(), scope)) is not None:
            if isinstance(wanted, str):
                await sse.refuse(send, 400, wanted)
            else:
                await self.hub.serve(wanted, receive, send)
        else:
            await _page(scope, receive, send)


async def _openapi(scope: sse.Scope, send: sse.Send) -> None:
    if scope["method"] in ("GET", "HEAD"):
        await api.answer_json(send, 200, openapi.document())
    else:
        await api.answer_json(send, 405, {"error": "this is only read"}, {"allow": "GET, HEAD"})


async def _page(scope: sse.Scope, receive: sse.Receive, send: sse.Send) -> None:
    """Read the body, then let Django answer."""
    body = bytearray()
    try:
        async with asyncio.timeout(PAGE_BODY_S):
            while True:
                part = await receive()
                if part["type"] == "http.disconnect":
                    return
                body += part.get("body", b"")
                if len(body) > PAGE_BODY_BYTES:
                    await sse.refuse(send, 413, "this is too much at once", {b"connection": b"close"})
                    return
                if not part.get("more_body", False):
                    break
    except TimeoutError:
        await sse.refuse(send, 408, "the request did not come", {b"connection": b"close"})
        return
    whole: dict[str, Any] | None = {"type": "http.request", "body": bytes(body), "more_body": False}

    async def from_memory() -> dict[str, Any]:
        nonlocal whole
        given, whole = whole, None
        return given or {"type": "http.disconnect"}

    lane = _slow_pages if _is_slow(scope["path"]) else _pages
    await lane(_plain(scope, len(body)), from_memory, send)  # type: ignore[arg-type]


def _is_slow(path: str) -> bool:
    """Whether the page at this path is marked as slow; only staff have such pages."""
    try:
        return path.startswith("/staff/") and getattr(resolve(path).func, "slow", False)
    except Resolver404:
        return False


def _plain(scope: sse.Scope, length: int) -> sse.Scope:
    """The scope as WSGI can hold it.

    A header with an underscore would look to Django like the one with a hyphen, and so could pose as a
    proxy's; the length is that of the body which was read.
    """
    kept = [
        (name, value)
        for name, value in scope["headers"]
        if b"_" not in name and name.lower() not in (b"content-length", b"transfer-encoding")
    ]
    if length:
        kept.append((b"content-length", str(length).encode()))
    query = quote_from_bytes(scope["query_string"], safe="".join(map(chr, range(33, 127)))).encode()
    return {**scope, "headers": kept, "query_string": query}


def _is_private(scope: sse.Scope) -> bool:
    """Whether a key may be shown on this line: where pages are sent to https, the interface insists on it."""
    if not getattr(settings, "SECURE_SSL_REDIRECT", False) or scope.get("scheme") == "https":
        return True
    name, value = settings.SECURE_PROXY_SSL_HEADER or ("", "")
    header = name.removeprefix("HTTP_").replace("_", "-").lower().encode()
    return any(
        key.lower() == header and stated.decode("latin-1") == value for key, stated in scope["headers"]
    )


def _before_the_server(hub: sse.Hub) -> None:
    """Streams never end by themselves and would hold up the server's stop: told to stop, they end first."""
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        servers = signal.getsignal(number)

        def told(got: int, frame: Any, servers: Any = servers) -> None:
            loop.call_soon_threadsafe(hub.close)
            if callable(servers):
                servers(got, frame)

        try:
            signal.signal(number, told)
        except ValueError:  # not the main thread: whoever runs us there stops the hub itself
            return


application = Front()
