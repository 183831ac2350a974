"""The facts of one visit, gathered from the rows that hold them. Nothing is kept of them here."""

from __future__ import annotations

from typing import Any

from euthymia.clinic.visits.models import Visit
from euthymia.domain import protocols
from euthymia.domain.notes.facts import Facts
from euthymia.domain.notes.model import Source
from euthymia.domain.rules.after_discharge import NOTE
from euthymia.journey.infusion import actions as infusion
from euthymia.journey.infusion import queries as infusions
from euthymia.journey.infusion import syringes
from euthymia.journey.infusion.models import Session
from euthymia.journey.recovery import queries as recoveries
from euthymia.journey.recovery.models import Discharge, Recovery
from euthymia.kit import units

from . import after, before, beside, book, signs
from .chair import AtTheChair


class NothingGiven(LookupError):
    """Nothing was ordered or given in this visit: there is nothing to write a note of."""


def facts(visit: Visit) -> Facts:
    """Everything that the record holds of this visit now. Raises NothingGiven."""
    session, recovery = recoveries.session_of(visit), recoveries.of_visit(visit)
    watch = recovery.watch if recovery is not None else session.watch if session is not None else None
    if watch is None:
        raise NothingGiven(visit.pk)
    gone = recoveries.discharge_of(recovery)
    told, called = before.told(visit)
    until = gone.at if gone is not None else units.current().now
    found: dict[str, Any] = {
        "visit": Source("visit", str(visit.pk)), "day": visit.opened_at.astimezone(visit.clinic.zone).date(),
        "steps": before.steps(visit), "told": told, "called": called, "recognised": before.recognised(visit),
        "ranges": signs.ranges(watch, until), "calls": beside.called(visit), "harms": beside.harmed(visit, until),
        "booked": after.booked(visit, None if gone is None else gone.at), "coming": after.booked(visit, None),
    }  # fmt: skip
    if session is not None:
        found |= _at_the_chair(session)
        begun = found["infused"]
        found["resting"] = signs.resting(watch, begun.began_at) if begun is not None else None
    if recovery is not None:
        found |= _recovered(recovery, gone)
    return Facts(**found)


def _recovered(recovery: Recovery, gone: Discharge | None) -> dict[str, Any]:
    found = after.recovered(recovery, recoveries.folded(recovery))
    found["follow_ups"] = after.follow_ups(recovery, gone, without=NOTE.code)
    if gone is not None:
        found["discharged"] = after.discharged(gone)
    if recovery.route == Recovery.Route.NASAL:
        found["resting"] = after.resting(recovery)
    return found


def _at_the_chair(session: Session) -> dict[str, Any]:
    course = infusions.course(session)
    chair = AtTheChair(str(session.pk), course.happenings)
    protocol = protocols.protocol_named(session.order.protocol)
    labels = {one.code: one.label for one in protocol.symptoms}
    actions = {one.code: one.label for one in protocol.actions}
    return {
        "ordered": before.ordered(session.order), "drawn": before.drawn(session),
        "account_kept": syringes.keeps_account(session.clinic), "doses": book.doses(session), "pump": chair.pump(),
        "infused": chair.infused(course), "asked": chair.asked(), "overrides": chair.overrides(),
        "symptoms": chair.symptoms(labels, actions, infusion.COMFORTABLE[0]), "others": chair.others(), "orders": chair.orders(),
        "remarks": chair.remarks(), "present": chair.present(),
    }  # fmt: skip
