"""Works that pages lean on without quoting a figure of them."""

from __future__ import annotations

from euthymia.domain.quantities import Confidence, Provenance

WORKS: dict[str, Provenance] = {
    "zanos": Provenance("Zanos and Gould 2018, Mol Psychiatry 23:801", Confidence.V),
    "xu": Provenance("Xu 2022, Front Pharmacol, 10.3389/fphar.2021.740996", Confidence.V),
    "canmat": Provenance("CAN21; clinical.md 3A", Confidence.V),
    "veterans": Provenance("ABD22; clinical.md 3A", Confidence.V),
    "ptsd-pooled": Provenance("meta-analysis of PTSD trials, bias-adjusted; clinical.md 3A", Confidence.V),
    "pain-consensus": Provenance("COH18; clinical.md 3A", Confidence.V2),
    "cbt": Provenance("Wilkinson 2021, Psychother Psychosom 90:318; clinical.md 11B", Confidence.V2),
}
