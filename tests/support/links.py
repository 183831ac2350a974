"""The links of a page, and whether somebody of a role may follow them."""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Iterator
from urllib.parse import urljoin, urlsplit

from django.urls import Resolver404, resolve

from euthymia.clinic.people.access import Role
from euthymia.clinic.people.doors import Door

_HREF = re.compile(r'<a\b[^>]*?\shref="([^"]*)"')
HOUSE = "http://testserver"


def shut(page: str, at: str, role: Role, may: Callable[[Role, Door], bool]) -> Iterator[str]:
    """The addresses a page at `at` links to that lead nowhere, or to a door that is shut for the role."""
    for href in _HREF.findall(page):
        address = urlsplit(urljoin(HOUSE + at, html.unescape(href)))
        if f"{address.scheme}://{address.netloc}" != HOUSE or address.path.startswith("/static/"):
            continue
        try:
            door = getattr(resolve(address.path).func, "door", None)
        except Resolver404:
            yield f"{at} links to {address.path}, which is nowhere"
            continue
        if door is not None and not may(role, door):
            yield f"{at} links to {address.path}"
