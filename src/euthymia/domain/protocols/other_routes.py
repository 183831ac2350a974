"""Ketamine by another route than the drip: kept as a record, ordered by no protocol of this program (clinical.md 3C).

The published figures stand beside the record for whoever reads it; they are no default and no order.
"""

from __future__ import annotations

from dataclasses import dataclass

from euthymia.domain.quantities import Confidence, Provenance

_V, _V2, _K = Confidence.V, Confidence.V2, Confidence.K


@dataclass(frozen=True, slots=True)
class OtherRoute:
    """One route: what was published of its dose, and what is known of how much arrives."""

    code: str
    label: str
    published: str
    arrives: str
    note: str
    provenance: Provenance


OTHER_ROUTES: tuple[OtherRoute, ...] = (
    OtherRoute("intramuscular", "intramuscular", "0.25–1.0 mg/kg", "about 93 % (K)", "a test dose, then oral up to 3 months in one guideline", Provenance("NZ23", _V2)),
    OtherRoute("subcutaneous", "subcutaneous", "0.1–1.0 mg/kg", "high", "", Provenance("GLU", _V)),
    OtherRoute("oral", "by mouth", "0.25–7 mg/kg or 25–300 mg", "20–25 %", "experimental", Provenance("Andrade 2019", _V)),
    OtherRoute("sublingual", "under the tongue (troche)", "varies", "about 30 %", "compounded: FDA warning of 2023", Provenance("FDA23", _V)),
    OtherRoute("intranasal", "nose spray, racemic, compounded", "", "about 45 % (K)", "FDA warning of 2022", Provenance("FDA22", _V)),
)  # fmt: skip
BY_CODE = {one.code: one for one in OTHER_ROUTES}
