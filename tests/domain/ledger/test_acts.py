"""What accepted events come to: small ledgers and the balances, in microlitres, that they end with."""

from __future__ import annotations

from dataclasses import FrozenInstanceError
from fractions import Fraction

import pytest

from euthymia.domain.ledger import (
    Amount,
    Count,
    Drawn,
    Entry,
    Event,
    Owner,
    Placement,
    Policy,
    Posted,
    Standing,
    Syringe,
    Vial,
    broken,
    meters,
    overfill_cap_ul,
    parse,
)
from euthymia.domain.ledger.accounts import add
from support.ledger import DISTRIBUTOR, FIRST_DAY, OTHERS, OURS, SUPPLIER, balances, codes, told

WREN = "by=wren witness=okafor"

# what happens, what it comes to, open cases
STORIES = [
    pytest.param(
        """
        r1 08:00 receive vial=V1
        d1 09:00 draw vial=V1 patient=ana order=o1 volume_ul=800
        a1 09:10 administer patient=ana order=o1 volume_ul=700
        w1 09:50 waste patient=ana order=o1 volume_ul=100
        c1 17:00 count vial=V1 volume_ul=9200
        """,
        {f"acquired:{SUPPLIER}": 10_000, "vial:V1": 9_200, "administered:ana/o1": 700, "wasted:ana/o1": 100},
        [],
        id="a day",
    ),
    pytest.param(
        """
        r1 08:00 receive vial=V1 dose_type=single volume_ul=1000
        r2 08:00 receive vial=V2 dose_type=single volume_ul=1000
        d1 09:00 draw vial=V1 patient=ana order=o1 volume_ul=1000
        d2 09:01 draw vial=V2 patient=ana order=o1 volume_ul=300
        a1 09:10 administer vial=V2 patient=ana order=o1 volume_ul=1250
        b1 09:20 breakage patient=ana order=o1 volume_ul=50
        w1 09:50 waste vial=V2 patient=ana order=o1 volume_ul=700
        """,
        {f"acquired:{SUPPLIER}": 2_000, "administered:ana/o1": 1_250, "breakage:ana/o1": 50, "wasted:ana/o1": 700},
        [],
        id="a syringe filled from two single-dose vials, and the rest of the second wasted",
    ),
    pytest.param(
        """
        r1 08:00 opening vial=V1 expires=2020-01-31
        m1 09:00 move vial=V1 from=safe to=cart
        s1 10:00 return-sealed vial=V1 from=cart to=safe
        q1 11:00 quarantine vial=V1 from=safe
        c1 12:00 count vial=V1 volume_ul=10000
        """,
        {"opening:safe": 10_000, "quarantine:V1": 10_000},
        [],
        id="expired stock is opened with, carried, returned, set apart and still counted",
    ),
    pytest.param(
        f"""
        r1 08:00 receive vial=V1
        q1 09:00 quarantine vial=V1
        l1 10:00 reverse-distribute vial=V1 from=quarantine to={DISTRIBUTOR}
        """,
        {f"acquired:{SUPPLIER}": 10_000, "in-transit:V1": 10_000},
        [],
        id="loaded for the reverse distributor is still on hand",
    ),
    pytest.param(
        f"""
        r1 08:00 receive vial=V1
        q1 09:00 quarantine vial=V1
        l1 10:00 reverse-distribute vial=V1 from=quarantine to={DISTRIBUTOR} volume_ul=10000
        k1 5d10:00 reverse-distribute vial=V1 from=in-transit to={DISTRIBUTOR} volume_ul=10000
        """,
        {f"acquired:{SUPPLIER}": 10_000, f"reverse-distributed:{DISTRIBUTOR}": 10_000},
        [],
        id="acknowledged by the reverse distributor",
    ),
    pytest.param(
        f"""
        r1 08:00 receive vial=V1 to={OURS}/safe
        m1 08:30 move vial=V1 to={OURS}/cart
        s1 09:00 distribute vial=V1 from={OURS}/cart to={OTHERS}
        g1 10:00 receive-from vial=V1 from={OURS} to={OTHERS}/safe
        d1 11:00 draw vial=V1 patient=ben order=o1 volume_ul=1000
        """,
        {
            f"acquired:{SUPPLIER}": 10_000, f"distributed:{OTHERS}": 10_000, f"received-from:{OURS}": 10_000,
            "vial:V1": 9_000, "syringe:ben/o1": 1_000,
        },
        [],
        id="from one registration to another",
    ),
    pytest.param(
        f"""
        r1 08:00 receive vial=V1
        s1 09:00 distribute vial=V1 to={OTHERS}
        g1 2d10:00 receive-from vial=V1 from={OTHERS} to=safe volume_ul=4000
        """,
        {f"acquired:{SUPPLIER}": 10_000, f"distributed:{OTHERS}": 10_000, f"received-from:{OTHERS}": 4_000,
         "vial:V1": 4_000},
        [],
        id="back from the other registrant, who used some",
    ),
    pytest.param(
        f"""
        g1 08:00 receive-from vial=V9 from={OTHERS} to=safe ndc=67457-108-10 lot=L1 expires=2027-06 mg_per_ml=50 dose_type=multi volume_ul=500
        """,
        {f"received-from:{OTHERS}": 500, "vial:V9": 500},
        [],
        id="from a registrant whose book is another",
    ),
    pytest.param(
        """
        r1 08:00 receive vial=V1
        t1 09:00 theft vial=V1
        q1 3d09:00 quarantine vial=V1 from=stolen volume_ul=9000
        k1 4d09:00 destroy vial=V1
        """,
        {f"acquired:{SUPPLIER}": 10_000, "stolen:V1": 1_000, "destroyed:V1": 9_000},
        [],
        id="a stolen vial comes back, with less in it, and is destroyed",
    ),
    pytest.param(
        """
        r1 08:00 receive vial=V1
        b1 09:00 breakage vial=V1 volume_ul=500
        l1 10:00 loss vial=V1 volume_ul=500
        q1 11:00 quarantine vial=V1
        b2 12:00 breakage vial=V1
        """,
        {f"acquired:{SUPPLIER}": 10_000, "breakage:V1": 9_500, "lost:V1": 500},
        [],
        id="broken in part, lost in part, then all of it broken in quarantine",
    ),
    pytest.param(
        """
        r1 08:00 receive vial=V1
        d1 09:00 draw vial=V1 patient=ana order=o1 volume_ul=800
        """,
        {f"acquired:{SUPPLIER}": 10_000, "vial:V1": 9_200, "syringe:ana/o1": 800},
        [],
        id="what is drawn stays in the syringe, however long",
    ),
    pytest.param(
        """
        r1 08:00 receive vial=V1
        c1 12:00 count vial=V1 volume_ul=8000
        c2 12:30 count vial=V1 volume_ul=8000 by=wren witness=okafor
        """,
        {f"acquired:{SUPPLIER}": 10_000, "vial:V1": 8_000, "variance:c1": 2_000},
        ["c1"],
        id="a shortage is one case; the count that agrees opens none",
    ),
    pytest.param(
        """
        r1 08:00 receive vial=V1
        c1 12:00 count vial=V1 volume_ul=8000
        d1 11:00 draw vial=V1 patient=ana order=o1 volume_ul=2000 reason="entered after the count"
        """,
        {f"acquired:{SUPPLIER}": 10_000, "vial:V1": 8_000, "syringe:ana/o1": 2_000},
        ["c1"],
        id="a late draw is taken from the difference, not from the book again",
    ),
    pytest.param(
        f"""
        r1 08:00 receive vial=V1
        c1 12:00 count vial=V1 volume_ul=8000
        d1 11:00 draw vial=V1 patient=ana order=o1 volume_ul=2000 reason=late
        z1 13:00 resolve ref=c1 {WREN}
        """,
        {f"acquired:{SUPPLIER}": 10_000, "vial:V1": 8_000, "syringe:ana/o1": 2_000},
        [],
        id="and then nothing is left to resolve",
    ),
    pytest.param(
        """
        r1 08:00 receive vial=V1
        c1 12:00 count vial=V1 volume_ul=10000
        d1 11:00 draw vial=V1 patient=ana order=o1 volume_ul=2000 reason=late
        """,
        {f"acquired:{SUPPLIER}": 10_000, "vial:V1": 10_000, "variance:c1": -2_000, "syringe:ana/o1": 2_000},
        ["c1"],
        id="a late draw makes a case of a count that agreed",
    ),
    pytest.param(
        f"""
        r1 08:00 receive vial=V1
        c1 12:00 count vial=V1 volume_ul=10500
        z1 13:00 resolve ref=c1 to=overfill {WREN}
        d1 14:00 draw vial=V1 patient=ana order=o1 volume_ul=10500
        """,
        {f"acquired:{SUPPLIER}": 10_000, "overfill:V1": 500, "syringe:ana/o1": 10_500},
        [],
        id="overfill up to the cap can be used once it is resolved",
    ),
    pytest.param(
        """
        r1 08:00 receive vial=V1
        c1 12:00 count vial=V1 volume_ul=10500
        d1 14:00 draw vial=V1 patient=ana order=o1 volume_ul=10000
        """,
        {f"acquired:{SUPPLIER}": 10_000, "vial:V1": 500, "variance:c1": -500, "syringe:ana/o1": 10_000},
        ["c1"],
        id="a surplus stays a case and in the vial",
    ),
    pytest.param(
        f"""
        r1 08:00 receive vial=V1
        c1 12:00 count vial=V1 volume_ul=9000
        z1 13:00 resolve ref=c1 to=wasted:ana/o1 volume_ul=400 {WREN}
        l1 14:00 loss ref=c1
        """,
        {f"acquired:{SUPPLIER}": 10_000, "vial:V1": 9_000, "wasted:ana/o1": 400, "lost:V1": 600},
        ["c1"],
        id="a difference has several causes; the case is open until it is resolved",
    ),
    pytest.param(
        f"""
        r1 08:00 receive vial=V1
        c1 12:00 count vial=V1 volume_ul=0
        t1 12:30 theft ref=c1
        z1 13:00 resolve ref=c1 {WREN}
        q1 2d09:00 quarantine vial=V1 from=stolen
        """,
        {f"acquired:{SUPPLIER}": 10_000, "quarantine:V1": 10_000},
        [],
        id="a vial that a count missed was stolen, and came back",
    ),
    pytest.param(
        f"""
        r1 08:00 receive vial=V1
        c1 12:00 count vial=V1 volume_ul=8000
        c2 13:00 count vial=V1 volume_ul=10000
        z1 14:00 resolve ref=c1 to=variance:c2 {WREN}
        z2 14:00 resolve ref=c2 {WREN}
        """,
        {f"acquired:{SUPPLIER}": 10_000, "vial:V1": 10_000},
        [],
        id="a first count that was wrong is settled with the second",
    ),
    pytest.param(
        f"""
        r1 08:00 receive vial=V1
        c1 12:00 count vial=V1 volume_ul=10100
        c2 13:00 count vial=V1 volume_ul=10000
        z1 14:00 resolve ref=c1 to=variance:c2 {WREN}
        z2 14:00 resolve ref=c2 {WREN}
        """,
        {f"acquired:{SUPPLIER}": 10_000, "vial:V1": 10_000},
        [],
        id="and a first count that found too much",
    ),
    pytest.param(
        f"""
        r1 08:00 receive vial=V1
        c1 12:00 count vial=V1 volume_ul=0
        s1 11:00 distribute vial=V1 to={OTHERS} reason="entered late"
        """,
        {f"acquired:{SUPPLIER}": 10_000, f"distributed:{OTHERS}": 10_000},
        ["c1"],
        id="a vial that had been sent before the count missed it",
    ),
    pytest.param(
        f"""
        r1 08:00 receive vial=V1
        c1 12:00 count vial=V1 volume_ul=9000
        z1 13:00 resolve ref=c1 to=stolen {WREN}
        """,
        {f"acquired:{SUPPLIER}": 10_000, "vial:V1": 9_000, "stolen:V1": 1_000},
        [],
        id="resolved as stolen",
    ),
]  # fmt: skip


