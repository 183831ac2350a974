"""Which files may be sent along: known by what they contain, never by their name, and of bounded size."""

from __future__ import annotations

from dataclasses import dataclass

from euthymia.domain.quantities import Fault

LARGEST_BYTES = 3 << 20  # a page takes no more than 4 MB at once
MOST_FILES = 1
ACCEPTED = "a PDF, JPEG or PNG of at most 3 MB"


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of file: how it begins, and how it ends where the format says so."""

    media: str
    ending: str
    begins: bytes
    ends: bytes = b""


KINDS: tuple[Kind, ...] = (
    Kind("application/pdf", ".pdf", b"%PDF-", b"%%EOF"),
    Kind("image/jpeg", ".jpg", b"\xff\xd8\xff", b"\xff\xd9"),
    Kind("image/png", ".png", b"\x89PNG\r\n\x1a\n", b"IEND\xaeB`\x82"),
)
# What a PDF would do by itself when it is opened; a scan or a letter needs none of it.
_ACTIVE = (b"/JavaScript", b"/JS", b"/Launch", b"/EmbeddedFile", b"/OpenAction", b"/RichMedia")
_TAIL_BYTES = 1_024


def kind_of(content: bytes) -> Kind | None:
    """What the content is; None for anything else, and for a file that was cut off."""
    tail = content[-_TAIL_BYTES:]
    return next((one for one in KINDS if content.startswith(one.begins) and one.ends in tail), None)


def faults(name: str, size: int, content: bytes) -> list[Fault]:
    """Why a file is refused. `size` is what was sent, `content` what of it was read."""
    if size > LARGEST_BYTES:
        says = f"{name}: {size / (1 << 20):.1f} MB is too large"
        return [Fault("attached", "too-large", says, ACCEPTED)]
    if not content:
        return [Fault("attached", "empty", f"{name}: there is nothing in it", ACCEPTED)]
    kind = kind_of(content)
    if kind is None:
        return [Fault("attached", "kind", f"{name}: this is no whole PDF, JPEG or PNG", ACCEPTED)]
    if kind.media == "application/pdf" and any(word in content for word in _ACTIVE):
        says = f"{name}: this PDF would run or open something by itself"
        return [Fault("attached", "active", says, "a PDF without scripts, such as a scan")]
    return []
