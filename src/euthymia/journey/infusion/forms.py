"""The forms at the chair. Measured fields start empty, whatever was measured before."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.utils.text import capfirst

from euthymia.domain import monitoring, protocols
from euthymia.domain.protocols import preparing
from euthymia.domain.quantities import (
    DOSE_MG_PER_KG,
    MASS_MG,
    RATE_ML_PER_H,
    VOLUME_ML,
    WEIGHT_KG,
    Scale,
    Unusable,
)
from euthymia.kit.forms import Form, OnceForm

from . import queries
from .account import open_lines
from .actions import COMFORTABLE
from .models import Session
from .observations import SCORES, VITALS, is_readable

_DECIMAL = {"inputmode": "decimal", "autocomplete": "off"}
_WORDS = {
    "sbp": ("Systolic", "mmHg", "2,3", 60, 260), "dbp": ("Diastolic", "mmHg", "2,3", 30, 160),
    "hr": ("Pulse", "/min", "2,3", 30, 200), "spo2": ("SpO₂", "%", "2,3", 70, 100), "rr": ("Breaths", "/min", "1,2", 4, 40),
    "etco2": ("EtCO₂", "mmHg", "2", 15, 70), "temp": ("Temperature", "°C", "4", 33, 42),
}  # fmt: skip


class Words(forms.CharField):
    """Words of a person: a line, or more with a `max_length` of its own; every sign can be shown."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("max_length", 500)
        kwargs.setdefault("widget", forms.TextInput(attrs={"autocomplete": "off"}))
        super().__init__(**kwargs)

    def clean(self, value: Any) -> str:
        text = str(super().clean(value))
        if not is_readable(text):
            raise forms.ValidationError("This has signs that cannot be shown.", code="unreadable")
        return text


class ExactField(forms.CharField):
    """A plain decimal number kept exactly, as whole smallest units."""

    def __init__(self, scale: Scale, **kwargs: Any) -> None:
        self.scale = scale
        kwargs.setdefault("max_length", 20)
        kwargs.setdefault("widget", forms.TextInput(attrs=dict(_DECIMAL)))
        super().__init__(**kwargs)

    def clean(self, value: Any) -> int | None:
        text = super().clean(value)
        if not text:
            return None
        try:
            return self.scale.parse(text)
        except Unusable as refusal:
            fault = refusal.faults[0]
            raise forms.ValidationError(
                f"{fault.says}. Accepted: {fault.accepted}.", code=fault.code
            ) from None

    def prepare_value(self, value: Any) -> Any:
        return self.scale.format(value) if isinstance(value, int) else value


class OrderForm(OnceForm):
    """Weight, dose, vial, bag and minutes; every figure that follows is computed and shown before signing."""

    room = forms.ChoiceField(label="Chair")
    protocol = forms.ChoiceField(label="Protocol")
    weight_kg = ExactField(WEIGHT_KG, label="Weight measured today")
    dose_mg_per_kg = ExactField(DOSE_MG_PER_KG, label="Dose")
    stock = forms.TypedChoiceField(label="Vial strength", coerce=int)
    volume_ml = ExactField(VOLUME_ML, label="Bag volume")
    volume_convention = forms.ChoiceField(
        label="The bag volume is",
        choices=[
            ("to-final", "the final volume, drug included"),
            ("add-to-bag", "the diluent the drug is added to"),
        ],
    )
    duration_min = forms.IntegerField(
        label="Infusion time", widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"})
    )
    rate_ml_per_h = ExactField(
        RATE_ML_PER_H, label="Pump rate", required=False,
        help_text="leave empty to take the computed rate; a rate typed here must agree with the other figures",
    )  # fmt: skip

    def __init__(self, *args: Any, rooms: Iterable[Any], protocol: protocols.Protocol, **kwargs: Any) -> None:
        initial = kwargs.setdefault("initial", {})
        initial.setdefault("protocol", protocol.id)
        initial.setdefault("dose_mg_per_kg", protocol.default_dose_ug_per_kg)
        initial.setdefault("stock", protocol.dilution.stock_ug_per_ml)
        initial.setdefault("volume_ml", protocol.dilution.volume_ul)
        initial.setdefault("volume_convention", protocol.dilution.convention)
        initial.setdefault("duration_min", protocol.default_duration_min)
        super().__init__(*args, **kwargs)
        self.fields["room"].choices = [(str(room.pk), room.name) for room in rooms]  # type: ignore[attr-defined]
        self.fields["protocol"].choices = [(one.id, one.name) for one in protocols.PROTOCOLS]  # type: ignore[attr-defined]
        self.fields["stock"].choices = [(ug, f"{ug // 1000} mg/mL") for ug in protocols.STOCKS_UG_PER_ML]  # type: ignore[attr-defined]

    def figures(self) -> protocols.Order:
        """The order these fields come to. Raises Unusable. A typed pump rate replaces the computed one, so
        that a rate which does not agree is found by the same check as every other figure."""
        data = self.cleaned_data
        protocol = protocols.protocol_named(data["protocol"])
        order = protocols.propose(
            weight_g=data["weight_kg"], dose_ug_per_kg=data["dose_mg_per_kg"], stock_ug_per_ml=data["stock"],
            volume_ul=data["volume_ml"], duration_min=data["duration_min"], volume_convention=data["volume_convention"],
            dose_step_ug=protocol.dose_step_ug,
        )  # fmt: skip
        typed = data.get("rate_ml_per_h")
        if typed is None:
            return order
        if typed % protocols.PUMP_STEP_UL_PER_H:
            raise Unusable.one("rate_ul_per_h", "too-fine", "the pump is set in 0.1 mL/h", "one decimal")
        return replace(order, rate_ul_per_h=typed, rate_ug_per_h=protocols.to_ug_per_h(order, typed))


