"""The signed order, with the reasons that were given for what it asked about."""

from __future__ import annotations

from euthymia.domain.notes.facts import Facts
from euthymia.domain.notes.model import Sentence, moment

from .common import not_recorded


def compose(facts: Facts) -> list[Sentence]:
    order = facts.ordered
    if order is None:
        return [] if facts.sprayed is not None else [not_recorded(facts, "order")]
    of = (order.source,)
    signed = {"at": moment(order.at), "by": order.by, "protocol": order.protocol}
    figures = {
        "dose_ug_per_kg": order.dose_ug_per_kg, "weight_g": order.weight_g, "dose_ug": order.dose_ug,
        "final_volume_ul": order.final_volume_ul, "duration_min": order.duration_min, "rate_ul_per_h": order.rate_ul_per_h,
        "rate_ug_per_h": order.rate_ug_per_h,
    }  # fmt: skip
    found = [Sentence("order.signed", signed, of), Sentence("order.figures", figures, of)]
    found += [
        Sentence(f"order.reason.{code}", {"code": code, "reason": reason}, of)
        for code, reason in sorted(order.reasons.items())
    ]
    return found
