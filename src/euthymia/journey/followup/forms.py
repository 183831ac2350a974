"""What is told from home, in the language of who tells it; and what staff answer."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from euthymia.domain.rules.from_home import COMPLAINTS, LONGEST_WORDS, UNSURE, Lasting, Now, Severity, Told
from euthymia.journey.plan.models import PlanRevision
from euthymia.kit.forms import OnceForm

_UNSURE = (UNSURE, _("I cannot say"))


def _asked(label: Any, choices: Any) -> forms.ChoiceField:
    please = _("Choose one; “I cannot say” is an answer too.")
    messages = {"required": please, "invalid_choice": please}
    return forms.ChoiceField(label=label, choices=choices, widget=forms.RadioSelect, error_messages=messages)


class TellForm(OnceForm):
    """One thing that is felt. Nothing is chosen beforehand, and nothing has to be known."""

    felt = _asked(_("What is it?"), [])
    severity = _asked(_("How strong is it?"), [
        (Severity.MILD.value, _("Mild: I notice it")), (Severity.MODERATE.value, _("Moderate: it gets in the way")),
        (Severity.SEVERE.value, _("Severe: I can do nothing else")),
        (Severity.LIFE_THREATENING.value, _("It feels like an emergency")), _UNSURE,
    ])  # fmt: skip
    lasting = _asked(_("For how long?"), [
        (Lasting.UNDER_4_H.value, _("Under 4 hours")), (Lasting.OVER_4_H.value, _("More than 4 hours")),
        (Lasting.OVER_24_H.value, _("More than a day")), (Lasting.OVER_2_WEEKS.value, _("More than 2 weeks")), _UNSURE,
    ])  # fmt: skip
    now = _asked(
        _("And now?"),
        [(Now.GONE.value, _("It is gone")), (Now.ONGOING.value, _("It is still there")), _UNSURE],
    )
    thoughts = _asked(
        _("Do you have thoughts of death or of hurting yourself?"),
        [("no", _("No")), ("yes", _("Yes")), _UNSURE],
    )
    words = forms.CharField(
        label=_("In your own words"), required=False, max_length=LONGEST_WORDS,
        widget=forms.Textarea(attrs={"rows": 4}),
    )  # fmt: skip

    def __init__(self, *args: Any, language: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(one.code, one.words.said(language)[0]) for one in COMPLAINTS]
        self.fields["felt"].choices = choices  # type: ignore[attr-defined]

    def told(self) -> Told:
        return Told(**{name: said for name, said in self.cleaned_data.items() if name != "client_id"})


class AnswerForm(OnceForm):
    says = forms.CharField(
        label="What you tell the patient", max_length=LONGEST_WORDS, widget=forms.Textarea(attrs={"rows": 4}),
        help_text="They read it in the portal, with the time.",
    )  # fmt: skip


class LinkForm(OnceForm):
    revision = forms.ChoiceField(label="The change of the plan", widget=forms.RadioSelect)

    def __init__(self, *args: Any, revisions: Sequence[PlanRevision], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(str(one.pk), f"{one.at:%d %b}: {one.says}") for one in revisions]
        self.fields["revision"].choices = choices  # type: ignore[attr-defined]
