"""What the device pages ask."""

from __future__ import annotations

import zoneinfo
from collections.abc import Iterable
from functools import cache
from typing import Any

from django import forms

from euthymia.clinic.visits.models import Room
from euthymia.domain import wire
from euthymia.kit.forms import Form


@cache
def _zones() -> list[tuple[str, str]]:
    """Read from the disk once: there are hundreds of files."""
    return [(name, name) for name in sorted(zoneinfo.available_timezones()) if "/" in name or name == "UTC"]


class AddDeviceForm(Form):
    code = forms.CharField(
        label="Label",
        max_length=20,
        help_text="What the label on it says, such as M-1. It is scanned at the chair.",
    )
    title = forms.CharField(label="Name", max_length=120, help_text="What people call it.")
    serial = forms.CharField(
        label="Sender name",
        max_length=120,
        help_text="What the device calls itself in its messages (HL7: MSH-3).",
    )
    driver = forms.ChoiceField(label="Kind of messages")
    timezone = forms.ChoiceField(label="Zone of its clock", help_text="Used when a message names none.")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["driver"].choices = [(each.manifest.name, each.manifest.title) for each in wire.DRIVERS]  # type: ignore[attr-defined]
        self.fields["timezone"].choices = _zones()  # type: ignore[attr-defined]


class PumpForm(Form):
    code = forms.CharField(label="Label", max_length=20, help_text="What the label on the pump says.")
    title = forms.CharField(label="Name", max_length=120, help_text="Maker and model.")
    until = forms.DateField(
        label="Calibrated until", help_text="From its certificate. The same label again gives a known pump its next day.",
        widget=forms.DateInput(attrs={"type": "date"}),
    )  # fmt: skip


class AddRoomForm(Form):
    name = forms.CharField(label="Chair", max_length=60, help_text="What people call it, such as Chair 4.")


class PlaceForm(Form):
    room = forms.ChoiceField(label="Stands at", required=False)

    def __init__(self, *args: Any, rooms: Iterable[Room], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["room"].choices = [("", "storage"), *((str(room.pk), room.name) for room in rooms)]  # type: ignore[attr-defined]


class RetireForm(Form):
    reason = forms.CharField(label="Why it is used no more", max_length=200)
