"""The patient's pages speak every language they offer, whole: no word outside a translation, none untranslated."""

from __future__ import annotations

import gettext
import re
from pathlib import Path

import pytest
from django.conf import settings

SOURCES = Path(__file__).resolve().parents[2] / "src" / "euthymia"
SITE = SOURCES / "journey" / "directory" / "templates" / "directory"
PAGES = sorted((SOURCES / "faces" / "portal" / "templates").rglob("*.html"))
PAGES += [
    page for page in sorted(SITE.glob("*.html")) if 'extends "kit/base.html"' not in page.read_text("utf-8")
]
PAGES.append(SOURCES / "faces" / "site" / "templates" / "site" / "welcome.html")
ACCOUNT = SOURCES / "config" / "templates"
PAGES += sorted([*(ACCOUNT / "account").rglob("*.html"), *(ACCOUNT / "mfa").rglob("*.html")])
OTHERS = [code for code, _ in settings.LANGUAGES if code != "en"]
_ENTRY = re.compile(
    r'^msgid ((?:"(?:[^"\\]|\\.)*"\n?)+)(?:msgid_plural (?:".*"\n?)+)?msgstr(?:\[0\])? (.*)$', re.MULTILINE
)
# What is the same in every language, or is somebody's name.
NAMES = {"988", "911", "euthymia", "SHA", "256"}


def entries(language: str) -> list[tuple[str, str]]:
    text = (SOURCES / "locale" / language / "LC_MESSAGES" / "django.po").read_text("utf-8")
    found = [(_plain(key), _plain(said)) for key, said in _ENTRY.findall(text)]
    return [(key, said) for key, said in found if key]


def _plain(quoted: str) -> str:
    return "".join(re.findall(r'"((?:[^"\\]|\\.)*)"', quoted)).replace('\\"', '"').replace("\\n", "\n")


def test_there_is_something_to_read() -> None:
    assert PAGES and OTHERS


@pytest.mark.parametrize("language", OTHERS)
def test_every_phrase_is_translated(language: str) -> None:
    assert [key for key, said in entries(language) if not said] == []


@pytest.mark.parametrize("language", OTHERS)
def test_what_the_program_reads_is_what_the_translators_wrote(language: str) -> None:
    with (SOURCES / "locale" / language / "LC_MESSAGES" / "django.mo").open("rb") as file:
        read = gettext.GNUTranslations(file)
    catalogue = {
        key if isinstance(key, str) else key[0]: said
        for key, said in read._catalog.items()
        if isinstance(key, str) or key[1] == 0
    }
    assert {key: catalogue.get(key) for key, _ in entries(language)} == dict(entries(language))


def outside(text: str) -> list[str]:
    """The words of a template that stand outside every translation."""
    text = re.sub(
        r"{% block (?:words|page_class|help_address) %}.*?{% endblock %}", "", text, flags=re.DOTALL
    )
    text = re.sub(
        r"{% blocktranslate.*?{% endblocktranslate %}|<script.*?</script>", "", text, flags=re.DOTALL
    )
    text = re.sub(r"{#.*?#}|{%.*?%}|{{.*?}}", "", text, flags=re.DOTALL)
    attributes = re.findall(r'(?:aria-label|title|placeholder|alt)="([^"]*)"', text)
    text = re.sub(r"<[^>]*>", " ", text)
    words = re.findall(r"[A-Za-z]{2,}|\d{3,}", " ".join([text, *attributes]))
    return [word for word in words if word not in NAMES]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_no_word_of_a_patients_page_stands_outside_a_translation(page: Path) -> None:
    assert outside(page.read_text("utf-8")) == []


def test_a_word_outside_a_translation_is_named() -> None:
    said = (
        """<p title="a hint">{% translate "Kept." %} Hello {{ name }}</p><img alt="{% translate 'You' %}">"""
    )
    assert outside(said) == ["Hello", "hint"]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_phrase_of_a_page_is_in_the_catalogue(page: Path) -> None:
    text = page.read_text("utf-8")
    asked = {
        first or second for first, second in re.findall(r"""{% translate (?:"([^"]*)"|'([^']*)') %}""", text)
    }
    for language in OTHERS:
        assert asked <= {key for key, _ in entries(language)}
