"""The session record on paper: its words and its drawing, in its own template."""

from __future__ import annotations

from importlib.resources import files
from typing import Any

from euthymia.kit import paper


def made_from(data: dict[str, Any], chart: str) -> bytes:
    """The PDF of these words and this drawing (SVG)."""
    template = files("euthymia.journey.infusion").joinpath("record.typ").read_bytes()
    return paper.made_from(template, data, {"chart.svg": chart})
