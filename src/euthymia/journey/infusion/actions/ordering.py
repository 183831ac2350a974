"""Orders beside the infusion: signed by a clinician, given by a nurse, asked after."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import asdict
from datetime import datetime
from uuid import UUID

from euthymia.clinic.people import queries as people
from euthymia.clinic.people.access import Permission
from euthymia.clinic.people.actions import require
from euthymia.clinic.people.queries import Member
from euthymia.domain.protocols import order_sets
from euthymia.domain.quantities import MASS_MG, Fault, Unusable
from euthymia.journey.infusion import orders, queries
from euthymia.journey.infusion.models import Session, SessionEvent
from euthymia.kit import clock

from .entries import ATTENDED, Entry, Kind, enter, known_event, locked, moment_of


def sign_orders(
    *, by: Member, session: Session, client_id: UUID, lines: Sequence[order_sets.Line], ended: Collection[str] = ()
) -> SessionEvent:  # fmt: skip
    """These lines are ordered for this session from now on, those of `ended` (keys) no longer. Raises Unusable, NotAllowed.

    A line that is ordered again replaces the earlier one. What the patient is said to be allergic to needs a reason.
    """
    require(by, Permission.PRESCRIBE)
    session = locked(by, session)
    detail = {"lines": [asdict(one) for one in lines], "ended": sorted(ended)}
    if (known := known_event(session, client_id, Kind.ORDERS, detail=detail)) is not None:
        return known
    in_force = {one.line.key: one for one in orders.standing(queries.happenings(session))}
    faults = order_sets.signed_faults(lines) if lines or not ended else []
    faults += [
        Fault(key, "not-ordered", "this is not ordered", ", ".join(in_force) or "none")
        for key in ended
        if key not in in_force
    ]
    faults += _allergies(session, lines) if not faults else []
    if people.licence(by.staff, clock.now().astimezone(by.clinic.zone).date()) is None:
        faults.append(
            Fault(
                "", "no-licence", f"no licence of {by.name} is verified and in date", "the owner verifies it"
            )
        )
    if faults:
        raise Unusable(faults)
    said = [f"ordered: {'; '.join(one.says for one in lines)}"] if lines else []
    said += [f"no longer: {', '.join(in_force[key].line.name for key in sorted(ended))}"] if ended else []
    return enter(by, session, client_id, Entry(Kind.ORDERS, " · ".join(said), detail=detail), ATTENDED, None)


def _allergies(session: Session, lines: Sequence[order_sets.Line]) -> list[Fault]:
    known = [str(one) for one in session.patient.allergies or ()]
    return [
        Fault(line.key, "allergy", f"{line.name}: the patient is said to be allergic to {allergy}", "another medicine, or a reason")
        for line in lines for allergy in known
        if not line.reason.strip() and line.name.split()[0].casefold() in allergy.casefold()
    ]  # fmt: skip


def give_ordered(
    *, by: Member, session: Session, client_id: UUID, line: str, dose_ug: int | None = None, at: datetime | None = None
) -> SessionEvent:  # fmt: skip
    """A dose of a signed line was given (`line` is its id; by default the ordered dose). Raises Unusable, NotAllowed.

    More than was ordered, more often or sooner is refused: that is another order.
    """
    require(by, Permission.RUN_INFUSION)
    session = locked(by, session)
    if (known := known_event(session, client_id, Kind.GIVEN)) is not None:
        return known
    found = queries.happenings(session)
    in_force = {one.id: one for one in orders.standing(found)}
    chosen = in_force.get(line)
    if chosen is None:
        raise Unusable.one(
            "line", "not-ordered", "this is not ordered, or no longer", "a line that is signed"
        )
    dose = chosen.line.dose_ug if dose_ug is None else dose_ug
    faults = order_sets.give_faults(chosen.line, chosen.given, dose, moment_of(session, at, found))
    if faults:
        raise Unusable(faults)
    amount, route = f"{MASS_MG.format(dose)} mg", order_sets.ROUTE_WORDS[chosen.line.route]
    detail = {
        "name": chosen.line.name, "amount": amount, "route": route, "ordered_by": chosen.by, "order": chosen.id, "dose_ug": dose,
    }  # fmt: skip
    return enter(
        by,
        session,
        client_id,
        Entry(Kind.GIVEN, f"{chosen.line.name} {amount} {route}", detail=detail),
        ATTENDED,
        at,
    )


def record_outcome(
    *, by: Member, session: Session, client_id: UUID, of: int, outcome: str, at: datetime | None = None
) -> SessionEvent:  # fmt: skip
    """Somebody has asked whether what was given or done (entry `of`) helped. Raises Unusable, NotAllowed."""
    require(by, Permission.OBSERVE)
    session = locked(by, session)
    detail = {"of": of, "outcome": outcome}
    if (known := known_event(session, client_id, Kind.OUTCOME, detail=detail)) is not None:
        return known
    about = queries.event(session, of)
    if about is None or about.kind not in (Kind.GIVEN, Kind.SYMPTOM):
        raise Unusable.one(
            "of", "unknown", f"entry {of} is nothing to ask after", "a medicine, or something that was done"
        )
    if outcome not in order_sets.OUTCOME_WORDS:
        raise Unusable.one(
            "outcome", "unknown", f"{outcome!r} is no outcome", ", ".join(order_sets.OUTCOME_WORDS)
        )
    says = f"{order_sets.OUTCOME_WORDS[outcome]} after {about.says} (entry {of})"
    return enter(by, session, client_id, Entry(Kind.OUTCOME, says, detail=detail), ATTENDED, at)
