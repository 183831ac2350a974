"""Somebody tells of suspected diversion without a name; the two reviewers write down what they did about it."""

from __future__ import annotations

from uuid import UUID

from euthymia.clinic.audit import actions as auditing
from euthymia.clinic.people.models import Clinic
from euthymia.clinic.people.queries import Member
from euthymia.clinic.pharmacy import concerns
from euthymia.clinic.pharmacy.models import Concern, ConcernAnswer
from euthymia.domain.quantities import Unusable
from euthymia.kit import units

from .reviewing import reads


def tell_concern(*, clinic: Clinic, client_id: UUID, words: str) -> Concern:
    """Keep it for the two reviewers. The audit log says that one came, not from whom. Raises Unusable."""
    known = Concern.objects.filter(clinic=clinic, client_id=client_id).first()
    if known is not None:
        return known
    if not words.strip():
        raise Unusable.one("words", "missing", "nothing is said", "what you saw, when and where")
    if concerns.is_full(clinic):
        raise Unusable.one("", "too-many", "too many reports came within a day", "tomorrow, or in person")
    made = Concern(clinic=clinic, client_id=client_id, at=units.current().now, words=words.strip())
    made.save()
    auditing.record(
        verb="stock.concern-told", says="somebody reported a concern about the stock", subject=str(made.pk),
        actor=concerns.NOBODY, clinic=clinic.pk,
    )  # fmt: skip
    return made


def answer_concern(*, by: Member, concern_id: UUID, client_id: UUID, words: str) -> ConcernAnswer:
    """What a reviewer did about it. Raises Unusable, NotAllowed, Concern.DoesNotExist."""
    reads(by)
    known = ConcernAnswer.objects.filter(clinic=by.clinic, client_id=client_id).first()
    if known is not None:
        return known
    concern = Concern.objects.get(clinic=by.clinic, pk=concern_id)
    if not words.strip():
        raise Unusable.one("words", "missing", "what was done is not said", "a few words")
    made = ConcernAnswer(
        clinic=by.clinic, concern=concern, client_id=client_id, at=units.current().now, by=by.words,
        words=words.strip(),
    )  # fmt: skip
    made.save()
    auditing.record(
        verb="stock.concern-answered", says="wrote down what was done about a concern", subject=str(concern.pk),
        actor=by.words,
    )  # fmt: skip
    return made
