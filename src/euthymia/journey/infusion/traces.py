"""A watch's samples as a live chart needs them: read on from where they were read last, and thinned.

Samples are only ever added, so what was read is kept and each look asks for the newer ones alone. A sign that
is measured every second comes to more points than a screen has pixels: of each ten seconds the lowest and the
highest value are kept, each at its own time, so no spike is lost. Pressures and scores are kept whole. What is
printed or filed is drawn from the samples themselves and never from here.
"""

from __future__ import annotations

from array import array
from bisect import bisect_left, bisect_right
from collections import OrderedDict
from datetime import UTC, datetime
from threading import Lock
from uuid import UUID

from euthymia.clinic.monitoring import queries as monitoring
from euthymia.clinic.monitoring.models import Watch

COLUMN_S = 10.0
DENSE = frozenset(("hr", "pr", "spo2", "rr", "etco2", "temp"))
_WATCHES_KEPT = 256


class Trace:
    """One sign: seconds since 1970 in order, and the values. Readings may come in any order."""

    __slots__ = ("at_s", "dense", "values")

    def __init__(self, *, dense: bool) -> None:
        self.dense = dense
        self.at_s, self.values = array("d"), array("d")

    def add(self, at_s: float, value: float) -> None:
        begin = end = bisect_right(self.at_s, at_s)
        kept = {(at_s, value)}
        if self.dense:
            column = at_s // COLUMN_S
            begin = bisect_left(self.at_s, column * COLUMN_S)
            end = bisect_left(self.at_s, (column + 1) * COLUMN_S)
            points = [*zip(self.at_s[begin:end], self.values[begin:end], strict=True), (at_s, value)]
            kept = {min(points, key=_value), max(points, key=_value)}
        self.at_s[begin:end] = array("d", [at for at, _ in sorted(kept)])
        self.values[begin:end] = array("d", [value for _, value in sorted(kept)])

    def points(self) -> list[tuple[float, float]]:
        return list(zip(self.at_s, self.values, strict=True))


def _value(point: tuple[float, float]) -> float:
    return point[1]


class Traces:
    """All signs of one watch up to its sample `n`; when the first was measured and the last received."""

    def __init__(self) -> None:
        self.n = 0
        self.first_at: datetime | None = None
        self.last_received: datetime | None = None
        self._by_channel: dict[str, Trace] = {}
        self._lock = Lock()

    def read_on(self, watch: Watch) -> None:
        """Ask for what is newer, and only when the watch says that there is something."""
        with self._lock:
            if watch.samples_n <= self.n:
                return
            for n, channel, measured_s, value, received_s in monitoring.plain_samples(watch, self.n):
                if self.first_at is None:
                    self.first_at = _moment(measured_s)
                trace = self._by_channel.get(channel)
                if trace is None:
                    trace = self._by_channel[channel] = Trace(dense=channel in DENSE)
                trace.add(measured_s, value)
                self.n, self.last_received = n, _moment(received_s)

    def by_channel(self) -> dict[str, list[tuple[float, float]]]:
        """Seconds since 1970 and value, by channel."""
        with self._lock:
            return {channel: trace.points() for channel, trace in self._by_channel.items()}


def _moment(at_s: float) -> datetime:
    return datetime.fromtimestamp(at_s, UTC)


_kept: OrderedDict[UUID, Traces] = OrderedDict()
_lock = Lock()


def traces(watch: Watch) -> Traces:
    """The traces of a watch that the caller was allowed to read, up to its newest sample."""
    with _lock:
        found = _kept.setdefault(watch.pk, Traces())
        _kept.move_to_end(watch.pk)
        while len(_kept) > _WATCHES_KEPT:
            _kept.popitem(last=False)
    found.read_on(watch)
    return found
