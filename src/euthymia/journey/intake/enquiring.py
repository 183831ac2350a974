"""A visitor asks or complains; somebody is given it and answers before it is due."""

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
    clinic: Clinic, *, client_id: UUID, kind: str, name: str, email: str, phone: str, says: str, language: str
) -> Lead:
    """A question or complaint gets an owner and a time until which it is answered; twice is once. Raises Unusable.

    A complaint may come without a name and without a way to answer it: it is answered within the clinic then.
    """
    known = visitors.lead_of_client(clinic, client_id)
    if known is not None:
        return known
    faults = []
    if kind not in Lead.Kind.values:
        faults.append(
            Fault("kind", "unknown", f"{kind!r} is nothing that is asked", ", ".join(Lead.Kind.values))
        )
    if not says.strip() or len(says) > _MOST_WORDS:
        faults.append(Fault("says", "missing", "there are no words", f"up to {_MOST_WORDS} signs"))
    if kind != Lead.Kind.COMPLAINT and not email.strip() and not phone.strip():
        faults.append(
            Fault("email", "reach", "there is no way to answer", "an e-mail address or a phone number")
        )
    if faults:
        raise Unusable(faults)
    now, settings = units.current().now, offering.settings(clinic)
    complains = kind == Lead.Kind.COMPLAINT
    made = Lead(
        clinic=clinic, client_id=client_id, kind=kind, name=name.strip(), email=email.strip(), phone=phone.strip(), says=says.strip(),
        language=language, made_at=now, owner=(settings.complaint_owner if complains else None) or settings.owner,
        due_at=now + timedelta(hours=settings.complaint_h if complains else settings.answer_h),
    )  # fmt: skip
    made.save(force_insert=True)
    auditing.record(
        verb=f"lead.{kind}", says=f"a visitor of the public site sent a {kind}", subject=str(made.pk), actor=SITE, clinic=clinic.pk
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
        verb=f"lead.{kind}",
        says=f"a visitor's {lead.kind}: {kind.label}",
        subject=str(lead.pk),
        actor=by.words,
    )
