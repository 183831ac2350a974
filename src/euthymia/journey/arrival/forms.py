"""The forms before the chair: the five cards and the wishes, in the language of whoever fills them in."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.utils.translation import gettext_lazy as _

from euthymia.domain.rules.day_check import UNSURE, Feelings, Told
from euthymia.kit.forms import OnceForm

from .actions import IDENTIFIERS
from .comfort import WISHES
from .models import DayAnswer

_YES_NO = [("no", _("No")), ("yes", _("Yes")), (UNSURE, _("I am not sure"))]
_LINE = {"autocomplete": "off"}


def _asked(label: Any, choices: Any) -> forms.ChoiceField:
    return forms.ChoiceField(label=label, choices=choices, required=False, widget=forms.RadioSelect)


class DayForm(OnceForm):
    """The five cards. Nothing is chosen beforehand; what is left empty is something to call about."""

    knows_fasting = _asked(
        _("Do you know until when you may eat and drink?"), [("yes", _("Yes")), ("no", _("No"))]
    )
    ate_at = forms.TimeField(
        label=_("When did you eat last?"), required=False, widget=forms.TimeInput(attrs={"type": "time"})
    )
    ate_yesterday = forms.BooleanField(label=_("That was yesterday"), required=False)
    drank_at = forms.TimeField(
        label=_("When did you drink last?"), required=False, widget=forms.TimeInput(attrs={"type": "time"})
    )
    drank_yesterday = forms.BooleanField(label=_("That was yesterday"), required=False)
    driver = forms.CharField(
        label=_("Who takes you home?"), required=False, max_length=120, widget=forms.TextInput(attrs=_LINE)
    )
    driver_phone = forms.CharField(
        label=_("Their phone"),
        required=False,
        max_length=40,
        widget=forms.TextInput(attrs={**_LINE, "inputmode": "tel"}),
    )
    new_medicines = _asked(_("Is any medicine new or changed since last time?"), _YES_NO)
    medicines = forms.CharField(
        label=_("If yes: which?"), required=False, max_length=300, widget=forms.TextInput(attrs=_LINE)
    )
    ill = _asked(_("Do you feel ill: fever, cough, vomiting, an infection?"), _YES_NO)
    illness = forms.CharField(
        label=_("If yes: what do you feel?"),
        required=False,
        max_length=300,
        widget=forms.TextInput(attrs=_LINE),
    )
    pregnant = _asked(_("Could you be pregnant?"), [*_YES_NO, ("never", _("It cannot be"))])
    feelings = _asked(_("How do you feel today?"), [
        (Feelings.USUAL.value, _("As usual, or better")), (Feelings.WORSE.value, _("Worse than last time")),
        (Feelings.THOUGHTS.value, _("I have thoughts of death or of hurting myself")),
    ])  # fmt: skip

    def __init__(self, *args: Any, is_morning: bool, may_be_pregnant: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        gone = ["knows_fasting"] if is_morning else ["ate_at", "ate_yesterday", "drank_at", "drank_yesterday"]
        for name in [*gone, *([] if may_be_pregnant else ["pregnant"])]:
            del self.fields[name]

    def told(self, day: date, zone: ZoneInfo) -> Told:
        """What was said, the times of day as moments."""
        data = dict(self.cleaned_data)
        data.pop("client_id")
        for name in ("ate", "drank"):
            at, yesterday = data.pop(f"{name}_at", None), data.pop(f"{name}_yesterday", False)
            if at is not None:
                data[f"{name}_at"] = datetime.combine(day - timedelta(days=bool(yesterday)), at, zone)
        return Told(**data)


class WishForm(OnceForm):
    """What would make the session comfortable."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        asked = {
            wish.code: _asked(wish.asks, [(code, words) for code, words, _card in wish.choices])
            for wish in WISHES
        }
        for name, field in asked.items():
            field.widget.attrs["data-test"] = name
        self.fields = {**asked, **self.fields}

    def wishes(self) -> dict[str, str]:
        return {wish.code: self.cleaned_data.get(wish.code, "") for wish in WISHES}


class CheckInForm(OnceForm):
    """How the patient was recognised: two at least."""

    identifiers = forms.MultipleChoiceField(
        label="Recognised by (two at least)",
        choices=list(IDENTIFIERS.items()),
        widget=forms.CheckboxSelectMultiple,
    )


class CallForm(OnceForm):
    outcome = forms.ChoiceField(
        label="It came to", choices=DayAnswer.Outcome.choices, widget=forms.RadioSelect
    )
    says = forms.CharField(label="What was agreed", max_length=1000, widget=forms.Textarea(attrs={"rows": 2}))


class FindForm(OnceForm):
    """At the kiosk: two identifiers, typed."""

    family_name = forms.CharField(
        label=_("Your last name"), max_length=80, widget=forms.TextInput(attrs=_LINE)
    )
    born = forms.DateField(
        label=_("Your birth date"), widget=forms.DateInput(attrs={"type": "date", "autocomplete": "off"})
    )
