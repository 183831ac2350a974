"""The tamper drill of the drug book: what somebody with every right on the database does, named by its signed heads."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from click.testing import CliRunner, Result

from euthymia.clinic.audit.queries import events as audit_events
from euthymia.clinic.pharmacy import actions, heads
from euthymia.clinic.pharmacy.actions import signing_heads
from euthymia.clinic.pharmacy.models import Book, Entry, PacketFile
from euthymia.domain.ledger import merkle
from euthymia.faces.command import jobs, signed_heads, verify
from euthymia.faces.command.cli import main
from euthymia.faces.command.schemas import SCHEMAS
from euthymia.kit import clock, signing, streams, units
from support.cast import Cast
from support.evidence import Evidence
from support.schema import misfits
from support.stock import OURS, Stock, stocked


@pytest.fixture
def stock(committed: None, cast: Cast, unit: Any, settings: Any, tmp_path: Path) -> Stock:
    """Two vials, one of them drawn from and wasted of: four entries, and no head signed yet."""
    settings.EUTHYMIA_HOME, settings.EUTHYMIA_ANCHORS = (
        tmp_path / "home",
        tmp_path / "outside" / "anchors.jsonl",
    )
    with unit(cast.lakeside):
        stock = stocked(cast, "0147", "0148")
        stock.act("draw", vial="0147", volume_ul=1_000)
        stock.act("waste", volume_ul=400, witness=stock.proof())
    return stock


@pytest.fixture
def evidence(stock: Stock, stopped: datetime, settings: Any) -> Evidence:
    return Evidence(stopped + timedelta(hours=1), settings.EUTHYMIA_ANCHORS)


def sign(why: str = "daily") -> int:
    with units.unit(tenant=units.EVERY_TENANT, actor="a test"):
        return signing_heads.sign_all(by="a test", at=clock.wall(), why=why)


def due(after: timedelta = timedelta(0)) -> int:
    with units.unit(tenant=units.EVERY_TENANT, actor="a test"):
        return signing_heads.sign_due(by="a test", at=clock.wall() + after)


def found(evidence: Evidence, trusted: str = "") -> list[str]:
    """What a look names that has no anchors, only signed heads."""
    signed = signed_heads.read(signing.path(), trusted=trusted)
    return [str(one) for one in verify.look([], evidence.wall, signed=signed).broken]


def run(*arguments: str) -> Result:
    return CliRunner().invoke(main, list(arguments))


def count(stock: Stock, purpose: str) -> None:
    seen_n = Book.objects.get().entries_n
    amounts = [actions.Counted("0147", stock.on_hand("0147")), actions.Counted("0148", 10_000)]
    actions.count_sheet(
        by=stock.cast.noor.member(), witness=stock.proof(), book=stock.book, client_id=uuid4(), purpose=purpose,
        counted=amounts, seen_n=seen_n, left_open="" if purpose == "spot" else "the syringe is still in use",
    )  # fmt: skip


def _edit(evidence: Evidence) -> None:
    evidence.tamper("UPDATE pharmacy_entry SET \"by\" = 'Nobody' WHERE n = 3")


def _delete(evidence: Evidence) -> None:
    evidence.tamper("DELETE FROM pharmacy_entry WHERE n = 3")


def _truncate(evidence: Evidence) -> None:
    """The last entry with everything that knew of it: chain, book and syringe agree again."""
    before = Entry.objects.using("owner").get(n=3)
    syringe = {"volume_ul": 1_000, "mass_ug": 50_000}
    evidence.tamper("DELETE FROM pharmacy_entry WHERE n = 4")
    evidence.tamper("UPDATE pharmacy_book SET entries_n = 3, entries_head = %s", values=[bytes(before.hash)])
    evidence.tamper(
        "UPDATE pharmacy_syringe SET volume_ul = 1000, mass_ug = 50000, state = state || %s::jsonb",
        values=[json.dumps(syringe)],
    )


def _rewrite(evidence: Evidence) -> None:
    """Another person in one entry, and every hash from the first row on written anew, by the writer's own code."""
    head = bytes(32)
    for row in Entry.objects.using("owner").order_by("n"):
        if row.n == 3:
            row.by = "Nobody <nobody@lakeside.example>"
            evidence.tamper('UPDATE pharmacy_entry SET "by" = %s WHERE n = 3', values=[row.by])
        head = streams.hash_after(head, row)
        evidence.tamper("UPDATE pharmacy_entry SET hash = %s WHERE n = %s", values=[head, row.n])
    evidence.tamper("UPDATE pharmacy_book SET entries_head = %s", values=[head])


