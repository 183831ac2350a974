"""A reversal is the mirror of its entry, whatever the entry was and whatever came after it."""

from __future__ import annotations

import pytest

from euthymia.domain.ledger import Amount, Standing, broken
from euthymia.domain.ledger.accounts import add
from support.ledger import DISTRIBUTOR, OTHERS, OURS, SUPPLIER, balances, codes, told

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