@pytest.mark.parametrize(("text", "expected", "cases"), STORIES)
def test_what_happened_comes_to(text: str, expected: dict[str, int], cases: list[str]) -> None:
    book = told(text)
    assert codes(book) == {}
    assert balances(book) == expected
    assert [count.id for count in book.open_cases] == cases
    assert broken(book) == []


REVERSALS = [
    ("m1 09:00 move vial=V1 to=cart", []),
    ("s1 09:00 return-sealed vial=V1 to=cart", []),
    ("q1 09:00 quarantine vial=V1", []),
    (
        f"l1 09:00 reverse-distribute vial=V1 from=quarantine to={DISTRIBUTOR}",
        ["q1 08:30 quarantine vial=V1"],
    ),
    (
        "k1 09:00 reverse-distribute vial=V1 from=in-transit",
        [
            "q1 08:30 quarantine vial=V1",
            f"l1 08:40 reverse-distribute vial=V1 from=quarantine to={DISTRIBUTOR}",
        ],
    ),
    (f"s1 09:00 distribute vial=V1 to={OTHERS}", []),
    ("d1 09:00 draw vial=V1 patient=ana order=o1 volume_ul=800", []),
    (
        "d2 09:00 draw vial=V1 patient=ana order=o1 volume_ul=800",
        ["d1 08:50 draw vial=V1 patient=ana order=o1 volume_ul=800"],
    ),
    (
        "a1 09:00 administer patient=ana order=o1 volume_ul=800",
        ["d1 08:50 draw vial=V1 patient=ana order=o1 volume_ul=800"],
    ),
    (
        "w1 09:00 waste patient=ana order=o1 volume_ul=300",
        ["d1 08:50 draw vial=V1 patient=ana order=o1 volume_ul=800"],
    ),
    (
        "b1 09:00 breakage patient=ana order=o1 volume_ul=300",
        ["d1 08:50 draw vial=V1 patient=ana order=o1 volume_ul=800"],
    ),
    (
        "w1 09:00 waste vial=V2 patient=ana order=o1 volume_ul=300",
        ["d1 08:50 draw vial=V2 patient=ana order=o1 volume_ul=800"],
    ),
    ("b1 09:00 breakage vial=V1 volume_ul=300", []),
    ("k1 09:00 destroy vial=V1", []),
    ("l1 09:00 loss vial=V1 volume_ul=300", []),
    ("t1 09:00 theft vial=V1", []),
    ("q1 09:00 quarantine vial=V1 from=stolen", ["t1 08:30 theft vial=V1 volume_ul=700"]),
    ("q1 09:00 quarantine vial=V1 from=lost", ["l1 08:30 loss vial=V1"]),
    ("t1 09:00 theft ref=c1", ["c1 08:50 count vial=V1 volume_ul=9000"]),
    ("l1 09:00 loss ref=c1 volume_ul=100", ["c1 08:50 count vial=V1 volume_ul=9000"]),
]
STOCK = ["r1 08:00 receive vial=V1", "r2 08:00 receive vial=V2 dose_type=single"]


