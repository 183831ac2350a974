"""The controlled-drug register (PDMP) as a line of the ready-to-start list, where a state's rule is known or not.

A rule of which counsel has not said whether it covers an infusion clinic asks; it never stops a start.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from euthymia.domain.quantities import Confidence, Provenance

from .licence import Query, pdmp_query
from .ready_to_start import Condition, Light

UNREAD = Provenance("compliance.md 1.8 row 3: the duty to ask is the state's own", Confidence.V2)
# What is kept of a query: that somebody looked, and what came of it; never what the register says.
RESULTS: tuple[tuple[str, str], ...] = (
    ("nothing", "looked at: nothing that changes the plan"),
    ("discuss", "looked at: to be discussed before a dose"),
    ("no-record", "looked at: the register has nothing on this patient"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Register:
    """The states in which the clinic is registered, when each one's register was last asked about this patient, the
    day of the act, and whether it is the first of its kind."""

    states: Sequence[str]
    asked: Mapping[str, date]
    on: date
    is_first: bool


def condition(register: Register) -> Condition | None:
    """The line; None for a clinic that has not entered a state."""
    answers = [
        (state, pdmp_query(state, register.asked.get(state), register.on, is_first=register.is_first))
        for state in register.states
    ]
    if not answers:
        return None
    asks = [one for one in answers if _asks(register, *one)]
    shown = asks or answers
    duty = next((query.duty for _, query in shown if query.duty is not None), None)
    says = "; ".join(_says(register, state, query) for state, query in shown)
    return Condition(
        "register", "Drug register (PDMP)", Light.ASKS if asks else Light.MET, says,
        "ask the register and record it under Medication check, or two people's reason",
        UNREAD if duty is None else duty.provenance,
    )  # fmt: skip


def _asks(register: Register, state: str, query: Query) -> bool:
    """A rule that is known and not kept; or one that nobody has read here, when nobody has ever asked."""
    return register.asked.get(state) is None if query.is_due is None else query.is_due


def _says(register: Register, state: str, query: Query) -> str:
    asked_on = register.asked.get(state)
    if query.is_due is not None:
        return query.says
    return (
        f"the register of {state} was {f'asked on {asked_on}' if asked_on else 'never asked'}; {query.says}"
    )
