"""Before the dose: the five cards and the call, the door, the order, the syringes."""

from __future__ import annotations

from typing import Any

from euthymia.clinic.visits import queries as visits
from euthymia.clinic.visits.models import Visit
from euthymia.domain import protocols
from euthymia.domain.notes.facts import Called, DayTold, Drawn, Ordered, Recognised, Step
from euthymia.domain.notes.model import Source
from euthymia.journey.arrival import queries as arrival
from euthymia.journey.arrival.models import DayAnswer
from euthymia.journey.infusion.models import Order, Preparation, Session


def steps(visit: Visit) -> tuple[Step, ...]:
    return tuple(
        Step(Source("visit-step", f"{visit.pk}#{one.n}"), one.step, one.at, one.by)
        for one in visits.trail(visit)
    )


def told(visit: Visit) -> tuple[DayTold | None, Called | None]:
    """The cards as they were told last for the day of the visit, and what a call since came to."""
    state = arrival.state(visit.patient, arrival.today(visit.clinic, visit.opened_at))
    cards, call = state.told, state.called
    return (
        None if cards is None else DayTold(**_answer(cards), outcome=cards.outcome, cards=cards.value),
        None if call is None else Called(**_answer(call), outcome=call.outcome, says=str(call.value.get("says", ""))),
    )  # fmt: skip


def _answer(row: DayAnswer) -> dict[str, Any]:
    return {"source": Source("day-answer", f"{row.day_check_id}#{row.n}"), "at": row.at, "by": row.by}


def recognised(visit: Visit) -> Recognised | None:
    row = arrival.identities(visit.clinic, [visit]).get(visit.pk)
    if row is None:
        return None
    return Recognised(
        source=Source("identity", str(row.pk)),
        at=row.at,
        by=row.by,
        how=row.how,
        identifiers=tuple(row.identifiers),
    )


def ordered(order: Order) -> Ordered:
    return Ordered(
        source=Source("order", str(order.pk)), at=order.at, by=order.by, protocol=protocols.protocol_named(order.protocol).name,
        dose_ug_per_kg=order.dose_ug_per_kg, weight_g=order.weight_g, dose_ug=order.dose_ug,
        final_volume_ul=order.final_volume_ul, duration_min=order.duration_min, rate_ul_per_h=order.rate_ul_per_h,
        rate_ug_per_h=order.rate_ug_per_h, reasons=order.reasons,
    )  # fmt: skip


def drawn(session: Session) -> tuple[Drawn, ...]:
    rows = Preparation.objects.filter(clinic_id=session.clinic_id, session=session).order_by("at", "id")
    return tuple(
        Drawn(
            source=Source("syringe", str(row.pk)), at=row.begun_at, by=row.by, number=row.number, mass_ug=row.mass_ug,
            drug_volume_ul=row.drug_volume_ul, vials=tuple((one["vial"], one["lot"]) for one in row.vials), second=row.second,
        )
        for row in rows
    )  # fmt: skip
