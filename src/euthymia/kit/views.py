"""The component catalogue: every piece of the visual language in its states, so that it is seen when it changes."""

from __future__ import annotations

from datetime import timedelta

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from . import clock
from .forms import Form

ICONS = [
    "heart",
    "pressure",
    "oxygen",
    "lungs",
    "bell",
    "bell-crossed",
    "pause",
    "play",
    "stop",
    "syringe",
    "rate",
    "note",
    "mic",
    "check",
    "cross",
    "warning",
    "info",
    "clock",
    "link",
    "link-off",
    "moon",
    "sun",
    "dim",
    "search",
    "command",
    "person",
    "chair",
    "print",
    "download",
    "undo",
    "lock",
    "key",
    "menu",
    "chevron-up",
    "chevron-down",
    "chevron-next",
    "chevron-back",
    "list",
    "chart",
    "board",
    "log",
    "plus",
    "minus",
    "question",
    "calendar",
    "message",
    "home",
    "settings",
    "vial",
    "edit",
    "eye",
    "phone",
    "flag",
    "sign-out",
    "brand",
]
WRONG = {"wrong-words": "", "wrong-amount": "about forty", "wrong-choice": "c", "wrong-kind": "two"}


class Sample(Form):
    words = forms.CharField(
        label="Words", help_text="A hint says what is wanted before it is typed.", initial="as typed"
    )
    amount = forms.DecimalField(
        label="Amount", widget=forms.TextInput(attrs={"inputmode": "decimal"}), initial="42"
    )
    choice = forms.ChoiceField(
        label="Choice", choices=[("a", "The first"), ("b", "The second")], widget=forms.RadioSelect
    )
    reasons = forms.MultipleChoiceField(
        label="Reasons",
        choices=[("comfort", "comfort"), ("nausea", "nausea"), ("order", "order")],
        widget=forms.CheckboxSelectMultiple,
    )
    kind = forms.ChoiceField(label="Kind", choices=[("one", "One kind"), ("two", "Another kind")])
    long = forms.CharField(label="A few sentences", widget=forms.Textarea(attrs={"rows": 3}), required=False)
    agreed = forms.BooleanField(label="Agreed")


def catalogue(request: HttpRequest) -> HttpResponse:
    """Read only: its forms go nowhere."""
    now = clock.now()
    return render(
        request,
        "kit/catalogue.html",
        {
            "icons": ICONS,
            "form": Sample(),
            "wrong": Sample(WRONG, prefix="wrong"),
            "fresh": (now - timedelta(seconds=20)).isoformat(),
            "stale": (now - timedelta(minutes=9)).isoformat(),
            "columns": [{"name": "Vial"}, {"name": "Lot"}, {"name": "mL", "num": True}],
            "rows": [
                {"cells": ["0147", "L88", "6.4"]},
                {"cells": ["0148", "L88", "10"]},
                {"cells": ["0149", "L91", "0.8"], "state": "corrected"},
            ],
        },
    )
