"""What the pages of long-term safety send. Nothing is filled in beforehand but the day."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from django import forms

from euthymia.clinic.people.figures import FiguresForm
from euthymia.domain.rules.long_term import SETTINGS, Check, Question
from euthymia.journey.infusion.forms import Words
from euthymia.kit.forms import OnceForm

from .actions import FELT, OUTCOMES, REPORTERS, SEVERITIES

_LINE = {"autocomplete": "off"}
_DAY = {"type": "date"}


@dataclass(frozen=True, slots=True)
class Part:
    """One check on the form: its rule and the bound fields that belong to it."""

    check: Check
    fields: tuple[tuple[Any, str], ...]
    not_done: Any


class ChecksForm(OnceForm):
    """Results of one or several checks of one day; a check that is left empty is not entered."""

    on = forms.DateField(label="Taken on", widget=forms.DateInput(attrs=_DAY))
    reason = Words(label="What was wrong", required=False)

    def __init__(
        self, *args: Any, checks: Sequence[Check], corrects: int | None = None, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.checks, self.corrects = list(checks), corrects
        if corrects is None:
            del self.fields["reason"]
        for check in checks:
            for question in check.questions:
                self.fields[_name(check, question.name)] = _field(question)
            self.fields[_name(check, "not-done")] = Words(
                label="Could not be done because",
                required=False,
                help_text="instead of an answer; it stays due",
            )
        for name, field in self.fields.items():
            field.widget.attrs.setdefault("data-test", name)

    def parts(self) -> list[Part]:
        return [
            Part(
                check, tuple((self[_name(check, one.name)], one.unit) for one in check.questions), self[_name(check, "not-done")]
            )
            for check in self.checks
        ]  # fmt: skip

    def entered(self) -> Iterator[tuple[Check, dict[str, Any], str]]:
        """Each check that has an answer, its answers as typed, or why it could not be done."""
        for check in self.checks:
            typed = {one.name: self.cleaned_data.get(_name(check, one.name)) or "" for one in check.questions}
            not_done = self.cleaned_data.get(_name(check, "not-done"), "")
            if any(typed.values()) or not_done:
                yield check, typed, not_done

    def at(self, check: Check, name: str) -> str:
        """The field of this form that a fault of an action is about."""
        own = _name(check, name)
        return own if own in self.fields else name


def _name(check: Check, question: str) -> str:
    return f"{check.code}-{question}"


def _field(question: Question) -> forms.Field:
    common: dict[str, Any] = {"label": question.label, "required": False, "help_text": question.hint}
    if question.kind == "one":
        return forms.ChoiceField(choices=question.choices, widget=forms.RadioSelect, **common)
    if question.kind == "many":
        return forms.MultipleChoiceField(
            choices=question.choices, widget=forms.CheckboxSelectMultiple, **common
        )
    if question.kind == "number":
        return forms.CharField(
            max_length=10, widget=forms.TextInput(attrs={**_LINE, "inputmode": "decimal"}), **common
        )
    return Words(**common)


class ReportForm(OnceForm):
    """A side effect that was reported from home."""

    felt = forms.ChoiceField(label="What", choices=FELT, widget=forms.RadioSelect)
    severity = forms.ChoiceField(
        label="How strong", choices=[(one, one) for one in SEVERITIES], widget=forms.RadioSelect
    )
    on = forms.DateField(label="Began on", widget=forms.DateInput(attrs=_DAY))
    time = forms.TimeField(label="At about", required=False, widget=forms.TimeInput(attrs={"type": "time"}))
    reporter = forms.ChoiceField(label="Told by", choices=REPORTERS, widget=forms.RadioSelect)
    outcome = forms.ChoiceField(label="Now", choices=OUTCOMES, widget=forms.RadioSelect)
    words = Words(label="In their words", required=False)
    reason = Words(label="What was wrong", required=False)

    def __init__(self, *args: Any, corrects: int | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.corrects = corrects
        if corrects is None:
            del self.fields["reason"]

    def moment(self, zone: ZoneInfo) -> datetime:
        return datetime.combine(self.cleaned_data["on"], self.cleaned_data["time"] or time(), zone)


class SettingsForm(FiguresForm):
    """Every figure of the long-term checks within its limits."""

    switches = SETTINGS
    reason = Words(label="Why they change", max_length=1000)
