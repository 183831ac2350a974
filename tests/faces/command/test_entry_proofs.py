"""One entry of a drug book against a signed head: proven from the document alone, and every altered one is not."""

from __future__ import annotations

import json
from collections.abc import Callable
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from euthymia.clinic.audit.queries import events as audit_events
from euthymia.clinic.pharmacy.models import Entry
from euthymia.domain.ledger import merkle
from euthymia.domain.quantities import Unusable
from euthymia.faces.command import checked_proofs, entry_proofs
from euthymia.faces.command.checked_proofs import checked
from euthymia.faces.command.schemas import SCHEMAS
from euthymia.kit import clock, signing
from support.evidence import Evidence
from support.schema import misfits
from support.stock import OURS, Stock

from .test_signed_heads import evidence as evidence  # fixtures
from .test_signed_heads import run, sign
from .test_signed_heads import stock as stock


def proof(n: int) -> dict[str, Any]:
    answer = run("ledger", "proof", str(n))
    assert answer.exit_code == 0, answer.output
    found: dict[str, Any] = json.loads(answer.output)
    return found


def test_each_entry_is_proven_from_its_document_alone(stock: Stock, tmp_path: Path) -> None:
    sign()
    key = signing.newest_key(signing.stated())
    for n in range(1, Entry.objects.using("owner").count() + 1):
        found = proof(n)
        assert misfits(found, SCHEMAS["entry-proof"]) == []
        file = tmp_path / f"{n}.json"
        file.write_text(json.dumps(found), encoding="utf-8")
        said = run("ledger", "check-proof", str(file), "--key", key, "--json")
        answer = json.loads(said.output)
        assert (said.exit_code, answer["proven"], answer["wrong"]) == (0, True, [])
        assert misfits(answer, SCHEMAS["checked-proof"]) == []
        row = Entry.objects.using("owner").get(n=n)
        assert answer["row"]["kind"] == row.kind and answer["row"]["by"] == row.by
        assert json.loads(answer["row"]["event"]) == row.event and answer["row"]["client_id"] == str(
            row.client_id
        )
        assert answer["head"]["registration"] == OURS
    words = run("ledger", "check-proof", str(file)).output
    assert f"proven      entry {n} of the drug book of {OURS} is under the head over {n} entries" in words
    assert "  kind        waste" in words


def test_it_says_what_it_looked_at(stock: Stock, cast: Any, unit: Any) -> None:
    sign()
    proof(3)
    with unit(cast.lakeside):
        told = [one for one in audit_events(cast.lakeside.pk) if one.verb == "stock.entry-proven"]
    assert [one.says for one in told] == ["made a proof of entry 3 of a drug book"]


Change = Callable[[dict[str, Any]], Any]
NOT_THERE = "does not lead to the signed head"


def column(name: str, text: str) -> Change:
    def change(document: dict[str, Any]) -> None:
        next(one for one in document["row"] if one[0] == name)[2] = text

    return change


@pytest.mark.parametrize(("change", "says"), [
    (column("by", "Nobody"), NOT_THERE),
    (column("kind", "destroy"), NOT_THERE),
    (column("n", "2"), "has another number"),
    (column("book_id", "00000000-0000-0000-0000-000000000000"), "of another book"),
    (lambda one: one["row"].pop(), NOT_THERE),
    (lambda one: one["row"].append(["more", "s", "x"]), NOT_THERE),
    (lambda one: one.update(before="00" * 32), NOT_THERE),
    (lambda one: one["path"].pop(), NOT_THERE),
    (lambda one: one["path"].append("00" * 32), NOT_THERE),
    (lambda one: one["path"].reverse(), NOT_THERE),
    (lambda one: one.update(n=2), "has another number"),
    (lambda one: one["head"].update(merkle="00" * 32), "the signature does not fit key"),
    (lambda one: one["head"].update(n=3), "the signature does not fit key"),
    (lambda one: one["head"].update(registration="GX9841203"), "the signature does not fit key"),
    (lambda one: one.update(keys=[]), "no line before it introduces"),
    (lambda one: one.update(head=one["keys"][0]), "no head is signed here"),
])  # fmt: skip
def test_an_altered_proof_proves_nothing(stock: Stock, change: Change, says: str) -> None:
    sign()
    found = proof(3)
    assert checked(found, Path("proof.json")).wrong == []
    altered = deepcopy(found)
    change(altered)
    assert any(says in one for one in checked(altered, Path("proof.json")).wrong)


