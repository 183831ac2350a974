"""What one connection to `euthymia serve` may cost, so that idle sockets cannot crowd out the live streams.

The server itself ends a connection that is silent between two requests, and the application limits how
long a body may take. What is left is a caller who never finishes the head of a request: that is ended
here, by time, by size, and, when the process has as many connections as it may hold, by making room.
"""

from __future__ import annotations

import asyncio
import importlib.util
from typing import Any, cast

# P: engineering defaults. 800 leaves room below the 1024 open files that a process customarily may have;
# a chair's page holds one stream and, for some seconds after a click, up to six connections.
MOST_CONNECTIONS = 800
HEAD_S = 10.0
HEAD_BYTES = 1 << 16
KEEP_ALIVE_S = 5
BACKLOG = 512

if importlib.util.find_spec("httptools"):
    from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol as _Protocol
else:
    from uvicorn.protocols.http.h11_impl import H11Protocol as _Protocol  # type: ignore[assignment]

_TOO_LARGE = b"HTTP/1.1 431 Request Header Fields Too Large\r\nconnection: close\r\ncontent-length: 0\r\n\r\n"


class Connection(_Protocol):
    """A connection that has `HEAD_S` and `HEAD_BYTES` for the head of each request."""

    def connection_made(self, transport: Any) -> None:
        super().connection_made(transport)
        self.made_at = self.loop.time()
        self._head_bytes = 0
        self.head_timer: asyncio.TimerHandle | None = None
        self._expect_head()
        if len(self.connections) > MOST_CONNECTIONS:
            _make_room(cast(Any, self.connections))

    def data_received(self, data: bytes) -> None:
        if self.awaits_head:
            self._expect_head()
            self._head_bytes += len(data)
        super().data_received(data)
        if not self.awaits_head:
            self._head_came()
        elif self._head_bytes > HEAD_BYTES and not self.transport.is_closing():
            self.transport.write(_TOO_LARGE)
            self.transport.close()

    def connection_lost(self, exc: Exception | None) -> None:
        self._head_came()
        super().connection_lost(exc)

    @property
    def awaits_head(self) -> bool:
        """Nothing is being answered here: at the beginning, between requests, or in what a refusal left unread."""
        return self.cycle is None or self.cycle.response_complete

    def _expect_head(self) -> None:
        if self.head_timer is None:
            self.head_timer = self.loop.call_later(HEAD_S, self.transport.close)

    def _head_came(self) -> None:
        if self.head_timer is not None:
            self.head_timer.cancel()
        self.head_timer, self._head_bytes = None, 0


def _make_room(connections: set[Connection]) -> None:
    """Whoever asks for nothing has to go, and of those who has been here longest."""
    idle = [one for one in connections if one.awaits_head and not one.transport.is_closing()]
    min(idle, key=lambda one: one.made_at).transport.close()
