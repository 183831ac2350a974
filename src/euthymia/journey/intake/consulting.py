"""A visitor books a consultation, keeps what they think of it afterwards, and takes the key to both back."""

from __future__ import annotations

import hmac
from base64 import urlsafe_b64encode
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from hashlib import sha256
from uuid import UUID, uuid5

from django.conf import settings as installation

from euthymia.clinic.audit import actions as auditing
from euthymia.clinic.messages import actions as messages
from euthymia.clinic.people import actions as people
from euthymia.clinic.people.access import Permission
from euthymia.clinic.people.actions import require
from euthymia.clinic.people.models import Clinic, Patient, Staff
from euthymia.clinic.people.queries import Member
from euthymia.clinic.visits import actions as visits
from euthymia.clinic.visits import queries as schedule
from euthymia.clinic.visits.models import Purpose
from euthymia.domain.quantities import Fault, Unusable
from euthymia.kit import units

from . import offering, visitors
from .models import Consultation, ConsultationSettings
from .public_words import CRITERIA, FIT, QUESTIONS

SITE = "the public site"
_SECRET_BYTES = 16
_MOST_WORDS = 1000


@dataclass(frozen=True, slots=True)
class Visitor:
    """Who books. Nothing is asked of the clinic's own records: a visitor is always new, whoever else has the name."""

    given_name: str
    family_name: str
    born: date
    email: str = ""
    phone: str = ""
    by_email: bool = False
    language: str = "en"


@dataclass(frozen=True, slots=True)
class Wish:
    """When and how, and the questions that travel with it."""

    starts_at: datetime
    way: str = Consultation.Way.HERE
    state: str = ""
    questions: tuple[str, ...] = ()
    own_question: str = ""


def book(clinic: Clinic, *, client_id: UUID, visitor: Visitor, wish: Wish) -> Consultation:
    """Book a free time for a visitor of the public site; twice is once. Raises Unusable.

    The times are judged under the schedule's lock, so two visitors never get the same one. By what is refused nobody
    learns whether somebody is a patient here.
    """
    visits.hold(clinic)
    known = visitors.of_client(clinic, client_id)
    if known is not None:
        return known
    now, found = units.current().now, offering.settings(clinic)
    _check(clinic, found, visitor, wish, now)
    opening = offering.free_at(clinic, found, wish.starts_at, now)
    if opening is None:
        raise Unusable.one("time", "taken", "this time is not free any more", "a time that is free")
    patient = _registered(clinic, client_id, visitor)
    booking = visits.book(
        clinic, by=SITE, patient=patient, chair=opening.chair, starts_at=wish.starts_at, phases=offering.phases(found),
        purpose=Purpose.CONSULTATION, client_id=client_id,
    )  # fmt: skip
    made = Consultation(
        clinic=clinic, client_id=client_id, booking=booking, way=wish.way, state=wish.state if wish.way == "online" else "",
        language=visitor.language, questions=[one for one in QUESTIONS if one in wish.questions],
        own_question=wish.own_question.strip()[:_MOST_WORDS], made_at=now,
    )  # fmt: skip
    made.secret_hash = secret_hash(secret_of(made))
    made.save(force_insert=True)
    auditing.record(
        verb="consultation.booked", says="a visitor of the public site booked a consultation", subject=str(made.pk),
        patient=patient.pk, actor=SITE, clinic=clinic.pk,
    )  # fmt: skip
    return made


def _check(clinic: Clinic, found: ConsultationSettings, visitor: Visitor, wish: Wish, now: datetime) -> None:
    faults = []
    if not offering.takes(clinic, found, now):
        faults.append(Fault("time", "closed", "this clinic takes no bookings here", "a call"))
    if wish.way not in Consultation.Way.values:
        faults.append(
            Fault("way", "unknown", f"{wish.way!r} is no way to talk", ", ".join(Consultation.Way.values))
        )
    if wish.way == Consultation.Way.ONLINE:
        faults += _online_faults(clinic, found, wish.state, now)
    if visitor.by_email and not visitor.email:
        faults.append(Fault("email", "needs-email", "there is no address to write to", "an e-mail address"))
    today = now.astimezone(clinic.zone).date()
    if not date(today.year - 130, 1, 1) <= visitor.born <= today:
        faults.append(
            Fault("born", "impossible", "this cannot be a birth date", "a day in the last 130 years")
        )
    if faults:
        raise Unusable(faults)


def _online_faults(clinic: Clinic, found: ConsultationSettings, state: str, now: datetime) -> list[Fault]:
    if not found.online:
        return [Fault("way", "online-closed", "this clinic offers no talks by video", "a talk at the clinic")]
    if not state:
        return [Fault("state", "which-state", "the state is missing", "the state the visitor will be in")]
    if not offering.covers(clinic, state, now):
        says = f"no licence of this clinic is verified for {state}"
        return [Fault("state", "not-covered", says, "a talk at the clinic")]
    return []


