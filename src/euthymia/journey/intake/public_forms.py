"""What visitors fill in."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django import forms
from django.utils.formats import date_format

from euthymia.clinic.people.models import Clinic
from euthymia.clinic.visits.queries import Opening
from euthymia.domain.terminology.states import STATES
from euthymia.kit.forms import Form
from euthymia.kit.templatetags.kit import clock_time

from .models import Consultation
from .public_words import CRITERIA, FIT, QUESTIONS, Words
from .robots import PublicForm


class BookForm(PublicForm):
    time = forms.ChoiceField()
    way = forms.ChoiceField(widget=forms.RadioSelect, required=False)
    state = forms.ChoiceField(required=False)
    given_name = forms.CharField(max_length=80, widget=forms.TextInput(attrs={"autocomplete": "given-name"}))
    family_name = forms.CharField(
        max_length=80, widget=forms.TextInput(attrs={"autocomplete": "family-name"})
    )
    born = forms.DateField(widget=forms.DateInput(attrs={"type": "date", "autocomplete": "bday"}))
    email = forms.EmailField(required=False, widget=forms.EmailInput(attrs={"autocomplete": "email"}))
    phone = forms.CharField(
        max_length=40,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "tel", "inputmode": "tel"}),
    )
    by_email = forms.BooleanField(required=False)
    questions = forms.MultipleChoiceField(required=False, widget=forms.CheckboxSelectMultiple)
    own_question = forms.CharField(required=False, max_length=1000, widget=forms.Textarea(attrs={"rows": 3}))

    def __init__(
        self, *args: Any, clinic: Clinic, say: Words, free: list[Opening], online: bool, **kwargs: Any
    ) -> None:
        super().__init__(*args, clinic=clinic, say=say, **kwargs)
        label(self, say)
        self.fields["time"].choices = by_day(free, clinic)  # type: ignore[attr-defined]
        self.fields["time"].error_messages["invalid_choice"] = say["taken"]
        self.fields["questions"].choices = [(one, say[f"question-{one}"]) for one in QUESTIONS]  # type: ignore[attr-defined]
        if online:
            self.fields["way"].choices = [(one, say[f"way-{one}"]) for one in Consultation.Way.values]  # type: ignore[attr-defined]
            self.fields["way"].initial = Consultation.Way.HERE
            self.fields["state"].choices = [("", "–"), *STATES]  # type: ignore[attr-defined]
        else:
            del self.fields["way"], self.fields["state"]


def by_day(free: list[Opening], clinic: Clinic) -> list[tuple[str, list[tuple[str, str]]]]:
    """Free times as the choices of a field, a group for each day."""
    days: dict[date, list[tuple[str, str]]] = {}
    for one in free:
        local = one.starts_at.astimezone(clinic.zone)
        days.setdefault(local.date(), []).append((one.starts_at.isoformat(), clock_time(local)))
    return [
        (f"{date_format(day, 'l')}, {date_format(day, 'MONTH_DAY_FORMAT')}", times)
        for day, times in days.items()
    ]


def moment(text: str) -> datetime:
    return datetime.fromisoformat(text)


class AskForm(PublicForm):
    name = forms.CharField(max_length=120, widget=forms.TextInput(attrs={"autocomplete": "name"}))
    email = forms.EmailField(required=False, widget=forms.EmailInput(attrs={"autocomplete": "email"}))
    phone = forms.CharField(
        max_length=40,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "tel", "inputmode": "tel"}),
    )
    says = forms.CharField(max_length=2000, widget=forms.Textarea(attrs={"rows": 5}))

    def __init__(self, *args: Any, clinic: Clinic, say: Words, **kwargs: Any) -> None:
        super().__init__(*args, clinic=clinic, say=say, **kwargs)
        label(self, say)
        self.fields["email"].help_text = say["reach"]


class ComplainForm(AskForm):
    """A complaint needs neither a name nor a way to be answered."""

    def __init__(self, *args: Any, clinic: Clinic, say: Words, **kwargs: Any) -> None:
        super().__init__(*args, clinic=clinic, say=say, **kwargs)
        self.fields["name"].required = False
        self.fields["says"].label, self.fields["email"].help_text = say["complain_says"], say["reach_maybe"]


class FitForm(Form):
    """Yes, no or unsure to each criterion; what is left open is left out."""

    def __init__(self, *args: Any, say: Words, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for one in CRITERIA:
            self.fields[one] = forms.ChoiceField(
                label=say[f"fit-{one}"], choices=[(each, say[each]) for each in FIT], required=False, widget=forms.RadioSelect
            )  # fmt: skip

    def answers(self) -> dict[str, str]:
        return {one: said for one, said in self.cleaned_data.items() if said}


def label(form: forms.Form, say: Words) -> None:
    """Every field's words, in the language of the page."""
    for name, field in form.fields.items():
        if name in say:
            field.label = say[name]
        if f"{name}_hint" in say:
            field.help_text = say[f"{name}_hint"]
        if isinstance(field, forms.ChoiceField):
            field.error_messages.setdefault("invalid_choice", say["chosen_wrong"])
    if "own_question" in form.fields:
        form.fields["own_question"].help_text = say["own_hint"]
