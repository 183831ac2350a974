"""The documents say what is: made ones are current, links lead somewhere, named tests and commands exist."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from docs import generate

from euthymia.faces.command.cli import COMMANDS

ROOT = Path(__file__).resolve().parents[2]
PAGES = [*sorted((ROOT / "docs").rglob("*.md")), ROOT / "README.md", ROOT / "CHANGELOG.md"]
# Photographs of the running demo, made anew from time to time; a page is read without them too.
PICTURES = "docs/screens/"


def name(page: Path) -> str:
    return str(page.relative_to(ROOT))


def test_documents_made_from_the_code_are_current() -> None:
    assert generate.stale() == [], "make reference"


@pytest.mark.parametrize("page", PAGES, ids=name)
def test_links_lead_somewhere(page: Path) -> None:
    prose = re.sub(
        r"^```.*?^```", "", page.read_text("utf-8"), flags=re.MULTILINE | re.DOTALL
    )  # an example leads nowhere
    lost = [
        link
        for link in re.findall(r"\]\(([^)#\s]+)[^)]*\)", prose)
        if "://" not in link and not (page.parent / link).exists() and not link.startswith(PICTURES)
    ]
    assert lost == []


def test_every_test_named_in_the_documents_exists() -> None:
    defined = {
        test
        for path in (ROOT / "tests").rglob("test_*.py")
        for test in re.findall(r"^(?:async )?def (test_\w+)", path.read_text("utf-8"), re.MULTILINE)
    }
    named = {
        test
        for page in PAGES
        for test in re.findall(r"`(test_\w+)`", page.read_text("utf-8"))
        if test.count("_") > 2
    }
    assert len(named) > 40
    assert named - defined == set()


def test_every_command_named_in_the_documents_exists() -> None:
    named = {
        command
        for page in PAGES
        for command in re.findall(r"\beuthymia ([a-z]+)\b(?! for| is| at| keeps)", page.read_text("utf-8"))
        if f"euthymia {command}"
        in "\n".join(re.findall(r"`[^`]+`|```.*?```", page.read_text("utf-8"), re.DOTALL))
    }
    assert named - {entry.name for entry in COMMANDS} == set()


def test_every_page_stands_in_the_menu() -> None:
    menu = re.findall(r"[\w/.-]+\.md", (ROOT / "mkdocs.yml").read_text("utf-8"))
    assert sorted(menu) == sorted(
        str(page.relative_to(ROOT / "docs")) for page in (ROOT / "docs").rglob("*.md")
    )


def test_a_tree_in_the_documents_names_what_is_there() -> None:
    text = (ROOT / "docs" / "index.md").read_text("utf-8")
    floor, named = "", set()
    for line in re.findall(r"^(?:│   |    )?[├└]── (\w+)/", text, re.MULTILINE):
        if line in ("config", "faces", "journey", "clinic", "kit", "domain"):
            floor = line
        named.add(line if line == floor else f"{floor}/{line}")
    there = {
        str(path.parent.relative_to(ROOT / "src" / "euthymia"))
        for depth in ("*/__init__.py", "*/*/__init__.py")
        for path in (ROOT / "src" / "euthymia").glob(depth)
        if path.parts[-3] in ("euthymia", "faces", "journey", "clinic", "domain")
    }
    assert named == there