@pytest.mark.parametrize(("line", "before"), REVERSALS)
def test_a_reversal_is_the_mirror_of_its_entry(line: str, before: list[str]) -> None:
    untouched = told("\n".join([*STOCK, *before]))
    undone = told("\n".join([*STOCK, *before, line, f"u1 10:00 reverse ref={line.partition(' ')[0]}"]))
    assert codes(undone) == {}
    assert balances(undone) == balances(untouched)
    assert broken(undone) == []
    for vial in ("V1", "V2"):
        after, was = undone.vials[vial], untouched.vials[vial]
        assert (after.placement, after.draws) == (was.placement, was.draws)
        assert (after.book_ul, after.suspense_ul) == (was.book_ul, was.suspense_ul)
        assert (after.lost_ul, after.stolen_ul) == (was.lost_ul, was.stolen_ul)
    reversed_entry = undone.entries[line.partition(" ")[0]]
    assert reversed_entry.reversed_by == "u1"
    moved: dict[str, Amount] = {}
    add(moved, (*reversed_entry.legs, *undone.entries["u1"].legs))
    assert set(moved.values()) <= {(0, 0)}


def test_a_reversed_arrival_is_out_of_the_book_since_its_reversal() -> None:
    book = told("r1 08:00 receive vial=V1\nu1 08:10 reverse ref=r1")
    placement = book.vials["V1"].placement
    assert (placement.standing, placement.by_event) == (Standing.WITHDRAWN, "u1")
    assert placement.since == book.entries["u1"].event.at
    assert balances(book) == {}


