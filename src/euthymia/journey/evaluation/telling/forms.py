"""The page of one question: large rows to choose from, or a list that grows line by line."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _

from euthymia.kit.forms import OnceForm

from .answers import LATER, NONE, UNSURE
from .question import Question, Shape, Value


class AnswerForm(OnceForm):
    """An answer to `question`; `value()` is what was said. Nothing is chosen beforehand but one's own last answer."""

    def __init__(self, *args: Any, question: Question, given: Value | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.question = question
        if question.shape is Shape.LINES:
            self._ask_line()
        else:
            self._ask_choice(given or {})
        for name, field in self.fields.items():
            field.widget.attrs.setdefault("data-test", name)

    def _ask_line(self) -> None:
        widget = forms.TextInput(attrs={"autocomplete": "off", "enterkeyhint": "next"})
        if self.question.suggests:
            widget.attrs["list"] = "offers"
        self.fields["line"] = forms.CharField(
            label=self.question.line, required=False, max_length=300, widget=widget
        )

    def _ask_choice(self, given: Value) -> None:
        question = self.question
        if question.shape is Shape.DAY:
            self.fields["day"] = forms.DateField(
                label=_("The day"), required=False, initial=given.get("day"),
                widget=forms.DateInput(attrs={"type": "date"}),
            )  # fmt: skip
        several = question.shape is Shape.SEVERAL
        chosen = [key for key in (UNSURE, LATER) if given.get(key)] or given.get("chosen", [])
        made = forms.MultipleChoiceField if several else forms.ChoiceField
        self.fields["chosen"] = made(
            label=_("Or") if question.shape is Shape.DAY else question.asks,
            required=False,
            choices=self._choices(),
            initial=chosen if several else next(iter(chosen), None),
            widget=forms.CheckboxSelectMultiple if several else forms.RadioSelect,
        )

    def _choices(self) -> list[tuple[str, Any]]:
        question = self.question
        shown: list[tuple[str, Any]] = [(choice.code, choice.words) for choice in question.choices]
        if question.none:
            shown.append((NONE, question.none))
        shown.append((UNSURE, _("I am not sure")))
        if question.sensitive:
            shown.append((LATER, _("I would rather say it in person")))
        return shown

    def value(self) -> Value:
        """The answer as it is kept (question.py, `Shape`); what does not fit is for the action to refuse."""
        chosen = self.cleaned_data.get("chosen") or []
        chosen = [chosen] if isinstance(chosen, str) else list(chosen)
        for open_answer in (UNSURE, LATER):
            if chosen == [open_answer]:
                return {open_answer: True}
        day = self.cleaned_data.get("day")
        if day is not None and not chosen:
            return {"day": day.isoformat()}
        return {"chosen": chosen}


class SendForm(OnceForm):
    """The name under everything that was answered."""

    name = forms.CharField(max_length=200, widget=forms.TextInput(attrs={"autocomplete": "name"}))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].label = _("Your full name")
        self.fields["name"].help_text = _("It says that what you told is true, as far as you know.")
