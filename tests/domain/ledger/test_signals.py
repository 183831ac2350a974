"""Reasons to look: what the exact statistics say of few events, and what they do not."""

from __future__ import annotations

from datetime import timedelta
from math import comb

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from euthymia.domain.ledger.signals import Signal, precision, signals
from euthymia.domain.ledger.small_numbers import Share, binomial_tail, cusum, hypergeometric_tail, share
from support.ledger import FIRST_DAY, codes, told

EVER = FIRST_DAY + timedelta(days=365)


def found(text: str, by_chance_max: float = 0.2) -> list[Signal]:
    book = told(text)
    assert codes(book) == {}
    return signals(book, FIRST_DAY, EVER, by_chance_max=by_chance_max)


def wastes(by: str, witnesses: list[str], minutes: int = 10) -> list[str]:
    """A dose for each witness: drawn, and wasted so much later."""
    lines = []
    for n, witness in enumerate(witnesses):
        name = f"{by}{n}"
        lines += [
            f"r-{name} {n}d08:00 receive vial=V-{name}",
            f"d-{name} {n}d09:00 draw vial=V-{name} patient={name} order=o volume_ul=100 by={by}",
            f"w-{name} {n}d09:{minutes} waste patient={name} order=o volume_ul=100 by={by} witness={witness}",
        ]
    return lines


def test_one_witness_for_one_person_stands_out_and_the_others_do_not() -> None:
    lines = (
        wastes("noor", ["tomas"] * 8)
        + wastes("wren", ["tomas", "okafor"] * 4)
        + wastes("ivy", ["okafor"] * 8)
    )
    told_of = {(one.pattern, one.person, one.other): one for one in found("\n".join(lines))}
    assert set(told_of) == {("one witness", "noor", "tomas"), ("one witness", "ivy", "okafor")}
    signal = told_of["one witness", "noor", "tomas"]
    assert (signal.own.some, signal.own.of) == (8, 8)
    assert signal.others is not None and (signal.others.some, signal.others.of) == (4, 16)
    assert signal.chance == pytest.approx(comb(12, 8) / comb(24, 8))
    assert signal.evidence == tuple(f"w-noor{n}" for n in range(8))
    assert "noor with tomas: 8 of 8" in signal.says()
    assert "A reason to look, not a finding." in signal.says() and "chance alone" in signal.says()


def test_two_people_who_always_worked_together_are_no_signal() -> None:
    assert found("\n".join(wastes("noor", ["tomas"] * 8))) == []


def test_a_few_events_say_little() -> None:
    lines = wastes("noor", ["tomas"] * 2) + wastes("wren", ["okafor"] * 2)
    assert found("\n".join(lines)) == []
    chance = found("\n".join(lines), by_chance_max=100.0)
    assert chance != [], "unless the clinic wants to read what chance gives"
    assert all(one.evidence and one.own.some for one in chance)
    # Two pairs, and two people in each of three rates: eight comparisons were made.
    assert [one.by_chance for one in chance] == pytest.approx([8 / 6] * 2)


def test_waste_long_after_the_draw() -> None:
    lines = wastes("noor", ["tomas", "okafor"] * 5, minutes=31) + wastes(
        "wren", ["tomas", "okafor"] * 5, minutes=30
    )
    (signal,) = found("\n".join(lines))
    assert (signal.pattern, signal.person) == ("waste long after the draw", "noor")
    assert (signal.own.some, signal.own.of) == (10, 10)
    assert signal.says().startswith(
        "waste long after the draw, noor: 10 of 10 (between 69% and 100%); everybody else 0 of 10"
    )
    assert " with " not in signal.says()
    assert signal.others is not None and signal.others.some == 0


def test_two_breakages_in_thirty_days_are_a_rule_and_no_statistic() -> None:
    text = """
        r1 08:00 receive vial=V1
        b1 1d09:00 breakage vial=V1 volume_ul=100 by={}
        b2 {}d09:00 breakage vial=V1 volume_ul=100 by=noor
    """
    (signal,) = found(text.format("noor", 31))
    assert (signal.pattern, signal.evidence, signal.chance) == ("repeated breakage", ("b1", "b2"), None)
    assert "chance" not in signal.says() and "everybody" not in signal.says()
    assert found(text.format("noor", 32)) == []
    assert found(text.format("wren", 31)) == []
    assert found(text.format("noor", 31) + "u1 40d09:00 reverse ref=b2") == []