def test_a_reversed_arrival_leaves_the_id_free() -> None:
    book = told("""
        r1 08:00 receive vial=V1 lot=WRONG
        u1 08:10 reverse ref=r1
        r2 08:00 receive vial=V1 lot=RIGHT
    """)
    assert codes(book) == {}
    assert balances(book) == {f"acquired:{SUPPLIER}": 10_000, "vial:V1": 10_000}
    assert book.vials["V1"].lot == "RIGHT"


def test_a_reversed_receipt_from_another_registration_is_on_its_way_again() -> None:
    book = told(f"""
        r1 08:00 receive vial=V1 to={OURS}/safe
        s1 09:00 distribute vial=V1 to={OTHERS}
        g1 10:00 receive-from vial=V1 from={OURS} to={OTHERS}/safe
        u1 10:30 reverse ref=g1
    """)
    assert codes(book) == {}
    assert book.vials["V1"].placement.standing is Standing.DISTRIBUTED
    assert balances(book) == {f"acquired:{SUPPLIER}": 10_000, f"distributed:{OTHERS}": 10_000}


def test_a_reversed_draw_that_a_count_has_seen_through_comes_out_of_its_difference() -> None:
    """The draw was never made: the count found 2 mL too much, and once the draw is reversed, nothing too much."""
    book = told("""
        r1 08:00 receive vial=V1
        d1 09:00 draw vial=V1 patient=ana order=o1 volume_ul=2000
        c1 10:00 count vial=V1 volume_ul=10000
        u1 11:00 reverse ref=d1 reason="entered for the wrong patient"
        z1 12:00 resolve ref=c1 by=wren witness=okafor
    """)
    assert codes(book) == {}
    assert balances(book) == {f"acquired:{SUPPLIER}": 10_000, "vial:V1": 10_000}
    assert book.open_cases == []


