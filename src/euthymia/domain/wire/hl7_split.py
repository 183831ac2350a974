"""A file of HL7 v2 messages, in MLLP frames or not, cut into messages."""

from __future__ import annotations

import re
from collections.abc import Iterator

from .mllp import END
from .reading import Refused

_START = re.compile(rb"(?:\x0b|(?:\A|(?<=[\r\n]))(?:\xef\xbb\xbf)?)(?=MSH(?![A-Za-z0-9]))")
_LINE_ENDS = b"\r\n"


def recognises(data: bytes) -> bool:
    return _START.search(data) is not None


def split(data: bytes) -> Iterator[bytes | Refused]:
    """Each message, ending where its frame ends, the next message begins or the data stops.

    A segment that the data ends inside is left off and refused: a value cut short reads as another value.
    A frame is its message's own end, so there the last segment needs no CR.
    """
    starts = list(_START.finditer(data))
    yield from _junk(data[: starts[0].start()] if starts else data, 0)
    for index, start in enumerate(starts):
        stop = starts[index + 1].start() if index + 1 < len(starts) else len(data)
        body = data[start.end() : stop]
        message, end, rest = body.partition(END)
        if not end and stop == len(data) and body.endswith(END[:1]):
            # The sender's last byte is missing, the message is not.
            message, end = body[:-1], END
        ended = bool(end) or message.endswith((b"\r", b"\n"))
        yield from [message] if ended else _cut(message)
        yield from _junk(rest, start.end() + len(message) + len(end))


def _cut(message: bytes) -> Iterator[bytes | Refused]:
    whole = message[: max(message.rfind(b"\r"), message.rfind(b"\n")) + 1]
    number = sum(1 for line in re.split(rb"[\r\n]+", whole) if line.strip()) + 1
    if whole:
        yield whole
    yield Refused(
        "the data ends inside this segment; accepted: every segment ended by CR, LF or CR LF",
        f"segment {number}",
    )


def _junk(data: bytes, offset: int) -> Iterator[Refused]:
    stray = data.strip(_LINE_ENDS + b" \t\x0b\x1c\x00")
    if stray:
        yield Refused(f"{len(stray)} bytes that belong to no HL7 message", f"byte {offset + 1}")
