"""Invented people with the verdict that the facts ask for, written down before the rules were run on them.

`vignettes.json` is by the author of the rules, `judged_by_another.json` by somebody who had not read them.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from euthymia.domain.rules.case import parse
from euthymia.domain.rules.evaluation import evaluate
from support.cases import a_case

_FILES = ("vignettes.json", "judged_by_another.json")
VIGNETTES: list[dict[str, Any]] = [
    vignette
    for name in _FILES
    for vignette in json.loads((Path(__file__).parent / "vignettes" / name).read_text("utf-8"))
]


def test_there_are_fifty_or_more_and_each_outcome_is_among_them() -> None:
    assert len({vignette["name"] for vignette in VIGNETTES}) == len(VIGNETTES) >= 50
    assert len({vignette["outcome"] for vignette in VIGNETTES}) == 5


@pytest.mark.parametrize("vignette", VIGNETTES, ids=lambda one: str(one["name"]))
def test_vignette(vignette: dict[str, Any]) -> None:
    answer = evaluate(parse(a_case(vignette["case"]))).as_document()
    found = {f"{finding['rule']} {finding['severity']}" for finding in answer["findings"]}
    assert set(vignette["findings"]) <= found
    rules = {finding["rule"] for finding in answer["findings"]}
    assert rules.isdisjoint(vignette.get("absent", []))
    assert answer["outcome"] == vignette["outcome"]
    for rule, day in vignette.get("reassess", {}).items():
        assert day in [each["reassess_after"] for each in answer["findings"] if each["rule"] == rule]
