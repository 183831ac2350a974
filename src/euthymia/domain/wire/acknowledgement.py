"""The answer a sender waits for: AA accepted, AE refused with the reason, AR not ours.

Original-mode codes are sent whatever MSH-15 asks for, because monitors in the field expect them.
"""

from __future__ import annotations

import re
from datetime import datetime

from euthymia.domain.quantities import Unusable

from .hl7 import USUAL, Delimiters, Segment, read_header
from .reading import Decoded, Kind

_LONGEST_TEXT = 200
# HL7 table 0357
_ERROR_CODES = {"AE": ("102", "Data type error"), "AR": ("200", "Unsupported message type")}
_NOT_OURS = {
    Kind.ALERT: "alerts (PCD-04) are not taken here",
    Kind.PUMP_EVENT: "pump events (PCD-10) are not taken here",
    Kind.INFUSION_ORDER: "infusion orders (PCD-03) are not taken here",
    Kind.ACKNOWLEDGEMENT: "this is an acknowledgement, nothing to take",
    Kind.OTHER: "only observations (ORU^R01) are taken here",
}


def verdict(decoded: Decoded) -> tuple[str, str]:
    """(code, reason). One usable reading makes a message accepted: its refused parts are kept beside it.

    AA too for an observation message that has nothing to say (keep-alive, sensor off). AE when parts
    were refused and nothing could be read, or the message is unreadable. AR for every other type.
    """
    if decoded.kind in _NOT_OURS:
        return "AR", _NOT_OURS[decoded.kind]
    if decoded.readings or not decoded.refused:
        return "AA", "accepted"
    first = decoded.refused[0]
    return "AE", f"{first.at}: {first.why}" if first.at else first.why


def acknowledge(message: bytes, code: str, text: str, *, control_id_of_ours: str, at: datetime) -> bytes:
    """An unframed ACK for the bytes of a message, however broken they are.

    Sender and receiver change places; delimiters, version, processing id, character set and control id
    are the message's own, byte for byte. Without a readable MSH the answer uses the usual delimiters and
    an empty MSA-2. `code` is AA, AE or AR; `at` is aware; `text` is the reason (an ERR segment unless AA).
    """
    if code not in ("AA", *_ERROR_CODES):
        raise ValueError(f"{code} is no acknowledgement code of ours")
    delimiters, header = _header(message)
    version = header.raw(12).strip() or "2.6"
    trigger = header.raw(9).split(delimiters.component)
    fields = [
        "MSH",
        header.raw(2),
        header.raw(5),
        header.raw(6),
        header.raw(3),
        header.raw(4),
        at.strftime("%Y%m%d%H%M%S%z")[:19],
        "",
        delimiters.component.join(["ACK", *trigger[1:2], *(["ACK"] if len(trigger) > 2 else [])]),
        delimiters.escaped(control_id_of_ours.encode("ascii", "replace").decode("ascii")),
        header.raw(11).strip() or "P",
        version,
        *([""] * 5 + [header.raw(18)] if header.raw(18) else []),
    ]
    # ASCII stands unchanged in every character set the sender may have stated.
    plain = text.replace("…", "...").encode("ascii", "replace").decode("ascii")
    reason = delimiters.escaped(plain[:_LONGEST_TEXT])
    segments = [fields, ["MSA", code, header.raw(10), reason]]
    if code in _ERROR_CODES:
        segments.append(_error(code, reason, version, delimiters))
    # MSH was read as ISO-8859-1; written back so, every byte of it survives.
    encoded = "\r".join(delimiters.field.join(parts) for parts in segments) + "\r"
    return encoded.encode("iso8859-1")


def _header(message: bytes) -> tuple[Delimiters, Segment]:
    line = next((line for line in re.split(rb"[\r\n]+", message, maxsplit=8) if line.strip()), b"")
    try:
        return read_header(line)
    except Unusable:
        return USUAL, Segment(1, "MSH", ("MSH", "^~\\&"))


def _error(code: str, reason: str, version: str, delimiters: Delimiters) -> list[str]:
    number, name = _ERROR_CODES[code]
    if version < "2.5":  # ERR-1 was all there was
        return ["ERR", delimiters.component * 3 + delimiters.subcomponent.join([number, name, "HL70357"])]
    coded = delimiters.component.join([number, name, "HL70357"])
    return ["ERR", "", "", coded, "E", "", "", "", reason]
