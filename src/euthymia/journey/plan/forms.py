"""What the pages of a plan and of the adopted protocols send."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django import forms

from euthymia.domain import instruments, protocols
from euthymia.domain.quantities import DOSE_MG_PER_KG
from euthymia.domain.scheduling.request import WEEKDAYS
from euthymia.kit.forms import Form, LastDayField, OnceForm

from .models import Plan, ProtocolVersion
from .request import Wishes
from .terms import Goal, Terms

LONGEST_AHEAD = timedelta(days=180)
LONGEST_SHOWN = 2_000  # signs: what is longer nobody reads on a phone

_NUMBER = forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"})
_WHOLE = {"inputmode": "numeric", "autocomplete": "off"}
_WORDS = forms.Textarea(attrs={"rows": 2})


def _whole(label: str, **more: Any) -> forms.IntegerField:
    return forms.IntegerField(label=label, widget=forms.TextInput(attrs=_WHOLE), **more)


def _plain_words(label: str, hint: str) -> forms.CharField:
    return forms.CharField(
        label=label,
        help_text=hint,
        max_length=LONGEST_SHOWN,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
    )


class GoalFields(Form):
    """One goal of the patient: what for, and by which measure from where to where."""

    words = forms.CharField(
        label="What the patient wants of it, in their words", max_length=300, required=False
    )
    measure = forms.ChoiceField(label="Measured by", required=False)
    baseline = forms.DecimalField(label="Now", required=False, widget=_NUMBER)
    target = forms.DecimalField(label="Target", required=False, widget=_NUMBER)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        known = [(one.id, one.title) for one in instruments.INSTRUMENTS]
        self.fields["measure"].choices = [("", "not measured"), *known]  # type: ignore[attr-defined]

    def goals(self) -> tuple[Goal, ...]:
        data = self.cleaned_data
        if not any(data[name] not in (None, "") for name in ("words", "measure", "baseline", "target")):
            return ()
        return (
            Goal(
                words=data["words"].strip(), measure=data["measure"],
                baseline=None if data["baseline"] is None else float(data["baseline"]),
                target=None if data["target"] is None else float(data["target"]),
            ),
        )  # fmt: skip


class ProposeForm(GoalFields, OnceForm):
    """A course from an adopted version: its spacing, the dose where it has one, a goal, and every hard stop."""

    spacing = forms.ChoiceField(label="Spacing", widget=forms.RadioSelect)
    dose_mg_per_kg = forms.DecimalField(label="Dose", required=False, widget=_NUMBER)
    why = forms.CharField(label="Why this course", max_length=1000, required=False, widget=_WORDS)

    def __init__(
        self, *args: Any, programme: protocols.Programme, adopted: ProtocolVersion, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.programme = programme
        spacing = self.fields["spacing"]
        spacing.choices = [(one.code, one.label) for one in programme.spacings]  # type: ignore[attr-defined]
        spacing.initial = adopted.spacing
        if programme.protocol is None:
            del self.fields["dose_mg_per_kg"]
        else:
            usual = protocols.protocol_named(programme.protocol).default_dose_ug_per_kg
            self.fields["dose_mg_per_kg"].initial = DOSE_MG_PER_KG.format(usual)
        for stop in programme.hard_stops:
            self.fields[f"stop-{stop.code}"] = forms.BooleanField(
                label=f"Confirmed: {stop.question}", required=False,
                widget=forms.CheckboxInput(attrs={"data-test": f"stop-{stop.code}"}),
            )  # fmt: skip
        self.order_fields(
            ["client_id", "spacing", "dose_mg_per_kg", "words", "measure", "baseline", "target"]
        )

    @property
    def stops(self) -> list[forms.BoundField]:
        return [self[f"stop-{stop.code}"] for stop in self.programme.hard_stops]

    def confirmed(self) -> list[str]:
        return [one.code for one in self.programme.hard_stops if self.cleaned_data[f"stop-{one.code}"]]

    def dose_ug_per_kg(self) -> int | None:
        return _dose(self.cleaned_data.get("dose_mg_per_kg"))


class SeenForm(OnceForm):
    """An act on the plan as it was read: `seen` is the number of its newest revision."""

    seen = forms.IntegerField(widget=forms.HiddenInput(attrs={"data-never-keep": ""}))


class AgreeForm(GoalFields, SeenForm):
    """The patient agrees; the goal can still be put right."""

    def __init__(self, *args: Any, plan: Plan, **kwargs: Any) -> None:
        goals = Terms.from_json(plan.terms).goals
        if goals:
            first = goals[0]
            kwargs["initial"] = {
                "words": first.words, "measure": first.measure, "baseline": _plain(first.baseline),
                "target": _plain(first.target), **(kwargs.get("initial") or {}),
            }  # fmt: skip
        super().__init__(*args, **kwargs)


class ReviseForm(SeenForm):
    """Other terms of the course."""

    sessions = _whole("Sessions")
    within_days = _whole("Window, days from first to last")
    min_gap_days = _whole("Least days between two")
    max_gap_days = _whole("Most days between two")
    dose_mg_per_kg = forms.DecimalField(label="Dose", required=False, widget=_NUMBER)
    why = forms.CharField(label="Why", max_length=1000, required=False, widget=_WORDS)

    def __init__(self, *args: Any, plan: Plan, **kwargs: Any) -> None:
        terms = Terms.from_json(plan.terms)
        names = ("sessions", "within_days", "min_gap_days", "max_gap_days")
        initial = {name: getattr(terms, name) for name in names}
        if terms.dose_ug_per_kg is not None:
            initial["dose_mg_per_kg"] = DOSE_MG_PER_KG.format(terms.dose_ug_per_kg)
        super().__init__(*args, **{**kwargs, "initial": {**initial, **(kwargs.get("initial") or {})}})
        if terms.dose_ug_per_kg is None:
            del self.fields["dose_mg_per_kg"]

    def changes(self) -> dict[str, Any]:
        data = self.cleaned_data
        found = {name: data[name] for name in ("sessions", "within_days", "min_gap_days", "max_gap_days")}
        if "dose_mg_per_kg" in data:
            found["dose_ug_per_kg"] = _dose(data["dose_mg_per_kg"])
        return found


def _days(words: str) -> tuple[date, ...]:
    try:
        return tuple(date.fromisoformat(word) for word in words.replace(",", " ").split())
    except ValueError as wrong:
        raise forms.ValidationError("Dates such as 2026-12-24.", code="no-date") from wrong


class CarryOverForm(OnceForm):
    """Sessions that were given before this record began."""

    days = forms.CharField(
        label="Given on", max_length=400, help_text="Dates such as 2026-09-24 in order, with spaces between them.",
    )  # fmt: skip
    why = forms.CharField(label="By whose papers", max_length=1000, required=False, widget=_WORDS)

    def clean_days(self) -> tuple[date, ...]:
        return _days(self.cleaned_data["days"])


class WhyForm(OnceForm):
    """To pause, resume or end."""

    why = forms.CharField(label="Why", max_length=1000, required=False, widget=_WORDS)


class MaintainForm(OnceForm):
    """How it goes on after the course."""

    scheme = forms.ChoiceField(label="Maintenance", required=False, widget=forms.RadioSelect)
    interval_days = _whole("Days between two sessions", required=False)
    why = forms.CharField(label="Why", max_length=1000, required=False, widget=_WORDS)

    def __init__(self, *args: Any, programme: protocols.Programme, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["scheme"].choices = [  # type: ignore[attr-defined]
            (one.code, f"{one.label} ({one.evidence}; {one.provenance})") for one in programme.maintenance
        ]


class AdoptForm(OnceForm):
    """A programme with the clinic's own settings. `seen` is the digest of what is on the page."""

    seen = forms.CharField(max_length=64, widget=forms.HiddenInput(attrs={"data-never-keep": ""}))
    spacing = forms.ChoiceField(label="Usual spacing here", widget=forms.RadioSelect)
    preparation_min = _whole("Minutes before the treatment", min_value=0)
    treatment_min = _whole("Minutes of treatment", min_value=1)
    recovery_min = _whole("Minutes until fit to go home", min_value=0)
    review_by = LastDayField(label="Looked at again by")
    reason = forms.CharField(label="Why it is adopted", max_length=1000, required=False, widget=_WORDS)

    def __init__(self, *args: Any, programme: protocols.Programme, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["spacing"].choices = [  # type: ignore[attr-defined]
            (one.code, f"{one.label} ({one.provenance})") for one in programme.spacings
        ]


class ShowForm(OnceForm):
    """What visitors read of an adopted protocol beside its figures. `seen` is the digest of the adopted version."""

    seen = forms.CharField(max_length=64, widget=forms.HiddenInput(attrs={"data-never-keep": ""}))
    rationale = _plain_words(
        "Why it is done this way", "What speaks for this dose, this number and this spacing."
    )
    risks = _plain_words("Risks", "What happens often, what seldom, and what is done about it.")
    expected = _plain_words(
        "What to expect", "How many get better and how many do not, how soon, and for how long."
    )


class HideForm(OnceForm):
    """The public reads it no more."""


def _dose(mg_per_kg: Decimal | None) -> int | None:
    """Micrograms per kilogram; a dose finer than that is not one, and falls to the fences of the protocol."""
    return None if mg_per_kg is None else int((mg_per_kg * 1000).to_integral_value())


def _plain(value: float | None) -> str:
    return "" if value is None else f"{value:g}"


class DatesForm(OnceForm):
    """When the patient can come. As it opens everything fits, so that one press is enough."""

    start = forms.DateField(label="Not before", widget=forms.DateInput(attrs={"type": "date"}))
    weekdays = forms.MultipleChoiceField(
        label="Days", choices=[(day, day.capitalize()) for day in WEEKDAYS], initial=list(WEEKDAYS),
        widget=forms.CheckboxSelectMultiple, error_messages={"required": "Choose at least one day."},
    )  # fmt: skip
    earliest = forms.TimeField(
        label="Not before", required=False, widget=forms.TimeInput(attrs={"type": "time"})
    )
    latest = forms.TimeField(label="Home by", required=False, widget=forms.TimeInput(attrs={"type": "time"}))
    away = forms.CharField(
        label="Away on", required=False, max_length=400, help_text="Dates such as 2026-12-24, with spaces between them.",
    )  # fmt: skip

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today

    def clean_start(self) -> date:
        start: date = self.cleaned_data["start"]
        if not self.today <= start <= self.today + LONGEST_AHEAD:
            raise forms.ValidationError(
                f"A day from {self.today} to {self.today + LONGEST_AHEAD}.", code="out-of-range"
            )
        return start

    def clean_away(self) -> tuple[date, ...]:
        return _days(self.cleaned_data["away"])

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        if data.get("earliest") and data.get("latest") and data["earliest"] >= data["latest"]:
            self.add_error("latest", forms.ValidationError("Later than the first hour.", code="not-in-order"))
        return data

    def wishes(self) -> Wishes:
        data = self.cleaned_data
        return Wishes(
            start=data["start"], weekdays=tuple(data["weekdays"]), earliest=data["earliest"], latest=data["latest"],
            away=data["away"],
        )  # fmt: skip
