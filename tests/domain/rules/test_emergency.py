"""The emergency sheet gives a dose only where the fact base does, and says so where it does not."""

from __future__ import annotations

import re

import pytest

from euthymia.domain.protocols.words import MEDICINES
from euthymia.domain.rules import emergency


@pytest.mark.parametrize("card", emergency.CARDS, ids=lambda one: str(one.code))
def test_each_card_calls_for_help_and_is_written_down(card: emergency.Card) -> None:
    assert emergency.CALL in card.steps and emergency.RECORD in card.steps and card.seen
    assert all(step.provenance.source.strip() for step in card.steps)


def test_every_dose_is_one_of_the_fact_bases_medicines() -> None:
    known = {}
    for one in MEDICINES:
        if one.low_ug is not None and one.high_ug is not None:
            known.setdefault(one.name, set()).update({one.low_ug, one.high_ug})
    found = 0
    for card in emergency.CARDS:
        for step in card.steps:
            for name, low, high in re.findall(r"(\w+) ([\d.]+)(?:–([\d.]+))? mg", step.says):
                masses = {round(float(each) * 1_000) for each in (low, high or low)}
                assert masses <= known[name.lower()], step.says
                assert step.provenance.confidence.is_site_setting
                found += 1
    assert found >= 9


def test_where_no_dose_is_known_the_line_says_so() -> None:
    words = [step.says for card in emergency.CARDS for step in card.steps if "Epinephrine" in step.says]
    assert words and all("none is given here" in one and not re.search(r"\d", one) for one in words)
