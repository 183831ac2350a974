"""What came of a task."""

from __future__ import annotations

from django import forms

from euthymia.kit.forms import OnceForm

from .models import TaskEvent


class ActForm(OnceForm):
    kind = forms.ChoiceField(label="It is", choices=TaskEvent.Kind.choices, widget=forms.RadioSelect)
    says = forms.CharField(
        label="What was done, and what came of it", max_length=2000, widget=forms.Textarea(attrs={"rows": 3})
    )
