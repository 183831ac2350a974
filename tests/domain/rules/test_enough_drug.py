"""Is there enough in the drug book? Not known is never met, and too little stops the start."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from euthymia.domain.rules.enough_drug import Stock, condition
from euthymia.domain.rules.ready_to_start import Light, may_be_overridden, refusals

ORDER = Stock(needed_ul=700, needed_ug=35_000, mg_per_ml=50.0)


@pytest.mark.parametrize(
    ("known", "light", "words"),
    [
        ({}, Light.BLOCKS, "nothing is known"),
        ({"kept": True}, Light.BLOCKS, "nothing is known"),
        ({"kept": False}, Light.APART, "no drug book is open"),
        ({"kept": False, "usable_ul": 10_000}, Light.APART, "not known"),
        ({"kept": True, "usable_ul": 699}, Light.BLOCKS, "only 0.699 mL"),
        ({"kept": True, "usable_ul": 700}, Light.MET, "needs 0.7 mL of 50 mg/mL"),
        ({"kept": True, "usable_ul": 0, "drawn_ug": 35_000}, Light.MET, "35 mg are drawn up"),
        ({"kept": True, "usable_ul": 0, "drawn_ug": 34_999}, Light.BLOCKS, "only 0 mL"),
    ],
)
def test_the_line_in_words(known: dict[str, Any], light: Light, words: str) -> None:
    found = condition(replace(ORDER, **known))
    assert (found.code, found.light) == ("stock", light)
    assert words in found.says and found.fix and found.provenance.source


def test_nobody_overrides_a_stock_that_is_not_there() -> None:
    short = condition(replace(ORDER, kept=True, usable_ul=10))
    assert [fault.code for fault in refusals([short], overridden=["stock"])] == ["stock"]
    assert may_be_overridden([short], ["stock"]) == []
