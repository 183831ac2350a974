"""The public site: search, clinic, professional, comparison, licence check. It reads published pages and nothing else."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from euthymia.clinic.audit import actions as auditing
from euthymia.clinic.audit.models import Event
from euthymia.domain.directory import sources
from euthymia.domain.directory.figures import FEWEST
from euthymia.domain.directory.places import CITIES
from euthymia.domain.directory.standing import HOLDS, HOLDS_SOURCE, RHYTHMS, Badge
from euthymia.domain.quantities import Unusable
from euthymia.kit import clock, units
from euthymia.kit.forms import add_faults

from . import actions, criteria, public_queries, queries, structured, words
from .models import PublicListing
from .public_forms import NameForm, ReportForm, SearchForm
from .public_queries import COMPARED, USUAL_RADIUS, Entry
from .shell import open_page, show


@open_page
@require_GET
def find(request: HttpRequest) -> HttpResponse:
    """Clinics by place, indication, language, access, insurance; the order is named in the address."""
    with public_queries.reading():
        given = request.GET.copy()
        given.setdefault("radius", str(USUAL_RADIUS))
        form = SearchForm(given, payers=public_queries.payers())
        if not form.is_valid():
            return show(request, "directory/find.html", {"form": form, "results": None}, status=422)
        asked = form.asked()
        if request.GET.get("sort") != asked.sort:
            return HttpResponseRedirect(f"{request.path}?{_with(request, sort=asked.sort)}")
        results = public_queries.search(asked, clock.now())
        if asked.page > results.pages:
            raise Http404("there is no such page")
    context = {
        "form": form, "asked": asked, "results": results, "compared": COMPARED, "sketch": _sketch(results.entries, asked),
        "earlier": asked.page > 1 and _with(request, page=asked.page - 1),
        "later": asked.page < results.pages and _with(request, page=asked.page + 1),
        "structured": structured.listing(request, results.entries),
    }  # fmt: skip
    return show(request, "directory/find.html", context)


def _with(request: HttpRequest, **changes: Any) -> str:
    asked = request.GET.copy()
    for name, value in changes.items():
        asked[name] = str(value)
    return asked.urlencode()


def _sketch(entries: list[Entry], asked: public_queries.Asked) -> dict[str, Any] | None:
    """Where the clinics of this page lie to one another: dots in a box, no map and nobody's server."""
    placed = [
        one for one in entries if one.profile.latitude is not None and one.profile.longitude is not None
    ]
    origin = asked.origin
    if len(placed) < 2:
        return None
    points = [(one.profile.longitude or 0.0, one.profile.latitude or 0.0) for one in placed]
    around = [*points, (origin.longitude, origin.latitude)] if origin else points
    west, east = min(x for x, _y in around), max(x for x, _y in around)
    south, north = min(y for _x, y in around), max(y for _x, y in around)
    wide, high = max(east - west, 0.01), max(north - south, 0.01)

    def at(x: float, y: float) -> tuple[int, int]:
        return round(20 + 280 * (x - west) / wide), round(20 + 140 * (north - y) / high)

    dots = [
        {"n": n, "x": at(*point)[0], "y": at(*point)[1], "entry": one}
        for n, (one, point) in enumerate(zip(placed, points, strict=True), 1)
    ]
    here = at(origin.longitude, origin.latitude) if origin else None
    return {"dots": dots, "here": here}


@open_page
@require_GET
def place(request: HttpRequest, place_slug: str) -> HttpResponse:
    """The clinics of one city."""
    with public_queries.reading():
        entries = public_queries.of_place(place_slug, clock.now())
        others = [one for one in public_queries.places() if one[0] != place_slug]
    if not entries:
        raise Http404("no clinic is listed there")
    first = entries[0].profile
    boards = [one for one in sources.SOURCES if one.state == first.state]
    context = {
        "entries": entries, "city": first.city, "state": first.state, "others": others, "boards": boards,
        "compared": COMPARED, "structured": structured.listing(request, entries),
    }  # fmt: skip
    return show(request, "directory/place.html", context)


@open_page
@require_GET
def clinic(request: HttpRequest, clinic_code: str) -> HttpResponse:
    """One clinic by the five criteria."""
    entry = _entry(clinic_code)
    context = {
        "entry": entry, "criteria": criteria.told(entry), "badges": words.BADGES, "structured": structured.clinic(request, entry),
    }  # fmt: skip
    return show(request, "directory/clinic.html", context)


@open_page
@require_GET
def person(request: HttpRequest, clinic_code: str, person_slug: str) -> HttpResponse:
    """One professional: each credential with every receipt."""
    entry = _entry(clinic_code)
    found = next((one for one in entry.people if one.slug == person_slug), None)
    if found is None:
        raise Http404("nobody of this name is shown at this clinic")
    context = {"entry": entry, "person": found, "structured": structured.person(request, entry, found)}
    return show(request, "directory/person.html", context)


