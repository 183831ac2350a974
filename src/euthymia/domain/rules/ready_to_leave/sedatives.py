"""Which medicines given during a session lengthen the stay, by the table of rescue options (clinical.md 6B, 5C)."""

from __future__ import annotations

from collections.abc import Iterable

from euthymia.domain.quantities import Confidence, Provenance

SOURCE = Provenance("clinical.md 6B, 5C: rescue options and their cautions; longer when sedatives were given", Confidence.P)  # fmt: skip
SEDATING = ("midazolam", "lorazepam", "haloperidol", "promethazine", "diphenhydramine", "clonidine")
NOT_SEDATING = (
    "ondansetron", "metoclopramide", "glycopyrrolate", "labetalol", "hydralazine", "nitroglycerin", "acetaminophen",
    "ketorolac", "atropine", "naloxone", "flumazenil",
)  # fmt: skip


def sedated(given: Iterable[str]) -> bool | None:
    """Whether one of these sedates; None when none is known to and one of them is not in the table."""
    names = [name.strip().lower() for name in given]
    if any(name.startswith(SEDATING) for name in names):
        return True
    return False if all(name.startswith(NOT_SEDATING) for name in names) else None
