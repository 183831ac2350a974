"""The verbs of the journal: make it, keep its key's envelopes, write, share one entry, take it back, read what was shared.

No verb is given words in the clear but those of a share, when the person it was made for opens it.
"""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import sha256
from hmac import compare_digest
from uuid import UUID

from euthymia.clinic.audit import actions as auditing
from euthymia.clinic.people.access import Permission
from euthymia.clinic.people.actions import NotAllowed, require
from euthymia.clinic.people.models import Patient
from euthymia.clinic.people.queries import Member
from euthymia.domain.quantities import Unusable
from euthymia.kit import streams, units

from . import queries, sealed
from .models import Journal, SealedEntry, Share, ShareEnd, ShareKey, ShareRead
from .sealed import Envelope


@dataclass(frozen=True, slots=True)
class Version:
    """One version of an entry, as it leaves the browser."""

    entry: UUID
    version: int
    nonce: bytes
    sealed: bytes


def make(
    *, by: Patient, client_id: UUID, by_passphrase: Envelope, by_recovery: Envelope, proof: bytes,
    instead_of: UUID | None = None,
) -> Journal:  # fmt: skip
    """A journal, by its patient. `instead_of` is the one whose key is lost, if there is one. Raises Unusable."""
    streams.lock(Patient, [by.pk])
    known = queries.journal_of_client(by, client_id)
    if known is not None:
        return known
    before = queries.journal(by)
    if (before.pk if before else None) != instead_of:
        raise Unusable.one(
            "instead_of", "changed", "there is a journal already", "the one it takes the place of"
        )
    made = Journal(
        clinic_id=by.clinic_id, patient=by, client_id=client_id, made_at=units.current().now, proof=proof,
        by_passphrase=by_passphrase.to_json(), by_recovery=by_recovery.to_json(),
    )  # fmt: skip
    made.save()
    _note(by, "made", "made a journal that only they can open", made.pk)
    return made


def change_key(
    *, by: Patient, proof: bytes, by_passphrase: Envelope | None, by_recovery: Envelope | None
) -> Journal:
    """Other envelopes for the same key, by who can show that they hold it. The old ones are gone. Raises Unusable."""
    found = _own(by)
    if not compare_digest(sha256(proof).digest(), bytes(found.proof)):
        raise Unusable.one(
            "proof", "wrong", "whoever sent this does not hold the journal's key", "its key's proof"
        )
    if by_passphrase is not None:
        found.by_passphrase = by_passphrase.to_json()
    if by_recovery is not None:
        found.by_recovery = by_recovery.to_json()
    found.changed_at = units.current().now
    found.save(update_fields=["by_passphrase", "by_recovery", "changed_at"])
    which = " and ".join(
        name for name, one in (("passphrase", by_passphrase), ("recovery phrase", by_recovery)) if one
    )
    _note(by, "key-changed", f"changed the {which} of their journal", found.pk)
    return found


def write(*, by: Patient, client_id: UUID, of: Version) -> SealedEntry:
    """Keep a version of an entry, the next one of its entry. Raises Unusable."""
    found = _own(by)
    known = queries.entry_of_client(found, client_id)
    if known is not None:
        return known
    if of.version != queries.newest_version(found, of.entry) + 1:
        raise Unusable.one(
            "version",
            "changed",
            "this entry was changed elsewhere meanwhile",
            "the next version of what is kept",
        )
    if found.entries_n >= sealed.ENTRIES_MOST:
        raise Unusable.one(
            "", "full", "this journal is full", f"up to {sealed.ENTRIES_MOST} versions of entries"
        )
    made = SealedEntry(
        clinic_id=by.clinic_id, journal=found, client_id=client_id, entry=of.entry, version=of.version,
        at=units.current().now, nonce=of.nonce, sealed=of.sealed,
    )  # fmt: skip
    streams.append(found, [made], locked=True)
    _note(by, "written", "wrote in their journal", found.pk)
    return made


def share(*, by: Patient, share_id: UUID, of: Version, to: UUID, key: bytes) -> Share:
    """Hand one version of one entry, sealed anew, and its key to one member of staff. Raises Unusable."""
    found, now = _own(by), units.current().now
    known = queries.share_of_client(found, share_id)
    if known is not None:
        return known
    if not 1 <= of.version <= queries.newest_version(found, of.entry):
        raise Unusable.one("entry", "unknown", "there is no such entry", "an entry of this journal")
    reader = next((one for one in queries.readers(by.clinic, now) if one.pk == to), None)
    if reader is None:
        raise Unusable.one(
            "to", "unknown", "nobody here reads shared entries by this number", "somebody of the list"
        )
    sealed.shared_words(share_id, key, of.nonce, of.sealed)
    made = Share(
        id=share_id, clinic_id=by.clinic_id, journal=found, patient=by, client_id=share_id, entry=of.entry,
        version=of.version, to=reader, at=now, nonce=of.nonce, sealed=of.sealed,
    )  # fmt: skip
    made.save()
    ShareKey(clinic_id=by.clinic_id, share=made, key=key).save()
    _note(by, "shared", f"shared one entry of their journal with {reader.name}", made.pk)
    return made


def take_back(*, by: Patient, share: Share) -> ShareEnd:
    """Nobody reads it here any more; its key is erased. What was read was read."""
    if share.patient_id != by.pk:
        raise NotAllowed("this entry is somebody else's")
    key = _key(share)
    known = queries.end_of(share)
    if known is not None:
        return known
    made = ShareEnd(clinic_id=by.clinic_id, share=share, at=units.current().now)
    made.save()
    key.key = None
    key.save(update_fields=["key"])
    _note(by, "taken-back", f"took back an entry of their journal that {share.to.name} could read", share.pk)
    return made


def read(*, by: Member, share: Share) -> tuple[str, str]:
    """The prompt and the words of an entry, to the one person it was shared with. Raises NotAllowed, Unusable."""
    require(by, Permission.READ_SHARED)
    if share.to_id != by.staff.pk:
        raise NotAllowed("this entry was shared with somebody else")
    held = _key(share)
    if held.key is None:
        raise Unusable.one(
            "", "taken-back", "the patient has taken this entry back", "an entry that is shared"
        )
    words = sealed.shared_words(share.pk, bytes(held.key), bytes(share.nonce), bytes(share.sealed))
    ShareRead(clinic_id=by.clinic.pk, share=share, at=units.current().now, by=by.words).save()
    auditing.record(
        verb="journal.read", says="read an entry of a journal that the patient shared with them", subject=str(share.pk),
        patient=share.patient_id, actor=by.words, role=",".join(sorted(by.roles)),
    )  # fmt: skip
    return words


def _own(by: Patient) -> Journal:
    """The patient's journal in use, locked. Raises Unusable."""
    found = queries.journal(by)
    if found is None:
        raise Unusable.one("", "missing", "there is no journal yet", "one that was made before")
    locked: Journal = streams.lock(Journal, [found.pk])[found.pk]
    return locked


def _key(share: Share) -> ShareKey:
    """Locked: while somebody reads, nobody takes back, and the other way round."""
    locked: ShareKey = streams.lock(ShareKey, [queries.key_of(share).pk]).popitem()[1]
    return locked


def _note(by: Patient, verb: str, says: str, subject: UUID) -> None:
    auditing.record(
        verb=f"journal.{verb}",
        says=f"patient {by.number} {says}",
        patient=by.pk,
        subject=str(subject),
        role="patient",
    )