def test_a_reversed_first_draw_unbinds_vial_and_days() -> None:
    book = told("""
        r1 08:00 receive vial=V1
        r2 08:00 receive vial=V2 dose_type=single
        d1 09:00 draw vial=V1 patient=ana order=o1 volume_ul=100
        d2 09:00 draw vial=V2 patient=ana order=o1 volume_ul=100
        u1 09:10 reverse ref=d1
        u2 09:10 reverse ref=d2
        d3 40d09:00 draw vial=V1 patient=ben order=o2 volume_ul=100
        d4 40d09:00 draw vial=V2 patient=ben order=o2 volume_ul=100
    """)
    assert codes(book) == {}


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


def test_what_is_loaded_for_the_reverse_distributor_is_said_with_its_amount() -> None:
    """Nothing leaves the book yet, and the paper that goes with it names what was handed over."""
    book = told(
        "r1 08:00 receive vial=V1\nd1 08:30 draw vial=V1 patient=ana order=o1 volume_ul=800\nq1 09:00 quarantine vial=V1\n"
        f"l1 10:00 reverse-distribute vial=V1 from=quarantine to={DISTRIBUTOR}"
    )
    assert codes(book) == {}
    entry = book.entries["l1"]
    assert (entry.volume_ul, entry.mass_ug) == (9_200, 460_000)


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


