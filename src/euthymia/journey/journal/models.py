"""A patient's private journal: sealed in their browser before it comes here, opened nowhere but there.

What is kept of an unshared entry is noise without a key that this program never had. A shared entry is a second,
sealed copy of that one entry with a key of its own, which the patient hands over and can have erased.
"""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from euthymia.clinic.people.models import Clinic, Patient, Staff
from euthymia.kit.models import AppendOnly, Row, StreamHead, StreamRow


class Journal(Row):
    """One patient's journal. Its key is kept only as two envelopes, one for the passphrase, one for the printed
    recovery phrase; `proof` is the digest of what only the holder of the key can show. The newest one is in use."""

    clinic = models.ForeignKey(Clinic, on_delete=models.PROTECT, related_name="+")
    patient = models.ForeignKey(Patient, on_delete=models.PROTECT, related_name="+")
    client_id = models.UUIDField()
    made_at = models.DateTimeField()
    by_passphrase = models.JSONField()
    by_recovery = models.JSONField()
    proof = models.BinaryField(max_length=32)
    changed_at = models.DateTimeField(null=True)

    entries = StreamHead()
    entries_n: int
    entries_head: bytes

    class Meta:
        constraints = [models.UniqueConstraint(fields=["patient", "client_id"], name="journal_made_once")]
        indexes = [models.Index(fields=["clinic", "patient", "-made_at"], name="journal_of_patient")]


class SealedEntry(StreamRow):
    """One version of one entry. A changed entry is a new version; a hidden one is a version that says so inside."""

    stream: ClassVar = ("journal", "entries")

    clinic = models.ForeignKey(Clinic, on_delete=models.PROTECT, related_name="+")
    journal = models.ForeignKey(Journal, on_delete=models.PROTECT, related_name="+")
    client_id = models.UUIDField()
    entry = models.UUIDField(help_text="which entry this is a version of")
    version = models.PositiveIntegerField()
    at = models.DateTimeField()
    nonce = models.BinaryField(max_length=12)
    sealed = models.BinaryField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["journal", "n"], name="journal_entry_numbered"),
            models.UniqueConstraint(fields=["journal", "client_id"], name="journal_entry_once"),
            models.UniqueConstraint(fields=["journal", "entry", "version"], name="journal_entry_version"),
        ]


class Share(AppendOnly):
    """One version of one entry, sealed anew for one member of staff."""

    clinic = models.ForeignKey(Clinic, on_delete=models.PROTECT, related_name="+")
    journal = models.ForeignKey(Journal, on_delete=models.PROTECT, related_name="+")
    patient = models.ForeignKey(Patient, on_delete=models.PROTECT, related_name="+")
    client_id = models.UUIDField()
    entry = models.UUIDField()
    version = models.PositiveIntegerField()
    to = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    nonce = models.BinaryField(max_length=12)
    sealed = models.BinaryField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["journal", "client_id"], name="journal_share_once")]
        indexes = [models.Index(fields=["clinic", "to", "-at"], name="journal_shared_with")]


class ShareKey(Row):
    """The key of one share; gone once the patient has taken the share back."""

    clinic = models.ForeignKey(Clinic, on_delete=models.PROTECT, related_name="+")
    share = models.OneToOneField(Share, on_delete=models.PROTECT, related_name="+")
    key = models.BinaryField(max_length=32, null=True)


class ShareEnd(AppendOnly):
    """The patient took a share back."""

    clinic = models.ForeignKey(Clinic, on_delete=models.PROTECT, related_name="+")
    share = models.OneToOneField(Share, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()


class ShareRead(AppendOnly):
    """The person it was shared with opened it."""

    clinic = models.ForeignKey(Clinic, on_delete=models.PROTECT, related_name="+")
    share = models.ForeignKey(Share, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    by = models.CharField(max_length=200)

    class Meta:
        indexes = [models.Index(fields=["share", "at"], name="journal_reads_of_share")]
