"""What the pages of the honesty view send."""

from __future__ import annotations

from typing import Any

from django import forms

from euthymia.domain.honesty import SETTINGS
from euthymia.journey.infusion.forms import Words
from euthymia.kit.forms import OnceForm

from .models import FlagReview


class ReviewForm(OnceForm):
    """What came of looking at one flag."""

    flag = forms.CharField(max_length=64, widget=forms.HiddenInput)
    outcome = forms.ChoiceField(
        label="What came of it", choices=FlagReview.Outcome.choices, widget=forms.RadioSelect
    )
    words = Words(label="What you saw", max_length=2000, widget=forms.Textarea(attrs={"rows": 2}))


class SettingsForm(OnceForm):
    """Every figure of the honesty view within its limits."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        figures = {
            one.name: forms.IntegerField(
                label=one.says, min_value=int(one.low), max_value=int(one.high), help_text=f"{one.accepted}. {one.provenance}",
                widget=forms.TextInput(attrs={"autocomplete": "off", "inputmode": "numeric", "data-test": one.name}),
            )
            for one in SETTINGS
        }  # fmt: skip
        self.fields = {**figures, **self.fields}

    reason = Words(label="Why they change", max_length=1000)

    def figures(self) -> dict[str, int]:
        return {one.name: self.cleaned_data[one.name] for one in SETTINGS}
