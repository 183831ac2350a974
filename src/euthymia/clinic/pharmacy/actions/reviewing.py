"""The two reviewers of the signals are named, and what they conclude is written down. It is never a finding."""

from __future__ import annotations

from uuid import UUID

from euthymia.clinic.audit import actions as auditing
from euthymia.clinic.people.access import Permission
from euthymia.clinic.people.actions import NotAllowed, require
from euthymia.clinic.people.queries import Member
from euthymia.clinic.pharmacy import suspicion
from euthymia.clinic.pharmacy.models import Book, SignalReview, SignalReviewers
from euthymia.domain.quantities import Fault, Unusable
from euthymia.kit import units


def name_reviewers(*, by: Member, client_id: UUID, first: Member, second: Member) -> SignalReviewers:
    """Two people of this clinic read its signals from now on. Raises Unusable, NotAllowed."""
    require(by, Permission.SET_UP_STOCK)
    known = SignalReviewers.objects.filter(clinic=by.clinic, client_id=client_id).first()
    if known is not None:
        return known
    faults = [
        Fault(name, "may-not", f"{one.name} has no role that reads signals", "a prescriber or an owner")
        for name, one in (("first", first), ("second", second))
        if not one.may(Permission.REVIEW_SIGNALS) or one.clinic.pk != by.clinic.pk
    ]
    if first.staff.pk == second.staff.pk:
        faults.append(Fault("second", "same", "two different people read them", "another person"))
    if faults:
        raise Unusable(faults)
    made = SignalReviewers(
        clinic=by.clinic, client_id=client_id, at=units.current().now, by=by.words, first=first.staff,
        second=second.staff,
    )  # fmt: skip
    made.save()
    auditing.record(
        verb="stock.reviewers-named", says=f"named who reads the signals: {first.name}, {second.name}",
        subject=str(made.pk), actor=by.words,
    )  # fmt: skip
    return made


def review_signal(
    *, by: Member, book: Book, client_id: UUID, signal: str, outcome: str, words: str
) -> SignalReview:
    """What a reviewer concluded about a signal that stands now, one word after another. Raises Unusable, NotAllowed."""
    reads(by)
    known = SignalReview.objects.filter(clinic=by.clinic, book=book, client_id=client_id).first()
    if known is not None:
        return known
    found = next((one for one in suspicion.reasons(book, units.current().now, by) if one.key == signal), None)
    faults = []
    if found is None:
        faults.append(
            Fault(
                "", "gone", "this signal does not stand any more, or is not yours to read", "one of the list"
            )
        )
    if outcome not in SignalReview.Outcome.values:
        faults.append(
            Fault("outcome", "unknown", f"{outcome!r} is not known", ", ".join(SignalReview.Outcome.values))
        )
    if not words.strip():
        faults.append(Fault("words", "missing", "what you looked at is not said", "a few words"))
    if faults:
        raise Unusable(faults)
    assert found is not None
    made = SignalReview(
        clinic=by.clinic, book=book, client_id=client_id, at=units.current().now, by=by.words, reviewer=by.staff,
        signal=signal, says=found.says, evidence=list(found.signal.evidence), outcome=outcome, words=words.strip(),
    )  # fmt: skip
    made.save()
    auditing.record(
        verb="stock.signal-reviewed", says=f"reviewed a signal: {made.get_outcome_display()}", subject=str(made.pk),
        actor=by.words, outcome_code=outcome,
    )  # fmt: skip
    return made


def reads(by: Member) -> None:
    """Raises NotAllowed for everybody but the two who were named."""
    require(by, Permission.REVIEW_SIGNALS)
    if not suspicion.is_reviewer(by):
        raise NotAllowed(f"{by.name} was not named to read signals")
