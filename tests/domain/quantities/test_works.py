"""What a page says of a figure's source: works by name, no key and no page of the project's own."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from euthymia.domain.quantities import Confidence, Provenance
from euthymia.domain.quantities.works import WORKS, told

SOURCES = Path(__file__).resolve().parents[3] / "src" / "euthymia"
FACTS = Path(__file__).resolve().parents[4] / "shared" / "knowledge" / "clinical.md"
POINTS = re.compile(r"\b(?:clinical|compliance|interop|pharmacology)\.md\b")


def _literals() -> Iterator[str]:
    """Every string of the program that points into the fact base and is no docstring."""
    for path in SOURCES.rglob("*.py"):
        text = path.read_text("utf-8")
        if not POINTS.search(text):
            continue
        tree = ast.parse(text)
        alone = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
        written = (
            node for node in ast.walk(tree) if isinstance(node, ast.Constant) and id(node) not in alone
        )
        yield from (one.value for one in written if isinstance(one.value, str) and POINTS.search(one.value))


@pytest.mark.parametrize(
    ("source", "mark", "said"),
    [
        ("clinical.md 6C (SPR-L; CHA24; KSET)", "V2", "Spravato US label; Chang 2024; KSET, Short 2020"),
        ("COH18 (clinical.md 8A)", "V2", "ASRA/AAPM/ASA consensus, Cohen 2018"),
        ("clinical.md 3E: at least 24 h, usually 48 h; 28 days", "P", "clinic practice: at least 24 h, usually 48 h; 28 days"),
        ("clinical.md 4A: every 15 min in recovery (SZA20)", "V", "every 15 min in recovery (Szarmach 2020)"),
        ("clinical.md MH-30", "P", "clinic practice"),
        ("clinical.md 2A", "K", "general knowledge"),
        ("USP <797> 2023, immediate use (compliance.md 1.9 row 4)", "K", "USP <797> 2023, immediate use"),
        ("compliance.md 2.2, 2.3 I9: nothing is given undrawn", "P", "clinic practice: nothing is given undrawn"),
        ("row G08: emergency kit, drill and transfer plan", "P", "clinic practice: emergency kit, drill and transfer plan"),
        ("day-of check (OSM; REMS; clinical.md 9A)", "V2", "day-of check (Osmind guides; REMS)"),
        ("VER21p; SPR-L; KET-CH", "V", "Veraart 2021, psychosis; Spravato US label; Swiss ketamine label"),
    ],
)  # fmt: skip
def test_a_source_is_told_in_words(source: str, mark: str, said: str) -> None:
    assert told(source, mark) == said


def test_no_page_of_the_project_is_named_to_a_reader() -> None:
    found = sorted(set(_literals()))
    assert len(found) > 200
    keys = {work.key for work in WORKS if work.key not in work.name}
    for source in found:
        for mark in Confidence:
            said = told(source, mark)
            assert not POINTS.search(said) and not re.search(
                r"\(\s*[;,)]|[;,]\s*\)|\0|^[;:,)]|\brow \d", said
            ), (source, said)
            assert not keys & set(re.findall(r"[\w-]+", said)), (source, said)


def test_the_mark_stays_and_the_pointer_stays_in_the_code() -> None:
    one = Provenance("clinical.md 4C: from 180/110 no dose, medical review", Confidence.P)
    assert str(one) == "clinic practice: from 180/110 no dose, medical review (site setting, P)"
    assert one.source.startswith("clinical.md 4C")


def test_every_key_is_one_of_the_fact_base_where_it_is_at_hand() -> None:
    written = FACTS.read_text("utf-8") if FACTS.exists() else " ".join(work.key for work in WORKS)
    assert [work.key for work in WORKS if work.key not in written] == []
