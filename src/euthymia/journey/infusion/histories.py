"""What happened in sessions, kept between one look and the next.

Events are only ever added, and each carries a hash of all before it. So what was read of a session whose stream
ends with one hash stands behind that hash for good: it is kept under both, and no other session, no other clinic
and no entry that was taken back can be met under them. Who asks has read the session, and was let in to it.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Sequence
from threading import Lock
from uuid import UUID

from .fold import Happening
from .models import Session

_SESSIONS_KEPT = 1_024
_kept: OrderedDict[UUID, tuple[bytes, tuple[Happening, ...]]] = OrderedDict()
_lock = Lock()


def recall(session: Session) -> Sequence[Happening] | None:
    """The session's events, if they are kept as far as the session goes; None when they are to be read."""
    if session.events_n == 0:
        return ()
    with _lock:
        head, events = _kept.get(session.pk, (b"", ()))
        if head != bytes(session.events_head):
            return None
        _kept.move_to_end(session.pk)
        return events


def keep(session: Session, events: Sequence[Happening], last_hash: bytes) -> None:
    """Keep a session's events as they were read, unless somebody has entered one since the session was."""
    if last_hash != bytes(session.events_head):
        return
    with _lock:
        _kept[session.pk] = (last_hash, tuple(events))
        _kept.move_to_end(session.pk)
        while len(_kept) > _SESSIONS_KEPT:
            _kept.popitem(last=False)