def test_an_identical_event_counts_once_and_a_refused_one_stays_refused() -> None:
    lines = """
        r1 08:00 receive vial=V1
        r1 08:00 receive vial=V1
        d1 09:00 draw vial=V1 patient=ana order=o1 volume_ul=10001
        c1 09:30 count vial=V1 volume_ul=10500
        z1 09:40 resolve ref=c1 to=overfill by=wren witness=okafor
        d1 09:00 draw vial=V1 patient=ana order=o1 volume_ul=10001
        d1 09:50 draw vial=V1 patient=ana order=o1 volume_ul=100
        r1 08:00 receive vial=V1 lot=L2
    """
    book = told(lines)
    assert len(book.entries) == 3
    assert [(refused.id, refused.code) for refused in book.refused] == [
        ("d1", "not-enough"), ("d1", "not-enough"), ("d1", "id-conflict"), ("r1", "id-conflict"),
    ]  # fmt: skip


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


def test_the_five_per_cent_are_metered_by_registration_and_year() -> None:
    book = told(f"""
        r1 08:00 receive vial=V1 to={OURS}/safe volume_ul=20000
        r2 08:00 receive vial=V2 to={OURS}/safe volume_ul=1000
        r3 08:00 receive vial=V3 to={OURS}/safe volume_ul=1000
        d1 09:00 draw vial=V1 patient=ana order=o1 volume_ul=19000
        a1 09:10 administer patient=ana order=o1 volume_ul=19000
        s1 10:00 distribute vial=V2 to={OTHERS}
        s2 10:00 distribute vial=V3 to={OTHERS}
        u2 10:30 reverse ref=s2
    """)
    assert codes(book) == {}
    (meter,) = meters(book)
    assert (meter.registration, meter.year, meter.share_per_cent) == (OURS, 2026, 5)
    assert not meter.is_above, "at the limit is not above it"
    assert meter.to_json()["distributed_units"] == 1.0


def test_two_books_of_the_same_events_have_the_same_heads() -> None:
    text = "r1 08:00 receive vial=V1\nd1 09:00 draw vial=V1 patient=ana order=o1 volume_ul=10"
    one, other = told(text), told(text + "\nx 09:00 draw vial=V1 patient=ana order=o1 volume_ul=99999")
    assert (one.head, one.merkle_head) == (other.head, other.merkle_head), "a refused event is no entry"
    changed = told(text.replace("volume_ul=10", "volume_ul=11"))
    assert changed.head != one.head and changed.merkle_head != one.merkle_head


def test_times_come_from_the_events() -> None:
    book = told("r1 08:00 receive vial=V1")
    assert book.vials["V1"].arrived_at == FIRST_DAY.replace(hour=8)


@pytest.mark.parametrize("claimed", ["safe", "V1", "vial:V1", "safe:safe"])
def test_a_place_may_be_named_by_its_account_too(claimed: str) -> None:
    assert codes(told(f"r1 08:00 receive vial=V1\nm1 09:00 move vial=V1 from={claimed} to=cart")) == {}


@pytest.mark.parametrize(
    "place",
    [
        "cabinet/top",
        "cabinet-1/top",
        "cabinets/top",
        "AB12345X7/top",
        "F91234562",
        "112345678/top",
        "ABC123456/top",
        "F9\uff11\uff12\uff13\uff14\uff15\uff16\uff13/top",
        "/top",
        "top/",
    ],
)
def test_a_name_that_is_no_registration_is_a_name(place: str) -> None:
    book = told(f"r1 08:00 receive vial=V1 to={place}")
    assert codes(book) == {}
    assert book.vials["V1"].placement.registration == ""


