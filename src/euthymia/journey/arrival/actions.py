"""The verbs before the chair: tell, wish, call back, recognise and check in; and the kiosk's."""

from __future__ import annotations

import secrets
from collections.abc import Collection, Mapping
from datetime import date, datetime, timedelta
from hashlib import sha256
from typing import Any
from uuid import UUID, uuid5

from django.utils.translation import gettext as _

from euthymia.clinic.audit import actions as auditing
from euthymia.clinic.crisis import actions as crises
from euthymia.clinic.people.access import Permission
from euthymia.clinic.people.actions import NotAllowed, require
from euthymia.clinic.people.models import Patient, User
from euthymia.clinic.people.queries import Member
from euthymia.clinic.visits import actions as visits
from euthymia.clinic.visits import queries as found_visits
from euthymia.clinic.visits.models import State, Visit
from euthymia.domain.quantities import Fault, Unusable
from euthymia.domain.rules import day_check
from euthymia.kit import live, streams, units

from . import comfort, queries
from .models import DayAnswer, DayCheck, Identity, Kiosk

Who = User | Member | Kiosk
IDENTIFIERS = {
    "name": "full name",
    "born": "birth date",
    "photo-id": "photo ID",
    "number": "record number",
    "phone": "phone number",
}
LEAST_IDENTIFIERS = 2  # screens.md 4: two identifiers on start, give and discharge; the same at the door
_AHEAD = timedelta(days=1)  # the night before


def tell(
    *, by: Who, patient: Patient, client_id: UUID, told: day_check.Told, day: date, language: str = "en",
) -> DayAnswer:  # fmt: skip
    """The five cards for a day that is today or tomorrow; sent twice, they are one. Raises Unusable, NotAllowed.

    Thoughts of death open the crisis path in the same transaction.
    """
    who = _who(by, patient)
    found = _day_check(patient, day)
    known = queries.answer_of_client(found, client_id)
    if known is not None:
        return known
    now = units.current().now
    if faults := _told_faults(told, now):
        raise Unusable(faults)
    is_morning = day == queries.today(patient.clinic, now)
    reasons = day_check.reasons(
        told,
        is_morning=is_morning,
        starts_at=queries.planned(patient, day),
        may_be_pregnant=patient.sex != Patient.Sex.MALE,
    )
    outcome = DayAnswer.Outcome.CALL if reasons else DayAnswer.Outcome.COME_IN
    row = _append(
        found, client_id, DayAnswer.Kind.TOLD, who, told.as_document(), language=language, outcome=outcome,
        reasons=[one.says for one in reasons],
    )  # fmt: skip
    crises.signal(
        patient=patient, trigger=day_check.trigger(told), by=who, client_id=uuid5(client_id, "thoughts"),
        remote=isinstance(by, User),
    )  # fmt: skip
    auditing.record(
        verb="arrival.told", says=f"answered the questions for {day.isoformat()}: {outcome.label}", subject=f"{found.pk}#{row.n}",
        patient=patient.pk, actor=who, clinic=patient.clinic_id,
    )  # fmt: skip
    return row


def wish(*, by: Who, patient: Patient, client_id: UUID, wishes: Mapping[str, str], day: date) -> DayAnswer:
    """What would make the session comfortable. Raises Unusable, NotAllowed."""
    who = _who(by, patient)
    chosen = {code: value for code, value in wishes.items() if value}
    faults = comfort.faults(chosen)
    if not chosen:
        faults.append(Fault("", "empty", _("nothing was chosen"), _("one wish or more")))
    if faults:
        raise Unusable(faults)
    found = _day_check(patient, day)
    known = queries.answer_of_client(found, client_id)
    if known is not None:
        return known
    row = _append(found, client_id, DayAnswer.Kind.COMFORT, who, chosen)
    auditing.record(verb="arrival.wished", says="said what makes the session comfortable", subject=f"{found.pk}#{row.n}",
                    patient=patient.pk, actor=who, clinic=patient.clinic_id)  # fmt: skip
    return row


def note_call(
    *, by: Member, patient: Patient, client_id: UUID, day: date, outcome: str, says: str
) -> DayAnswer:
    """Somebody called back: they may come in, or it stays with a clinician. Raises Unusable, NotAllowed."""
    require(by, Permission.OBSERVE)
    who = _who(by, patient)
    faults = []
    if outcome not in DayAnswer.Outcome.values:
        faults.append(
            Fault("outcome", "unknown", f"{outcome!r} is no outcome", ", ".join(DayAnswer.Outcome.values))
        )
    if not says.strip():
        faults.append(Fault("says", "missing", "say what was agreed", "a sentence"))
    if faults:
        raise Unusable(faults)
    found = _day_check(patient, day)
    known = queries.answer_of_client(found, client_id)
    if known is not None:
        return known
    row = _append(found, client_id, DayAnswer.Kind.CALLED, who, {"says": says.strip()}, outcome=outcome)
    auditing.record(verb="arrival.called", says=f"called back: {row.get_outcome_display()}", subject=f"{found.pk}#{row.n}",
                    patient=patient.pk, actor=who)  # fmt: skip
    return row


