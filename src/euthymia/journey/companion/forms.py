"""The form of an entry, made from its kind."""

from __future__ import annotations

from typing import Any

from django import forms

from euthymia.kit.forms import OnceForm

from .kinds import Field, Kind

_NUMBER = {"inputmode": "decimal", "autocomplete": "off"}


class RecordForm(OnceForm):
    """Measured fields start empty; what is out of range is refused by the action, in its own words."""

    def __init__(self, *args: Any, kind: Kind, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.kind = kind
        for field in kind.fields:
            self.fields[field.name] = _field(field)
        self.fields["says"] = forms.CharField(
            label="Note",
            required=False,
            max_length=2000,
            widget=forms.Textarea(attrs={"rows": 2, "data-test": "says"}),
        )

    @property
    def shown(self) -> list[tuple[forms.BoundField, Field]]:
        return [(self[field.name], field) for field in self.kind.fields]

    def detail(self) -> dict[str, Any]:
        return {field.name: self.cleaned_data[field.name] for field in self.kind.fields}


def _field(field: Field) -> forms.Field:
    named = {"data-test": field.name}
    if field.is_number:
        return forms.FloatField(
            label=field.label, required=False, widget=forms.TextInput(attrs={**_NUMBER, **named})
        )
    listed = [(one, one) for one in field.choices]
    if field.several:
        return forms.MultipleChoiceField(
            label=field.label,
            choices=listed,
            required=False,
            widget=forms.CheckboxSelectMultiple(attrs=named),
        )
    if len(listed) == 1:
        return _Tick(label=field.label, required=False, widget=forms.CheckboxInput(attrs=named))
    if listed:
        return forms.ChoiceField(
            label=field.label, choices=listed, required=False, widget=forms.RadioSelect(attrs=named)
        )
    return forms.CharField(
        label=field.label, max_length=2000, required=False, widget=forms.TextInput(attrs=named)
    )


class _Tick(forms.BooleanField):
    """A tick is a yes; none is nothing said."""

    def clean(self, value: Any) -> str:
        return "yes" if super().clean(value) else ""
