"""Amounts as people read them off: millilitres of a vial, whole devices, milligrams on a label."""

from __future__ import annotations

from typing import Any

from django import forms

from euthymia.domain.quantities import MASS_MG, VOLUME_ML, Scale, Unusable

DECIMAL = {"inputmode": "decimal", "autocomplete": "off"}


class _MeasuredField(forms.CharField):
    """A number in a unit as it is read off; gives whole parts of the smallest one, never rounded."""

    widget = forms.TextInput(attrs=DECIMAL)
    measure: Scale

    def clean(self, value: Any) -> Any:
        written = super().clean(value)
        if not written:
            return None
        try:
            return self.measure.parse(written)
        except Unusable as refused:
            raise forms.ValidationError(refused.faults[0].says, code=refused.faults[0].code) from None


class VolumeField(_MeasuredField):
    """Millilitres as they are read off; gives whole microlitres."""

    measure = VOLUME_ML


class ContentField(_MeasuredField):
    """Milligrams on the label of one device; gives whole micrograms."""

    measure = MASS_MG


class DevicesField(forms.IntegerField):
    """Whether a device is there: 1, or 0 when it is missing."""

    widget = forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"})

    SAYS = "Enter 1 when this device is there and sealed, 0 when it is not."

    def __init__(self, **kwargs: Any) -> None:
        codes = ("invalid", "min_value", "max_value")
        super().__init__(min_value=0, max_value=1, error_messages=dict.fromkeys(codes, self.SAYS), **kwargs)
