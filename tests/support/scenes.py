"""Scenes that several files begin with; those of one file stand in it."""

from __future__ import annotations

from euthymia.kit import units

from .cast import Cast
from .evaluated import cast_decided
from .standing import THE_CAST, Scene


def _ana_decided(cast: Cast) -> Cast:
    with units.unit(tenant=cast.lakeside.pk, actor=cast.okafor.words):
        cast_decided(cast)
    return cast


ANA_DECIDED = Scene(_ana_decided, THE_CAST)
