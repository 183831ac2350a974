"""The forms of what follows from an order or a symptom: a dose as ordered, whether it helped, an adverse event."""

from __future__ import annotations

from django import forms

from euthymia.domain.protocols import order_sets
from euthymia.domain.quantities import MASS_MG
from euthymia.kit.forms import OnceForm

from .forms import ExactField, TimedForm


class GiveOrderedForm(TimedForm):
    """A dose of a signed line: a tap gives the ordered one, now."""

    line = forms.CharField(max_length=120, widget=forms.HiddenInput)
    dose_mg = ExactField(MASS_MG, label="Less than ordered", required=False)


class OutcomeForm(OnceForm):
    of = forms.IntegerField(widget=forms.HiddenInput)
    outcome = forms.ChoiceField(
        label="It is",
        choices=[(one.code, one.label) for one in order_sets.OUTCOMES],
        widget=forms.RadioSelect,
    )


class HarmForm(OnceForm):
    """An adverse event from a symptom that stands in the record."""

    n = forms.IntegerField(widget=forms.HiddenInput)
