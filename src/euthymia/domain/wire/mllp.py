"""Minimal Lower Layer Protocol: messages cut out of a byte stream, whatever pieces it arrives in.

A frame is 0x0B, the message, 0x1C 0x0D. The reader scans forwards only and keeps at most one message of the
allowed size. A 0x0B alone may stand in free text, so only 0x0B followed by `MSH` restarts inside a frame
whose end never came.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TypeAlias

START = b"\x0b"
END = b"\x1c\x0d"
_BOUNDARY = re.compile(rb"\x1c\x0d|\x0bMSH")
_LONGEST_BOUNDARY = 4
_BETWEEN_FRAMES = b"\r\n"
_HEAD_BYTES = 64


@dataclass(frozen=True, slots=True)
class Frame:
    """A complete message, without its framing bytes."""

    message: bytes


@dataclass(frozen=True, slots=True)
class Oversized:
    """A frame longer than allowed: skipped to its end, never kept. `head` is its first bytes."""

    size_bytes: int
    head: bytes


@dataclass(frozen=True, slots=True)
class Junk:
    """Bytes that belong to no complete frame."""

    why: str
    size_bytes: int
    head: bytes


Event: TypeAlias = Frame | Oversized | Junk


class FrameReader:
    """Feed it chunks in order; the events depend on the bytes alone, never on how they were cut."""

    def __init__(self, limit_bytes: int = 1 << 20) -> None:
        if limit_bytes < 1:
            raise ValueError("a frame of no bytes holds no message")
        self._limit_bytes = limit_bytes
        self._head_bytes = min(_HEAD_BYTES, limit_bytes)
        self._inside = False
        self._buffer = bytearray()
        self._searched = 0
        self._dropped_bytes = 0
        self._head = b""

    def feed(self, chunk: bytes) -> list[Event]:
        """The frames this chunk completes, and what else ended with them."""
        self._buffer += chunk
        events: list[Event] = []
        while self._step(events):
            pass
        return events

    def end(self) -> list[Event]:
        """The stream is over: what was still open."""
        events: list[Event] = []
        if self._inside:
            self._close(events, len(self._buffer), complete=False)
        else:
            self._outside(len(self._buffer))
            self._report_outside(events)
        self._buffer.clear()
        self._inside, self._searched = False, 0
        return events

    def _step(self, events: list[Event]) -> bool:
        """One boundary further; False when more bytes are needed."""
        if not self._inside:
            start = self._buffer.find(START)
            self._outside(len(self._buffer) if start < 0 else start)
            if start < 0:
                return False
            self._report_outside(events)
            del self._buffer[:1]
            self._inside, self._searched = True, 0
            return True
        boundary = _BOUNDARY.search(self._buffer, self._searched)
        if boundary is None:
            self._searched = max(0, len(self._buffer) - _LONGEST_BOUNDARY + 1)
            self._forget_excess()
            return False
        complete = boundary.group() == END
        consumed = boundary.end() if complete else boundary.start() + 1
        self._close(events, boundary.start(), complete=complete)
        del self._buffer[:consumed]
        self._inside, self._searched = not complete, 0
        return True

    def _close(self, events: list[Event], length: int, *, complete: bool) -> None:
        size_bytes = self._dropped_bytes + length
        head = self._head or bytes(self._buffer[: min(length, self._head_bytes)])
        if size_bytes > self._limit_bytes:
            events.append(Oversized(size_bytes, head))
        elif complete:
            events.append(Frame(bytes(self._buffer[:length])))
        else:
            events.append(Junk("a frame without its end (0x1C 0x0D)", size_bytes, head))
        self._dropped_bytes, self._head = 0, b""

    def _forget_excess(self) -> None:
        """Past the limit only the bytes that may begin a boundary are still worth keeping."""
        if self._dropped_bytes == 0 and len(self._buffer) <= self._limit_bytes + _LONGEST_BOUNDARY:
            return
        if not self._head:
            self._head = bytes(self._buffer[: self._head_bytes])
        self._dropped_bytes += self._searched
        del self._buffer[: self._searched]
        self._searched = 0

    def _outside(self, length: int) -> None:
        """Line ends between frames are tolerated; anything else is counted, and its beginning kept."""
        stray = bytes(self._buffer[:length]).translate(None, _BETWEEN_FRAMES)
        self._dropped_bytes += len(stray)
        self._head += stray[: self._head_bytes - len(self._head)]
        del self._buffer[:length]

    def _report_outside(self, events: list[Event]) -> None:
        if self._dropped_bytes:
            events.append(Junk("bytes outside any frame", self._dropped_bytes, self._head))
        self._dropped_bytes, self._head = 0, b""


def frame(message: bytes) -> bytes:
    """The message between its framing bytes, ready for one write."""
    return START + message + END
