"""The questionnaire's verbs: assign, withdraw, save what is chosen so far, answer, take over a total, correct.

What is saved or answered opens the crisis path in the same transaction, also from an unfinished form, and returns
the crisis flags it raises.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TypeAlias
from uuid import UUID, uuid5

from euthymia.clinic.audit import actions as auditing
from euthymia.clinic.crisis import actions as crises
from euthymia.clinic.people.access import Permission
from euthymia.clinic.people.actions import NotAllowed, require
from euthymia.clinic.people.models import Patient
from euthymia.clinic.people.queries import Member
from euthymia.clinic.visits.models import Visit
from euthymia.domain import instruments
from euthymia.domain.instruments import Instrument, Number, Score
from euthymia.domain.quantities import Fault, Unusable
from euthymia.domain.rules import crisis_path
from euthymia.kit import streams, units

from .models import Assignment, Folder, Response

# Who answers: a member of staff, or the patient themself.
Author: TypeAlias = Member | Patient
_FUTURE = timedelta(seconds=5)  # two clocks are never quite equal
_LONGEST = timedelta(days=730)


@dataclass(frozen=True, slots=True)
class Draft:
    """What saving a draft came to: the crisis flags of what is chosen so far, and those that are new."""

    assignment: Assignment
    crisis: tuple[str, ...]
    new: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Answered:
    """A response, its score and the crisis flags it raises, with those a draft raised on the way."""

    response: Response
    score: Score
    crisis: tuple[str, ...]


def assign(
    *,
    by: Member | str,
    patient: Patient,
    instrument: str,
    due_at: datetime,
    opens_at: datetime | None = None,
    closes_at: datetime | None = None,
    why: str = Assignment.Why.STAFF,
    reason: str = "",
    visit: Visit | None = None,
) -> Assignment:
    """Ask for an answer by `due_at`; it can be given from `opens_at` (now) to `closes_at` (no end).

    Raises Unusable, NotAllowed. The same question for the same moment is asked once.
    """
    who = _staff(by, patient, Permission.ASSIGN_QUESTIONNAIRES)
    now = units.current().now
    found = instruments.instrument(instrument)
    opens_at = now if opens_at is None else opens_at
    faults = list(_window_faults(now, opens_at, due_at, closes_at))
    if visit is not None and visit.patient_id != patient.pk:
        faults.append(Fault("visit", "other", "this visit is another patient's", "a visit of this patient"))
    if faults:
        raise Unusable(faults)
    _folder(patient)  # its lock makes two people who ask at once wait for each other
    if _already_asked(patient, instrument, due_at):
        says = f"{found.title} is asked for already, for the same moment"
        raise Unusable.one("instrument", "asked", says, "another day, or another questionnaire")
    made = Assignment(
        clinic_id=patient.clinic_id, patient=patient, visit=visit, instrument=instrument, why=why,
        reason=reason.strip()[:200], asked_by=who, made_at=now, opens_at=opens_at, due_at=due_at, closes_at=closes_at,
    )  # fmt: skip
    made.save()
    auditing.record(
        verb="questionnaire.assigned", says=f"asked for {found.title}", subject=str(made.pk), patient=patient.pk,
        clinic=patient.clinic_id, actor=who, due=due_at.isoformat(),
    )  # fmt: skip
    return made


def withdraw(*, by: Member, assignment: Assignment, reason: str) -> Assignment:
    """Ask no more. Raises Unusable when it was answered or withdrawn, or no reason is given; NotAllowed."""
    who = _staff(by, assignment.patient, Permission.ASSIGN_QUESTIONNAIRES)
    found = _locked_open(assignment)
    if not reason.strip():
        raise Unusable.one("reason", "missing", "say why it is no longer needed", "a few words")
    found.withdrawn_at, found.withdrawn_by = units.current().now, who
    found.withdrawn_reason, found.draft = reason.strip()[:200], None
    found.save()
    auditing.record(
        verb="questionnaire.withdrawn", says=f"no longer asks for {found.instrument}", subject=str(found.pk),
        patient=found.patient_id, actor=who,
    )  # fmt: skip
    return found


def save_draft(
    *, by: Author, assignment: Assignment, answers: Sequence[Number | None], language: str = "en"
) -> Draft:
    """Keep what is chosen so far. A crisis flag counts from now on, finished or not. Raises Unusable, NotAllowed."""
    who = _author(by, assignment.patient)
    found = _locked_open(assignment)
    asked = _answerable(by, found)
    crisis = instruments.flags_so_far(asked, answers)
    new = tuple(name for name in crisis if name not in found.draft_flags)
    begun = found.draft is None
    found.draft, found.draft_version, found.draft_language = list(answers), asked.version, language
    found.draft_at, found.draft_flags = units.current().now, [*found.draft_flags, *new]
    found.save()
    if begun:
        auditing.record(
            verb="questionnaire.begun", says=f"began {asked.title}", subject=str(found.pk), patient=found.patient_id,
            actor=who,
        )  # fmt: skip
    _note_flags(asked, new, str(found.pk), found.patient_id, who, "an unfinished form")
    _open_crisis(by, assignment.patient, asked, new, who, uuid5(found.pk, " ".join(found.draft_flags)))
    return Draft(found, crisis, new)


def answer(
    *,
    by: Author,
    patient: Patient,
    instrument: str,
    answers: Sequence[Number | None],
    client_id: UUID,
    language: str = "",
    at: datetime | None = None,
    assignment: Assignment | None = None,
) -> Answered:
    """Keep a form, finished or with answers missing, and score it by the published rule.

    `at` is when it was answered, for staff who type in a form from paper. The same `client_id` again is the
    same form. Raises Unusable, NotAllowed.
    """
    asked = instruments.instrument(instrument)
    if all(value is None for value in answers):
        raise Unusable.one("", "empty", "nothing is answered", "at least one answer")
    score = instruments.score(asked, answers)
    return _keep(by, patient, asked, score, list(answers), client_id, language, at, assignment)


def enter_total(
    *,
    by: Member,
    patient: Patient,
    instrument: str,
    total: Number,
    client_id: UUID,
    at: datetime | None = None,
    assignment: Assignment | None = None,
) -> Answered:
    """Take over the total of a form that was scored on paper. Raises Unusable, NotAllowed."""
    asked = instruments.instrument(instrument)
    score = instruments.score_total(asked, total)
    return _keep(by, patient, asked, score, None, client_id, "", at, assignment)


def correct(
    *,
    by: Member,
    response: Response,
    answers: Sequence[Number | None] | None,
    reason: str,
    client_id: UUID,
    total: Number | None = None,
    at: datetime | None = None,
) -> Answered:
    """Put another row in the place of one that is wrong; both are kept. Give the answers, or the total.

    Raises Unusable when no reason is given or it was corrected already, NotAllowed.
    """
    asked = instruments.instrument(response.instrument)
    if not reason.strip():
        raise Unusable.one("reason", "missing", "say what was wrong", "a few words")
    if (answers is None) == (total is None):
        raise Unusable.one("", "empty", "give the answers or the total", "one of the two")
    score = (
        instruments.score_total(asked, total)
        if total is not None
        else instruments.score(asked, answers or ())
    )
    return _keep(
        by, response.patient, asked, score, None if answers is None else list(answers), client_id,
        response.language, at or response.at, None, corrects=response, reason=reason.strip()[:200],
    )  # fmt: skip


def _keep(
    by: Author,
    patient: Patient,
    asked: Instrument,
    score: Score,
    answers: list[Number | None] | None,
    client_id: UUID,
    language: str,
    at: datetime | None,
    assignment: Assignment | None,
    corrects: Response | None = None,
    reason: str = "",
) -> Answered:
    who = _author(by, patient)
    folder = _folder(patient)
    kept: list[Number | None] = list(answers) if answers is not None else [None for _ in asked.items]
    known = Response.objects.filter(clinic_id=patient.clinic_id, folder=folder, client_id=client_id).first()
    if known is not None:
        same = known.instrument == asked.id and known.answers == kept and known.total == score.total
        if not same:
            says = "this form was already used for something else"
            raise Unusable.one("client_id", "reused", says, "a fresh form")
        return Answered(known, score, _crisis(asked, known))
    earlier = _close(by, assignment, patient, asked)
    if corrects is not None:
        _check_correctable(folder, corrects)
    row = _row(by, who, patient, folder, asked, score, kept, answers is None, client_id, language, at)
    row.assignment, row.draft_flags = assignment, [name for name in earlier if name not in score.flags]
    row.corrects, row.reason = (corrects.n if corrects is not None else None), reason
    streams.append(folder, [row], locked=True)
    auditing.record(
        verb="questionnaire.corrected" if corrects is not None else "questionnaire.answered",
        says=f"{asked.title}: {'complete' if score.complete else 'with answers missing'}",
        subject=f"{folder.pk}#{row.n}", patient=patient.pk, actor=who, instrument=asked.id,
    )  # fmt: skip
    crisis = _crisis(asked, row)
    _note_flags(asked, crisis, f"{folder.pk}#{row.n}", patient.pk, who, "a form")
    _open_crisis(by, patient, asked, crisis, who, client_id)
    return Answered(row, score, crisis)


def _row(
    by: Author, who: str, patient: Patient, folder: Folder, asked: Instrument, score: Score,
    answers: list[Number | None], by_total: bool, client_id: UUID, language: str, at: datetime | None,
) -> Response:  # fmt: skip
    now = units.current().now
    return Response(
        clinic_id=patient.clinic_id,
        folder=folder,
        patient=patient,
        client_id=client_id,
        instrument=asked.id,
        instrument_version=asked.version,
        language=language if asked.languages else "",
        entry=Response.Entry.TOTAL if by_total else Response.Entry.ITEMS,
        source=Response.Source.STAFF if isinstance(by, Member) else Response.Source.PATIENT,
        answers=answers,
        total=score.total,
        band=score.band.en if score.band else "",
        subscales=score.subscales,
        flags=list(score.flags),
        complete=score.complete,
        prorated=score.prorated,
        at=_moment(patient, at, now),
        recorded_at=now,
        by=who,
    )


def _close(by: Author, assignment: Assignment | None, patient: Patient, asked: Instrument) -> list[str]:
    """The assignment is answered now; the crisis flags that its draft raised."""
    if assignment is None:
        if isinstance(by, Patient):
            raise NotAllowed("a patient answers what they are asked")
        return []
    found = _locked_open(assignment)
    _answerable(by, found)
    if (found.patient_id, found.instrument) != (patient.pk, asked.id):
        raise Unusable.one(
            "assignment", "other", "this asks for something else", "the questionnaire that was asked"
        )
    found.answered_at, found.draft = units.current().now, None
    found.save()
    return list(found.draft_flags)


def _check_correctable(folder: Folder, corrects: Response) -> None:
    if Response.objects.filter(clinic_id=folder.clinic_id, folder=folder, corrects=corrects.n).exists():
        says = "this was corrected already, perhaps by somebody else at this moment"
        raise Unusable.one("", "corrected", says, "correct the newer row")


def _crisis(asked: Instrument, row: Response) -> tuple[str, ...]:
    return instruments.crisis_flags(asked, [*row.flags, *row.draft_flags])


def _note_flags(
    asked: Instrument, flags: Sequence[str], subject: str, patient: UUID, who: str, where: str
) -> None:
    if flags:
        auditing.record(
            verb="questionnaire.flagged", says=f"{asked.title} raised {', '.join(flags)} on {where}", subject=subject,
            patient=patient, actor=who, flags=list(flags),
        )  # fmt: skip


def _open_crisis(
    by: Author, patient: Patient, asked: Instrument, flags: Sequence[str], who: str, client_id: UUID
) -> None:
    """The answer and the path it opens are saved together, or not at all."""
    trigger = crisis_path.of_flags(asked.title, flags)
    crises.signal(
        patient=patient, trigger=trigger, by=who, client_id=client_id, remote=not isinstance(by, Member)
    )


def _folder(patient: Patient) -> Folder:
    """The patient's folder, locked for the rest of the transaction; made when there is none."""
    own = Folder.objects.filter(clinic_id=patient.clinic_id, patient=patient)
    if not own.exists():
        Folder.objects.bulk_create(
            [Folder(clinic_id=patient.clinic_id, patient=patient)], ignore_conflicts=True
        )
    return own.select_for_update(no_key=True).get()


