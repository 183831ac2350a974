"""A watch over one visit, the samples it received and the alarms they raised."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from euthymia.clinic.people.models import Clinic
from euthymia.clinic.visits.models import Room, Visit
from euthymia.kit.models import AppendOnly, Row, StreamHead, StreamRow


class Watch(Row):
    """From opening to closing, the signs of one visit are recorded and judged by these limits.

    `state` is a projection of its streams, kept so that the next sample can be judged without reading
    them all again; it can be rebuilt at any time.
    """

    clinic = models.ForeignKey(Clinic, on_delete=models.PROTECT, related_name="+")
    visit = models.OneToOneField(Visit, on_delete=models.PROTECT, related_name="+")
    room = models.ForeignKey(Room, on_delete=models.PROTECT, related_name="+")
    profile = models.CharField(max_length=40)
    limits = models.JSONField()
    opened_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)
    state = models.JSONField()

    samples = StreamHead()
    samples_n: int
    samples_head: bytes
    alarms = StreamHead()
    alarms_n: int
    alarms_head: bytes

    class Meta:
        constraints = [
            # one running watch at a chair: a second one would share its monitor
            models.UniqueConstraint(
                fields=["room"],
                condition=models.Q(closed_at=None),
                name="monitoring_watch_one_open_at_a_chair",
            )
        ]
        indexes = [
            # the board and the monitor's tick: open watches only
            models.Index(fields=["clinic"], condition=models.Q(closed_at=None), name="monitoring_watch_open")
        ]


class Sample(StreamRow):
    """One measured value. `device` empty means it was typed in by `by`."""

    stream: ClassVar = ("watch", "samples")

    clinic = models.ForeignKey(Clinic, on_delete=models.PROTECT, related_name="+", db_index=False)
    watch = models.ForeignKey(Watch, on_delete=models.PROTECT, related_name="+", db_index=False)
    channel = models.CharField(max_length=16)
    value = models.FloatField()
    unit = models.CharField(max_length=12)
    measured_at = models.DateTimeField()
    received_at = models.DateTimeField()
    device = models.UUIDField(null=True)
    group = models.CharField(max_length=80, blank=True)
    by = models.CharField(max_length=200, blank=True)
    raw = models.UUIDField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["watch", "n"], name="monitoring_sample_numbered"),
            # a reading delivered again is the same reading
            models.UniqueConstraint(
                fields=["watch", "device", "channel", "measured_at"], name="monitoring_sample_once"
            ),
        ]


class AlarmEvent(StreamRow):
    """What the alarm logic said, and what people answered."""

    stream: ClassVar = ("watch", "alarms")

    clinic = models.ForeignKey(Clinic, on_delete=models.PROTECT, related_name="+")
    watch = models.ForeignKey(Watch, on_delete=models.PROTECT, related_name="+", db_index=False)
    at = models.DateTimeField()
    recorded_at = models.DateTimeField()
    alarm = models.CharField(max_length=40)
    priority = models.CharField(max_length=12)
    kind = models.CharField(max_length=16)
    value = models.FloatField(null=True)
    limit = models.FloatField(null=True)
    by = models.CharField(max_length=200, blank=True)
    reason = models.TextField(blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["watch", "n"], name="monitoring_alarm_numbered")]


class LimitChange(AppendOnly):
    """New limits for a watch: who set them, when and why; the old ones stay beside them."""

    clinic = models.ForeignKey(Clinic, on_delete=models.PROTECT, related_name="+")
    watch = models.ForeignKey(Watch, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    by = models.CharField(max_length=200)
    reason = models.TextField()
    before = models.JSONField()
    after = models.JSONField()
