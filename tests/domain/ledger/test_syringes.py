"""Syringes and opened vials: what is in them, whose they are, and how long they may be used."""

from __future__ import annotations

from fractions import Fraction

import pytest

from euthymia.domain.ledger import Owner, Policy
from support.ledger import OTHERS, OURS, balances, codes, told


@pytest.mark.parametrize(
    ("line", "refused"),
    [
        ("x 12:59 administer patient=ana order=o1 volume_ul=1", {}),
        ("x 13:00 administer patient=ana order=o1 volume_ul=1", {"x": "preparation-over"}),
        ("x 13:00 waste patient=ana order=o1 volume_ul=1", {}),
        ("x 28d23:59 draw vial=V1 patient=ben order=o2 volume_ul=1", {}),
        ("x 29d00:00 draw vial=V1 patient=ben order=o2 volume_ul=1", {"x": "beyond-use"}),
    ],
)
def test_the_clocks_of_a_syringe_and_of_an_opened_vial(line: str, refused: dict[str, str]) -> None:
    before = ["r1 08:00 receive vial=V1", "d1 09:00 draw vial=V1 patient=ana order=o1 volume_ul=800"]
    assert codes(told("\n".join([*before, line]))) == refused


def test_on_its_last_day_it_is_drawn_and_given_and_not_after_midnight() -> None:
    """The label ends with July; a syringe drawn late on the 31st is within its four hours after midnight."""
    arrives = "r1 08:00 receive vial=V1 expires=2026-07\nd1 30d23:00 draw vial=V1 patient=ana order=o1 volume_ul=800\n"
    given = "a1 {} administer patient=ana order=o1 volume_ul=800"
    assert codes(told(arrives + given.format("30d23:59"))) == {}
    assert codes(told(arrives + given.format("31d00:00"))) == {"a1": "drawn-expired"}


def test_a_label_that_ends_sooner_ends_sooner() -> None:
    book = told("""
        r1 08:00 receive vial=V1 expires=2026-07-05
        d1 4d23:59 draw vial=V1 patient=ana order=o1 volume_ul=1
        d2 5d00:00 draw vial=V1 patient=ana order=o1 volume_ul=1
    """)
    assert codes(book) == {"d2": "expired"}


def test_four_hours_are_elapsed_hours_when_the_clocks_change() -> None:
    """On 1 November 2026 the clocks go back at two: from 01:00 to 04:00 on the wall are four hours."""
    book = told("""
        r1 08:00 receive vial=V1
        d1 09:00 draw vial=V1 patient=ana order=o1 volume_ul=100 at=2026-11-01T01:00:00-07:00
        a1 09:00 administer patient=ana order=o1 volume_ul=50 at=2026-11-01T03:59:59-08:00
        a2 09:00 administer patient=ana order=o1 volume_ul=50 at=2026-11-01T04:00:00-08:00
    """)
    assert codes(book) == {"a2": "preparation-over"}


def test_an_emptied_syringe_begins_anew() -> None:
    book = told("""
        r1 08:00 receive vial=V1
        d1 09:00 draw vial=V1 patient=ana order=o1 volume_ul=100
        a1 09:30 administer patient=ana order=o1 volume_ul=100
        d2 12:30 draw vial=V1 patient=ana order=o1 volume_ul=100
        a2 16:00 administer patient=ana order=o1 volume_ul=100
    """)
    assert codes(book) == {}
    assert book.syringes[Owner("ana", "o1")].volume_ul == 0


def test_an_emptied_syringe_may_be_filled_at_another_registration() -> None:
    book = told(f"""
        r1 08:00 receive vial=V1 to={OURS}/safe
        r2 08:00 receive vial=V2 to={OTHERS}/safe
        d1 09:00 draw vial=V1 patient=ana order=o1 volume_ul=100
        a1 09:10 administer patient=ana order=o1 volume_ul=100
        d2 10:00 draw vial=V2 patient=ana order=o1 volume_ul=100
        d3 10:10 draw vial=V2 patient=ana order=o1 volume_ul=100
        a2 10:20 administer patient=ana order=o1 volume_ul=200
    """)
    assert codes(book) == {}
    assert book.entries["a2"].registration == OTHERS


def test_what_comes_back_into_a_syringe_counts_from_its_own_draw() -> None:
    book = told("""
        r1 08:00 receive vial=V1
        d1 09:00 draw vial=V1 patient=ana order=o1 volume_ul=100
        a1 09:10 administer patient=ana order=o1 volume_ul=100
        d2 10:00 draw vial=V1 patient=ana order=o1 volume_ul=100
        u1 10:10 reverse ref=d1
        u2 10:20 reverse ref=a1
        a2 13:30 administer patient=ana order=o1 volume_ul=100
    """)
    assert codes(book) == {}, "what was given was of the second draw, of 10:00"


def test_a_mixed_syringe_is_shared_equally() -> None:
    book = told("""
        r1 08:00 receive vial=V1
        r2 08:00 receive vial=V2 mg_per_ml=100
        d1 09:00 draw vial=V1 patient=ana order=o1 volume_ul=1000
        d2 09:00 draw vial=V2 patient=ana order=o1 volume_ul=3000
        a1 09:30 administer patient=ana order=o1 volume_ul=2000
    """)
    assert book.balances["administered:ana/o1"] == (2_000, 175_000)
    assert book.balances["syringe:ana/o1"] == (2_000, 175_000)


def test_concentrations_are_exact() -> None:
    book = told("r1 08:00 receive vial=V1 mg_per_ml=12.5")
    assert book.vials["V1"].mg_per_ml == Fraction(25, 2)
    assert book.balances["vial:V1"] == (10_000, 125_000)


def test_no_two_owners_share_a_syringe() -> None:
    book = told("""
        r1 08:00 receive vial=V1
        d1 09:00 draw vial=V1 patient=a/b order=c volume_ul=100
        d2 09:00 draw vial=V1 patient=a order=b/c volume_ul=200
    """)
    assert balances(book)["syringe:a~1b/c"] == 100
    assert balances(book)["syringe:a/b~1c"] == 200


def test_a_scan_that_agrees_is_accepted_and_drug_may_be_given_in_the_minute_it_was_drawn() -> None:
    book = told("""
        r1 08:00 receive vial=V1
        d1 09:00 draw vial=V1 patient=ana order=o1 volume_ul=100 ndc=67457-108-10 lot=L1 expires=2027-06-30 mg_per_ml=50.0 dose_type=multi
        a1 09:00 administer patient=ana order=o1 volume_ul=100
    """)
    assert codes(book) == {}


def test_a_vial_may_be_used_in_the_minute_it_came() -> None:
    assert (
        codes(told("r1 08:00 receive vial=V1\nd1 08:00 draw vial=V1 patient=ana order=o1 volume_ul=1")) == {}
    )


def test_a_site_may_set_its_hours_and_days() -> None:
    lines = """
        r1 08:00 receive vial=V1
        d1 09:00 draw vial=V1 patient=ana order=o1 volume_ul=100
        a1 10:00 administer patient=ana order=o1 volume_ul=100
        d2 7d09:00 draw vial=V1 patient=ana order=o1 volume_ul=100
    """
    assert codes(told(lines)) == {}
    assert codes(told(lines, Policy(preparation_h=1))) == {"a1": "preparation-over", "d2": "preparation-over"}
    assert codes(told(lines, Policy(beyond_use_d=6))) == {"d2": "beyond-use"}