def test_entries_know_their_registration_and_the_count_they_were_late_for() -> None:
    book = told(f"""
        r1 08:00 receive vial=V1 to={OURS}/safe
        c1 12:00 count vial=V1 volume_ul=9000
        d1 11:00 draw vial=V1 patient=ana order=o1 volume_ul=100 reason=late
        a1 12:10 administer patient=ana order=o1 volume_ul=100
        l1 12:20 loss ref=c1 vial=V1
        u1 12:25 reverse ref=l1 vial=V1
        z1 12:30 resolve ref=c1 vial=V1 to=wasted by=wren witness=okafor
    """)
    assert codes(book) == {}
    assert {entry.registration for entry in book.entries.values()} == {OURS}
    assert {name: entry.late_for for name, entry in book.entries.items() if entry.late_for} == {"d1": "c1"}
    late = told("""
        r1 08:00 receive vial=V1
        d1 09:00 draw vial=V1 patient=ana order=o1 volume_ul=100
        c1 12:00 count vial=V1 volume_ul=9900
        u1 12:40 reverse ref=d1 reason=wrong
    """)
    assert late.entries["u1"].late_for == "c1"


def test_a_count_may_come_in_the_minute_of_the_last_draw_and_of_the_last_count() -> None:
    book = told("""
        r1 08:00 receive vial=V1
        d1 09:00 draw vial=V1 patient=ana order=o1 volume_ul=100
        c1 09:00 count vial=V1 volume_ul=9900
        c2 09:00 count vial=V1 volume_ul=9900
        d2 09:00 draw vial=V1 patient=ana order=o1 volume_ul=100
    """)
    assert codes(book) == {}
    assert book.vials["V1"].book_ul == 9_800


def test_a_reversal_may_come_in_the_same_minute() -> None:
    assert (
        codes(
            told("r1 08:00 receive vial=V1\nb1 09:00 breakage vial=V1 volume_ul=5\nu1 09:00 reverse ref=b1")
        )
        == {}
    )


def test_a_reversed_receipt_keeps_the_book_sound() -> None:
    book = told(f"""
        r1 08:00 receive vial=V1 to={OURS}/safe
        d0 08:10 draw vial=V1 patient=ana order=o1 volume_ul=100
        s1 09:00 distribute vial=V1 to={OTHERS}
        g1 10:00 receive-from vial=V1 from={OURS} to={OTHERS}/safe
        u1 10:30 reverse ref=g1
        u2 10:40 reverse ref=s1
    """)
    assert codes(book) == {}
    assert broken(book) == []
    assert [book.entries[name].registration for name in ("s1", "g1", "u1", "u2")] == [
        OURS,
        OTHERS,
        OTHERS,
        OURS,
    ]
    assert (book.vials["V1"].book_ul, book.vials["V1"].placement.place) == (9_900, f"{OURS}/safe")


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


@pytest.mark.parametrize(
    ("label_ul", "cap_ul"),
    [
        (999, 0), (1_000, 100), (1_999, 100), (2_000, 150), (5_000, 300), (9_999, 300), (10_000, 500),
        (19_999, 500), (20_000, 600), (29_999, 600), (30_000, 800), (49_999, 800), (50_000, 1_000), (100_049, 2_000),
    ],
)  # fmt: skip
def test_the_overfill_of_a_vial_by_its_size(label_ul: int, cap_ul: int) -> None:
    assert overfill_cap_ul(label_ul) == cap_ul


def test_a_shortage_is_not_explained_by_more_than_came() -> None:
    text = """
        r1 08:00 receive vial=V1 volume_ul=1000
        c1 09:00 count vial=V1 volume_ul=1600
        c2 10:00 count vial=V1 volume_ul=0
        {}
    """
    for line in (
        "x 11:00 loss ref=c2",
        "x 11:00 resolve ref=c2 to=lost by=wren witness=okafor",
        "x 11:00 resolve ref=c2 to=wasted by=wren witness=okafor",
    ):
        assert codes(told(text.format(line))) == {"x": "surplus-open"}
    assert codes(told(text.format("x 11:00 loss ref=c2 volume_ul=1000"))) == {}


