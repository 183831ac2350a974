"""House rules for the page's scripts: small, alone, and safe under a strict content policy."""

import json
import re
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest

import euthymia.kit

KIT = Path(euthymia.kit.__file__).parent
SCRIPTS = sorted((KIT / "static" / "kit" / "js").glob("*.js"))
COMPONENTS = sorted((KIT / "templates" / "kit" / "components").glob("*.html"))
SYMBOLS = {
    symbol.get("id")
    for symbol in ET.parse(KIT / "static" / "kit" / "icons.svg").getroot()  # noqa: S314 - our own file
}


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda path: path.name)
def test_a_script_is_small_and_stands_alone(script):
    text = script.read_text(encoding="utf-8")
    assert len(text.splitlines()) < 150
    assert not re.search(r"^\s*(import|export)\b|\bimport\(|require\(", text, re.MULTILINE)
    assert "http://" not in text.replace("http://www.w3.org/2000/svg", "")
    assert "https://" not in text


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda path: path.name)
def test_a_script_never_turns_text_into_code_or_markup(script):
    text = script.read_text(encoding="utf-8")
    forbidden = r"\beval\(|new Function|innerHTML|outerHTML|insertAdjacentHTML|document\.write|setAttribute\(\"style\""
    assert not re.search(forbidden, text)


def test_every_script_is_loaded_once():
    head = (KIT / "templates" / "kit" / "components" / "head.html").read_text(encoding="utf-8")
    assert sorted(re.findall(r"kit/js/([\w-]+\.js)", head)) == [script.name for script in SCRIPTS]


def test_every_sheet_named_in_the_head_exists():
    head = (KIT / "templates" / "kit" / "components" / "head.html").read_text(encoding="utf-8")
    named = re.findall(r"kit/css/([\w-]+\.css)", head)
    assert named[0] == "tokens.css"
    assert named[-1] == "print.css"
    assert all((KIT / "static" / "kit" / "css" / name).is_file() for name in named)


def test_htmx_keeps_no_pages_and_runs_no_code():
    head = (KIT / "templates" / "kit" / "components" / "head.html").read_text(encoding="utf-8")
    found = re.search(r"content='(\{.*?\})'", head)
    assert found
    settings = json.loads(found.group(1))
    assert settings["historyCacheSize"] == 0
    assert settings["allowEval"] is False
    assert settings["includeIndicatorStyles"] is False


@pytest.mark.parametrize("component", COMPONENTS, ids=lambda path: path.name)
def test_a_component_keeps_to_the_content_policy(component):
    text = component.read_text(encoding="utf-8")
    assert not re.search(r"\bstyle=|\son[a-z]+=", text)
    for name in re.findall(r'icon\.html" with name="([\w-]+)"', text):
        assert name in SYMBOLS


def test_icons_have_one_grid_and_no_colour_of_their_own():
    root = ET.parse(KIT / "static" / "kit" / "icons.svg").getroot()  # noqa: S314 - our own file
    names = [symbol.get("id") for symbol in root]
    assert len(names) == len(set(names)) >= 40
    assert {symbol.get("viewBox") for symbol in root} == {"0 0 24 24"}
    colours = {part.get(key) for part in root.iter() for key in ("fill", "stroke")} - {None, "none"}
    assert colours <= {"currentColor"}