def _locked_open(assignment: Assignment) -> Assignment:
    """The assignment as it is now, locked. Raises Unusable when nobody waits for an answer any more."""
    found: Assignment = streams.lock(Assignment, [assignment.pk])[assignment.pk]
    if found.answered_at is not None:
        raise Unusable.one("", "answered", "this was answered already", "a new one")
    if found.withdrawn_at is not None:
        raise Unusable.one("", "withdrawn", "the clinic no longer asks for this", "another one that is open")
    return found


def _answerable(by: Author, found: Assignment) -> Instrument:
    asked = instruments.instrument(found.instrument)
    now = units.current().now
    if isinstance(by, Patient):
        if not asked.patient_may_answer:
            raise Unusable.one(
                "", "staff-only", f"{asked.title} is filled in with the staff", "ask the clinic"
            )
        if found.opens_at > now or (found.closes_at is not None and found.closes_at <= now):
            raise Unusable.one("", "closed", "this cannot be answered now", "while it is open")
    return asked


def _already_asked(patient: Patient, instrument: str, due_at: datetime) -> bool:
    waiting = Assignment.objects.filter(clinic_id=patient.clinic_id, answered_at=None, withdrawn_at=None)
    return waiting.filter(patient=patient, instrument=instrument, due_at=due_at).exists()