def test_shortages_late_entries_and_finished_vials_are_compared() -> None:
    lines = []
    for n in range(10):
        for by, measured in (("noor", 9_900), ("wren", 10_100 if n % 2 else 9_900)):
            lines += [
                f"r-{by}{n} {n}d08:00 receive vial=V-{by}{n}",
                f"c-{by}{n} {n}d12:00 count vial=V-{by}{n} volume_ul={measured} by={by}",
                f"d-{by}{n} {n}d{'11' if by == 'noor' else '13'}:00 draw vial=V-{by}{n} patient=p{by}{n} order=o volume_ul=50 by={by} reason=later",
            ]
    told_of = {one.pattern: one for one in found("\n".join(lines))}
    assert told_of["late entries"].person == "noor" and told_of["late entries"].own.some == 10
    assert told_of["count differences that are shortages"].person == "noor"


def test_overfill_that_nobody_ever_finds() -> None:
    lines = []
    for n in range(8):
        for by, overfill in (("noor", 0), ("wren", 300)):
            vial = f"V-{by}{n}"
            lines.append(f"r-{vial} {n}d08:00 receive vial={vial}")
            if overfill:
                lines += [
                    f"o-{vial} {n}d09:00 count vial={vial} volume_ul={10_000 + overfill} by={by}",
                    f"z-{vial} {n}d09:30 resolve ref=o-{vial} to=overfill by=ivy witness=okafor",
                ]
            lines += [
                f"d-{vial} {n}d10:00 draw vial={vial} patient=p order=o{vial} volume_ul={10_000 + overfill} by={by}",
                f"e-{vial} {n}d11:00 count vial={vial} volume_ul=0 by={by}",
            ]
    (signal,) = found("\n".join(lines))
    assert (signal.pattern, signal.person, signal.own.some) == ("vials finished without overfill", "noor", 8)


def test_what_is_outside_the_period_is_not_looked_at() -> None:
    book = told("\n".join(wastes("noor", ["tomas"] * 8) + wastes("wren", ["okafor"] * 8)))
    assert len(signals(book, FIRST_DAY, EVER, by_chance_max=0.2)) == 2
    assert signals(book, FIRST_DAY, FIRST_DAY + timedelta(days=2), by_chance_max=0.2) == []
    assert signals(book, FIRST_DAY + timedelta(days=8), EVER, by_chance_max=0.2) == []


def test_how_often_a_signal_was_worth_it() -> None:
    assert str(precision([])) == "0 of 0, which says nothing"
    assert precision([True, False, False]).some == 1
    assert "1 of 3 (between 1% and 91%)" in str(precision([True, False, False]))


def test_an_exact_interval() -> None:
    assert share(0, 10).low == 0 and share(0, 10).high == pytest.approx(0.3085, abs=1e-4)
    assert share(10, 10).high == 1 and share(10, 10).low == pytest.approx(0.6915, abs=1e-4)
    assert share(4, 10).low == pytest.approx(0.1216, abs=1e-4) and share(4, 10).high == pytest.approx(
        0.7376, abs=1e-4
    )
    assert share(0, 0) == Share(0, 0, 0.0, 1.0)
    with pytest.raises(ValueError, match="3 of 2"):
        share(3, 2)


@settings(deadline=None)
@given(st.integers(0, 12), st.integers(0, 12), st.integers(0, 12), st.integers(0, 13))
def test_the_hypergeometric_tail_is_counted(own: int, others: int, marked: int, at_least: int) -> None:
    of = own + others
    marked = min(marked, of)
    ways = [comb(marked, n) * comb(of - marked, own - n) for n in range(min(own, marked) + 1)]
    assert hypergeometric_tail(at_least, own, marked, of) == pytest.approx(
        sum(ways[at_least:]) / comb(of, own)
    )


def test_the_binomial_tail() -> None:
    assert binomial_tail(0, 5, 0.3) == pytest.approx(1)
    assert binomial_tail(5, 5, 0.5) == 1 / 32
    assert binomial_tail(6, 5, 0.5) == 0
    assert binomial_tail(1, 2, 0.5) == 0.75


def test_a_cumulative_sum_remembers_and_forgets() -> None:
    assert cusum([], 0.5) == 0
    assert cusum([1, 1, 1], 0.5) == 1.5
    assert cusum([2, -5, 1], 0.5) == 1.5
    assert cusum([-1, -1], 0) == 0
