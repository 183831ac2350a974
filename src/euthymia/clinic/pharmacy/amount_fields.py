"""Amounts as people read them off: millilitres of a vial, whole devices, milligrams on a label."""

from __future__ import annotations

from typing import Any

from django import forms

from euthymia.domain.quantities import MASS_MG, VOLUME_ML, Unusable

DECIMAL = {"inputmode": "decimal", "autocomplete": "off"}


class VolumeField(forms.CharField):
    """Millilitres as they are read off; gives whole microlitres, never rounded."""

    widget = forms.TextInput(attrs=DECIMAL)

    def clean(self, value: Any) -> Any:
        written = super().clean(value)
        if not written:
            return None
        try:
            return VOLUME_ML.parse(written)
        except Unusable as refused:
            raise forms.ValidationError(refused.faults[0].says, code=refused.faults[0].code) from None


class DevicesField(forms.IntegerField):
    """Whether a device is there: 1, or 0 when it is missing."""

    widget = forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"})

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(min_value=0, max_value=1, **kwargs)


class ContentField(forms.CharField):
    """Milligrams on the label of one device; gives whole micrograms, never rounded."""

    widget = forms.TextInput(attrs=DECIMAL)

    def clean(self, value: Any) -> Any:
        written = super().clean(value)
        if not written:
            return None
        try:
            return MASS_MG.parse(written)
        except Unusable as refused:
            raise forms.ValidationError(refused.faults[0].says, code=refused.faults[0].code) from None
