"""Every role against every address: in where its permissions open, out elsewhere, and each refusal noted."""

from __future__ import annotations

import re
from collections import Counter
from typing import Any

import pytest

from euthymia.clinic.audit.models import Event
from euthymia.clinic.people import actions as people
from euthymia.clinic.people.access import ROLES, Role
from euthymia.clinic.people.doors import Door
from support.cast import INSTALLER, Cast, client_of
from support.links import shut
from support.places import at_lakeside, routes
from support.standing import THE_CAST, Scene

Furnished = tuple[Cast, dict[str, Any]]


def _furnished(cast: Cast) -> Furnished:
    return cast, at_lakeside(cast)


# The cast, and a value for every part of an address: made once for all the roles.
pytestmark = [pytest.mark.django_db, pytest.mark.scene(Scene(_furnished, THE_CAST))]


def _refusals(unit: Any) -> Counter[str]:
    """How often the audit log says no, by the request that was refused."""
    with unit():
        return Counter(
            Event.objects.filter(outcome=Event.Outcome.REFUSED).values_list("correlation", flat=True)
        )


def _may(role: Role, door: Door) -> bool:
    if door.kind == "staff":
        return door.permission in role.permissions
    if door.kind == "member":
        return role.code != "patient"
    if door.kind == "patient":
        return role.code == "patient"
    return True


@pytest.mark.parametrize("role", ROLES, ids=lambda role: role.code)
def test_a_role_enters_exactly_where_its_permissions_open(cast: Furnished, unit: Any, role: Role) -> None:
    """And no page it enters offers it a link that it may not follow."""
    everybody, places = cast
    client = client_of(everybody.by_role[role.code])
    wrong, astray, refused, before = [], set[str](), Counter[str](), _refusals(unit)
    for route in routes():
        if route.door is None or route.door.kind not in ("staff", "member", "patient"):
            continue
        answer = client.get(route.url(places), follow=True, headers={"X-Request-Id": route.name})
        if answer.status_code == 403:
            refused[route.name] += 1
        elif answer.headers.get("Content-Type", "").startswith("text/html"):
            astray |= set(shut(answer.content.decode(), answer.request["PATH_INFO"], role, _may))
        if (answer.status_code != 403) != _may(role, route.door):
            wrong.append(f"{route.name}: {answer.status_code}")
    assert wrong == []
    assert _refusals(unit) - before == refused, "each refusal is noted once, as that of its request"
    assert sorted(astray) == []


def test_somebody_signed_out_is_sent_to_sign_in(cast: Furnished, client: Any) -> None:
    _, places = cast
    for route in routes():
        if route.door is None or route.door.kind in ("public", "machine"):
            continue
        for method in (client.get, client.post):
            answer = method(route.url(places))
            sent = answer.status_code == 302 and answer.headers["Location"].startswith("/account/login/")
            assert sent or answer.status_code == 405, (route.name, answer.status_code)


def test_a_refusal_says_who_asked_for_what(cast: Furnished, unit: Any) -> None:
    everybody, _ = cast
    client_of(everybody.wren).get("/staff/admin/audit/")
    with unit(everybody.lakeside):
        refusal = Event.objects.filter(outcome=Event.Outcome.REFUSED).latest("at", "n")
    assert refusal.actor == everybody.wren.words
    assert refusal.role == "desk"
    assert "/staff/admin/audit/" in refusal.says


# Whole words: a form's token is letters by chance.
LAKESIDES = re.compile(rb"\b(Ana|Marsh|LA-0000\d*)\b")


def test_nobody_of_hillside_finds_anything_of_lakeside(cast: Furnished, unit: Any) -> None:
    """Hana may do everything at Hillside; each of Lakeside's ids is 404 for her, and Hillside's log says so."""
    everybody, places = cast
    with unit():
        for role in ("owner", "prescriber", "technician", "therapist", "custodian", "biller"):
            people.give_role(staff=everybody.hana.staff, role=role, by=INSTALLER)
    client, tried = client_of(everybody.hana), 0
    for route in routes():
        if (
            route.door is None
            or route.door.kind != "staff"
            or not {ask for ask in route.asks if ask.endswith("_id")}
        ):
            continue
        for method in ("get", "post"):
            answer = getattr(client, method)(route.url(places))
            if answer.status_code == 405:
                continue
            tried += 1
            assert answer.status_code == 404, (route.name, method, answer.status_code)
            assert not LAKESIDES.search(answer.content), route.name
            with unit(everybody.hillside):
                newest = Event.objects.filter(clinic_id=everybody.hillside.pk).latest("n")
            assert (newest.verb, newest.outcome) == ("page.not-found", "refused"), route.name
    assert tried > 10


def test_hillsides_lists_and_searches_hold_nobody_of_lakeside(cast: Furnished) -> None:
    everybody, _ = cast
    client = client_of(everybody.hana)
    assert b"Marsh" not in client.get("/staff/patients/").content
    assert client.get("/staff/search/?q=Mar").json() == []
    assert client.get(f"/staff/patients/?after={everybody.ana_patient.pk}").status_code == 404
