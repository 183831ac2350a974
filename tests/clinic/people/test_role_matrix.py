"""Every role against every address: in where its permissions open, out elsewhere, and each refusal noted."""

from __future__ import annotations

from typing import Any

import pytest

from euthymia.clinic.audit.models import Event
from euthymia.clinic.people import actions as people
from euthymia.clinic.people.access import ROLES, Role
from euthymia.clinic.people.doors import Door
from support.cast import INSTALLER, Cast, client_of
from support.links import shut
from support.places import at_lakeside, routes

pytestmark = pytest.mark.django_db


def _refusals(unit: Any) -> int:
    with unit():
        return Event.objects.filter(outcome=Event.Outcome.REFUSED).count()


def _may(role: Role, door: Door) -> bool:
    if door.kind == "staff":
        return door.permission in role.permissions
    if door.kind == "member":
        return role.code != "patient"
    if door.kind == "patient":
        return role.code == "patient"
    return True


@pytest.mark.parametrize("role", ROLES, ids=lambda role: role.code)
def test_a_role_enters_exactly_where_its_permissions_open(cast: Cast, unit: Any, role: Role) -> None:
    """And no page it enters offers it a link that it may not follow."""
    places = at_lakeside(cast)
    client = client_of(cast.by_role[role.code])
    wrong: list[str] = []
    astray: set[str] = set()
    for route in routes():
        if route.door is None or route.door.kind not in ("staff", "member", "patient"):
            continue
        before = _refusals(unit)
        answer = client.get(route.url(places), follow=True)
        if _may(role, route.door):
            if answer.headers.get("Content-Type", "").startswith("text/html"):
                astray |= set(shut(answer.content.decode(), answer.request["PATH_INFO"], role, _may))
            opened = answer.status_code != 403 and _refusals(unit) == before
            wrong += [] if opened else [f"{route.name}: shut, {answer.status_code}"]
        else:
            refused = answer.status_code == 403 and _refusals(unit) == before + 1
            wrong += (
                []
                if refused
                else [f"{route.name}: {answer.status_code}, {_refusals(unit) - before} refusals noted"]
            )
    assert wrong == []
    assert sorted(astray) == []


def test_somebody_signed_out_is_sent_to_sign_in(cast: Cast, client: Any) -> None:
    places = at_lakeside(cast)
    for route in routes():
        if route.door is None or route.door.kind in ("public", "machine"):
            continue
        for method in (client.get, client.post):
            answer = method(route.url(places))
            sent = answer.status_code == 302 and answer.headers["Location"].startswith("/account/login/")
            assert sent or answer.status_code == 405, (route.name, answer.status_code)


def test_a_refusal_says_who_asked_for_what(cast: Cast, unit: Any) -> None:
    client_of(cast.wren).get("/staff/admin/audit/")
    with unit(cast.lakeside):
        refusal = Event.objects.filter(outcome=Event.Outcome.REFUSED).latest("at", "n")
    assert refusal.actor == cast.wren.words
    assert refusal.role == "desk"
    assert "/staff/admin/audit/" in refusal.says


def test_nobody_of_hillside_finds_anything_of_lakeside(cast: Cast, unit: Any) -> None:
    """Hana may do everything at Hillside; each of Lakeside's ids is 404 for her, and Hillside's log says so."""
    with unit():
        for role in ("owner", "prescriber", "technician", "therapist", "custodian"):
            people.give_role(staff=cast.hana.staff, role=role, by=INSTALLER)
    places = at_lakeside(cast)
    client, tried = client_of(cast.hana), 0
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
            for word in (b"Ana", b"Marsh", b"LA-0000"):
                assert word not in answer.content, route.name
            with unit(cast.hillside):
                newest = Event.objects.filter(clinic_id=cast.hillside.pk).latest("n")
            assert (newest.verb, newest.outcome) == ("page.not-found", "refused"), route.name
    assert tried > 10


def test_hillsides_lists_and_searches_hold_nobody_of_lakeside(cast: Cast) -> None:
    client = client_of(cast.hana)
    assert b"Marsh" not in client.get("/staff/patients/").content
    assert client.get("/staff/search/?q=Mar").json() == []
    assert client.get(f"/staff/patients/?after={cast.ana_patient.pk}").status_code == 404
