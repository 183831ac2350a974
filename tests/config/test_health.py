"""What is said to whoever routes to this process."""

from __future__ import annotations

import asyncio
import json
from typing import Any

from euthymia.config import health


class Known:
    def __init__(self, database: str) -> None:
        self.database = database

    def ages(self) -> dict[str, Any]:
        return {"database": self.database, "watcher_age_s": 90.0, "listener_age_s": None}


def ask(path: str, database: str = "answers", method: str = "GET") -> tuple[int, dict[str, Any]]:
    sent: list[Any] = []

    async def send(message: Any) -> None:
        sent.append(message)

    asyncio.run(health.answer(Known(database), {"path": path, "method": method}, send))
    return sent[0]["status"], json.loads(sent[1]["body"])


def test_a_lost_database_is_alive_and_not_ready() -> None:
    assert ask("/health/live", "lost") == (200, {"live": True})
    status, said = ask("/health/ready", "lost")
    assert status == 503 and said["ready"] is False


def test_a_silent_watcher_is_told_and_pages_stay_ready() -> None:
    status, said = ask("/health/ready")
    assert status == 200 and said["watcher_age_s"] == 90.0


def test_it_is_only_read() -> None:
    assert ask("/health/ready", method="POST")[0] == 405
