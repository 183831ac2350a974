"""Reviews for anyone to read, and the page on which somebody who was there writes one."""

from __future__ import annotations

from django import forms
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import get_language
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from euthymia.clinic.reviews import actions, queries
from euthymia.clinic.reviews.forms import ReviewForm
from euthymia.clinic.reviews.models import ReviewKey
from euthymia.clinic.reviews.rules import ASPECTS, FEWEST, REASONS, REPLIES, RESTORED, SAID, SCALE
from euthymia.clinic.reviews.words import Words, words
from euthymia.domain.quantities import Unusable
from euthymia.journey.directory.shell import open_page, show
from euthymia.journey.intake import visitors
from euthymia.kit import units

from .learn_views import READER

_LONGEST = 60  # signs; a key has 22


@open_page
@require_safe
def reviews(request: HttpRequest, clinic_code: str) -> HttpResponse:
    """The whole distribution, what was written, what was hidden and why."""
    with units.unit(tenant=units.EVERY_TENANT, actor=READER):
        clinic = visitors.clinic_of(clinic_code)
    if clinic is None:
        raise Http404("no such clinic")
    language = _language()
    say, why = words(language), {one.code: one.says[language] for one in (*REASONS, RESTORED)}
    replies = {one.code: one.says[language] for one in REPLIES}
    with units.unit(tenant=clinic.pk, actor=READER) as unit:
        found = queries.distribution(clinic, unit.now)
        rows = [
            (
                one,
                say["words_hidden"].format(reason=why[one.hidden]) if one.hidden else "",
                replies[one.reply.template] if one.reply else "",
            )
            for one in queries.told(clinic, unit.now)
        ]
        log = [(one, why[one.code]) for one in queries.public_log(clinic, unit.now)] if found.shown else []
        asks = queries.settings(clinic).is_open
    context = {
        "say": say, "clinic": clinic, "found": found, "rows": rows, "log": log, "asks": asks, "reasons": [one.says[language] for one in REASONS],
        "bars": [(rating, found.counts[rating], found.share(rating)) for rating in reversed(SCALE)],
        "aspects": [(say[f"aspect-{one}"], [found.aspects[one][said] for said in SAID]) for one in ASPECTS] if found.shown else [],
        "of": _of(say, found), "few": say["few"].format(n=FEWEST), "rules": [say[f"rule-{one}"] for one in ("key", "count", "month", "own")],
    }  # fmt: skip
    return show(request, "site/reviews.html", context)


def _of(say: Words, found: queries.Distribution) -> str:
    if found.first is None or found.last is None:
        return ""
    return say["of"].format(
        n=found.n,
        first=date_format(found.first, "YEAR_MONTH_FORMAT"),
        last=date_format(found.last, "YEAR_MONTH_FORMAT"),
    )


# The key is all that lets anybody in, and a page that tells no referrer names no origin that could be compared.
@csrf_exempt
@open_page
@require_http_methods(["GET", "POST"])
def write(request: HttpRequest, review_key: str) -> HttpResponse:
    """One review. The page is the same for every key that opens nothing any more, or never did."""
    say, key = words(_language()), _of_key(review_key)
    if "sent" in request.GET and request.method == "GET":
        return _private(show(request, "site/review_sent.html", {"say": say}))
    if key is None:
        return _private(show(request, "site/review_none.html", {"say": say}, status=404))
    form = ReviewForm(request.POST if request.method == "POST" else None, say=say)
    with units.unit(tenant=key.clinic_id, actor=actions.WRITER) as unit:
        if key.used or key.useful_until < unit.now:
            return _private(show(request, "site/review_none.html", {"say": say}, status=404))
        if request.method == "POST" and form.is_valid() and _written(key, form):
            return _private(HttpResponseRedirect(f"{reverse('review-write', args=[review_key])}?sent"))
    context = {"say": say, "form": form, "clinic": key.clinic}
    return _private(show(request, "site/review_write.html", context, status=422 if form.errors else 200))


def _written(key: ReviewKey, form: ReviewForm) -> bool:
    data = form.cleaned_data
    try:
        with units.all_or_nothing():
            actions.write(
                key=key, rating=data["rating"], aspects=form.aspects(), words=data["words"], insider=data["insider"], language=_language()
            )  # fmt: skip
    except Unusable as refused:
        for fault in refused.faults:
            form.add_error(fault.at if fault.at in form.fields else None, forms.ValidationError(fault.says))
        return False
    return True


def _of_key(key: str) -> ReviewKey | None:
    if len(key) > _LONGEST:
        return None
    with units.unit(tenant=units.EVERY_TENANT, actor=READER):
        return queries.key_of_secret(key)


def _private(answer: HttpResponse) -> HttpResponse:
    """Kept by nobody on the way, found by no search, told to no other site."""
    answer["Cache-Control"] = "no-store"
    answer["Referrer-Policy"] = "no-referrer"
    answer["X-Robots-Tag"] = "noindex, nofollow"
    return answer


def _language() -> str:
    return "es" if (get_language() or "en").startswith("es") else "en"
