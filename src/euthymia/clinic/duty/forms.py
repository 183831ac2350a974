"""Who is on duty, and how they are reached."""

from __future__ import annotations

from typing import Any

from django import forms

from euthymia.clinic.messages.models import Channel
from euthymia.kit.forms import OnceForm


class DutyForm(OnceForm):
    first: Any = forms.ModelChoiceField(label="Paged first", queryset=None)
    first_channel = forms.ChoiceField(label="By", choices=Channel.choices, widget=forms.RadioSelect)
    first_address = forms.CharField(label="E-mail address or number", max_length=254)
    second: Any = forms.ModelChoiceField(label="Paged when nobody has taken it in 15 minutes", queryset=None)
    second_channel = forms.ChoiceField(label="By", choices=Channel.choices, widget=forms.RadioSelect)
    second_address = forms.CharField(label="E-mail address or number", max_length=254)

    def __init__(self, *args: Any, staff: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["first"].queryset = self.fields["second"].queryset = staff  # type: ignore[attr-defined]
