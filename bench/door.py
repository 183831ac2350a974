"""The public door with very many clinics behind it: the search, and four clinics side by side."""

from __future__ import annotations

import os
from collections.abc import Iterator
from copy import copy
from itertools import cycle, islice
from pathlib import Path

from django.test import Client
from django.urls import reverse

from euthymia.clinic.people.models import Clinic
from euthymia.domain.directory.ordering import sortable
from euthymia.faces.command import demo_directory
from euthymia.journey.directory import public_queries, zips
from euthymia.journey.directory.models import PublicListing
from euthymia.journey.directory.public_queries import Asked
from euthymia.kit import clock, streams, units
from euthymia.kit.ids import uuid7

from .measure import Result, in_turn, milliseconds, percentile
from .scale import Scale

_AT_ONCE = 2_000
_NEAR = 5  # every fifth clinic lies within fifty miles of the demo's city, the others anywhere in the country
_SEARCHES = (
    {"place": "90012", "radius": "50"},
    {"place": "Pasadena", "radius": "25", "indication": "ptsd"},
    {"place": "90503", "radius": "10", "speaks": "es", "step_free": "on"},
    {"place": "90012", "radius": "50", "online_in": "CA"},
    {"place": "Pasadena", "radius": "50", "payer": "blue-example"},
    {},
    {"indication": "pain", "speaks": "ko"},
    {"place": "Los Angeles", "page": "2"},
)


def fill(listings: int) -> list[str]:
    """The demo's clinics, and copies of their pages until there are so many; the addresses of four of them."""
    with units.unit(tenant=units.EVERY_TENANT, actor="the benchmark"):
        made = PublicListing.objects.count()
    if made == 0:
        demo_directory.write(Path(os.environ["EUTHYMIA_HOME"]), clock.now())
    with units.unit(tenant=units.EVERY_TENANT, actor="the benchmark"):
        pages = list(PublicListing.objects.order_by("slug"))
        rows = list(islice(_copies(pages), max(0, listings - len(pages))))
        for first in range(0, len(rows), _AT_ONCE):
            some = rows[first : first + _AT_ONCE]
            streams.insert([one.clinic for one in some])
            streams.insert(some)
    return [one.slug for one in pages[:4]]


def _copies(pages: list[PublicListing]) -> Iterator[PublicListing]:
    middles = [zips.areas()[one.zip] for one in demo_directory.CLINICS]
    for n, page in enumerate(cycle(pages)):
        one = copy(page)
        name = f"{page.name.split()[0]} {n}"
        one.pk, one.clinic = uuid7(), Clinic(code=f"copy-{n}", name=name, timezone="America/Los_Angeles")
        one.slug, one.name, one.sort_name = f"copy-{n}", name, sortable(name)
        latitude, longitude = middles[n % len(middles)]
        one.latitude = latitude + (n % 97 - 48) / 100 if n % _NEAR == 0 else 26 + n * 7 % 2_200 / 100
        one.longitude = longitude + (n % 89 - 44) / 100 if n % _NEAR == 0 else -120 + n * 11 % 4_900 / 100
        yield one


def directory_search_ms_p95(scale: Scale) -> Result:
    """The page of results as it is answered, and, as a part, the search alone."""
    fill(scale.listings)
    client, now = Client(), clock.now()

    def page() -> float:
        def once(asked: dict[str, str]) -> None:
            if client.get(reverse("find"), asked, follow=True).status_code != 200:
                raise RuntimeError(f"the search does not answer {asked}")

        return percentile([milliseconds(lambda asked=asked: once(asked)) for asked in searches], 0.95)

    def query() -> float:
        def once(asked: dict[str, str]) -> None:
            with public_queries.reading():
                public_queries.search(_asked(asked), now)

        return percentile([milliseconds(lambda asked=asked: once(asked)) for asked in searches], 0.95)

    searches = [
        {**one, "sort": _asked(one).sort} for one in islice(cycle(_SEARCHES), max(len(_SEARCHES), scale.page_loads))
    ]  # fmt: skip
    taken, alone = in_turn(scale.rounds, page, query)
    return Result(
        "directory_search_ms_p95",
        taken,
        "ms",
        parts={"listings": scale.listings, "search_alone_ms_p95": alone},
    )


def _asked(given: dict[str, str]) -> Asked:
    return Asked(
        place=given.get("place", ""), radius=int(given.get("radius", 25)), indication=given.get("indication", ""),
        speaks=given.get("speaks", ""), payer=given.get("payer", ""), step_free="step_free" in given,
        online_in=given.get("online_in", ""), page=int(given.get("page", 1)),
    )  # fmt: skip


def comparison_ms_p95(scale: Scale) -> Result:
    """Four clinics side by side, with all the others behind them."""
    slugs, client = fill(scale.listings), Client()

    def once() -> None:
        answer = client.get(reverse("compare"), {"clinic": slugs})
        if answer.status_code != 200 or b'data-columns="4"' not in answer.content:
            raise RuntimeError("the comparison does not show four clinics")

    (taken,) = in_turn(
        scale.rounds, lambda: percentile([milliseconds(once) for _ in range(scale.page_loads)], 0.95)
    )
    return Result("comparison_ms_p95", taken, "ms", parts={"listings": scale.listings})
