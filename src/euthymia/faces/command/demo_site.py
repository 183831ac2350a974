"""What the demo's public site needs of a clinic: articles with an invented reviewer, one of them overdue, and open doors."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import NAMESPACE_URL, UUID, uuid5

from euthymia.clinic.learning import actions as learning
from euthymia.clinic.learning.articles import LANGUAGES, articles
from euthymia.clinic.people.models import Clinic
from euthymia.clinic.people.queries import Member
from euthymia.clinic.reviews import actions as reviews
from euthymia.clinic.visits import queries as visits
from euthymia.journey.intake import consulting
from euthymia.kit import clock, units

BY = "the demo"
REVIEWER, CREDENTIAL = "Dr Mara Quill", "MD, psychiatrist"
AGO, STANDS, OVERDUE = timedelta(days=60), timedelta(days=365), timedelta(days=30)
LATE = ("pain", "en")  # its review is overdue, so that this is seen too


def write(clinic: Clinic, nurse: Member, opened_at: datetime) -> None:
    """Written again it changes nothing."""
    with clock.frozen(opened_at - AGO), units.unit(tenant=clinic.pk, actor=BY) as unit:
        for language in LANGUAGES:
            for one in articles(language):
                stands = OVERDUE if (one.slug, language) == LATE else STANDS
                learning.review(
                    clinic, by=BY, client_id=_id(clinic, f"{language} {one.slug} {one.digest}"), slug=one.slug, language=language,
                    digest=one.digest, reviewer=REVIEWER, credential=CREDENTIAL, next_due=(unit.now + stands).date(),
                )  # fmt: skip
        reviews.set_up(clinic, by=BY, client_id=_id(clinic, "reviews"), is_open=True)
        talks = tuple(room.pk for room in visits.rooms(clinic))[-2:]
        consulting.set_up(
            clinic, by=BY, client_id=_id(clinic, "consultations"), is_open=True, online=True, minutes=50, notice_h=12, days_ahead=14,
            chairs=talks, owner=nurse.staff, answer_h=24, complaint_owner=nurse.staff, publish_answer_time=True, publish_question_time=True,
        )  # fmt: skip


def _id(clinic: Clinic, what: str) -> UUID:
    return uuid5(NAMESPACE_URL, f"{clinic.pk} {what}")
