"""What every page that writes into the book does with its form: ask all of it, act once, say what was kept."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect

from euthymia.clinic.people.doors import StaffRequest
from euthymia.clinic.people.stepup import SecondPersonForm, SignatureForm
from euthymia.domain.quantities import Unusable
from euthymia.kit.forms import add_faults, new_id

from . import actions


def posted(form: Any, act: Callable[[], Any]) -> Any:
    """What the act gave; None when it was refused, which then stands on the form."""
    try:
        with actions.acting():
            return act()
    except actions.NotPosted as refused:
        form.add_error(None, refused.says)
        new_id(form)
    except Unusable as refused:
        add_faults(form, refused)
    return None


def all_valid(*forms: Any) -> bool:
    """All are asked, so that everything that is wrong is said at once."""
    return all([form.is_valid() for form in forms if form is not None])


def done(request: StaffRequest, says: str, client_id: UUID, url: str) -> HttpResponse:
    messages.success(request, says, extra_tags=str(client_id))
    return HttpResponseRedirect(url)


def bound(request: StaffRequest) -> Any:
    return request.POST if request.method == "POST" else None


def status(request: StaffRequest) -> int:
    return 422 if request.method == "POST" else 200


def two(request: StaffRequest) -> tuple[SecondPersonForm, SignatureForm]:
    """The second person, and the signature of the first."""
    return SecondPersonForm(bound(request), request=request), SignatureForm(bound(request), request=request)
