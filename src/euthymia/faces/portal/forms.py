"""One question on a page."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms

from euthymia.domain.instruments import Item, Number
from euthymia.kit.forms import Form, OnceForm


class QuestionForm(Form):
    answer = forms.ChoiceField(widget=forms.RadioSelect)

    def __init__(self, *args: Any, item: Item, language: str, please: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["answer"]
        field.label = item.label.said(language)[0]
        field.choices = [(str(option.value), option.label.said(language)[0]) for option in item.options]  # type: ignore[attr-defined]
        field.error_messages = {**field.error_messages, "required": please, "invalid_choice": please}

    def value(self) -> Number:
        return int(self.cleaned_data["answer"])


class SendForm(OnceForm):
    """Nothing but the number that makes a second click the first one."""

    def once(self) -> UUID:
        found: UUID = self.cleaned_data["client_id"]
        return found
