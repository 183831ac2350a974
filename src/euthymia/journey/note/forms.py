"""What the pages of a note and of a letter send."""

from __future__ import annotations

from django import forms

from euthymia.journey.infusion.forms import Words
from euthymia.kit.forms import OnceForm

from .models import LetterEvent, NoteSettings


class OwnForm(OnceForm):
    """Own words for one section; `section` is empty for the whole note."""

    section = forms.CharField(widget=forms.HiddenInput, required=False)
    words = Words(
        label="Your own words",
        required=False,
        max_length=10_000,
        widget=forms.Textarea(attrs={"rows": 3, "data-voice": ""}),
    )


class StrikeForm(OnceForm):
    mark = forms.CharField(widget=forms.HiddenInput)
    reason = Words(label="Why it is taken out", max_length=500)


class RestoreForm(OnceForm):
    mark = forms.CharField(widget=forms.HiddenInput)


class SeenForm(OnceForm):
    """An act on the note as the page showed it."""

    seen = forms.CharField(widget=forms.HiddenInput)


class AddendumForm(SeenForm):
    words = Words(
        label="Addendum",
        required=False,
        max_length=10_000,
        widget=forms.Textarea(attrs={"rows": 4, "data-voice": ""}),
    )


class BeginForm(OnceForm):
    """The referral is no row yet: whom the letter is to is typed."""

    to = Words(
        label="To", help_text="Name and address", max_length=400, widget=forms.Textarea(attrs={"rows": 2})
    )


class LetterForm(BeginForm):
    words = Words(
        label="Your own words", help_text="They stand after the composed part.", required=False, max_length=10_000,
        widget=forms.Textarea(attrs={"rows": 5}),
    )  # fmt: skip


class SentForm(OnceForm):
    to = Words(label="To whom it went", max_length=400)
    how = forms.ChoiceField(label="How", choices=LetterEvent.How.choices, widget=forms.RadioSelect)


class SettingsForm(OnceForm):
    release = forms.ChoiceField(
        label="Patients see the summary of a session",
        choices=NoteSettings.Release.choices,
        widget=forms.RadioSelect,
    )
    reason = Words(label="Why it changes", max_length=1000)
