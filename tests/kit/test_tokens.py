"""Contrast of every theme, worked out from the sheet itself; and the rule that a dim room stays dim."""

import re
from pathlib import Path

import pytest

import euthymia.kit

CSS = Path(euthymia.kit.__file__).parent / "static" / "kit" / "css"
TOKENS = (CSS / "tokens.css").read_text(encoding="utf-8")
THEMES = ("light", "dark", "dim")
SURFACES = ("page", "surface", "raised", "hover")


def block(selector: str) -> dict[str, str]:
    found = re.search(re.escape(selector) + r" \{\n(.*?)\n *\}", TOKENS, re.DOTALL)
    assert found, selector
    return dict(re.findall(r"--([\w-]+): (#[0-9a-f]+);", found.group(1)))


PALETTES = {theme: block(f':root[data-theme="{theme}"]') for theme in THEMES}


def luminance(colour: str) -> float:
    channels = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def test_the_known_ratios_come_out():
    assert round(contrast("#ffffff", "#000000"), 1) == 21.0
    assert round(contrast("#ffffff", "#b00020"), 1) == 7.3
    assert round(contrast("#1b2430", "#ffd24a"), 1) == 10.9


@pytest.mark.parametrize("theme", THEMES)
def test_text_reads_on_every_surface(theme):
    palette = PALETTES[theme]
    poor = {
        (ink, surface): round(contrast(palette[ink], palette[surface]), 2)
        for ink in ("text", "muted", "accent", "danger")
        for surface in SURFACES
        if contrast(palette[ink], palette[surface]) < 4.5
    }
    assert not poor


@pytest.mark.parametrize("theme", THEMES)
def test_words_read_on_their_own_fill(theme):
    palette = PALETTES[theme]
    poor = {}
    for name, ink in palette.items():
        if not name.endswith("-ink"):
            continue
        stem = name.removesuffix("-ink")
        named = (
            (stem,) if stem.endswith("-soft") else (f"{stem}-fill", f"{stem}-fill-hover", f"{stem}-stripe")
        )
        fills = [fill for fill in named if fill in palette]
        assert fills, name
        poor |= {(name, f): contrast(ink, palette[f]) for f in fills if contrast(ink, palette[f]) < 4.5}
    for band, ink in ((1, "light"), (2, "light"), (3, "light"), (4, "dark"), (5, "dark")):
        ratio = contrast(palette[f"band-{band}"], palette[f"band-ink-{ink}"])
        if ratio < 4.5:
            poor[(f"band-{band}", ink)] = ratio
    assert not poor


@pytest.mark.parametrize("theme", THEMES)
def test_states_without_a_fill_read_on_the_panels(theme):
    palette = PALETTES[theme]
    for ink in ("ok-soft-ink", "overdue-soft-ink", "high-soft-ink"):
        assert contrast(palette[ink], palette["surface"]) >= 4.5, ink


@pytest.mark.parametrize("theme", THEMES)
def test_traces_edges_and_focus_show_against_the_panels(theme):
    palette = PALETTES[theme]
    for name, colour in palette.items():
        if name.startswith("trace-") or name in ("edge", "focus"):
            for surface in ("surface", "raised"):
                assert contrast(colour, palette[surface]) >= 3, (name, surface)
    for name in ("pulse", "pressure", "saturation", "breaths", "prediction", "score"):
        assert contrast(palette[f"trace-{name}"], palette["surface"]) >= 4.5, name


def test_every_theme_restates_every_colour():
    assert set(PALETTES["light"]) == set(PALETTES["dark"]) == set(PALETTES["dim"])
    used = set(re.findall(r"var\(--([\w-]+)", "".join(sheet.read_text() for sheet in CSS.glob("*.css"))))
    named = set(re.findall(r"--([\w-]+):", "".join(sheet.read_text() for sheet in CSS.glob("*.css"))))
    assert not used - named - {"table-top"}


def test_auto_is_dark_word_for_word():
    assert block(':root[data-theme="auto"]') == PALETTES["dark"]


def test_nothing_shines_in_a_dim_room():
    dim = PALETTES["dim"]
    assert {name: c for name, c in dim.items() if luminance(c) > 0.40} == {}
    for name in ("page", "surface", "raised", "hover", "line", "technical-fill", "technical-stripe"):
        assert luminance(dim[name]) < 0.025, name
    assert luminance(dim["page"]) < 0.005


def test_only_the_tokens_and_the_print_sheet_name_colours():
    for sheet in CSS.glob("*.css"):
        if sheet.name not in ("tokens.css", "print.css"):
            assert not re.findall(r"#[0-9a-fA-F]{3,8}\b(?![^{]*\{)", sheet.read_text()), sheet.name


def test_no_gradient_but_the_hatch_of_the_unknown():
    for sheet in CSS.glob("*.css"):
        text = sheet.read_text()
        assert text.count("gradient(") == len(
            re.findall(r"repeating-linear-gradient\(\s*135deg,\s*var\(--technical-fill\)", text)
        )
