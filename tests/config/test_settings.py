"""The settings' own work: the secret that is made at the first start."""

from __future__ import annotations

import secrets
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from euthymia.config.settings import kept_secret


def test_processes_that_start_together_keep_one_secret(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    gate, make = threading.Barrier(4), secrets.token_urlsafe

    def all_at_once(size: int) -> str:
        gate.wait(60)
        return make(size)

    monkeypatch.setattr(secrets, "token_urlsafe", all_at_once)
    with ThreadPoolExecutor(4) as starting:
        got = set(starting.map(lambda _: kept_secret(tmp_path / "home", "secret-key"), range(4)))
    assert got == {(tmp_path / "home" / "secret-key").read_text()}
    assert len(got.pop()) >= 64


def test_it_is_kept_for_its_owner_alone_and_nothing_is_left_beside_it(tmp_path: Path) -> None:
    first = kept_secret(tmp_path, "secret-key")
    assert kept_secret(tmp_path, "secret-key") == first
    assert [path.name for path in tmp_path.iterdir()] == ["secret-key"]
    assert (tmp_path / "secret-key").stat().st_mode & 0o777 == 0o600
