"""Forms of the public site filled in by robots are refused without a puzzle and without asking anybody else.

A field that nobody sees, a signed time at which the page was made, and a limit on how much a clinic is sent in an
hour. Nothing is kept of who was refused; that it happened, and why, stands in the clinic's audit log.
"""

from __future__ import annotations

from copy import copy
from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.core import signing

from euthymia.clinic.audit import actions as auditing
from euthymia.clinic.audit.models import Event
from euthymia.clinic.people.models import Clinic
from euthymia.domain.quantities import Confidence, Provenance
from euthymia.kit import clock, units
from euthymia.kit.forms import OnceForm

from .models import Consultation, Lead
from .public_words import Words

QUICKEST, OLDEST = timedelta(seconds=3), timedelta(hours=24)
MOST_IN_AN_HOUR = 30
LIMITS = Provenance(
    "how quickly a person fills a form, how long a page lies open, how much an hour brings", Confidence.P
)
_SALT = "euthymia.intake.robots"
_BEYOND = timedelta(hours=1)


class PublicForm(OnceForm):
    """A form for anybody. `website` is the field that nobody sees; `made` is when the page was made, signed."""

    website = forms.CharField(required=False, max_length=500)
    made = forms.CharField(widget=forms.HiddenInput, required=False, max_length=300)

    def __init__(self, *args: Any, clinic: Clinic, say: Words, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.clinic, self.say = clinic, say
        self.fields["made"].initial = signing.dumps(
            {"clinic": str(clinic.pk), "at": clock.now().isoformat()}, salt=_SALT
        )
        self.fields["website"].label = say["leave_empty"]
        self.fields["website"].widget.attrs.update({"tabindex": "-1", "autocomplete": "off"})
        for field in self.fields.values():
            field.error_messages = {**field.error_messages, "required": say["required"]}


def refused(form: PublicForm) -> bool:
    """Whether this is taken for a robot's; it then stands above the form why, and what was typed is kept."""
    why = _why(form)
    if not why:
        return False
    form.add_error(None, form.say[f"robot-{why}"].format(phone=form.clinic.phone or form.say["no_phone"]))
    auditing.record(
        verb="public-form.refused", says=f"a form of the public site was refused: {why}", subject=type(form).__name__,
        clinic=form.clinic.pk, outcome=Event.Outcome.REFUSED, why=why,
    )  # fmt: skip
    if why == "old":
        data: Any = copy(form.data)
        data["made"] = form.fields["made"].initial
        form.data = data
    return True


def _why(form: PublicForm) -> str:
    if form.cleaned_data.get("website"):
        return "hidden"
    try:
        said = signing.loads(form.cleaned_data.get("made", ""), salt=_SALT)
    except signing.BadSignature:
        return "old"
    since = clock.now() - datetime.fromisoformat(said["at"])
    if said["clinic"] != str(form.clinic.pk) or not timedelta() <= since <= OLDEST:
        return "old"
    if since < QUICKEST:
        return "quick"
    return "many" if _of_last_hour(form.clinic) >= MOST_IN_AN_HOUR else ""


def _of_last_hour(clinic: Clinic) -> int:
    since = units.current().now - _BEYOND
    return sum(
        model.objects.filter(clinic=clinic, made_at__gt=since).count() for model in (Lead, Consultation)
    )
