"""What a long-term check asks to hold, as a line of the ready-to-start list."""

from __future__ import annotations

from collections.abc import Sequence

from euthymia.domain.quantities import Confidence, Provenance
from euthymia.domain.rules.ready_to_start import Condition, Light

SOURCE = Provenance(
    "clinical.md 6C: hold (bladder, liver, dependence, mania); a clinician decides", Confidence.P
)


def condition(waiting: Sequence[str]) -> Condition:
    """`waiting` are the findings that nobody has answered, in words."""
    light = Light.BLOCKS if waiting else Light.MET
    return Condition(
        "hold", "Long-term safety", light, " ".join(waiting) or "no finding asks to hold",
        "a prescriber answers it in the list of tasks, with the reason", SOURCE,
    )  # fmt: skip
