"""The decision sheet of a theft or loss, and a report that went out."""

from __future__ import annotations

from typing import Any

from django import forms

from euthymia.domain.rules.licence import FACTORS, Answer, Answered, Verdict
from euthymia.kit.forms import OnceForm

from .amount_fields import VolumeField

ANSWERS = ((Answer.YES.value, "yes"), (Answer.NO.value, "no"), (Answer.UNKNOWN.value, "not known"))


class LossForm(OnceForm):
    """Every factor answered, then the verdict: nothing is filled in beforehand."""

    verdict = forms.ChoiceField(
        label="What it is", choices=[(one.value, one.words) for one in Verdict], widget=forms.RadioSelect
    )
    volume = VolumeField(label="How much", required=False, help_text="Leave empty for all that is missing.")
    reason = forms.CharField(
        label="What happened, as far as you know", max_length=3000, widget=forms.Textarea(attrs={"rows": 3})
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for factor in FACTORS:
            self.fields[f"factor-{factor.code}"] = forms.ChoiceField(
                label=factor.asks,
                choices=ANSWERS,
                widget=forms.RadioSelect(attrs={"data-test": f"factor-{factor.code}"}),
            )
            self.fields[f"words-{factor.code}"] = forms.CharField(
                label="Why", max_length=400, required=False,
                widget=forms.TextInput(attrs={"data-test": f"words-{factor.code}", "aria-label": f"Why: {factor.asks}"}),
            )  # fmt: skip

    def factors(self) -> list[tuple[forms.BoundField, forms.BoundField]]:
        """Each question with the place for its words."""
        return [(self[f"factor-{one.code}"], self[f"words-{one.code}"]) for one in FACTORS]

    def answers(self) -> list[Answered]:
        data = self.cleaned_data
        return [
            Answered(one.code, Answer(data[f"factor-{one.code}"]), data[f"words-{one.code}"].strip())
            for one in FACTORS
        ]


class ReportForm(OnceForm):
    """A notice or report that was sent."""

    ref = forms.CharField(max_length=200, widget=forms.HiddenInput)
    duty = forms.CharField(max_length=20, widget=forms.HiddenInput)
    done_on = forms.DateField(label="Sent on", widget=forms.DateInput(attrs={"type": "date"}))
    reference = forms.CharField(
        label="How to find it",
        max_length=400,
        help_text="Its number, the carrier, or where the copy is kept.",
    )
