"""Learn, for anyone: articles whose every number has its source, who reviewed them, and words explained."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from euthymia.clinic.learning import queries
from euthymia.clinic.learning.articles import GLOSSARY, KINDS, articles, glossary
from euthymia.clinic.learning.articles import article as found_article
from euthymia.clinic.learning.shown import following, shown, structured
from euthymia.clinic.learning.words import words
from euthymia.journey.directory.shell import open_page, show
from euthymia.kit import clock, units

READER = "the public site"


def address(slug: str) -> str:
    """Where an article stands, or the glossary."""
    return reverse("learn-glossary") if slug == GLOSSARY else reverse("learn-article", args=[slug])


@open_page
@require_safe
def learn(request: HttpRequest) -> HttpResponse:
    say = words(_language())
    every = articles(_language())
    groups = [
        (say.kinds[kind], [(one, address(one.slug)) for one in every if one.kind == kind]) for kind in KINDS
    ]
    return show(request, "site/learn.html", {"say": say, "groups": groups})


@open_page
@require_safe
def article(request: HttpRequest, article: str) -> HttpResponse:
    """One article with its review, its sources and its data for search engines."""
    found = found_article(article, _language())
    if found is None:
        raise Http404("there is no such article")
    with units.unit(tenant=units.EVERY_TENANT, actor=READER):
        standing = queries.standing(found, queries.reviews([article]), clock.now().date())
    following_one = following(found)
    context = {
        "article": found, "standing": standing, "shown": shown(found, address), "say": words(found.language),
        "following": following_one and (following_one, address(following_one.slug)),
        "structured": structured(found, standing, request.build_absolute_uri(request.path)),
    }  # fmt: skip
    return show(request, "site/learn_article.html", context)


@open_page
@require_safe
def words_explained(request: HttpRequest) -> HttpResponse:
    context = {"say": words(_language()), "terms": list(glossary(_language()).items())}
    return show(request, "site/learn_words.html", context)


def _language() -> str:
    return (get_language() or "en").partition("-")[0]
