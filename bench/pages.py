"""Pages as a browser asks for them, and how many queries each makes with little and with much data."""

from __future__ import annotations

import http.client
from collections.abc import Callable
from statistics import median

from django.db import connection
from django.urls import reverse

from .clinic import Place, a_sample_now
from .installation import Running
from .measure import Result, in_turn, milliseconds, percentile
from .scale import Scale


def addresses(place: Place) -> dict[str, str]:
    """The pages that are measured, by name. The live page and its chart are the first chair's."""
    session = place.seats[0].session
    return {
        "board": reverse("board"),
        "patient list": reverse("patients"),
        "patient chart": reverse("patient", args=[place.patient]),
        "live page": reverse("infusion", args=[session]),
        "live page's chart": reverse("infusion-part", args=[session, "chart"]) + "?live",
    }


def page_ms_p95(scale: Scale, place: Place, running: Running) -> Result:
    """Server time of each page over one kept connection; the figure is the slowest page's."""
    line = http.client.HTTPConnection("127.0.0.1", running.port, timeout=30)
    headers = {"Cookie": place.cookie()}

    def load(path: str) -> None:
        line.request("GET", path, headers=headers)
        answer = line.getresponse()
        answer.read()
        if answer.status != http.client.OK:
            raise RuntimeError(f"{path} answered {answer.status}")

    def taking(path: str) -> Callable[[], float]:
        def take() -> float:
            a_sample_now(place, place.seats[0])
            return percentile([milliseconds(lambda: load(path)) for _ in range(scale.page_loads)], 0.95)

        return take

    pages = addresses(place)
    taken = in_turn(scale.rounds, *(taking(path) for path in pages.values()))
    line.close()
    return Result("page_ms_p95", max(taken), "ms", parts=dict(zip(pages, taken, strict=True)))


def queries_per_page(large: Place, small: Place) -> Result:
    """The most queries a page makes; the reference is the same with three chairs and hardly a past."""
    counted = {name: _queries(large, path) for name, path in addresses(large).items()}
    before = {name: _queries(small, path) for name, path in addresses(small).items()}
    parts = {name: {"small": before[name], "large": counted[name]} for name in counted}
    most = max(counted, key=lambda name: (counted[name] / before[name], counted[name]))
    return Result(
        "queries_per_page", counted[most], "queries", "the same page with little data", before[most], parts
    )


def _queries(place: Place, path: str) -> int:
    """Queries of the page at its second and later loads: the first one may also move the screen lock's clock."""
    client = place.client()
    client.get(path)

    def load() -> int:
        counted = 0

        def count(execute, sql, params, many, context):  # type: ignore[no-untyped-def]
            nonlocal counted
            counted += 1
            return execute(sql, params, many, context)

        with connection.execute_wrapper(count):
            answer = client.get(path)
        if answer.status_code != http.client.OK:
            raise RuntimeError(f"{path} answered {answer.status_code}")
        return counted

    return int(median(load() for _ in range(3)))
