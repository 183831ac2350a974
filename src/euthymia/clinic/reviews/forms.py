"""What a reviewer fills in, and what staff do with a review."""

from __future__ import annotations

from typing import Any

from django import forms

from euthymia.kit.forms import Form, OnceForm

from .actions import MOST_WORDS
from .rules import ASPECTS, REASONS, REPLIES, SAID, SCALE
from .words import Words


class ReviewForm(Form):
    rating = forms.TypedChoiceField(coerce=int, widget=forms.RadioSelect)
    words = forms.CharField(required=False, max_length=MOST_WORDS, widget=forms.Textarea(attrs={"rows": 5}))
    insider = forms.BooleanField(required=False)

    def __init__(self, *args: Any, say: Words, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        labels = {5: say["best"], 1: say["worst"]}
        self.fields["rating"].choices = [(one, labels.get(one, str(one))) for one in reversed(SCALE)]  # type: ignore[attr-defined]
        self.fields["rating"].error_messages["required"] = say["required"]
        for name in ("rating", "words", "insider"):
            self.fields[name].label = say[f"form_{name}"]
            self.fields[name].help_text = say.get(f"form_{name}_hint", "")
        for one in ASPECTS:
            self.fields[one] = forms.ChoiceField(
                label=say[f"aspect-{one}"], choices=[(said, say[said]) for said in SAID], required=False, widget=forms.RadioSelect
            )  # fmt: skip
        self.order_fields(["rating", *ASPECTS, "words", "insider"])

    def aspects(self) -> dict[str, str]:
        return {one: self.cleaned_data[one] for one in ASPECTS if self.cleaned_data[one]}


class HideForm(OnceForm):
    code = forms.ChoiceField(
        label="Hide its words, because it", choices=[(one.code, one.says["en"]) for one in REASONS], widget=forms.RadioSelect
    )  # fmt: skip


class ReplyForm(OnceForm):
    template = forms.ChoiceField(
        label="Reply in public", choices=[(one.code, one.says["en"]) for one in REPLIES], widget=forms.RadioSelect,
        help_text="Sentences that name no patient and no visit. There is no other way to reply.",
    )  # fmt: skip


class SettingsForm(OnceForm):
    is_open = forms.BooleanField(
        label="Ask everybody for a review after a visit", required=False,
        help_text="Everybody or nobody: it cannot be asked of some.",
    )  # fmt: skip
