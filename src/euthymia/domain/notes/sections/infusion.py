"""The infusion: start, every change of rate, pauses and the end; and what it came to."""

from __future__ import annotations

from euthymia.domain.notes.facts import Facts, PumpStep
from euthymia.domain.notes.model import Sentence, moment

from .common import not_recorded, with_marks


def compose(facts: Facts) -> list[Sentence]:
    if facts.ordered is None:
        return []
    infused = facts.infused
    if infused is None:
        return [not_recorded(facts, "start", facts.ordered.source)]
    found = [line for one in facts.pump for line in with_marks(one, _step(one), reason=True)]
    figures = {
        "given_ug": infused.given_ug, "dose_ug": infused.dose_ug, "took_s": infused.took_s, "ran_s": infused.ran_s,
    }  # fmt: skip
    if infused.ended_at is None:
        found.append(not_recorded(facts, "end", *infused.sources))
    else:
        found.append(Sentence("infusion.total", figures, infused.sources))
    if facts.present is not None:
        found.append(Sentence("infusion.present", {"names": facts.present.words}, (facts.present.source,)))
    return found


def _step(one: PumpStep) -> Sentence:
    values = {
        "at": moment(one.at), "by": one.by, "rate_ul_per_h": one.rate_ul_per_h, "rate_ug_per_h": one.rate_ug_per_h,
    }  # fmt: skip
    key = f"infusion.{one.kind}"
    if one.kind == "rate":
        values |= {"old_rate_ul_per_h": one.old_rate_ul_per_h, "old_rate_ug_per_h": one.old_rate_ug_per_h}
    if one.syringe and one.kind in ("started", "resumed"):
        key, values = f"{key}.syringe", {**values, "syringe": one.syringe}
    return Sentence(key, values, (one.source,))
