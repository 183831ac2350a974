"""What the evaluation and the protocol ask for by themselves: their open questionnaires are kept at exactly those
that they still need."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from euthymia.clinic.audit import actions as auditing
from euthymia.clinic.people.models import Patient
from euthymia.domain import instruments
from euthymia.kit import units

from .actions import assign
from .models import Assignment

_NOT_NEEDED = "no longer needed by the evaluation"


def expect(*, by: str, patient: Patient, wanted: Mapping[str, str]) -> list[Assignment]:
    """Ask for these instruments (each with what it is for) by tonight, where nobody waits for them yet.

    What was asked for in this way before, is not needed any more and was not begun is withdrawn. Doing it again
    changes nothing. `by` is in words; the caller holds the patient's row. The new assignments.
    """
    now = units.current().now
    waiting = list(
        Assignment.objects.filter(
            clinic_id=patient.clinic_id, patient=patient, answered_at=None, withdrawn_at=None
        )
    )
    for one in waiting:
        is_ours = one.why == Assignment.Why.EVALUATION and one.draft is None
        if is_ours and one.instrument not in wanted:
            _withdraw(one, by)
    asked = {one.instrument for one in waiting}
    local = now.astimezone(patient.clinic.zone)
    tonight = local.replace(
        hour=23, minute=59, second=59, microsecond=999_999
    )  # still today's date where it is shown
    return [
        assign(by=by, patient=patient, instrument=name, due_at=tonight, why=Assignment.Why.EVALUATION, reason=reason)
        for name, reason in wanted.items()
        if name in instruments.BY_ID and name not in asked
    ]  # fmt: skip


def _withdraw(found: Assignment, who: str, why: str = _NOT_NEEDED) -> None:
    found.withdrawn_at, found.withdrawn_by, found.withdrawn_reason = units.current().now, who, why
    found.save()
    auditing.record(
        verb="questionnaire.withdrawn", says=f"no longer asks for {found.instrument}", subject=str(found.pk),
        patient=found.patient_id, actor=who,
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Wanted:
    """One answer that the protocol asks for, with its window and what for."""

    instrument: str
    opens_at: datetime
    due_at: datetime
    closes_at: datetime
    reason: str


def follow(*, by: str, patient: Patient, wanted: Iterable[Wanted]) -> int:
    """Ask for what the protocol wants and nobody was asked for yet; how many that made.

    What it asked for before, wants no more, and nobody could have begun (a session was moved) is withdrawn. The
    caller holds the patient's row.
    """
    now, every = units.current().now, list(wanted)
    ours = Assignment.objects.filter(
        clinic_id=patient.clinic_id, patient=patient, why=Assignment.Why.PROTOCOL
    )
    keys = {(one.instrument, one.due_at) for one in every}
    for one in ours.filter(answered_at=None, withdrawn_at=None, draft=None, opens_at__gt=now):
        if (one.instrument, one.due_at) not in keys:
            _withdraw(one, by, "the session it belonged to was moved")
    known = set(ours.filter(due_at__gte=now).values_list("instrument", "due_at"))
    made = 0
    for new in every:
        if (new.instrument, new.due_at) in known or new.due_at <= now:
            continue
        assign(
            by=by, patient=patient, instrument=new.instrument, opens_at=new.opens_at, due_at=new.due_at, closes_at=new.closes_at,
            why=Assignment.Why.PROTOCOL, reason=new.reason,
        )  # fmt: skip
        made += 1
    return made
