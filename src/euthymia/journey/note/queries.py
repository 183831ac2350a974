"""Notes, letters and the clinic's word on summaries."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from euthymia.clinic.people.models import Clinic, Patient
from euthymia.clinic.visits.models import Visit
from euthymia.journey.recovery.models import Discharge

from .fold import Act
from .models import Letter, LetterEvent, Note, NoteEvent, NoteSettings

RECENT = 50


def of_visit(visit: Visit) -> Note | None:
    return Note.objects.filter(clinic_id=visit.clinic_id, visit=visit).first()


def acts(note: Note) -> list[Act]:
    rows = NoteEvent.objects.filter(clinic_id=note.clinic_id, note=note).order_by("n")
    return [
        Act(
            row.n,
            row.kind,
            row.at,
            row.by,
            row.section,
            row.mark,
            row.says,
            row.reason,
            row.detail,
            row.digest,
        )
        for row in rows
    ]


def by_client_id(note: Note, client_id: UUID) -> NoteEvent | None:
    return NoteEvent.objects.filter(clinic_id=note.clinic_id, note=note, client_id=client_id).first()


def event_of_kind(note: Note, kind: str) -> NoteEvent | None:
    """The first of a kind."""
    found = NoteEvent.objects.filter(clinic_id=note.clinic_id, note=note, kind=kind)
    return found.order_by("n").first()


def signed_at(clinic: Clinic, visits: Iterable[UUID]) -> dict[UUID, datetime]:
    """When the note of each of these visits was signed, where it was."""
    rows = Note.objects.filter(clinic=clinic, visit__in=list(visits), signed_at__isnull=False)
    return {visit: at for visit, at in rows.values_list("visit_id", "signed_at") if at is not None}


def signed_recently(clinic: Clinic) -> list[Note]:
    """Newest signature first."""
    found = Note.objects.filter(clinic=clinic, signed_at__isnull=False).select_related("patient", "visit")
    return list(found.order_by("-signed_at", "-id")[:RECENT])


def unsigned(clinic: Clinic) -> list[Discharge]:
    """Discharges whose visits have no signed note, the oldest first."""
    signed = Note.objects.filter(clinic=clinic, signed_at__isnull=False).values("visit_id")
    found = Discharge.objects.filter(clinic=clinic).exclude(recovery__visit__in=signed)
    return list(found.select_related("patient", "recovery__visit").order_by("at", "id")[:300])


def discharge(clinic: Clinic, discharge_id: UUID) -> Discharge:
    """Raises Discharge.DoesNotExist, also for another clinic's."""
    return Discharge.objects.select_related("recovery").get(clinic=clinic, pk=discharge_id)


def of_patient(patient: Patient) -> list[Note]:
    """A patient's notes, newest visit first."""
    found = Note.objects.filter(clinic_id=patient.clinic_id, patient=patient).select_related("visit")
    return list(found.order_by("-visit__opened_at", "-id"))


def released_by_hand(patient: Patient) -> list[UUID]:
    """The visits whose summary somebody released."""
    rows = NoteEvent.objects.filter(
        clinic_id=patient.clinic_id, note__patient=patient, kind=NoteEvent.Kind.RELEASED
    )
    return list(rows.values_list("note__visit_id", flat=True))


def letter(clinic: Clinic, letter_id: UUID) -> Letter:
    """Raises Letter.DoesNotExist, also for another clinic's."""
    found = Letter.objects.select_related("visit__patient", "visit__clinic", "patient")
    return found.get(clinic=clinic, pk=letter_id)


def letters(visit: Visit) -> list[Letter]:
    return list(Letter.objects.filter(clinic_id=visit.clinic_id, visit=visit).order_by("made_at", "id"))


def letter_of_client(clinic: Clinic, client_id: UUID) -> Letter | None:
    return Letter.objects.filter(clinic=clinic, client_id=client_id).first()


def letter_events(found: Letter) -> list[LetterEvent]:
    return list(LetterEvent.objects.filter(clinic_id=found.clinic_id, letter=found).order_by("n"))


def letter_event_of_client(found: Letter, client_id: UUID) -> LetterEvent | None:
    return LetterEvent.objects.filter(clinic_id=found.clinic_id, letter=found, client_id=client_id).first()


def signed_events(patient: Patient) -> list[tuple[Note, list[NoteEvent]]]:
    """A patient's signed notes, newest visit first, each with its signature and its addenda."""
    found = [one for one in of_patient(patient) if one.signed_at is not None]
    rows = NoteEvent.objects.filter(
        clinic_id=patient.clinic_id, note__in=found, kind__in=[NoteEvent.Kind.SIGNED, NoteEvent.Kind.ADDENDUM]
    )
    events: dict[UUID, list[NoteEvent]] = {one.pk: [] for one in found}
    for row in rows.order_by("n"):
        events[row.note_id].append(row)
    return [(one, events[one.pk]) for one in found]


def signed_letters(patient: Patient) -> list[tuple[Letter, LetterEvent]]:
    """A patient's signed letters with their signatures, newest first."""
    rows = LetterEvent.objects.filter(
        clinic_id=patient.clinic_id, letter__patient=patient, kind=LetterEvent.Kind.SIGNED
    ).select_related("letter__visit")
    return [(one.letter, one) for one in rows.order_by("-at", "-id")]


def release_in_force(clinic: Clinic) -> str:
    """When summaries are released; with the signature while the clinic has not said otherwise."""
    newest = NoteSettings.objects.filter(clinic=clinic).order_by("-at", "-id").first()
    return NoteSettings.Release.SIGNED if newest is None else newest.release


def settings_adopted(clinic: Clinic) -> list[NoteSettings]:
    """Newest first."""
    return list(NoteSettings.objects.filter(clinic=clinic).order_by("-at", "-id"))
