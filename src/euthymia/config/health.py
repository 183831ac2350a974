"""Whether this process lives, and whether what it depends on answers: for whoever starts, stops and routes to it.

Says nothing about anybody, so it asks nobody who they are.
"""

from __future__ import annotations

from typing import Any, Protocol

from euthymia.clinic.devices.api import answer_json
from euthymia.kit.sse import Scope, Send

LIVE_PATH = "/health/live"
READY_PATH = "/health/ready"


class Dependencies(Protocol):
    """What a hub knows of the database and of the other processes."""

    def ages(self) -> dict[str, Any]:
        """`database` is "answers" or "lost"; an age is in seconds, or None for a process that never was."""


async def answer(dependencies: Dependencies, scope: Scope, send: Send) -> None:
    """200, or 503 while no page could be answered because the database is away.

    A silent watcher or listener is told with its age and does not make pages unready: they are needed to say so.
    """
    if scope["method"] not in ("GET", "HEAD"):
        await answer_json(send, 405, {"error": "this is only read"}, {"allow": "GET, HEAD"})
    elif scope["path"] == LIVE_PATH:
        await answer_json(send, 200, {"live": True})
    else:
        ages = dependencies.ages()
        ready = ages["database"] == "answers"
        await answer_json(send, 200 if ready else 503, {"ready": ready, **ages})
