"""The installation's key: made once, kept for its owner alone, followed by others, and plainly said when lost."""

from __future__ import annotations

import json
import stat
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from euthymia.faces.command import signed_heads
from euthymia.kit import signing

AT = datetime(2026, 11, 22, 18, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def home(tmp_path: Path, settings: Any) -> Path:
    settings.EUTHYMIA_HOME, settings.EUTHYMIA_ANCHORS = (
        tmp_path / "home",
        tmp_path / "outside" / "anchors.jsonl",
    )
    settings.EUTHYMIA_HEADS = []
    return tmp_path / "home"


def head(n: int) -> signing.Statement:
    return {
        "says": "head", "registration": "F91234563", "book": "018bcfe5-687b-7000-8000-000000000001", "n": n,
        "merkle": "ab" * 32, "chain": "cd" * 32, "why": "daily",
    }  # fmt: skip


def read(trusted: str = "") -> signed_heads.Signed:
    return signed_heads.read(signing.path(), signing.copies(), None, trusted)


def edit(line: int, **changes: Any) -> None:
    lines = signing.path().read_text().splitlines()
    lines[line - 1] = json.dumps({**json.loads(lines[line - 1]), **changes})
    signing.path().write_text("\n".join(lines) + "\n")


def test_a_key_is_made_once_for_its_owners_eyes_only(home: Path) -> None:
    made = signing.ready()
    assert signing.ready() == made and len(bytes.fromhex(made)) == 32
    assert stat.S_IMODE((home / signing.KEY).stat().st_mode) == 0o600
    assert not signing.path().exists()


def test_statements_say_which_key_signed_them() -> None:
    (signed,) = signing.state([head(3)], AT)
    signing.state([head(5)], AT)
    found = read()
    assert (found.broken, found.warnings, found.keys) == ([], [], [signed["signed_by"]])
    assert [(one.n, one.key, one.line) for one in found.heads] == [
        (3, signed["signed_by"], 2),
        (5, signed["signed_by"], 3),
    ]


@pytest.mark.parametrize("change", [{"n": 4}, {"at": "2026-11-21T18:00:00+00:00"}, {"signature": "00" * 64}])
def test_a_signature_that_does_not_fit_is_refused_by_its_line(change: dict[str, Any]) -> None:
    signing.state([head(3), head(5)], AT)
    edit(2, **change)
    found = read()
    assert [one.n for one in found.heads] == [5]
    (wrong,) = found.broken
    assert (wrong.n, wrong.says.startswith("the signature does not fit key ")) == (2, True)


@pytest.mark.parametrize(
    "text", ["", "[]", "{", '{"says": "head"}', '{"says": "head", "signed_by": "zz", "signature": ""}']
)
def test_a_line_that_is_no_statement_is_named(text: str) -> None:
    signing.state([head(3)], AT)
    signing.path().write_text(signing.path().read_text() + text + "\n")
    (wrong,) = read().broken
    assert (wrong.n, wrong.says) == (3, "this line is no statement")


def test_a_new_key_is_signed_by_the_one_before_it(home: Path) -> None:
    signing.state([head(3)], AT)
    old, new = signing.change_key("changed in turn", AT)
    signing.state([head(5)], AT)
    found = read()
    assert (found.broken, found.warnings, found.keys) == ([], [], [old, new])
    assert [one.key for one in found.heads] == [old, new] and old != new
    assert sorted(one.name for one in home.iterdir()) == [".signing", signing.KEY]
    assert read(trusted=old).broken == [] == read(trusted=new).broken


def test_a_lost_key_is_said_plainly_and_stands_for_nothing_after_it(home: Path) -> None:
    signing.state([head(3)], AT)
    (home / signing.KEY).unlink()
    with pytest.raises(signing.Unsigned, match="bring it back, or run euthymia key lost"):
        signing.state([head(5)], AT)
    old, new = signing.change_key("the disk broke", AT, lost=True)
    signing.state([head(5)], AT)
    found = read()
    assert found.broken == [] and [one.key for one in found.heads] == [old, new]
    (warning,) = found.warnings
    assert (
        f"key {new} took the place of {old}" in warning and "did not vouch for it: the disk broke" in warning
    )
    assert [one.says for one in read(trusted=old).broken] == [
        f"signed by a key that {old} does not vouch for"
    ] * 2
    assert read(trusted=new).broken == []


def test_another_key_in_the_home_folder_signs_nothing(home: Path) -> None:
    signing.state([head(3)], AT)
    (home / signing.KEY).unlink()
    lines = signing.path().read_bytes()
    signing.path().unlink()
    other = signing.ready()
    signing.path().write_bytes(lines)
    with pytest.raises(signing.Unsigned, match=f"is {other}, and the newest one"):
        signing.state([head(5)], AT)
    (home / signing.KEY).write_text("no key")
    with pytest.raises(signing.Unsigned, match="holds no Ed25519 key"):
        signing.state([head(5)], AT)
    assert signing.path().read_bytes() == lines


def test_who_dies_between_the_statement_and_the_key_signs_with_the_new_one(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    signing.state([head(3)], AT)
    real = signing.os.replace

    def dies(source: Any, target: Any) -> None:
        if str(target).endswith(signing.KEY):
            raise KeyboardInterrupt
        real(source, target)

    with monkeypatch.context() as dying, pytest.raises(KeyboardInterrupt):
        dying.setattr(signing.os, "replace", dies)
        signing.change_key("changed in turn", AT)
    signing.state([head(5)], AT)
    found = read()
    assert found.broken == [] and found.heads[-1].key == found.keys[-1] != found.heads[0].key


def test_who_has_no_key_can_neither_sign_nor_bring_one_of_their_own(
    home: Path, tmp_path: Path, settings: Any
) -> None:
    signing.state([head(3)], AT)
    ours, kept = read().keys[0], signing.path().read_text()
    settings.EUTHYMIA_HOME, settings.EUTHYMIA_ANCHORS = (
        tmp_path / "theirs",
        tmp_path / "elsewhere" / "anchors.jsonl",
    )
    signing.state([head(9)], AT)
    forged = signing.path().read_text()
    settings.EUTHYMIA_ANCHORS = tmp_path / "outside" / "anchors.jsonl"
    signing.path().write_text(kept + forged.splitlines(keepends=True)[1])
    (wrong,) = read().broken
    assert wrong.n == 3 and wrong.says.endswith("which no line before it introduces")
    signing.path().write_text(kept + forged)
    assert [one.n for one in read().broken] == [3, 4], "a second first key follows nobody"
    signing.path().write_text(forged)
    assert read().broken == [], "a file that is all theirs contradicts itself nowhere"
    assert [one.says for one in read(trusted=ours).broken] == [f"no statement is by the key {ours}"]


def test_copies_are_brought_along_and_compared(tmp_path: Path, settings: Any) -> None:
    away, gone = tmp_path / "away.jsonl", tmp_path / "unplugged" / "heads.jsonl"
    settings.EUTHYMIA_HEADS = [away, gone]
    signing.state([head(3)], AT)
    assert away.read_bytes() == signing.path().read_bytes()
    assert [one for one in read().warnings if str(gone) in one] and read().broken == []
    gone.parent.mkdir()
    signing.state([head(5)], AT)
    assert gone.read_bytes() == away.read_bytes() == signing.path().read_bytes()
    whole = signing.path().read_bytes()
    signing.path().write_bytes(b"".join(whole.splitlines(keepends=True)[:-1]))
    assert {str(one) for one in read().broken} == {
        f"{signing.path()} n=3: missing; the copy {copy} has it" for copy in (away, gone)
    }
    edit(2, why="closing count")
    assert f"{away} n=2: is not the line that {signing.path()} has" in {str(one) for one in read().broken}


def test_the_anchors_are_those_that_were_signed(tmp_path: Path) -> None:
    file = tmp_path / "anchors"
    file.write_bytes(b"one\n")
    digest = "2c8b08da5ce60398e1f19af0e5dccc744df274b826abe585eaba68c525434806"
    signing.state([{"says": "anchors", "bytes": 4, "sha256": digest}], AT)
    file.write_bytes(b"one\ntwo\n")
    assert signed_heads.read(signing.path(), (), file).broken == []
    for other in (b"one", b"oNe\ntwo\n"):
        file.write_bytes(other)
        (wrong,) = signed_heads.read(signing.path(), (), file).broken
        assert wrong.says.startswith("its first 4 bytes are not those that were signed on 2026-11-22")
