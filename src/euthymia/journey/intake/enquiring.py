"""A visitor asks a question; somebody is given it and answers before it is due."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from euthymia.clinic.audit import actions as auditing
from euthymia.clinic.people.access import Permission
from euthymia.clinic.people.actions import NotAllowed, require
from euthymia.clinic.people.models import Clinic, Staff
from euthymia.clinic.people.queries import Member
from euthymia.domain.quantities import Fault, Unusable
from euthymia.kit import streams, units

from . import offering, visitors
from .consulting import SITE
from .models import Lead, LeadStep

_MOST_WORDS = 2000


def ask(
    clinic: Clinic, *, client_id: UUID, name: str, email: str, phone: str, says: str, language: str
) -> Lead:
    """A question becomes a lead with an owner and a time until which it is answered; twice is once. Raises Unusable."""
    known = visitors.lead_of_client(clinic, client_id)
    if known is not None:
        return known
    faults = []
    if not says.strip() or len(says) > _MOST_WORDS:
        faults.append(Fault("says", "missing", "there is no question", f"up to {_MOST_WORDS} signs"))
    if not email.strip() and not phone.strip():
        faults.append(
            Fault("email", "reach", "there is no way to answer", "an e-mail address or a phone number")
        )
    if faults:
        raise Unusable(faults)
    now, settings = units.current().now, offering.settings(clinic)
    made = Lead(
        clinic=clinic, client_id=client_id, name=name.strip(), email=email.strip(), phone=phone.strip(), says=says.strip(),
        language=language, made_at=now, owner=settings.owner, due_at=now + timedelta(hours=settings.answer_h),
    )  # fmt: skip
    made.save(force_insert=True)
    auditing.record(
        verb="lead.asked", says="a visitor of the public site asked a question", subject=str(made.pk), actor=SITE, clinic=clinic.pk
    )  # fmt: skip
    return made


def give(*, by: Member, lead: Lead, to: Staff, client_id: UUID) -> Lead:
    """Somebody else answers it. Raises Unusable, NotAllowed."""
    found, known = _locked(by, lead, client_id)
    if known:
        return found
    if to.clinic_id != lead.clinic_id:
        raise Unusable.one("to", "unknown", "this person is not of the clinic", "somebody of this clinic")
    found.owner = to
    found.save(update_fields=["owner"])
    _step(found, LeadStep.Kind.GIVEN, by, client_id, to.name)
    return found


def answer(*, by: Member, lead: Lead, says: str, client_id: UUID) -> Lead:
    """What was answered, by e-mail or phone; from then on it waits no more. Raises Unusable, NotAllowed."""
    found, known = _locked(by, lead, client_id)
    if known:
        return found
    if not says.strip():
        raise Unusable.one("says", "missing", "say what was answered", "a few words")
    if found.answered_at is None:
        found.answered_at = units.current().now
        found.save(update_fields=["answered_at"])
    _step(found, LeadStep.Kind.ANSWERED, by, client_id, says.strip())
    return found


def _locked(by: Member, lead: Lead, client_id: UUID) -> tuple[Lead, bool]:
    """The lead, locked, and whether this form was kept already."""
    require(by, Permission.ANSWER_LEADS)
    if lead.clinic_id != by.clinic.pk:
        raise NotAllowed("this belongs to another clinic")
    found: Lead = streams.lock(Lead, [lead.pk])[lead.pk]
    return found, LeadStep.objects.filter(lead=found, client_id=client_id).exists()


def _step(lead: Lead, kind: LeadStep.Kind, by: Member, client_id: UUID, says: str) -> None:
    LeadStep(
        clinic_id=lead.clinic_id, lead=lead, client_id=client_id, kind=kind, at=units.current().now, by=by.words, says=says
    ).save()  # fmt: skip
    auditing.record(
        verb=f"lead.{kind}", says=f"a visitor's question: {kind.label}", subject=str(lead.pk), actor=by.words
    )
