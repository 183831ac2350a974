"""Forms of a call: the patient's, the answer's, and the clinic's time."""

from __future__ import annotations

from django import forms

from euthymia.kit.forms import OnceForm

from .fold import DONE, SECOND_PERSON_LIMITS_S, WISHES

LONGEST_S = 3600


class PressForm(OnceForm):
    """One press. `ago_s` is how long ago it was, when the device had to try more than once."""

    wish = forms.ChoiceField(required=False, choices=[("", ""), *WISHES])
    ago_s = forms.FloatField(required=False, min_value=0)

    def clean_ago_s(self) -> float:
        stated = self.cleaned_data.get("ago_s") or 0.0
        return min(float(stated), LONGEST_S)


class AnswerForm(OnceForm):
    done = forms.ChoiceField(label="What was done", required=False, choices=[("", ""), *DONE])
    words = forms.CharField(
        label="In words",
        required=False,
        max_length=300,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )


class SettingsForm(OnceForm):
    second_person_s = forms.IntegerField(
        label="A second person is told after",
        min_value=SECOND_PERSON_LIMITS_S[0],
        max_value=SECOND_PERSON_LIMITS_S[1],
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )
    reason = forms.CharField(label="Why it changes", max_length=300)
