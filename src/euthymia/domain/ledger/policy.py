"""The figures that the ledger decides by, each with its source and mark."""

from __future__ import annotations

from dataclasses import dataclass, field

from euthymia.domain.quantities import Confidence, Provenance


@dataclass(frozen=True, slots=True)
class Figure:
    """A number of the ledger's, its unit, and whose it is."""

    value: int
    unit: str
    provenance: Provenance


# Label volume of a vial and the excess that may be recovered from it, for mobile liquids, in microlitres.
# Between two sizes the smaller one's cap holds; below the smallest there is none.
OVERFILL_CAPS: tuple[tuple[int, int], ...] = (
    (1_000, 100),
    (2_000, 150),
    (5_000, 300),
    (10_000, 500),
    (20_000, 600),
    (30_000, 800),
)
OVERFILL_SHARE_FROM_UL = 50_000
OVERFILL_SHARE_PER_CENT = 2
OVERFILL_PROVENANCE = Provenance("USP <1151> table of excess volumes (compliance.md 1.9 row 6)", Confidence.V)

PREPARATION_H = Figure(
    4, "h", Provenance("USP <797> 2023, immediate use (compliance.md 1.9 row 4)", Confidence.K)
)
BEYOND_USE_D = Figure(28, "d", Provenance("CDC; USP <51>/<797> (compliance.md 1.9 row 3)", Confidence.V))
NOTICE_BUSINESS_D = Figure(
    1, "business days", Provenance("21 CFR 1301.76(b); 88 FR 40707 (compliance.md 1.3 row 1)", Confidence.V)
)
FORM_106_D = Figure(
    45, "d", Provenance("21 CFR 1301.76(b); 88 FR 40707 (compliance.md 1.3 row 2)", Confidence.V)
)
RECOUNT_H = Figure(1, "h", Provenance("recount by two others (compliance.md 2.5 step 2)", Confidence.P))
RESOLVE_H = Figure(
    24, "h", Provenance("hospital norm, before the shift ends (compliance.md 2.5 step 4)", Confidence.V2)
)
ESCALATE_H = Figure(
    72, "h", Provenance("hospital norm, told to the registrant (compliance.md 2.5 step 4)", Confidence.V2)
)
INVENTORY_Y = Figure(2, "years", Provenance("21 CFR 1304.11(c) (compliance.md 1.4 row 5)", Confidence.K))
DISTRIBUTION_PER_CENT = Figure(
    5, "%", Provenance("21 CFR 1307.11(a),(b) (compliance.md 1.6 row 1)", Confidence.V)
)
DOSAGE_UNIT_UL = Figure(
    1_000,
    "µL",
    Provenance(
        "Ohio: 1 mL of a liquid is one unit; federally undefined (compliance.md 1.6 row 1)", Confidence.V
    ),
)
DOSAGE_UNIT_DEVICES = Figure(
    1,
    "dosage unit",
    Provenance("one device counted each (compliance.md 6); for counsel (compliance.md 10)", Confidence.P),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """What a site may set. `reasons` are kinds of event that need a reason even when they are not late.

    `skew_s` is how far the clock of who records may be behind the clock of who acted.
    """

    preparation_h: int = PREPARATION_H.value
    beyond_use_d: int = BEYOND_USE_D.value
    skew_s: int = 0
    reasons: frozenset[str] = field(default_factory=frozenset)


POLICY = Policy()


def overfill_cap_ul(label_ul: int) -> int:
    """How much more than its label may be recovered from a vial of this size over its whole life."""
    if label_ul >= OVERFILL_SHARE_FROM_UL:
        return label_ul * OVERFILL_SHARE_PER_CENT // 100
    return max((cap for size, cap in OVERFILL_CAPS if size <= label_ul), default=0)
