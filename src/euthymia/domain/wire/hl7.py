"""HL7 version 2 text, read within bounds: no recursion, no repair, every limit stated.

The first characters of MSH say how the rest is cut. Segments end with CR, LF or CR LF; blank lines are
skipped and not counted. What one segment does wrong costs that segment, not its neighbours.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from euthymia.domain.quantities import Unusable

from .channels import short
from .reading import Refused

MAX_MESSAGE_BYTES = 1 << 20
MAX_SEGMENT_BYTES = 1 << 16
MAX_OBSERVATIONS = 500

_SEGMENT_NAME = re.compile(r"[A-Z][A-Z0-9]{2}")
_READ_BY_NAME = frozenset({"PID", "PV1", "OBR", "OBX"})

# MSH-18 → (codec, fallback). Senders that state nothing, or ASCII, are known to write ISO-8859-1 in names;
# one that states UTF-8 is held to it, segment by segment.
_CHARSETS: dict[str, tuple[str, str]] = {
    "": ("utf-8", "iso8859-1"),
    "ASCII": ("utf-8", "iso8859-1"),
    "UNICODE UTF-8": ("utf-8", ""),
    "UTF-8": ("utf-8", ""),
    **{f"8859/{part}": (f"iso8859-{part}", "") for part in (1, 2, 3, 4, 5, 6, 7, 8, 9, 15)},
}


# Monitors say the same few hundred fields again and again. What is longer than any of these is not remembered.
_REMEMBERED_FIELDS = 8_192
_LONGEST_REMEMBERED = 120


@dataclass(frozen=True, eq=False)
class Delimiters:
    """The signs a message is cut at. Two of the same signs are the same object: `delimiters` makes them."""

    field: str
    component: str
    repetition: str
    escape: str
    subcomponent: str

    def repetitions(self, raw: str) -> list[str]:
        return raw.split(self.repetition)

    def components(self, raw: str) -> tuple[str, ...]:
        """The components of the first repetition, unescaped and trimmed."""
        if len(raw) > _LONGEST_REMEMBERED:
            return self._components(raw)
        return _components(self, raw)

    def _components(self, raw: str) -> tuple[str, ...]:
        first = raw.split(self.repetition, 1)[0]
        return tuple([self.text(part) for part in first.split(self.component)])

    def text(self, raw: str) -> str:
        """The plain text of one component: known escapes resolved, unknown ones left as they stand."""
        if self.escape not in raw:
            return raw.strip()
        escape = re.escape(self.escape)
        return re.sub(f"{escape}([FSTRE]|X(?:[0-9A-Fa-f]{{2}})+){escape}", self._unescape, raw).strip()

    def escaped(self, text: str) -> str:
        """`text` made safe to stand in one component."""
        names = {
            self.escape: "E",
            self.field: "F",
            self.component: "S",
            self.subcomponent: "T",
            self.repetition: "R",
        }
        return "".join(
            f"{self.escape}{names[sign]}{self.escape}" if sign in names else " " if sign < " " else sign
            for sign in text
        )

    def _unescape(self, match: re.Match[str]) -> str:
        name = match[1]
        if name[0] == "X":
            return bytes.fromhex(name[1:]).decode("iso8859-1")
        signs = {
            "F": self.field,
            "S": self.component,
            "T": self.subcomponent,
            "R": self.repetition,
            "E": self.escape,
        }
        return signs[name]


@lru_cache(maxsize=64)
def delimiters(field: str, component: str, repetition: str, escape: str, subcomponent: str) -> Delimiters:
    """The one object of these signs."""
    return Delimiters(field, component, repetition, escape, subcomponent)


@lru_cache(maxsize=64)
def _read_delimiters(separator: str, encoding: str) -> Delimiters | None:
    """The signs a header states in four or five characters; None where they cannot be told apart, or from text."""
    signs = separator + encoding
    if len(set(signs)) < len(signs) or not all("!" <= sign <= "~" and not sign.isalnum() for sign in signs):
        return None
    return delimiters(separator, encoding[0], encoding[1], encoding[2], encoding[3])


@lru_cache(maxsize=_REMEMBERED_FIELDS)
def _components(signs: Delimiters, raw: str) -> tuple[str, ...]:
    return signs._components(raw)


USUAL = delimiters("|", "^", "~", "\\", "&")


class Segment(NamedTuple):
    """`number` counts from 1 (MSH). `raw(n)` is field n as HL7 numbers it, empty when absent."""

    number: int
    name: str
    fields: tuple[str, ...]

    @property
    def at(self) -> str:
        return f"segment {self.number}"

    def raw(self, n: int) -> str:
        # MSH-1 is the separator itself, so what follows MSH is already its second field.
        index = n - 1 if self.name == "MSH" else n
        return self.fields[index] if 0 < index < len(self.fields) else ""


@dataclass(frozen=True, slots=True)
class Message:
    delimiters: Delimiters
    header: Segment
    segments: tuple[Segment, ...]
    refused: tuple[Refused, ...]

    def components(self, segment: Segment, n: int) -> tuple[str, ...]:
        return self.delimiters.components(segment.raw(n))

    def first(self, segment: Segment, n: int) -> str:
        return self.components(segment, n)[0]


def parse(data: bytes) -> Message:
    """The segments of one message, MSH first.

    Raises `Unusable` when the header cannot be read, the character set is none we read, or the message is
    too large. A segment that is too long, not text in the stated character set or not shaped like a
    segment is left out and listed in `refused`.
    """
    lines = [line for line in data.replace(b"\n", b"\r").split(b"\r") if line and not line.isspace()]
    cut_at, header = read_header(lines[0] if lines else b"")
    kept_bytes = sum([len(line) for line in lines if len(line) <= MAX_SEGMENT_BYTES])
    if kept_bytes > MAX_MESSAGE_BYTES:
        raise Unusable.one(
            "segment 1", "too-large", f"a message of {kept_bytes} bytes", f"at most {MAX_MESSAGE_BYTES} bytes"
        )
    codec, fallback = _charset(cut_at, header)
    segments, refused = [header], []
    observations = 0
    for number, line in enumerate(lines[1:], 2):
        result = _segment(number, line, cut_at, codec, fallback)
        if isinstance(result, Refused):
            refused.append(result)
            continue
        if result.name == "MSH":
            refused.append(
                Refused("a second message begins inside this one; the rest is not read", result.at)
            )
            break
        observations += result.name == "OBX"
        if observations > MAX_OBSERVATIONS:
            refused.append(
                Refused(f"more than {MAX_OBSERVATIONS} OBX segments; the rest is not read", result.at)
            )
            break
        segments.append(result)
    return Message(cut_at, header, tuple(segments), tuple(refused))


def read_header(line: bytes) -> tuple[Delimiters, Segment]:
    """Delimiters and MSH of a message's first line. Raises `Unusable`."""
    accepted = r"MSH, a field separator and four or five encoding characters, such as MSH|^~\&|"
    if not line.startswith(b"MSH"):
        raise Unusable.one("segment 1", "no-header", "the message does not begin with MSH", accepted)
    if len(line) > MAX_SEGMENT_BYTES:
        raise Unusable.one(
            "segment 1", "too-large", f"MSH of {len(line)} bytes", f"at most {MAX_SEGMENT_BYTES} bytes"
        )
    text = line.decode("iso8859-1")
    separator = text[3:4]
    encoding = text[4:].split(separator, 1)[0] if separator else ""
    cut_at = _read_delimiters(separator, encoding) if len(encoding) in (4, 5) else None
    if cut_at is None:
        raise Unusable.one(
            "segment 1", "delimiters", f"MSH begins with {short(text[:9])}: no usable delimiters", accepted
        )
    return cut_at, Segment(1, "MSH", tuple(text.split(separator)))


