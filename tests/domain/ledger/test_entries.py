"""What an entry says of itself and of its book: times, places, amounts, counts, and the five per cent."""

from __future__ import annotations

from dataclasses import FrozenInstanceError

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
    Syringe,
    Vial,
    meters,
    overfill_cap_ul,
    parse,
)
from support.ledger import DISTRIBUTOR, FIRST_DAY, OTHERS, OURS, codes, told


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


def test_events_that_were_signed_together_are_recorded_in_the_same_moment() -> None:
    at = "recorded_at=2026-07-01T09:05:00-07:00"
    assert codes(told(f"r1 09:00 receive vial=V1 {at}\nm1 09:01 move vial=V1 to=b {at}")) == {}


@pytest.mark.parametrize(
    "kind", [Amount, Count, Drawn, Entry, Event, Owner, Placement, Posted, Syringe, Vial]
)
def test_what_was_decided_cannot_be_changed(kind: type) -> None:
    value = object.__new__(kind) if not issubclass(kind, tuple) else kind(*range(len(kind.__annotations__)))
    with pytest.raises((FrozenInstanceError, AttributeError)):
        setattr(value, next(iter(kind.__annotations__)), 1)


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
