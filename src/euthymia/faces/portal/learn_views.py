"""Learn, in the portal: the same articles; which text a patient had before them is kept."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils.translation import get_language
from django.views.decorators.http import require_GET

from euthymia.clinic.learning import queries
from euthymia.clinic.learning.actions import note_seen
from euthymia.clinic.learning.articles import GLOSSARY, KINDS, articles, glossary
from euthymia.clinic.learning.articles import article as found_article
from euthymia.clinic.learning.shown import following, shown
from euthymia.clinic.learning.words import words
from euthymia.clinic.people.doors import patient
from euthymia.clinic.people.pages import page_of

from .language import spoken
from .report_views import own, seen
from .views import left_locked, to_unlock


def address(slug: str) -> str:
    """Where an article stands in the portal, or the glossary."""
    if slug == GLOSSARY:
        return reverse("portal-learn-glossary")
    return reverse("portal-learn-article", args=[slug])


@spoken
@patient
@require_GET
def learn(request: Any) -> HttpResponse:
    if left_locked(request):
        return to_unlock(request)
    record, say = own(request), words(_language())
    groups = [
        (say.kinds[kind], [(one, address(one.slug)) for one in articles(_language()) if one.kind == kind])
        for kind in KINDS
    ]
    seen(record, "looked at the list of articles")
    return page_of(
        record.clinic, request, "portal/learn.html", {"record": record, "say": say, "groups": groups}
    )


@spoken
@patient
@require_GET
def article(request: Any, article: str) -> HttpResponse:
    """One article; the first time that a patient has this very text before them is kept."""
    if left_locked(request):
        return to_unlock(request)
    found = found_article(article, _language())
    if found is None:
        raise Http404("there is no such article")
    record = own(request)
    note_seen(patient=record, found=found)
    today = request.unit.now.astimezone(record.clinic.zone).date()
    following_one = following(found)
    context = {
        "record": record, "article": found, "say": words(found.language), "shown": shown(found, address),
        "standing": queries.standing(found, queries.reviews([article], record.clinic), today),
        "following": following_one and (following_one, address(following_one.slug)),
    }  # fmt: skip
    return page_of(record.clinic, request, "portal/learn_article.html", context)


@spoken
@patient
@require_GET
def words_explained(request: Any) -> HttpResponse:
    if left_locked(request):
        return to_unlock(request)
    record = own(request)
    seen(record, "looked at the words explained")
    context = {"record": record, "say": words(_language()), "terms": list(glossary(_language()).items())}
    return page_of(record.clinic, request, "portal/learn_words.html", context)


def _language() -> str:
    return (get_language() or "en").partition("-")[0]
