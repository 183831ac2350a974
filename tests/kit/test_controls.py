"""The controls that are written straight say, letter for letter, what Django's own templates say."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

import pytest
from django import forms
from django.forms.renderers import DjangoTemplates
from django.utils.safestring import mark_safe

from euthymia.kit import controls

NASTY = "\"Ann\" & <b>'Bob'</b>"
CHOICES = [("", "–"), ("a", NASTY), ("b", mark_safe("<b>b</b>")), (3, "three")]
GROUPED = [("one", "One"), ("Others & more", [("two", "Two"), ("three", NASTY)])]
ATTRS: list[dict[str, Any]] = [
    {},
    {"id": "it", "class": "wide & high", "required": True, "disabled": False, "data-n": 5, "maxlength": "9"},
]
WIDGETS: list[tuple[forms.Widget, list[Any]]] = [
    *((kind(), [None, "", NASTY, mark_safe("<i>"), 0, 5, 1234.5, UUID(int=7)]) for kind in (
        forms.TextInput, forms.HiddenInput, forms.NumberInput, forms.EmailInput, forms.Textarea)),
    (forms.PasswordInput(), [None, "secret"]),
    (forms.PasswordInput(render_value=True), ["secret"]),
    (forms.TextInput(attrs={"inputmode": "decimal", "data-test": NASTY}), ["1"]),
    (forms.DateInput(attrs={"type": "date"}), [None, date(2026, 3, 1), "2026-03-01"]),
    (forms.CheckboxInput(), [None, True, False, "on", NASTY]),
    *((kind(choices=choices), [None, "", "a", "b", 3, "two"]) for choices in (CHOICES, GROUPED, []) for kind in (
        forms.Select, forms.RadioSelect)),
    *((forms.CheckboxSelectMultiple(choices=choices), [None, [], ["a", "two"]]) for choices in (CHOICES, GROUPED)),
]  # fmt: skip


@pytest.mark.parametrize("attrs", ATTRS, ids=["plain", "with attributes"])
@pytest.mark.parametrize(("widget", "values"), WIDGETS, ids=lambda one: type(one).__name__)
def test_a_control_is_written_as_django_writes_it(
    widget: forms.Widget, values: list[Any], attrs: dict[str, Any]
) -> None:
    assert widget.template_name in controls._WRITERS
    for value in values:
        written, django = (
            widget.render("na<me", value, attrs, renderer)
            for renderer in (controls.Renderer(), DjangoTemplates())
        )
        assert written == django


def test_what_is_not_known_here_is_left_to_django() -> None:
    widget = forms.SelectDateWidget(years=[2026])
    assert widget.template_name not in controls._WRITERS
    assert "2026" in widget.render("day", date(2026, 3, 1), {}, controls.Renderer())
