"""Small helps for views: a missing record is a page that says so, and a way back stays on this site."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404, HttpRequest
from django.utils.http import url_has_allowed_host_and_scheme


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
