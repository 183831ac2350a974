"""Verify recomputes the drug books from their entries: whatever is altered beside a chain that was made whole again."""

from __future__ import annotations

import hashlib
import json
import threading
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from euthymia.clinic.audit.queries import events as audit_events
from euthymia.clinic.pharmacy import actions, queries
from euthymia.clinic.pharmacy.models import Book, Entry, Refusal
from euthymia.faces.command import anchors, jobs, verify
from euthymia.kit import streams
from support.cast import Cast
from support.evidence import Evidence
from support.stock import Stock, stocked


@pytest.fixture
def stock(committed: None, cast: Cast, unit: Any) -> Stock:
    """A vial in use, a syringe that is not empty, and a count with an open case."""
    with unit(cast.lakeside):
        stock = stocked(cast, "0147", "0148")
        stock.act("draw", vial="0147", volume_ul=1_000)
        stock.act("waste", volume_ul=400, witness=stock.proof())
        actions.count_sheet(
            by=cast.noor.member(), witness=stock.proof(), book=stock.book, client_id=cast.noor.user.pk, purpose="spot",
            counted=[actions.Counted("0147", 8_900), actions.Counted("0148", 10_000)], seen_n=4,
        )  # fmt: skip
    return stock


@pytest.fixture
def evidence(stock: Stock, stopped: datetime, tmp_path: Path) -> Evidence:
    return Evidence(stopped + timedelta(hours=1), tmp_path / "anchors.jsonl")


def rewritten(evidence: Evidence, n: int, **columns: Any) -> None:
    """The intruder changes an entry and makes the chain whole again, with the writer's own code."""
    rows = list(Entry.objects.using("owner").order_by("n"))
    head = bytes(32)
    for row in rows:
        if row.n == n:
            for name, value in columns.items():
                setattr(row, name, value)
                value = json.dumps(value) if isinstance(value, dict | list) else value
                evidence.tamper(
                    "UPDATE {} SET {} = %s WHERE id = %s", "pharmacy_entry", name, values=[value, row.pk]
                )
        head = streams.hash_after(head, row)
        evidence.tamper("UPDATE {} SET hash = %s WHERE id = %s", "pharmacy_entry", values=[head, row.pk])
    evidence.tamper("UPDATE {} SET entries_head = %s", "pharmacy_book", values=[head])


def test_a_book_that_nobody_touched_is_as_it_was_written(evidence: Evidence) -> None:
    assert list(anchors.read(evidence.path)) == []
    assert evidence.found() == []


def _lines(n: int, change_ul: int, change_ug: int) -> list[Any]:
    (first, second) = Entry.objects.using("owner").get(n=n).legs
    return [first, [second[0], second[1] + change_ul, second[2] + change_ug]]


@pytest.mark.parametrize(
    ("n", "change", "says"),
    [
        (3, lambda: {"legs": _lines(3, 1, 50)}, "its lines do not sum to zero"),
        (
            3,
            lambda: {"legs": [["vial:0147", -1_000, -49_999], ["syringe:x/y", 1_000, 49_999]]},
            "is not what -1000 µL",
        ),
        (3, lambda: {"legs": [["vial:0149", -1, -50], ["syringe:x/y", 1, 50]]}, "of vial 0149 holds"),
        (
            3,
            lambda: {"legs": [["vial:0147", -10_001, -500_050], ["syringe:x/y", 10_001, 500_050]]},
            "below zero",
        ),
        (3, lambda: {"legs": [["pocket:0147", 0, 0]]}, "is no account"),
        (4, lambda: {"witness": ""}, "without a second person"),
        (4, lambda: {"kind": "breakage"}, "another event than its document"),
        (4, lambda: {"record": hashlib.sha256(b"").hexdigest()}, "what was signed is not what stands here"),
        (
            5,
            lambda: {"event": {**Entry.objects.using("owner").get(n=5).event, "volume_ul": 9_000}},
            "what was signed",
        ),
    ],
)
def test_an_entry_that_was_changed_under_a_chain_made_whole_again_is_named(
    evidence: Evidence, stock: Stock, n: int, change: Any, says: str
) -> None:
    rewritten(evidence, n, **change())
    (found,) = evidence.found()
    assert found.startswith(f"pharmacy_entry book={stock.book.pk} n={n}: ") and says in found


