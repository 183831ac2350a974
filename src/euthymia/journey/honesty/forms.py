"""What the pages of the honesty view send."""

from __future__ import annotations

from django import forms

from euthymia.clinic.people.figures import FiguresForm
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


class SettingsForm(FiguresForm):
    """Every figure of the honesty view within its limits."""

    switches = SETTINGS
    reason = Words(label="Why they change", max_length=1000)
