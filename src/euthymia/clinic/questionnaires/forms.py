"""Forms that draw any instrument, and those of asking, withdrawing and correcting."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import Any

from django import forms
from django.utils import timezone

from euthymia.domain.instruments import INSTRUMENTS, AnsweredBy, Instrument, Item, Number, Ship
from euthymia.kit.forms import Form, LastDayField, OnceForm

REASON: dict[str, Any] = {"max_length": 200, "widget": forms.TextInput(attrs={"autocomplete": "off"})}


def field_of(item: Item, label: str, language: str) -> forms.Field:
    """One item as a field: its answers in words where there are words, a number within its range elsewhere."""
    if item.options:
        choices = [(str(option.value), option.label.said(language)[0]) for option in item.options]
        return forms.ChoiceField(label=label, choices=choices, required=False, widget=forms.RadioSelect)
    mode = "decimal" if item.decimals else "numeric"
    limits: dict[str, Any] = {"min_value": item.low, "max_value": item.high, "required": False}
    limits["widget"] = forms.TextInput(attrs={"inputmode": mode, "autocomplete": "off"})
    limits["help_text"] = f"{item.low} to {item.high}"
    if item.decimals:
        return forms.DecimalField(label=label, decimal_places=item.decimals, **limits)
    return forms.IntegerField(label=label, **limits)


def number(value: Any) -> Number | None:
    """What a field of `field_of` gave, as an answer."""
    if value is None or value == "":
        return None
    return int(value) if float(value) == int(value) else float(value)


class AnswersForm(OnceForm):
    """All of an instrument on one page, for staff: `q1` and on; a total in their place where paper was scored."""

    def __init__(self, *args: Any, instrument: Instrument, language: str = "en", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.instrument = instrument
        for place, item in enumerate(instrument.items, 1):
            said = item.label.said(language)[0]
            label = (
                f"{place}. {said}"
                if instrument.licence.ship is Ship.TEXT and len(instrument.items) > 1
                else said
            )
            self._add(f"q{place}", field_of(item, label, language))
        self.takes_total = instrument.total_may_be_entered and len(instrument.scored_items) > 1
        if self.takes_total:
            low, high = instrument.range
            total = forms.DecimalField(
                label="Total of the form, when only that is known", required=False, min_value=low, max_value=high,
                decimal_places=instrument.scoring.decimals, help_text=f"{low:g} to {high:g}",
                widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}),
            )  # fmt: skip
            self._add("total", total)
        moment = forms.DateTimeField(
            label="When it was answered, if not now", required=False,
            widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
            input_formats=["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S"],
        )  # fmt: skip
        self._add("at", moment)

    def _add(self, name: str, field: forms.Field) -> None:
        field.widget.attrs.setdefault("data-test", name)
        self.fields[name] = field

    @property
    def item_fields(self) -> list[forms.BoundField]:
        return [self[f"q{place}"] for place in range(1, len(self.instrument.items) + 1)]

    def answers(self) -> list[Number | None]:
        return [
            number(self.cleaned_data.get(f"q{place}")) for place in range(1, len(self.instrument.items) + 1)
        ]

    def total(self) -> Number | None:
        return number(self.cleaned_data.get("total"))

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        if self.errors:
            return cleaned
        answered = any(value is not None for value in self.answers())
        if answered and self.total() is not None:
            self.add_error("total", "Enter the answers or the total, not both.")
        elif not answered and self.total() is None:
            self.add_error(None, "Nothing is answered yet: choose at least one answer.")
        return cleaned


class CorrectForm(AnswersForm):
    reason = forms.CharField(label="What was wrong", **REASON)

    field_order = ["client_id", "reason"]


class AssignForm(Form):
    instrument = forms.ChoiceField(label="What to ask")
    due = LastDayField(label="Due")
    opens = forms.DateField(
        label="Can be answered from", required=False, widget=forms.DateInput(attrs={"type": "date"}),
        help_text="Empty: from now.",
    )  # fmt: skip
    closes = LastDayField(label="Counts as missed after", required=False, help_text="Empty: stays open.")
    reason = forms.CharField(
        label="What for", required=False, help_text="Such as: before infusion 3.", **REASON
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["instrument"].choices = [  # type: ignore[attr-defined]
            (
                "By the patient, on their phone",
                [_choice(each) for each in INSTRUMENTS if each.patient_may_answer],
            ),
            ("On the clinic's own form", [_choice(each) for each in INSTRUMENTS if _on_paper(each)]),
            ("By staff", [_choice(each) for each in INSTRUMENTS if each.answered_by is AnsweredBy.STAFF]),
        ]

    def window(self) -> dict[str, datetime | None]:
        """The days as moments in the zone of the page: due and closed at their ends, open at its beginning."""
        days = self.cleaned_data
        return {
            "due_at": _end(days["due"]),
            "opens_at": _start(days["opens"]) if days["opens"] else None,
            "closes_at": _end(days["closes"]) if days["closes"] else None,
        }


class WithdrawForm(Form):
    reason = forms.CharField(label="Why it is no longer needed", **REASON)


def _choice(each: Instrument) -> tuple[str, str]:
    return each.id, f"{each.title} ({each.measures.en})"


def _on_paper(each: Instrument) -> bool:
    return each.answered_by is AnsweredBy.PATIENT and not each.patient_may_answer


def _start(day: Any) -> datetime:
    return datetime.combine(day, time(), timezone.get_current_timezone())


def _end(day: Any) -> datetime:
    return _start(day + timedelta(days=1)) - timedelta(seconds=1)
