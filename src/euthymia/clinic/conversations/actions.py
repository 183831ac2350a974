"""The verbs of a conversation: open it, write, answer, give it to somebody, say that it needs no answer."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from uuid import UUID, uuid5

from euthymia.clinic.audit import actions as auditing
from euthymia.clinic.crisis import actions as crises
from euthymia.clinic.duty import queries as duties
from euthymia.clinic.people.access import Permission
from euthymia.clinic.people.actions import NotAllowed, require
from euthymia.clinic.people.models import Patient, Staff
from euthymia.clinic.people.queries import Member
from euthymia.clinic.tasks import actions as tasks
from euthymia.clinic.tasks import queries as found_tasks
from euthymia.clinic.tasks.models import TaskEvent
from euthymia.domain.quantities import Confidence, Fault, Provenance, Unusable
from euthymia.domain.rules import attachments, from_home
from euthymia.domain.rules.from_home import LONGEST_WORDS, Level
from euthymia.kit import live, streams, units

from . import queries
from .models import Attachment, Conversation, Line

Kind = Line.Kind
CLOCK = Provenance(
    "a message is answered by closing time, or by the end of the next day: site setting", Confidence.P
)


@dataclass(frozen=True, slots=True)
class File:
    """What was sent along: its name there, how large it was, and its content."""

    name: str
    size: int
    content: bytes


def ask(
    *, by: Patient, client_id: UUID, says: str, about: str = "", conversation: Conversation | None = None, attached: Sequence[File] = (),
) -> Conversation:  # fmt: skip
    """A patient writes: a new conversation, or a line of one. Sent twice, it is one. Raises Unusable, NotAllowed.

    From now on somebody owes an answer; words about death open the crisis path in the same transaction.
    """
    streams.lock(Patient, [by.pk])
    known = queries.of_client(by.clinic_id, client_id) if conversation is None else None
    if known is not None:
        return known
    faults = _faults(says, attached)
    if conversation is None and about not in Conversation.About.values:
        faults.append(Fault("about", "unknown", "say what it is about", ", ".join(Conversation.About.values)))
    if faults:
        raise Unusable(faults)
    now, who = units.current().now, f"{by} (patient {by.number})"
    if conversation is None:
        found: Conversation = Conversation(
            clinic_id=by.clinic_id, patient=by, client_id=client_id, about=about, opened_at=now, newest_at=now
        )
        found.save()
    else:
        if conversation.patient_id != by.pk:
            raise NotAllowed("this conversation is somebody else's")
        found = streams.lock(Conversation, [conversation.pk])[conversation.pk]
        if queries.line_of_client(found, client_id) is not None:
            return conversation
    kept = [_attach(found, client_id, one, now) for one in attached]
    detail = (
        {"files": [{"name": one.name, "sha256": bytes(one.digest).hex()} for one in kept]} if kept else {}
    )
    _append(found, client_id, Kind.ASKED, who, says.strip(), detail)
    if found.waiting_since is None:
        _wait(found, now, by)
    found.newest_at = now
    found.save(update_fields=["waiting_since", "due_at", "newest_at"])
    crises.signal(
        patient=by, trigger=from_home.of_words(says), by=who, client_id=uuid5(client_id, "words"), remote=True
    )
    auditing.record(
        verb="conversation.asked", says=f"wrote to the team, with {len(kept)} files", subject=str(found.pk), patient=by.pk, actor=who,
        clinic=by.clinic_id,
    )  # fmt: skip
    return found


def _faults(says: str, files: Sequence[File]) -> list[Fault]:
    found = []
    if not says.strip():
        found.append(Fault("says", "missing", "there is nothing written yet", "a sentence"))
    if len(says) > LONGEST_WORDS:
        found.append(Fault("says", "too-long", f"{len(says)} signs are too many", f"at most {LONGEST_WORDS}"))
    if len(files) > attachments.MOST_FILES:
        limit = f"at most {attachments.MOST_FILES}"
        found.append(Fault("attached", "too-many", f"{len(files)} files are too many at once", limit))
    for one in files:
        found += attachments.faults(one.name, one.size, one.content)
    return found


def _attach(found: Conversation, client_id: UUID, file: File, now: datetime) -> Attachment:
    kind = attachments.kind_of(file.content)
    assert kind is not None, "judged before"
    stem = file.name.rpartition(".")[0] or file.name
    made = Attachment(
        clinic_id=found.clinic_id, conversation=found, line_id=client_id, name=f"{stem[:100]}{kind.ending}", media=kind.media,
        content=file.content, digest=sha256(file.content).digest(), at=now,
    )  # fmt: skip
    made.save()
    return made


def _wait(found: Conversation, now: datetime, patient: Patient) -> None:
    """Somebody owes an answer from now on; it stands in the list of tasks with its clock."""
    found.waiting_since = now
    found.due_at = duties.answer_by(patient.clinic, Level.AMBER, now)
    tasks.ask(
        by="the program", patient=patient, client_id=uuid5(found.pk, f"answer {found.lines_n}"), kind=tasks.CONVERSATION,
        owner="nurse", says=f"Answer a message about {Conversation.About(found.about).label}", source=CLOCK, due_at=found.due_at,
        subject=str(found.pk),
    )  # fmt: skip


def answer(*, by: Member, conversation: Conversation, client_id: UUID, says: str) -> Line:
    """The team writes; nothing waits any more. Raises Unusable, NotAllowed."""
    found = _locked(by, conversation)
    known = queries.line_of_client(found, client_id)
    if known is not None:
        return known
    if faults := _faults(says, ()):
        raise Unusable(faults)
    made = _append(found, client_id, Kind.ANSWERED, by.words, says.strip(), {})
    _settled(by, found, "answered the patient")
    auditing.record(verb="conversation.answered", says="answered a patient's message", subject=str(found.pk),
                    patient=found.patient_id, actor=by.words)  # fmt: skip
    return made


def settle(*, by: Member, conversation: Conversation, client_id: UUID, says: str) -> Line:
    """It needs no answer, and why: said to the team only. Raises Unusable, NotAllowed."""
    found = _locked(by, conversation)
    known = queries.line_of_client(found, client_id)
    if known is not None:
        return known
    if not says.strip():
        raise Unusable.one("says", "missing", "say why it needs no answer", "such as: answered by phone")
    made = _append(found, client_id, Kind.SETTLED, by.words, says.strip()[:LONGEST_WORDS], {})
    _settled(by, found, "needs no answer")
    auditing.record(verb="conversation.settled", says="a patient's message needs no answer", subject=str(found.pk),
                    patient=found.patient_id, actor=by.words)  # fmt: skip
    return made


def assign(*, by: Member, conversation: Conversation, client_id: UUID, to: Staff) -> Line:
    """Somebody has it by name. Raises Unusable, NotAllowed."""
    found = _locked(by, conversation)
    known = queries.line_of_client(found, client_id)
    if known is not None:
        return known
    if to.clinic_id != by.clinic.pk:
        raise NotAllowed("this person is another clinic's")
    if found.assigned_to_id == to.pk:
        raise Unusable.one("to", "same", f"{to.name} has it already", "somebody else")
    made = _append(found, client_id, Kind.ASSIGNED, by.words, to.name, {"staff": str(to.pk)})
    found.assigned_to = to
    found.save(update_fields=["assigned_to"])
    auditing.record(verb="conversation.assigned", says=f"gave a patient's message to {to.name}", subject=str(found.pk),
                    patient=found.patient_id, actor=by.words)  # fmt: skip
    return made


def _settled(by: Member, found: Conversation, says: str) -> None:
    found.waiting_since, found.due_at, found.newest_at = None, None, units.current().now
    found.save(update_fields=["waiting_since", "due_at", "newest_at"])
    for task in found_tasks.open_of_subject(found.clinic_id, str(found.pk)):
        kind = TaskEvent.Kind.DONE
        tasks.settle(by=by, task=task, client_id=uuid5(task.pk, "answered"), kind=kind, says=says)


def _locked(by: Member, conversation: Conversation) -> Conversation:
    require(by, Permission.ANSWER_HOME)
    if conversation.clinic_id != by.clinic.pk:
        raise NotAllowed("this conversation is another clinic's")
    found: Conversation = streams.lock(Conversation, [conversation.pk])[conversation.pk]
    return found


def _append(
    found: Conversation, client_id: UUID, kind: str, by: str, says: str, detail: Mapping[str, object]
) -> Line:
    line = Line(
        clinic_id=found.clinic_id, conversation=found, client_id=client_id, kind=kind, at=units.current().now, by=by, says=says,
        detail=dict(detail),
    )  # fmt: skip
    streams.append(found, [line], locked=True)
    live.notify({f"clinic:{found.clinic_id}": found.lines_n})
    return line
