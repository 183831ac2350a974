"""How often each kind of fabrication is flagged, and how often an honest chart is: counted on seeded charts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime

import numpy

from euthymia.domain.honesty import Flag, Kind, Settings, look
from euthymia.domain.honesty.rates import Rate, Rates

from .charted import Charted, pair
from .fabricated import FABRICATIONS, Fabrication

BEGIN = datetime(2026, 3, 2, 15, 0, tzinfo=UTC)
HONEST = "honest"


def measure(seeds: int, settings: Settings | None = None) -> Rates:
    """Honest sessions of the seeds from 0, two of each, and every fabrication once of each."""
    settings = settings or Settings()
    pairs = [(seed, pair(seed, BEGIN)) for seed in range(seeds)]
    fabricated = tuple(_fabricated(place, each, pairs, settings) for place, each in enumerate(FABRICATIONS))
    return Rates(seeds, settings.digest, _honest((two for _, two in pairs), settings), fabricated)


def _honest(pairs: Iterable[tuple[Charted, Charted]], settings: Settings) -> Rate:
    by_detector: Counter[str] = Counter()
    charts = flagged = 0
    for two in pairs:
        kinds = {(one.chart, one.kind.value) for one in look([each.chart for each in two], settings)}
        charts += len(two)
        flagged += len({chart for chart, _ in kinds})
        by_detector.update(kind for _, kind in kinds)
    return Rate(HONEST, charts, flagged, 0, dict(sorted(by_detector.items())))


def _fabricated(
    place: int, each: Fabrication, pairs: Sequence[tuple[int, tuple[Charted, Charted]]], settings: Settings
) -> Rate:
    by_detector: Counter[str] = Counter()
    flagged = meant = 0
    for seed, (one, other) in pairs:
        made = each.make(one, other, numpy.random.default_rng((seed, 3, place)))
        target = made[1 if each.meant is Kind.TWO_CHAIRS else 0].key
        kinds = {found.kind for found in look(made, settings) if _rests_on(found, target)}
        flagged += bool(kinds)
        meant += each.meant in kinds
        by_detector.update(kind.value for kind in kinds)
    return Rate(each.code, len(pairs), flagged, meant, dict(sorted(by_detector.items())))


def _rests_on(found: Flag, chart: str) -> bool:
    return any(key == chart for key, _ in found.rows)
