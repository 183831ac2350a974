"""To review an article under one's name, and to note that a patient had it before them."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from django.db import IntegrityError, transaction

from euthymia.clinic.audit import actions as auditing
from euthymia.clinic.people.access import Permission
from euthymia.clinic.people.actions import require
from euthymia.clinic.people.models import Clinic, Patient
from euthymia.clinic.people.queries import Member
from euthymia.domain.quantities import Confidence, Fault, Provenance, Unusable
from euthymia.kit import units

from . import queries
from .articles import LANGUAGES, article, articles
from .articles.reading import Article
from .models import ArticleReview, ArticleSeen

LONGEST_MONTHS = 24
LONGEST = Provenance("how long a review of a patient text may stand at most", Confidence.P)
_MOST_DAYS = LONGEST_MONTHS * 31


def review(
    clinic: Clinic, *, by: Member | str, client_id: UUID, slug: str, language: str, digest: str, reviewer: str, credential: str,
    next_due: date,
) -> ArticleReview:  # fmt: skip
    """The reviewer has read the text with this digest and stands for it. Raises Unusable, NotAllowed."""
    if isinstance(by, Member):
        require(by, Permission.REVIEW_ARTICLES)
    known = queries.review_of_client(clinic, client_id)
    if known is not None:
        return known
    unit = units.current()
    today = unit.now.astimezone(clinic.zone).date()
    found = article(slug, language) if language in LANGUAGES else None
    faults = _faults(found, digest, reviewer, credential, next_due, today)
    if faults:
        raise Unusable(faults)
    made = ArticleReview(
        clinic=clinic, client_id=client_id, article=slug, language=language, digest=digest, reviewer=" ".join(reviewer.split()),
        credential=" ".join(credential.split()), reviewed_on=today, next_due=next_due, at=unit.now,
        by=by if isinstance(by, str) else by.words,
    )  # fmt: skip
    made.save()
    auditing.record(
        verb="article.reviewed", says=f"reviewed the article {slug} ({language}) as {made.reviewer}, next due {next_due.isoformat()}",
        subject=str(made.pk), actor=made.by, clinic=clinic.pk, digest=digest,
    )  # fmt: skip
    return made


def _faults(
    found: Article | None, digest: str, reviewer: str, credential: str, next_due: date, today: date
) -> list[Fault]:
    if found is None:
        known = ", ".join(one.slug for one in articles("en"))
        return [Fault("article", "unknown", "there is no such article", known)]
    faults = []
    if digest != found.digest:
        faults.append(
            Fault(
                "digest",
                "changed",
                "the text has changed since it was shown",
                "the text as it stands now, read again",
            )
        )
    for name, words in (("reviewer", reviewer), ("credential", credential)):
        if not words.strip():
            faults.append(Fault(name, "missing", "a review has a name and a credential", "a few words"))
    if not today < next_due or (next_due - today).days > _MOST_DAYS:
        faults.append(
            Fault(
                "next_due",
                "out-of-range",
                f"{next_due.isoformat()} is no next review",
                f"a later day within {LONGEST_MONTHS} months",
            )
        )
    return faults


def note_seen(*, patient: Patient, found: Article) -> ArticleSeen:
    """The patient has this text before them now. The first time counts."""
    known = queries.seen_text(patient, found)
    if known is not None:
        return known
    made = ArticleSeen(
        clinic_id=patient.clinic_id, patient=patient, article=found.slug, language=found.language, digest=found.digest,
        at=units.current().now,
    )  # fmt: skip
    try:
        with transaction.atomic():
            made.save()
    except IntegrityError:
        # Another window of the same patient was quicker.
        first = queries.seen_text(patient, found)
        assert first is not None
        return first
    auditing.record(
        verb="article.seen", says=f"patient {patient.number} had the article {found.slug} ({found.language}) before them",
        subject=found.slug, patient=patient.pk, role="patient", digest=found.digest,
    )  # fmt: skip
    return made
