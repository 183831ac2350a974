"""Roles are given from a moment, until a moment, by somebody else, and every change is kept."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from euthymia.clinic.audit.models import Event
from euthymia.clinic.people import actions as people
from euthymia.clinic.people import lookups, queries
from euthymia.clinic.people.access import Permission
from euthymia.clinic.people.actions import NotAllowed
from euthymia.clinic.people.models import RoleGrant
from euthymia.domain.quantities import Unusable
from euthymia.kit import clock
from euthymia.kit.models import Changed
from support.cast import INSTALLER, Cast, client_of

pytestmark = pytest.mark.django_db


def test_a_role_with_an_end_is_over_by_itself(cast: Cast, unit: Any) -> None:
    with unit(cast.lakeside):
        people.give_role(
            staff=cast.wren.staff, role="nurse", by=INSTALLER, until=clock.now() + timedelta(hours=8)
        )
    client = client_of(cast.wren)
    assert client.get("/staff/infusions/").status_code == 200
    clock.advance(timedelta(hours=7, minutes=59, seconds=59))
    assert client.get("/staff/infusions/").status_code == 200
    clock.advance(timedelta(seconds=1))
    assert client.get("/staff/infusions/").status_code == 403
    assert client.get("/staff/patients/").status_code == 200, "the role she holds for good stays"


def test_an_ended_role_opens_nothing_from_that_moment(cast: Cast, unit: Any) -> None:
    client = client_of(cast.noor)
    assert client.get("/staff/infusions/").status_code == 200
    with unit(cast.lakeside):
        people.end_role(staff=cast.noor.staff, role="nurse", by=cast.olu.member(), reason="left the clinic")
    assert client.get("/staff/infusions/").status_code == 403


def test_what_was_true_then_stays_known(cast: Cast, unit: Any) -> None:
    then = clock.now()
    clock.advance(timedelta(days=3))
    with unit(cast.lakeside):
        people.end_role(staff=cast.noor.staff, role="nurse", by=INSTALLER, reason="left")
        grants = queries.grants(cast.noor.staff)
        assert queries.current_roles(grants, then) == {"nurse"}
        assert queries.current_roles(grants, clock.now()) == set()
        assert [held.role.code for held in lookups.held_roles(grants, then)] == ["nurse"]
        with pytest.raises(Changed):
            grants[0].delete()


def test_reading_who_holds_which_role_is_noted(cast: Cast, unit: Any) -> None:
    client, noor = client_of(cast.olu), cast.noor.staff
    for address in ("/staff/admin/people/", f"/staff/admin/people/{noor.pk}/", "/staff/admin/permissions/"):  # type: ignore[union-attr]
        assert client.get(address).status_code == 200
    with unit(cast.lakeside):
        seen = list(Event.objects.filter(actor=cast.olu.words).order_by("n").values_list("verb", "subject"))
    assert seen == [("people.listed", ""), ("person.seen", str(noor.pk)), ("permissions.seen", "")]  # type: ignore[union-attr]


def test_nobody_changes_their_own_roles(cast: Cast, unit: Any) -> None:
    with unit(cast.lakeside):
        for act in (
            lambda: people.give_role(staff=cast.olu.staff, role="prescriber", by=cast.olu.member()),
            lambda: people.end_role(
                staff=cast.olu.staff, role="owner", by=cast.olu.member(), reason="enough"
            ),
        ):
            with pytest.raises(Unusable) as refused:
                act()
            assert refused.value.faults[0].code == "own"


def test_only_who_manages_people_gives_roles(cast: Cast, unit: Any) -> None:
    with unit(cast.lakeside), pytest.raises(NotAllowed):
        people.give_role(staff=cast.wren.staff, role="nurse", by=cast.noor.member())


def test_an_inspectors_role_has_an_end(cast: Cast, unit: Any) -> None:
    with unit(cast.lakeside), pytest.raises(Unusable) as refused:
        people.give_role(staff=cast.wren.staff, role="inspector", by=INSTALLER)
    assert refused.value.faults[0].at == "until"


def test_the_page_gives_a_role_until_the_end_of_a_day_where_the_clinic_stands(cast: Cast, unit: Any) -> None:
    url = f"/staff/admin/people/{cast.wren.staff.pk}/"
    client = client_of(cast.olu)
    answer = client.post(url, {"act": "give", "role": "nurse", "until": "2026-11-21", "reason": "covers"})
    assert answer.headers["Location"] == url
    with unit(cast.lakeside):
        grant = RoleGrant.objects.filter(staff=cast.wren.staff).latest("at", "id")
    assert grant.until is not None
    assert grant.until.astimezone(cast.lakeside.zone).isoformat() == "2026-11-22T00:00:00-08:00"
    assert grant.by == cast.olu.words
    with unit(cast.lakeside):
        noted = Event.objects.get(verb="role.given", actor=cast.olu.words)
    assert noted.detail["role_code"] == "nurse"


@pytest.mark.parametrize(
    ("sent", "says"),
    [
        ({"act": "give", "role": ""}, "This field is required"),
        ({"act": "give", "role": "inspector"}, "an inspector&#x27;s access has an end"),
        ({"act": "give", "role": "nurse", "until": "2026-11-01"}, "the end lies in the past"),
        ({"act": "give", "role": "desk"}, "Select a valid choice"),
        ({"act": "end", "role": "desk", "reason": ""}, "This field is required"),
        ({"act": "end", "role": "nurse", "reason": "x"}, "Select a valid choice"),
    ],
)
def test_the_page_says_at_the_field_what_is_wrong(
    cast: Cast, unit: Any, sent: dict[str, str], says: str
) -> None:
    answer = client_of(cast.olu).post(f"/staff/admin/people/{cast.wren.staff.pk}/", sent)
    assert answer.status_code == 200
    assert says in answer.content.decode()
    with unit(cast.lakeside):
        assert RoleGrant.objects.filter(staff=cast.wren.staff).count() == 1


def test_the_page_lets_nobody_at_their_own_roles(cast: Cast, unit: Any) -> None:
    client, url = client_of(cast.olu), f"/staff/admin/people/{cast.olu.staff.pk}/"
    assert b"Nobody changes their own roles" in client.get(url).content
    answer = client.post(url, {"act": "give", "role": "nurse"})
    assert b"Nobody changes their own roles" in answer.content
    with unit(cast.lakeside):
        assert RoleGrant.objects.filter(staff=cast.olu.staff).count() == 1


def test_who_may_only_look_cannot_give(cast: Cast, unit: Any) -> None:
    client = client_of(cast.by_role["sysadmin"])
    url = f"/staff/admin/people/{cast.wren.staff.pk}/"
    assert b'data-test="give-role"' not in client.get(url).content
    assert client.post(url, {"act": "give", "role": "nurse"}).status_code == 403
    with unit(cast.lakeside):
        assert Event.objects.filter(verb="page.refused", actor=cast.by_role["sysadmin"].words).exists()
        assert not queries.member(cast.wren.user, cast.lakeside.pk, clock.now()).may(Permission.RUN_INFUSION)
