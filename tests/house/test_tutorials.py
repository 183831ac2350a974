"""Examples in the documents run, and print what they say they print."""

from __future__ import annotations

import doctest
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
TUTORIALS = [page for page in sorted((ROOT / "docs").rglob("*.md")) if "```pycon" in page.read_text("utf-8")]


def test_there_is_a_tutorial_of_the_pharmacology() -> None:
    assert ROOT / "docs" / "how-to" / "pharmacology.md" in TUTORIALS


@pytest.mark.parametrize("page", TUTORIALS, ids=lambda page: page.stem)
def test_its_examples_run(page: Path) -> None:
    blocks = re.findall(r"```pycon\n(.*?)```", page.read_text("utf-8"), re.DOTALL)
    examples = doctest.DocTestParser().get_doctest("\n".join(blocks), {}, page.name, str(page), 0)
    said: list[str] = []
    options = doctest.ELLIPSIS | doctest.IGNORE_EXCEPTION_DETAIL
    result = doctest.DocTestRunner(optionflags=options).run(examples, out=said.append)
    assert result.failed == 0, "".join(said)
    assert result.attempted >= len(blocks)
