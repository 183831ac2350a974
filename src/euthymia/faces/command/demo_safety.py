"""The demo's readiness and harm: a morning of checks with one fault, the plan, a drill; an event closed, one open."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import uuid4

from euthymia.clinic.harm import actions as harms
from euthymia.clinic.harm import queries as harm_found
from euthymia.clinic.people import queries as people
from euthymia.clinic.people.models import Clinic
from euthymia.clinic.people.queries import Member
from euthymia.clinic.upkeep import actions as upkeep
from euthymia.clinic.upkeep import queries as found
from euthymia.clinic.visits import queries as visits
from euthymia.domain.protocols.order_sets import Line
from euthymia.domain.rules import harm
from euthymia.domain.rules import upkeep as lists
from euthymia.journey.infusion import actions as infusion
from euthymia.journey.infusion import orders
from euthymia.journey.infusion import queries as sessions
from euthymia.journey.infusion.models import Session
from euthymia.kit import clock, units

BY = "the demo"
# What the prescriber signs for everybody: against nausea before, and if it comes.
ORDERS = (
    Line(set="antiemetic-before", medicine="ondansetron", dose_ug=4_000, route="oral", times=1, gap_min=0),
    Line(set="nausea", medicine="ondansetron", dose_ug=4_000, route="intravenous", times=2, gap_min=30),
    Line(set="headache", medicine="acetaminophen", dose_ug=650_000, route="oral", times=1, gap_min=0),
)
_DATED = (
    ("scale", "SC-1", "Floor scale", "", 210), ("device", "AED-1", "Defibrillator", "", 140),
    ("device", "SUC-1", "Suction", "", 95), ("drug", "D-01", "epinephrine", "E442", 190), ("drug", "D-02", "labetalol", "L90", 21),
    ("drug", "D-03", "ondansetron", "O17", 400), ("drug", "D-04", "midazolam", "M3", 260),
)  # fmt: skip


def write(clinic: Clinic, nurse: Member, prescriber: Member, opened_at: datetime) -> None:
    """Once for each day the demo is opened; what lasts longer, once."""
    morning = opened_at - timedelta(minutes=50)
    with clock.frozen(morning), units.unit(tenant=clinic.pk, actor=BY):
        if found.plan_in_force(clinic) is None:
            _what_lasts(clinic, nurse, prescriber, morning)
        _checks(clinic, nurse)
    with units.unit(tenant=clinic.pk, actor=BY):
        known = bool(harm_found.closed_states(clinic))
    if not known:
        _events(clinic, nurse, prescriber, opened_at)


def _what_lasts(clinic: Clinic, nurse: Member, prescriber: Member, at: datetime) -> None:
    today = at.astimezone(clinic.zone).date()
    upkeep.put_plan_in_force(
        by=prescriber, client_id=uuid4(), says=lists.Says.WARNS, number="911", address="12 Shore Road, second floor, Lakeside",
        entrance="east door, lift on the left", hospital="Lakeside General (invented)", hospital_phone="555-0199",
        agreement_until=today + timedelta(days=300), kit_at="corridor, between chairs 2 and 3",
        words="The nurse of the next chair watches both. The desk meets the ambulance at the east door.",
    )  # fmt: skip
    upkeep.record_drill(
        by=nurse, client_id=uuid4(), on=today - timedelta(days=48), scenario="Apnoea in chair 2", present="both nurses, prescriber, desk",
        learnt="The mask was behind the linen: it hangs on the rail now.",
    )  # fmt: skip
    for kind, code, title, lot, days in _DATED:
        upkeep.enter_date(
            by=nurse,
            client_id=uuid4(),
            kind=kind,
            code=code,
            title=title,
            lot=lot,
            until=today + timedelta(days=days),
        )


def _checks(clinic: Clinic, nurse: Member) -> None:
    """The kit and every chair but the last; in one of them a fault."""
    kit: dict[str, str | None] = {one.code: "" for one in lists.EMERGENCY.items}
    upkeep.check(by=nurse, client_id=uuid4(), code="emergency", answers=kit)
    chairs = list(visits.rooms(clinic))
    for n, room in enumerate(chairs[:-1]):
        for asked in (lists.ROOM, lists.CLEANING):
            answers: dict[str, str | None] = {one.code: "" for one in asked.items}
            if n == 1 and asked is lists.ROOM:
                answers["call"] = "cable loose; a hand bell stands there until noon"
            lots = "IV start kit 77A, filter F3" if asked is lists.CLEANING else ""
            upkeep.check(by=nurse, client_id=uuid4(), code=asked.code, answers=answers, room=room, lots=lots)


def _events(clinic: Clinic, nurse: Member, prescriber: Member, opened_at: datetime) -> None:
    """One of last week: told, reviewed, closed. One of this morning: the director is still to be told."""
    before = opened_at - timedelta(days=6)
    with clock.frozen(before), units.unit(tenant=clinic.pk, actor=nurse.words):
        first, second = list(people.patients(clinic)[:2])
        facts = harm.Facts(
            kind="vomiting", onset_at=before - timedelta(minutes=12), ended_at=before - timedelta(minutes=2), severity="moderate",
            serious_because=(), relation="related", action="paused", treatment="ondansetron 4 mg IV, head up", outcome="recovered",
            words="Twice, during the second half of the infusion.", witnesses=(nurse.name,), transferred=False,
        )  # fmt: skip
        told = harms.report(by=nurse, patient=first, client_id=uuid4(), facts=facts)
        harms.tell(
            by=nurse,
            event=told,
            client_id=uuid4(),
            code="prescriber",
            says=f"{prescriber.name}, at the chair",
        )
    with clock.frozen(before + timedelta(hours=3)), units.unit(tenant=clinic.pk, actor=prescriber.words):
        harms.review(
            by=prescriber, event=told, client_id=uuid4(), says="No premedication was ordered after nausea the last time.",
            change="Ondansetron by mouth 30 minutes before, as an order set, after any nausea.",
        )  # fmt: skip
    today = opened_at - timedelta(minutes=35)
    with clock.frozen(today), units.unit(tenant=clinic.pk, actor=nurse.words):
        facts = harm.Facts(
            kind="hypertension", onset_at=today - timedelta(minutes=8), severity="severe", serious_because=("important",),
            relation="possible", action="stopped", words="196/118 twice, headache; stopped early, settled in 25 minutes.",
            witnesses=(nurse.name, prescriber.name), transferred=False,
        )  # fmt: skip
        event = harms.report(by=nurse, patient=second, client_id=uuid4(), facts=facts)
        harms.tell(
            by=nurse,
            event=event,
            client_id=uuid4(),
            code="prescriber",
            says=f"{prescriber.name}, in the room",
        )


def order_beside(session: Session, nurse: Member, prescriber: Member) -> None:
    """The prescriber signs the usual orders; the nurse gives what comes before the start. Within a unit."""
    infusion.sign_orders(by=prescriber, session=session, client_id=uuid4(), lines=ORDERS)
    before = next(one for one in orders.standing(sessions.happenings(session)) if one.line.is_before)
    infusion.give_ordered(by=nurse, session=session, client_id=uuid4(), line=before.id)
