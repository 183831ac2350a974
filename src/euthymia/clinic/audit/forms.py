"""What the audit log can be searched by."""

from __future__ import annotations

from django import forms

from euthymia.kit.forms import Form, LastDayField

from .models import Event


class SearchForm(Form):
    words = forms.CharField(label="Words", required=False, max_length=200)
    who = forms.CharField(label="Who, a part of the name", required=False, max_length=200)
    verb = forms.CharField(
        label="What, such as patient.seen",
        required=False,
        max_length=60,
        widget=forms.TextInput(attrs={"list": "verbs"}),
    )
    outcome = forms.ChoiceField(
        label="Outcome", required=False, choices=[("", "any"), *Event.Outcome.choices]
    )
    patient = forms.CharField(label="Patient number", required=False, max_length=20)
    since = forms.DateField(label="From", required=False, widget=forms.DateInput(attrs={"type": "date"}))
    until = LastDayField(label="To", required=False)
