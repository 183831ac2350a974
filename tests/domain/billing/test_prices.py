"""What a course costs, to the cent; what comes back of a package; which lists are refused."""

from __future__ import annotations

from copy import deepcopy
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from euthymia.domain.billing import prices
from euthymia.domain.billing.money import plain, shown
from euthymia.domain.quantities import Unusable
from support.billing import DAY, LIST, price_list


def test_a_course_costs_evaluation_six_sessions_and_follow_up() -> None:
    whole = prices.course(price_list())
    assert [(line.item.code, line.count, line.cents) for line in whole.lines] == [
        ("evaluation", 1, 35_000), ("infusion", 6, 300_000), ("follow-up", 2, 30_000),
    ]  # fmt: skip
    assert shown(whole.cents) == "$3,650.00"
    assert shown(prices.course_with(price_list(), price_list().package("six"))) == "$3,400.00"
    assert (shown(-5), plain(-105), plain(30)) == ("−$0.05", "-1.05", "0.30")


@pytest.mark.parametrize(
    ("package", "used", "back"),
    [
        # 2,750.00 less what was used at 458.33…, less the fee of 50.00
        ("six", 0, 270_000), ("six", 1, 224_167), ("six", 4, 86_667), ("six", 5, 40_834), ("six", 6, 0),
        # used sessions at 500.00 each
        ("six-strict", 0, 275_000), ("six-strict", 1, 225_000), ("six-strict", 5, 25_000), ("six-strict", 6, 0),
    ],
)  # fmt: skip
def test_what_comes_back_of_a_package(package: str, used: int, back: int) -> None:
    assert prices.refund_cents(price_list().package(package), 50_000, used) == back


@given(
    cents=st.integers(2, 10**7), sessions=st.integers(2, 30), fee=st.integers(0, 10**7), single=st.integers(0, 10**7),
    basis=st.sampled_from(prices.BASES), data=st.data(),
)  # fmt: skip
def test_never_more_comes_back_than_is_unspent(
    cents: int, sessions: int, fee: int, single: int, basis: str, data: Any
) -> None:
    used = data.draw(st.integers(0, sessions))
    package = prices.Package("p", prices.Words("p"), "i", sessions, cents, basis, fee)
    assert 0 <= prices.refund_cents(package, single, used) <= cents - prices.used_cents(cents, sessions, used)


def test_a_list_is_kept_as_it_was_read() -> None:
    assert prices.kept(prices.document(price_list())) == price_list()


def broken(change: Any) -> list[str]:
    found = deepcopy(LIST)
    change(found)
    with pytest.raises(Unusable) as refused:
        prices.read(found, DAY)
    return [fault.at for fault in refused.value.faults]


@pytest.mark.parametrize(
    ("change", "at"),
    [
        (lambda one: one["items"][0].update(cents=0), "/items/0/cents"),
        (lambda one: one["items"][0].update(cents=1.5), "/items/0/cents"),
        (lambda one: one["items"][0].update(codes=["00000"]), "/items/0/codes/0"),
        (lambda one: one["items"][1].update(codes=["96365"]), "/items/1/codes"),
        (lambda one: one["items"][1].update(drug_cents=60_000), "/items/1/drug_cents"),
        (lambda one: one["items"][2].update(code="infusion"), "/items/2/code"),
        (lambda one: one.update(follow_up="infusion"), "/follow_up"),
        (lambda one: one.update(follow_ups=0), "/follow_ups"),
        (lambda one: one.update(excludes=[]), "/excludes"),
        (lambda one: one["packages"][0].update(cents=300_001), "/packages/0/cents"),
        (lambda one: one["packages"][0].update(basis="mercy"), "/packages/0/basis"),
        (lambda one: one["packages"][0].update(item="moon"), "/packages/0/item"),
        (lambda one: one["payers"][0].update(as_of="2027-01-01"), "/payers/0/as_of"),
        (lambda one: one["payers"][0].update(answer="maybe"), "/payers/0/answer"),
        (lambda one: one["payers"][0].update(follow_up="often"), "/payers/0/follow_up"),
        (lambda one: one["payers"][0].update(name="(–)"), "/payers/0/name"),
        (lambda one: one["payers"].append({**one["payers"][0], "name": "example  HEALTH"}), "/payers/1/name"),
        (lambda one: one.pop("items"), ""),
    ],
)
def test_a_list_that_misleads_is_refused(change: Any, at: str) -> None:
    assert at in broken(change)


def test_an_insurer_answers_for_each_part_of_a_course_and_an_older_list_for_its_sessions_alone() -> None:
    (payer,) = price_list().payers
    assert payer.answers == (
        ("evaluation", "covered"), ("infusion", "not-covered"), ("follow-up", "not-known"),
    )  # fmt: skip
    assert payer.pays
    older = deepcopy(LIST)
    del older["payers"][0]["evaluation"]
    (payer,) = prices.kept(older).payers
    assert [answer for _, answer in payer.answers] == ["not-known", "not-covered", "not-known"]
    assert not payer.pays
