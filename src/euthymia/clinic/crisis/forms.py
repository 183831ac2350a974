"""What the steps of a crisis ask."""

from __future__ import annotations

from typing import Any

from django import forms

from euthymia.domain.rules import crisis_path as path
from euthymia.kit.forms import OnceForm


class StepForm(OnceForm):
    """One step: what was done or found. The level's own questions belong to the step that sets it."""

    step = forms.ChoiceField(label="Step")
    says = forms.CharField(
        label="What was done or found", max_length=4000, widget=forms.Textarea(attrs={"rows": 3})
    )
    level = forms.ChoiceField(
        label="Level", required=False, widget=forms.RadioSelect,
        choices=[(each.value, each.words) for each in path.Level if each is not path.Level.INQUIRY],
        help_text="Only for the step “Level and where the patient goes”.",
    )  # fmt: skip
    disposition = forms.ChoiceField(
        label="Where the patient goes", required=False, choices=[("", "Choose"), *path.DISPOSITIONS.items()]
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["step"].choices = [  # type: ignore[attr-defined]
            ("", "Choose"), *((step.code, step.says) for step in path.STEPS if step.code != "lock")
        ]  # fmt: skip


class CloseForm(OnceForm):
    reason = forms.CharField(
        label="Why it is closed", max_length=4000, widget=forms.Textarea(attrs={"rows": 2})
    )
