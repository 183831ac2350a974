"""Every address has a door; every permission is somebody's; the reference says what the code does."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.test import Client

from euthymia.clinic.people import reference
from euthymia.clinic.people.access import ROLES, Permission
from support.places import routes

ROOT = Path(__file__).resolve().parents[2]
# What anyone may open. A new public page is added here by hand, on purpose.
PUBLIC = {
    "welcome", "home", "account_login", "account_logout", "account_inactive", "mfa_authenticate", "mfa_login_webauthn",
    "account_reset_password", "account_reset_password_done", "account_reset_password_from_key",
    "account_reset_password_from_key_done", "portal-language",
    # a key in the address is the only way in: the ride home and the waiting room's screen
    "ride", "kiosk", "call", "visit-link", "concern", "circle", "circle-link", "circle-summary", "circle-measure",
    "portal-entry",
    # what anybody reads on the public site
    "find", "public-place", "public-clinic", "public-person", "public-report", "compare", "licence-check", "about-the-data",
    "for-clinics", "sitemap", "robots",
    "learn", "learn-glossary", "learn-article",
    "reviews", "review-write", "complain", "consultation", "consultation-book", "consultation-ask", "consultation-booked", "consultation-file",
    # what a tablet keeps of the program itself, without a word of anybody
    "infusion-shell", "infusion-worker", "infusion-manifest",
}  # fmt: skip


def test_every_address_has_a_door_and_a_name() -> None:
    without = [route.name or "(unnamed)" for route in routes() if route.door is None or not route.name]
    assert without == []


def test_only_the_listed_pages_are_public() -> None:
    public = {route.name for route in routes() if route.door and route.door.kind == "public"}
    assert {name for name in public if not name.startswith("health")} == PUBLIC


def test_every_staff_door_asks_for_a_permission() -> None:
    assert [
        route.name
        for route in routes()
        if route.door and route.door.kind == "staff" and not route.door.permission
    ] == []


def test_every_permission_is_held_by_some_role() -> None:
    held = {permission for role in ROLES for permission in role.permissions}
    assert set(Permission) - held == set()


def test_seventeen_roles_each_with_its_row_of_the_mission() -> None:
    assert [role.row for role in ROLES] == [f"R{n:02d}" for n in range(1, 18)]
    assert len({role.code for role in ROLES}) == 17


def test_clinicians_without_charts_break_glass_and_only_patients_see_their_own_record() -> None:
    for role in ROLES:
        needs_it = role.clinical and Permission.SEE_CHART not in role.permissions
        assert needs_it == (Permission.BREAK_GLASS in role.permissions), role.code
        assert (role.code == "patient") == (Permission.SEE_OWN_RECORD in role.permissions), role.code


def test_who_keeps_the_system_running_sees_no_patient() -> None:
    """Separation of duty, compliance 3.7: the system administrator sees neither patients nor the audit log."""
    (sysadmin,) = (role for role in ROLES if role.code == "sysadmin")
    assert not sysadmin.permissions & {
        Permission.SEE_PATIENTS, Permission.SEE_CHART, Permission.SEE_BOARD, Permission.SEE_AUDIT, Permission.BREAK_GLASS,
    }  # fmt: skip


def test_the_reference_of_permissions_is_current() -> None:
    written = (ROOT / reference.PLACE).read_text("utf-8")
    assert written == reference.permissions(), f"{reference.PLACE} is not what the code says: write it again"


@pytest.mark.parametrize("address", ["ride", "here", "call", "visit", "concern"])
def test_a_page_whose_key_lets_in_takes_a_form_from_a_browser_that_names_no_origin(
    db: None, address: str
) -> None:
    """Such a page asks browsers to tell no referrer, and then its own form comes with `Origin: null`."""
    client = Client(enforce_csrf_checks=True)
    assert client.post(f"/{address}/none/", HTTP_ORIGIN="null").status_code == 404
