"""Telling screens that something is new: PostgreSQL NOTIFY carries a topic and a number, never data."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from django.db import connection

from .arrays import array

CHANNEL = "euthymia_live"


def notify(topics: Mapping[str, int]) -> None:
    """Say, when this transaction commits, that each topic has reached its number."""
    if not topics:
        return
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_notify(%s, topic) FROM unnest(%s::text[]) AS topic",
            [CHANNEL, array(f"{topic}:{n}" for topic, n in topics.items())],
        )


def compact(document: Any) -> str:
    """JSON without spaces."""
    return json.dumps(document, separators=(",", ":"))
