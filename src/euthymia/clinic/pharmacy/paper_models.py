"""The papers of a book: who else is registered, inventories, and the packets made for an inspector."""

from __future__ import annotations

from django.db import models

from euthymia.clinic.people.models import Clinic
from euthymia.kit.models import AppendOnly


class Registrant(AppendOnly):
    """Somebody else's DEA number with the name and address that records need. The newest row of a number counts."""

    class Kind(models.TextChoices):
        SUPPLIER = "supplier", "supplier"
        REVERSE_DISTRIBUTOR = "reverse-distributor", "reverse distributor"
        PRACTITIONER = "practitioner", "practitioner, clinic or hospital"

    clinic = models.ForeignKey(Clinic, on_delete=models.PROTECT, related_name="+")
    number = models.CharField(max_length=9, help_text="DEA number, its check digit verified")
    kind = models.CharField(max_length=20, choices=Kind)
    name = models.CharField(max_length=160)
    address = models.CharField(max_length=200)
    at = models.DateTimeField()
    by = models.CharField(max_length=200)

    class Meta:
        indexes = [models.Index(fields=["clinic", "number", "-at"], name="pharmacy_registrant_newest")]

    def __str__(self) -> str:
        return f"{self.name}, {self.number}"


class Inventory(AppendOnly):
    """Everything on hand at opening or close of business, as two signed it. Zero is recorded as no line.

    `lines` are what 21 CFR 1304.11(e) asks of each container; `record` is the SHA-256 of what was signed.
    """

    class Kind(models.TextChoices):
        INITIAL = "initial", "initial inventory"
        BIENNIAL = "biennial", "biennial inventory"
        STATE = "state", "inventory that the state asks for"
        FINAL = "final", "final inventory: the location closes"

    class Moment(models.TextChoices):
        OPEN = "open", "opening of business"
        CLOSE = "close", "close of business"

    clinic = models.ForeignKey(Clinic, on_delete=models.PROTECT, related_name="+")
    book = models.ForeignKey("pharmacy.Book", on_delete=models.PROTECT, related_name="+")
    client_id = models.UUIDField()
    kind = models.CharField(max_length=10, choices=Kind)
    moment = models.CharField(max_length=10, choices=Moment)
    at = models.DateTimeField()
    recorded_at = models.DateTimeField()
    by = models.CharField(max_length=200)
    witness = models.CharField(max_length=200)
    after_n = models.BigIntegerField(help_text="the last entry of the book that it covers")
    lines = models.JSONField()
    record = models.CharField(max_length=64)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["book", "client_id"], name="pharmacy_inventory_once")]
        indexes = [models.Index(fields=["book", "-at"], name="pharmacy_inventory_newest")]


class Packet(AppendOnly):
    """An inspection packet that somebody asked for: a book from one day through another."""

    clinic = models.ForeignKey(Clinic, on_delete=models.PROTECT, related_name="+")
    book = models.ForeignKey("pharmacy.Book", on_delete=models.PROTECT, related_name="+")
    client_id = models.UUIDField()
    first = models.DateField()
    last = models.DateField()
    paper = models.CharField(max_length=10, help_text="a4 or us-letter")
    at = models.DateTimeField()
    by = models.CharField(max_length=200)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["book", "client_id"], name="pharmacy_packet_once")]


class PacketSection(AppendOnly):
    """One part of a packet, gathered; `digest` is the SHA-256 of `content` as canonical JSON."""

    clinic = models.ForeignKey(Clinic, on_delete=models.PROTECT, related_name="+")
    packet = models.ForeignKey(Packet, on_delete=models.PROTECT, related_name="+")
    n = models.PositiveIntegerField()
    content = models.JSONField()
    digest = models.CharField(max_length=64)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["packet", "n"], name="pharmacy_packetsection_numbered")
        ]


class PacketFile(AppendOnly):
    """The finished packet, byte for byte: what is found elsewhere is compared with it."""

    clinic = models.ForeignKey(Clinic, on_delete=models.PROTECT, related_name="+")
    packet = models.OneToOneField(Packet, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    content = models.BinaryField()
    digest = models.CharField(max_length=64, help_text="SHA-256 of the content")
    written_to = models.CharField(
        max_length=400, blank=True, help_text="the file it was written to, if it was"
    )
