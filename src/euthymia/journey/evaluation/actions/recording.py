"""One verb for each of the five parts: staff record a fact, in a version of its own."""

from __future__ import annotations

from uuid import UUID

from euthymia.clinic.people.access import Permission
from euthymia.clinic.people.actions import NotAllowed, require
from euthymia.clinic.people.queries import Member
from euthymia.journey.evaluation.kinds import Content
from euthymia.journey.evaluation.models import Evaluation, Fact

from .entries import Entry, add


def record_history(
    *, by: Member, evaluation: Evaluation, client_id: UUID, kind: str, content: Content, item: str = "", reason: str = ""
) -> Fact:  # fmt: skip
    """Something of the medical history. `item` names the item that this is a new version of. Raises Unusable, NotAllowed."""
    return _record(by, evaluation, "history", client_id, kind, content, item, reason)


def record_psychiatric(
    *, by: Member, evaluation: Evaluation, client_id: UUID, kind: str, content: Content, item: str = "", reason: str = ""
) -> Fact:  # fmt: skip
    """Something of the psychiatric assessment; an answer about suicide opens the crisis path in the same transaction."""
    return _record(by, evaluation, "psychiatric", client_id, kind, content, item, reason)


def record_medication(
    *, by: Member, evaluation: Evaluation, client_id: UUID, kind: str, content: Content, item: str = "", reason: str = ""
) -> Fact:  # fmt: skip
    """A medicine as told or as recognised by a person, a reconciliation, a register query."""
    return _record(by, evaluation, "medications", client_id, kind, content, item, reason)


def record_objective(
    *, by: Member, evaluation: Evaluation, client_id: UUID, kind: str, content: Content, item: str = "", reason: str = ""
) -> Fact:  # fmt: skip
    """An objective of the treatment."""
    return _record(by, evaluation, "objectives", client_id, kind, content, item, reason)


def record_screening(
    *, by: Member, evaluation: Evaluation, client_id: UUID, kind: str, content: Content, item: str = "", reason: str = ""
) -> Fact:  # fmt: skip
    """Something measured or tested."""
    return _record(by, evaluation, "screening", client_id, kind, content, item, reason)


RECORD = {
    "history": record_history,
    "psychiatric": record_psychiatric,
    "medications": record_medication,
    "objectives": record_objective,
    "screening": record_screening,
}


def _record(
    by: Member, evaluation: Evaluation, slug: str, client_id: UUID, kind: str, content: Content, item: str, reason: str
) -> Fact:  # fmt: skip
    require(by, Permission.RECORD_EVALUATION)
    if evaluation.clinic_id != by.clinic.pk:
        raise NotAllowed("this evaluation is another clinic's")
    entry = Entry(f"evaluation.{slug}", "recorded", by.words, Fact.Origin.STAFF, reason)
    return add(evaluation, slug, client_id, kind, content, item, entry)
