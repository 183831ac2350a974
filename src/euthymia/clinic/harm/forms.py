"""What an adverse event is asked: one form for the report and for what is known later."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django import forms
from django.utils import timezone

from euthymia.domain.rules import harm
from euthymia.kit.forms import OnceForm

_NOT_KNOWN = ("", "not known yet")
JUDGED = (("", "nobody has judged it yet"), ("no", "no"), ("yes", "yes, because of"))


def _choices(grades: tuple[harm.Grade, ...]) -> list[tuple[str, str]]:
    return [_NOT_KNOWN, *((one.code, one.says) for one in grades)]


def _when(**kwargs: Any) -> forms.DateTimeField:
    widget = forms.DateTimeInput(format="%Y-%m-%dT%H:%M", attrs={"type": "datetime-local"})
    return forms.DateTimeField(input_formats=["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S"], widget=widget, **kwargs)


class EventForm(OnceForm):
    """The facts of an event. What is not known stays open; nothing is filled in for somebody."""

    kind = forms.ChoiceField(
        label="What", choices=[("", "Choose"), *((one.code, one.says) for one in harm.KINDS)]
    )
    words = forms.CharField(
        label="What happened", required=False, max_length=4000, widget=forms.Textarea(attrs={"rows": 3})
    )
    onset_at = _when(label="Began")
    ended_at = _when(label="Over", required=False)
    severity = forms.ChoiceField(
        label="How strong", required=False, choices=_choices(harm.SEVERITIES), widget=forms.RadioSelect
    )
    serious = forms.ChoiceField(label="Serious", required=False, choices=JUDGED, widget=forms.RadioSelect)
    because = forms.MultipleChoiceField(
        label="Serious because of", required=False, choices=[(one.code, one.says) for one in harm.CRITERIA],
        widget=forms.CheckboxSelectMultiple,
    )  # fmt: skip
    relation = forms.ChoiceField(
        label="Related to the drug",
        required=False,
        choices=_choices(harm.RELATIONS),
        widget=forms.RadioSelect,
    )
    action = forms.ChoiceField(label="Done with the dose", required=False, choices=_choices(harm.ACTIONS))
    treatment = forms.CharField(
        label="Treated with", required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 2}),
        help_text="Drug, dose, route and time; airway, oxygen, position.",
    )  # fmt: skip
    outcome = forms.ChoiceField(label="Outcome", required=False, choices=_choices(harm.OUTCOMES))
    transferred = forms.ChoiceField(
        label="Taken to a hospital", required=False, choices=[_NOT_KNOWN, ("no", "no"), ("yes", "yes")],
        widget=forms.RadioSelect,
    )  # fmt: skip
    witnesses = forms.CharField(
        label="Who saw it", required=False, max_length=400, help_text="Names, separated by commas."
    )

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        if data.get("serious") == "yes" and not data.get("because"):
            self.add_error("because", "Serious by which of these? Tick at least one.")
        if data.get("serious") != "yes" and data.get("because"):
            self.add_error("serious", "A criterion is ticked: answer yes, or untick it.")
        return data

    def facts(self) -> harm.Facts:
        data = self.cleaned_data
        judged = {"": None, "no": (), "yes": tuple(data["because"])}[data["serious"]]
        return harm.Facts(
            kind=data["kind"], words=data["words"].strip(), onset_at=data["onset_at"], ended_at=data["ended_at"],
            severity=data["severity"], serious_because=judged, relation=data["relation"], action=data["action"],
            treatment=data["treatment"].strip(), outcome=data["outcome"],
            witnesses=tuple(one.strip() for one in data["witnesses"].split(",") if one.strip()),
            transferred={"": None, "no": False, "yes": True}[data["transferred"]],
        )  # fmt: skip


def initial_of(facts: harm.Facts) -> dict[str, Any]:
    """The form as the facts stand, for a correction."""
    because = facts.serious_because
    return {
        "kind": facts.kind, "words": facts.words, "onset_at": _shown(facts.onset_at), "ended_at": _shown(facts.ended_at),
        "severity": facts.severity, "serious": "" if because is None else "yes" if because else "no", "because": list(because or ()),
        "relation": facts.relation, "action": facts.action, "treatment": facts.treatment, "outcome": facts.outcome,
        "witnesses": ", ".join(facts.witnesses), "transferred": {None: "", False: "no", True: "yes"}[facts.transferred],
    }  # fmt: skip


def _shown(at: datetime | None) -> datetime | None:
    return None if at is None else timezone.localtime(at)


class CorrectForm(EventForm):
    reason = forms.CharField(
        label="Why it is corrected", max_length=1000, widget=forms.Textarea(attrs={"rows": 2})
    )


class NoteForm(OnceForm):
    says = forms.CharField(label="What happened", max_length=4000, widget=forms.Textarea(attrs={"rows": 2}))
    at = _when(label="When", required=False, help_text="Empty: now.")


class TellForm(OnceForm):
    code = forms.ChoiceField(label="To whom")
    says = forms.CharField(
        label="Who was told, or what was found", max_length=1000, widget=forms.Textarea(attrs={"rows": 2})
    )
    receipt = forms.CharField(
        label="Receipt or case number", required=False, max_length=120, help_text="Where there is one."
    )
    at = _when(label="When", required=False, help_text="Empty: now.")

    def __init__(self, *args: Any, waiting: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"].choices = [("", "Choose"), *waiting]  # type: ignore[attr-defined]


class ReviewForm(OnceForm):
    says = forms.CharField(label="What was found", max_length=4000, widget=forms.Textarea(attrs={"rows": 3}))
    change = forms.CharField(
        label="What the clinic changes",
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 2}),
    )


class DutyForm(OnceForm):
    """A duty to report, as the clinic's director enters it."""

    # not `code`: that is the second factor of whoever signs beside it
    short_name = forms.SlugField(
        label="Short name", max_length=30, help_text="Such as ca-board. The same name again replaces it."
    )
    state = forms.CharField(
        label="State", required=False, max_length=2, help_text="Two letters, where it is a state's rule."
    )
    to = forms.CharField(label="Reported to", max_length=120)
    says = forms.CharField(label="What has to be done", max_length=200)
    applies = forms.ChoiceField(label="About", choices=[(one.value, one.says) for one in harm.Applies])
    within_h = forms.IntegerField(
        label="Within",
        min_value=1,
        max_value=24 * 366,
        widget=forms.TextInput(attrs={"inputmode": "numeric"}),
    )
    source = forms.CharField(
        label="Where it is written", max_length=120, help_text="Statute, contract or policy, and who read it."
    )
    ended = forms.BooleanField(label="This duty is over", required=False)
