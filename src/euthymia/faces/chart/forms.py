"""What registration and an emergency opening ask."""

from __future__ import annotations

from typing import Any

from django import forms

from euthymia.clinic.people.actions import GLASS_REASONS
from euthymia.clinic.people.models import Patient
from euthymia.kit.forms import Form

# What asks for closer observation during an infusion; the words stand in the record as they are.
RISKS = (("MAOI", "takes an MAOI"), ("cardiovascular disease", "has cardiovascular disease"))


class RegisterForm(Form):
    given_name = forms.CharField(
        label="Given name", max_length=80, widget=forms.TextInput(attrs={"autocomplete": "off"})
    )
    family_name = forms.CharField(
        label="Family name", max_length=80, widget=forms.TextInput(attrs={"autocomplete": "off"})
    )
    born = forms.DateField(label="Born", widget=forms.DateInput(attrs={"type": "date"}))
    sex = forms.ChoiceField(label="Sex", choices=Patient.Sex.choices, initial=Patient.Sex.UNKNOWN)
    height_cm = forms.IntegerField(
        label="Height", required=False, min_value=50, max_value=250,
        widget=forms.TextInput(attrs={"inputmode": "numeric"}),
    )  # fmt: skip
    allergies_asked = forms.ChoiceField(
        label="Allergies",
        choices=[("unknown", "Not asked yet"), ("none", "Asked: none"), ("some", "Asked: these")],
        widget=forms.RadioSelect,
        initial="unknown",
    )
    allergies = forms.CharField(
        label="Which allergies",
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="One on each line.",
    )
    monitoring_risks = forms.MultipleChoiceField(
        label="Asks for closer watching", required=False, choices=RISKS, widget=forms.CheckboxSelectMultiple
    )
    phone = forms.CharField(
        label="Phone", required=False, max_length=40, widget=forms.TextInput(attrs={"inputmode": "tel"})
    )
    address = forms.CharField(
        label="Address", required=False, max_length=200, widget=forms.TextInput(attrs={"autocomplete": "off"}),
        help_text="Street, city, state: the record of each dose must carry it.",
    )  # fmt: skip
    emergency_contact = forms.CharField(label="In an emergency, call", required=False, max_length=200)
    anyway = forms.BooleanField(label="This is another person: register anyway", required=False)

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        lines = [line.strip() for line in cleaned.get("allergies", "").splitlines() if line.strip()]
        match cleaned.pop("allergies_asked", None):
            case "some" if not lines:
                self.add_error("allergies", "Say which ones, or choose that there are none.")
            case "none" | "unknown" if lines:
                self.add_error("allergies_asked", "Allergies are written below: choose “Asked: these”.")
            case "none":
                cleaned["allergies"] = []
            case "unknown":
                cleaned["allergies"] = None
            case "some":
                cleaned["allergies"] = lines
        return cleaned


class AddressForm(Form):
    address = forms.CharField(
        label="Address", max_length=200, required=False, widget=forms.TextInput(attrs={"autocomplete": "off"}),
        help_text="Street, city, state. Records made before keep the old one.",
    )  # fmt: skip


class GlassForm(Form):
    code = forms.ChoiceField(
        label="What is it", choices=list(GLASS_REASONS.items()), widget=forms.RadioSelect
    )
    reason = forms.CharField(
        label="In a sentence, why",
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="It is read by the reviewer.",
    )
