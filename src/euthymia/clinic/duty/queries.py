"""Who is on duty, which pages stand, and what is to be sent for each. The clinic comes first."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import QuerySet

from euthymia.clinic.messages.models import Channel
from euthymia.clinic.people.models import Clinic, Patient
from euthymia.clinic.visits import queries as visits
from euthymia.domain.rules import from_home
from euthymia.domain.rules.from_home import FIRST_WITHIN, Level
from euthymia.kit.composed import composed

from .models import Duty, Page, PageFact

Kind, Step = PageFact.Kind, PageFact.Step
AGAIN_AFTER = timedelta(minutes=1)  # what could not be sent is tried again
MOST_SHOWN = 50


@dataclass(frozen=True, slots=True)
class Person:
    """Whom a page goes to, and by what way."""

    name: str
    channel: str
    address: str


@dataclass(frozen=True, slots=True)
class ToSend:
    """One step of one page whose time has come; `to` is None where nobody is named."""

    page: Page
    step: str
    to: Person | None


def duty(clinic: Clinic) -> Duty | None:
    """Who was put on duty last; None while nobody ever was."""
    found = Duty.objects.filter(clinic=clinic).select_related("first", "second")
    return found.order_by("-at", "-id").first()


def duty_of_client(clinic: Clinic, client_id: UUID) -> Duty | None:
    return Duty.objects.filter(clinic=clinic, client_id=client_id).first()


def on_duty(clinic: Clinic) -> dict[str, Person | None]:
    """Whom each step goes to: those put on duty, or the medical director by the address they sign in with."""
    row = duty(clinic)
    if row is not None:
        return {
            Step.FIRST: Person(row.first.name, row.first_channel, row.first_address),
            Step.SECOND: Person(row.second.name, row.second_channel, row.second_address),
        }
    director = clinic.medical_director
    person = None if director is None else Person(director.name, Channel.EMAIL, director.user.email)
    return {Step.FIRST: person, Step.SECOND: None}


def answer_by(clinic: Clinic, level: Level, now: datetime) -> datetime:
    """Until when somebody has answered what came from home, by the clinic's own hours."""
    today = now.astimezone(clinic.zone).date()
    opened = visits.day(clinic, today).facts.opened or ()
    closes = max((until for _, until in opened), default=None)
    _, tomorrow_ends = visits.day_of(clinic, today + timedelta(days=1))
    last_minute = tomorrow_ends - timedelta(minutes=1)  # so that the day it is said with is that day
    return from_home.due(level, now, closes, last_minute)


def page_of_client(clinic_id: UUID, client_id: UUID) -> Page | None:
    return Page.objects.filter(clinic_id=clinic_id, client_id=client_id).first()


def standing(clinic: Clinic) -> list[Page]:
    """What nobody has taken yet, the longest first."""
    return _standing(clinic.pk)


@composed
def _standing(clinic_id: UUID) -> QuerySet[Page]:
    found = Page.objects.filter(clinic=clinic_id, taken_at=None).select_related("patient")
    return found.order_by("asked_at", "id")


def standing_of(clinic_id: UUID, subject: str) -> Page | None:
    """The page about one row that nobody has taken yet."""
    return (
        Page.objects.filter(clinic_id=clinic_id, subject=subject, taken_at=None).order_by("-asked_at").first()
    )


def newest_of(clinic_id: UUID, subject: str) -> Page | None:
    """The newest page about one row, taken or not."""
    return Page.objects.filter(clinic_id=clinic_id, subject=subject).order_by("-asked_at", "-id").first()


def recent(clinic: Clinic) -> list[Page]:
    """The newest pages, taken ones too."""
    return list(
        Page.objects.filter(clinic=clinic).select_related("patient").order_by("-asked_at", "-id")[:MOST_SHOWN]
    )


def of_patient(patient: Patient) -> list[Page]:
    found = Page.objects.filter(clinic_id=patient.clinic_id, patient=patient)
    return list(found.order_by("-asked_at", "-id"))


def facts(page: Page) -> list[PageFact]:
    return list(PageFact.objects.filter(clinic_id=page.clinic_id, page=page).order_by("n"))


def to_send(clinic: Clinic, now: datetime) -> list[ToSend]:
    """The steps whose time has come and that have not gone out: the first at once, the second when nobody has taken
    it in time or the first has no way to anybody."""
    people, found = on_duty(clinic), []
    for page in standing(clinic):
        by_step: dict[str, list[PageFact]] = {step: [] for step in Step.values}
        for fact in facts(page):
            if fact.step:
                by_step[fact.step].append(fact)
        late = now - page.asked_at >= FIRST_WITHIN
        lost = any(one.kind == Kind.FAILED for one in by_step[Step.FIRST])
        for step in (Step.FIRST, *((Step.SECOND,) if late or lost else ())):
            done = by_step[step]
            if any(one.kind == Kind.HANDED for one in done):
                continue
            if done and now - done[-1].at < AGAIN_AFTER:
                continue
            found.append(ToSend(page, step, people[step]))
    return found
