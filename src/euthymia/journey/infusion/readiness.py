"""What is known before the first drop, gathered for the list of conditions (domain/rules/ready_to_start)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from euthymia.clinic.crisis import queries as crises
from euthymia.clinic.people import queries as people
from euthymia.clinic.people.queries import Member
from euthymia.domain import protocols
from euthymia.domain.quantities import Fault
from euthymia.domain.rules import ready_to_start as gate
from euthymia.domain.rules.finding import Part, Severity
from euthymia.journey.arrival import queries as arrival
from euthymia.journey.evaluation import facts as evaluated
from euthymia.journey.evaluation import queries as evaluation
from euthymia.journey.evaluation.facts import Gathered
from euthymia.journey.evaluation.models import Fact
from euthymia.journey.intake import queries as intake
from euthymia.kit import clock

from . import holds, orders, queries, register, rooms, stock, syringes
from .fold import Happening
from .models import Session

# Lights that stand in nobody's way.
STANDING = (gate.Light.MET, gate.Light.APART, gate.Light.WARNS)
# Rows of the fact base that are asked for on the very day, and those that this list has lines of its own for.
_OF_TODAY = ("SS-08", "SS-14")
_ELSEWHERE = ("SS-01", "SS-02", "SS-16")


def order_faults(by: Member, decided: evaluation.Standing, protocol: protocols.Protocol) -> list[Fault]:
    """What stands against an order: no decision in force, one for another indication, or no licence of who signs."""
    faults = []
    if not decided.in_force:
        says = decided.because
        faults.append(
            Fault("", f"decision-{decided.state.value}", says, "a decision to treat, signed on today's facts")
        )
    elif decided.decision is not None:
        indication = decided.decision.facts.get("indication")
        if indication not in [each.code for each in protocol.indications]:
            says = f"decided for {indication}, which {protocol.name} is not for"
            accepted = "a protocol for it, or a decision for what is treated"
            faults.append(Fault("protocol", "other-indication", says, accepted))
    if _unlicensed([by], clock.now()):
        says = f"no licence of {by.name} is verified and in date"
        faults.append(Fault("", "no-licence", says, "the clinic's owner verifies it"))
    return faults


def start_faults(by: Member, session: Session, at: datetime | None = None) -> list[Fault]:
    """What refuses the start, but the resting pressure, which `start` judges with the reason it is given."""
    found = [one for one in conditions(by, session, at) if one.code != "pressure"]
    return gate.refusals(found, overridden(session, found))


def not_ready(by: Member, session: Session) -> list[gate.Condition]:
    """The conditions that are neither met nor overridden, for the dialog that starts."""
    found = conditions(by, session)
    passed = set(overridden(session, found))
    return [one for one in found if one.light not in STANDING and one.code not in passed]


def to_mind(by: Member, session: Session) -> list[gate.Condition]:
    """What stops nothing and is said all the same."""
    return [one for one in conditions(by, session) if one.light is gate.Light.WARNS]


def first_against(session: Session) -> gate.Condition | None:
    """The first line of the list that stands against the start, whoever starts it; None when nothing does."""
    found = conditions(None, session)
    passed = set(overridden(session, found))
    return next((one for one in found if one.light not in STANDING and one.code not in passed), None)


def conditions(by: Member | None, session: Session, at: datetime | None = None) -> tuple[gate.Condition, ...]:
    """The whole list for this session and whoever would start it, who is nobody yet where `by` is None."""
    *others, syringe = gate.conditions(known(by, session, at))
    now = at or clock.now()
    asked = register.condition(session, now)
    return (
        *others,
        *((asked,) if asked else ()),
        holds.condition(session.patient),
        stock.condition(session, now),
        rooms.condition(session, now),
        orders.premedication(queries.happenings(session), now),
        syringe,
    )


def known(by: Member | None, session: Session, at: datetime | None = None) -> gate.Ready:
    """Everything the list asks, read now."""
    now, patient = clock.now(), session.patient
    clinic = session.clinic
    patient.clinic = clinic
    found = evaluation.gathered(patient, now)
    assessed = evaluation.assessment(patient, found)
    begun_at = queries.last_begun(patient)
    decided = evaluation.standing(patient, begun_at=begun_at, known=(found, assessed))
    consent = intake.standing(patient, evaluated.course(found.document), now)
    missing = [
        one for one in assessed.of_part(Part.SAFETY_SCREENING)
        if one["severity"] == Severity.MISSING and one["rule"] not in _ELSEWHERE
    ]  # fmt: skip
    if begun_at is not None:
        missing = [one for one in missing if one["rule"] not in evaluation.BEFORE_THE_FIRST]
    missing += [
        one for one in assessed.of_part(Part.PSYCHIATRIC_ASSESSMENT)
        if one["severity"] == Severity.MISSING and one["rule"] in ("SS-13", "SS-14")
    ]  # fmt: skip
    told = arrival.state(patient, arrival.today(clinic, now))
    asked, resting = asked_today(session, found, now, told), queries.baseline(session, at)
    pressure = queries.before_start(session, at)
    return gate.Ready(
        today=now.astimezone(clinic.zone).date(),
        parts_unsigned=[part.forms.title for part in found.parts.values() if not part.is_signed],
        decision=decided.because,
        decision_in_force=decided.in_force,
        crisis_open=crises.open_of(patient) is not None,
        consent=consent.state.words,
        consent_in_force=consent.in_force,
        tests_missing=[_words(one) for one in missing if one["rule"] not in _OF_TODAY],
        tests_of_today=[_words(one) for one in missing if one["rule"] in _OF_TODAY],
        solids_h=asked.solids_h,
        clear_fluids_h=asked.clear_fluids_h,
        escort=asked.escort,
        told_today=told.told is not None or told.called is not None,
        told_reasons=told.reasons,
        pressure_known={"sbp", "dbp"} <= set(resting),
        pressure_asks="; ".join(one.says for one in pressure if one.severity is protocols.Severity.ASK)
        or None,
        pressure_stops="; ".join(one.says for one in pressure if one.severity is protocols.Severity.REFUSE)
        or None,
        weighed_on=session.order.at.astimezone(clinic.zone).date(),
        unlicensed=_unlicensed([*([by] if by else ()), _prescriber(session)], now),
        **_syringe(session, at or now),
    )


def _syringe(session: Session, at: datetime) -> dict[str, Any]:
    """Whether the drug account is kept here, and the syringe that waits or why none does."""
    kept = syringes.keeps_account(session.clinic)
    if not kept:
        return {"account_kept": False}
    have = syringes.held(session, queries.happenings(session))
    problem = syringes.problem(have, at)
    if problem:
        return {"account_kept": True, "syringe_problem": problem}
    waits = [one for one in syringes.waiting(have) if not one.is_over(at)]
    return {"account_kept": True, "syringe": "; ".join(syringes.words(one) for one in waits)}


def _words(finding: Mapping[str, Any]) -> str:
    return f"{finding['says'].rstrip('.')} ({finding['rule']})"


def _prescriber(session: Session) -> Member | str:
    """Who signed the order, as staff of today; the words of the order when they work here no more."""
    email = session.order.by.rpartition("<")[2].rstrip(">")
    user = people.user_of_staff(session.clinic, email)
    found = people.member(user, session.clinic_id, clock.now()) if user else None
    return found or session.order.by


def _unlicensed(members: Iterable[Member | str], now: datetime) -> list[str]:
    """Names of those who hold no verified licence that is in date, each once."""
    found: dict[str, None] = {}
    for one in members:
        if isinstance(one, str):
            found[one] = None
        elif people.licence(one.staff, now.astimezone(one.clinic.zone).date()) is None:
            found[one.name] = None
    return list(found)


@dataclass(frozen=True, slots=True)
class Asked:
    """What the patient said today, as of now: hours since food and since a clear drink, and the escort."""

    solids_h: float | None
    clear_fluids_h: float | None
    escort: str | None
    grounds: str


def asked_today(session: Session, found: Gathered, now: datetime, told: arrival.State) -> Asked:
    """What was asked at the chair; what was not, as the patient told it for today, or as the evaluation has it of
    today. Hours go on counting."""
    today = now.astimezone(session.clinic.zone).date()
    fasting = _of_today(found, Part.SAFETY_SCREENING, "fasting", session, today)
    escort = _of_today(found, Part.OBJECTIVES, "escort", session, today)
    asked = newest_asked(session)
    if asked is not None and asked.detail:
        detail, since, grounds = asked.detail, asked.at, f"asked {asked.n}"
    elif told.told is not None and {"ate_at", "drank_at"} <= set(told.cards):
        detail, since, grounds = _hours_told(told.cards, now), now, f"told {told.told.pk}"
    elif fasting is not None:
        detail, since, grounds = fasting.detail, fasting.at, f"asked {fasting.pk}"
    else:
        detail, since, grounds = {}, now, "not asked"
    elapsed_h = (now - since) / timedelta(hours=1)
    named = (asked.detail or {}).get("escort") if asked is not None else None
    return Asked(
        solids_h=_later(detail.get("solids_h"), elapsed_h),
        clear_fluids_h=_later(detail.get("clear_fluids_h"), elapsed_h),
        escort=named or told.driver or (escort.detail.get("escort") if escort is not None else None),
        grounds=grounds,
    )


def _hours_told(cards: Mapping[str, str], now: datetime) -> dict[str, float]:
    """Hours since the meal and the drink that a patient named by their time."""
    return {
        hours: (now - datetime.fromisoformat(cards[at])) / timedelta(hours=1)
        for hours, at in (("solids_h", "ate_at"), ("clear_fluids_h", "drank_at"))
    }


def _of_today(found: Gathered, part: Part, kind: str, session: Session, today: date) -> Fact | None:
    for row in found.parts[part].rows:
        if row.kind == kind and row.at.astimezone(session.clinic.zone).date() == today:
            return row
    return None


def _later(hours: float | None, elapsed_h: float) -> float | None:
    return None if hours is None else round(hours + elapsed_h, 1)


def newest_asked(session: Session) -> Happening | None:
    """What was asked last at the chair: food, drink, escort."""
    asked = [one for one in queries.happenings(session) if one.kind == "ready"]
    return max(asked, key=lambda one: (one.at, one.n), default=None)


def grounds(session: Session, condition: gate.Condition) -> str:
    """What an override of this condition rests on: when it changes, two people decide again."""
    if condition.code == "fasting":
        now = clock.now()
        told = arrival.state(session.patient, arrival.today(session.clinic, now))
        return asked_today(session, evaluation.gathered(session.patient, now), now, told).grounds
    return condition.says


def overridden(session: Session, found: Iterable[gate.Condition]) -> list[str]:
    """The codes of conditions that two people have decided on, as they stand now."""
    decided = {
        (code, ground)
        for one in queries.happenings(session) if one.kind == "override"
        for code, ground in (one.detail or {}).get("grounds", {}).items()
    }  # fmt: skip
    if not decided:
        return []
    return [one.code for one in found if (one.code, grounds(session, one)) in decided]
