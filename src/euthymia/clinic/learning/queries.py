"""How each article stands: who reviewed it, whether it has changed since, and who has seen it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from euthymia.clinic.people.models import Clinic, Patient

from .articles import LANGUAGES, articles
from .articles.reading import Article
from .models import ArticleReview, ArticleSeen


@dataclass(frozen=True, slots=True)
class Standing:
    """The newest review of an article, None where there is none; whether its text has changed since; whether it is due."""

    article: Article
    review: ArticleReview | None
    changed: bool
    overdue: bool

    @property
    def in_order(self) -> bool:
        return self.review is not None and not self.changed and not self.overdue


def reviews(slugs: Iterable[str] | None = None, clinic: Clinic | None = None) -> list[ArticleReview]:
    """The newest review of each article and language: of one clinic's reviewers, or of all, which is asked in a unit
    of every tenant, since the site's articles are every clinic's."""
    found = ArticleReview.objects.order_by("article", "language", "-at", "-id").distinct(
        "article", "language"
    )
    if slugs is not None:
        found = found.filter(article__in=list(slugs))
    return list(found if clinic is None else found.filter(clinic=clinic))


def standing(found: Article, known: Iterable[ArticleReview], today: date) -> Standing:
    return _standings([found], known, today)[0]


def standings(known: Iterable[ArticleReview], today: date) -> list[Standing]:
    """Of every article in every language, those that want somebody first."""
    every = [one for language in LANGUAGES for one in articles(language)]
    found = _standings(every, known, today)
    return sorted(found, key=lambda one: (one.in_order, one.article.language, one.article.order))


def _standings(every: Iterable[Article], known: Iterable[ArticleReview], today: date) -> list[Standing]:
    newest = {(one.article, one.language): one for one in known}
    made = []
    for one in every:
        review = newest.get((one.slug, one.language))
        changed = review is not None and review.digest != one.digest
        made.append(Standing(one, review, changed, review is not None and review.next_due < today))
    return made


def review_of_client(clinic: Clinic, client_id: UUID) -> ArticleReview | None:
    return ArticleReview.objects.filter(clinic=clinic, client_id=client_id).first()


def seen(patient: Patient, slug: str) -> ArticleSeen | None:
    """When this patient last had a new text of the article before them; None: never."""
    found = ArticleSeen.objects.filter(clinic_id=patient.clinic_id, patient=patient, article=slug)
    return found.order_by("-at").first()


def seen_text(patient: Patient, found: Article) -> ArticleSeen | None:
    """When this patient first had this very text before them."""
    rows = ArticleSeen.objects.filter(clinic_id=patient.clinic_id, patient=patient, article=found.slug)
    return rows.filter(digest=found.digest).first()
