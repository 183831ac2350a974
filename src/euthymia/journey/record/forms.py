"""What a patient asks, what staff answer, what a clinician holds back."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from euthymia.journey.infusion.forms import Words
from euthymia.kit.forms import LastDayField, OnceForm

from . import rules


class AskForm(OnceForm):
    part = forms.ChoiceField(
        label=_("Which part of your record"), choices=[(one.code, one.title) for one in rules.PARTS], widget=forms.RadioSelect,
        error_messages={"required": _("Choose a part.")},
    )  # fmt: skip
    says = forms.CharField(
        label=_("What is wrong, and what it should say"), widget=forms.Textarea(attrs={"rows": 5, "dir": "auto"}),
        max_length=4000, error_messages={"required": _("Say it in a sentence or two.")},
    )  # fmt: skip


class ReplyForm(OnceForm):
    says = forms.CharField(
        label=_("In your words"), widget=forms.Textarea(attrs={"rows": 4, "dir": "auto"}), max_length=4000
    )


class AnswerForm(OnceForm):
    outcome = forms.ChoiceField(
        label="Answer", widget=forms.RadioSelect, choices=[
            ("accepted", "Accepted: say what was added to the record, and where"), ("denied", "Denied: say why"),
            ("extended", "More time, once: say why"),
        ],
    )  # fmt: skip
    says = Words(label="Words to the patient", max_length=4000)


class DelayForm(OnceForm):
    part = forms.ChoiceField(label="Part", choices=[(one.code, one.staff_title) for one in rules.PARTS])
    code = forms.ChoiceField(
        label="Reason in law", widget=forms.RadioSelect,
        choices=[(one.code, f"{one.staff_says} ({one.rule})") for one in rules.EXEMPTIONS],
    )  # fmt: skip
    reason = Words(label="Why, for the chart", max_length=4000)
    until = LastDayField(
        label="Until the end of",
        help_text=f"At most {rules.DELAY_AT_MOST.days} days from now. {rules.DELAY_SOURCE}",
    )
