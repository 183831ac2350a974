"""Doses against the book: what matches, what does not and why, and that what does not comes first."""

from __future__ import annotations

import pytest

from euthymia.domain.ledger.matching import Infused, Matched, Mismatch, match
from support.ledger import codes, told

ARRIVES = "r1 08:00 receive vial=V1\nr2 08:00 receive vial=V2 dose_type=single\n"
ANA = "patient=ana order=o1"


def infused(given_mg: float = 40, *, over: bool = True, patient: str = "ana", order: str = "o1") -> Infused:
    return Infused(patient=patient, order=order, given_ug=round(given_mg * 1000), is_over=over, grain_ug=50)


def matched(text: str, *infusions: Infused) -> list[Matched]:
    book = told(ARRIVES + text)
    assert codes(book) == {}
    return match(book.entries.values(), infusions)


DRAWN = f"d1 09:00 draw vial=V1 {ANA} volume_ul=1000\n"
GIVEN = f"a1 09:40 administer {ANA} volume_ul=800\n"
WASTED = f"w1 09:50 waste {ANA} volume_ul=200\n"


@pytest.mark.parametrize(("text", "infusions", "why"), [
    (DRAWN + GIVEN + WASTED, [infused()], []),
    (DRAWN + GIVEN + WASTED, [infused(40.049)], []),  # less than a microlitre of stock
    (DRAWN + GIVEN + WASTED, [infused(40.05)], [Mismatch.GIVEN_LESS]),
    (DRAWN + GIVEN + WASTED, [infused(39.95)], [Mismatch.GIVEN_MORE]),
    (DRAWN + GIVEN, [infused()], [Mismatch.LEFT]),
    (DRAWN + GIVEN, [infused(over=False)], []),
    (DRAWN, [], [Mismatch.NEVER_INFUSED]),
    ("", [infused()], [Mismatch.NEVER_DRAWN]),
    ("", [infused(0)], []),
    (DRAWN + "u1 09:10 reverse ref=d1", [], []),
    (DRAWN + "u1 09:10 reverse ref=d1", [infused()], [Mismatch.NEVER_DRAWN]),
    (DRAWN + GIVEN + WASTED + "u1 10:00 reverse ref=a1", [infused()], [Mismatch.LEFT]),
])  # fmt: skip
def test_why_a_dose_does_not_match(text: str, infusions: list[Infused], why: list[Mismatch]) -> None:
    found = matched(text, *infusions)
    assert [list(one.mismatches) for one in found] == ([why] if found else [])
    assert all(one.says for one in why)


def test_what_is_wasted_of_a_syringe_is_no_rest_of_a_vial() -> None:
    (one,) = matched(DRAWN + GIVEN + WASTED, infused())
    assert (one.drawn_ug, one.given_ug, one.wasted_ug, one.rest_ug, one.left_ug) == (
        50_000,
        40_000,
        10_000,
        0,
        0,
    )


def test_a_vial_whose_draw_was_reversed_is_not_named() -> None:
    other = f"d2 09:20 draw vial=V2 {ANA} volume_ul=1000\n"
    (one,) = matched(DRAWN + "u1 09:10 reverse ref=d1\n" + other, infused(over=False))
    assert one.vials == ("V2",) and one.drawn_ug == 50_000


def test_an_order_is_its_syringes_together_and_the_rest_of_a_vial_was_never_drawn() -> None:
    text = f"""
        d1 09:00 draw vial=V2 {ANA} volume_ul=1000 syringe=S-1
        w1 09:01 waste vial=V2 {ANA} volume_ul=9000
        d2 09:05 draw vial=V1 {ANA} volume_ul=200 syringe=S-2
        a1 09:40 administer {ANA} volume_ul=1000 syringe=S-1
        b1 09:45 breakage {ANA} volume_ul=200 syringe=S-2 reason=fell
    """
    (one,) = matched(text, infused(50))
    assert one.is_matched and one.vials == ("V2", "V1")
    assert (one.drawn_ug, one.given_ug, one.broken_ug, one.rest_ug, one.left_ug) == (
        60_000,
        50_000,
        10_000,
        450_000,
        0,
    )
    assert one.drawn_ug == one.given_ug + one.wasted_ug + one.broken_ug + one.left_ug
    assert one.entries == ("d1", "w1", "d2", "a1", "b1")


def test_what_does_not_match_comes_first_and_what_is_running_last() -> None:
    text = DRAWN + GIVEN + WASTED + "d2 10:00 draw vial=V1 patient=ben order=o2 volume_ul=100\n"
    found = matched(
        text,
        infused(),
        infused(5, over=False, patient="ben", order="o2"),
        infused(1, patient="cy", order="o3"),
    )
    assert [(one.patient, one.is_matched, one.is_running) for one in found] == [
        ("cy", False, False), ("ana", True, False), ("ben", True, True)
    ]  # fmt: skip
