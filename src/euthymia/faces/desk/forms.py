"""What the pages of the schedule ask."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django import forms

from euthymia.clinic.people.models import Clinic, Staff
from euthymia.clinic.visits.models import Booking, Closure, Purpose, Room, ShiftRole
from euthymia.domain.quantities import Unusable
from euthymia.domain.scheduling.blocks import Phases
from euthymia.domain.scheduling.request import WEEKDAYS
from euthymia.domain.scheduling.wall import instant
from euthymia.kit.forms import LastDayField, OnceForm, add_faults, name_for_tests

_TIME = {"type": "time", "step": "300"}
_MINUTES = (("prep_min", "Preparation"), ("session_min", "Session"), ("recovery_min", "Recovery"), ("turnover_min", "Turnover"))  # fmt: skip
_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
REASON = "reason-"


class TimeField(forms.TimeField):
    widget = forms.TimeInput(attrs=_TIME, format="%H:%M")


class DayField(forms.DateField):
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


class MinutesField(forms.IntegerField):
    widget = forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"})


class ReasonedForm(OnceForm):
    """A form whose soft limits ask for reasons: a field for each appears when it is broken."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for key in self.data:
            if key.startswith(REASON) and key[len(REASON) :].replace("-", "").isalpha() and len(key) < 60:
                self._ask(key)

    def _ask(self, key: str) -> None:
        words = key[len(REASON) :].replace("-", " ")
        self.fields[key] = forms.CharField(label=f"Reason ({words})", max_length=300, required=False)
        name_for_tests([(key, self.fields[key])])

    def refuse(self, refused: Unusable) -> None:
        """Show each fault at its field; a soft limit gets one."""
        for fault in refused.faults:
            if fault.at.startswith(REASON) and fault.at not in self.fields:
                self._ask(fault.at)
        add_faults(self, refused)

    @property
    def reason_fields(self) -> list[forms.BoundField]:
        return [self[name] for name in self.fields if name.startswith(REASON)]

    def reasons(self) -> dict[str, str]:
        return {
            name[len(REASON) :]: self.cleaned_data[name]
            for name in self.fields
            if name.startswith(REASON) and self.cleaned_data.get(name)
        }


