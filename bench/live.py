"""From the monitor to the screen with every process of the program: how late, how many chairs, how much memory."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

from .clinic import Place
from .installation import Running
from .measure import Result, percentile
from .scale import Scale
from .traffic import Seen, replay, traffic

TARGET_MS = 500.0
MOST_LOST = 0.001
HOUR_OF_100_CHAIRS = 100 * 3_600


def sample_to_screen_ms_p99(scale: Scale, place: Place, running: Running) -> Result:
    """From the moment a monitor sends to the moment its chair's screen has the value, all chairs at 1 Hz.

    One long run after a warm-up, since a percentile this far out needs thousands of samples.
    """
    traffic(running, [place], 3)
    seen = traffic(running, [place], scale.live_s)
    return Result("sample_to_screen_ms_p99", _late(seen, 0.99), "ms", parts=_parts(seen, len(place.seats)))


def chairs_at_1hz(scale: Scale, places: Sequence[Place], running: Running) -> Result:
    """The most chairs, each with its screen, that were served with a 99th percentile under half a second."""
    held, parts = 0, {}
    for many in range(1, len(places) + 1):
        seen = traffic(running, places[:many], scale.step_s)
        chairs = sum(len(place.seats) for place in places[:many])
        parts[str(chairs)] = _parts(seen, chairs)
        if seen.lost > MOST_LOST * seen.sent or _late(seen, 0.99) > TARGET_MS:
            break
        held = chairs
    return Result("chairs_at_1hz", held, "chairs", parts=parts)


def memory_mb_per_hour_of_100_chairs(scale: Scale, place: Place, running: Running) -> Result:
    """How the three processes grow over an hour of messages of 100 chairs, from a part of them sent at once.

    The first half fills what is filled once; the growth over the second half is scaled to the hour.
    """
    half = scale.memory_messages // 2
    asyncio.run(replay(running, place, half))
    before = running.resident_mb()
    asyncio.run(replay(running, place, half))
    after = running.resident_mb()
    grown = {name: (after[name] - before[name]) * HOUR_OF_100_CHAIRS / half for name in after}
    parts = {name: {"grown_mb": grown[name], "resident_mb": after[name]} for name in grown}
    return Result("memory_mb_per_hour_of_100_chairs", sum(grown.values()), "MB", parts=parts)


def _late(seen: Seen, share: float) -> float:
    return percentile(seen.lags_ms, share) if seen.lags_ms else float("inf")


def _parts(seen: Seen, chairs: int) -> dict[str, float]:
    return {
        "chairs": chairs,
        "sent": seen.sent,
        "lost": seen.lost,
        "p50": _late(seen, 0.5),
        "p99": _late(seen, 0.99),
        "parts_loaded": seen.loads,
        "parts_turned_away": seen.turned_away,
    }