def _window_faults(
    now: datetime, opens_at: datetime, due_at: datetime, closes_at: datetime | None
) -> list[Fault]:
    faults = []
    if due_at < now:
        faults.append(Fault("due_at", "past", "the day it is due lies in the past", "today or later"))
    if due_at > now + _LONGEST:
        faults.append(Fault("due_at", "far", "the day it is due is more than two years away", "a nearer day"))
    if not faults and opens_at > due_at:
        faults.append(Fault("opens_at", "order", "it opens after it is due", "a day before it is due"))
    if closes_at is not None and closes_at < due_at:
        faults.append(
            Fault("closes_at", "order", "it closes before it is due", "the day it is due, or later")
        )
    return faults


def _moment(patient: Patient, at: datetime | None, now: datetime) -> datetime:
    if at is None:
        return now
    if at > now + _FUTURE:
        raise Unusable.one("at", "future", "this lies in the future", "now, or earlier")
    if at.date() < patient.born:
        raise Unusable.one("at", "too-early", "this lies before the patient was born", "a later day")
    return min(at, now)


def _author(by: Author, patient: Patient) -> str:
    """Who stands under the answers. Raises NotAllowed."""
    if isinstance(by, Member):
        return _staff(by, patient, Permission.ENTER_ANSWERS)
    if by.pk != patient.pk:
        raise NotAllowed("a patient answers for nobody else")
    return f"{patient} (patient {patient.number})"


def _staff(by: Member | str, patient: Patient, permission: Permission) -> str:
    if isinstance(by, str):
        return by
    require(by, permission)
    if by.clinic.pk != patient.clinic_id:
        raise NotAllowed("this patient is another clinic's")
    return by.words
