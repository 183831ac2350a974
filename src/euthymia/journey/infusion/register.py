"""The drug register (PDMP) of the clinic's states against a session."""

from __future__ import annotations

from datetime import datetime

from euthymia.clinic.pharmacy import queries as stock
from euthymia.domain.rules import register_query
from euthymia.domain.rules.ready_to_start import Condition
from euthymia.journey.evaluation import queries as evaluation

from . import queries
from .models import Session


def condition(session: Session, at: datetime) -> Condition | None:
    """The line of the ready-to-start list; None where the clinic has not said whose rules hold."""
    states = stock.states(session.clinic)
    if not states:
        return None
    register = register_query.Register(
        states=states, asked=evaluation.register_asked(session.patient),
        on=at.astimezone(session.clinic.zone).date(), is_first=queries.last_begun(session.patient) is None,
    )  # fmt: skip
    return register_query.condition(register)