@open_page
@require_GET
def compare(request: HttpRequest) -> HttpResponse:
    """Up to four clinics, the same rows for each."""
    slugs = list(dict.fromkeys(request.GET.getlist("clinic")))
    with public_queries.reading():
        entries = public_queries.clinics(slugs[: COMPARED + 1], clock.now())
    context: dict[str, Any] = {"entries": entries, "compared": COMPARED, "too_many": len(slugs) > COMPARED}
    if context["too_many"]:
        with public_queries.reading():
            context["entries"] = public_queries.clinics(slugs[:20], clock.now())
        return show(request, "directory/compare.html", context, status=422)
    context["criteria"] = criteria.compared(entries)
    return show(request, "directory/compare.html", context)


@open_page
@require_GET
def licence(request: HttpRequest) -> HttpResponse:
    """Type a name, see what the sources have answered."""
    form, found = NameForm(request.GET if "name" in request.GET else None), None
    if form.is_bound and form.is_valid():
        with public_queries.reading():
            found = public_queries.people_named(form.cleaned_data["name"], clock.now())
    context = {"form": form, "found": found, "sources": sources.SOURCES}
    return show(request, "directory/licence.html", context, status=422 if form.errors else 200)


@open_page
@require_GET
def about(request: HttpRequest) -> HttpResponse:
    """Where each fact comes from, how often it is checked, in which order clinics stand."""
    context = {
        "sources": sources.SOURCES, "holds": HOLDS.days, "holds_source": HOLDS_SOURCE, "fewest": FEWEST, "cities": CITIES,
        "rhythms": [(words.KINDS[one.kind], one) for one in RHYTHMS.values()],
        "badges": [(badge, *words.BADGES[badge]) for badge in Badge],
    }  # fmt: skip
    return show(request, "directory/about.html", context)


@open_page
@require_GET
def for_clinics(request: HttpRequest) -> HttpResponse:
    """What it takes to be listed, and how a page is claimed."""
    with public_queries.reading():
        context = {"listed": public_queries.names(), "sources": sources.SOURCES}
        return show(request, "directory/for_clinics.html", context)


@open_page
@require_http_methods(["GET", "POST"])
def report(request: HttpRequest, clinic_code: str) -> HttpResponse:
    """Something is wrong on this clinic's page, or the page is ours."""
    entry = _entry(clinic_code)
    claim = "claim" in request.GET
    initial = {
        "about": "" if claim else request.GET.get("about", "")[:120],
        "kind": "claim" if claim else "error",
    }
    form = ReportForm(request.POST or None, initial=initial)
    if claim:
        form.fields["words"].label = _("Who you are, and how we can see that the page is yours")
    if form.is_bound and form.is_valid() and _keep(entry, form):
        messages.success(request, _("Thank you. The clinic has it, with a day by which it answers."))
        return HttpResponseRedirect(reverse("public-clinic", args=[clinic_code]))
    title = _("This is our clinic") if claim else _("Report an error")
    context = {"entry": entry, "form": form, "title": title, "claim": claim}
    return show(request, "directory/report.html", context, status=422 if form.errors else 200)


def _keep(entry: Entry, form: ReportForm) -> bool:
    with units.unit(tenant=entry.id, actor=public_queries.ACTOR):
        data = {name: form.cleaned_data[name] for name in ("client_id", "kind", "about", "words", "contact")}
        try:
            with units.all_or_nothing():
                actions.report(clinic=queries.clinic_of(entry.id), **data)
        except actions.TooMany as refusal:
            auditing.record(
                verb="public-form.refused", says=f"a report was refused: {refusal}", subject=type(form).__name__,
                clinic=entry.id, outcome=Event.Outcome.REFUSED, why="many",
            )  # fmt: skip
            form.add_error(
                None,
                _(
                    "This clinic was sent very many forms within the last hour. Please try again later; what you wrote is"
                    " still in the form."
                ),
            )
            return False
        except Unusable as refusal:
            add_faults(form, refusal)
            return False
    return True


def _entry(slug: str) -> Entry:
    with public_queries.reading():
        try:
            return public_queries.clinic(slug, clock.now())
        except PublicListing.DoesNotExist as missing:
            raise Http404("no clinic is listed under this address") from missing


@open_page
@require_GET
def sitemap(request: HttpRequest) -> HttpResponse:
    """Every public page, for search engines."""
    with public_queries.reading():
        slugs, places = public_queries.slugs(), public_queries.places()
    fixed = ("welcome", "learn", "find", "licence-check", "about-the-data", "for-clinics")
    pages: list[tuple[str, datetime | None]] = [(reverse(name), None) for name in fixed]
    pages += [(reverse("public-place", args=[one[0]]), None) for one in places]
    pages += [(reverse("public-clinic", args=[slug]), at) for slug, at in slugs]
    context = {"pages": [(request.build_absolute_uri(path), at) for path, at in pages[:50_000]]}
    return render(request, "directory/sitemap.xml", context, content_type="application/xml")


@open_page
@require_GET
def robots(request: HttpRequest) -> HttpResponse:
    """What search engines may read: the public site, and nothing behind a door."""
    lines = [
        "User-agent: *",
        *(f"Disallow: {path}" for path in ("/staff/", "/portal/", "/account/", "/compare/")),
        "",
    ]
    lines.append(f"Sitemap: {request.build_absolute_uri(reverse('sitemap'))}")
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")
