"""Small wandering noise that is the same for the same seed and moment, whatever was asked before."""

from __future__ import annotations

from math import floor

import numpy


def wander(seed: int, channel: int, at_s: float, every_s: float) -> float:
    """A standard-sized value that drifts over about `every_s` seconds.

    Independent normal values stand on a lattice of `every_s`, with a smooth step between neighbours, so
    near moments are alike and any moment can be asked for by itself. No unit; multiply by the size wanted.
    """
    place = at_s / every_s
    before = floor(place)
    part = place - before
    smooth = part * part * (3 - 2 * part)
    return (1 - smooth) * _lattice(seed, channel, before) + smooth * _lattice(seed, channel, before + 1)


def _lattice(seed: int, channel: int, index: int) -> float:
    # Seeds take no negative numbers: times before the start fold onto the odd ones.
    folded = 2 * index if index >= 0 else -2 * index - 1
    return float(numpy.random.default_rng((seed, channel, folded)).standard_normal())
