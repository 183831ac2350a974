"""For who reviews what the public reads, and for who keeps an eye on it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from euthymia.clinic.audit import actions as auditing
from euthymia.clinic.people.access import Permission
from euthymia.clinic.people.doors import StaffRequest, staff
from euthymia.clinic.people.pages import page
from euthymia.domain.quantities import Unusable
from euthymia.kit import units
from euthymia.kit.forms import add_faults

from . import actions, queries
from .articles import article as found_article
from .forms import ReviewForm
from .models import ArticleReview
from .shown import shown

USUAL = timedelta(days=365)


@staff(Permission.SEE_ARTICLES)
@require_GET
def reviews(request: StaffRequest) -> HttpResponse:
    """Every article with its review; what nobody reviewed, what has changed and what is overdue comes first."""
    rows = queries.standings(_own_reviews(request), _today(request))
    auditing.record(verb="articles.listed", says=f"saw how {len(rows)} articles stand")
    late = sum(not one.in_order for one in rows)
    context = {"rows": rows, "late": late, "may_review": request.member.may(Permission.REVIEW_ARTICLES)}
    return page(request, "learning/reviews.html", context)


@staff(Permission.REVIEW_ARTICLES)
@require_http_methods(["GET", "POST"])
def review(request: StaffRequest, language: str, article: str) -> HttpResponse:
    """The article as the public reads it, and the review under one's name."""
    found = found_article(article, language)
    if found is None or found.language != language:
        raise Http404("there is no such article")
    initial = {
        "digest": found.digest, "reviewer": request.member.name, "credential": request.member.staff.title,
        "next_due": _today(request) + USUAL,
    }  # fmt: skip
    form = ReviewForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            with units.all_or_nothing():
                actions.review(
                    request.member.clinic,
                    by=request.member,
                    slug=article,
                    language=language,
                    **form.cleaned_data,
                )
        except Unusable as refused:
            add_faults(form, refused)
        else:
            messages.success(request, "Kept with your name.", extra_tags=str(form.cleaned_data["client_id"]))
            return HttpResponseRedirect(reverse("articles"))
    standing = queries.standing(found, _own_reviews(request, article), _today(request))
    auditing.record(verb="article.opened", says=f"opened the article {article} ({language}) to review it")
    context: dict[str, Any] = {"standing": standing, "form": form, "shown": shown(found, _public)}
    return page(request, "learning/review.html", context, status=422 if form.errors else 200)


def _own_reviews(request: StaffRequest, article: str = "") -> list[ArticleReview]:
    return queries.reviews([article] if article else None, clinic=request.member.clinic)


def _public(slug: str) -> str:
    return reverse("learn-glossary") if slug == "glossary" else reverse("learn-article", args=[slug])


def _today(request: StaffRequest) -> Any:
    return request.unit.now.astimezone(request.member.clinic.zone).date()