@pytest.mark.parametrize(
    ("drill", "alone", "says"),
    [
        pytest.param(_edit, True, "n=3: column mismatch", id="edit"),
        pytest.param(_delete, True, "n=3: missing; the next row is n=4", id="delete"),
        pytest.param(_truncate, False, "n=4: missing; the head signed on ", id="truncate-tail"),
        pytest.param(
            _rewrite, False, "n=4: signed head mismatch: an entry after n=2 was changed, added or removed", id="rewrite-all"
        ),
    ],
)  # fmt: skip
def test_each_drill_is_named(
    evidence: Evidence,
    stock: Stock,
    cast: Cast,
    unit: Any,
    drill: Callable[[Evidence], None],
    alone: bool,
    says: str,
) -> None:
    with unit(cast.lakeside):
        row = Entry.objects.get(n=2)
    _sign_over(2, bytes(row.hash), stock)
    sign()
    assert found(evidence) == []
    drill(evidence)
    assert [one for one in found(evidence) if one.startswith(f"pharmacy_entry book={stock.book.pk} {says}")]
    without = [str(one) for one in verify.look([], evidence.wall).broken]
    assert bool(without) == alone, "what the chain cannot see alone, its signed heads do"
    verify.halt_what_is_broken()
    with unit(cast.lakeside):
        assert says in Book.objects.get().halted_says


def _sign_over(n: int, chain: bytes, stock: Stock) -> None:
    """An earlier head, as if the book had been signed then."""
    rows = Entry.objects.using("owner").filter(n__lte=n).order_by("n")
    root = merkle.root([merkle.leaf(bytes(row.hash)) for row in rows])
    said = {
        "says": "head", "registration": OURS, "book": str(stock.book.pk), "n": n, "merkle": root.hex(),
        "chain": chain.hex(), "why": "daily",
    }  # fmt: skip
    signing.state([said], clock.wall())


def test_a_head_taken_out_of_the_file_is_in_the_audit_log(evidence: Evidence) -> None:
    sign()
    lines = signing.path().read_text().splitlines(keepends=True)
    signing.path().write_text(lines[0])
    (said,) = found(evidence)
    assert (
        "the head over 4 entries of F91234563" in said and "is in the audit log and not in this file" in said
    )
    signing.path().unlink()
    said_by_command = run("verify", "--no-anchor")
    assert said_by_command.exit_code == 0
    assert (
        f"{signing.path()} is missing, although 1 heads of drug books were signed" in said_by_command.stderr
    )


def test_a_book_that_is_gone_is_missed(evidence: Evidence, stock: Stock) -> None:
    other = {
        "says": "head", "registration": OURS, "book": str(uuid4()), "n": 1, "merkle": "ab" * 32, "chain": "cd" * 32,
        "why": "daily",
    }  # fmt: skip
    signing.state([other], clock.wall())
    (said,) = found(evidence)
    assert f"book={other['book']} n=1: the book is gone" in said


