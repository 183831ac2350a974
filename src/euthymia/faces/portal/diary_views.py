"""Lifestyle: a goal for sleep, food and movement, and a line a day."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from euthymia.clinic.people.doors import patient
from euthymia.clinic.people.pages import page_of
from euthymia.domain.quantities import Unusable
from euthymia.journey.followup import diary as days
from euthymia.journey.followup.models import DiaryLine
from euthymia.kit import units
from euthymia.kit.forms import OnceForm, add_faults

from .language import spoken
from .report_views import own, seen
from .views import left_locked, to_unlock

Topic = DiaryLine.Topic
TOPICS = {Topic.SLEEP: _("Sleep"), Topic.FOOD: _("Food"), Topic.MOVEMENT: _("Movement")}
_UNITS = {Topic.SLEEP: _("hours"), Topic.FOOD: _("regular meals"), Topic.MOVEMENT: _("minutes")}
_LABELS = {
    Topic.SLEEP: _("Hours of sleep last night"), Topic.FOOD: _("Regular meals yesterday"), Topic.MOVEMENT: _("Minutes of movement yesterday"),
}  # fmt: skip


class LogForm(OnceForm):
    """One day; whatever is left empty is not said."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for topic, label in _LABELS.items():
            self.fields[topic.value] = forms.FloatField(
                label=label, required=False, min_value=0, max_value=days.LARGEST[topic],
                widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off", "data-test": topic.value}),
            )  # fmt: skip


class GoalForm(OnceForm):
    """What somebody aims for, in their own words."""

    topic = forms.ChoiceField(label=_("A goal for"), choices=list(TOPICS.items()), widget=forms.RadioSelect)
    words = forms.CharField(
        label=_("What I aim for"), max_length=300, widget=forms.TextInput(attrs={"autocomplete": "off"})
    )


@spoken
@patient
@require_http_methods(["GET", "POST"])
def diary(request: Any) -> HttpResponse:
    """The day's line, the goals, the last two weeks."""
    if left_locked(request):
        return to_unlock(request)
    record = own(request)
    is_goal = request.POST.get("act") == "goal"
    log = LogForm(request.POST if request.method == "POST" and not is_goal else None)
    goal = GoalForm(request.POST if is_goal else None, auto_id="goal_%s")
    form: OnceForm = goal if is_goal else log
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            with units.all_or_nothing():
                if is_goal:
                    days.aim(by=record, **data)
                else:
                    client_id = data.pop("client_id")
                    said = {topic: amount for topic, amount in data.items() if amount is not None}
                    days.log(by=record, client_id=client_id, said=said)
        except Unusable as refused:
            add_faults(form, refused)
        else:
            return HttpResponseRedirect(f"{reverse('portal-lifestyle')}?kept")
    seen(record, "looked at their days")
    found = days.of_patient(record, request.unit.now)
    context = {
        "record": record, "log": log, "goal": goal, "kept": "kept" in request.GET,
        "goals": [(TOPICS[Topic(one.topic)], one.words) for one in found.goals],
        "columns": [(TOPICS[topic], _UNITS[topic]) for topic in Topic],
        "days": [(day, [by.get(topic.value) for topic in Topic]) for day, by in found.days],
    }  # fmt: skip
    return page_of(
        record.clinic, request, "portal/lifestyle.html", context, 422 if log.errors or goal.errors else 200
    )
