"""How a patient is reached and what they consent to; how the clinic writes; what was done about a message that failed."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from euthymia.kit.forms import OnceForm

from .models import Channel, Contact, MessageSettings

_WORDS = 300


class ContactForm(OnceForm):
    """Used by the desk and, in their own language, by patients themselves."""

    email = forms.EmailField(
        label=_("E-mail"), required=False, widget=forms.EmailInput(attrs={"autocomplete": "email"})
    )
    mobile = forms.CharField(
        label=_("Mobile phone"), required=False, max_length=30, help_text=_("With its country: +1 555 555 0100"),
        widget=forms.TextInput(attrs={"inputmode": "tel", "autocomplete": "tel"}),
    )  # fmt: skip
    language = forms.ChoiceField(label=_("Language"), choices=settings.LANGUAGES)
    timezone = forms.CharField(
        label=_("Time zone"), max_length=60, help_text=_("As the calendar calls it: America/Los_Angeles")
    )
    by_email = forms.BooleanField(label=_("Write to me by e-mail"), required=False)
    by_sms = forms.BooleanField(label=_("Write to me by text message"), required=False)

    def __init__(self, *args: Any, contact: Contact | None, zone: str, **kwargs: Any) -> None:
        kwargs["initial"] = (
            {"language": "en", "timezone": zone}
            if contact is None
            else {
                name: getattr(contact, name)
                for name in ("email", "mobile", "language", "timezone", "by_email", "by_sms")
            }
        )
        super().__init__(*args, **kwargs)

    def details(self) -> dict[str, str]:
        return {name: self.cleaned_data[name] for name in ("email", "mobile", "language", "timezone")}

    def wanted(self) -> dict[str, bool]:
        """Which channels are consented to."""
        return {Channel.EMAIL: self.cleaned_data["by_email"], Channel.SMS: self.cleaned_data["by_sms"]}


class SettleForm(OnceForm):
    says = forms.CharField(
        label="What was done instead", max_length=_WORDS, help_text="Such as: called, will come",
        widget=forms.TextInput(),
    )  # fmt: skip


class ReturnedForm(OnceForm):
    """It came back, as the desk saw in the clinic's own mailbox or on its phone."""

    says = forms.CharField(
        label="What the answer said", max_length=_WORDS, required=False,
        help_text="Such as: no such mailbox, mailbox full",
    )  # fmt: skip


class RightForm(OnceForm):
    """The address from which something came back is right all the same."""

    channel = forms.ChoiceField(choices=Channel, widget=forms.HiddenInput)
    says = forms.CharField(
        label="How that is known", max_length=_WORDS, help_text="Such as: read back on the phone"
    )


class SettingsForm(OnceForm):
    quiet_from = forms.TimeField(
        label="Nothing goes from", widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M")
    )
    quiet_until = forms.TimeField(
        label="until", help_text="By the patient's own clock; what is due then goes afterwards.",
        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
    )  # fmt: skip
    reminder_h = forms.IntegerField(
        label="Reminder before the visit", widget=forms.TextInput(attrs={"inputmode": "numeric"})
    )
    nudge_h = forms.IntegerField(
        label="One nudge, to who has not confirmed", widget=forms.TextInput(attrs={"inputmode": "numeric"})
    )
    address = forms.CharField(label="Where the clinic is", required=False, max_length=200)
    parking_en = forms.CharField(label="Parking, in English", required=False, max_length=300)
    parking_es = forms.CharField(label="Parking, in Spanish", required=False, max_length=300)
    directions_en = forms.CharField(
        label="The way, in English", required=False, max_length=600, widget=forms.Textarea(attrs={"rows": 2})
    )
    directions_es = forms.CharField(
        label="The way, in Spanish", required=False, max_length=600, widget=forms.Textarea(attrs={"rows": 2})
    )

    def __init__(self, *args: Any, found: MessageSettings, **kwargs: Any) -> None:
        told = {
            f"{name}_{code}": words
            for code, each in found.arriving.items()
            for name, words in each.items()
            if name in ("parking", "directions")
        }
        named = ("quiet_from", "quiet_until", "reminder_h", "nudge_h", "address")
        super().__init__(*args, initial={**told, **{name: getattr(found, name) for name in named}}, **kwargs)

    def asked(self) -> dict[str, Any]:
        """As the action takes it."""
        data = self.cleaned_data
        arriving = {
            code: {name: data[f"{name}_{code}"] for name in ("parking", "directions")}
            for code in ("en", "es")
        }
        named = ("client_id", "quiet_from", "quiet_until", "reminder_h", "nudge_h", "address")
        return {**{name: data[name] for name in named}, "arriving": arriving}
