"""A journal on a phone of 360 px: made, written, shared, read by its one reader, taken back; and what is left of it
in the database and in the memory of the running system."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from playwright.sync_api import BrowserContext, Page, expect

from support.cast import Person
from support.journals import key_of_passphrase, opened

from . import remains
from .axe import in_every_light
from .clinic import Lakeside
from .hands import Keyboard
from .test_check_in_story import PHONE, too_small

pytestmark = pytest.mark.browser
OpenAs = Callable[..., Page]

PASSPHRASE = "seven herons under a bridge"
KEPT, SHARED, OPEN = "quoxelwind", "brindlefathom", "wexmoortide"  # no word of any other text
KEPT_WORDS = f"The {KEPT} came back, with {KEPT} in every leaf. Ünïcödé, שלום, 🙂"
SHARED_WORDS = " ".join(f"{number} {SHARED}" for number in range(1200))


def made(keys: Keyboard, page: Page, passphrase: str = PASSPHRASE) -> list[str]:
    """From the first page to the open journal; the recovery phrase."""
    for name in ("new-passphrase", "new-passphrase-again"):
        keys.fill(name, passphrase)
    keys.tab_to("agree")
    keys.press("Space")
    keys.go("make-journal")
    phrase = page.get_by_test_id("phrase")
    expect(phrase.get_by_role("listitem")).to_have_count(8)
    groups = phrase.get_by_role("listitem").all_inner_texts()
    keys.fill("phrase-group", groups[int(page.locator("[data-group]").inner_text()) - 1])
    keys.go("phrase-kept")
    expect(page.get_by_test_id("journal-text")).to_be_visible()
    return groups


def write(keys: Keyboard, page: Page, text: str) -> None:
    keys.tab_to("journal-text")
    page.keyboard.insert_text(text)
    keys.go("keep-entry")
    expect(page.get_by_test_id("journal-text")).to_have_value("")


def test_written_shared_read_taken_back_and_no_word_left(
    clinic: Lakeside, window: Callable[..., BrowserContext], open_as: OpenAs, tmp_path: Path
) -> None:
    person, record = clinic.at_home()
    context = window(person, viewport=PHONE)
    context.add_init_script(Axe().axe_script)
    page = context.new_page()
    page.goto("/portal/")
    keys = Keyboard(page)
    keys.go("to-journal")
    expect(page.get_by_role("heading", name="A place for your own words")).to_be_visible()
    found = in_every_light(page, "before there is one") + too_small(page)
    keys.go("make-journal")
    expect(page.get_by_test_id("journal-says")).to_contain_text("at least 12 signs")
    made(keys, page)
    write(keys, page, KEPT_WORDS)
    write(keys, page, SHARED_WORDS)
    entries = page.get_by_test_id("journal-entry")
    expect(entries).to_have_count(2)

    keys.fill("journal-search", "unicode")
    expect(entries).to_have_count(1)
    expect(entries.locator("summary")).to_contain_text(KEPT)
    keys.fill("journal-search", SHARED)
    expect(entries.locator("summary")).to_contain_text(SHARED)
    entries.locator("summary").press("Enter")
    keys.choose("share-with", "Therapist of Lakeside")
    found += in_every_light(page, "open, with an entry") + too_small(page)
    keys.go("share-entry")
    expect(page.get_by_test_id("share-state")).to_contain_text("not read yet")

    therapist = open_as(clinic.cast.by_role["therapist"], "/staff/journal/shared/")
    therapist.get_by_test_id("open-shared").click()
    expect(therapist.get_by_test_id("entry")).to_contain_text(f"1199 {SHARED}")
    clinic.reported(record, OPEN)
    nothing_left(clinic, person, page, therapist)

    page.reload()
    expect(page.get_by_test_id("share-state")).not_to_contain_text("not read yet")
    expect(page.get_by_test_id("journal-text")).to_be_hidden()
    found += in_every_light(page, "closed, with a share") + too_small(page)
    keys.go("take-back")
    expect(page.get_by_test_id("share-state")).to_contain_text("taken back")
    therapist.reload()
    expect(therapist.get_by_test_id("taken-back")).to_be_visible()
    assert found == []

    keys.fill("passphrase", "something else entirely")
    keys.go("open-journal")
    expect(page.get_by_test_id("journal-says")).to_contain_text("Nothing was lost")
    keys.fill("passphrase", PASSPHRASE)
    keys.go("open-journal")
    expect(entries).to_have_count(2)
    with page.expect_download() as download:
        page.get_by_text("File and key").click()
        page.get_by_test_id("export-journal").click()
    download.value.save_as(tmp_path / "journal.txt")
    text = (tmp_path / "journal.txt").read_text("utf-8")
    assert KEPT_WORDS in text and text.index(KEPT) < text.index(SHARED)


def nothing_left(clinic: Lakeside, person: Person, page: Page, therapist: Page) -> None:
    """No word of the unshared entry anywhere; the same look does find what the clinic can read."""
    installation, mine = clinic.installation, {KEPT, PASSPHRASE}
    with installation.administrator() as connection:
        assert remains.in_tables(connection, {*mine, SHARED, OPEN}) == {OPEN}
    if remains.can_be_read():
        installation.start("jobs")
        held: set[str] = set()
        for _ in range(5):  # memory that was given back is soon another page's: its reader opens it again
            therapist.reload()
            held |= remains.in_memory(installation.pids, {*mine, SHARED, settings.SECRET_KEY})
            if SHARED in held:
                break
        installation.kill("jobs")
        assert held == {SHARED, settings.SECRET_KEY}
    assert not any(word in log for word in mine for log in installation.logs())
    stored = page.evaluate(
        "JSON.stringify([{...localStorage}, {...sessionStorage}, location.href, document.cookie])"
    )
    assert not any(word in stored for word in mine)
    journal, rows = clinic.journal(person)
    key = key_of_passphrase(PASSPHRASE, journal.by_passphrase)
    assert opened(key, rows[0])["text"] == KEPT_WORDS


def test_in_spanish_locked_by_itself_and_recovered_by_the_printed_phrase(
    clinic: Lakeside, window: Callable[..., BrowserContext]
) -> None:
    person, _ = clinic.at_home()
    context = window(person, viewport=PHONE, locale="es-MX")
    context.add_init_script(Axe().axe_script)
    page = context.new_page()
    page.clock.install()
    page.goto("/portal/journal/")
    keys = Keyboard(page)
    expect(page.get_by_role("heading", name="Un lugar para sus propias palabras")).to_be_visible()
    groups = made(keys, page)
    keys.choose("prompt", "Una pequeña cosa que hoy fue distinta")
    write(keys, page, "Dormí bien.")
    expect(page.get_by_test_id("journal-says")).to_have_text("Guardado y sellado.")
    keys.tab_to("journal-text")
    page.keyboard.insert_text("A medio escribir")
    found = in_every_light(page, "open in Spanish")
    page.clock.fast_forward(6 * 60 * 1000)
    expect(page.get_by_test_id("passphrase")).to_be_visible()
    expect(page.get_by_test_id("journal-entry")).to_have_count(0)
    assert "A medio" not in page.content() and page.get_by_test_id("journal-text").input_value() == ""

    page.get_by_text("He olvidado la frase secreta").click()
    keys.fill("recover-phrase", " ".join(groups).replace(groups[0], "0000"))
    keys.fill("recover-passphrase", "otra frase muy distinta")
    keys.go("recover")
    expect(page.get_by_test_id("journal-says")).to_contain_text("No es una frase de recuperación")
    keys.fill("recover-phrase", " ".join(groups).lower())
    keys.go("recover")
    expect(page.get_by_test_id("journal-entry")).to_have_count(1)
    expect(page.get_by_test_id("journal-text")).to_have_value("A medio escribir")
    page.get_by_test_id("journal-entry").locator("summary").click()
    expect(page.get_by_test_id("entry-text")).to_have_text("Dormí bien.")
    found += in_every_light(page, "an entry in Spanish") + too_small(page)
    assert found == []
    keys.go("edit-entry")
    expect(page.get_by_test_id("journal-text")).to_be_focused()
    keys.fill("journal-text", "Dormí muy bien.")
    keys.go("keep-entry")
    expect(page.get_by_test_id("entry-text")).to_have_text("Dormí muy bien.")
    _, rows = clinic.journal(person)
    assert [row.version for row in rows] == [1, 2]
