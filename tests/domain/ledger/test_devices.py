"""Devices: one sealed unit with a content and no strength, opened for somebody, given or wasted whole."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest

from euthymia.domain import ledger
from euthymia.domain.ledger import Book, parse, shown
from euthymia.domain.ledger.matching import Infused, Mismatch, match
from euthymia.domain.quantities import Unusable
from support.ledger import DISTRIBUTOR, OTHERS, OURS, SUPPLIER, codes, document, told

LABEL = "form=device substance=esketamine content_ug=28000 ndc=12345-6789-0 lot=S7 expires=2027-06"


def arrives(name: str, vial: str, more: str = "to=safe", clock: str = "08:00", kind: str = "receive") -> str:
    return f"{name} {clock} {kind} vial={vial} {LABEL} {more}"


def events(text: str) -> list[dict[str, Any]]:
    """Documents of lines; what a vial's arrival says is left out of a device's."""
    made = []
    for line in filter(None, map(str.strip, text.splitlines())):
        one = document(line)
        if one.get("form") == "device":
            for key in ("mg_per_ml", "volume_ul", "dose_type"):
                if f"{key}=" not in line:
                    one.pop(key, None)
        for key in ("content_ug", "units"):
            if key in one:
                one[key] = int(one[key])
        made.append(one)
    return made


def book_of(text: str) -> Book:
    book = Book.of(parse(one) for one in events(text))
    assert ledger.broken(book) == []
    return book


def masses(book: Book) -> dict[str, int]:
    return {name: shown(name, one.mass_ug) for name, one in book.balances.items() if one.mass_ug}


TWO = "\n".join([arrives("r1", "D1"), arrives("r2", "D2")])


def test_a_device_is_opened_and_given_whole_and_its_accounts_say_the_substance() -> None:
    book = book_of(f"""
        {TWO}
        draw 09:00 draw vial=D1 patient=ana order=o1
        give 09:01 administer vial=D1 patient=ana order=o1
        {arrives("v1", "K1", clock="08:00").replace(LABEL, "")}
        kd 09:00 draw vial=K1 patient=ben order=o2 volume_ul=700
    """)
    assert codes(book) == {}
    assert masses(book) == {
        "esketamine:acquired:" + SUPPLIER: 56_000, "acquired:" + SUPPLIER: 500_000, "esketamine:device:D2": 28_000,
        "esketamine:administered:ana/o1/D1": 28_000, "vial:K1": 465_000, "syringe:ben/o2": 35_000,
    }  # fmt: skip
    assert all(one.volume_ul == 0 for name, one in book.balances.items() if name.startswith("esketamine:"))
    assert [one.units for one in book.entries.values()] == [1, 1, 1, 1, 0, 0]


REFUSED = [
    ("give 09:00 administer vial=D1 patient=ana order=o1", "not-opened"),
    ("w 09:00 waste vial=D1 patient=ana order=o1", "never-drawn"),
    ("c 09:00 count vial=D1 units=2", "one-device"),
    ("c 09:00 count vial=D1 volume_ul=1", "not-of-this-form"),
    ("c 09:00 count vial=D1", "incomplete"),
    ("c 09:00 count vial=D1 units=1 volume_ul=1", "not-of-this-form"),
    ("dr 09:00 draw vial=D1 patient=ana order=o1 volume_ul=200", "not-of-this-form"),
    ("dr 09:00 draw vial=D1 patient=ana order=o1 syringe=S1", "not-of-this-form"),
    ("dr 09:00 draw vial=D1 patient=ana order=o1 units=0", "nothing"),
    ("dr 09:00 draw vial=D1 patient=ana order=o1 lot=S8", "details-differ"),
    ("dr 09:00 draw vial=D1 patient=ana order=o1 substance=ketamine", "details-differ"),
    ("dr 09:00 draw vial=D1 patient=ana order=o1 form=vial", "details-differ"),
    ("dr 09:00 draw vial=D1 patient=ana order=o1 content_ug=56000", "details-differ"),
    ("dr 400d09:00 draw vial=D1 patient=ana order=o1", "expired"),
    ("x 09:00 administer patient=ana order=o1 units=1", "not-of-this-form"),
    (arrives("again", "D1", clock="09:00"), "vial-exists"),
    (arrives("v", "D3", "to=safe mg_per_ml=140", "09:00"), "not-of-this-form"),
    (arrives("v", "D3", "to=safe volume_ul=200", "09:00"), "not-of-this-form"),
    (arrives("v", "D3", "to=safe units=2", "09:00"), "one-device"),
    (arrives("v", "D3", clock="09:00").replace("substance=esketamine", ""), "incomplete"),
    (arrives("v", "D3", clock="09:00").replace("content_ug=28000", ""), "incomplete"),
    (arrives("v", "D3", clock="09:00").replace("2027-06", "2026-05"), "expired-on-arrival"),
]  # fmt: skip


@pytest.mark.parametrize(("line", "code"), REFUSED)
def test_what_must_not_happen_to_a_device_is_refused(line: str, code: str) -> None:
    book = book_of(f"{TWO}\n{line}")
    assert list(codes(book).values()) == [code]
    assert masses(book)["esketamine:device:D1"] == 28_000


AFTER_OPENING = [
    ("d2 10:00 draw vial=D1 patient=ana order=o1", "device-used"),
    ("d2 10:00 destroy vial=D1", "device-used"),
    ("d2 10:00 distribute vial=D1 to=GX9841203", "opened"),
    ("d2 10:00 administer vial=D1 patient=ben order=o2", "not-opened"),
    ("d2 08:59 administer vial=D1 patient=ana order=o1", "before-draw"),
    ("d2 400d09:00 administer vial=D1 patient=ana order=o1", "drawn-expired"),
    ("d2 10:00 waste vial=D1 patient=ana order=o1 witness=", "witness-missing"),
    ("d2 10:00 waste patient=ana order=o1 volume_ul=1", "nothing-drawn"),
]  # fmt: skip


@pytest.mark.parametrize(("line", "code"), AFTER_OPENING)
def test_an_opened_device_is_its_patients_and_whole(line: str, code: str) -> None:
    book = book_of(f"{TWO}\ndraw 09:00 draw vial=D1 patient=ana order=o1\n{line}")
    assert list(codes(book).values()) == [code]
    assert masses(book)["esketamine:in-hand:ana/o1/D1"] == 28_000
    assert " vial" not in book.refused[0].says and "syringe" not in book.refused[0].says
    assert ledger.clocks(book) == []  # it was not prepared, so it has no four hours


@pytest.mark.parametrize(
    ("line", "account"),
    [
        ("e 10:00 administer vial=D1 patient=ana order=o1", "administered:ana/o1/D1"),
        ("e 10:00 waste vial=D1 patient=ana order=o1", "wasted:ana/o1/D1"),
        ("e 10:00 breakage vial=D1 patient=ana order=o1", "breakage:ana/o1/D1"),
    ],
)
def test_what_is_in_hand_leaves_it_whole_and_comes_back_by_a_reversal(line: str, account: str) -> None:
    opened = f"{TWO}\ndraw 09:00 draw vial=D1 patient=ana order=o1\n{line}"
    assert masses(book_of(opened))[f"esketamine:{account}"] == 28_000
    back = book_of(f"{opened}\nb 11:00 reverse ref=e reason=mistake")
    assert masses(back)["esketamine:in-hand:ana/o1/D1"] == 28_000
    shut = book_of(f"{opened}\nb 11:00 reverse ref=e reason=x\ns 11:01 reverse ref=draw reason=x")
    assert masses(shut)["esketamine:device:D1"] == 28_000
    assert codes(shut) == {}
    assert shut.vials["D1"].opened is None  # sealed again, so it may be sent on


def test_a_device_goes_about_as_a_vial_does() -> None:
    book = book_of(f"""
        {arrives("r1", "D1", f"to={OURS}/safe")}
        {arrives("r2", "D2", f"to={OURS}/safe")}
        {arrives("r3", "D3", f"to={OURS}/safe")}
        {arrives("r4", "D4", f"to={OURS}/safe")}
        m 09:00 move vial=D1 to={OURS}/cart units=1
        q 09:10 quarantine vial=D1 reason=recall
        l 09:20 reverse-distribute vial=D1 from=quarantine to={DISTRIBUTOR}
        k 09:30 reverse-distribute vial=D1 from=in-transit to={DISTRIBUTOR}
        s 09:40 distribute vial=D2 to={OTHERS}
        b 09:50 breakage vial=D3 reason=dropped
        x 09:55 destroy vial=D4 reason=expired
    """)
    assert codes(book) == {}
    assert masses(book) == {
        f"esketamine:acquired:{SUPPLIER}": 112_000, f"esketamine:reverse-distributed:{DISTRIBUTOR}": 28_000,
        f"esketamine:distributed:{OTHERS}": 28_000, "esketamine:breakage:D3": 28_000, "esketamine:destroyed:D4": 28_000,
    }  # fmt: skip
    (meter,) = ledger.meters(book)
    assert (meter.distributed_ul, meter.dispensed_ul) == (1_000, 0)  # one device is one dosage unit


def test_a_missing_device_is_a_case_until_two_others_say_what_became_of_it() -> None:
    counted = f"{TWO}\nc1 09:00 count vial=D1 units=0\nc2 09:00 count vial=D2 units=1"
    book = book_of(counted)
    assert [one.id for one in book.open_cases] == ["c1"]
    assert masses(book)["esketamine:variance:c1"] == 28_000
    two = "by=okafor witness=wren"
    given = book_of(f"{counted}\nr 10:00 resolve ref=c1 to=administered:ana/o1 {two} reason=found")
    assert masses(given)["esketamine:administered:ana/o1"] == 28_000
    gone = book_of(f"{counted}\nr 10:00 loss ref=c1 {two} reason=x")
    assert masses(gone)["esketamine:lost:D1"] == 28_000
    assert {one.ref for one in ledger.clocks(gone)} == {"r"}
    found = book_of(f"{counted}\nr 10:00 loss ref=c1 reason=x\nq 11:00 quarantine vial=D1 from=lost units=1")
    assert masses(found)["esketamine:quarantine:D1"] == 28_000


def test_a_device_that_is_there_although_it_was_given_has_no_overfill() -> None:
    book = book_of(f"""
        {TWO}
        draw 09:00 draw vial=D1 patient=ana order=o1
        give 09:01 administer vial=D1 patient=ana order=o1
        c 10:00 count vial=D1 units=1
        r 10:30 resolve ref=c to=overfill by=okafor witness=wren reason=x
    """)
    assert codes(book) == {"r": "not-a-cause"}
    assert "no overfill of a device" in book.refused[0].says
    # The wrong device was scanned: its entries are reversed late, into the difference that the count found.
    undone = book_of(f"""
        {TWO}
        draw 09:00 draw vial=D1 patient=ana order=o1
        give 09:01 administer vial=D1 patient=ana order=o1
        c 10:00 count vial=D1 units=1
        u1 11:00 reverse ref=give reason=wrong
        u2 11:01 reverse ref=draw reason=wrong
        r 11:30 resolve ref=c by=okafor witness=wren reason=x
    """)
    assert codes(undone) == {}
    assert undone.open_cases == []
    assert masses(undone)["esketamine:device:D1"] == 28_000


def test_a_device_sent_for_one_patient_is_nobody_elses() -> None:
    book = book_of(f"""
        {arrives("r1", "D1", "to=safe patient=ana")}
        no 09:00 draw vial=D1 patient=ben order=o1
        yes 09:00 draw vial=D1 patient=ana order=o1
    """)
    assert codes(book) == {"no": "bound"}


def test_two_products_never_share_a_syringe() -> None:
    vial = arrives("v1", "E1").replace(LABEL, "substance=esketamine")
    book = book_of(f"""
        {vial}
        {arrives("v2", "K1").replace(LABEL, "")}
        {arrives("r1", "D1")}
        k 09:00 draw vial=K1 patient=ana order=o1 volume_ul=100
        e 09:01 draw vial=E1 patient=ana order=o1 volume_ul=100
        f 09:01 draw vial=E1 patient=ana order=o1 syringe=D1 volume_ul=100
        g 09:02 administer patient=ana order=o1 volume_ul=100 substance=esketamine
        d 09:03 draw vial=D1 patient=ana order=o1
    """)
    assert codes(book) == {"e": "other-substance", "g": "other-substance", "d": "other-substance"}


def test_doses_are_matched_substance_by_substance() -> None:
    book = book_of(f"""
        {TWO}
        draw 09:00 draw vial=D1 patient=ana order=o1
        give 09:01 administer vial=D1 patient=ana order=o1
        open 09:02 draw vial=D2 patient=ana order=o1
    """)
    spray = Infused(
        patient="ana", order="o1", given_ug=28_000, is_over=True, grain_ug=1, substance="esketamine"
    )
    (one,) = match(book.entries.values(), [spray])
    assert (one.drawn_ug, one.given_ug, one.left_ug, one.substance) == (56_000, 28_000, 28_000, "esketamine")
    assert one.mismatches == (Mismatch.LEFT,)


def test_what_was_sent_before_there_were_devices_has_the_same_bytes() -> None:
    line = "r1 08:00 receive vial=V1"
    event = parse(document(line))
    assert event.content == (
        '{"at":"2026-07-01T08:00:00-07:00","by":"noor","dose_type":"multi","expires":"2027-06","id":"r1","kind":"receive",'
        '"lot":"L1","mg_per_ml":50,"ndc":"67457-108-10","supplier_dea":"RX9841203","to":"safe","vial":"V1","volume_ul":10000}'
    )
    assert told(line).head.hex() == "aacca278bb4779862d208e36dc7d55e5c282ea293fdc02586f492a2380666c8c"


def test_a_number_of_devices_and_a_content_are_whole() -> None:
    base = {"id": "a", "kind": "count", "at": datetime(2026, 7, 1).astimezone().isoformat()}
    for key, value in (
        ("units", 1.0),
        ("units", -1),
        ("units", True),
        ("content_ug", 0),
        ("content_ug", 1.5),
    ):
        with pytest.raises(Unusable) as refused:
            parse({**base, key: value})
        assert [fault.at for fault in refused.value.faults] == [f"/{key}"]
