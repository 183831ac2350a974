"""What every long-running process of the program does once it has started."""

from __future__ import annotations

import gc
import sys

GARBAGE_AFTER = 20_000  # new objects; a group of readings makes a few thousand and drops them all
SWITCH_S = 0.001


def settle() -> None:
    """Keep what is loaded out of the collector's rounds, and let threads that have an answer take their turn.

    Models, templates and routes stay until the end: looking through them again and again finds nothing. A
    thread that draws a page gives way to the one that carries numbers to the screens after a millisecond.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(GARBAGE_AFTER, 20, 20)
    sys.setswitchinterval(SWITCH_S)
