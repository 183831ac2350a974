"""What the buttons of an evaluation's pages send, and what signing a decision asks."""

from __future__ import annotations

from typing import Any

from django import forms

from euthymia.clinic.decisions.models import Decision
from euthymia.kit.forms import OnceForm


class EntryForm(OnceForm):
    """A button about one item."""

    kind = forms.CharField(max_length=24, widget=forms.HiddenInput)
    item = forms.CharField(max_length=80, required=False, widget=forms.HiddenInput)


class EndForm(EntryForm):
    reason = forms.CharField(max_length=500, required=False)


class SignPartForm(OnceForm):
    digest = forms.CharField(max_length=64, widget=forms.HiddenInput)


class DecisionForm(OnceForm):
    """The verdict and its reason. `seen` is the digest of everything on the page."""

    seen = forms.CharField(max_length=64, widget=forms.HiddenInput)
    verdict = forms.ChoiceField(label="I decide", choices=Decision.Verdict.choices, widget=forms.RadioSelect)
    reason = forms.CharField(
        label="Why, and on what conditions", required=False, max_length=4000, widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Read by whoever treats this patient next.",
    )  # fmt: skip
    override_reason = forms.CharField(
        label="Why to treat against the rules' outcome", required=False, max_length=4000,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="Only with a second licensed person, who signs in below.",
    )  # fmt: skip

    def __init__(self, *args: Any, may_treat: bool, needs_second: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not may_treat:
            choices = [one for one in Decision.Verdict.choices if one[0] != Decision.Verdict.TREAT]
            self.fields["verdict"].choices = choices  # type: ignore[attr-defined]
        if not needs_second:
            del self.fields["override_reason"]


class PolicyForm(OnceForm):
    text = forms.CharField(
        label="Policy", max_length=40_000, widget=forms.Textarea(attrs={"rows": 24, "spellcheck": "false"}),
        help_text="The name of one of the program's policies, or a whole file: each setting stands with its limits and source.",
    )  # fmt: skip
    reason = forms.CharField(label="Why the policy changes", max_length=1000, required=False)