class PlaceForm(ReasonedForm):
    """A chair, a day, a time and how long each part takes."""

    chair = forms.ChoiceField(label="Chair")
    day = DayField(label="Day")
    starts_at = TimeField(label="Arrives", help_text="By the clinic's clock.")
    prep_min = MinutesField(label="Preparation", min_value=0)
    session_min = MinutesField(label="Session", min_value=1)
    recovery_min = MinutesField(label="Recovery", min_value=0)
    turnover_min = MinutesField(label="Turnover", min_value=0)

    def __init__(self, *args: Any, clinic: Clinic, chairs: Iterable[Room], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.clinic, self.chairs = clinic, {str(one.pk): one for one in chairs}
        self.fields["chair"].choices = [(key, one.name) for key, one in self.chairs.items()]  # type: ignore[attr-defined]

    @property
    def minutes_fields(self) -> list[forms.BoundField]:
        return [self[name] for name, _ in _MINUTES]

    def clean(self) -> dict[str, Any]:
        """`moment` is the start as an instant; a clock that cannot be read is refused at its field."""
        data = super().clean() or self.cleaned_data
        if data.get("day") and data.get("starts_at"):
            try:
                data["moment"] = instant(data["day"], data["starts_at"], self.clinic.zone)
            except Unusable as refused:
                self.refuse(refused)
        return data

    @property
    def room(self) -> Room:
        return self.chairs[self.cleaned_data["chair"]]

    @property
    def phases(self) -> Phases:
        return Phases(*(self.cleaned_data[name] for name, _ in _MINUTES))


def place_initial(booking: Booking, chair: str = "", starts_at: datetime | None = None) -> dict[str, Any]:
    """A booking as the form shows it, at another place where one is asked."""
    local = (starts_at or booking.starts_at).astimezone(booking.clinic.zone)
    return {
        "chair": chair or str(booking.chair_id), "day": local.date(), "starts_at": local.time(),
        "prep_min": booking.prep_min, "session_min": booking.session_min, "recovery_min": booking.recovery_min,
        "turnover_min": booking.turnover_min,
    }  # fmt: skip


class BookForm(PlaceForm):
    patient = forms.UUIDField(widget=forms.HiddenInput)
    purpose = forms.ChoiceField(label="What for", choices=Purpose.choices, widget=forms.RadioSelect)
    one_to_one = forms.BooleanField(
        label="Needs a nurse of their own", required=False,
        help_text="First infusion, age 75 or older, heart disease, sleep apnoea, pain dosing (a site's own rule).",
    )  # fmt: skip


class WordsForm(OnceForm):
    """Why: a few words."""

    reason = forms.CharField(label="Why", max_length=300)


class StepForm(OnceForm):
    """One press."""


class WaitForm(ReasonedForm):
    """What a patient can take."""

    patient = forms.UUIDField(widget=forms.HiddenInput)
    booking = forms.UUIDField(widget=forms.HiddenInput, required=False)
    purpose = forms.ChoiceField(label="What for", choices=Purpose.choices, widget=forms.RadioSelect)
    from_day = DayField(label="From")
    until_day = LastDayField(label="Until", widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
    weekdays = forms.TypedMultipleChoiceField(
        label="Days that suit",
        coerce=int,
        choices=list(enumerate(_DAYS)),
        widget=forms.CheckboxSelectMultiple,
    )
    earliest = TimeField(label="Not before")
    latest = TimeField(label="Away by")
    notice_h = MinutesField(label="Notice needed", min_value=0)
    prep_min = MinutesField(label="Preparation", min_value=0)
    session_min = MinutesField(label="Session", min_value=1)
    recovery_min = MinutesField(label="Recovery", min_value=0)
    turnover_min = MinutesField(label="Turnover", min_value=0)
    urgent = forms.BooleanField(label="A clinician asks for the next slot", required=False)
    words = forms.CharField(
        label="Note", max_length=200, required=False, help_text="For the desk, such as how to reach them."
    )

    @property
    def minutes_fields(self) -> list[forms.BoundField]:
        return [self[name] for name, _ in _MINUTES]

    @property
    def phases(self) -> Phases:
        return Phases(*(self.cleaned_data[name] for name, _ in _MINUTES))


class OfferForm(OnceForm):
    """A slot for somebody who waits."""

    waiting = forms.UUIDField(widget=forms.HiddenInput)
    chair = forms.UUIDField(widget=forms.HiddenInput)
    starts_at = forms.DateTimeField(widget=forms.HiddenInput)


class AnswerForm(ReasonedForm):
    """What the patient says to an offer."""

    answer = forms.ChoiceField(choices=[("accept", "yes"), ("decline", "no")])


class ShiftForm(OnceForm):
    """One person's hours on one or more days of a week."""

    staff = forms.ChoiceField(label="Who")
    role = forms.ChoiceField(label="As", choices=ShiftRole.choices)
    days = forms.TypedMultipleChoiceField(
        label="Days", coerce=date.fromisoformat, widget=forms.CheckboxSelectMultiple
    )
    begins = TimeField(label="From")
    ends = TimeField(label="Until")

    def __init__(self, *args: Any, crew: Iterable[Staff], week: Iterable[date], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.crew = {str(one.pk): one for one in crew}
        self.fields["staff"].choices = [(key, one.name) for key, one in self.crew.items()]  # type: ignore[attr-defined]
        self.fields["days"].choices = [  # type: ignore[attr-defined]
            (day.isoformat(), f"{day:%a} {day.day}") for day in week
        ]


class HoursForm(OnceForm):
    """Opening hours by weekday, from a day on; a day without hours is closed."""

    from_day = DayField(label="From")
    patients_per_nurse = forms.IntegerField(
        label="Patients for one nurse", min_value=1, widget=forms.TextInput(attrs={"inputmode": "numeric"}),
        help_text="A site's own rule; no published number (clinical fact 4F). Two stable patients is usual.",
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for day, name in zip(WEEKDAYS, _DAYS, strict=True):
            self.fields[day] = forms.CharField(
                label=name, required=False, max_length=60, widget=forms.TextInput(attrs={"placeholder": "closed"}),
            )  # fmt: skip
            name_for_tests([(day, self.fields[day])])

    @property
    def day_fields(self) -> list[forms.BoundField]:
        return [self[day] for day in WEEKDAYS]

    def week(self) -> dict[str, list[list[str]]]:
        """08:00-12:00, 13:00-17:00 as pairs; what cannot be read stays as it was typed and is refused by its day."""
        found: dict[str, list[list[str]]] = {}
        for day in WEEKDAYS:
            written = self.cleaned_data[day].replace("–", "-")
            pairs = [
                [part.strip() for part in piece.split("-")] for piece in written.split(",") if piece.strip()
            ]
            if pairs:
                found[day] = pairs
        return found


class ClosureForm(OnceForm):
    """Closed days or hours."""

    kind = forms.ChoiceField(label="What", choices=Closure.Kind.choices)
    room = forms.ChoiceField(label="Chair", required=False)
    first = DayField(label="From day")
    begins = TimeField(label="From hour", required=False, help_text="Empty: the whole day.")
    last = LastDayField(label="To day", widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
    ends = TimeField(label="To hour", required=False)
    why = forms.CharField(label="Why", max_length=200)

    def __init__(self, *args: Any, chairs: Iterable[Room], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.chairs = {str(one.pk): one for one in chairs}
        named = [(key, one.name) for key, one in self.chairs.items()]
        self.fields["room"].choices = [("", "every chair"), *named]  # type: ignore[attr-defined]


def wait_initial(booking: Booking | None = None, today: date | None = None) -> dict[str, Any]:
    """What a new wish begins with: the booking that is to come forward, if there is one."""
    initial: dict[str, Any] = {"from_day": today, "weekdays": list(range(5))}
    if booking is not None:
        local = booking.starts_at.astimezone(booking.clinic.zone)
        initial |= {
            "booking": booking.pk, "purpose": booking.purpose, "until_day": local.date(), "prep_min": booking.prep_min,
            "session_min": booking.session_min, "recovery_min": booking.recovery_min, "turnover_min": booking.turnover_min,
        }  # fmt: skip
    return initial
