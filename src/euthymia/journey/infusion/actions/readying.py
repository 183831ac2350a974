"""Before the start: what is asked on the day, and what two people decide on together."""

from __future__ import annotations

from collections.abc import Collection
from uuid import UUID

from euthymia.clinic.people import queries as people
from euthymia.clinic.people.access import Permission
from euthymia.clinic.people.actions import require
from euthymia.clinic.people.queries import Member
from euthymia.clinic.visits import actions as visits
from euthymia.clinic.visits.models import VisitEvent
from euthymia.domain.quantities import Fault, Unusable
from euthymia.domain.rules import ready_to_start as gate
from euthymia.domain.rules.case import plausible
from euthymia.journey.infusion import readiness
from euthymia.journey.infusion.fold import Phase
from euthymia.journey.infusion.models import Session, SessionEvent
from euthymia.kit import clock

from .entries import Entry, Kind, enter, locked


def record_ready(
    *, by: Member, session: Session, client_id: UUID, solids_h: float | None, clear_fluids_h: float | None, escort: str
) -> SessionEvent:  # fmt: skip
    """What the patient says today: hours since food and since a clear drink, and who takes them home."""
    require(by, Permission.OBSERVE)
    faults = [
        Fault(name, "impossible", f"{hours:g} hours ago cannot be", str(plausible.HOURS))
        for name, hours in (("solids_h", solids_h), ("clear_fluids_h", clear_fluids_h))
        if hours is not None and hours not in plausible.HOURS
    ]
    if solids_h is None and clear_fluids_h is None and not escort.strip():
        faults.append(Fault("", "empty", "nothing was asked", "at least one answer"))
    if faults:
        raise Unusable(faults)
    told = [
        f"food {solids_h:g} h ago" if solids_h is not None else "food not asked",
        f"clear drink {clear_fluids_h:g} h ago" if clear_fluids_h is not None else "drink not asked",
        f"escort {escort.strip()}" if escort.strip() else "no escort named",
    ]
    detail = {"solids_h": solids_h, "clear_fluids_h": clear_fluids_h, "escort": escort.strip()}
    entry = Entry(Kind.READY, ", ".join(told), detail=detail)
    event = enter(by, locked(by, session), client_id, entry, (Phase.ORDERED,), None)
    _note_ready(by, session)
    return event


def override(
    *, by: Member, session: Session, client_id: UUID, codes: Collection[str], reason: str, second: Member
) -> SessionEvent:  # fmt: skip
    """Two licensed people decide to start although these conditions are not met. Raises Unusable, NotAllowed.

    Only conditions that ask can be overridden, and only as they stand now.
    """
    require(by, Permission.COUNTERSIGN)
    session = locked(by, session)
    found = readiness.conditions(by, session)
    allowed = gate.may_be_overridden(found, codes)
    faults = [
        Fault("codes", "never", f"{code}: this is not overridden by anybody", "conditions that ask for two people")
        for code in codes if code not in allowed
    ]  # fmt: skip
    if not codes:
        faults.append(Fault("codes", "missing", "say which conditions are overridden", "one or more"))
    if not reason.strip():
        faults.append(Fault("reason", "missing", "say why the infusion may start all the same", "a sentence"))
    faults += _second_faults(by, second)
    if faults:
        raise Unusable(faults)
    by_code = {one.code: one for one in found}
    detail = {
        "grounds": {code: readiness.grounds(session, by_code[code]) for code in allowed},
        "says": {code: by_code[code].says for code in allowed},
        "second": second.words,
    }
    titles = ", ".join(by_code[code].title.lower() for code in allowed)
    entry = Entry(Kind.OVERRIDE, f"overridden by two: {titles}; second {second.name}", reason, detail=detail)
    event = enter(by, session, client_id, entry, (Phase.ORDERED,), None)
    _note_ready(by, session)
    return event


def _note_ready(by: Member, session: Session) -> None:
    """The visit's trail says when everything but the pressure of the last minutes was ready."""
    if not readiness.start_faults(by, session):
        visits.step_once(session.visit, VisitEvent.Step.READY, by=by.words)


def _second_faults(by: Member, second: Member) -> list[Fault]:
    """The second person is somebody else of the clinic, may countersign, and both are licensed today."""
    today = clock.now().astimezone(by.clinic.zone).date()
    faults = []
    if second.staff.pk == by.staff.pk or second.clinic.pk != by.clinic.pk:
        faults.append(
            Fault("second_email", "same-person", "the second person is a colleague", "somebody else")
        )
    elif not second.may(Permission.COUNTERSIGN):
        says = f"{second.name} may not {Permission.COUNTERSIGN.says}"
        faults.append(Fault("second_email", "not-allowed", says, "a prescriber, an evaluator or a nurse"))
    for one in (by, second):
        if people.licence(one.staff, today) is None:
            says = f"no licence of {one.name} is verified and in date"
            faults.append(Fault("second_email", "no-licence", says, "a licence in date"))
    return faults