def check_in(*, by: Member | Kiosk, patient: Patient, client_id: UUID, identifiers: Collection[str]) -> Visit:
    """The patient is here and has been recognised by two identifiers. Raises Unusable, NotAllowed.

    Who is here already stays here: the visit that is open is returned, and how they were recognised is kept.
    """
    who = _who(by, patient)
    known = Identity.objects.filter(clinic_id=patient.clinic_id, client_id=client_id).first()
    if known is not None:
        return known.visit
    faults = [
        Fault("identifiers", "unknown", f"{one!r} is no identifier", ", ".join(IDENTIFIERS))
        for one in identifiers if one not in IDENTIFIERS
    ]  # fmt: skip
    if len(set(identifiers)) < LEAST_IDENTIFIERS:
        says = "a patient is recognised by two identifiers at least"
        faults.append(Fault("identifiers", "too-few", says, ", ".join(IDENTIFIERS.values())))
    if faults:
        raise Unusable(faults)
    visits.hold(patient.clinic)
    streams.lock(Patient, [patient.pk])
    now = units.current().now
    visit = found_visits.here_today(patient, now)
    if visit is None:
        visit = visits.open_visit(clinic=patient.clinic, patient=patient, room=None, by=who)
    booking = queries.booked(patient, queries.today(patient.clinic, now))
    if booking is not None and booking.state == State.BOOKED:
        visits.arrive(patient.clinic, by=who, booking=booking, client_id=uuid5(client_id, "arrived"))
    how = Identity.How.KIOSK if isinstance(by, Kiosk) else Identity.How.DESK
    Identity(
        clinic_id=patient.clinic_id, visit=visit, patient=patient, client_id=client_id, at=now, by=who, how=how,
        identifiers=sorted(set(identifiers)),
    ).save()  # fmt: skip
    named = " and ".join(IDENTIFIERS[one] for one in sorted(set(identifiers)))
    auditing.record(
        verb="arrival.checked-in", says=f"checked in {how.label}, by {named}", subject=str(visit.pk), patient=patient.pk,
        actor=who, clinic=patient.clinic_id,
    )  # fmt: skip
    live.notify({f"clinic:{patient.clinic_id}": 0})
    return visit


def open_kiosk(*, by: Member) -> tuple[Kiosk, str]:
    """Open a waiting room's screen until midnight; its key is told once and kept as a digest only."""
    require(by, Permission.CHECK_IN)
    now = units.current().now
    _, midnight = found_visits.day_of(by.clinic, queries.today(by.clinic, now))
    token = secrets.token_urlsafe(32)
    made = Kiosk(
        clinic=by.clinic,
        digest=sha256(token.encode()).digest(),
        opened_at=now,
        opened_by=by.words,
        until=midnight,
    )
    made.save()
    auditing.record(
        verb="kiosk.opened", says="opened the kiosk until midnight", subject=str(made.pk), actor=by.words
    )
    return made, token


def close_kiosks(*, by: Member) -> int:
    """End every open kiosk of the clinic; how many there were."""
    require(by, Permission.CHECK_IN)
    now = units.current().now
    found = queries.kiosks(by.clinic, now)
    for one in found:
        one.closed_at = now
        one.save(update_fields=["closed_at"])
        auditing.record(verb="kiosk.closed", says="closed the kiosk", subject=str(one.pk), actor=by.words)
    return len(found)


def _who(by: Who, patient: Patient) -> str:
    """How whoever acts stands in the record. Raises NotAllowed."""
    if isinstance(by, User):
        if patient.user_id != by.pk:
            raise NotAllowed("a patient answers for themselves only")
        return f"{by.name} <{by.email}>"
    if isinstance(by, Kiosk):
        if by.clinic_id != patient.clinic_id:
            raise NotAllowed("this patient is another clinic's")
        return "kiosk"
    if by.clinic.pk != patient.clinic_id:
        raise NotAllowed("this patient is another clinic's")
    require(by, Permission.CHECK_IN)
    return by.words


def _day_check(patient: Patient, day: date) -> DayCheck:
    """The patient's check of this day, locked; made by its first answer. Raises Unusable for another day."""
    today = queries.today(patient.clinic, units.current().now)
    if not today <= day <= today + _AHEAD:
        raise Unusable.one(
            "day", "impossible", f"{day.isoformat()} is neither today nor tomorrow", "one of the two"
        )
    streams.lock(Patient, [patient.pk])
    found = queries.day_check_of(patient, day)
    if found is None:
        found = DayCheck(clinic_id=patient.clinic_id, patient=patient, day=day)
        found.save()
    locked: DayCheck = streams.lock(DayCheck, [found.pk])[found.pk]
    return locked


def _append(
    found: DayCheck, client_id: UUID, kind: str, by: str, value: Mapping[str, Any], **more: Any
) -> DayAnswer:
    row = DayAnswer(
        clinic_id=found.clinic_id, day_check=found, client_id=client_id, kind=kind, at=units.current().now, by=by,
        value=dict(value), **more,
    )  # fmt: skip
    streams.append(found, [row], locked=True)
    live.notify({f"clinic:{found.clinic_id}": 0})
    return row


def _told_faults(told: day_check.Told, now: datetime) -> list[Fault]:
    """What cannot be: food or a drink in the future, an answer that no card offers."""
    faults = [
        Fault(name, "future", _("this lies in the future"), _("the last time you ate or drank"))
        for name in ("ate_at", "drank_at")
        if (at := getattr(told, name)) is not None and at > now + timedelta(minutes=1)
    ]
    offered = {
        "knows_fasting": ("yes", "no"), "new_medicines": ("yes", "no", day_check.UNSURE), "ill": ("yes", "no", day_check.UNSURE),
        "pregnant": ("yes", "no", "never", day_check.UNSURE), "feelings": tuple(each.value for each in day_check.Feelings),
    }  # fmt: skip
    faults += [
        Fault(name, "unknown", f"{getattr(told, name)!r} is no answer", ", ".join(answers))
        for name, answers in offered.items()
        if getattr(told, name) and getattr(told, name) not in answers
    ]
    if not told.as_document():
        faults.append(Fault("", "empty", _("nothing was answered"), _("one card or more")))
    return faults