class TimedForm(OnceForm):
    """An act with a time: now unless an earlier one is given, in minutes ago or on the clock."""

    minutes_ago = forms.IntegerField(
        label="Minutes ago", required=False, min_value=0, max_value=720,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
        help_text="leave empty for now; an earlier time is shown as a late entry",
    )  # fmt: skip

    # When a tablet without a network took the entry; minutes ago then count from there.
    observed_at: datetime | None = None

    def at(self, now: datetime) -> datetime | None:
        ago = self.cleaned_data.get("minutes_ago")
        return (self.observed_at or now) - timedelta(minutes=ago) if ago else self.observed_at


class StartForm(TimedForm):
    rate_ml_per_h = ExactField(RATE_ML_PER_H, label="Pump rate")
    reason = Words(label="Reason, where one is asked for", required=False)


class VitalsForm(TimedForm):
    """One row of big fields."""

    not_measured = Words(label="Not measured because", required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        pad = {}
        for channel in VITALS:
            label, _, digits, low, high = _WORDS[channel]
            widget = forms.TextInput(
                attrs={
                    **_DECIMAL,
                    "data-test": channel,
                    "data-digits": digits,
                    "data-low": low,
                    "data-high": high,
                }
            )
            pad[channel] = forms.CharField(label=label, required=False, max_length=6, widget=widget)
        self.fields = {**pad, **self.fields}

    def pad(self) -> list[tuple[Any, str]]:
        """The bound fields of the row with their units."""
        return [(self[channel], _WORDS[channel][1]) for channel in VITALS]

    def values(self) -> dict[str, str]:
        return {channel: self.cleaned_data.get(channel, "") for channel in VITALS}


class ConfirmForm(OnceForm):
    """The values that the monitor shows now are taken into the record."""


class RateForm(TimedForm):
    rate_ml_per_h = ExactField(RATE_ML_PER_H, label="New pump rate")
    reason = forms.ChoiceField(label="Reason", widget=forms.RadioSelect)
    words = Words(label="In words", required=False)

    def __init__(self, *args: Any, session: Session, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        protocol = protocols.protocol_named(session.order.protocol)
        self.fields["reason"].choices = [(one.code, one.label) for one in protocol.reasons]  # type: ignore[attr-defined]

    def why(self) -> str:
        return _joined(self, "reason", "words")


class PauseForm(RateForm):
    """Like a change of rate, without the rate."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["rate_ml_per_h"]


class ResumeForm(TimedForm):
    rate_ml_per_h = ExactField(
        RATE_ML_PER_H, label="Pump rate", required=False, help_text="empty: the rate before the pause"
    )
    reason = Words(label="Reason, where one is asked for", required=False)


_ROUTES = {"intravenous": "IV", "oral": "PO", "sublingual": "SL", "intramuscular": "IM"}


class GiveForm(TimedForm):
    name = Words(
        label="Medicine",
        max_length=120,
        widget=forms.TextInput(attrs={"list": "medicines", "autocomplete": "off"}),
    )
    amount = Words(label="Amount with unit", max_length=60)
    route = forms.ChoiceField(
        label="Route",
        choices=[
            ("IV", "IV"),
            ("PO", "by mouth"),
            ("SL", "under the tongue"),
            ("IM", "IM"),
            ("inhaled", "inhaled"),
        ],
    )
    ordered_by = Words(label="Ordered by")

    def __init__(self, *args: Any, session: Session, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["ordered_by"].initial = session.order.by.partition(" <")[0]
        self._medicines = protocols.protocol_named(session.order.protocol).medicines

    def presets(self) -> list[dict[str, str]]:
        """What the protocol's source states whole, amount and route: the words, and what fills which field."""
        found = []
        for medicine in self._medicines:
            for route in filter(None, (_ROUTES.get(one) for one in medicine.routes)):
                if medicine.low_ug is not None:
                    amount = f"{MASS_MG.format(medicine.low_ug)} mg"
                    fills = {"give-name": medicine.name, "give-amount": amount, "give-route": route}
                    found.append({"words": f"{medicine.name} {amount} {route}", "fills": json.dumps(fills)})
        return found


class SymptomForm(TimedForm):
    symptom = forms.ChoiceField(label="What", required=False, widget=forms.RadioSelect)
    severity = forms.ChoiceField(
        label="How strong",
        required=False,
        widget=forms.RadioSelect,
        choices=[("mild", "mild"), ("moderate", "moderate"), ("severe", "severe")],
    )
    action = forms.ChoiceField(label="What was done", required=False, widget=forms.RadioSelect)
    words = Words(
        label="In words",
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off", "data-voice": ""}),
    )

    def __init__(self, *args: Any, session: Session, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        protocol = protocols.protocol_named(session.order.protocol)
        self.fields["symptom"].choices = [COMFORTABLE, *((one.code, one.label) for one in protocol.symptoms)]  # type: ignore[attr-defined]
        self.fields["action"].choices = [(one.code, one.label) for one in protocol.actions]  # type: ignore[attr-defined]


class ScoreForm(TimedForm):
    moaas = forms.ChoiceField(label="Sedation (MOAA/S)", required=False, widget=forms.RadioSelect)
    dissociation = forms.ChoiceField(
        label="Dissociation, 0 none to 10", required=False, widget=forms.RadioSelect
    )

    def __init__(self, *args: Any, session: Session, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        scale = protocols.protocol_named(session.order.protocol).sedation_scale
        self.fields["moaas"].choices = [  # type: ignore[attr-defined]
            (str(step.value), f"{step.value} · {step.finding}") for step in scale.steps
        ]
        low, high = SCORES["dissociation"]
        self.fields["dissociation"].choices = [(str(value), str(value)) for value in range(low, high + 1)]  # type: ignore[attr-defined]


class NoteForm(TimedForm):
    words = Words(label="Note", max_length=4000, widget=forms.Textarea(attrs={"rows": 4, "data-voice": ""}))


class PresentForm(OnceForm):
    present = Words(label="With the patient now", help_text="names, separated by commas")

    def names(self) -> list[str]:
        return str(self.cleaned_data["present"]).split(",")


class FinishForm(TimedForm):
    reason = Words(label="Reason, when the bag is not empty", required=False)


class WasteForm(TimedForm):
    """What is left of a syringe; the two who sign stand beside it."""

    method = forms.ChoiceField(label="How", widget=forms.RadioSelect)
    syringe = forms.ChoiceField(label="Syringe", widget=forms.RadioSelect)
    words = Words(label="In words", required=False)

    def __init__(self, *args: Any, session: Session, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["method"].choices = [(one.code, one.says) for one in preparing.METHODS]  # type: ignore[attr-defined]
        self.left = open_lines(queries.happenings(session))
        choices = [
            (one.number, f"{one.number}: {MASS_MG.format(one.left_ug)} mg by the book") for one in self.left
        ]
        self.fields["syringe"].choices = choices  # type: ignore[attr-defined]
        if len(choices) == 1:
            self.fields["syringe"].initial = choices[0][0]


class CloseForm(OnceForm):
    """The patient leaves the chair."""


class CorrectForm(TimedForm):
    n = forms.IntegerField(widget=forms.HiddenInput)
    rate_ml_per_h = ExactField(RATE_ML_PER_H, label="Right pump rate", required=False)
    words = Words(label="Right words", required=False)
    reason = Words(label="Why it is corrected")


class MonitorForm(OnceForm):
    code = Words(
        label="Code on the monitor's label",
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters"}),
    )


class AlarmForm(Form):
    alarm = forms.CharField(max_length=40, widget=forms.HiddenInput)
    reason = Words(label="What you saw or did")


class LimitForm(Form):
    """This patient's limits: a low and a high for each channel that has one."""

    reason = Words(label="Why the limits change")
    # How many changes this form has seen: a later one by somebody else is not written over.
    seen = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, limits: dict[str, dict[str, Any]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows = {}
        for channel, limit in limits.items():
            for side in ("low", "high"):
                if limit.get(side) is not None:
                    name = f"{channel}-{side}"
                    widget = forms.TextInput(attrs={**_DECIMAL, "data-test": name})
                    rows[name] = forms.DecimalField(
                        label=f"{capfirst(monitoring.words_of(channel))}, {side}",
                        initial=f"{limit[side]:g}",
                        widget=widget,
                    )
        self.fields = {**rows, **self.fields}


def _joined(form: forms.Form, *names: str) -> str:
    return " · ".join(str(form.cleaned_data[name]).strip() for name in names if form.cleaned_data.get(name))


_FIELD_OF = {
    "rate_ul_per_h": "rate_ml_per_h", "new_rate_ul_per_h": "rate_ml_per_h", "weight_g": "weight_kg", "dose_ug_per_kg": "dose_mg_per_kg",
    "volume_ul": "volume_ml", "final_volume_ul": "volume_ml", "stock_ug_per_ml": "stock", "dose_ug": "dose_mg_per_kg",
    "at": "minutes_ago", "rate_ug_per_h": "rate_ml_per_h", "concentration_ng_per_ml": "volume_ml", "drug_volume_ul": "stock",
}  # fmt: skip


def in_form_words(refusal: Unusable) -> Unusable:
    """The refusal with its places named as the form names them."""
    return Unusable(replace(fault, at=_FIELD_OF.get(fault.at, fault.at)) for fault in refusal.faults)