@pytest.mark.parametrize(
    ("statement", "says"),
    [
        (
            "UPDATE pharmacy_vial SET book_ul = 10001 WHERE code = '0148'",
            "vial 0148: the entries come to 10000 µL, the row says 10001",
        ),
        (
            "UPDATE pharmacy_vial SET standing = 'quarantine' WHERE code = '0148'",
            "by the entries it is in stock",
        ),
        ("UPDATE pharmacy_syringe SET mass_ug = 0", "the entries come to 600 µL"),
        ("UPDATE pharmacy_case SET is_open = false", "the case is closed"),
        ("DELETE FROM pharmacy_case WHERE is_open", "the row is missing"),
        ("DELETE FROM pharmacy_syringe", "the row is missing"),
        ("DELETE FROM pharmacy_vial WHERE code = '0147'", "vial 0147: the row is missing"),
    ],
)
def test_what_is_kept_of_the_entries_is_compared_with_them(
    evidence: Evidence, statement: str, says: str
) -> None:
    evidence.tamper(statement)
    (found,) = evidence.found()
    assert says in found


def test_a_book_whose_chain_is_broken_is_named_once(evidence: Evidence, cast: Cast, unit: Any) -> None:
    evidence.tamper("UPDATE pharmacy_entry SET legs = '[]' WHERE n = 3")
    (found,) = evidence.found()
    assert "n=3: column mismatch" in found
    with unit(cast.lakeside):
        assert len(queries.open_cases(cast.lakeside)) == 1 == Book.objects.count()


def test_a_broken_book_takes_no_entries_until_it_is_whole_again(
    evidence: Evidence, stock: Stock, cast: Cast, unit: Any, signed_in: Any
) -> None:
    (row,) = [one for one in Entry.objects.using("owner").order_by("n") if one.n == 3]
    evidence.change(row, "by", "Nobody <nobody@lakeside.example>")
    verify.halt_broken_books(evidence.look().broken)
    with unit(cast.lakeside):
        with pytest.raises(actions.NotPosted, match="takes no entries") as refused:
            stock.act("draw", vial="0147", volume_ul=100)
        assert refused.value.code == "book-halted" and "n=3" in refused.value.says
        assert Refusal.objects.filter(code="book-halted").count() == 1
    noor = signed_in(cast.noor)
    for address in ("/staff/stock/", f"/staff/stock/books/{stock.book.pk}/"):
        page = noor.get(address).content.decode()
        assert "This book takes no entries" in page and "n=3" in page
    with unit(cast.lakeside):
        told = [one.verb for one in audit_events(cast.lakeside.pk)]
    assert told.count("stock.halted") == 1
    verify.halt_broken_books(evidence.look().broken)
    evidence.change(row, "by", cast.noor.words)
    verify.halt_broken_books(evidence.look().broken)
    with unit(cast.lakeside):
        stock.act("draw", vial="0147", volume_ul=100)
        told = [one.verb for one in audit_events(cast.lakeside.pk)]
        assert (told.count("stock.halted"), told.count("stock.goes-on")) == (1, 1)
    assert "takes no entries" not in noor.get("/staff/stock/").content.decode()


def test_at_every_start_a_book_that_was_altered_is_halted_and_none_is_let_go_on(
    evidence: Evidence, settings: Any, cast: Cast, unit: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    settings.EUTHYMIA_ANCHORS = str(evidence.path)
    verify.halt_what_is_broken()
    assert capsys.readouterr().err == ""
    evidence.tamper("UPDATE pharmacy_vial SET book_ul = 10001 WHERE code = '0148'")
    verify.halt_what_is_broken()
    assert "vial 0148: the entries come to 10000" in capsys.readouterr().err
    evidence.tamper("UPDATE pharmacy_vial SET book_ul = 10000 WHERE code = '0148'")
    verify.halt_what_is_broken()
    with unit(cast.lakeside):
        assert "vial 0148" in Book.objects.get().halted_says
    assert verify.run(anchoring=False) == 0
    with unit(cast.lakeside):
        assert Book.objects.get().halted_at is None


class _OneRound:
    """Tells a process to stop when it has gone round once, and what runs beside it not to begin."""

    def __init__(self) -> None:
        self.asked, self.asks = 0, threading.current_thread()

    def is_set(self) -> bool:
        if threading.current_thread() is not self.asks:
            return True
        self.asked += 1
        return self.asked > 1

    def wait(self, timeout: float) -> bool:
        return False


def test_the_jobs_look_at_the_books_too_and_halt_one_that_was_altered(
    evidence: Evidence, settings: Any, cast: Cast, unit: Any
) -> None:
    settings.EUTHYMIA_ANCHORS = str(evidence.path)
    evidence.tamper("UPDATE pharmacy_vial SET book_ul = 10001 WHERE code = '0148'")
    jobs._work(_OneRound())  # type: ignore[arg-type]
    with unit(cast.lakeside):
        assert "vial 0148" in Book.objects.get().halted_says
