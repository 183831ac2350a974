"""The primary sources that are asked, one manifest. To add one: a file with a `SOURCE`, its name here, a test."""

from __future__ import annotations

from . import boards, leie, nppes, sam
from .base import Finding, Question, Source, Unreadable

SOURCES: tuple[Source, ...] = (
    nppes.SOURCE,
    leie.SOURCE,
    sam.SOURCE,
    *(board.source() for board in boards.BOARDS),
)
BY_KEY = {source.key: source for source in SOURCES}

__all__ = ["BY_KEY", "SOURCES", "Finding", "Question", "Source", "Unreadable"]
