"""What a place chooses for its stock, and who reads its signals."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms

from euthymia.kit.forms import OnceForm

from .actions.site import BY_CHANCE_MAX
from .amount_fields import VolumeField
from .models import CountMode, SignalReview, SiteRule


class SiteForm(OnceForm):
    """Each choice with what it means."""

    count_mode = forms.ChoiceField(
        label="How it is counted", choices=CountMode.choices, widget=forms.RadioSelect
    )
    tolerance = VolumeField(
        label="A difference that may be measurement",
        help_text="Of an opened vial. It opens a case all the same; a recount is then not asked for.",
    )
    when_closed = forms.ChoiceField(
        label="When somebody draws before the day is opened",
        choices=SiteRule.WhenClosed.choices,
        widget=forms.RadioSelect,
    )
    by_chance = forms.FloatField(
        label="Signals of pure chance that reviewers are willing to read in ninety days", max_value=BY_CHANCE_MAX,
        help_text="Lower finds less; higher makes people look at nothing more often.",
        widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}),
    )  # fmt: skip
    reason = forms.CharField(label="Why it changes", max_length=400)


class ReviewersForm(OnceForm):
    """The two who read the signals."""

    first = forms.ChoiceField(label="First reviewer")
    second = forms.ChoiceField(label="Second reviewer")

    def __init__(self, *args: Any, people: Iterable[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [("", "Choose"), *people]
        self.fields["first"].choices = choices  # type: ignore[attr-defined]
        self.fields["second"].choices = choices  # type: ignore[attr-defined]


class ReviewForm(OnceForm):
    """What a reviewer concluded."""

    signal = forms.CharField(max_length=64, widget=forms.HiddenInput)
    outcome = forms.ChoiceField(
        label="What you conclude", choices=SignalReview.Outcome.choices, widget=forms.RadioSelect
    )
    words = forms.CharField(
        label="What you looked at", max_length=4000, widget=forms.Textarea(attrs={"rows": 2})
    )
