"""What two people say of a syringe. Measured fields start empty; what is chosen may have a usual choice."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any

from django import forms

from euthymia.domain import protocols
from euthymia.domain.protocols import preparing
from euthymia.domain.quantities import RATE_ML_PER_H, VOLUME_ML, WEIGHT_KG
from euthymia.kit.forms import OnceForm

from . import queries
from .actions import Drawing
from .forms import ExactField, TimedForm, Words
from .models import Session, SessionEvent

_SCAN = {"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false", "enterkeyhint": "go"}
_N_DIGITS = 10  # no session has so many entries
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


class ResettleForm(OnceForm):
    """What is right of a pump entry that the drug book has already: a rate, a time, or both."""

    n = forms.IntegerField(widget=forms.HiddenInput)
    rate_ml_per_h = ExactField(RATE_ML_PER_H, label="Right pump rate", required=False)
    right_time = forms.TimeField(
        label="Right time", required=False, input_formats=["%H:%M:%S", "%H:%M"],
        widget=forms.TextInput(attrs={"autocomplete": "off", "inputmode": "numeric"}),
        help_text="on that day's clock, such as 14:05 or 14:05:30",
    )  # fmt: skip
    reason = Words(label="Why it is corrected")
    method = forms.ChoiceField(label="What became of it", required=False, widget=forms.RadioSelect)

    def __init__(self, *args: Any, session: Session, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.session = session
        said = [(one.code, one.says) for one in preparing.METHODS]
        self.fields["method"].choices = [("", "nothing is left, or it is wasted now"), *said]  # type: ignore[attr-defined]

    @property
    def wrong(self) -> SessionEvent | None:
        """The entry that is corrected, once the form knows its number."""
        number = str(self["n"].value() or "")
        known = number.isascii() and number.isdigit() and len(number) < _N_DIGITS
        return queries.event(self.session, int(number)) if known else None

    def right_at(self) -> datetime | None:
        """The typed time on the day of the entry, in the clinic's zone."""
        typed, wrong = self.cleaned_data["right_time"], self.wrong
        if typed is None or wrong is None:
            return None
        zone = self.session.clinic.zone
        return datetime.combine(wrong.at.astimezone(zone).date(), typed, zone)


# Where the action says a fault is, in the form's own words.
FIELD_OF = {
    "weight_g": "weight_kg", "second_mg_per_ml": "second_read", "at": "minutes_ago", "scan": "vial",
}  # fmt: skip
