"""A page that is refused half way leaves nothing behind but the refusal."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.http import Http404

from euthymia.clinic.audit.models import Event
from euthymia.clinic.people import actions as people
from euthymia.clinic.people import admin_views
from euthymia.clinic.people.models import RoleGrant
from euthymia.domain.quantities import Unusable
from support.cast import Cast, client_of

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("refusal", "status", "noted"),
    [
        (people.NotAllowed("not this"), 403, ["page.refused"]),
        (PermissionDenied("not this"), 403, ["page.refused"]),
        (Http404("not here"), 404, ["page.not-found"]),
        (Unusable.one("role", "not-now", "not now", "later"), 200, []),
    ],
    ids=lambda value: type(value).__name__,
)
def test_what_a_refused_page_wrote_is_undone(
    cast: Cast, unit: Any, monkeypatch: pytest.MonkeyPatch, refusal: Exception, status: int, noted: list[str]
) -> None:
    give: Callable[..., Any] = people.give_role

    def half(**asked: Any) -> None:
        give(**asked)
        raise refusal

    monkeypatch.setattr(admin_views.actions, "give_role", half)
    with unit(cast.lakeside):
        before, last = RoleGrant.objects.count(), Event.objects.count()
    answer = client_of(cast.olu).post(
        f"/staff/admin/people/{cast.wren.staff.pk}/",
        {"act": "give", "role": "nurse", "reason": "she asked"},  # type: ignore[union-attr]
    )
    assert answer.status_code == status
    with unit(cast.lakeside):
        assert RoleGrant.objects.count() == before
        verbs = list(Event.objects.order_by("n").values_list("verb", flat=True))[last:]
    assert [verb for verb in verbs if verb.startswith(("page.", "role."))] == noted
