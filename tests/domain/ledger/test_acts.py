"""What accepted events come to: small ledgers and the balances, in microlitres, that they end with."""

from __future__ import annotations

import pytest

from euthymia.domain.ledger import broken
from support.ledger import DISTRIBUTOR, OTHERS, OURS, SUPPLIER, balances, codes, told

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


def test_what_is_loaded_for_the_reverse_distributor_is_said_with_its_amount() -> None:
    """Nothing leaves the book yet, and the paper that goes with it names what was handed over."""
    book = told(
        "r1 08:00 receive vial=V1\nd1 08:30 draw vial=V1 patient=ana order=o1 volume_ul=800\nq1 09:00 quarantine vial=V1\n"
        f"l1 10:00 reverse-distribute vial=V1 from=quarantine to={DISTRIBUTOR}"
    )
    assert codes(book) == {}
    entry = book.entries["l1"]
    assert (entry.volume_ul, entry.mass_ug) == (9_200, 460_000)


def test_a_vial_taken_to_where_somebody_is_treated_is_theirs_alone_from_then_on() -> None:
    """compliance.md 1.9 row 2: in the clean place it may be shared, at a chair it may not."""
    book = told(
        """
        r1 08:00 receive vial=V1
        d1 09:00 draw vial=V1 patient=ben order=o1 volume_ul=100
        m1 10:00 move vial=V1 to=room-1 patient=ana
        d2 10:05 draw vial=V1 patient=ana order=o2 volume_ul=100
        x1 10:10 draw vial=V1 patient=ben order=o1 volume_ul=100
        d3 09:50 draw vial=V1 patient=ben order=o1 volume_ul=100
        m2 11:00 move vial=V1 to=safe
        d4 11:05 draw vial=V1 patient=ana order=o2 volume_ul=100
        """
    )
    assert codes(book) == {"x1": "bound"}, (
        "what happened before it was taken there is entered late all the same"
    )
    assert book.vials["V1"].placement.patient == "ana"


def test_a_move_that_was_a_mistake_gives_the_vial_back_to_everybody() -> None:
    book = told(
        """
        r1 08:00 receive vial=V1
        m1 10:00 move vial=V1 to=room-1 patient=ana
        u1 10:10 reverse ref=m1
        d1 10:20 draw vial=V1 patient=ben order=o1 volume_ul=100
        """
    )
    assert codes(book) == {} and book.vials["V1"].placement.patient == ""