def _registered(clinic: Clinic, client_id: UUID, visitor: Visitor) -> Patient:
    patient = people.register_patient(
        clinic=clinic, by=SITE, given_name=visitor.given_name, family_name=visitor.family_name, born=visitor.born,
        phone=visitor.phone.strip(),
    )  # fmt: skip
    messages.change_contact(
        by=SITE, patient=patient, client_id=client_id, email=visitor.email, mobile="", language=visitor.language,
        timezone=clinic.timezone,
    )  # fmt: skip
    if visitor.by_email:
        messages.consent(
            by=SITE, patient=patient, client_id=uuid5(client_id, "consent"), channel="email",
            says="ticked on the public site when a consultation was booked",
        )  # fmt: skip
    return patient


def keep_fit(consultation: Consultation, answers: Mapping[str, str]) -> Consultation:
    """The visitor's yes, no or unsure to each criterion; what is not answered is not there. Raises Unusable."""
    faults = [
        Fault(code, "unknown", f"{said!r} is no answer", ", ".join(FIT))
        for code, said in answers.items() if code not in CRITERIA or said not in FIT
    ]  # fmt: skip
    if faults:
        raise Unusable(faults)
    consultation.fit = dict(answers)
    consultation.save(update_fields=["fit"])
    _note(consultation, "consultation.fit-kept", "a visitor kept what they think of their consultation")
    return consultation


def revoke(consultation: Consultation) -> None:
    """The key opens nothing from now on, and what the visitor kept is gone. The booking stands."""
    consultation.revoked_at, consultation.fit = units.current().now, {}
    consultation.save(update_fields=["revoked_at", "fit"])
    _note(consultation, "consultation.key-revoked", "a visitor took back the key of their consultation")


def set_up(
    clinic: Clinic, *, by: Member | str, client_id: UUID, is_open: bool, online: bool, minutes: int, notice_h: int,
    days_ahead: int, chairs: tuple[UUID, ...], owner: Staff | None, answer_h: int, complaint_owner: Staff | None = None,
    complaint_h: int = 120, publish_answer_time: bool = False, publish_question_time: bool = False,
) -> ConsultationSettings:  # fmt: skip
    """A new version of how visitors book. Raises Unusable, NotAllowed."""
    if isinstance(by, Member):
        require(by, Permission.SET_CONSULTATIONS)
    known = offering.settings_of_client(clinic, client_id)
    if known is not None:
        return known
    faults = [
        Fault(name, "out-of-range", f"{value} is not possible", f"{least} to {most}")
        for name, value, least, most in (
            ("minutes", minutes, 10, 180), ("notice_h", notice_h, 1, 336), ("days_ahead", days_ahead, 1, 60), ("answer_h", answer_h, 1, 168),
            ("complaint_h", complaint_h, 1, 720),
        )
        if not least <= value <= most
    ]  # fmt: skip
    rooms = {room.pk for room in schedule.rooms(clinic)}
    if set(chairs) - rooms:
        faults.append(Fault("chairs", "unknown", "this room is not the clinic's", "rooms of this clinic"))
    for name, person in (("owner", owner), ("complaint_owner", complaint_owner)):
        if person is not None and person.clinic_id != clinic.pk:
            says = "this person is not of the clinic"
            faults.append(Fault(name, "unknown", says, "somebody of this clinic"))
    if faults:
        raise Unusable(faults)
    made = ConsultationSettings(
        clinic=clinic, client_id=client_id, at=units.current().now, by=by if isinstance(by, str) else by.words, is_open=is_open,
        online=online, minutes=minutes, notice_h=notice_h, days_ahead=days_ahead, chairs=[str(one) for one in chairs],
        owner=owner, answer_h=answer_h, complaint_owner=complaint_owner, complaint_h=complaint_h, publish_answer_time=publish_answer_time,
        publish_question_time=publish_question_time,
    )  # fmt: skip
    made.save()
    auditing.record(
        verb="consultations.set", says=f"{'opened' if is_open else 'closed'} the booking of consultations on the public site",
        subject=str(made.pk), actor=made.by, clinic=clinic.pk,
    )  # fmt: skip
    return made


def secret_of(consultation: Consultation) -> str:
    """The key of a consultation's page. It follows from the installation's own, so the database alone opens no page."""
    about = f"consultation {consultation.pk} {consultation.client_id}".encode()
    whole = hmac.new(installation.SECRET_KEY.encode(), about, sha256).digest()
    return urlsafe_b64encode(whole[:_SECRET_BYTES]).rstrip(b"=").decode()


def secret_hash(secret: str) -> str:
    return sha256(secret.encode()).hexdigest()


def _note(consultation: Consultation, verb: str, says: str) -> None:
    auditing.record(
        verb=verb, says=says, subject=str(consultation.pk), actor=SITE, clinic=consultation.clinic_id
    )
