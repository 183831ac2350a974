"""A book that was tampered with, or written by a ledger with a mistake in it, says what is broken."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from euthymia.domain.ledger import Amount, Book, Leg, Owner, broken
from support.ledger import told

TEXT = """
    r1 08:00 receive vial=V1
    d1 09:00 draw vial=V1 patient=ana order=o1 volume_ul=800
    c1 10:00 count vial=V1 volume_ul=9000
    c2 11:00 count vial=V1 volume_ul=9000
"""


def _entry(book: Book, *legs: Leg) -> None:
    book.entries["d1"] = replace(book.entries["d1"], legs=legs)
    book.balances.clear()
    for entry in book.entries.values():
        for name, volume_ul, mass_ug in entry.legs:
            old = book.balances.get(name, Amount(0, 0))
            book.balances[name] = Amount(old.volume_ul + volume_ul, old.mass_ug + mass_ug)


def _volume(book: Book) -> None:
    _entry(book, Leg("vial:V1", -800, -40_000), Leg("syringe:ana/o1", 801, 40_000))


def _mass(book: Book) -> None:
    _entry(book, Leg("vial:V1", -800, -40_000), Leg("syringe:ana/o1", 800, 40_001))


def _too_much(book: Book) -> None:
    _entry(book, Leg("vial:V1", -10_001, -500_050), Leg("syringe:ana/o1", 10_001, 500_050))


def _too_heavy(book: Book) -> None:
    _entry(book, Leg("vial:V1", -800, -500_001), Leg("syringe:ana/o1", 800, 500_001))


def _balance(book: Book) -> None:
    book.balances["wasted:ana/o1"] = Amount(1, 50)


def _vial(book: Book) -> None:
    book.vials["V1"] = replace(book.vials["V1"], book_ul=8_999)


def _suspense(book: Book) -> None:
    book.vials["V1"] = replace(book.vials["V1"], suspense_ul=0)


def _closed(book: Book) -> None:
    book.vials["V1"] = replace(book.vials["V1"], open_cases=("c2",))


def _more_than_came(book: Book) -> None:
    book.vials["V1"] = replace(book.vials["V1"], suspense_ul=-9_001)


def _syringe(book: Book) -> None:
    owner = Owner("ana", "o1")
    book.syringes[owner] = replace(book.syringes[owner], mass_ug=1)


def _rest(book: Book) -> None:
    book.counts["c1"] = replace(book.counts["c1"], rest_ul=199)


def _shut(book: Book) -> None:
    book.counts["c1"] = replace(book.counts["c1"], is_open=False)


@pytest.mark.parametrize(
    ("tamper", "says"),
    [
        (_volume, "I1: entry d1 does not sum to zero"),
        (_mass, "I1: entry d1 does not sum to zero"),
        (_mass, "I14: on hand is not what came"),
        (_too_much, "I2: vial:V1 is below zero after entry d1"),
        (_too_heavy, "I2: vial:V1 is below zero after entry d1"),
        (_balance, "I17: the balances are not the sum of the entries"),
        (_vial, "I17, I18: vial V1 is not what its account says"),
        (_suspense, "I12: the suspense of vial V1 is not that of its counts"),
        (_closed, "I12: vial V1 has a case that is closed"),
        (_more_than_came, "I5: more left vial V1"),
        (_syringe, "I17: the syringe of ana/o1 is not what its account says"),
        (_rest, "I12: count c1 is not what its account says"),
        (_shut, "I12: count c1 is closed and still in suspense"),
    ],
)
def test_what_is_broken_is_said(tamper: Callable[[Book], None], says: str) -> None:
    book = told(TEXT)
    assert broken(book) == []
    tamper(book)
    assert any(line.startswith(says) for line in broken(book)), broken(book)


def test_suspense_and_sources_may_be_below_zero() -> None:
    assert broken(told("r1 08:00 receive vial=V1\nc1 09:00 count vial=V1 volume_ul=10001")) == []