def test_counts_inventories_and_days_are_signed_and_nothing_twice(
    stock: Stock, cast: Cast, unit: Any
) -> None:
    assert (due(), due()) == (1, 0), "the first head of a book at once"
    with unit(cast.lakeside):
        count(stock, "spot")
    assert due() == 0 and due(signing_heads.DAILY) == 1
    for purpose, why in (("open", "opening count"), ("close", "closing count")):
        with unit(cast.lakeside):
            count(stock, purpose)
        jobs._sign_heads()
        with unit(cast.lakeside):
            newest = heads.newest_of(stock.book)
            assert newest is not None and (newest.why, newest.n) == (why, Book.objects.get().entries_n)
    with unit(cast.lakeside):
        told = [one for one in audit_events(cast.lakeside.pk) if one.verb == "stock.head-signed"]
    assert [one.detail["statement"] for one in reversed(told)] == [
        one for one in signing.stated() if one["says"] == "head"
    ]


def test_a_book_that_contradicts_its_last_head_is_not_signed_again(
    evidence: Evidence, stock: Stock, cast: Cast, unit: Any, caplog: pytest.LogCaptureFixture
) -> None:
    sign()
    _rewrite(evidence)
    with unit(cast.lakeside):
        stock.act("waste", volume_ul=100, witness=stock.proof())
    assert sign() == 0 and f"the head of the drug book of {OURS} is not signed" in caplog.text


def test_the_command_signs_what_it_found_whole_and_says_who_signed(evidence: Evidence, stock: Stock) -> None:
    assert run("verify", "--no-anchor").exit_code == 0 and not signing.path().exists()
    assert run("verify").exit_code == 0
    lines = [json.loads(line) for line in signing.path().read_text().splitlines()]
    assert [one["says"] for one in lines] == ["key", "head", "anchors"]
    assert not [wrong for line in lines for wrong in misfits(line, SCHEMAS["signed-statement"])]
    key = lines[0]["key"]
    said = run("verify", "--key", key.upper())
    assert said.exit_code == 0 and f"public key {key}: 1 signed heads fit it" in said.stdout
    assert f"{OURS}: 4 entries, Merkle head {lines[1]['merkle']}" in said.stdout
    answer = json.loads(run("verify", "--json").stdout)
    assert misfits(answer, SCHEMAS["verify-answer"]) == []
    assert answer["signed"]["keys"] == [key] and answer["signed"]["heads"][0]["n"] == 4
    other = run("verify", "--key", "00" * 32)
    assert other.exit_code == 1 and f"no statement is by the key {'00' * 32}" in other.stdout
    assert run("verify", "--key", "paper").exit_code == 2


def test_a_key_is_shown_rotated_and_lost(stock: Stock, settings: Any) -> None:
    assert run("key", "rotate").exit_code == 2, "nothing was signed yet"
    shown = run("key", "show").stdout
    assert "has signed nothing yet" in shown
    sign()
    assert run("key", "rotate").exit_code == 0
    assert run("key", "lost", "--reason", "the disk broke").exit_code == 0
    answer = json.loads(run("key", "show", "--json").stdout)
    assert [one["vouched_for"] for one in answer["keys"]] == [True, True, False]
    assert answer["key"] == answer["keys"][-1]["key"] and answer["keys"][0]["key"] in shown
    assert "no key before it vouches for it" in run("key", "show").stdout
    verified = run("verify")
    assert (
        verified.exit_code == 0
        and "did not vouch for it: the key before it was lost: the disk broke" in verified.stderr
    )
    (Path(settings.EUTHYMIA_HOME) / signing.KEY).unlink()
    refused = run("verify")
    assert refused.exit_code == 0 and "nothing was signed: the key " in refused.stderr


def test_the_packet_shows_the_signed_head_and_its_key(stock: Stock, tmp_path: Path) -> None:
    from pypdf import PdfReader

    path = tmp_path / "packet.pdf"
    assert run("binder", "--from", "2026-11-01", "--to", "2026-11-30", str(path)).exit_code == 0
    words = "".join(page.extract_text() for page in PdfReader(path).pages)
    (head,) = [one for one in signing.stated() if one["says"] == "head"]
    assert head["merkle"] in words and head["signed_by"] in words and head["signature"][:64] in words
    assert PacketFile.objects.using("owner").count() == 1
