"""Draw and second check: each syringe, from which vials, by whom and before whom."""

from __future__ import annotations

from euthymia.domain.notes.facts import Facts
from euthymia.domain.notes.model import Sentence, moment

from .common import not_recorded


def compose(facts: Facts) -> list[Sentence]:
    if facts.ordered is None:
        return []
    if not facts.drawn:
        missing = "draw" if facts.account_kept else "account-not-kept"
        return [not_recorded(facts, missing, facts.ordered.source)]
    return [
        Sentence(
            "draw.drawn",
            {
                "number": one.number, "mass_ug": one.mass_ug, "drug_volume_ul": one.drug_volume_ul, "at": moment(one.at),
                "vials": ", ".join(f"{vial} (lot {lot})" for vial, lot in one.vials), "by": one.by, "second": one.second,
            },
            (one.source,),
        )
        for one in facts.drawn
    ]  # fmt: skip
