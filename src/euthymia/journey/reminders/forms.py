"""What the desk made of a wish for another time; the clinic's own words of a message."""

from __future__ import annotations

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from euthymia.clinic.messages.models import Channel
from euthymia.clinic.visits.models import Purpose
from euthymia.kit.forms import Form, OnceForm

from .models import MessageKind

_WORDS = 300


class SeeToForm(OnceForm):
    says = forms.CharField(
        label="What came of it", max_length=_WORDS, help_text="Such as: called, keeps the time"
    )


class MoveForm(OnceForm):
    """The patient's own wish."""

    says = forms.CharField(
        label=_("When would suit you?"),
        required=False,
        max_length=_WORDS,
        widget=forms.Textarea(attrs={"rows": 2}),
    )


class WhichForm(Form):
    """Which words are looked at."""

    kind = forms.ChoiceField(label="Message", choices=MessageKind.choices)
    purpose = forms.ChoiceField(
        label="Visit", choices=[("", "every visit"), *Purpose.choices], required=False
    )
    channel = forms.ChoiceField(label="By", choices=Channel.choices)
    language = forms.ChoiceField(label="Language", choices=settings.LANGUAGES)


class WordsForm(OnceForm):
    subject = forms.CharField(label="Subject", required=False, max_length=200)
    text = forms.CharField(
        label="Text", max_length=6_000, widget=forms.Textarea(attrs={"rows": 14, "class": "words"})
    )
