"""The public page, and where home leads."""

from __future__ import annotations

from typing import Any

import pytest
from django.urls import reverse

from support.cast import Cast, client_of

pytestmark = pytest.mark.django_db


def test_anyone_may_read_the_first_page_and_it_names_help(client: Any) -> None:
    page = client.get("/")
    assert page.status_code == 200
    assert b'href="tel:988"' in page.content and b'href="tel:911"' in page.content
    assert b"data-forget" in page.content, "whatever a shared tablet kept is dropped"


def test_the_first_page_speaks_the_visitors_language_and_leads_to_the_clinics(client: Any) -> None:
    for language, find in (("en", "Find a clinic"), ("es", "Buscar una clínica")):
        page = client.get("/", headers={"Accept-Language": language})
        text = page.content.decode()
        assert page.headers["Content-Language"] == language and f'lang="{language}"' in text
        assert f'href="{reverse("find")}"' in text and find in text


def test_home_sends_each_to_their_place(cast: Cast, client: Any) -> None:
    assert client.get("/home/").headers["Location"].startswith("/account/login/")
    for person, place in (
        (cast.noor, reverse("board")),
        (cast.ana, "/portal/"),
        (cast.by_role["moderator"], "/staff/home/"),
    ):
        assert client_of(person).get("/home/", follow=True).redirect_chain[-1][0] == place


def test_who_sees_no_board_reads_what_they_may_do(cast: Cast) -> None:
    biller = client_of(cast.by_role["biller"]).get("/staff/home/").content.decode()
    assert "Find patients and see who they are" in biller
    moderator = client_of(cast.by_role["moderator"]).get("/staff/home/").content.decode()
    assert "Hide words of a review for a coded public reason" in moderator
    referrer = client_of(cast.by_role["referrer"]).get("/staff/home/").content.decode()
    assert "opens nothing in this part of the program yet" in referrer


@pytest.mark.parametrize("role", ["nurse", "owner", "inspector", "sysadmin", "moderator"])
def test_the_shell_offers_only_what_opens(cast: Cast, role: str) -> None:
    """Every link of the bar, of the palette and of the administration page opens for who sees it."""
    client = client_of(cast.by_role[role])
    page = client.get("/staff/admin/")
    assert page.status_code == 200
    links = {entry["url"] for key in ("sections", "commands") for entry in page.context[key]}
    links |= {reverse(room.route) for room in page.context["rooms"]}
    assert {link: client.get(link).status_code for link in sorted(links)} == dict.fromkeys(sorted(links), 200)


def test_pages_of_a_signed_in_person_are_not_kept_by_the_browser(cast: Cast) -> None:
    for person, url in ((cast.noor, "/staff/patients/"), (cast.ana, "/portal/"), (cast.noor, "/me/")):
        assert client_of(person).get(url).headers["Cache-Control"] == "no-store, private"


def test_the_catalogue_shows_every_component(cast: Cast) -> None:
    page = client_of(cast.wren).get("/staff/admin/catalogue/").content.decode()
    for piece in (
        "chip-high",
        "alarm-bar-medium",
        "tile-pressure",
        "notice-danger",
        "table-stacked",
        "dialog-side",
        "dots",
    ):
        assert piece in page, piece
