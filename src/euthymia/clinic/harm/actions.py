"""The verbs of an adverse event: report, correct, note, tell, review; and the clinic's own duties to report."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from datetime import datetime
from typing import Any
from uuid import UUID, uuid5

from euthymia.clinic.audit import actions as auditing
from euthymia.clinic.people.access import Permission
from euthymia.clinic.people.actions import NotAllowed, require
from euthymia.clinic.people.models import Clinic, Patient
from euthymia.clinic.people.queries import Member
from euthymia.clinic.tasks import actions as tasks
from euthymia.clinic.tasks import queries as found_tasks
from euthymia.clinic.tasks.models import Task, TaskEvent
from euthymia.clinic.visits.models import Visit
from euthymia.domain.quantities import Fault, Unusable
from euthymia.domain.rules import harm
from euthymia.kit import live, streams, units

from . import queries
from .models import AdverseEvent, HarmDuty, HarmEntry

Kind = HarmEntry.Kind
WATCHER = "monitor"


def report(
    *, by: Member, patient: Patient, client_id: UUID, facts: harm.Facts, visit: Visit | None = None, subject: str = "",
    spray: bool = False,
) -> AdverseEvent:  # fmt: skip
    """Somebody says that harm was done or came near. Raises Unusable, NotAllowed.

    In the same transaction every notice that is due becomes a task with its clock. Opened twice from one entry of a
    session (`subject`), it is one event.
    """
    require(by, Permission.REPORT_HARM)
    if patient.clinic_id != by.clinic.pk or (visit is not None and visit.patient_id != patient.pk):
        raise NotAllowed("this patient or this visit is another clinic's")
    streams.lock(Clinic, [by.clinic.pk])  # numbers are given out one after the other
    known = queries.entry_of_client(by.clinic.pk, client_id)
    if known is not None:
        return known.event
    if subject and (opened := queries.of_subject(by.clinic.pk, subject)) is not None:
        return opened
    now = units.current().now
    _refuse(harm.faults(facts, now))
    event = AdverseEvent(
        clinic=by.clinic, patient=patient, visit=visit, number=_number(by.clinic, now), subject=subject, spray=spray,
        known_at=now, opened_by=by.words,
    )  # fmt: skip
    event.save()
    _append(event, client_id, Kind.REPORTED, by.words, facts.onset_at, facts.words, detail=_document(facts))
    _ask(event, by)
    auditing.record(verb="harm.reported", says=f"reported adverse event {event}", subject=str(event.pk),
                    patient=patient.pk, actor=by.words, kind=facts.kind, severity=facts.severity)  # fmt: skip
    return event


def correct(*, by: Member, event: AdverseEvent, client_id: UUID, facts: harm.Facts, reason: str) -> HarmEntry:
    """What is known now, beside what was said before; a review that was made is asked for again."""
    require(by, Permission.REPORT_HARM)
    event = _locked(by, event)
    known = queries.entry_of_client(event.clinic_id, client_id)
    if known is not None:
        return known
    found = harm.faults(facts, units.current().now)
    if not reason.strip():
        found.append(
            Fault("reason", "missing", "say why it is corrected", "what was learnt, or what was wrong")
        )
    before = queries.state(event)
    if before.facts == facts:
        found.append(Fault("", "nothing-new", "this is what stands there already", "what is different now"))
    _refuse(found)
    made = _append(
        event, client_id, Kind.CORRECTED, by.words, units.current().now, reason.strip(), detail=_document(facts),
        corrects=before.said.n,
    )  # fmt: skip
    _reopen(event)
    _ask(event, by)
    auditing.record(verb="harm.corrected", says=f"corrected adverse event {event}", subject=str(event.pk),
                    patient=event.patient_id, actor=by.words)  # fmt: skip
    return made


def note(
    *, by: Member, event: AdverseEvent, client_id: UUID, says: str, at: datetime | None = None
) -> HarmEntry:
    """A line of the timeline: what happened, when it happened."""
    require(by, Permission.REPORT_HARM)
    event = _locked(by, event)
    known = queries.entry_of_client(event.clinic_id, client_id)
    if known is not None:
        return known
    now = units.current().now
    if not says.strip():
        raise Unusable.one("says", "missing", "say what happened", "a sentence")
    if at is not None and at > now:
        raise Unusable.one("at", "future", "this lies in the future", "now, or earlier")
    made = _append(event, client_id, Kind.NOTED, by.words, at or now, says.strip())
    auditing.record(verb="harm.noted", says=f"added to adverse event {event}", subject=str(event.pk),
                    patient=event.patient_id, actor=by.words)  # fmt: skip
    return made


def tell(
    *, by: Member, event: AdverseEvent, client_id: UUID, code: str, says: str, receipt: str = "", at: datetime | None = None
) -> HarmEntry:  # fmt: skip
    """A notice was given (or found not to be asked for): to whom, when, and by what it can be proved."""
    require(by, Permission.NOTIFY_HARM)
    event = _locked(by, event)
    known = queries.entry_of_client(event.clinic_id, client_id)
    if known is not None:
        return known
    now = units.current().now
    told = {one.notice.code: one for one in queries.state(event).notices}
    faults = []
    if code not in told:
        faults.append(
            Fault("code", "unknown", f"{code!r} is not due for this event", ", ".join(told) or "none")
        )
    elif told[code].done is not None:
        faults.append(Fault("code", "done", "this has been told already", "a note, if there is more to say"))
    elif code == "judge":
        faults.append(Fault("code", "elsewhere", "judging is done in the facts", "a correction that says so"))
    if not says.strip():
        faults.append(Fault("says", "missing", "say whom you told, or what was found", "a name, a sentence"))
    moment = at or now
    if not event.known_at <= moment <= now:
        faults.append(Fault("at", "impossible", "not between knowing of it and now", "the time it was told"))
    _refuse(faults)
    detail = {
        "code": code,
        "to": told[code].notice.to,
        "receipt": receipt.strip(),
        "due_at": told[code].due_at.isoformat(),
    }
    made = _append(event, client_id, Kind.NOTICE, by.words, moment, says.strip(), detail=detail)
    _settle_tasks(event, by)
    _close_if_done(event)
    auditing.record(verb="harm.told", says=f"adverse event {event} was told to {told[code].notice.to}", subject=str(event.pk),
                    patient=event.patient_id, actor=by.words, receipt=receipt.strip())  # fmt: skip
    return made


def pass_on(event: AdverseEvent, *, now: datetime) -> int:
    """Notices that nobody has given reach a second person, once each: on the trail, and on that person's list.

    By the watcher; how many there were.
    """
    locked: AdverseEvent = streams.lock(AdverseEvent, [event.pk])[event.pk]
    locked.clinic = event.clinic
    late = [one for one in queries.state(locked).notices if one.asks_a_second_person(now)]
    for one in late:
        notice, second, due_at = one.notice, harm.SECOND_PERSON[one.notice.owner], one.due_at.isoformat()
        says = f"nobody has told {notice.to} in time: the {second} is told"
        _append(
            locked, uuid5(event.pk, f"overdue {notice.code} {due_at}"), Kind.OVERDUE, WATCHER, now, says,
            detail={"code": notice.code, "due_at": due_at, "second": second},
        )  # fmt: skip
        tasks.ask(
            by=WATCHER, patient=event.patient, client_id=uuid5(event.pk, f"second {notice.code} {due_at}"), kind=tasks.HARM_OVERDUE,
            owner=second, says=f"Overdue, {event}: {notice.says}", source=harm.ESCALATION_SOURCE, due_at=now,
            subject=_late(event, notice.code),
        )  # fmt: skip
        auditing.record(verb="harm.overdue", says=f"adverse event {event}: {says}", subject=str(event.pk),
                        patient=event.patient_id, actor=WATCHER)  # fmt: skip
    return len(late)


def review(*, by: Member, event: AdverseEvent, client_id: UUID, says: str, change: str = "") -> HarmEntry:
    """A second person has looked at it as it stands: what it teaches, and what the clinic does about it."""
    require(by, Permission.REVIEW_HARM)
    event = _locked(by, event)
    known = queries.entry_of_client(event.clinic_id, client_id)
    if known is not None:
        return known
    state = queries.state(event)
    faults = []
    if by.words in state.reporters:
        says_why = "who reported or corrected an event does not review it"
        faults.append(Fault("", "same-person", says_why, "a colleague"))
    if state.serious is None:
        faults.append(
            Fault("", "not-judged", "nobody has judged whether it is serious", "a correction that says so")
        )
    if state.review is not None:
        faults.append(Fault("", "reviewed", "it has been reviewed as it stands", "a note"))
    if not says.strip():
        faults.append(Fault("says", "missing", "say what you found", "a sentence"))
    _refuse(faults)
    made = _append(
        event,
        client_id,
        Kind.REVIEWED,
        by.words,
        units.current().now,
        says.strip(),
        detail={"change": change.strip()},
    )
    _close_if_done(event)
    auditing.record(verb="harm.reviewed", says=f"reviewed adverse event {event}", subject=str(event.pk),
                    patient=event.patient_id, actor=by.words)  # fmt: skip
    return made


def set_duty(
    *, by: Member, client_id: UUID, code: str, to: str, says: str, applies: str, within_h: int, source: str,
    state: str = "", in_force: bool = True,
) -> HarmDuty:  # fmt: skip
    """The medical director enters or ends a duty to report: a state's rule as counsel read it, a contract, the clinic's own."""
    require(by, Permission.SET_POLICY)
    if by.clinic.medical_director_id != by.staff.pk:
        raise NotAllowed("only the medical director enters duties to report")
    known = HarmDuty.objects.filter(clinic=by.clinic, client_id=client_id).first()
    if known is not None:
        return known
    words = {"code": code, "to": to, "says": says, "source": source}
    faults = [Fault(name, "missing", "say it", "words") for name, text in words.items() if not text.strip()]
    if applies not in list(harm.Applies):
        faults.append(
            Fault("applies", "unknown", f"{applies!r} is none of the list", ", ".join(harm.Applies))
        )
    if within_h <= 0:
        faults.append(Fault("within_h", "impossible", "a duty has a time", "hours, more than 0"))
    if state and not (len(state) == 2 and state.isalpha()):
        faults.append(Fault("state", "unknown", f"{state!r} is no state", "two letters, or empty"))
    _refuse(faults)
    duty = HarmDuty(
        clinic=by.clinic, client_id=client_id, code=code.strip(), state=state.upper(), to=to.strip(), says=says.strip(),
        applies=applies, within_h=within_h, source=source.strip(), in_force=in_force, at=units.current().now, by=by.words,
    )  # fmt: skip
    duty.save()
    auditing.record(verb="harm.duty", says=f"{'entered' if in_force else 'ended'} the duty to report to {duty.to}",
                    subject=str(duty.pk), actor=by.words)  # fmt: skip
    return duty


def _refuse(faults: list[Fault]) -> None:
    if faults:
        raise Unusable(faults)


def _number(clinic: Clinic, now: datetime) -> str:
    year = now.astimezone(clinic.zone).year
    made = AdverseEvent.objects.filter(clinic=clinic, number__startswith=f"AE-{year}-").count()
    return f"AE-{year}-{made + 1:03d}"


def _document(facts: harm.Facts) -> dict[str, Any]:
    """The facts as they are kept: plain JSON."""
    found = asdict(facts)
    for name in ("onset_at", "ended_at"):
        found[name] = None if found[name] is None else found[name].isoformat()
    because = facts.serious_because
    return {
        **found,
        "serious_because": None if because is None else list(because),
        "witnesses": list(facts.witnesses),
    }


def _locked(by: Member, event: AdverseEvent) -> AdverseEvent:
    if event.clinic_id != by.clinic.pk:
        raise NotAllowed("this event is another clinic's")
    found: AdverseEvent = streams.lock(AdverseEvent, [event.pk])[event.pk]
    found.clinic = by.clinic
    return found


def _append(
    event: AdverseEvent, client_id: UUID, kind: str, by: str, at: datetime, says: str, *,
    detail: Mapping[str, Any] | None = None, corrects: int | None = None,
) -> HarmEntry:  # fmt: skip
    entry = HarmEntry(
        clinic_id=event.clinic_id, event=event, client_id=client_id, kind=kind, at=at, entered_at=units.current().now,
        by=by, says=says, detail=dict(detail or {}), corrects=corrects,
    )  # fmt: skip
    streams.append(event, [entry], locked=True)
    live.notify({f"clinic:{event.clinic_id}": event.entries_n})
    return entry


def _ask(event: AdverseEvent, by: Member) -> None:
    """A task with its clock for each notice that waits; what is no longer due is dropped."""
    for told in queries.state(event).waiting:
        notice = told.notice
        tasks.ask(
            by=by, patient=event.patient, client_id=uuid5(event.pk, notice.code), kind=tasks.HARM_NOTICE, owner=notice.owner,
            says=f"{event}: {notice.says}", source=notice.provenance, due_at=told.due_at, subject=f"harm {event.pk}",
        )  # fmt: skip
    _settle_tasks(event, by)


def _settle_tasks(event: AdverseEvent, by: Member) -> None:
    """Tasks of notices that were given are done; those of notices that are no longer due are dropped."""
    told = {uuid5(event.pk, one.notice.code): one for one in queries.state(event).notices}
    for task in found_tasks.open_of_subject(event.clinic_id, f"harm {event.pk}"):
        one = told.get(task.client_id)
        if one is not None and one.done is None:
            continue
        done = one is not None and one.done is not None
        kind = TaskEvent.Kind.DONE if done else TaskEvent.Kind.DROPPED
        says = (
            one.done.says
            if one is not None and one.done is not None
            else "no longer due as the event stands now"
        )
        _settle(event, by, task, kind, says)
        for passed_on in _passed_on(event, task):
            _settle(event, by, passed_on, kind, says)


def _settle(event: AdverseEvent, by: Member, task: Task, kind: str, says: str) -> None:
    tasks.settle(by=by, task=task, client_id=uuid5(task.pk, f"{event.entries_n}"), kind=kind, says=says)


def _passed_on(event: AdverseEvent, task: Task) -> list[Task]:
    """What a second person was asked when this task of a notice was late."""
    codes = {one.detail["code"] for one in queries.entries(event) if one.kind == Kind.OVERDUE}
    late = [_late(event, code) for code in codes if uuid5(event.pk, code) == task.client_id]
    return [one for subject in late for one in found_tasks.open_of_subject(event.clinic_id, subject)]


def _late(event: AdverseEvent, code: str) -> str:
    """The subject of the task that a second person has."""
    return f"late {event} {code}"


def _close_if_done(event: AdverseEvent) -> None:
    """Reviewed, and everybody told: it leaves the lists, and stays in the record."""
    state = queries.state(event)
    if state.review is None or state.waiting or event.closed_at is not None:
        return
    event.closed_at = units.current().now
    event.save(update_fields=["closed_at"])


def _reopen(event: AdverseEvent) -> None:
    if event.closed_at is not None:
        event.closed_at = None
        event.save(update_fields=["closed_at"])
