"""A patient's journal as it is kept, and what was shared of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from euthymia.clinic.people import queries as people
from euthymia.clinic.people.access import Permission, permissions_of
from euthymia.clinic.people.models import Clinic, Patient, Staff

from .models import Journal, SealedEntry, Share, ShareEnd, ShareKey, ShareRead

PAGE = 200


@dataclass(frozen=True, slots=True)
class Shared:
    """One share: to whom, since when, until when, and who read it at what times."""

    share: Share
    end: ShareEnd | None
    reads: tuple[ShareRead, ...]


def journal(patient: Patient) -> Journal | None:
    """The journal in use."""
    found = Journal.objects.filter(clinic_id=patient.clinic_id, patient=patient)
    return found.order_by("-made_at", "-id").first()


def journal_of_client(patient: Patient, client_id: UUID) -> Journal | None:
    return Journal.objects.filter(clinic_id=patient.clinic_id, patient=patient, client_id=client_id).first()


def entries(found: Journal, after: int = 0) -> list[SealedEntry]:
    """The versions of entries after that number, a page of them."""
    rows = SealedEntry.objects.filter(clinic_id=found.clinic_id, journal=found, n__gt=after)
    return list(rows.order_by("n")[:PAGE])


def entry_of_client(found: Journal, client_id: UUID) -> SealedEntry | None:
    return SealedEntry.objects.filter(clinic_id=found.clinic_id, journal=found, client_id=client_id).first()


def newest_version(found: Journal, entry: UUID) -> int:
    """0: no such entry."""
    rows = SealedEntry.objects.filter(clinic_id=found.clinic_id, journal=found, entry=entry)
    return rows.order_by("-version").values_list("version", flat=True).first() or 0


def readers(clinic: Clinic, now: datetime) -> list[Staff]:
    """The staff whom a patient can choose: who holds a role that reads what is shared with them."""
    roles = people.roles_of_everyone(clinic, now)
    return [
        one for one in people.staff_of(clinic)
        if one.user.is_active and Permission.READ_SHARED in permissions_of(roles.get(one.pk, set()))
    ]  # fmt: skip


def share_of_client(found: Journal, client_id: UUID) -> Share | None:
    return Share.objects.filter(clinic_id=found.clinic_id, journal=found, client_id=client_id).first()


def share_of(patient: Patient, share_id: UUID) -> Share:
    """Raises Share.DoesNotExist, also for another patient's."""
    return Share.objects.select_related("to").get(clinic_id=patient.clinic_id, patient=patient, pk=share_id)


def share_with(staff: Staff, number: str) -> Share:
    """Raises Share.DoesNotExist, also for what was shared with somebody else and for what is no number."""
    rows = Share.objects.select_related("patient")
    try:
        return rows.get(clinic_id=staff.clinic_id, to=staff, pk=UUID(number))
    except ValueError:
        raise Share.DoesNotExist("no such entry is shared") from None


def shares_of(patient: Patient) -> list[Shared]:
    """Whatever this patient shared, newest first."""
    rows = Share.objects.filter(clinic_id=patient.clinic_id, patient=patient).select_related("to")
    return _with_reads(list(rows.order_by("-at", "-id")))


def shares_with(staff: Staff) -> list[Shared]:
    """What patients share with this person now, newest first."""
    ended = ShareEnd.objects.filter(clinic_id=staff.clinic_id).values("share_id")
    rows = Share.objects.filter(clinic_id=staff.clinic_id, to=staff).exclude(pk__in=ended)
    return _with_reads(list(rows.select_related("patient").order_by("-at", "-id")))


def end_of(share: Share) -> ShareEnd | None:
    return ShareEnd.objects.filter(clinic_id=share.clinic_id, share=share).first()


def key_of(share: Share) -> ShareKey:
    """Empty once the share was taken back."""
    return ShareKey.objects.get(clinic_id=share.clinic_id, share=share)


def _with_reads(rows: list[Share]) -> list[Shared]:
    if not rows:
        return []
    of, clinic = [row.pk for row in rows], rows[0].clinic_id
    ends = {one.share_id: one for one in ShareEnd.objects.filter(clinic_id=clinic, share__in=of)}
    reads: dict[UUID, list[ShareRead]] = {}
    for one in ShareRead.objects.filter(clinic_id=clinic, share__in=of).order_by("at", "id"):
        reads.setdefault(one.share_id, []).append(one)
    return [Shared(row, ends.get(row.pk), tuple(reads.get(row.pk, ()))) for row in rows]
