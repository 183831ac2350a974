"""Small helps for views: a missing record is a page that says so, a way back stays on this site, slow pages are marked."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, TypeVar

from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404, HttpRequest
from django.utils.http import url_has_allowed_host_and_scheme

View = TypeVar("View", bound=Callable[..., Any])


def slow(view: View) -> View:
    """Mark a page that may take seconds: it waits for its like, and no other page waits for it (config/asgi.py).

    Put it outside the door.
    """
    view.slow = True  # type: ignore[attr-defined]
    return view


@contextmanager
def missing_is_not_found() -> Iterator[None]:
    """What the tenant does not have is answered with 404, whoever else may have it."""
    try:
        yield
    except ObjectDoesNotExist as missing:
        raise Http404(str(missing)) from missing


def way_back(request: HttpRequest, default: str) -> str:
    """The address in `next`, when it is one of this site's; otherwise the default."""
    asked = request.POST.get("next") or request.GET.get("next", "")
    here = url_has_allowed_host_and_scheme(
        asked, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return asked if asked and here else default
