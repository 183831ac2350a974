"""Devices, where they stand, for whom they measure, and the raw messages."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from euthymia.clinic.monitoring.models import Watch
from euthymia.clinic.people.models import Clinic
from euthymia.clinic.visits.models import Room
from euthymia.kit.models import AppendOnly, Row, StreamHead, StreamRow


class Device(Row):
    """A monitor. `serial` is what it calls itself in its messages; `code` is on its label."""

    clinic = models.ForeignKey(Clinic, on_delete=models.PROTECT, related_name="+")
    code = models.CharField(max_length=20)
    serial = models.CharField(max_length=120)
    title = models.CharField(max_length=120)
    driver = models.CharField(max_length=40)
    timezone = models.CharField(
        max_length=60, default="UTC", help_text="zone of its clock when a message names none"
    )
    key_digest = models.BinaryField(
        max_length=32, null=True, help_text="SHA-256 of its key for the web interface"
    )
    calibrated_until = models.DateField(null=True, blank=True)
    retired_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["clinic", "code"], name="devices_device_code"),
            # a serial that two clinics claim would let one's monitor speak into the other's chart
            models.UniqueConstraint(
                fields=["serial"], condition=models.Q(retired_at=None), name="devices_device_serial"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.title}"


class Pump(Row):
    """An infusion pump by the code on its label, and the last day of its calibration. The program commands none."""

    clinic = models.ForeignKey(Clinic, on_delete=models.PROTECT, related_name="+")
    code = models.CharField(max_length=20)
    title = models.CharField(max_length=120)
    calibrated_until = models.DateField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["clinic", "code"], name="devices_pump_code")]

    def __str__(self) -> str:
        return f"{self.code} {self.title}"


class Placement(AppendOnly):
    """A device was put at a chair (or, without one, taken away). The highest `n` of a device counts.

    Numbered under the lock on the device: two rows of one instant would have no order by time.
    """

    clinic = models.ForeignKey(Clinic, on_delete=models.PROTECT, related_name="+")
    device = models.ForeignKey(Device, on_delete=models.PROTECT, related_name="+")
    n = models.BigIntegerField(editable=False)
    room = models.ForeignKey(Room, null=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    by = models.CharField(max_length=200)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["device", "n"], name="devices_placement_numbered")]


class Association(AppendOnly):
    """A device measures for a watch from `at` (how: scan, code) or no longer does (why).

    The highest `n` of a device counts; a device that is moved ends its association by a row.
    """

    class Change(models.TextChoices):
        BEGUN = "begun", "begun"
        ENDED = "ended", "ended"

    clinic = models.ForeignKey(Clinic, on_delete=models.PROTECT, related_name="+")
    device = models.ForeignKey(Device, on_delete=models.PROTECT, related_name="+", db_index=False)
    watch = models.ForeignKey(Watch, on_delete=models.PROTECT, related_name="+", db_index=False)
    n = models.BigIntegerField(editable=False)
    change = models.CharField(max_length=10, choices=Change)
    at = models.DateTimeField()
    by = models.CharField(max_length=200)
    how = models.CharField(max_length=200)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["device", "n"], name="devices_association_numbered")]
        indexes = [
            # which devices measure for a watch
            models.Index(fields=["watch"], name="devices_association_of_watch"),
        ]


class Gateway(Row):
    """A way in for messages (the MLLP port, the web interface): owner of the raw stream."""

    name = models.CharField(max_length=60, unique=True)

    messages = StreamHead()


class RawMessage(StreamRow):
    """The bytes as they came, before anything was made of them. Whose they are may be unknown.

    `accepted` counts the readings that went to a watch. `refusal` says in lines what was refused or noted.
    `answer` is AA, AE or AR, and empty for bytes that nobody could be answered about.
    """

    stream: ClassVar = ("gateway", "messages")

    gateway = models.ForeignKey(Gateway, on_delete=models.PROTECT, related_name="+", db_index=False)
    clinic = models.ForeignKey(Clinic, null=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    device = models.ForeignKey(Device, null=True, on_delete=models.PROTECT, related_name="+")
    received_at = models.DateTimeField()
    peer = models.CharField(max_length=80)
    bytes = models.BinaryField()
    digest = models.BinaryField(max_length=32)
    answer = models.CharField(max_length=2, blank=True)
    refusal = models.TextField(blank=True)
    accepted = models.IntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["gateway", "n"], name="devices_raw_numbered")]
        indexes = [
            # a message sent again is recognised by what it says
            models.Index(fields=["digest"], name="devices_raw_digest"),
            models.Index(fields=["clinic", "-received_at"], name="devices_raw_newest"),
        ]
