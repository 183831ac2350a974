"""What a reviewer signs."""

from __future__ import annotations

from django import forms

from euthymia.kit.forms import OnceForm


class ReviewForm(OnceForm):
    digest = forms.CharField(max_length=64, widget=forms.HiddenInput)
    reviewer = forms.CharField(label="Your name, as the public reads it", max_length=120)
    credential = forms.CharField(
        label="Your credential", max_length=200, help_text="Such as: MD, board-certified psychiatrist."
    )
    next_due = forms.DateField(
        label="Next review due", widget=forms.DateInput(attrs={"type": "date"}),
        help_text="From this day on the page is marked as overdue.",
    )  # fmt: skip
