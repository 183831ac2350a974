"""What the checks ask: each item is fine, or at fault in words; nothing is ticked beforehand."""

from __future__ import annotations

from typing import Any

from django import forms

from euthymia.domain.rules import upkeep
from euthymia.kit.forms import LastDayField, OnceForm

from .models import Dated

_FINE, _FAULT = "fine", "fault"


class CheckForm(OnceForm):
    """The items of one list."""

    def __init__(self, *args: Any, asked: upkeep.CheckList, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.asked = asked
        for item in asked.items:
            self.fields[item.code] = forms.ChoiceField(
                label=item.says, choices=[(_FINE, "fine"), (_FAULT, "not fine")], required=False,
                widget=forms.RadioSelect(attrs={"data-test": item.code}),
            )  # fmt: skip
            self.fields[f"{item.code}_words"] = forms.CharField(
                label="What is wrong", required=False, max_length=300,
                widget=forms.TextInput(attrs={"data-test": f"{item.code}-words", "aria-label": f"What is wrong: {item.says}"}),
            )  # fmt: skip
        if asked.code == "cleaning":
            self.fields["lots"] = forms.CharField(
                label="Lots of the kit", required=False, max_length=200, help_text="As on the packing."
            )

    def items(self) -> list[tuple[forms.BoundField, forms.BoundField]]:
        """Each item with the place for its words."""
        return [(self[one.code], self[f"{one.code}_words"]) for one in self.asked.items]

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        for one in self.asked.items:
            answer, words = data.get(one.code, ""), data.get(f"{one.code}_words", "").strip()
            if answer == _FAULT and not words:
                self.add_error(f"{one.code}_words", "Say what is wrong with it.")
            elif words and answer != _FAULT:
                self.add_error(one.code, "Words of a fault stand here: not fine, or take them away.")
        return data

    def answers(self) -> dict[str, str | None]:
        data = self.cleaned_data
        found: dict[str, str | None] = {}
        for one in self.asked.items:
            answer = data[one.code]
            found[one.code] = {"": None, _FINE: "", _FAULT: data[f"{one.code}_words"]}[answer]
        return found


class DatedForm(OnceForm):
    kind = forms.ChoiceField(label="What", choices=Dated.Kind.choices)
    code = forms.CharField(
        label="Label", max_length=30, help_text="Such as SC-1. The same label again replaces it."
    )
    title = forms.CharField(label="Name", max_length=120)
    lot = forms.CharField(label="Lot", required=False, max_length=60)
    until = LastDayField(label="Good until")
    removed = forms.BooleanField(label="It is not here any more", required=False)


class DrillForm(OnceForm):
    on = forms.DateField(label="Held on", widget=forms.DateInput(attrs={"type": "date"}))
    scenario = forms.CharField(label="What was practised", max_length=200)
    present = forms.CharField(label="Who took part", max_length=400)
    learnt = forms.CharField(
        label="What was learnt", max_length=4000, widget=forms.Textarea(attrs={"rows": 3})
    )


class PlanForm(OnceForm):
    """The emergency plan of the clinic."""

    number = forms.CharField(label="Ambulance", max_length=40, initial="911", help_text="What is dialled.")
    address = forms.CharField(label="What the caller says", max_length=200, help_text="Address and floor.")
    entrance = forms.CharField(label="Where the ambulance comes in", required=False, max_length=200)
    hospital = forms.CharField(label="Patients are taken to", max_length=200)
    hospital_phone = forms.CharField(label="Its telephone", required=False, max_length=40)
    agreement_until = LastDayField(label="Transfer agreement until", required=False)
    kit_at = forms.CharField(label="Where the emergency kit stands", max_length=200)
    words = forms.CharField(
        label="Anything else", required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Who does what; who stays with the other patients.",
    )  # fmt: skip
    says = forms.ChoiceField(
        label="A check that was missed or failed", choices=[(one.value, one.words) for one in upkeep.Says],
        widget=forms.RadioSelect,
    )  # fmt: skip