def test_the_content_of_an_event_is_canonical() -> None:
    event = parse(
        {"kind": "count", "id": "é", "at": "2026-07-01T08:00:00Z", "by": None, "reason": " ", "ref": "b"}
    )
    assert event.content == '{"at":"2026-07-01T08:00:00Z","id":"é","kind":"count","ref":"b"}'


def test_a_count_that_agrees_and_an_empty_vial_that_is_moved_move_nothing() -> None:
    book = told("""
        r1 08:00 receive vial=V1
        c1 09:00 count vial=V1 volume_ul=10000
        k1 10:00 destroy vial=V1
        m1 11:00 move vial=V1 to=bin
        q1 12:00 quarantine vial=V1
    """)
    assert codes(book) == {}
    for name in ("c1", "m1", "q1"):
        assert (book.entries[name].legs, book.entries[name].volume_ul, book.entries[name].mass_ug) == (
            (),
            0,
            0,
        )


def test_a_vial_that_only_changes_its_place_stays_in_its_account() -> None:
    book = told("r1 08:00 receive vial=V1\nm1 11:00 move vial=V1 to=cart\nu1 12:00 reverse ref=m1")
    assert (book.entries["m1"].legs, book.entries["m1"].volume_ul) == ((), 10_000)
    assert book.entries["u1"].legs == ()


def test_entries_say_how_much_they_moved() -> None:
    book = told(f"""
        r1 08:00 receive vial=V1
        m1 09:00 move vial=V1 to=cart
        q1 10:00 quarantine vial=V1
        l1 11:00 reverse-distribute vial=V1 from=quarantine to={DISTRIBUTOR}
        k1 12:00 reverse-distribute vial=V1 from=in-transit
    """)
    assert codes(book) == {}
    assert {(entry.volume_ul, entry.mass_ug) for entry in book.entries.values()} == {(10_000, 500_000)}


def test_a_clock_that_runs_behind_is_allowed_for() -> None:
    lines = "r1 08:00 receive vial=V1\nm1 09:00 move vial=V1 to=b recorded_at=2026-07-01T08:59:30-07:00"
    assert codes(told(lines)) == {"m1": "in-the-future"}
    assert codes(told(lines, Policy(skew_s=30))) == {}
    assert codes(told(lines, Policy(skew_s=29))) == {"m1": "in-the-future"}


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


@pytest.mark.parametrize(
    "kind", [Amount, Count, Drawn, Entry, Event, Owner, Placement, Posted, Syringe, Vial]
)
def test_what_was_decided_cannot_be_changed(kind: type) -> None:
    value = object.__new__(kind) if not issubclass(kind, tuple) else kind(*range(len(kind.__annotations__)))
    with pytest.raises((FrozenInstanceError, AttributeError)):
        setattr(value, next(iter(kind.__annotations__)), 1)


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


def test_a_place_may_be_called_quarantine() -> None:
    assert (
        codes(told("r1 08:00 receive vial=V1 to=quarantine\nm1 09:00 move vial=V1 from=quarantine to=safe"))
        == {}
    )


def test_a_meter_is_shown_to_a_thousandth_of_a_per_cent() -> None:
    book = told(f"""
        r1 08:00 receive vial=V1 volume_ul=2000
        r2 08:00 receive vial=V2 volume_ul=1000
        d1 09:00 draw vial=V1 patient=ana order=o1 volume_ul=2000
        a1 09:10 administer patient=ana order=o1 volume_ul=2000
        s1 10:00 distribute vial=V2 to={OTHERS}
    """)
    assert [meter.to_json() for meter in meters(book)] == [
        {
            "registration": "", "year": 2026, "distributed_units": 1.0, "dispensed_units": 2.0,
            "share_per_cent": 33.333, "limit_per_cent": 5, "above": True,
        }
    ]  # fmt: skip
