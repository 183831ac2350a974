"""What this installation states and signs: one JSON object a line, in a file outside the database.

The Ed25519 key is made at the first start and kept in the home folder, mode 0600: never in the database, never in a
backup of it. The file begins with its public half. Every later key has a line of its own, which the key before it
signed; one that took a lost key's place is signed by itself alone and says so. The rule of the signature stands in
docs/compliance/records.md ("Signed heads"), so that another program can check it from the document.

    {"says": "key", "key": hex, "after": hex | null, "why": …, "at": …, "signed_by": hex, "signature": hex}

Whoever else states something gives `says` a word of its own.
"""

from __future__ import annotations

import json
import logging
import os
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

import fasteners
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)
from django.conf import settings

from .kept import kept_secret

log = logging.getLogger(__name__)

Statement = dict[str, Any]
KEY, NEXT = "signing-key", "signing-key.next"
_BEFORE = b"euthymia: signed statement 1\n"


class Unsigned(RuntimeError):
    """Nothing can be signed here, and why."""


def path() -> Path:
    """The file of statements, beside that of the anchors."""
    return Path(settings.EUTHYMIA_ANCHORS).with_name("heads.jsonl")


def copies() -> list[Path]:
    """Where the same lines are kept as well: on other machines, with other people."""
    return [Path(one) for one in settings.EUTHYMIA_HEADS]


def stated() -> list[Statement]:
    """Every statement so far, in order; none when there is no file. Raises Unsigned for a line that is none."""
    if not path().exists():
        return []
    found = []
    with path().open(encoding="utf-8") as file:
        for number, line in enumerate(file, 1):
            try:
                statement = json.loads(line)
                found.append({"says": statement["says"], **statement})
            except (ValueError, KeyError, TypeError):
                raise Unsigned(f"{path()}:{number}: this line is no statement") from None
    return found


def newest_key(statements: Sequence[Statement]) -> str:
    """The public key that signs now; empty before there is one."""
    return next((one["key"] for one in reversed(statements) if one["says"] == "key"), "")


def made() -> bool:
    """Whether there is a key, or ever was one."""
    return (_home() / KEY).exists() or path().exists()


def ready() -> str:
    """The public key that signs, made if there was none. Raises Unsigned."""
    with _alone():
        return _public(_key(newest_key(stated())))


def state(statements: Sequence[Statement], at: datetime) -> list[Statement]:
    """Sign these and add them at the end; they are on the disk when this returns. Raises Unsigned, and OSError."""
    with _alone():
        known = stated()
        newest = newest_key(known)
        key = _key(newest)
        first = [] if newest else [_introduced(_public(key), None, "the first key")]
        signed = [_signed(one, key, at) for one in (*first, *statements)]
        _add(signed)
        return signed[len(first) :]


def change_key(why: str, at: datetime, *, lost: bool = False) -> tuple[str, str]:
    """A new key in the place of the newest one, and the public halves of both: the old, the new.

    The old key signs the new one; with `lost` it cannot, and the statement says why. Raises Unsigned.
    """
    with _alone():
        old = newest_key(stated())
        if not old:
            raise Unsigned("no key has signed anything yet")
        signer = None if lost else _key(old)
        new = Ed25519PrivateKey.generate()
        draft = _drafted(new)
        _add([_signed(_introduced(_public(new), old, why), signer or new, at)])
        # Who dies here is found by `_key`: the statement has been made, and the draft is the newest key.
        os.replace(draft, _home() / KEY)
        return old, _public(new)


def message(statement: Statement) -> bytes:
    """The bytes that are signed: everything but the signature, keys sorted, no blanks, UTF-8, after one fixed line."""
    said = {name: value for name, value in statement.items() if name != "signature"}
    text = json.dumps(said, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return _BEFORE + text.encode("utf-8")


@contextmanager
def _alone() -> Iterator[None]:
    """One process at a time reads the newest key and adds a line."""
    _home().mkdir(parents=True, exist_ok=True)
    with fasteners.InterProcessLock(_home() / ".signing"):
        yield


def _home() -> Path:
    return Path(settings.EUTHYMIA_HOME)


def _introduced(key: str, after: str | None, why: str) -> Statement:
    return {"says": "key", "key": key, "after": after, "why": why}


def _signed(statement: Statement, key: Ed25519PrivateKey, at: datetime) -> Statement:
    said = {**statement, "at": at.isoformat(), "signed_by": _public(key)}
    return {**said, "signature": key.sign(message(said)).hex()}


def _key(newest: str) -> Ed25519PrivateKey:
    """The private half of the newest key; a new one where there was none. Raises Unsigned."""
    kept, draft = _home() / KEY, _home() / NEXT
    if newest and draft.exists() and _public(_read(draft.read_text("utf-8"))) == newest:
        os.replace(draft, kept)
    if newest and not kept.exists():
        raise Unsigned(
            f"the key {newest} is not in {kept}: bring it back, or run euthymia key lost if it is gone for good"
        )
    found = _read(kept_secret(_home(), KEY, lambda: _written(Ed25519PrivateKey.generate())))
    if newest not in ("", _public(found)):
        raise Unsigned(
            f"the key in {kept} is {_public(found)}, and the newest one of {path()} is {newest}: bring the right one "
            "back, or run euthymia key lost if it is gone for good"
        )
    return found


def _written(key: Ed25519PrivateKey) -> str:
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode("ascii")


def _read(text: str) -> Ed25519PrivateKey:
    try:
        found = load_pem_private_key(text.encode("ascii"), None)
    except ValueError:
        found = None
    if not isinstance(found, Ed25519PrivateKey):
        raise Unsigned(f"{_home() / KEY} holds no Ed25519 key")
    return found


def _public(key: Ed25519PrivateKey) -> str:
    return key.public_key().public_bytes_raw().hex()


def _drafted(key: Ed25519PrivateKey) -> Path:
    """The key beside the one that still signs, for its owner's eyes only."""
    handle, draft = tempfile.mkstemp(dir=_home(), prefix=f".{NEXT}-")
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        file.write(_written(key))
        file.flush()
        os.fsync(file.fileno())
    os.replace(draft, _home() / NEXT)
    return _home() / NEXT


def _add(statements: Sequence[Statement]) -> None:
    """At the end of the file, whole and durable, and then wherever a copy is kept."""
    lines = "".join(json.dumps(one, sort_keys=True, ensure_ascii=False) + "\n" for one in statements)
    path().parent.mkdir(parents=True, exist_ok=True)
    _append(path(), lines.encode("utf-8"))
    whole = path().read_bytes()
    for copy in copies():
        try:
            have = copy.read_bytes() if copy.exists() else b""
            if not whole.startswith(have):
                log.error("%s is no copy of %s: nothing was added to it", copy, path())
            elif len(have) < len(whole):
                _append(copy, whole[len(have) :])
        except OSError as error:
            log.error("%s cannot be written, and is brought up to date the next time: %s", copy, error)


def _append(file: Path, content: bytes) -> None:
    with file.open("ab") as out:
        out.write(content)
        out.flush()
        os.fsync(out.fileno())