def _charset(cut_at: Delimiters, header: Segment) -> tuple[str, str]:
    stated = cut_at.components(header.raw(18))[0]
    if stated.upper() not in _CHARSETS:
        raise Unusable.one(
            "segment 1", "charset", f"character set {short(stated)}", ", ".join(filter(None, _CHARSETS))
        )
    return _CHARSETS[stated.upper()]


def _segment(number: int, line: bytes, cut_at: Delimiters, codec: str, fallback: str) -> Segment | Refused:
    if len(line) > MAX_SEGMENT_BYTES:
        why = f"a segment of {len(line)} bytes; accepted: at most {MAX_SEGMENT_BYTES} bytes"
        return Refused(why, f"segment {number}")
    try:
        text = line.decode(codec)
    except UnicodeDecodeError:
        if not fallback:
            why = f"bytes that are not {codec} text, the character set MSH-18 states"
            return Refused(why, f"segment {number}")
        text = line.decode(fallback)
    fields = tuple(text.split(cut_at.field))
    name = fields[0].rstrip()
    if name not in _READ_BY_NAME and not _SEGMENT_NAME.fullmatch(name):
        why = f"{short(text)} is no segment; accepted: a name of three signs, then fields"
        return Refused(why, f"segment {number}")
    return Segment(number, name, fields)
