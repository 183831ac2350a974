"""What two people say of a syringe. Measured fields start empty; what is chosen may have a usual choice."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django import forms

from euthymia.domain import protocols
from euthymia.domain.protocols import preparing
from euthymia.domain.quantities import VOLUME_ML, WEIGHT_KG

from .actions import Drawing
from .forms import ExactField, TimedForm, Words
from .models import Session

_SCAN = {"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false", "enterkeyhint": "go"}
_STRENGTHS = [(str(ug), f"{Decimal(ug) / 1_000:g} mg/mL") for ug in protocols.STOCKS_UG_PER_ML]


class DrawForm(TimedForm):
    """One syringe: the vial, what each of the two reads by themselves, diluent, pump and list."""

    vial = forms.CharField(
        label="Scan the vial", max_length=200, widget=forms.TextInput(attrs=_SCAN),
        help_text="Its DataMatrix or NDC by a scanner, or the number on it.",
    )  # fmt: skip
    vial_2 = forms.CharField(
        label="Second vial", max_length=200, required=False, widget=forms.TextInput(attrs=_SCAN),
        help_text="Only when the first does not hold enough: it is emptied, and the rest comes from this one.",
    )  # fmt: skip
    read = forms.TypedChoiceField(
        label="Strength you read on the vial", choices=_STRENGTHS, coerce=int, widget=forms.RadioSelect
    )
    weight_kg = ExactField(WEIGHT_KG, label="Weight today")
    diluent = forms.ChoiceField(label="Diluent", required=False, widget=forms.RadioSelect)
    diluent_lot = Words(label="Lot of the diluent", max_length=60, required=False)
    diluent_expires = forms.DateField(
        label="Expiry of the diluent", required=False, widget=forms.DateInput(attrs={"type": "date"})
    )
    pump = Words(
        label="Pump", max_length=20, required=False, help_text="The code on its label, scanned or typed."
    )
    checklist = forms.MultipleChoiceField(
        label="Prepared so", widget=forms.CheckboxSelectMultiple, required=False,
        choices=[(one.code, one.says) for one in preparing.CHECKLIST],
    )  # fmt: skip
    rest_method = forms.ChoiceField(
        label="The rest of a single-dose vial", required=False, widget=forms.RadioSelect
    )
    second_read = forms.TypedChoiceField(
        label="Strength the second person reads", choices=_STRENGTHS, coerce=int, widget=forms.RadioSelect
    )
    second_volume = ExactField(VOLUME_ML, label="Drug in the syringe, read by the second person")

    def __init__(self, *args: Any, session: Session, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["minutes_ago"].label = "Preparation began"
        self.fields["minutes_ago"].help_text = "minutes ago; empty for now. The four hours run from then."
        diluents = protocols.protocol_named(session.order.protocol).dilution.diluents
        self.fields["diluent"].choices = [(one, one) for one in diluents]  # type: ignore[attr-defined]
        wasted = [(one.code, one.says) for one in preparing.METHODS if one.kind == "waste"]
        self.fields["rest_method"].choices = wasted  # type: ignore[attr-defined]

    def drawing(self, reasons: Mapping[str, str]) -> Drawing:
        data = self.cleaned_data
        return Drawing(
            scans=[one for one in (data["vial"], data["vial_2"]) if one.strip()], read_ug_per_ml=data["read"],
            second_ug_per_ml=data["second_read"], second_volume_ul=data["second_volume"], weight_g=data["weight_kg"],
            checked=frozenset(data["checklist"]), diluent=data["diluent"], diluent_lot=data["diluent_lot"],
            diluent_expires=data["diluent_expires"], pump=data["pump"], rest_method=data["rest_method"], reasons=reasons,
        )  # fmt: skip


# Where the action says a fault is, in the form's own words.
FIELD_OF = {
    "weight_g": "weight_kg", "second_mg_per_ml": "second_read", "at": "minutes_ago", "scan": "vial",
}  # fmt: skip
