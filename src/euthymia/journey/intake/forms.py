"""What signing a consent, and taking it back, ask."""

from __future__ import annotations

from typing import Any

from django import forms

from euthymia.kit.forms import OnceForm

from .documents import Document
from .models import Consent


class ConsentForm(OnceForm):
    """The teach-back questions and the name. What was answered before the right answer is kept with it."""

    digest = forms.CharField(max_length=64, widget=forms.HiddenInput)
    tried = forms.JSONField(required=False, widget=forms.HiddenInput)
    signer = forms.ChoiceField(
        label="Who signs",
        choices=Consent.Signer.choices,
        initial=Consent.Signer.PATIENT,
        widget=forms.RadioSelect,
    )
    name = forms.CharField(
        label="Full name, as a signature", max_length=200, widget=forms.TextInput(attrs={"autocomplete": "off"}),
        help_text="Typed by the person who signs.",
    )  # fmt: skip
    relation = forms.CharField(label="By what right (surrogate only)", required=False, max_length=200)
    interpreter = forms.CharField(label="Interpreter, if there was one", required=False, max_length=200)

    def __init__(self, *args: Any, document: Document, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.document = document
        for question in document.questions:
            self.fields[f"question-{question.code}"] = forms.ChoiceField(
                label=question.asks,
                choices=list(question.answers),
                widget=forms.RadioSelect(attrs={"data-test": f"question-{question.code}"}),
            )

    @property
    def questions(self) -> list[Any]:
        return [self[f"question-{question.code}"] for question in self.document.questions]

    def teach_back(self) -> dict[str, list[str]]:
        """Every answer tried, in order; the one given now comes last."""
        before = self.cleaned_data.get("tried") or {}
        found = {}
        for question in self.document.questions:
            known = [code for code, _ in question.answers]
            tried = before.get(question.code) if isinstance(before, dict) else None
            earlier = [one for one in tried if one in known] if isinstance(tried, list) else []
            # As it was sent: an answer that was refused is out of the cleaned data, and is to be kept.
            now = self.data.get(self.add_prefix(f"question-{question.code}"))
            found[question.code] = [*earlier[:20], *([now] if now in known else [])]
        return found


class WithdrawForm(OnceForm):
    consent = forms.UUIDField(widget=forms.HiddenInput)
    words = forms.CharField(
        label="In the patient's words", required=False, max_length=1000, help_text="No reason is needed."
    )
