"""What any correct score must be: within its range, rising with each answer, the same however it is asked for."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from euthymia.domain.instruments import (
    INSTRUMENTS,
    Instrument,
    crisis_flags,
    flags_so_far,
    read,
    score,
    score_total,
)

IDS = {"ids": lambda each: each.id}


def answers_to(each: Instrument, *, missing: bool = False) -> st.SearchStrategy[list[Any]]:
    def one(item: Any) -> st.SearchStrategy[Any]:
        values = (
            st.sampled_from([option.value for option in item.options])
            if item.options
            else st.integers(item.low, item.high)
        )
        return st.none() | values if missing else values

    return st.tuples(*(one(item) for item in each.items)).map(list)


@pytest.mark.parametrize("each", INSTRUMENTS, **IDS)
@settings(max_examples=25, deadline=None)
@given(data=st.data())
def test_a_score_is_within_its_range_and_says_so_when_answers_are_missing(
    each: Instrument, data: Any
) -> None:
    given_answers = data.draw(answers_to(each, missing=True))
    scored = score(each, given_answers)
    low, high = each.range
    if scored.total is None:
        assert scored.why and not scored.complete
    else:
        assert low <= scored.total <= high
        assert scored.complete != scored.prorated
        if each.bands:
            assert scored.band is not None
    known = {flag.name for flag in each.flags}
    assert set(scored.flags) <= known
    assert set(crisis_flags(each, scored.flags)) <= set(scored.flags)
    # A flag that an unfinished form raises stays when the rest is answered the same way.
    assert set(flags_so_far(each, given_answers)) <= set(scored.flags)


@pytest.mark.parametrize("each", INSTRUMENTS, **IDS)
@settings(max_examples=25, deadline=None)
@given(data=st.data())
def test_a_worse_answer_never_lowers_the_score(each: Instrument, data: Any) -> None:
    lower = data.draw(answers_to(each))
    at = data.draw(st.integers(0, len(each.scored_items) - 1))
    item = each.items[at]
    raised = [*lower[:at], max(lower[at], data.draw(answers_to(each))[at]), *lower[at + 1 :]]
    before, after = score(each, lower).total, score(each, raised).total
    assert before is not None and after is not None
    if at in each.scoring.reversed_items:
        assert after <= before, item
    else:
        assert after >= before, item


@pytest.mark.parametrize("each", INSTRUMENTS, **IDS)
@settings(max_examples=10, deadline=None)
@given(data=st.data())
def test_written_answers_and_a_total_give_the_same_score(each: Instrument, data: Any) -> None:
    given_answers = data.draw(answers_to(each))
    scored = score(each, given_answers)
    assert score(each, read(each, ",".join(str(value) for value in given_answers))) == scored
    if each.total_may_be_entered and scored.total is not None and each.judged is None:
        assert score_total(each, scored.total).band == scored.band


@pytest.mark.parametrize("each", INSTRUMENTS, **IDS)
def test_the_ends_of_the_range_can_be_reached(each: Instrument) -> None:
    def ends(highest: bool) -> list[int]:
        turned = each.scoring.reversed_items
        return [item.high if highest != (at in turned) else item.low for at, item in enumerate(each.items)]

    assert (score(each, ends(False)).total, score(each, ends(True)).total) == each.range
