"""The one next step of a patient's home: what cannot wait first, then what is nearest."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from euthymia.clinic.people.models import Patient
from euthymia.clinic.visits import queries as visits
from euthymia.domain.rules.from_home import Level
from euthymia.journey.arrival import queries as arrivals
from euthymia.journey.followup import queries as reports


@dataclass(frozen=True, slots=True)
class Step:
    kind: str
    words: str
    press: str
    url: str


def urgent(record: Patient, now: datetime) -> Step | None:
    """What goes before every questionnaire: a red report that nobody has answered, and the day's own questions."""
    for one in reports.of_patient(record):
        if one.report.level == Level.RED and one.report.answered_at is None:
            words = _("You told us something that cannot wait. See what happens with it.")
            return Step("report", words, _("See it"), reverse("portal-report", args=[one.report.pk]))
    today = arrivals.today(record.clinic, now)
    for day, ahead, words in (
        ("today", 0, _("You come today: five short questions, then you know whether to come in.")),
        ("tomorrow", 1, _("You come tomorrow: five short questions, then you know whether all is ready.")),
    ):
        on = today + timedelta(days=ahead)
        booked = arrivals.booked(record, on)
        coming = booked is not None and booked.starts_at > now
        if coming and arrivals.state(record, on).outcome == "not-asked":
            return Step("coming", words, _("Answer now"), reverse("portal-coming", args=[day]))
    return None


def quiet(record: Patient, now: datetime) -> Step | None:
    """Where nothing is asked: the next visit; None where none is booked."""
    coming: Any = next((one for one in visits.of_patient(record, now) if one.holds), None)
    if coming is None:
        return None
    starts = coming.starts_at.astimezone(record.clinic.zone)
    told = {"on": date_format(starts, "DATE_FORMAT"), "at": date_format(starts, "TIME_FORMAT")}
    words = _("Next: your visit on %(on)s, %(at)s") % told
    return Step("visit", words, _("See how to prepare"), reverse("portal-visits"))
