"""What every long-running process of the program does once it has started."""

from __future__ import annotations

import gc
import sys
from contextlib import suppress

# New objects before the collector looks, and how often it looks farther. Seldom costs less time, and lets what
# has gone stand about: at these figures a process of a hundred chairs stays the size it has after some minutes.
GARBAGE_AFTER = (5_000, 10, 5)
SWITCH_S = 0.001


def settle() -> None:
    """Keep what is loaded out of the collector's rounds, and let threads that have an answer take their turn.

    Models, templates and routes stay until the end: looking through them again and again finds nothing. A
    thread that draws a page gives way to the one that carries numbers to the screens after a millisecond.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(*GARBAGE_AFTER)
    sys.setswitchinterval(SWITCH_S)
    open_more_files()


def open_more_files() -> None:
    """As many as the system lets this process have: each monitor and each screen holds one.

    What a shell gives a process to begin with is often 1,024.
    """
    if sys.platform == "win32":
        return
    import resource

    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    # Where the system counts otherwise than it says (macOS: no limit is said, and one is kept), what was given stays.
    with suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
