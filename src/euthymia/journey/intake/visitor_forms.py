"""What staff say to a visitor's question, and how the booking on the public site is set up."""

from __future__ import annotations

from typing import Any

from django import forms

from euthymia.clinic.people.models import Clinic
from euthymia.clinic.visits import queries as visits
from euthymia.kit.forms import OnceForm

from .models import ConsultationSettings


class AnswerForm(OnceForm):
    says = forms.CharField(
        label="What was answered", max_length=2000, widget=forms.Textarea(attrs={"rows": 3}),
        help_text="You write or call from your own mailbox or phone; here stands what was said.",
    )  # fmt: skip


class GiveForm(OnceForm):
    to: forms.Field = forms.ModelChoiceField(label="Who answers", queryset=None)

    def __init__(self, *args: Any, staff: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["to"].queryset = staff  # type: ignore[attr-defined]


class SettingsForm(OnceForm):
    is_open = forms.BooleanField(label="Visitors can book consultations on the public site", required=False)
    online = forms.BooleanField(
        label="Also by video",
        required=False,
        help_text="Only where a verified licence covers the visitor's state.",
    )
    minutes = forms.IntegerField(label="Length", widget=forms.TextInput(attrs={"inputmode": "numeric"}))
    notice_h = forms.IntegerField(
        label="Not sooner than", widget=forms.TextInput(attrs={"inputmode": "numeric"})
    )
    days_ahead = forms.IntegerField(
        label="Not later than", widget=forms.TextInput(attrs={"inputmode": "numeric"})
    )
    chairs: forms.Field = forms.ModelMultipleChoiceField(
        label="Rooms for talks", queryset=None, required=False, widget=forms.CheckboxSelectMultiple, help_text="None ticked: every one."
    )  # fmt: skip
    owner: forms.Field = forms.ModelChoiceField(label="Who answers questions", queryset=None, required=False)
    answer_h = forms.IntegerField(label="Within", widget=forms.TextInput(attrs={"inputmode": "numeric"}))
    complaint_owner: forms.Field = forms.ModelChoiceField(
        label="Who answers complaints", queryset=None, required=False
    )
    complaint_h = forms.IntegerField(
        label="Complaints within", widget=forms.TextInput(attrs={"inputmode": "numeric"})
    )
    publish_answer_time = forms.BooleanField(
        label="The public reads how long complaints wait", required=False,
        help_text="The median of the last year, from five complaints on; those that still wait are counted.",
    )  # fmt: skip
    publish_question_time = forms.BooleanField(
        label="The public reads how long questions wait", required=False,
        help_text="The same of questions from the contact form, from five on.",
    )  # fmt: skip

    def __init__(
        self, *args: Any, clinic: Clinic, staff: Any, now: ConsultationSettings, **kwargs: Any
    ) -> None:
        names = (
            "is_open",
            "online",
            "minutes",
            "notice_h",
            "days_ahead",
            "owner",
            "answer_h",
            "complaint_owner",
            "complaint_h",
            "publish_answer_time",
            "publish_question_time",
        )
        kwargs["initial"] = {**{name: getattr(now, name) for name in names}, "chairs": now.chairs}
        super().__init__(*args, **kwargs)
        self.fields["chairs"].queryset = visits.rooms(clinic)  # type: ignore[attr-defined]
        for name in ("owner", "complaint_owner"):
            self.fields[name].queryset = staff  # type: ignore[attr-defined]
