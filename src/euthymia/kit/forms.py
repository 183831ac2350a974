"""Form fields of the house: named for tests, filled with a number that makes a second click the first one,
and able to carry an action's refusal back to the field it is about."""

from __future__ import annotations

from collections.abc import Iterable
from copy import copy
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.core.validators import MaxValueValidator
from django.utils.translation import gettext as _

from euthymia.domain.quantities import Fault, Unusable

from .ids import uuid7


def name_for_tests(fields: Iterable[tuple[str, forms.Field]]) -> None:
    """Give every widget `data-test="<field name>"`, unless it has one."""
    for name, field in fields:
        field.widget.attrs.setdefault("data-test", name)


class Form(forms.Form):
    """The base of every form: required means refused when empty, and every widget can be found by a test."""

    use_required_attribute = False  # the error summary says what is missing, in the page's own words

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("label_suffix", "")
        super().__init__(*args, **kwargs)
        name_for_tests(self.fields.items())


class LastDayField(forms.DateField):
    """A day until whose end something lasts; the calendar must have a next one."""

    widget = forms.DateInput(attrs={"type": "date"})
    default_validators = [MaxValueValidator(date(9999, 12, 30))]


class OnceForm(Form):
    """A form whose entry is recognised when it is sent twice: `client_id` is its own number."""

    client_id = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["client_id"].initial = self.fields["client_id"].initial or uuid7()

    def renew(self) -> None:
        """A number of its own for what is in the form now: sent once more, it is another entry."""
        data: Any = copy(self.data)
        data[self.add_prefix("client_id")] = str(uuid7())
        self.data = data


def new_id(form: forms.BaseForm) -> None:
    """After a refusal: the id stays refused, so what is sent next is another act."""
    data = form.data.copy()  # type: ignore[attr-defined]
    data[form.add_prefix("client_id")] = str(uuid7())
    form.data = data


def add_faults(form: forms.BaseForm, refused: Unusable | ValidationError) -> None:
    """Show what an action refused at the fields it is about; what is about no field of this form, above them.

    A form whose number was used for another entry before (the browser went back to it) gets a fresh one.
    """
    if isinstance(refused, ValidationError):
        for name, errors in _by_field(refused).items():
            form.add_error(name if name in form.fields else None, ValidationError(errors))
        return
    for fault in refused.faults:
        form.add_error(
            fault.at if fault.at in form.fields else None, ValidationError(_words(fault), code=fault.code)
        )
        if fault.code == "changed" and fault.at in form.fields:
            _read_again(form, fault.at)
    if isinstance(form, OnceForm) and any(fault.code == "reused" for fault in refused.faults):
        form.renew()


def _read_again(form: forms.BaseForm, name: str) -> None:
    """The page comes back as things stand now: so does the hidden mark of what was read."""
    field = form.fields[name]
    now = form.get_initial_for_field(field, name)
    if field.widget.is_hidden and now is not None:
        data: Any = copy(form.data)
        data[form.add_prefix(name)] = str(now)
        form.data = data


def _words(fault: Fault) -> str:
    """As `str(fault)`, in the language of the page."""
    return f"{fault.says}; {_('accepted')}: {fault.accepted}" if fault.accepted else fault.says


def _by_field(refused: ValidationError) -> dict[str, list[ValidationError]]:
    if hasattr(refused, "error_dict"):
        return dict(refused.error_dict)
    return {NON_FIELD_ERRORS: refused.error_list}
