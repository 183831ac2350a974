"""What is kept: the substance belongs to the product, and so does its form, which says how it is counted.

A vial holds a liquid of a labelled strength and is counted in whole microlitres. A device (a nasal spray) is one
sealed unit, labelled with its content and no strength: it is there whole or not at all, and is counted each
(compliance.md 6). Amounts of two substances are never added up.
"""

from __future__ import annotations

from dataclasses import dataclass

from euthymia.domain.quantities import VOLUME_ML, Confidence, Provenance

VIAL, DEVICE = "vial", "device"
FORMS = (VIAL, DEVICE)

_SCHEDULE_III = Provenance("21 CFR 1308.13(c) (compliance.md 1)", Confidence.K)


@dataclass(frozen=True, slots=True)
class Substance:
    """A controlled substance that a book may hold."""

    name: str
    schedule: str
    provenance: Provenance


KETAMINE, ESKETAMINE = "ketamine", "esketamine"
SUBSTANCES: dict[str, Substance] = {
    name: Substance(name, "III", _SCHEDULE_III) for name in (KETAMINE, ESKETAMINE)
}


def amount_words(amount: int, form: str) -> str:
    """An amount as a nurse reads it: of a vial microlitres as mL, of a device whole devices."""
    if form == DEVICE:
        return f"{amount} device{'' if abs(amount) == 1 else 's'}"
    return f"{VOLUME_ML.format(amount)} mL"
