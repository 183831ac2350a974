"""The verbs of a record: its patient asks to have it corrected, staff answer; a clinician holds a part back, and ends that."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID, uuid5

from euthymia.clinic.audit import actions as auditing
from euthymia.clinic.people.access import Permission
from euthymia.clinic.people.actions import NotAllowed, require
from euthymia.clinic.people.models import Patient
from euthymia.clinic.people.queries import Member
from euthymia.clinic.tasks import actions as doing
from euthymia.clinic.tasks import queries as tasks
from euthymia.clinic.tasks.models import TaskEvent
from euthymia.domain.quantities import Fault, Unusable
from euthymia.kit import streams, units

from . import queries, rules
from .models import Amendment, AmendmentEvent, Delay, DelayEnd

Kind = AmendmentEvent.Kind
TASK = "amendment"
_MOST_WORDS = 4000


def ask(*, by: Patient, client_id: UUID, part: str, says: str) -> Amendment:
    """The patient asks to have a part of their record corrected. Raises Unusable."""
    streams.lock(Patient, [by.pk])
    known = queries.amendment_of_client(by, client_id)
    if known is not None:
        return known
    faults = (
        []
        if part in rules.BY_CODE
        else [Fault("part", "unknown", "this is no part", ", ".join(rules.BY_CODE))]
    )
    faults += _word_faults(says)
    if faults:
        raise Unusable(faults)
    now = units.current().now
    made = Amendment(clinic_id=by.clinic_id, patient=by, client_id=client_id, part=part, made_at=now)
    made.save()
    _append(made, client_id, Kind.ASKED, says, f"patient {by.number}")
    doing.ask(
        by=f"patient {by.number}", patient=by, client_id=uuid5(made.pk, TASK), kind=TASK, owner="prescriber",
        says=f"Answer a request to correct the record: {rules.BY_CODE[part].staff_title}", source=rules.ANSWER_SOURCE,
        due_at=rules.due(now, extended=False), subject=str(made.pk),
    )  # fmt: skip
    return made


def extend(*, by: Member, amendment: Amendment, client_id: UUID, says: str) -> AmendmentEvent:
    """Take the one extension there is, with its reason. Raises Unusable, NotAllowed."""
    return _answered(by, amendment, client_id, Kind.EXTENDED, says)


def answer(*, by: Member, amendment: Amendment, client_id: UUID, accepted: bool, says: str) -> AmendmentEvent:
    """Accepted: what was added, and where. Denied: why. Raises Unusable, NotAllowed."""
    made = _answered(by, amendment, client_id, Kind.ACCEPTED if accepted else Kind.DENIED, says)
    task = tasks.of_client(amendment.patient, uuid5(amendment.pk, TASK))
    if task is not None and task.closed_at is None:
        doing.settle(
            by=by,
            task=task,
            client_id=uuid5(made.pk, TASK),
            kind=TaskEvent.Kind.DONE,
            says=made.get_kind_display(),
        )
    return made


def reply(*, by: Patient, amendment: Amendment, client_id: UUID, says: str) -> AmendmentEvent:
    """Who was denied says that they disagree; it stands beside the denial from then on. Raises Unusable, NotAllowed."""
    if amendment.patient_id != by.pk:
        raise NotAllowed("this request is somebody else's")
    found = _locked(amendment)
    known = queries.event_of_client(found, client_id)
    if known is not None:
        return known
    faults = _word_faults(says)
    if not queries.standing(found).may_reply:
        faults.append(Fault("", "over", "there is nothing to reply to", "a denial, once"))
    if faults:
        raise Unusable(faults)
    return _append(found, client_id, Kind.REPLIED, says, f"patient {by.number}")


def hold_back(
    *, by: Member, patient: Patient, client_id: UUID, part: str, code: str, reason: str, until: datetime
) -> Delay:
    """Show a part of a record later, for a reason the law knows. The caller has asked for the signature.

    Raises Unusable, NotAllowed.
    """
    require(by, Permission.DELAY_RECORD)
    _check_clinic(by, patient)
    known = queries.delay_of_client(by.clinic, client_id)
    if known is not None:
        return known
    now = units.current().now
    faults = [
        Fault(at, "unknown", f"{said!r} is none", ", ".join(offered))
        for at, said, offered in (("part", part, rules.BY_CODE), ("code", code, rules.EXEMPTION_BY_CODE))
        if said not in offered
    ]
    faults += _word_faults(reason, "reason")
    if not now < until <= now + rules.DELAY_AT_MOST:
        accepted = f"a time to come, at most {rules.DELAY_AT_MOST.days} days from now"
        faults.append(Fault("until", "out-of-range", "this is not when it is shown", accepted))
    if faults:
        raise Unusable(faults)
    made = Delay(
        clinic=by.clinic, patient=patient, client_id=client_id, part=part, code=code, reason=reason.strip(), at=now,
        until=until, by=by.words,
    )  # fmt: skip
    made.save()
    auditing.record(
        verb="record.held-back", says=f"holds back {rules.BY_CODE[part].staff_title} of {patient.number}: {code}",
        subject=str(made.pk), patient=patient.pk, actor=by.words, until=until.isoformat(), code=code,
    )  # fmt: skip
    return made


def show_again(*, by: Member, delay: Delay) -> DelayEnd:
    """What was held back is shown from now on. Raises NotAllowed."""
    require(by, Permission.DELAY_RECORD)
    if delay.clinic_id != by.clinic.pk:
        raise NotAllowed("this record is another clinic's")
    streams.lock(Patient, [delay.patient_id])
    known = queries.end_of(delay)
    if known is not None:
        return known
    made = DelayEnd(clinic=by.clinic, delay=delay, at=units.current().now, by=by.words)
    made.save()
    auditing.record(
        verb="record.shown-again", says=f"shows {rules.BY_CODE[delay.part].staff_title} again", subject=str(delay.pk),
        patient=delay.patient_id, actor=by.words,
    )  # fmt: skip
    return made


def _answered(by: Member, amendment: Amendment, client_id: UUID, kind: Kind, says: str) -> AmendmentEvent:
    require(by, Permission.ANSWER_AMENDMENT)
    if amendment.clinic_id != by.clinic.pk:
        raise NotAllowed("this request is another clinic's")
    found = _locked(amendment)
    known = queries.event_of_client(found, client_id)
    if known is not None:
        return known
    now, faults = queries.standing(found), _word_faults(says)
    if now.answer is not None:
        faults.append(Fault("", "answered", "this request is answered already", "an open request"))
    elif kind == Kind.EXTENDED and now.extended is not None:
        faults.append(
            Fault("", "extended", "more time was taken already, and there is no second time", "an answer")
        )
    if faults:
        raise Unusable(faults)
    made = _append(found, client_id, kind, says, by.words)
    if kind != Kind.EXTENDED:
        found.answered_at = made.at
        found.save(update_fields=["answered_at"])
    return made


def _append(found: Amendment, client_id: UUID, kind: Kind, says: str, by: str) -> AmendmentEvent:
    made = AmendmentEvent(
        clinic_id=found.clinic_id, amendment=found, client_id=client_id, kind=kind, at=units.current().now, by=by,
        says=says.strip(),
    )  # fmt: skip
    streams.append(found, [made])
    auditing.record(
        verb=f"amendment.{kind}", says=f"a request to correct the record: {made.get_kind_display()}", subject=str(found.pk),
        patient=found.patient_id, actor=by,
    )  # fmt: skip
    return made


def _locked(amendment: Amendment) -> Amendment:
    locked: Amendment = streams.lock(Amendment, [amendment.pk])[amendment.pk]
    return locked


def _check_clinic(by: Member, patient: Patient) -> None:
    if patient.clinic_id != by.clinic.pk:
        raise NotAllowed("this patient is another clinic's")


def _word_faults(says: str, at: str = "says") -> list[Fault]:
    if not says.strip():
        return [Fault(at, "missing", "nothing is said here", "a sentence")]
    if len(says) > _MOST_WORDS or "\0" in says:
        return [Fault(at, "too-long", "these words cannot be kept", f"up to {_MOST_WORDS} signs")]
    return []