def more(stock: Stock, unit: Any) -> None:
    """Another entry, and the head signed over it."""
    with unit(stock.cast.lakeside):
        stock.act("draw", vial="0148", volume_ul=100, order="order-2")
    sign()


def test_the_key_on_paper_is_asked(stock: Stock, unit: Any) -> None:
    sign()
    found, key = proof(2), signing.newest_key(signing.stated())
    stranger = "ab" * 32
    assert checked(found, Path("proof.json"), key).wrong == []
    assert any(stranger in one for one in checked(found, Path("proof.json"), stranger).wrong)
    _, new = signing.change_key("every year", clock.wall())
    assert checked(proof(2), Path("proof.json"), key).wrong == [], "the head is of before"
    more(stock, unit)
    by_new = checked(proof(2), Path("proof.json"), key)
    assert (by_new.wrong, by_new.head and by_new.head.key) == ([], new), "the old key vouches for the new one"
    _, stolen = signing.change_key("stolen", clock.wall(), lost=True)
    more(stock, unit)
    by_nobody = checked(proof(2), Path("proof.json"))
    assert by_nobody.wrong == [] and "did not vouch for it" in by_nobody.warnings[0]
    assert any("does not vouch for" in one for one in checked(proof(2), Path("proof.json"), key).wrong)
    assert checked(proof(2), Path("proof.json"), stolen).wrong == []


def test_what_is_no_proof_is_unusable(stock: Stock, tmp_path: Path) -> None:
    sign()
    found = proof(1)
    for wrong in (
        None, [], {}, {**found, "says": "head"}, {**found, "n": "1"}, {**found, "path": ["xyz"]}, {**found, "row": [["a"]]},
        {**found, "row": [["n", "é", "1"]]}, {**found, "before": 7}, {**found, "keys": None}, {**found, "path": 3},
    ):  # fmt: skip
        with pytest.raises(Unusable):
            checked(wrong, Path("proof.json"))
    file = tmp_path / "no.json"
    file.write_text("{", encoding="utf-8")
    for arguments in ((str(file),), (str(tmp_path / "none.json"),), (str(file), "--key", "xyz")):
        assert run("ledger", "check-proof", *arguments).exit_code == 2


def test_what_cannot_be_proven_is_said(stock: Stock, evidence: Evidence) -> None:
    def refused(n: int) -> str:
        with pytest.raises(Unusable) as told:
            entry_proofs.made("", n)
        return told.value.faults[0].code

    assert refused(1) == "not-signed"
    sign()
    assert (refused(0), refused(99)) == ("unknown", "unknown")
    assert run("ledger", "proof", "99").exit_code == 2
    evidence.tamper("UPDATE pharmacy_entry SET hash = sha256('x') WHERE n = 2")
    assert refused(1) == "not-as-signed"


@settings(deadline=None)
@given(st.integers(1, 70), st.data())
def test_the_second_reckoning_of_a_path_agrees_with_the_first(size: int, data: st.DataObject) -> None:
    leaves = [merkle.leaf(bytes([n])) for n in range(size)]
    index, other = (data.draw(st.integers(0, size - 1)) for _ in range(2))
    path = merkle.inclusion(leaves, index)
    assert checked_proofs._root(leaves[index], index, size, path) == merkle.root(leaves)
    wrong = checked_proofs._root(leaves[index], other, size, path)
    assert (wrong == merkle.root(leaves)) == (other == index)
    assert checked_proofs._root(
        leaves[index], index, size, [*path, path[0] if path else leaves[0]]
    ) != merkle.root(leaves)
    assert checked_proofs._root(leaves[index], size, size, path) is None
