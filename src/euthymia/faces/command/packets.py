"""Inspection packets against what the clinic keeps of them: every section by its hash, the file byte for byte."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from hashlib import sha256
from pathlib import Path
from typing import Any

from psycopg import Connection

from .broken import Broken

SECTIONS, FILES = "pharmacy_packetsection", "pharmacy_packetfile"


def look(connection: Connection[Any], given: Sequence[Path] = ()) -> Iterator[Broken]:
    """What is wrong with the packets that are kept, with the files they were written to, and with the `given` ones."""
    kept = {}
    asked = "SELECT packet_id::text, content, digest, written_to FROM pharmacy_packetfile ORDER BY packet_id"
    for packet, content, digest, written_to in connection.execute(asked).fetchall():
        whole = bytes(content)
        kept[packet] = whole
        if sha256(whole).hexdigest() != digest:
            yield Broken(FILES, f"packet={packet}", 0, "its bytes are not those that its digest was made of")
        elif written_to and Path(written_to).is_file():
            yield from _file(Path(written_to), {packet: whole})
    yield from _sections(connection, set(kept))
    for path in given:
        yield from _file(path, kept)


def _sections(connection: Connection[Any], finished: set[str]) -> Iterator[Broken]:
    asked = (
        "SELECT packet_id::text, n, content::text, digest FROM pharmacy_packetsection ORDER BY packet_id, n"
    )
    numbers: dict[str, int] = {}
    for packet, n, content, digest in connection.execute(asked).fetchall():
        numbers[packet] = numbers.get(packet, 0) + 1
        document = json.loads(content)
        text = json.dumps(document, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
        if n != numbers[packet]:
            yield Broken(SECTIONS, f"packet={packet}", numbers[packet], f"missing; the next section is n={n}")
        elif sha256(text.encode("utf-8")).hexdigest() != digest:
            yield Broken(
                SECTIONS,
                f"packet={packet}",
                n,
                f"section “{document.get('title')}” is not what its hash was made of",
            )
    for packet in sorted(finished - set(numbers)):
        yield Broken(SECTIONS, f"packet={packet}", 1, "missing")


def _file(path: Path, kept: dict[str, bytes]) -> Iterator[Broken]:
    """A file against the packet that it is, or is most like."""
    try:
        content = path.read_bytes()
    except OSError as error:
        yield Broken("packet", str(path), 0, f"cannot be read: {error.strerror}")
        return
    if content in kept.values():
        return
    alike = {packet: _agreeing(content, whole) for packet, whole in kept.items()}
    packet = max(alike, key=lambda one: alike[one], default="")
    if not packet or not alike[packet]:
        yield Broken("packet", str(path), 0, "no packet of this clinic is like it")
        return
    whole = kept[packet]
    place = next(
        (at for at, (one, other) in enumerate(zip(content, whole, strict=False)) if one != other),
        min(len(content), len(whole)),
    )
    size = (
        "" if len(content) == len(whole) else f"; it has {len(content)} bytes and was made with {len(whole)}"
    )
    yield Broken("packet", str(path), 0, f"byte {place} is not as it was made (packet {packet}){size}")


def _agreeing(one: bytes, other: bytes) -> int:
    """In how many of their kilobytes, at the same places, two files agree; the first must, being every PDF's alike, not count."""
    step = 1_024
    return sum(
        one[at : at + step] == other[at : at + step] for at in range(step, min(len(one), len(other)), step)
    )
