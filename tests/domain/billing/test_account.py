"""The account: whatever happens in whatever order, balance = paid − used − kept − paid back, and sessions are worth what is left."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from euthymia.domain.billing.account import (
    Charged,
    Ended,
    Entry,
    Paid,
    Refunded,
    Restricted,
    Reversed,
    Sold,
    State,
    after,
    folded,
)
from euthymia.domain.quantities import Unusable
from support.billing import price_list

SIX, STRICT = price_list().packages


def used(session: str, sold: int | None = None, cents: int = 50_000) -> Charged:
    return Charged("infusion", cents, session, "1245319599", sold)


def test_a_package_bought_and_partly_used_to_the_cent() -> None:
    state = folded([Paid(275_000), Sold(SIX, 50_000), used("a", 2), used("b", 2)])
    assert [charge.cents for charge in state.charges] == [45_833, 45_833]
    assert (state.package(2).left, state.prepaid_cents, state.credit_cents) == (4, 183_334, 0)  # type: ignore[union-attr]
    state = after(state, Ended(2))
    assert (state.credit_cents, state.kept_cents, state.prepaid_cents) == (178_334, 5_000, 0)
    state = after(state, Refunded(178_334))
    assert (state.balance_cents, state.refunded_cents) == (0, 178_334)


def test_all_six_sessions_come_to_the_price_of_the_package() -> None:
    state = folded([Paid(275_000), Sold(SIX, 50_000), *(used(str(n), 2) for n in range(6))])
    assert state.used_cents == 275_000 and state.balance_cents == 0 and state.open_packages == ()


@pytest.mark.parametrize(
    ("before", "entry", "code"),
    [
        ([], Paid(0), "range"), ([], Paid(-5), "range"), ([Paid(5)], Refunded(6), "more-than-unspent"),
        ([Paid(274_999)], Sold(SIX, 50_000), "unpaid"), ([used("a")], used("a"), "charged"),
        ([Paid(275_000), Sold(SIX, 50_000)], Charged("evaluation", 0, "a", "1", 2), "other-item"),
        ([Paid(275_000), Sold(SIX, 50_000), *(used(str(n), 2) for n in range(6))], used("x", 2), "used-up"),
        ([Paid(275_000), Sold(SIX, 50_000), Ended(2)], used("x", 2), "used-up"),
        ([Paid(275_000), Sold(SIX, 50_000), Ended(2)], Ended(2), "over"),
        ([Paid(275_000), Sold(SIX, 50_000), used("a", 2)], Reversed(2), "used"),
        ([Paid(275_000), Sold(SIX, 50_000), used("a", 2), Ended(2)], Reversed(3), "over"),
        ([Paid(5), Reversed(1)], Reversed(1), "unknown"), ([Paid(5), Reversed(1)], Reversed(2), "final"),
        ([used("a")], Restricted(1, True), "unpaid"), ([Paid(5)], Restricted(1, True), "unknown"),
        ([Paid(50_000), used("a"), Restricted(2, True)], Restricted(2, True), "nothing-new"),
    ],
)  # fmt: skip
def test_what_cannot_follow_is_refused(before: list[Entry], entry: Entry, code: str) -> None:
    with pytest.raises(Unusable) as refused:
        after(folded(before), entry)
    assert refused.value.faults[0].code == code


def test_a_session_charged_wrongly_goes_back_and_may_be_charged_again() -> None:
    state = folded([Paid(275_000), Sold(SIX, 50_000), used("a", 2), used("b", 2), Reversed(3), used("a", 2)])
    assert state.prepaid_cents == 183_334 and {one.session for one in state.charges} == {"a", "b"}
    assert sum(one.cents for one in state.charges) == 91_666


_AMOUNTS = st.integers(1, 400_000)
_NUMBERS = st.integers(1, 12)
_ENTRIES: st.SearchStrategy[Entry] = st.one_of(
    st.builds(Paid, _AMOUNTS),
    st.builds(Paid, st.just(275_000)),
    st.builds(Sold, st.sampled_from([SIX, STRICT]), st.just(50_000)),
    st.builds(used, st.integers(0, 9).map(str), st.one_of(st.none(), _NUMBERS), st.integers(0, 60_000)),
    st.builds(Ended, _NUMBERS),
    st.builds(Refunded, _AMOUNTS),
    st.builds(Reversed, _NUMBERS),
    st.builds(Restricted, _NUMBERS, st.booleans()),
)


def holds(state: State) -> None:
    spent = state.used_cents + state.kept_cents + state.refunded_cents
    assert state.balance_cents == state.paid_cents - spent
    for one in state.prepaid:
        taken = [charge for charge in state.charges if charge.sold == one.n]
        assert len(taken) == one.used and sum(charge.cents for charge in taken) == one.used_cents
        assert one.left_cents == (0 if one.over else one.package.cents - one.used_cents)
        assert one.back_cents <= one.left_cents
    sessions = [charge.session for charge in state.charges]
    assert len(sessions) == len(set(sessions))


@settings(max_examples=200)
@given(st.lists(_ENTRIES, max_size=25))
def test_nothing_is_lost_or_made_whatever_happens_in_whatever_order(entries: list[Entry]) -> None:
    state = State()
    for entry in entries:
        credit = state.credit_cents
        try:
            state = after(state, entry)
        except Unusable:
            continue
        if isinstance(entry, Refunded):
            assert entry.cents <= credit
        holds(state)
