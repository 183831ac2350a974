"""What the pages of judging send."""

from __future__ import annotations

from typing import Any

from django import forms

from euthymia.clinic.people.figures import FiguresForm
from euthymia.domain.results.limits import LIMITS
from euthymia.domain.scheduling.course import Signal
from euthymia.kit.forms import OnceForm

_WORDS = forms.Textarea(attrs={"rows": 2})
_TOLERATED = (("", "not known"), ("yes", "well tolerated"), ("no", "not well tolerated"))
# What the rows say by themselves is not asked: consent, crisis, contraindication, worsening of a score.
_TOLD = (Signal.SEVERE_ADVERSE_EVENT, Signal.MANIA, Signal.MISUSE)


class ReviewForm(OnceForm):
    """The response as it stands; the scores are taken from the answers."""

    point = forms.ChoiceField(label="Which review", required=False, widget=forms.RadioSelect)
    tolerated = forms.ChoiceField(
        label="Tolerance", choices=_TOLERATED, required=False, widget=forms.RadioSelect
    )
    signals = forms.MultipleChoiceField(
        label="Seen since the last review", choices=[(one.value, one.value.replace("-", " ")) for one in _TOLD],
        required=False, widget=forms.CheckboxSelectMultiple,
    )  # fmt: skip
    says = forms.CharField(label="In words", max_length=2000, required=False, widget=_WORDS)

    def __init__(self, *args: Any, points: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["point"].choices = [*points, ("", "in between")]  # type: ignore[attr-defined]
        self.fields["point"].initial = points[0][0] if points else ""

    @property
    def well_tolerated(self) -> bool | None:
        return {"yes": True, "no": False}.get(self.cleaned_data["tolerated"])


class DecideForm(OnceForm):
    """A decision on what the rules propose, by its own sentence."""

    says = forms.ChoiceField(label="Proposal", widget=forms.RadioSelect)
    verdict = forms.ChoiceField(
        label="I decide",
        choices=[("accept", "do as proposed"), ("decline", "not as proposed")],
        widget=forms.RadioSelect,
    )
    reason = forms.CharField(label="Why", max_length=2000, required=False, widget=_WORDS)

    def __init__(self, *args: Any, proposals: list[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["says"].choices = [(one, one) for one in proposals]  # type: ignore[attr-defined]
        if len(proposals) == 1:
            self.fields["says"].initial = proposals[0]


class IntervalForm(OnceForm):
    """How many days until the next session of maintenance."""

    interval_days = forms.IntegerField(
        label="Days until the next session", min_value=1, max_value=366,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )  # fmt: skip
    reason = forms.CharField(label="Why", max_length=2000, required=False, widget=_WORDS)


class PublishFigureForm(OnceForm):
    """Which of the figures that may be public."""

    figure = forms.ChoiceField(label="Figure", widget=forms.RadioSelect)

    def __init__(self, *args: Any, offered: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["figure"].choices = offered  # type: ignore[attr-defined]


class LimitsForm(FiguresForm):
    """Every limit of the outcomes within its bounds."""

    switches = LIMITS
    reason = forms.CharField(label="Why they change", max_length=1000)
